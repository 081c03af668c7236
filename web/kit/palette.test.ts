import { expect, test } from 'vitest'
import { matchesWords } from './palette.ts'

test('a page is found by the beginnings and middles of its words, in any order and case', () => {
  expect(matchesWords('New learning activity', 'act new')).toBe(true)
  expect(matchesWords('New learning activity', 'user')).toBe(false)
  expect(matchesWords('Émile’s team', 'éMILE')).toBe(true)
  expect(matchesWords('Anything', '')).toBe(true)
})
