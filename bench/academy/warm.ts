import { sql } from 'kysely'
import type { Db } from '../../server/platform/database/database.ts'

/**
 * Reads every table and index once, as an academy in use has: PostgreSQL keeps what is loaded in bulk out of its memory, and
 * the first acts would measure the reading of files. In the order of each index, for a whole table that is large is read past
 * memory too; where the rows lie (`ctid`) stands in none.
 */
export async function warm(db: Db): Promise<void> {
  const indexes = await sql<{ table: string; columns: string; is_key: boolean }>`
    select i.indrelid::regclass::text as table, i.indisprimary as is_key, (
        select string_agg(pg_get_indexdef(i.indexrelid, nth, true), ', ' order by nth) from generate_series(1, i.indnkeyatts) as nth
      ) as columns
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_am method on method.oid = c.relam and method.amname = 'btree'
    where c.relnamespace = 'public'::regnamespace and i.indpred is null`.execute(db)
  await db.connection().execute(async (session) => {
    await sql`set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off`.execute(session)
    for (const { table, columns, is_key } of indexes.rows) {
      const [read, all] = is_key ? ['ctid', 'max(ctid)'] : [columns, 'count(*)']
      const inOrder = `select ${read} from ${table} order by ${columns} offset 0`
      await sql.raw(`select ${all} from (${inOrder}) t`).execute(session)
    }
    await sql`reset enable_seqscan; reset enable_bitmapscan; reset enable_sort`.execute(session)
  })
}
