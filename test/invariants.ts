import { sql } from 'kysely'
import { expect } from 'vitest'
import { explain } from '../server/enrollment/engine/index.ts'
import type { Db } from '../server/platform/database/database.ts'
import { pair, profilesOf, type State, type World, wantedOf } from './oracle.ts'

/** The profiles that are stored are those the facts give. */
export async function expectProfiles(db: Db, world: World): Promise<void> {
  expect(await profilesIn(db)).toEqual(profilesOf(world))
}

/** Row scope over everybody and column scope over every activity agree that nothing is left to do. */
export async function expectNothingDue(db: Db): Promise<void> {
  const due = await sql`
    select 'row' as scope, d.user_id, d.activity_id
    from due_for_users(array(select id from users), array(select p from profiles p)) d
    union all
    select 'column', d.user_id, a.id
    from learning_activities a cross join lateral due_in_activity(a.id, array(select id from users), 0) d
    union all
    select 'plan', p.user_id, a.id from learning_activities a cross join lateral plan_activity(a.id) p
    union all
    select 'profile', f.user_id, 0 from profiles_from_facts(array(select id from users)) f
    left join profiles p using (user_id) where p.audience_ids is distinct from f.audience_ids
    union all
    select 'leads', l.assignment_id, l.activity_id
    from ((table leads except table leads_from_declarations) union all (table leads_from_declarations except table leads)) l
  `.execute(db)
  expect(due.rows).toEqual([])
  const owed = await sql`
    select from dirty_users union all select from column_jobs union all select from column_chunks`.execute(db)
  expect(owed.rows).toEqual([])
}

/** Every active enrollment of an active user has exactly the causes that the oracle finds; no other has one. */
export async function expectExplained(db: Db, world: World): Promise<void> {
  const found = await explain(db, { userIds: world.users.map(({ id }) => id) })
  const causes = Map.groupBy(found, ({ userId, activityId }) => pair(userId, activityId))
  const named = new Map(
    [...causes].map(([key, rows]) => [key, rows.map(({ cause }) => cause.assignmentId).sort((a, b) => a - b)]),
  )
  const wanted = new Map([...wantedOf(world)].map(([key, { assignments }]) => [key, assignments]))
  expect(sorted(named)).toEqual(sorted(wanted))
}

export async function heldIn(db: Db): Promise<Map<string, State>> {
  const found = await sql<{ user_id: number; activity_id: number; state: number; on_leaving: number }>`
    select user_id, activity_id, state, on_leaving from enrollments`.execute(db)
  return sorted(
    new Map(
      found.rows.map((row) => [pair(row.user_id, row.activity_id), { state: row.state, onLeaving: row.on_leaving }]),
    ),
  )
}

async function profilesIn(db: Db): Promise<Map<number, number[]>> {
  const found = await sql<{ user_id: number; audience_ids: number[] }>`
    select user_id, audience_ids from profiles order by user_id`.execute(db)
  return new Map(found.rows.map((row) => [row.user_id, row.audience_ids]))
}

/** The state that the events, replayed from nothing, lead to; each must begin where the one before it ended. */
export async function replayed(db: Db): Promise<Map<string, number>> {
  const events = await sql<{ kind: number; user_ids: number[]; activity_ids: number[] }>`
    select kind, user_ids, activity_ids from events order by id`.execute(db)
  const state = new Map<string, number>()
  for (const { kind, user_ids, activity_ids } of events.rows) {
    for (const userId of user_ids) {
      for (const activityId of activity_ids) {
        const key = pair(userId, activityId)
        expect(state.get(key) ?? 0).toBe(kind >> 2)
        state.set(key, kind & 3)
      }
    }
  }
  return sorted(state)
}

export function sorted<Value>(map: Map<string, Value>): Map<string, Value> {
  return new Map([...map].sort(([a], [b]) => a.localeCompare(b)))
}
