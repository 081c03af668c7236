import { expect, test } from 'vitest'
import { readDay, writtenDay } from './days.ts'

const languages = ['en', 'nl', 'de', 'fr']

test('a day is read as people of each language write it, day before month', () => {
  for (const language of languages)
    for (const text of ['2026-05-03', '3-5-2026', '03.05.2026', '3/5/2026', ' 3. 5. 2026 ', '2026/5/3'])
      expect(readDay(text, language)).toBe('2026-05-03')
  expect(readDay('3 May 2026', 'en')).toBe('2026-05-03')
  expect(readDay('Sept 3rd, 2026', 'en')).toBe('2026-09-03')
  expect(readDay('3 mrt. 2026', 'nl')).toBe('2026-03-03')
  expect(readDay('3. März 2026', 'de')).toBe('2026-03-03')
  expect(readDay('3 marz 2026', 'de')).toBe('2026-03-03')
  expect(readDay('1er févr. 2026', 'fr')).toBe('2026-02-01')
  expect(readDay('1 aout 2026', 'fr')).toBe('2026-08-01')
})

test('what is no day, or could be two, is not guessed', () => {
  for (const text of [
    '',
    '3',
    '3-5',
    '3-5-26',
    '30-2-2026',
    '5-13-2026',
    '3 ju 2026',
    '3 banana 2026',
    '1-1-1899',
    '1-1-2200',
  ])
    expect(readDay(text, 'en')).toBeUndefined()
})

test('every day of a leap year is read back from how a field shows it', () => {
  for (const language of languages)
    for (let day = Date.UTC(2028, 0, 1); day < Date.UTC(2029, 0, 1); day += 86_400_000) {
      const iso = new Date(day).toISOString().slice(0, 10)
      expect(readDay(writtenDay(iso, language), language)).toBe(iso)
    }
})

test('what is no day stands in a field as it is', () => {
  const none = ['', '2026-13-45', '2026-02-30', 'zzz']
  expect(none.map((given) => writtenDay(given, 'en'))).toEqual(none)
})
