/** The time zone of this browser: for most who set an academy up, also the academy's. */
export function timeZoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/** Every time zone the browser knows, and the one that is set, as "Europe/Amsterdam" with its present offset. */
export function timeZoneChoices(chosen: string, now = new Date()): Array<{ value: string; label: string }> {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])
  return [...zones]
    .filter((zone) => zone !== '')
    .map((zone) => ({ value: zone, label: labelOf(zone, now) }))
    .toSorted((one, other) => one.label.localeCompare(other.label))
}

function labelOf(zone: string, now: Date): string {
  const place = zone.replaceAll('_', ' ')
  const offset = offsetOf(zone, now)
  return place === offset ? place : `${place} (${offset})`
}

function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now)
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC')
}
