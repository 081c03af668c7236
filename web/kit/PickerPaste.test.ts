import { expect, it } from 'vitest'
import { pastedLines, pastedNames } from './PickerPaste.tsx'

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

it('reads a column of names with all that is in them, each once, and takes a single line for words', () => {
  expect(pastedNames('First aid, basics\r\nForklift; part 1\n\n First aid, basics \tPrivacy')).toEqual([
    'First aid, basics',
    'Forklift; part 1',
    'Privacy',
  ])
  expect(pastedNames('First aid, basics\n')).toEqual([])
})
