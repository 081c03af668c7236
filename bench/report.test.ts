import { expect, test } from 'vitest'
import { type Figure, holds } from './figure.ts'
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
