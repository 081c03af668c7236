import { describe, expect, it } from 'vitest'
import { type Criterion, newRule, type Rule, ruleEdit } from '../../server/rule/contract.ts'
import {
  askedAs,
  type Beginning,
  begin,
  beginnings,
  type Chip,
  daysUntilLeaving,
  draftOf,
  editOf,
  emptyDraft,
  isUnfinished,
  leavingOf,
  newRuleOf,
  withoutArchived,
} from './builder.ts'

const chip = (criterion: Criterion, key = 'one'): Chip => ({ key, criterion, values: [] })
const night: Criterion = { kind: 'team', negated: false, ids: [4] }
const lastDays = (days: number): Criterion => ({ kind: 'added', is: 'in-last-days', negated: false, days })
const activity = { kind: 'activity', id: 7, name: 'Forklift basics', type: 'e-learning', archived: false } as const
const bhv = { kind: 'qualification', id: 8, name: 'BHV', type: null, archived: false } as const

const saved: Pick<Rule, 'name' | 'criteria' | 'targets' | 'onLeaving'> = {
  name: 'Night drivers',
  criteria: [{ criterion: night, values: [{ kind: 'team', id: 4, name: 'Night shift', archived: false }] }],
  targets: [activity],
  onLeaving: null,
}

describe('a criterion that begins', () => {
  const asksNothing: readonly Beginning[] = ['added', 'manager']

  it.each(beginnings)('as %s is finished once it names something', (as) => {
    const begun = begin(as)
    expect(isUnfinished(begun)).toBe(!asksNothing.includes(as))
    const { criterion } = begun
    const filled =
      'ids' in criterion
        ? { ...criterion, ids: [1] }
        : 'codes' in criterion
          ? { ...criterion, codes: ['nl' as const] }
          : criterion
    expect(isUnfinished({ criterion: filled })).toBe(false)
  })

  it('is unfinished while a day or a number is missing', () => {
    expect(isUnfinished(chip({ kind: 'added', is: 'on', negated: false, day: '' }))).toBe(true)
    expect(isUnfinished(chip(lastDays(Number.NaN)))).toBe(true)
    expect(isUnfinished(chip(lastDays(0)))).toBe(true)
  })
})

describe('a date asked in another way', () => {
  it('keeps what was said as far as it still says something', () => {
    const before = askedAs(begin('added').criterion as never, 'before', '2026-11-25')
    expect(before).toEqual({ kind: 'added', is: 'before', negated: false, day: '2026-11-25' })
    const between = askedAs({ ...before, day: '2026-01-01' } as never, 'between', '2026-11-25')
    expect(between).toEqual({ kind: 'added', is: 'between', negated: false, from: '2026-01-01', to: '2026-11-25' })
    expect(askedAs(between, 'after', '2026-11-25')).toMatchObject({ day: '2026-01-01' })
    expect(askedAs(lastDays(90) as never, 'at-least-days-ago', '2026-11-25')).toMatchObject({ days: 90 })
  })
})

describe('what is archived', () => {
  const team = (id: number, archived: boolean) => ({ kind: 'team' as const, id, name: `T${id}`, archived })

  it('is taken out of what names it, and leaves a criterion that asks nothing to be chosen anew', () => {
    const mixed = { ...chip({ ...night, ids: [4, 5] }), values: [team(4, false), team(5, true)] }
    const alone = { ...chip(night, 'two'), values: [team(4, true)] }
    const other = chip(lastDays(30), 'three')
    const [first, second, third] = withoutArchived([mixed, alone, other])
    expect(first).toMatchObject({ criterion: { ids: [4] }, values: [team(4, false)] })
    expect(second && isUnfinished(second)).toBe(true)
    expect(third).toBe(other)
  })
})

describe('what happens on leaving', () => {
  it('is as each activity says, unless people leave only because days pass', () => {
    expect(leavingOf({ ...emptyDraft, chips: [chip(night)] })).toBeNull()
    expect(leavingOf({ ...emptyDraft, chips: [chip(night), chip(lastDays(30), 'two')] })).toBe('keep')
  })

  it('is what somebody said, whatever moves', () => {
    expect(leavingOf({ ...emptyDraft, chips: [chip(lastDays(30))], onLeaving: 'withdraw' })).toBe('withdraw')
    expect(leavingOf({ ...emptyDraft, chips: [chip(lastDays(30))], onLeaving: null })).toBeNull()
  })

  it('comes to keep when a saved rule begins to move, and is left alone when it moved before', () => {
    const draft = { ...draftOf(saved), chips: [chip(night), chip(lastDays(30), 'two')] }
    expect(leavingOf(draft, saved)).toBe('keep')
    expect(editOf(draft, saved)).toMatchObject({ onLeaving: 'keep' })
    const moved = { ...saved, criteria: [{ criterion: lastDays(30), values: [] }] }
    expect(leavingOf({ ...draftOf(moved), chips: [chip(lastDays(60))] }, moved)).toBeNull()
  })

  it('comes after the fewest days that are asked', () => {
    expect(daysUntilLeaving([lastDays(90), night, lastDays(30)])).toBe(30)
    expect(daysUntilLeaving([night])).toBeUndefined()
  })
})

describe('a draft', () => {
  it('of a saved rule changes nothing', () => {
    expect(editOf(draftOf(saved), saved)).toEqual({})
    expect(editOf({ ...draftOf(saved), name: ' Night drivers ' }, saved)).toEqual({})
  })

  it('asks the server only for what was changed', () => {
    const draft = { ...draftOf(saved), name: 'Night', targets: [bhv, activity] }
    expect(editOf(draft, saved)).toEqual({ name: 'Night', targetIds: [8, 7] })
    expect(editOf({ ...draftOf(saved), chips: [] }, saved)).toEqual({ criteria: [], onLeaving: null })
    expect(editOf({ ...draftOf(saved), onLeaving: 'withdraw' }, saved)).toEqual({ onLeaving: 'withdraw' })
    expect(editOf({ ...draftOf(saved), onLeaving: null }, saved)).toEqual({})
  })

  it('goes to the server in the shape that it takes, and comes back the same', () => {
    const chips = [chip(night), chip(lastDays(30), 'two')]
    const body = newRuleOf({ name: 'Night drivers', chips, targets: [activity, bhv], onLeaving: undefined })
    const read = newRule.parse(body)
    expect(read).toEqual({
      name: 'Night drivers',
      criteria: [night, lastDays(30)],
      targetIds: [7, 8],
      onLeaving: 'keep',
      state: 'draft',
    })
    const back = {
      ...saved,
      criteria: chips.map(({ criterion }) => ({ criterion, values: [] })),
      onLeaving: 'keep' as const,
    }
    expect(draftOf({ ...back, targets: [activity, bhv] }).chips.map(({ criterion }) => criterion)).toEqual(
      read.criteria,
    )
    expect(ruleEdit.parse(editOf(draftOf(back), saved))).toMatchObject({ onLeaving: 'keep' })
  })
})
