import { expect, it } from 'vitest'
import { z } from 'zod'
import { day, listQuery } from '../../server/platform/contract.ts'
import { fitting, parseSearch, stringifySearch } from './url.ts'

it('keeps everything in the address text, also what looks like a number', () => {
  expect(parseSearch('?search=007&sort=-name')).toEqual({ search: '007', sort: '-name' })
})

it('writes back what it read, and leaves out what is empty', () => {
  expect(parseSearch(stringifySearch({ search: 'a&b = ä' }))).toEqual({ search: 'a&b = ä' })
  expect(stringifySearch({ search: '', after: undefined, before: null })).toBe('')
})

it('leaves out what does not fit, and keeps the rest as it is written', () => {
  const schema = listQuery(['name']).extend({ from: day.optional(), state: z.enum(['kept', 'due']).optional() })
  const given = { search: ' ann', sort: 'bogus', from: '2026-13-45', state: 'due', at: '0' }
  expect(fitting(schema, given)).toEqual({ search: ' ann', state: 'due' })
})
