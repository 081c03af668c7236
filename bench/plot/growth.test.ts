import { expect, test } from 'vitest'
import type { Results } from '../results.ts'
import { drawGrowth } from './growth.ts'
import { panelsOf } from './panels.ts'
import { apart, decadesOf, lowestDecade } from './scale.ts'

const machine = { processor: 'P', cores: 2, memory: 24, node: '24', postgres: '18', load: 0, date: '2026-11-25' }

const resultsOf = (users: number, ms: number): Results => ({
  users,
  enrollments: users * 20,
  links: 1,
  rules: 1,
  machine,
  figures: [
    {
      key: 'move-p50',
      what: '',
      unit: 'ms',
      value: ms,
      bare: { what: '', value: ms / 4 },
      aim: { of: 'value', most: 3 },
    },
    {
      key: 'link',
      what: '',
      unit: 'ms',
      value: users / 10,
      bare: { what: '', value: users / 20 },
      aim: { of: 'ratio', most: 2.5 },
    },
  ],
})

const results = [resultsOf(10_000, 2), resultsOf(1_000_000, 2.5)]

test('a picture is drawn of what was measured, with what lies beside it and what was aimed at, a ratio in time', () => {
  expect(panelsOf(results).map(({ title, lines }) => [title, lines.map(({ role }) => role)])).toEqual([
    ['Link of one activity to everyone', ['first', 'aim', 'bare']],
    ['One user moves department', ['first', 'aim', 'bare']],
  ])
  expect(panelsOf(results)[0]?.lines[1]?.points.map(({ value }) => value)).toEqual([1250, 125_000])
})

test('what a picture shows lies in the middle of as many decades as the others have', () => {
  const [link, move] = panelsOf(results)
  expect(link && [decadesOf(link), lowestDecade(link, 4)]).toEqual([4, 2])
  expect(move && [decadesOf(move), lowestDecade(move, 4)]).toEqual([2, -2])
})

test('labels that would touch are moved apart and keep their order', () => {
  const [first = 0, second = 0, third = 0] = apart([100, 101, 140], 12)
  expect(second - first).toBeGreaterThanOrEqual(11.9)
  expect([first, second, third]).toEqual([first, second, third].toSorted((a, b) => a - b))
  expect(third).toBe(140)
})

test('the drawing says what it shows to those who cannot see it, and names the machine', () => {
  const drawn = drawGrowth(results)
  expect(drawn).toContain('aria-label="How each figure grows')
  expect(drawn).toContain('P, 2 cores, 24 GB')
  expect(drawn).not.toContain('NaN')
})
