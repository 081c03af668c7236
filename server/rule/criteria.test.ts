import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seed } from '../../test/seed.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { mostValues, criteria as schema } from './contract.ts'
import { compileCriteria, leavesWithTime } from './criteria.ts'

const languages = new Map([
  ['en', 1],
  ['nl', 2],
  ['de', 3],
  ['fr', 4],
])

const compile = (...given: object[]) => compileCriteria(schema.parse(given), { languages })
const refusal = (...given: object[]) => {
  try {
    return { accepted: compile(...given) }
  } catch (problem) {
    return problem
  }
}

const [rakema, warehouse, office] = [audience('company', 1), audience('departmentBelow', 2), audience('department', 3)]
const [night, council] = [audience('team', 4), audience('team', 5)]

describe('criteria come down to', () => {
  test('everybody, when there are none', () => {
    expect(compile()).toEqual({
      query: '0',
      audience_ids: [],
      added_from: null,
      added_to: null,
      within_days: null,
      after_days: null,
    })
  })

  test('audiences of which each criterion asks one', () => {
    expect(compile({ kind: 'company', ids: [1] }, { kind: 'team', ids: [5, 4, 5] })).toMatchObject({
      query: `(${night}|${council})&${rakema}`,
      audience_ids: [rakema, night, council],
    })
  })

  test('everybody but those whom a negated one names', () => {
    expect(compile({ kind: 'team', ids: [4], negated: true })).toMatchObject({
      query: `0&!${night}`,
      audience_ids: [night],
    })
    const teams = { kind: 'team', ids: [4, 5], negated: true }
    expect(compile({ kind: 'company', ids: [1] }, teams).query).toBe(`${rakema}&!(${night}|${council})`)
  })

  test('a department with those below it, unless it is meant alone', () => {
    expect(compile({ kind: 'department', ids: [2] }).query).toBe(`${warehouse}`)
    expect(compile({ kind: 'department', ids: [3], below: false }).query).toBe(`${office}`)
  })

  test('functions, groups, languages and managers', () => {
    const one = (criterion: object) => compile(criterion).audience_ids
    expect(one({ kind: 'function', ids: [6] })).toEqual([audience('function', 6)])
    expect(one({ kind: 'group', ids: [6] })).toEqual([audience('group', 6)])
    expect(one({ kind: 'language', codes: ['de', 'en'] })).toEqual([audience('language', 1), audience('language', 3)])
    expect(one({ kind: 'user', is: 'manager' })).toEqual([audience('managers', 0)])
    expect(one({ kind: 'user', is: 'reports', ids: [7] })).toEqual([audience('allReports', 7)])
    expect(one({ kind: 'user', is: 'reports-directly', ids: [7] })).toEqual([audience('reports', 7)])
    expect(one({ kind: 'user', is: 'exactly', ids: [7] })).toEqual([audience('everyone', 7)])
  })

  test('the same, in whichever order they are written', () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 })
    const anyCriterion = fc.oneof(
      fc.record({ kind: fc.constantFrom('company', 'team', 'function', 'group'), ids: values, negated: fc.boolean() }),
      fc.record({ kind: fc.constant('department'), ids: values, below: fc.boolean(), negated: fc.boolean() }),
      fc.record({ kind: fc.constant('added'), is: fc.constant('in-last-days'), days: fc.integer({ min: 1, max: 9 }) }),
    )
    const shuffled = fc
      .array(anyCriterion, { maxLength: 6 })
      .chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })))
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        expect(compile(...other)).toEqual(compile(...given))
      }),
      { seed },
    )
  })
})

describe('dates', () => {
  const added = (is: string, more: object) => ({ kind: 'added', is, ...more })

  test('before and after leave the day out, on and between have it in', () => {
    expect(compile(added('before', { day: '2026-03-01' }))).toMatchObject({ added_from: null, added_to: '2026-02-28' })
    expect(compile(added('after', { day: '2026-12-31' }))).toMatchObject({ added_from: '2027-01-01', added_to: null })
    expect(compile(added('on', { day: '2026-05-03' }))).toMatchObject({
      added_from: '2026-05-03',
      added_to: '2026-05-03',
    })
    expect(compile(added('between', { from: '2026-05-03', to: '2026-05-09' }))).toMatchObject({
      added_from: '2026-05-03',
      added_to: '2026-05-09',
    })
  })

  test('moving ones are days to count back from today', () => {
    expect(compile(added('in-last-days', { days: 30 }))).toMatchObject({ within_days: 30, after_days: null })
    expect(compile(added('at-least-days-ago', { days: 90 }))).toMatchObject({ within_days: null, after_days: 90 })
  })

  test('intersect', () => {
    const dates = compile(
      added('after', { day: '2026-01-01' }),
      added('between', { from: '2026-02-01', to: '2026-06-30' }),
      added('before', { day: '2026-05-01' }),
      added('in-last-days', { days: 30 }),
      added('in-last-days', { days: 20 }),
      added('at-least-days-ago', { days: 5 }),
      added('at-least-days-ago', { days: 7 }),
    )
    expect(dates).toMatchObject({
      query: '0',
      added_from: '2026-02-01',
      added_to: '2026-04-30',
      within_days: 20,
      after_days: 7,
    })
  })

  test('that exclude each other are refused, with all of them named', () => {
    const company = { kind: 'company', ids: [1] }
    const apart = [added('after', { day: '2026-05-03' }), added('before', { day: '2026-05-04' })]
    expect(refusal(company, ...apart)).toMatchObject({
      status: 422,
      errors: [
        {
          field: 'criteria.2',
          message:
            'Nobody can have been added after 2026-05-03, and before 2026-05-04. Change one of these dates, or leave it out.',
        },
      ],
    })
    expect(refusal(added('in-last-days', { days: 30 }), added('at-least-days-ago', { days: 30 }))).toMatchObject({
      message:
        'Nobody can have been added in the last 30 days, and at least 30 days ago. Change one of these dates, or leave it out.',
    })
    expect(refusal(added('between', { from: '2026-05-03', to: '2026-05-02' }))).toMatchObject({
      message: expect.stringContaining('between 2026-05-03 and 2026-05-02'),
    })
    // The day before today, and it alone: somebody can have been added then.
    expect(compile(added('in-last-days', { days: 2 }), added('at-least-days-ago', { days: 1 }))).toMatchObject({
      within_days: 2,
      after_days: 1,
    })
  })

  test('people leave by time what asks for the last days, and nothing else', () => {
    const leaves = (given: object) => leavesWithTime(schema.parse([given]))
    expect(leaves(added('in-last-days', { days: 30 }))).toBe(true)
    expect(leaves(added('at-least-days-ago', { days: 30 }))).toBe(false)
    expect(leaves(added('before', { day: '2026-05-04' }))).toBe(false)
  })
})

test('at most 450 values are named together', () => {
  const half = mostValues / 2
  const ids = (first: number) => Array.from({ length: half }, (_, nth) => first + nth)
  const named = [
    { kind: 'team', ids: ids(1) },
    { kind: 'user', is: 'exactly', ids: ids(1), negated: true },
  ]
  expect(compile(...named).audience_ids).toHaveLength(mostValues)
  expect(refusal(...named, { kind: 'user', is: 'manager' })).toMatchObject({
    errors: [{ field: 'criteria', message: expect.stringContaining('451 values together; at most 450') }],
  })
})

test('a criterion that does not fit is refused with a sentence', () => {
  const told = (given: unknown) => schema.safeParse(given).error?.issues.map(({ message }) => message)
  expect(told([{ kind: 'added', is: 'on', day: '2026-05-03', negated: true }])).toEqual([
    'A date cannot be negated: say before, after or between instead.',
  ])
  expect(told(Array.from({ length: 51 }, () => ({ kind: 'company', ids: [1] })))).toHaveLength(1)
})
