import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'

/**
 * Has rules looked for where fewest people are by now, those that are looked for among far too many: see rules.sql. Decides
 * nothing for anybody: whoever looks meanwhile finds the same. With `wait` it takes its turn among those who declare something;
 * without, it answers false when one of them is at it.
 */
export async function anchorOutgrown(db: Db, { wait }: { wait: boolean }): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const lock = wait
      ? sql<{ is_ours: boolean }>`select true as is_ours from pg_advisory_xact_lock(8, 1)`
      : sql<{ is_ours: boolean }>`select pg_try_advisory_xact_lock(8, 1) as is_ours`
    const { rows } = await lock.execute(tx)
    if (!rows[0]?.is_ours) return false
    await sql`select refresh_outgrown_anchors()`.execute(tx)
    return true
  })
}

/**
 * Watches over where people are: PostgreSQL counts them anew by itself soon after a tenth of them have moved or come, and that is
 * when other anchors may be better. What is answered is called now and then; whatever people do meanwhile costs nothing more.
 */
export function watchAnchors(db: Db): () => Promise<void> {
  let known = -1
  return async () => {
    const counted = await timesCounted(db)
    if (counted !== known && (await anchorOutgrown(db, { wait: false }))) known = counted
  }
}

async function timesCounted(db: Db): Promise<number> {
  const { rows } = await sql<{ times: number }>`
    select (analyze_count + autoanalyze_count)::int as times
    from pg_stat_user_tables where relid = 'public.profiles'::regclass`.execute(db)
  return rows[0]?.times ?? 0
}
