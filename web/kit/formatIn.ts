const dayMillis = 86_400_000

export type Format = ReturnType<typeof make>
const made = new Map<string, Format>()

/** The time zone in which days and times are told, and the day it was there when somebody last looked. */
export type Calendar = { timeZone: string; today?: string }
let calendar: Calendar = { timeZone: 'UTC' }

/** Numbers, days and lists in the language of the screen, days and times as the academy counts them. */
export function formatIn(language: string): Format {
  const format = made.get(language) ?? make(localeOf(language), calendar)
  made.set(language, format)
  return format
}

/** Has days and times told by another calendar from now on; answers whether it is another. */
export function tellBy({ timeZone, today }: Calendar): boolean {
  if (timeZone === calendar.timeZone && today === calendar.today) return false
  calendar = { timeZone, ...(today !== undefined && { today }) }
  made.clear()
  return true
}

/** English days and lists as most of the world writes them: 3 May; a, b and c. */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language
}

function make(locale: string, { timeZone, today: lastSeen = '' }: Calendar) {
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
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone })
  const momentHere = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
  const written = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })

  /** Days are compared as days: a day as it is written, a moment as the day it is in the academy. */
  const dayOf = (value: string) => dayNamed(value.length === 10 ? value : written.format(new Date(value)))
  /** The academy's day, which may have passed since somebody last looked. */
  const now = () => {
    const byClock = written.format(new Date())
    return byClock > lastSeen ? byClock : lastSeen
  }
  /** CEST, where the clocks of whoever reads show another time at that moment. */
  const zoneUnlessHere = (value: Date) =>
    moment.format(value) === momentHere.format(value)
      ? undefined
      : zone.formatToParts(value).find(({ type }) => type === 'timeZoneName')?.value
  const withZone = (told: string, value: Date) => [told, zoneUnlessHere(value)].filter(Boolean).join(' ')

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
    day: (value: string, today = now()) => dated(inSentences(dayOf(value), today), dayOf(value)),
    /** The same where there is little room. */
    shortDay: (value: string, today = now()) => dated(inCells(dayOf(value), today), dayOf(value)),
    /** 3 May 2024 in that year, too: for what is read later. */
    dayWithYear: (value: string) => dated(inSentences(dayOf(value)), dayOf(value)),
    /** Sunday 3 May 2026, and with the time of day if a moment is given. */
    absolute: (value: string) =>
      value.length === 10 ? dated(full, dayOf(value)) : withZone(dated(moment, new Date(value)), new Date(value)),
    /** 15:20, and 15:20 CEST where the clocks here show another time. */
    time: (moment: string) => withZone(time.format(new Date(moment)), new Date(moment)),
    /** 15:20 where there is little room. */
    shortTime: (moment: string) => time.format(new Date(moment)),
    /** The day it is in the academy, `2026-05-03`. */
    today: now,
    /** Yesterday, in 3 days; undefined when further than a week away. */
    near: (value: string, today = now()) => {
      const days = Math.round((dayOf(value).getTime() - dayNamed(today).getTime()) / dayMillis)
      return Math.abs(days) > 7 ? undefined : relative.format(days, 'day')
    },
  }
}

/** Names the year only where it is another. */
function daysOf(locale: string, month: 'short' | 'long') {
  const thisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month, timeZone: 'UTC' })
  const anyYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' })
  return (day: Date, today?: string) => (day.getUTCFullYear() === Number(today?.slice(0, 4)) ? thisYear : anyYear)
}

function dayNamed(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
