import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'

/**
 * The batches that still owe the engine something, and how far they are: 0 to 1, below 1. `batchIds` left out: all there
 * are. A batch that is done is not among them.
 */
export async function findRunning(db: Db, input: { batchIds?: readonly number[] } = {}): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; work: number; left: number }>`
    select b.id, b.work, o.marks + o.jobs + o.chunks as left
    from batches b
    cross join lateral (
      select (select count(*) from dirty_users where batch_id = b.id) as marks,
        (select count(*) from column_jobs where batch_id = b.id) as jobs,
        (select count(*) from column_chunks where batch_id = b.id) as chunks
    ) o
    where b.id = any (${input.batchIds ? sql`${input.batchIds}::bigint[]` : owing}) and o.marks + o.jobs + o.chunks > 0
    order by b.id`.execute(db)
  return new Map(rows.map(({ id, work, left }) => [id, progressOf({ work, left })]))
}

/** How far a batch is. `work` may not have been counted yet when it is little. */
export function progressOf({ work, left }: { work: number; left: number }): number {
  return left === 0 ? 1 : Math.max(0, 1 - left / Math.max(work, left))
}

/** Marks can be a million of one batch: from each batch the index leads straight to the next. */
const owing = sql`array(
  with recursive marked as (
    (select batch_id from dirty_users order by batch_id limit 1)
    union all
    select (select d.batch_id from dirty_users d where d.batch_id > m.batch_id order by d.batch_id limit 1)
    from marked m where m.batch_id is not null
  )
  select batch_id from marked where batch_id is not null
  union select batch_id from column_jobs
  union select batch_id from column_chunks
)`
