import type { AssignmentTarget } from '../../server/enrollment/assignment/contract.ts'
import type { OnLeaving } from '../../server/learning/contract.ts'
import {
  type Criterion,
  type createRule,
  criterion as criterionShape,
  type editRule,
  type NamedThing,
  type Rule,
} from '../../server/rule/contract.ts'
import type { InputOf } from '../kit/api.ts'

/** A criterion as it stands in the sentence. What is not chosen yet is empty: no ids, no day, days that are not a number. */
export type Chip = { key: string; criterion: Criterion; values: readonly NamedThing[] }

/** A rule as it is being written. */
export type Draft = {
  name: string
  chips: readonly Chip[]
  targets: readonly AssignmentTarget[]
  /** Undefined: nothing was said about it, and what is usual holds. */
  onLeaving: OnLeaving | null | undefined
}

type Saved = Pick<Rule, 'name' | 'criteria' | 'targets' | 'onLeaving'>

export const emptyDraft: Draft = { name: '', chips: [], targets: [], onLeaving: undefined }

/** A saved rule, to be edited. */
export function draftOf({ name, criteria, targets, onLeaving }: Saved): Draft {
  const chips = criteria.map((told, place) => ({ ...told, key: `saved ${place}` }))
  return { name, chips, targets, onLeaving: onLeaving ?? undefined }
}

/** The ways in which a criterion can begin: what the menu of *add* offers. */
export const beginnings = [
  'company',
  'department',
  'team',
  'function',
  'group',
  'language',
  'added',
  'reports',
  'manager',
  'exactly',
] as const
export type Beginning = (typeof beginnings)[number]

/** A new criterion, which names nothing yet; what has an evident value has it. */
export function begin(as: Beginning): Omit<Chip, 'key'> {
  return { criterion: begun(as), values: [] }
}

function begun(as: Beginning): Criterion {
  switch (as) {
    case 'department':
      return { kind: 'department', negated: false, ids: [], below: true }
    case 'language':
      return { kind: 'language', negated: false, codes: [] }
    case 'added':
      return { kind: 'added', is: 'in-last-days', negated: false, days: 30 }
    case 'manager':
      return { kind: 'user', is: 'manager', negated: false }
    case 'reports':
    case 'exactly':
      return { kind: 'user', is: as, negated: false, ids: [] }
    default:
      return { kind: as, negated: false, ids: [] }
  }
}

type Added = Extract<Criterion, { kind: 'added' }>
export type AddedIs = Added['is']

/** The same date criterion asked in another way, keeping what was said as far as it still says something. */
export function askedAs(criterion: Added, is: AddedIs, today: string): Added {
  const day = 'day' in criterion ? criterion.day : 'from' in criterion ? criterion.from : today
  const days = 'days' in criterion ? criterion.days : 30
  switch (is) {
    case 'between':
      return { kind: 'added', is, negated: false, from: day, to: 'to' in criterion ? criterion.to : today }
    case 'in-last-days':
    case 'at-least-days-ago':
      return { kind: 'added', is, negated: false, days }
    default:
      return { kind: 'added', is, negated: false, day }
  }
}

/**
 * The criteria without what is archived. One that named nothing else asks nothing then, and waits for somebody to choose: taken
 * out as a whole it would let more people in.
 */
export function withoutArchived(chips: readonly Chip[]): Chip[] {
  return chips.map((chip) => {
    const { criterion, values } = chip
    const gone = new Set(values.filter(({ archived }) => archived).map(({ id }) => id))
    if (gone.size === 0 || !('ids' in criterion)) return chip
    const ids = criterion.ids.filter((id) => !gone.has(id))
    return { ...chip, criterion: { ...criterion, ids }, values: values.filter(({ archived }) => !archived) }
  })
}

/** Whether something is still to be chosen. */
export function isUnfinished({ criterion }: Pick<Chip, 'criterion'>): boolean {
  return !criterionShape.safeParse(criterion).success
}

export function criteriaOf({ chips }: Pick<Draft, 'chips'>): Criterion[] {
  return chips.map(({ criterion }) => criterion)
}

/** People leave what these criteria match only because days pass: after how many, of the shortest. */
export function daysUntilLeaving(criteria: readonly Criterion[]): number | undefined {
  const days = criteria.flatMap((one) => (one.kind === 'added' && one.is === 'in-last-days' ? [one.days] : []))
  return days.length > 0 ? Math.min(...days) : undefined
}

/**
 * What happens when someone no longer matches: as it was said, else *keep* where people leave only because days pass, else as
 * each learning activity says. A saved rule that moved with the date before says so already.
 */
export function leavingOf(draft: Draft, saved?: Saved): OnLeaving | null {
  if (draft.onLeaving !== undefined) return draft.onLeaving
  const movesAlready = saved && daysUntilLeaving(saved.criteria.map(({ criterion }) => criterion)) !== undefined
  return daysUntilLeaving(criteriaOf(draft)) !== undefined && !movesAlready ? 'keep' : null
}

/** A new rule, for the server. */
export function newRuleOf(draft: Draft): InputOf<typeof createRule>['body'] {
  const targetIds = draft.targets.map(({ id }) => id)
  return { name: draft.name, criteria: criteriaOf(draft), targetIds, onLeaving: leavingOf(draft) }
}

type Edit = InputOf<typeof editRule>['body']

/** What of a saved rule was changed, for the server; nothing when it says what is saved. */
export function editOf(draft: Draft, saved: Saved): Edit {
  const [criteria, before] = [criteriaOf(draft), saved.criteria.map(({ criterion }) => criterion)]
  const targetIds = draft.targets.map(({ id }) => id)
  const isSameSet = new Set(targetIds).symmetricDifference(new Set(saved.targets.map(({ id }) => id))).size === 0
  const onLeaving = leavingOf(draft, saved)
  const isSameQuestion = JSON.stringify(criteria) === JSON.stringify(before)
  return {
    ...(draft.name.trim() !== saved.name && { name: draft.name }),
    // What is left out on leaving may come to *keep* with new criteria, so what was chosen is said along with them.
    ...(!isSameQuestion && { criteria, onLeaving }),
    ...(!isSameSet && { targetIds }),
    ...(onLeaving !== saved.onLeaving && { onLeaving }),
  }
}
