import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'

/**
 * Ten years were told within seconds, and the engine wrote down when. This moves every such moment to the one of its
 * batch. Moments decide nothing about who is enrolled; they are only read by people.
 */
export async function moveMomentsBack(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      with first as (
        select person.user_id, learning.activity_id, min(b.at) as at
        from events v
        join batches b on b.id = v.batch_id
        cross join lateral unnest(v.user_ids) as person (user_id)
        cross join lateral unnest(v.activity_ids) as learning (activity_id)
        where v.kind = 1
        group by person.user_id, learning.activity_id
      )
      update enrollments e set enrolled_at = first.at, changed_at = b.at
      from first, batches b
      where first.user_id = e.user_id and first.activity_id = e.activity_id and b.id = e.batch_id`.execute(tx)
    for (const [table, column] of moments) {
      await sql`
        update ${sql.table(table)} as told set ${sql.ref(column)} = b.at from batches b where b.id = told.batch_id
      `.execute(tx)
    }
    await sql`update academy set created_at = (select min(at) from batches)`.execute(tx)
  })
}

const moments = [
  ['events', 'at'],
  ['memberships', 'since'],
  ['assignments', 'created_at'],
  ['exclusions', 'since'],
  ['holds', 'since'],
  ['messages', 'created_at'],
  ['messages', 'due_at'],
] as const
