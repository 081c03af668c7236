import { expect, it } from 'vitest'
import { dayOf } from './vocabulary.ts'

it.each([
  // As Google Sheets and Excel write csv: English of America, French, Dutch, German, and as databases do.
  '5/31/2026',
  '31/05/2026',
  '31-5-2026',
  '31.05.2026',
  '2026/05/31',
  '2026-05-31',
  '5/31/2026 12:00:00 AM',
  '5/31/2026 0:00:00',
  '31/05/2026 00:00',
  '31-05-2026 00:00:00',
  '31.05.2026, 00:00',
  '2026-05-31 00:00:00',
  '2026-05-31T00:00:00Z',
])('%s is a day, whatever time of it is said', (text) => {
  expect(dayOf(text)).toBe('2026-05-31')
})

it.each([
  '05/06/2026',
  '05/06/2026 00:00:00',
  '31-05-26',
  '31.02.2026',
  '13/13/2026',
  '31-05-2026 or so',
  '31-05-2026-01',
  'x',
  '',
])('“%s” is not plainly a day', (text) => {
  expect(dayOf(text)).toBeUndefined()
})
