import { expect, it } from 'vitest'
import { formatIn } from './format.ts'

const today = new Date(2026, 10, 23, 15, 30)

it('is relative within a week and absolute beyond', () => {
  const { near } = formatIn('en')
  expect(near('2026-11-23', today)).toBe('today')
  expect(near('2026-11-22', today)).toBe('yesterday')
  expect(near('2026-11-26', today)).toBe('in 3 days')
  expect(near('2026-11-15', today)).toBeUndefined()
})

it('counts days, not hours: late yesterday is yesterday', () => {
  expect(formatIn('en').near(new Date(2026, 10, 22, 23, 59).toISOString(), today)).toBe('yesterday')
})

it('names the year only where it is another', () => {
  expect(formatIn('nl').day('2026-05-03', today)).toBe('3 mei')
  expect(formatIn('nl').day('2024-05-03', today)).toBe('3 mei 2024')
})

it('counts the first of a month in French, and sets a point after days in German', () => {
  expect(formatIn('fr').day('2026-05-01', today)).toBe('1er mai')
  expect(formatIn('fr').day('2024-05-11', today)).toBe('11 mai 2024')
  expect(formatIn('fr').absolute('2026-05-01')).toBe('vendredi 1er mai 2026')
  expect(formatIn('de').day('2026-05-03', today)).toBe('3. Mai')
})

it('writes months out in sentences where they are cut with a point', () => {
  expect(formatIn('de').day('2026-11-26', today)).toBe('26. November')
  expect(formatIn('de').shortDay('2026-11-26', today)).toBe('26. Nov.')
  expect(formatIn('fr').day('2026-11-26', today)).toBe('26 novembre')
  expect(formatIn('en').day('2026-11-26', today)).toBe('26 Nov')
})

it('writes numbers and lists as the language does', () => {
  expect(formatIn('nl').number(2500)).toBe('2.500')
  expect(formatIn('nl').list(['a', 'b', 'c'])).toBe('a, b en c')
  expect(formatIn('fr').number(2500)).toBe('2\u202f500')
  expect(formatIn('de').anyOf(['a', 'b', 'c'])).toBe('a, b oder c')
})
