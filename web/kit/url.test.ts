import { expect, it } from 'vitest'
import { parseSearch, stringifySearch } from './url.ts'

it('keeps everything in the address text, also what looks like a number', () => {
  expect(parseSearch('?search=007&sort=-name')).toEqual({ search: '007', sort: '-name' })
})

it('writes back what it read, and leaves out what is empty', () => {
  expect(parseSearch(stringifySearch({ search: 'a&b = ä' }))).toEqual({ search: 'a&b = ä' })
  expect(stringifySearch({ search: '', after: undefined, before: null })).toBe('')
})
