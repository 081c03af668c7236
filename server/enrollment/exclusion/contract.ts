import { z } from 'zod'
import { confirm, day, line, listQuery, moment, named, operation, pageOf, someOf } from '../../platform/contract.ts'
import { arePairs, newExclusion, ofActivity, ofUser, outcome, pair, pairs, tooManyPairs } from '../contract.ts'

// Exclusions: who stays out of what, although a cause may apply.

export const exclusion = pair.extend({
  reason: z.string(),
  since: moment,
  until: day.nullable().describe('the last day; null: until an administrator lifts it'),
  by: named.nullable().describe('who decided it; null where no person did'),
})
export type Exclusion = z.infer<typeof exclusion>

export const listUserExclusions = operation({
  method: 'GET',
  path: '/users/:userId/exclusions',
  summary: 'The learning activities that a user is excluded from',
  params: ofUser,
  response: z.object({ items: z.array(exclusion) }),
})

export const listActivityExclusions = operation({
  method: 'GET',
  path: '/activities/:activityId/exclusions',
  summary: 'Who is excluded from a learning activity',
  params: ofActivity,
  query: listQuery(['name', 'since']),
  response: pageOf(exclusion),
})

export const exclude = operation({
  method: 'POST',
  path: '/exclusions',
  summary: 'Exclude users from learning activities: nothing enrolls them, until it is lifted or its last day is over',
  previews: true,
  body: newExclusion.extend({ ...pairs, confirm }).refine(arePairs, tooManyPairs),
  response: outcome.extend({
    excluded: z.number().int(),
    already: someOf(pair).describe('excluded before; their reason and last day stay as they are'),
  }),
})

export const editExclusions = operation({
  method: 'PATCH',
  path: '/exclusions',
  summary: 'Change the reason or the last day of exclusions',
  body: z
    .strictObject({ ...pairs, reason: line(1000).optional(), until: day.nullable().optional() })
    .refine(arePairs, tooManyPairs),
  response: z.object({ batchId: z.number(), edited: z.number().int() }),
})

export const liftExclusions = operation({
  method: 'DELETE',
  path: '/exclusions',
  summary: 'Lift exclusions, and enroll by hand if asked to',
  previews: true,
  body: z
    .strictObject({
      ...pairs,
      enroll: z.boolean().default(false).describe('also enroll by hand whoever was excluded'),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine(arePairs, tooManyPairs),
  response: outcome.extend({ lifted: z.number().int() }),
})
