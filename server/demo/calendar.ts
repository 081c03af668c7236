/** Days are texts, `2026-05-03`: they sort and compare as they are. */
export type Day = string

const millisecondsPerDay = 86_400_000

export function daysAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + Math.round(days) * millisecondsPerDay).toISOString().slice(0, 10)
}

export const daysBefore = (day: Day, days: number): Day => daysAfter(day, -days)

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay)
}

/** The same day so many months later, or the last of that month when it is shorter. */
export function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10)
}

export const monthsBefore = (day: Day, months: number): Day => monthsAfter(day, -months)

/** The last of these days. */
export const latest = (first: Day, ...others: readonly Day[]): Day => [first, ...others].toSorted().at(-1) ?? first

/** The day itself, or the Monday after a weekend. */
export function workday(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return daysAfter(day, weekday === 6 ? 2 : weekday === 0 ? 1 : 0)
}

/** A moment in the working day, Amsterdam's or so. */
export function momentOn(day: Day, minutes: number): string {
  const hours = 7 + Math.floor(minutes / 60)
  return `${day}T${String(hours).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}:00Z`
}

export function todayIn(timeZone: string): Day {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date())
}
