import { z } from 'zod'
import { assignmentTarget } from '../enrollment/assignment/contract.ts'
import { outcome } from '../enrollment/contract.ts'
import { language, onLeaving } from '../learning/contract.ts'
import { unitKind } from '../organization/contract.ts'
import {
  confirm,
  day,
  id,
  ids,
  idsText,
  idText,
  line,
  listQuery,
  moment,
  named,
  operation,
  pageOf,
} from '../platform/contract.ts'

// Criteria: all have to be met. Within one, any of its values is enough; a negated one is met by whoever has none of them.

const negated = z.boolean().default(false).describe('met by whoever is in none of these')
const positive = z
  .literal(false, 'A date cannot be negated: say before, after or between instead.')
  .default(false)
  .describe('dates cannot be negated')

/**
 * Values that criteria may name together. Measured: PostgreSQL keeps a `query_int` within its row, which takes 8 kB, and
 * 490 values fill it. Beyond it a rule is a list of people or units, and a group of them says more.
 */
export const mostValues = 450

const values = z
  .array(id)
  .min(1)
  .max(mostValues)
  .overwrite((given) => [...new Set(given)])

const codes = z
  .array(language)
  .min(1)
  .overwrite((given) => [...new Set(given)])

const unitCriterion = <Kind extends string>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind), negated, ids: values })

const userCriterion = <Is extends string>(is: Is) =>
  z.strictObject({ kind: z.literal('user'), is: z.literal(is), negated, ids: values })

const addedCriterion = <Is extends string, Shape extends z.ZodRawShape>(is: Is, shape: Shape) =>
  z.strictObject({ kind: z.literal('added'), is: z.literal(is), negated: positive, ...shape })

const days = z.number().int().min(1).max(36_500)

export const criterion = z.discriminatedUnion('kind', [
  unitCriterion('company'),
  z.strictObject({
    kind: z.literal('department'),
    negated,
    ids: values,
    below: z.boolean().default(true).describe('in one of these or in a department below'),
  }),
  unitCriterion('team'),
  unitCriterion('function'),
  unitCriterion('group'),
  z.strictObject({ kind: z.literal('language'), negated, codes }),
  z.discriminatedUnion('is', [
    z
      .strictObject({ kind: z.literal('user'), is: z.literal('manager'), negated })
      .describe('has direct reports, or was granted people'),
    userCriterion('reports').describe('reports to one of these, at any depth'),
    userCriterion('reports-directly').describe('has one of these as manager'),
    userCriterion('exactly').describe('is one of these'),
  ]),
  z.discriminatedUnion('is', [
    addedCriterion('before', { day }).describe('that day is not in it'),
    addedCriterion('after', { day }).describe('that day is not in it'),
    addedCriterion('on', { day }),
    addedCriterion('between', { from: day, to: day }).describe('both days are in it'),
    addedCriterion('in-last-days', { days }).describe('1: today only; moves with the date'),
    addedCriterion('at-least-days-ago', { days }).describe('moves with the date'),
  ]),
])
export type Criterion = z.output<typeof criterion>

/** None is everyone. */
export const criteria = z.array(criterion).max(50)

export const ruleState = z.enum(['draft', 'active', 'paused', 'ended'])
export type RuleState = z.infer<typeof ruleState>

/** Something a criterion names, by the word of the criterion's kind: a user for "reports to" and "is exactly". */
export const namedThing = named.extend({
  kind: z.enum(['company', 'department', 'team', 'function', 'group', 'language', 'user']),
  archived: z.boolean(),
})
export type NamedThing = z.infer<typeof namedThing>

/** A criterion with the names of what it refers to; of a list's rules, of the first few of many. */
export const criterionTold = z.object({ criterion, values: z.array(namedThing) })

export const ruleListItem = named.extend({
  state: ruleState,
  criteria: z.array(criterionTold),
  frozen: z.boolean().describe('active, and held like a paused rule, because its criteria name something archived'),
  archived: z.array(namedThing).describe('what its criteria name that is archived'),
  heldSince: moment.nullable().describe('paused or frozen since then: who matched at that moment stays in'),
  onLeaving: onLeaving.nullable().describe("null: as each learning activity says, or the academy's"),
  targets: z.array(assignmentTarget).describe('the first ten of what it leads to'),
  targetCount: z.number().int(),
})
export type RuleListItem = z.infer<typeof ruleListItem>

export const rule = ruleListItem.extend({
  targets: z.array(assignmentTarget).describe('all that it leads to'),
  since: moment.describe('since when it is in this state'),
  leavesWithTime: z.boolean().describe('who matches ceases to as days pass: added in the last so many days'),
  duplicates: z
    .array(named.extend({ state: ruleState, sameTargets: z.boolean() }))
    .describe('rules whose criteria come down to the same'),
})
export type Rule = z.infer<typeof rule>

const name = line(200)
/** What a rule can lead to at most. */
export const mostTargets = 500
const targetIds = ids(mostTargets).describe('the whole set of learning activities and qualifications that it leads to')
const notify = z.boolean().default(true)
const leaving = onLeaving
  .nullable()
  .optional()
  .describe('left out: *keep* where people leave only because days pass, else as each learning activity says')

const ofRule = z.object({ ruleId: idText })

/** What writing a rule did. */
const written = z.object({
  rule,
  outcome,
  keepsByDefault: z.boolean().describe('*on leaving* was left out, and is *keep*: day 31 throws nobody out'),
})

export const newRule = z.strictObject({
  name,
  criteria,
  targetIds: targetIds.default([]),
  onLeaving: leaving,
  state: z.enum(['draft', 'active']).default('draft'),
})
export type NewRule = z.output<typeof newRule>

export const ruleEdit = z.strictObject({
  name: name.optional(),
  criteria: criteria.optional(),
  targetIds: targetIds.optional(),
  onLeaving: leaving,
  state: z
    .enum(['active', 'paused', 'ended'])
    .optional()
    .describe('pausing happens before what else is edited, activating and resuming after'),
})
export type RuleEdit = z.output<typeof ruleEdit>

export const listRules = operation({
  method: 'GET',
  path: '/rules',
  summary: 'Enrollment rules: search by name, page',
  query: listQuery(['name']).extend({
    state: ruleState.optional(),
    frozen: z.stringbool().optional().describe('only those that are frozen, or only those that are not'),
  }),
  response: pageOf(ruleListItem),
})

export const createRule = operation({
  method: 'POST',
  path: '/rules',
  previews: true,
  summary: 'Create an enrollment rule, as a draft or active at once',
  body: newRule.extend({ notify, confirm }),
  response: written,
})

export const readRule = operation({
  method: 'GET',
  path: '/rules/:ruleId',
  version: { of: 'rule', by: 'ruleId' },
  summary: 'One enrollment rule, with the names of what it refers to',
  params: ofRule,
  response: rule,
})

export const editRule = operation({
  method: 'PATCH',
  path: '/rules/:ruleId',
  previews: true,
  version: { of: 'rule', by: 'ruleId' },
  summary: 'Edit an enrollment rule; activate, pause, resume or end it',
  params: ofRule,
  body: ruleEdit.extend({ notify, confirm }),
  response: written,
})

export const copyRule = operation({
  method: 'POST',
  path: '/rules/:ruleId/copy',
  summary: 'Copy an enrollment rule to a new draft',
  params: ofRule,
  response: rule,
})

// Whom rules match.

export const match = named.extend({ email: z.string(), company: named, department: named.nullable() })
export type Match = z.infer<typeof match>

const matchesQuery = listQuery(['name'])

export const countMatches = operation({
  method: 'POST',
  path: '/rules/count',
  summary: 'How many people meet criteria that are being written',
  body: z.strictObject({ criteria }),
  response: z.object({ count: z.number().int() }),
})

export const listMatches = operation({
  method: 'POST',
  path: '/rules/matches',
  summary: 'Who meets criteria that are being written: search by name, page',
  body: matchesQuery.extend({ criteria }).strict(),
  response: pageOf(match),
})

export const countRules = operation({
  method: 'GET',
  path: '/rules/counts',
  summary: 'How many people each of these rules matches; of a held rule, how many it holds',
  query: z.object({
    ruleIds: idsText,
  }),
  response: z.object({ items: z.array(z.object({ id: z.number(), count: z.number().int() })) }),
})

export const listRuleMatches = operation({
  method: 'GET',
  path: '/rules/:ruleId/matches',
  summary: 'Whom an enrollment rule matches; of a held rule, whom it holds: search by name, page',
  params: ofRule,
  query: matchesQuery,
  response: pageOf(match),
})

/** Whether one user meets one criterion: what the rule asks, and what the user has instead. */
export const criterionMatch = z.object({
  criterion,
  values: z.array(namedThing).describe('what the rule asks'),
  met: z.boolean(),
  has: z
    .array(namedThing)
    .describe('what the user has of this kind: their department, their teams, those they report to; none for dates'),
  addedOn: day.nullable().describe('for a date, the day on which the user was added'),
})

export const compareUser = operation({
  method: 'POST',
  path: '/rules/compare',
  summary: 'Whether a user meets criteria that are being written, and which of them fail',
  body: z.strictObject({ criteria, userId: id }),
  response: z.object({
    user: named,
    standing: z.enum(['matched', 'not-matched', 'inactive']),
    criteria: z.array(criterionMatch).describe('none for an inactive user'),
  }),
})

export const readMatch = operation({
  method: 'GET',
  path: '/rules/:ruleId/matches/:userId',
  summary: 'Whether an enrollment rule matches a user, and which criteria fail',
  params: ofRule.extend({ userId: idText }),
  response: z.object({
    rule: named.extend({ state: ruleState }),
    user: named,
    standing: z
      .enum(['matched', 'not-matched', 'held', 'not-held', 'draft', 'ended', 'inactive'])
      .describe('held, not-held: the rule is paused or frozen, and the user was among those who matched then, or not'),
    heldSince: moment.nullable(),
    criteria: z.array(criterionMatch).describe('as they are now, whatever the standing; none for an inactive user'),
  }),
})
export type UserMatch = z.output<typeof readMatch.response>

// One unit or qualification in the place of another. Here, since rules name units and lead to qualifications.

const succession = z.strictObject({
  byId: id.describe('the one that takes its place'),
  notify: z.boolean().default(true),
  confirm,
})
const ofUnit = z.object({ unit: unitKind, unitId: idText })
const ofQualification = z.object({ qualificationId: idText })

export const replaceUnit = operation({
  method: 'POST',
  path: '/organisation/:unit/:unitId/replace',
  summary: 'Put another unit of its kind wherever assignments, rules and rights name this one; its people stay in it',
  previews: true,
  params: ofUnit,
  body: succession,
  response: outcome,
})

export const mergeUnit = operation({
  method: 'POST',
  path: '/organisation/:unit/:unitId/merge',
  summary:
    'Merge a unit into another of its kind: people, departments, assignments, rules and rights; then it is archived',
  previews: true,
  params: ofUnit,
  body: succession,
  response: outcome,
})

export const replaceQualification = operation({
  method: 'POST',
  path: '/qualifications/:qualificationId/replace',
  summary:
    'Put another qualification wherever units, rules and people have this one; what it contains stays in it, and it stays open',
  previews: true,
  params: ofQualification,
  body: succession,
  response: outcome,
})

export const mergeQualification = operation({
  method: 'POST',
  path: '/qualifications/:qualificationId/merge',
  summary:
    'Merge a qualification into another: what leads to it, who was given it and what it contains; then it is archived',
  previews: true,
  params: ofQualification,
  body: succession,
  response: outcome,
})
