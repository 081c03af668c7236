import { expect, test } from 'vitest'
import { type Figure, holds } from './figure.ts'
import { drawMarkdown } from './markdown.ts'
import { drawTable } from './report.ts'

const link: Figure = {
  key: 'link',
  what: 'link of one activity',
  unit: 'ms',
  value: 2400,
  spread: [2300, 2600],
  bare: { what: 'bare insert', value: 1000 },
  aim: { of: 'ratio', most: 2.5 },
}

test('an aim at a ratio holds when the bare figure allows it, one at a value when the figure does', () => {
  expect(holds(link)).toBe(true)
  expect(holds({ ...link, value: 2600 })).toBe(false)
  expect(holds({ ...link, aim: { of: 'value', most: 2000 } })).toBe(false)
  const { aim: _, ...aimless } = link
  expect(holds(aimless)).toBeNull()
})

test('a line of the table says the figure, its spread, its limit, how many times that is, and whether the aim holds', () => {
  const [, line] = drawTable([link]).split('\n')
  expect(line?.split(/ {2,}/)).toEqual([
    'link of one activity',
    '2.40 s (2.30 s – 2.60 s)',
    'bare insert: 1.00 s',
    '2.40 ×',
    '≤ 2.5 ×',
    'yes',
  ])
})

test('sizes stand side by side, with how many times its limit each figure is, and a cross where it misses its aim', () => {
  const machine = { processor: 'P', cores: 2, memory: 24, node: '24', postgres: '18', load: 0, date: '2026-11-25' }
  const resultsOf = (users: number, figures: Figure[]) => ({
    users,
    enrollments: 0,
    links: 0,
    rules: 0,
    machine,
    figures,
  })
  const drawn = drawMarkdown([resultsOf(10_000, [link]), resultsOf(1_000_000, [{ ...link, value: 26_000 }])])
  expect(drawn.split('\n')).toEqual([
    '| P, 2 cores, 24 GB, PostgreSQL 18, fsync on | 10,000 users | 1,000,000 users | aim |',
    '| --- | --- | --- | --- |',
    '| link of one activity | 2.40 s · 2.4 × | 26.0 s · 26 × ✗ | ≤ 2.5 × |',
  ])
})
