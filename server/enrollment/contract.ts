import { z } from 'zod'
import { activityRef, mostActivities, onLeaving } from '../learning/contract.ts'
import { unitKind } from '../organization/contract.ts'
import {
  archivedFilter,
  confirm,
  day,
  id,
  ids,
  idText,
  line,
  listQuery,
  moment,
  named,
  notFoundByName,
  type Operation,
  operation,
  pageOf,
  pastedNames,
  search,
  someOf,
  someText,
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

const ofUser = z.object({ userId: idText })
const ofUserActivity = z.object({ userId: idText, activityId: idText })
const ofActivity = z.object({ activityId: idText })

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
const pairs = { userIds: ids(mostAtOnce, 1), activityIds: ids(mostActivities, 1) }
const arePairs = ({ userIds, activityIds }: { userIds: number[]; activityIds: number[] }) =>
  userIds.length * activityIds.length <= mostAtOnce
const tooManyPairs = 'These are more than 100,000 users and learning activities together. Choose fewer at once.'

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

// Assignments: what is linked to a unit.

/** So many are made by one act. */
export const mostAssigned = 500

export const assignmentTarget = z.object({
  kind: z.enum(['activity', 'qualification']),
  id: z.number(),
  name: z.string(),
  type: activityRef.shape.type.nullable(),
  archived: z.boolean().describe('leads nowhere until it is restored'),
})
export type AssignmentTarget = z.infer<typeof assignmentTarget>

export const assignment = z.object({
  id: z.number(),
  target: assignmentTarget,
  onLeaving: onLeaving.nullable(),
  includesBelow: z.boolean().describe('departments only: also leads the departments below here'),
  since: moment,
})
export type Assignment = z.infer<typeof assignment>

const ofUnit = z.object({ unit: unitKind, unitId: idText })

export const listAssignments = operation({
  method: 'GET',
  path: '/organisation/:unit/:unitId/assignments',
  summary: 'What is assigned to a part of the organisation',
  params: ofUnit,
  query: z.object({ archived: archivedFilter }),
  response: z.object({ items: z.array(assignment) }),
})

export const editAssignments = operation({
  method: 'PATCH',
  path: '/organisation/:unit/:unitId/assignments',
  summary: 'Assign learning activities and qualifications to a part of the organisation, or end assignments',
  previews: true,
  params: ofUnit,
  body: z
    .strictObject({
      add: z
        .array(
          z.strictObject({
            targetId: id,
            onLeaving: onLeaving.nullable().default(null),
            includesBelow: z.boolean().default(true),
          }),
        )
        .max(mostAssigned)
        .default([]),
      edit: z
        .array(z.strictObject({ assignmentId: id, onLeaving: onLeaving.nullable() }))
        .max(mostAssigned)
        .default([]),
      remove: ids(500).default([]),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine((given) => given.add.length + given.edit.length + given.remove.length > 0, 'Nothing to change was given.'),
  response: z.object({ items: z.array(assignment), outcome }),
})

export const copyAssignments = operation({
  method: 'POST',
  path: '/organisation/:unit/:unitId/assignments/copy',
  summary: 'Assign to a part of the organisation what is assigned to another, with its on leaving',
  previews: true,
  params: ofUnit,
  body: z.strictObject({
    from: z.strictObject({ unit: unitKind, unitId: id }),
    notify: z.boolean().default(true),
    confirm,
  }),
  response: z.object({
    items: z.array(assignment),
    outcome,
    copied: z.number().int(),
    already: z.number().int().describe('assigned here before; its on leaving stays as it is'),
  }),
})

const target = assignmentTarget.extend({ already: z.boolean().describe('the unit asked about has it') })
const targetsAsked = {
  kind: assignmentTarget.shape.kind.optional().describe('only one kind'),
  unit: unitKind.optional().describe('with `unitId`: marks what this unit has already'),
}

/** What an assignment can lead to: learning activities and qualifications in one search. */
export const listTargets = operation({
  method: 'GET',
  path: '/targets',
  summary: 'Learning activities and qualifications: search by title or name',
  query: z.object({
    search: search.optional(),
    ...targetsAsked,
    unitId: idText.optional(),
    already: z.stringbool().optional().describe('only what the unit has already, or only what it has not'),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
  }),
  response: z.object({
    items: z.array(target),
    total: z.number().int(),
    uncounted: z.boolean().default(false).describe('there are more than `total`, and nobody counted them'),
  }),
})

export const findTargetsByName = operation({
  method: 'POST',
  path: '/targets/by-name',
  summary: 'Find learning activities and qualifications by a list of titles and names, in any language',
  body: z.strictObject({ names: pastedNames, ...targetsAsked, unitId: id.optional() }),
  response: z.object({ items: z.array(target), ...notFoundByName }),
})

/** Parts of the organisation and qualifications: what can lead to learning. */
export const leaderKind = z.enum(['companies', 'departments', 'teams', 'functions', 'groups', 'qualifications'])
export type LeaderKind = z.infer<typeof leaderKind>

export const foundLeader = named.extend({
  kind: leaderKind,
  company: named.nullable().describe('departments only'),
  above: z.array(named).describe('departments only: those it stands below, from the top down'),
})
export type FoundLeader = z.infer<typeof foundLeader>

export const listLeaders = operation({
  method: 'GET',
  path: '/leaders',
  summary: 'Parts of the organisation and qualifications: search by name, kind by kind',
  query: z.object({
    search: search.optional(),
    kinds: someText(leaderKind).optional().describe('as `teams,groups`; all when left out'),
    each: z.coerce.number().int().min(1).max(mostAssigned).default(20).describe('at most so many of each kind'),
  }),
  response: z.object({
    items: z.array(foundLeader).describe(`at most ${mostAssigned}`),
    total: z.number().int().describe('all that match'),
  }),
})

export const findLeadersByName = operation({
  method: 'POST',
  path: '/leaders/by-name',
  summary: 'Find parts of the organisation and qualifications by a list of names',
  body: z.strictObject({ names: pastedNames, kinds: z.array(leaderKind).min(1).optional() }),
  response: z.object({ items: z.array(foundLeader), ...notFoundByName }),
})

const leading = z.object({
  assignmentId: z.number(),
  kind: causeKind,
  audience: named.nullable(),
  through: named.nullable(),
  onLeaving: onLeaving.nullable(),
  since: moment,
})
export type Leading = z.infer<typeof leading>

export const assignedTo = operation({
  method: 'GET',
  path: '/activities/:activityId/assignments',
  summary: 'The units and qualifications that lead to a learning activity',
  params: ofActivity,
  response: z.object({ items: z.array(leading) }),
})

const unitsToAssign = z
  .array(
    z.strictObject({
      unit: unitKind,
      unitId: id,
      onLeaving: onLeaving.nullable().default(null),
      includesBelow: z.boolean().default(true),
    }),
  )
  .max(mostAssigned)
  .default([])
const givesSomething = (given: { units: unknown[]; qualificationIds?: unknown[]; remove: unknown[] }) =>
  given.units.length + (given.qualificationIds?.length ?? 0) + given.remove.length > 0

export const assignActivity = operation({
  method: 'PATCH',
  path: '/activities/:activityId/assignments',
  summary: 'Assign a learning activity to parts of the organisation, put it into qualifications, or end assignments',
  previews: true,
  params: ofActivity,
  body: z
    .strictObject({
      units: unitsToAssign,
      qualificationIds: ids(500).default([]).describe('qualifications that are to contain it too'),
      remove: ids(500).default([]).describe('assignments of it that end'),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine(givesSomething, 'Nothing to change was given.'),
  response: outcome,
})

// Holders: who has a qualification.

const ofQualification = z.object({ qualificationId: idText })

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

export const qualificationAssignedTo = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId/assignments',
  summary: 'The units and rules that lead to a qualification',
  params: ofQualification,
  response: z.object({ items: z.array(leading) }),
})

export const assignQualification = operation({
  method: 'PATCH',
  path: '/qualifications/:qualificationId/assignments',
  summary: 'Assign a qualification to parts of the organisation, or end assignments',
  previews: true,
  params: ofQualification,
  body: z
    .strictObject({
      units: unitsToAssign,
      remove: ids(500).default([]).describe('assignments of it that end'),
      notify: z.boolean().default(true),
      confirm,
    })
    .refine(givesSomething, 'Nothing to change was given.'),
  response: outcome,
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

// What refers to a thing: shown before it is archived.

/** Departments of different companies, or below different others, may have one name. */
const placed = named.extend({
  place: z.string().nullable().describe('of a department, what it stands in: "Rakema · Warehouse"'),
})

const reference = z.object({
  assignmentId: z.number(),
  kind: causeKind,
  audience: placed.nullable(),
  target: assignmentTarget,
})

export const references = z.object({
  people: someOf(named).describe(
    'active users in it; of an activity its participants, of a qualification its direct holders',
  ),
  departments: someOf(placed).describe('of a company, or below a department: they are archived along'),
  assignments: someOf(reference).describe('to it and to the departments archived along; or what leads to it'),
  rules: someOf(named).describe('rules, but ended ones, that name it or lead to it'),
  qualifications: someOf(named).describe('that contain the learning activity'),
  grants: someOf(named).describe('users who were granted its people'),
})
export type References = z.infer<typeof references>

export const unitReferences = operation({
  method: 'GET',
  path: '/organisation/:unit/:unitId/references',
  summary: 'What refers to a part of the organisation',
  params: ofUnit,
  response: references,
})

export const activityReferences = operation({
  method: 'GET',
  path: '/activities/:activityId/references',
  summary: 'What refers to a learning activity',
  params: ofActivity,
  response: references,
})

export const qualificationReferences = operation({
  method: 'GET',
  path: '/qualifications/:qualificationId/references',
  summary: 'What refers to a qualification',
  params: ofQualification,
  response: references,
})

export const readBatch = operation({
  method: 'GET',
  path: '/batches/:batchId',
  summary: 'What a batch has done so far',
  params: z.object({ batchId: z.coerce.number().int().min(1) }),
  response: outcome,
})

// Previews: whom an act would touch, before it is done.

export const previewKind = z.enum(['enrolled', 'resumed', 'required-again', 'kept', 'withdrawn', 'already', 'excluded'])
export type PreviewKind = z.infer<typeof previewKind>

/** What leads somewhere, or led there, by name; what would be made by the act has no number yet that lasts. */
const causeName = cause.pick({ assignmentId: true, kind: true, audience: true, through: true })

const tally = z.object({ people: z.number().int(), enrollments: z.number().int() })

/** What an undo does not take back: a fact, what it is about, and how many people it concerns where it concerns many. */
export const stay = z.object({
  fact: z.string(),
  about: z.array(z.object({ kind: z.string(), id: z.number(), name: z.string() })),
  people: z.number().int(),
})
export type StayNamed = z.infer<typeof stay>

export const preview = z.object({
  previewId: z.number(),
  counts: z.record(previewKind, tally).describe('for each kind how many people, in how many enrollments'),
  people: z.number().int().describe('people for whom something would change'),
  activities: z.number().int().describe('learning activities in which something would change'),
  confirm: z
    .object({ enrolls: z.number().int(), ends: z.number().int(), isNeeded: z.boolean() })
    .describe('what to send with the act; needed when it is much'),
  stays: z.array(stay).describe('an undo: what it leaves as it is, for it was changed since'),
  startedSince: z.number().int().describe('an undo: enrollments it is about that people have started since'),
  expiresAt: moment.describe('until when its names can be asked for'),
})
export type Preview = z.infer<typeof preview>

/**
 * The preview of an operation: the same path below `/preview`, the same method, parameters and body; for whom the
 * operation is. It answers what the operation would do, and does nothing.
 */
export function previewOf<Op extends Operation>(declared: Op) {
  return operation({
    method: declared.method,
    path: `/preview${declared.path}`,
    summary: `Preview: ${declared.summary}`,
    params: declared.params as Op['params'],
    query: declared.query as Op['query'],
    body: declared.body as Op['body'],
    response: preview,
  })
}

const ofPreview = z.object({ previewId: z.coerce.number().int().min(1) })

export const readPreview = operation({
  method: 'GET',
  path: '/previews/:previewId',
  summary: 'A preview made a while ago',
  params: ofPreview,
  response: preview,
})

export const listPreviewNames = operation({
  method: 'GET',
  path: '/previews/:previewId/names',
  summary: 'Whom an act would touch, and why',
  params: ofPreview,
  query: listQuery(['name']).extend({ kind: previewKind.optional(), activityId: idText.optional() }),
  response: pageOf(
    z.object({
      user: named.extend({ email: z.string(), company: named, department: named.nullable() }),
      activity: activityRef,
      kind: previewKind,
      because: z
        .enum(['excluded', 'by-hand', 'taken-back'])
        .nullable()
        .describe('what ends it, or (taken-back) suspends it again, where that is not what its causes do'),
      causes: z.array(causeName).describe('what leads there; where it ends, what led there'),
    }),
  ),
})
