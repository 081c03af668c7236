import { localeOf } from './format.ts'

/** The days that Muster knows: see `day` in the contract. */
const [first, last] = ['1900-01-01', '2199-12-31']

/** A day as it stands in a field: always with its year, since it can be written over. */
export function writtenDay(day: string, language: string): string {
  if (!isDay(day)) return day
  return formatOf(language, 'short').format(new Date(`${day}T00:00:00Z`))
}

/**
 * The day that somebody wrote, `YYYY-MM-DD`: 3-5-2026, 03.05.2026, 3 May 2026, May 3 2026 or 2026-05-03, day before month
 * as the screens write it, and months by their names in the language or how these begin. Undefined where it is none.
 */
export function readDay(text: string, language: string): string | undefined {
  const parts = text
    .trim()
    .split(/[^\p{L}\p{M}\p{Nd}]+/u)
    .filter((part) => part !== '')
  if (parts.length !== 3) return undefined
  const [one = '', two = '', three = ''] = parts
  if (/^\d{4}$/.test(one)) return dayOf(one, two, three)
  const name = monthNamed(one, language)
  if (name !== undefined) return dayOf(three, String(name), ordinal(two))
  return dayOf(three, String(monthNamed(two, language) ?? two), ordinal(one))
}

/** 1er, 3rd. */
const ordinal = (part: string) => part.replace(/^(\d{1,2})(er|st|nd|rd|th|e)$/i, '$1')

function dayOf(year: string, month: string, day: string): string | undefined {
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return undefined
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) && written >= first && written <= last ? written : undefined
}

/** The thirtieth of February is none. */
function isDay(written: string): boolean {
  const read = new Date(`${written}T00:00:00Z`)
  return written.length === 10 && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(written)
}

/** 5 for May; of what begins several months' names, such as ju, undefined. */
function monthNamed(part: string, language: string): number | undefined {
  const given = bare(part)
  if (!/\p{L}/u.test(given)) return undefined
  const names = monthsIn(language)
  const exact = names.find(({ name }) => name === given)
  const meant = exact ? [exact.month] : names.filter(({ name }) => name.startsWith(given)).map(({ month }) => month)
  return new Set(meant).size === 1 ? meant[0] : undefined
}

type Month = { name: string; month: number }
const months = new Map<string, readonly Month[]>()

/** The names of the months, short and whole. */
function monthsIn(language: string): readonly Month[] {
  const known = months.get(language)
  if (known) return known
  const named = (['short', 'long'] as const).flatMap((length) => {
    const format = formatOf(language, length)
    return Array.from({ length: 12 }, (_, nth) => {
      const parts = format.formatToParts(new Date(Date.UTC(2026, nth, 1)))
      return { name: bare(parts.find(({ type }) => type === 'month')?.value ?? ''), month: nth + 1 }
    })
  })
  months.set(language, named)
  return named
}

/** Without what people leave out: points and accents. */
const bare = (word: string) =>
  word
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()

const formatOf = (language: string, month: 'short' | 'long') =>
  new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' })
