import { afterEach, expect, it, vi } from 'vitest'
import { formatIn } from './format.ts'
import { tellBy } from './formatIn.ts'

const today = '2026-11-23'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  tellBy({ timeZone: 'UTC' })
})

it('is relative within a week and absolute beyond', () => {
  const { near } = formatIn('en')
  expect(near('2026-11-23', today)).toBe('today')
  expect(near('2026-11-22', today)).toBe('yesterday')
  expect(near('2026-11-26', today)).toBe('in 3 days')
  expect(near('2026-11-15', today)).toBeUndefined()
})

it('counts days, not hours: late yesterday is yesterday', () => {
  expect(formatIn('en').near('2026-11-22T23:59:00Z', today)).toBe('yesterday')
})

it.each(['America/New_York', 'Pacific/Auckland', 'UTC'])('counts days as the academy does, read in %s', (here) => {
  vi.stubEnv('TZ', here)
  vi.useFakeTimers()
  tellBy({ timeZone: 'Europe/Amsterdam' })
  // In New York it is still the 22nd, in Auckland noon has passed.
  vi.setSystemTime('2026-11-22T23:30:00Z')
  const { near, day, today, shortTime } = formatIn('en')
  expect(today()).toBe('2026-11-23')
  expect([near('2026-11-23'), near('2026-11-22')]).toEqual(['today', 'yesterday'])
  expect([near('2026-11-22T23:10:00Z'), near('2026-11-22T22:50:00Z')]).toEqual(['today', 'yesterday'])
  expect(shortTime('2026-11-22T22:50:00Z')).toBe('23:50')
  vi.setSystemTime('2026-12-31T23:30:00Z')
  expect([day('2027-01-01'), day('2026-12-31T22:50:00Z')]).toEqual(['1 Jan', '31 Dec 2026'])
})

it('names the zone of a time only to whoever sees another on their clock', () => {
  tellBy({ timeZone: 'Europe/Amsterdam' })
  vi.stubEnv('TZ', 'Europe/Berlin')
  expect(formatIn('en').time('2026-05-03T13:20:00Z')).toBe('15:20')
  expect(formatIn('en').absolute('2026-05-03T13:20:00Z')).toBe('3 May 2026 at 15:20')
  tellBy({ timeZone: 'Europe/Paris' })
  vi.stubEnv('TZ', 'America/New_York')
  expect(formatIn('en').time('2026-05-03T13:20:00Z')).toBe('15:20 CEST')
  expect(formatIn('nl').absolute('2026-05-03T13:20:00Z')).toBe('3 mei 2026 om 15:20 CEST')
})

it("takes the server's day for today until its own clock says a later one", () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') })
  tellBy({ timeZone: 'UTC', today: '2026-11-23' })
  expect(formatIn('en').near('2026-11-23')).toBe('today')
  vi.setSystemTime('2026-11-24T00:10:00Z')
  expect(formatIn('en').near('2026-11-23')).toBe('yesterday')
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
