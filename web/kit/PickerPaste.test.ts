import { expect, it } from 'vitest'
import { pastedLines } from './PickerPaste.tsx'

it('reads a column of a spreadsheet, blank rows left out', () => {
  expect(pastedLines('ann@example.com\r\n\r\n bo@example.com \n')).toEqual(['ann@example.com', 'bo@example.com'])
})

it('reads a list as mail programs write it', () => {
  expect(pastedLines('Ann de Vries <ann@example.com>; Bo <bo@example.com>')).toEqual([
    'ann@example.com',
    'bo@example.com',
  ])
})

it('keeps a line that is no address, so that it can be listed as unknown', () => {
  expect(pastedLines('ann@example.com\nBo Smit')).toEqual(['ann@example.com', 'Bo Smit'])
})

it('takes words for words: they are searched for', () => {
  expect(pastedLines('forklift\nbasics')).toEqual([])
})
