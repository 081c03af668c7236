/** Days are texts, `2026-05-03`: they sort and compare as they are. */
export type Day = string

/** Forty years of them in order, for dates are reckoned with by the hundred thousand. */
const every: readonly Day[] = Array.from({ length: 15_000 }, (_, nth) =>
  new Date(Date.UTC(2010, 0, 1 + nth)).toISOString().slice(0, 10),
)
const numbers = new Map(every.map((day, nth) => [day, nth]))

function numberOf(day: Day): number {
  const number = numbers.get(day)
  if (number === undefined) throw new RangeError(`the demo academy knows no day ${day}`)
  return number
}

export function daysAfter(day: Day, days: number): Day {
  const found = every[numberOf(day) + Math.round(days)]
  if (found === undefined) throw new RangeError(`the demo academy knows no day ${days} days from ${day}`)
  return found
}

export const daysBefore = (day: Day, days: number): Day => daysAfter(day, -days)

export const daysBetween = (from: Day, to: Day): number => numberOf(to) - numberOf(from)

/** The same day so many months later, or the last of that month when it is shorter. */
export function monthsAfter(day: Day, months: number): Day {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const begin = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  for (let date = Number(day.slice(8)); ; date -= 1) {
    const found = `${begin}-${String(date).padStart(2, '0')}`
    if (numbers.has(found)) return found
    if (date < 28) throw new RangeError(`the demo academy knows no day ${months} months from ${day}`)
  }
}

export const monthsBefore = (day: Day, months: number): Day => monthsAfter(day, -months)

/** The last of these days. */
export const latest = (first: Day, ...others: readonly Day[]): Day => [first, ...others].toSorted().at(-1) ?? first

/** The day itself, or the Monday after a weekend. The first day known was a Friday. */
export function workday(day: Day): Day {
  const weekday = numberOf(day) % 7
  return daysAfter(day, weekday === 1 ? 2 : weekday === 2 ? 1 : 0)
}

/** A moment in the working day, Amsterdam's or so. */
export function momentOn(day: Day, minutes: number): string {
  const hours = 7 + Math.floor(minutes / 60)
  return `${day}T${String(hours).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}:00Z`
}

export function todayIn(timeZone: string): Day {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date())
}
