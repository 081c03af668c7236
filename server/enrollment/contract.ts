import { z } from 'zod'
import { activityRef, mostActivities } from '../learning/contract.ts'
import {
  confirm,
  day,
  ids,
  idText,
  line,
  listQuery,
  moment,
  named,
  operation,
  pageOf,
  search,
  someOf,
} from '../platform/contract.ts'
import { mostAtOnce, userIds, userStatus } from '../user/contract.ts'

export const enrollmentState = z.enum(['active', 'kept', 'withdrawn'])
export type EnrollmentState = z.infer<typeof enrollmentState>

export const causeKind = z.enum([
  'by-hand',
  'by-manager',
  'import',
  'everyone',
  'user',
  'company',
  'department',
  'department-below',
  'team',
  'function',
  'group',
  'language',
  'managers',
  'reports',
  'all-reports',
  'rule',
  'qualification',
])
export type CauseKind = z.infer<typeof causeKind>

/** Why an enrollment is required: "in team Warehouse since 3 May, through qualification BHV". */
export const cause = z.object({
  assignmentId: z.number(),
  kind: causeKind,
  audience: named
    .nullable()
    .describe('the unit, the user or the qualification that leads here; null where the kind says all'),
  through: named.nullable().describe('the qualification that contains the activity, if the link leads to one'),
  since: moment.nullable(),
  by: named.nullable().describe('who made it so then: put the user there, or assigned; null where no person did'),
  heldSince: moment
    .nullable()
    .describe('of a rule that is paused or frozen since then: who matched stays in, and nobody else comes'),
})
export type Cause = z.infer<typeof cause>

export const progressStatus = z.enum(['not-started', 'started', 'completed', 'expired'])
export type ProgressStatus = z.infer<typeof progressStatus>

export const enrollment = z.object({
  user: named,
  activity: activityRef.extend({ description: z.string(), link: z.string(), selfCompletion: z.boolean() }),
  state: enrollmentState,
  status: progressStatus,
  startedAt: moment.nullable(),
  completedOn: day.nullable().describe('the latest completion'),
  validUntil: day.nullable().describe('the first day on which that completion no longer counts'),
  enrolledAt: moment,
  changedAt: moment,
  causes: z.array(cause),
  mayEnd: z.boolean().describe('the one who asks may end it by hand now'),
})
export type Enrollment = z.infer<typeof enrollment>

/** What one batch did to enrollments. `running`: the rest follows in the background; ask again. */
export const outcome = z.object({
  batchId: z.number(),
  state: z.enum(['done', 'running']),
  progress: z.number().min(0).max(1),
  enrolled: z.number().int(),
  resumed: z.number().int(),
  requiredAgain: z.number().int(),
  kept: z.number().int(),
  withdrawn: z.number().int(),
})
export type Outcome = z.infer<typeof outcome>

export const ofUser = z.object({ userId: idText })
const ofUserActivity = z.object({ userId: idText, activityId: idText })
export const ofActivity = z.object({ activityId: idText })
export const ofQualification = z.object({ qualificationId: idText })

export const listUserEnrollments = operation({
  method: 'GET',
  path: '/users/:userId/enrollments',
  summary: "A user's enrollments with their causes",
  params: ofUser,
  query: z.object({ state: enrollmentState.optional() }),
  response: z.object({ items: z.array(enrollment) }),
})

export const enrollUser = operation({
  method: 'POST',
  path: '/users/:userId/enrollments',
  summary: 'Enroll a user by hand in learning activities',
  previews: true,
  params: ofUser,
  body: z.strictObject({ activityIds: ids(mostActivities, 1), notify: z.boolean().default(true), confirm }),
  response: outcome.extend({
    already: z.number().int(),
    excluded: z.array(activityRef).describe('excluded: stays out until an administrator lifts it'),
  }),
})

/** One user and one learning activity, by name. */
export const pair = z.object({ user: named, activity: activityRef })
export type Pair = z.infer<typeof pair>

/** Why somebody stays out of an activity, and until when. */
export const newExclusion = z.strictObject({
  reason: line(1000),
  until: day.nullable().default(null).describe('the last day; null: until an administrator lifts it'),
})
export type NewExclusion = z.infer<typeof newExclusion>

export const endEnrollment = operation({
  method: 'DELETE',
  path: '/users/:userId/enrollments/:activityId',
  summary: 'End an enrollment by hand; causes that remain keep it alive and are named',
  previews: true,
  params: ofUserActivity,
  body: z
    .strictObject({
      exclude: newExclusion.optional().describe('also exclude the user, so that no cause brings it back'),
      confirm,
    })
    .nullish(),
  response: outcome.extend({ remaining: z.array(cause) }),
})

/** Users, and the learning activities that are meant for each of them. */
export const pairs = { userIds: ids(mostAtOnce, 1), activityIds: ids(mostActivities, 1) }
export const arePairs = ({ userIds, activityIds }: { userIds: number[]; activityIds: number[] }) =>
  userIds.length * activityIds.length <= mostAtOnce
export const tooManyPairs = 'These are more than 100,000 users and learning activities together. Choose fewer at once.'

export const enrollUsers = operation({
  method: 'POST',
  path: '/enrollments',
  summary: 'Enroll several users by hand in several learning activities; inactive ones are passed over',
  previews: true,
  body: z.strictObject({ ...pairs, notify: z.boolean().default(true), confirm }).refine(arePairs, tooManyPairs),
  response: outcome.extend({
    already: z.number().int(),
    excluded: someOf(pair).describe('excluded: stays out until an administrator lifts it'),
    inactive: someOf(named),
  }),
})

const ended = outcome.extend({
  ended: z.number().int().describe('enrollments whose causes made by hand and by import have ended'),
  notEnrolled: z.number().int().describe('never enrolled, or ended already'),
  notEnded: someOf(pair.extend({ why: z.enum(['inactive', 'not-by-manager']) })),
  remaining: someOf(pair.extend({ causes: z.array(cause) })).describe('what other causes keep alive'),
})

export const endEnrollments = operation({
  method: 'POST',
  path: '/enrollments/end',
  summary: 'End enrollments of several users in several learning activities by hand',
  previews: true,
  body: z.strictObject({ ...pairs, exclude: newExclusion.optional(), confirm }).refine(arePairs, tooManyPairs),
  response: ended,
})

export const endParticipants = operation({
  method: 'POST',
  path: '/activities/:activityId/participants/end',
  summary: 'End enrollments in one learning activity by hand',
  previews: true,
  params: ofActivity,
  body: z.strictObject({ userIds: pairs.userIds, exclude: newExclusion.optional(), confirm }),
  response: ended,
})

export const startActivity = operation({
  method: 'POST',
  path: '/users/:userId/enrollments/:activityId/start',
  summary: 'Open a learning activity: marks it started',
  params: ofUserActivity,
  response: enrollment,
})

export const completeActivity = operation({
  method: 'POST',
  path: '/users/:userId/enrollments/:activityId/completions',
  summary: 'Record a completion',
  params: ofUserActivity,
  body: z.strictObject({ completedOn: day.optional().describe("the academy's today when left out") }),
  response: enrollment,
})

export const participant = z.object({
  user: named.extend({ email: z.string(), status: userStatus, company: named, department: named.nullable() }),
  state: enrollmentState,
  status: progressStatus,
  completedOn: day.nullable(),
  enrolledAt: moment,
  causes: z.array(cause),
  mayEnd: z.boolean(),
})
export type Participant = z.infer<typeof participant>

export const listParticipants = operation({
  method: 'GET',
  path: '/activities/:activityId/participants',
  summary: 'Who is enrolled in a learning activity, and why',
  params: ofActivity,
  query: listQuery(['name', 'enrolledAt']).extend({ state: enrollmentState.optional() }),
  response: pageOf(participant),
})

/** All that match, to do something with: the ids behind *Select all matches*. */
export const listParticipantIds = operation({
  method: 'GET',
  path: '/activities/:activityId/participants/ids',
  summary: 'The ids of the users who are enrolled and match, at most 100,000, by name',
  params: ofActivity,
  query: z.object({ search: search.optional(), state: enrollmentState.optional() }),
  response: userIds,
})

export const addParticipants = operation({
  method: 'POST',
  path: '/activities/:activityId/participants',
  summary: 'Enroll users by hand in one learning activity',
  previews: true,
  params: ofActivity,
  body: z.strictObject({ userIds: ids(100_000, 1), notify: z.boolean().default(true), confirm }),
  response: outcome.extend({ already: z.number().int(), excluded: z.array(named) }),
})

export const suggestedActivity = activityRef.extend({
  because: z
    .enum(['recent', 'colleagues'])
    .describe('you enrolled people in it last; or most of the department has it'),
})
export type SuggestedActivity = z.infer<typeof suggestedActivity>

export const suggestActivities = operation({
  method: 'GET',
  path: '/suggested-activities',
  summary: 'The learning activities that whoever enrolls by hand probably wants',
  query: z.object({ forUser: idText.optional() }),
  response: z.object({
    items: z.array(suggestedActivity).describe('up to 3 of each reason, none of which the user has'),
  }),
})

export const keptIn = z.object({ activity: activityRef, kept: z.number().int() })
export type KeptIn = z.infer<typeof keptIn>

export const listKept = operation({
  method: 'GET',
  path: '/kept',
  summary: 'In which learning activities enrollments are kept though nothing requires them any more',
  response: z.object({
    items: z.array(keptIn).describe('up to 500, those with the most first'),
    total: z.number().int().describe('enrollments that are kept'),
  }),
})

export const readBatch = operation({
  method: 'GET',
  path: '/batches/:batchId',
  summary: 'What a batch has done so far',
  params: z.object({ batchId: z.coerce.number().int().min(1) }),
  response: outcome,
})
