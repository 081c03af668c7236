import { expect, test } from 'vitest'
import { calledFirst, matchesWords, type PaletteEntry } from './palette.ts'

test('a page is found by the beginnings and middles of its words, in any order and case', () => {
  expect(matchesWords('New learning activity', 'act new')).toBe(true)
  expect(matchesWords('New learning activity', 'user')).toBe(false)
  expect(matchesWords('Émile’s team', 'éMILE')).toBe(true)
  expect(matchesWords('Anything', '')).toBe(true)
})

const entry = (title: string): PaletteEntry => ({ id: title, title, to: '/' })
const groups = (...kinds: string[][]) =>
  kinds.map((titles, nth) => ({ label: `kind ${nth}`, entries: titles.map(entry) }))
const listed = (term: string, most: number, ...kinds: string[][]) =>
  calledFirst(groups(...kinds), term, most).map(({ entries }) => entries.map(({ title }) => title))

test('what is called exactly as was typed comes first, over all kinds, also where few of a kind are shown', () => {
  const organised = ['First aiders', 'First aiders of the dock', 'First aider']
  expect(listed('first aider', 2, ['Fay Firstaider'], organised)).toEqual([
    ['First aider', 'First aiders'],
    ['Fay Firstaider'],
  ])
})

test('where nothing is called so, or several are, each stays in its place', () => {
  expect(listed('first', 3, ['First aid'], ['First aiders', 'First'], ['First'])).toEqual([
    ['First', 'First aiders'],
    ['First'],
    ['First aid'],
  ])
  expect(listed('aid', 3, ['First aid'], ['First aiders', 'Aid'.repeat(2)])).toEqual([
    ['First aid'],
    ['First aiders', 'AidAid'],
  ])
})
