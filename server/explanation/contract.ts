import { z } from 'zod'
import { cause, causeKind, enrollmentState } from '../enrollment/contract.ts'
import { batchHead } from '../history/contract.ts'
import { activityRef } from '../learning/contract.ts'
import { day, idText, moment, named, operation } from '../platform/contract.ts'
import { criterionMatch } from '../rule/contract.ts'
import { userStatus } from '../user/contract.ts'

// Why, why not, and why it ended: one answer about one user and one learning activity.

/** What leads to an activity, as far as a sentence needs it. It may have ended since. */
export const link = cause.pick({ assignmentId: true, kind: true, audience: true, through: true })
export type Link = z.infer<typeof link>

const led = { causes: z.array(link).describe('the causes that this began, or ended') }

const reasonOf = <What extends z.ZodType<string>, Shape extends z.ZodRawShape>(what: What, shape: Shape) =>
  z.object({ what, ...shape, ...led })

const archivable = z.enum(['activity', 'qualification', 'company', 'department', 'team', 'function', 'group'])

/** One fact that began or ended causes, as one part of a sentence: "left team Warehouse". */
export const reason = z.discriminatedUnion('what', [
  reasonOf(z.enum(['joined', 'left']), {
    kind: causeKind.describe('a team, function or group; a qualification held; enrolled by hand or by import'),
    audience: named.nullable(),
  }),
  reasonOf(z.literal('changed'), {
    kind: z.enum(['company', 'department', 'language', 'manager']),
    from: named.nullable(),
    to: named.nullable(),
  }),
  reasonOf(z.literal('manager-changed'), {
    user: named.describe('somebody the user reports to, whose manager is another now'),
    from: named.nullable(),
    to: named.nullable(),
  }),
  reasonOf(z.literal('department-moved'), { department: named, from: named.nullable(), to: named.nullable() }),
  reasonOf(z.enum(['became-manager', 'no-longer-manager']), {}),
  reasonOf(z.literal('day-added-changed'), { from: day, to: day }),
  reasonOf(z.enum(['added', 'reactivated']), {}).describe('the user'),
  reasonOf(z.enum(['assigned', 'assignment-ended']), {}),
  reasonOf(z.enum(['included', 'taken-out']), { qualification: named }).describe('the activity, in a qualification'),
  reasonOf(z.enum(['archived', 'restored']), {
    kind: archivable,
    thing: named.nullable().describe('null: the activity itself'),
  }),
  reasonOf(z.enum(['rule-activated', 'rule-edited', 'rule-paused', 'rule-resumed', 'rule-ended']), { rule: named }),
  reasonOf(z.enum(['excluded', 'exclusion-ended']), { text: z.string().describe('why, as it was written down') }),
  reasonOf(z.literal('day-passed'), { from: day, to: day }),
  reasonOf(z.literal('by-hand'), {}).describe('somebody removed an enrollment that nothing required'),
])
export type Reason = z.infer<typeof reason>

/** What was done, when and by whom. */
export const act = batchHead.extend({ undoes: z.number().nullable().describe('the batch that this one took back') })
export type Act = z.infer<typeof act>

const stateOrNone = z.enum(['none', ...enrollmentState.options])

export const transition = z.object({
  from: stateOrNone,
  to: enrollmentState,
  at: moment,
  act,
  reasons: z.array(reason).describe('none: the journal of the act no longer tells'),
})
export type Transition = z.infer<typeof transition>

/** What keeps a way from leading a user to an activity. */
export const obstacle = z.discriminatedUnion('what', [
  z.object({ what: z.literal('not-in') }).describe('the user is not in what it leads from'),
  z.object({ what: z.literal('archived'), kind: archivable.exclude(['activity']), thing: named }),
  z.object({
    what: z.literal('rule'),
    state: z.enum(['draft', 'paused', 'frozen', 'ended']),
    heldSince: moment.nullable().describe('paused or frozen since then: the user was not among those who matched'),
  }),
  criterionMatch
    .omit({ met: true })
    .extend({
      what: z.literal('criterion'),
      more: z.number().int().describe('values of the criterion beyond the first ten, which are all that is given'),
    })
    .describe('a criterion of the rule that the user does not meet'),
])
export type Obstacle = z.infer<typeof obstacle>

export const way = link.extend({ obstacles: z.array(obstacle).describe('none: it would enroll the user') })
export type Way = z.infer<typeof way>

export const explanation = z.object({
  user: named.extend({ status: userStatus }),
  activity: activityRef.extend({ archived: z.boolean() }),
  state: stateOrNone,
  changedAt: moment.nullable(),
  causes: z.array(cause).describe('why it is required now'),
  exclusion: z
    .object({
      reason: z.string(),
      since: moment,
      until: day.nullable().describe('the last day; null: until an administrator lifts it'),
      by: named.nullable(),
    })
    .nullable(),
  suspended: act.nullable().describe('what made the user inactive: what they are enrolled in stands as it is'),
  ways: z
    .object({
      total: z.number().int(),
      byKind: z.array(z.object({ kind: causeKind, count: z.number().int() })),
      items: z.array(way).describe('the nearest first, 20 at most; none for an inactive user'),
    })
    .nullable()
    .describe(
      'every assignment that leads to the activity, and what keeps it from this user; null while it is required',
    ),
  transitions: z.object({
    total: z.number().int(),
    items: z.array(transition).describe('the newest first, 20 at most'),
  }),
})
export type Explanation = z.infer<typeof explanation>

export const explain = operation({
  method: 'GET',
  path: '/users/:userId/activities/:activityId/why',
  summary: 'Why a user is enrolled in a learning activity, why not, and why that ended',
  params: z.object({ userId: idText, activityId: idText }),
  response: explanation,
})
