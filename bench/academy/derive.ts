import { sql } from 'kysely'
import type { Db } from '../../server/platform/database/database.ts'
import { inTwos } from './indexes.ts'

/** Users decided in one statement. */
const atOnce = 2000

/**
 * Everyone's profile and enrollments, by the engine's own functions, over two connections. The first range alone, then
 * statistics: a plan made while the tables were empty would read the whole of them for each range, and connections keep
 * their plans.
 */
export async function deriveEveryone(db: Db, users: number): Promise<void> {
  const [first, ...others] = ranges(users)
  if (!first) return
  await derive(db, first)
  await sql`analyze profiles, enrollments`.execute(db)
  await inTwos(others, (range) => derive(db, range))
  // Nobody is told of it; that it happened stays, for a history that says less than the enrollments is none.
  await sql`truncate outbox`.execute(db)
}

async function derive(db: Db, [first, last]: [number, number]): Promise<void> {
  const everyone = sql`array(select generate_series(${first}::int, ${last}::int))`
  await sql`select count(*) from apply_due(1, ${everyone}, refresh_profiles(${everyone}), null, 0)`.execute(db)
}

function ranges(users: number): Array<[first: number, last: number]> {
  return Array.from({ length: Math.ceil(users / atOnce) }, (_, nth) => [
    nth * atOnce + 1,
    Math.min(users, (nth + 1) * atOnce),
  ])
}

/** A tenth of the enrollments begun, a twentieth completed. */
export async function insertProgress(db: Db): Promise<void> {
  await sql`
    insert into progress (user_id, activity_id, started_at, batch_id)
    select user_id, activity_id, now(), 1 from enrollments
    where (user_id + activity_id) % 10 = 0 order by user_id, activity_id`.execute(db)
  await sql`
    insert into completions (user_id, activity_id, completed_on, batch_id)
    select user_id, activity_id, current_date - user_id % 700, 1 from enrollments
    where (user_id + activity_id) % 20 = 0 order by user_id, activity_id`.execute(db)
}
