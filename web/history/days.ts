const dayMillis = 86_400_000

/** The moment at which a day begins in a time zone: of `2026-05-03` in Amsterdam `2026-05-02T22:00:00.000Z`. */
export function beginningOf(day: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  // What the clock shows there tells how far it is ahead; once more, for it may have been changed in between.
  const first = asUtc - aheadAt(asUtc, timeZone)
  return new Date(asUtc - aheadAt(first, timeZone)).toISOString()
}

/** The day after. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMillis).toISOString().slice(0, 10)
}

/** How far the clocks of a time zone are ahead of UTC at a moment. */
function aheadAt(moment: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(moment)
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - moment
}
