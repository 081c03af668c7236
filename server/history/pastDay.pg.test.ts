import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { anyHistory } from '../../test/history.ts'
import { live } from '../../test/live.ts'
import { seed } from '../../test/seed.ts'
import { change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { joinAudience } from '../facts.ts'
import { listEnrollmentsOn, listParticipantsOn } from './pastDay.ts'

type Event = { at: Date; kind: number; user_ids: number[]; activity_ids: number[] }
type Held = { state: string; since: string }

let database: TestDatabase
let events: Event[]

beforeAll(async () => {
  database = await createTestDatabase()
  const histories = fc.sample(anyHistory, { seed, numRuns: 10 })
  await live(database.db, histories.toSorted((one, other) => other.length - one.length)[0] ?? [])
  // However it went, at its end somebody is in something.
  const [people, activities] = [await idsOf('users'), await idsOf('learning_activities')]
  await change(database.db, { kind: 'enrollment.add', author: { kind: 'demo' } }, async (tx) => {
    for (const id of activities) await joinAudience(tx, { audienceId: audience('byHand', id), userIds: people })
  })
}, 60_000)
afterAll(() => database.drop())

const states = ['none', 'active', 'kept', 'withdrawn']

/** A night in which summer time ended, one whose first hour came twice, and one that had no midnight. */
const nights = [
  { zone: 'Europe/Amsterdam', day: '2026-10-25', midnight: '2026-10-24T22:00Z' },
  { zone: 'America/Havana', day: '2026-11-01', midnight: '2026-11-01T04:00Z' },
  { zone: 'Africa/Cairo', day: '2026-04-24', midnight: '2026-04-23T22:00Z' },
]

/** Has what happened happen around that night in its order, some of it exactly at midnight and some at the last moment before. */
async function spread({ zone, midnight }: (typeof nights)[number]): Promise<void> {
  const { db } = database
  await sql`update academy set time_zone = ${zone}, today = '2026-11-25'`.execute(db)
  await sql`
    update events set at = told.at
    from (
      select id, ${midnight}::timestamptz - interval '2 days' - interval '10 hours'
        + (row_number() over (order by id) * interval '4 days' / count(*) over ()) as at
      from events
    ) as told
    where told.id = events.id`.execute(db)
  await sql`
    update events set at = ${midnight}::timestamptz + case
      when at < ${midnight} then interval '-1 microsecond'
      when at < ${midnight}::timestamptz + interval '3 hours' then interval '0'
      else interval '30 minutes' end
    where abs(extract(epoch from at - ${midnight}::timestamptz)) < 6 * 3600`.execute(db)
  const read = await sql<Event>`select at, kind, user_ids, activity_ids from events order by id`.execute(db)
  events = read.rows
}

/** One event after the other, in the order in which they were written. */
function replay(day: string, zone: string): Map<string, Held> {
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
  const held = new Map<string, Held>()
  for (const { at, kind, user_ids, activity_ids } of events) {
    if (dayOf.format(at) > day) continue
    for (const user of user_ids) {
      for (const activity of activity_ids) {
        const state = states[kind & 3] ?? ''
        if (state === 'withdrawn') held.delete(`${user} ${activity}`)
        else held.set(`${user} ${activity}`, { state, since: at.toISOString() })
      }
    }
  }
  return held
}

/** The day of a night, with those before and after it. */
const daysAround = (day: string) =>
  [-3, -2, -1, 0, 1, 2].map((days) => new Date(Date.parse(day) + days * 24 * 3600 * 1000).toISOString().slice(0, 10))

/** From who is enrolled now and by the events, both sorted and gone through by name; and one asked about after the other. */
const ways = [
  {},
  { few: 0 },
  { since: -1 },
  { since: -1, few: 0 },
  { since: -1, walks: { moved: { least: 0, ofAllUsers: 0 }, share: 0 } },
]

async function participantsOn(
  day: string,
  activityId: number,
  way: (typeof ways)[number],
): Promise<Array<[string, Held]>> {
  const found: Array<[string, Held]> = []
  let after: string | undefined
  for (;;) {
    const asked = { day, limit: 2, after }
    const page = await listParticipantsOn(database.db, { activityId, asked, ...way })
    found.push(...page.items.map(({ user, ...held }): [string, Held] => [`${user.id} ${activityId}`, held]))
    if (!page.next) {
      expect(page.total).toBe(found.length)
      return found
    }
    after = page.next
  }
}

async function enrollmentsOn(day: string, userId: number): Promise<Array<[string, Held]>> {
  const items = await listEnrollmentsOn(database.db, { userId, day, language: 'en' })
  return items.map(({ activity, ...held }) => [`${userId} ${activity.id}`, held])
}

const byKey = (held: Iterable<[string, Held]>) => new Map([...held].sort(([a], [b]) => a.localeCompare(b)))

test.each(nights)(
  `around a night in $zone a past day is what a plain replay of the events says (MUSTER_SEED=${seed})`,
  async (night) => {
    await spread(night)
    const [activities, people] = [await idsOf('learning_activities'), await idsOf('users')]
    for (const day of daysAround(night.day)) {
      const expected = byKey(replay(day, night.zone))
      for (const way of ways) {
        const participants = await Promise.all(activities.map((id) => participantsOn(day, id, way)))
        expect(byKey(participants.flat())).toEqual(expected)
      }
      const enrollments = await Promise.all(people.map((id) => enrollmentsOn(day, id)))
      expect(byKey(enrollments.flat())).toEqual(expected)
    }
    expect(replay('2026-11-25', night.zone).size).toBeGreaterThan(0)
  },
)

async function idsOf(table: 'users' | 'learning_activities'): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)} order by id`.execute(database.db)
  return rows.map(({ id }) => id)
}
