import { expect, it } from 'vitest'
import { beginningOf, dayAfter } from './days.ts'

it('a day begins when the clocks of the academy say so, in summer and in winter', () => {
  expect(beginningOf('2026-05-03', 'Europe/Amsterdam')).toBe('2026-05-02T22:00:00.000Z')
  expect(beginningOf('2026-12-03', 'Europe/Amsterdam')).toBe('2026-12-02T23:00:00.000Z')
  expect(beginningOf('2026-05-03', 'America/New_York')).toBe('2026-05-03T04:00:00.000Z')
  expect(beginningOf('2026-05-03', 'Asia/Kolkata')).toBe('2026-05-02T18:30:00.000Z')
})

it('the days on which clocks are changed begin as the night before them says', () => {
  expect(beginningOf('2026-03-29', 'Europe/Amsterdam')).toBe('2026-03-28T23:00:00.000Z')
  expect(beginningOf('2026-03-30', 'Europe/Amsterdam')).toBe('2026-03-29T22:00:00.000Z')
  expect(beginningOf('2026-10-25', 'Europe/Amsterdam')).toBe('2026-10-24T22:00:00.000Z')
  expect(beginningOf('2026-10-26', 'Europe/Amsterdam')).toBe('2026-10-25T23:00:00.000Z')
})

it('a day is followed by the next, also at the end of a month', () => {
  expect([dayAfter('2026-02-28'), dayAfter('2026-12-31')]).toEqual(['2026-03-01', '2027-01-01'])
})
