import { z } from 'zod'
import { enrollmentState, outcome } from '../enrollment/contract.ts'
import { previewKind, stay } from '../enrollment/preview/contract.ts'
import { activityRef } from '../learning/contract.ts'
import {
  confirm,
  day,
  idText,
  line,
  listQuery,
  moment,
  named,
  operation,
  pageOf,
  search,
} from '../platform/contract.ts'
import { rule } from '../rule/contract.ts'

// What happened: batches, whom each touched and what it changed, the history of a user and of a learning activity.

export const authorKind = z.enum(['user', 'setup', 'demo', 'calendar', 'repair', 'outside write', 'feed'])
export type AuthorKind = z.infer<typeof authorKind>

export const author = z.object({
  kind: authorKind,
  id: z.number().nullable().describe('of the user, where a person acted'),
  name: z.string().nullable(),
})
export type Author = z.infer<typeof author>

export const thingKind = z.enum([
  'user',
  'company',
  'department',
  'team',
  'function',
  'group',
  'activity',
  'qualification',
  'rule',
  'academy',
])
export type ThingKind = z.infer<typeof thingKind>

/** Whatever an act can be about, by the name it has now. */
export const thing = z.object({ kind: thingKind, id: z.number(), name: z.string() })
export type Thing = z.infer<typeof thing>

/** What happened to an enrollment, as a preview foresees it. */
export const moveKind = previewKind.exclude(['already', 'excluded'])
export type MoveKind = z.infer<typeof moveKind>

export const moveCounts = outcome.pick({
  enrolled: true,
  resumed: true,
  requiredAgain: true,
  kept: true,
  withdrawn: true,
})
export type MoveCounts = z.infer<typeof moveCounts>

/** Who did what when. */
export const batchHead = z.object({
  id: z.number(),
  kind: z.string().describe('what was done, as in `assignment.edit`'),
  author,
  at: moment,
})
export type BatchHead = z.infer<typeof batchHead>

/** What a fact says of one field. A reference is the thing itself; what was not there is null. */
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), thing, rule.shape.criteria]).nullable()
export type FieldValue = z.infer<typeof fieldValue>

/** One fact that a batch made, changed or ended. */
export const factChange = z.object({
  fact: z.string().describe('which kind of fact, by its table: `users`, `memberships`, `assignments` …'),
  happened: z.enum(['made', 'changed', 'ended']),
  about: z.array(thing).describe('a user; a team and who joined it; a team and what is assigned to it'),
  fields: z
    .array(z.object({ field: z.string(), before: fieldValue, after: fieldValue }))
    .describe('names, addresses and numbers of users are shown to those who may see the user'),
})
export type FactChange = z.infer<typeof factChange>

/** The same, and of what took the place of another, which. */
export const namedBatch = batchHead.extend({
  succession: z
    .object({ replaced: thing, by: thing })
    .nullable()
    .describe('what it replaced by what, or merged into what; null where that is not what it did'),
  undoes: z.number().nullable().describe('the batch that it undoes'),
  undoneBy: z.number().nullable().describe('the batch that undid it'),
  stands: z.boolean().describe('what it did counts: nothing undid it, or that was undone as well'),
})
export type NamedBatch = z.infer<typeof namedBatch>

const toldBatch = namedBatch.extend({
  ...outcome.omit({ batchId: true }).shape,
  facts: z.number().int().describe('how many facts it made, changed or ended'),
  about: z.object({
    things: z
      .array(thing)
      .describe('up to three things that the facts are about; of few facts up to three people as well, by name'),
    more: z.number().int().describe('how many further things they are about'),
    isWhole: z
      .boolean()
      .describe('false: these are the things of its first thousand facts, and more are being counted'),
    kinds: z.array(z.object({ kind: thingKind, count: z.number().int() })).describe('how many things of each kind'),
  }),
  told: z.array(factChange).describe('the facts themselves, where they are three at most; else none'),
})

const undone = <Told extends z.ZodType>(told: Told) =>
  z
    .object({
      act: told,
      isBack: z.boolean().describe('it undoes an undo of that act: what the act did counts again'),
    })
    .nullable()
    .describe('of an undo the act that it undid, through every undo of an undo; null of any other')

export const batch = toldBatch.extend({ undone: undone(toldBatch) })
export type Batch = z.infer<typeof batch>

const ofBatch = z.object({ batchId: z.coerce.number().int().min(1) })

const newestFirst = listQuery(['at']).omit({ search: true })

export const listBatches = operation({
  method: 'GET',
  path: '/batches',
  summary: 'Everything that was done in the academy, newest first',
  query: newestFirst.extend({
    authorKind: authorKind.optional(),
    authorId: idText.optional().describe('what this user did'),
    kind: line(100)
      .optional()
      .describe('an act, as in `user.edit`; or a noun: `user` is every act that begins with it'),
    ruleId: idText.optional().describe('what made or edited this rule, or what it leads to'),
    from: moment.optional().describe('from this moment on'),
    to: moment.optional().describe('before this moment'),
  }),
  response: pageOf(batch),
})

export const followBatch = operation({
  method: 'GET',
  path: '/batches/:batchId/progress',
  summary: 'What a batch has done so far, told whenever there is more, until it is done',
  streams: true,
  params: ofBatch,
  response: outcome,
})

export const listWork = operation({
  method: 'GET',
  path: '/work',
  summary: 'What is under way: batches that are not done yet, newest first',
  response: z.object({
    items: z.array(batchHead.extend({ progress: z.number().min(0).max(1) })).describe('up to 50'),
    total: z.number().int(),
  }),
})

export const describeBatch = operation({
  method: 'GET',
  path: '/batches/:batchId/history',
  summary: 'One batch as the history tells it',
  params: ofBatch,
  response: batch,
})

const namesQuery = listQuery(['name'])
  .omit({ sort: true })
  .extend({
    search: search.optional().describe('words in the name, address or number of the user'),
  })

/** One enrollment that a batch moved. */
export const moveItem = z.object({
  user: named.extend({ email: z.string(), company: named, department: named.nullable() }),
  activity: activityRef,
  kind: moveKind,
  at: moment,
})
export type MoveItem = z.infer<typeof moveItem>

export const listMoves = operation({
  method: 'GET',
  path: '/batches/:batchId/enrollments',
  summary: 'Whose enrollments in what a batch moved: by name up to 20,000 of them, else as it happened',
  params: ofBatch,
  query: namesQuery.extend({ kind: moveKind.optional(), activityId: idText.optional() }),
  response: pageOf(moveItem),
})

export const listFacts = operation({
  method: 'GET',
  path: '/batches/:batchId/facts',
  summary: 'The facts that a batch made, changed or ended',
  params: ofBatch,
  query: namesQuery,
  response: pageOf(factChange),
})

const said = toldBatch.pick({ facts: true, about: true, told: true })

const batchOfUser = namedBatch.extend({
  told: said.shape.told.describe(
    'what it says of the user: their data, what they joined and left, what they completed; else what it says of others',
  ),
  about: said.shape.about.nullable().describe('of an act that says nothing of the user, what it was about'),
})

/** What one batch did to one user. */
export const userHistoryItem = z.object({
  batch: batchOfUser.extend({ undone: undone(batchOfUser) }),
  enrollments: z.array(z.object({ activity: activityRef, kind: moveKind, at: moment })),
})
export type UserHistoryItem = z.infer<typeof userHistoryItem>

export const listUserHistory = operation({
  method: 'GET',
  path: '/users/:userId/history',
  summary: 'Everything that happened to a user and their enrollments, newest first',
  params: z.object({ userId: idText }),
  query: newestFirst,
  response: pageOf(userHistoryItem),
})

const people = z.object({ named: z.array(named).describe('up to three, by name'), total: z.number().int() })

const batchOfTeam = namedBatch.extend(said.shape)

/** What one batch did to people of a manager's. */
export const teamHistoryItem = z.object({
  batch: batchOfTeam
    .extend({ undone: undone(batchOfTeam) })
    .describe('with its facts about these people; of an act that says nothing of them, what it says otherwise'),
  ...moveCounts.shape,
  people,
  mayUndo: z.boolean().describe('the reader did it, as a manager of all whom it touched, and it is not undone'),
})
export type TeamHistoryItem = z.infer<typeof teamHistoryItem>

export const listTeamHistory = operation({
  method: 'GET',
  path: '/team/history',
  summary: 'What happened to the people of the manager who asks, newest first: only what concerns them',
  query: newestFirst,
  response: pageOf(teamHistoryItem),
})

/** What one batch did to one learning activity. */
export const activityHistoryItem = z.object({
  batch,
  ...moveCounts.shape,
  people: people.describe(
    'whom it moved in it; named where they are few, and the batch has no more than a thousand events',
  ),
  facts: z
    .array(factChange)
    .describe('what it says of the activity: its data and texts, what leads to it, which qualifications contain it'),
})
export type ActivityHistoryItem = z.infer<typeof activityHistoryItem>

export const listActivityHistory = operation({
  method: 'GET',
  path: '/activities/:activityId/history',
  summary: 'The batches that moved people in a learning activity or changed it, newest first',
  params: z.object({ activityId: idText }),
  query: newestFirst,
  response: pageOf(activityHistoryItem),
})

// Past days: who was enrolled at the end of a day of the academy's.

const pastDay = day.describe("a day of the academy's, today at the latest; today is told as it is by now")

const heldThen = z.object({
  state: enrollmentState.exclude(['withdrawn']),
  since: moment.describe('when it had come to that state'),
})

/** Somebody who was enrolled, by the name they have now. */
export const participantThen = heldThen.extend({ user: named.extend({ email: z.string() }) })
export type ParticipantThen = z.infer<typeof participantThen>

export const listParticipantsOn = operation({
  method: 'GET',
  path: '/activities/:activityId/participants-on',
  summary: 'Who was enrolled in a learning activity at the end of a day',
  params: z.object({ activityId: idText }),
  query: listQuery(['name']).extend({ day: pastDay }),
  response: pageOf(participantThen),
})

/** An activity that somebody was enrolled in. */
export const enrollmentThen = heldThen.extend({ activity: activityRef })
export type EnrollmentThen = z.infer<typeof enrollmentThen>

export const listEnrollmentsOn = operation({
  method: 'GET',
  path: '/users/:userId/enrollments-on',
  summary: 'What a user was enrolled in at the end of a day',
  params: z.object({ userId: idText }),
  query: z.object({ day: pastDay }),
  response: z.object({ items: z.array(enrollmentThen) }),
})

export const undoBatch = operation({
  method: 'POST',
  path: '/batches/:batchId/undo',
  previews: true,
  summary: 'Undo a batch: every fact that is still as it left it, and what followed',
  params: ofBatch,
  body: z.strictObject({
    started: z
      .enum(['keep', 'withdraw'])
      .default('keep')
      .describe('what becomes of enrollments that people have started since'),
    notify: z.boolean().default(true),
    confirm,
  }),
  response: z.object({ outcome, stays: z.array(stay) }),
})
