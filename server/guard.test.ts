import { expect, test } from 'vitest'
import { isMuch } from './guard.ts'

const nothing = { enrolls: 0, ends: 0, governs: 0 }
const much = (counts: Partial<typeof nothing>) => isMuch({ ...nothing, ...counts })

test('up to five hundred people are enrolled without a question', () => {
  expect([much({ enrolls: 500 }), much({ enrolls: 501 })]).toEqual([false, true])
})

test('five hundred enrollments are ended with one, however many there are', () => {
  expect([499, 500].map((ends) => much({ ends, governs: 1_000_000 }))).toEqual([false, true])
})

test('a tenth of what an act is about is ended with one, when that is fifty or more', () => {
  expect(much({ ends: 50, governs: 500 })).toBe(true)
  expect(much({ ends: 50, governs: 501 })).toBe(false)
  expect(much({ ends: 49, governs: 100 })).toBe(false)
})

test('all that an act is about is ended with one, when that is ten or more', () => {
  expect(much({ ends: 10, governs: 10 })).toBe(true)
  expect(much({ ends: 10, governs: 11 })).toBe(false)
  expect(much({ ends: 9, governs: 9 })).toBe(false)
})
