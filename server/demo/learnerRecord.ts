import { type Day, daysBefore, latest, workday } from './calendar.ts'
import { signIns } from './signIns.ts'

export type Learning = { startedOn: Day | null; completedOn: Day[] }

/** What the learner who signs in has done, in days ago: finished, renewed, expired, half-way and not begun, some of each. */
const record: Record<string, { started?: number; completed?: readonly number[] }> = {
  welcome: { completed: [1184] },
  'safe-from-day-one': { completed: [1186] },
  'code-of-conduct': { completed: [1176, 455] },
  'privacy-basics': { completed: [1169] },
  'reporting-incidents': { completed: [1150] },
  'information-security': { started: 6, completed: [1158, 772, 401] },
  'fire-prevention': { completed: [1141, 402] },
  'evacuation-plan': { completed: [1180, 801, 349] },
  lifting: { completed: [1173] },
  'warehouse-tour': { completed: [1185] },
  'protective-equipment': { completed: [1179] },
  'goods-receipt': { started: 1120 },
  'forklift-theory': { started: 409, completed: [398] },
  'forklift-practice': { completed: [371] },
  'picking-with-scanner': { completed: [404] },
  'night-work': { started: 12 },
  'dutch-on-the-floor': { started: 75 },
}

/** Null for everybody else. What the record does not name was not begun. */
export function learnerRecord(key: string, slug: string, since: Day, today: Day): Learning | null {
  if (signIns.find(({ role }) => role === 'learner')?.key !== key) return null
  const { started, completed = [] } = record[slug] ?? {}
  const on = (ago: number) => latest(workday(daysBefore(today, ago)), since)
  const begun = started === undefined ? completed[0] : Math.max(started, completed[0] ?? 0)
  return { startedOn: begun === undefined ? null : on(begun), completedOn: completed.map(on) }
}
