import { z } from 'zod'
import { confirm, ids, listQuery, moment, named, operation, pageOf } from '../../platform/contract.ts'
import { causeKind, ofQualification, outcome } from '../contract.ts'

// Holders: who has a qualification.

export const holder = z.object({
  user: named.extend({ email: z.string(), company: named, department: named.nullable() }),
  since: moment.nullable().describe('since when it is given directly; null: it is not'),
  through: z
    .array(z.object({ assignmentId: z.number(), kind: causeKind, audience: named.nullable() }))
    .describe('what else leads to it'),
  completed: z.number().int().describe('of its learning activities, those validly completed'),
  total: z.number().int().describe('its learning activities, archived ones aside'),
})
export type Holder = z.infer<typeof holder>

export const listHolders = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId/holders',
  summary: 'Who holds a qualification, directly or through what, and how far they are',
  params: ofQualification,
  query: listQuery(['name']).extend({
    direct: z.stringbool().optional().describe('only who was given it directly, or only who was not'),
  }),
  response: pageOf(holder),
})

export const addHolders = operation({
  method: 'POST',
  path: '/qualifications/:qualificationId/holders',
  summary: 'Give a qualification to users directly',
  previews: true,
  params: ofQualification,
  body: z.strictObject({ userIds: ids(100_000, 1), notify: z.boolean().default(true), confirm }),
  response: outcome.extend({ added: z.number().int() }),
})

export const removeHolders = operation({
  method: 'DELETE',
  path: '/qualifications/:qualificationId/holders',
  summary: 'Take a qualification from users who were given it directly',
  previews: true,
  params: ofQualification,
  body: z.strictObject({ userIds: ids(100_000, 1), confirm }),
  response: outcome.extend({ removed: z.number().int() }),
})
