const dayMillis = 86_400_000

export type Format = ReturnType<typeof make>
const made = new Map<string, Format>()

/** Numbers, days and lists in the language of the screen. */
export function formatIn(language: string): Format {
  const format = made.get(language) ?? make(localeOf(language))
  made.set(language, format)
  return format
}

/** English days and lists as most of the world writes them: 3 May; a, b and c. */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language
}

function make(locale: string) {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const list = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' })
  const anyOf = new Intl.ListFormat(locale, { style: 'long', type: 'disjunction' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  // A month cut with a point, as in 26. Nov., would set it beside the sentence's own: in sentences it is written out.
  const cutsWithPoint = locale === 'de' || locale === 'fr'
  const inSentences = daysOf(locale, cutsWithPoint ? 'long' : 'short')
  const inCells = daysOf(locale, 'short')
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })

  // Of the month's days French counts only the first: 1er mai.
  const dated = (format: Intl.DateTimeFormat, value: Date) =>
    locale === 'fr'
      ? format
          .formatToParts(value)
          .map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value))
          .join('')
      : format.format(value)

  return {
    /** 2,500 */
    number: (value: number) => number.format(value),
    /** 10,000+ where there are more than were counted. */
    atLeast: (value: number, isMore: boolean | undefined) => `${number.format(value)}${isMore ? '+' : ''}`,
    /** 0.42 → 42% */
    percent: (share: number) => percent.format(share),
    /** a, b and c */
    list: (words: readonly string[]) => list.format(words),
    /** a, b or c */
    anyOf: (words: readonly string[]) => anyOf.format(words),
    /** 3 May, and 3 May 2024 in another year. Takes `YYYY-MM-DD` or a moment. */
    day: (value: string, today = new Date()) => dated(inSentences(dayOf(value), today), dayOf(value)),
    /** The same where there is little room. */
    shortDay: (value: string, today = new Date()) => dated(inCells(dayOf(value), today), dayOf(value)),
    /** 3 May 2024 in that year, too: for what is read later. */
    dayWithYear: (value: string) => dated(inSentences(dayOf(value)), dayOf(value)),
    /** Sunday 3 May 2026, and with the time of day if a moment is given. */
    absolute: (value: string) => (value.length === 10 ? dated(full, dayOf(value)) : dated(moment, new Date(value))),
    /** 15:20 */
    time: (moment: string) => time.format(new Date(moment)),
    /** Yesterday, in 3 days; undefined when further than a week away. */
    near: (value: string, today = new Date()) => {
      const days = Math.round((dayOf(value).getTime() - localDay(today).getTime()) / dayMillis)
      return Math.abs(days) > 7 ? undefined : relative.format(days, 'day')
    },
  }
}

/** Names the year only where it is another. */
function daysOf(locale: string, month: 'short' | 'long') {
  const thisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month, timeZone: 'UTC' })
  const anyYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' })
  return (day: Date, today?: Date) => (day.getUTCFullYear() === today?.getFullYear() ? thisYear : anyYear)
}

/** Days are compared as days: a day of the academy as it is written, a moment as the day it is here. */
function dayOf(value: string): Date {
  return value.length === 10 ? new Date(`${value}T00:00:00Z`) : localDay(new Date(value))
}

function localDay(moment: Date): Date {
  return new Date(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()))
}
