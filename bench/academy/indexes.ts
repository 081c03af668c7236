import { sql } from 'kysely'
import type { Db } from '../../server/platform/database/database.ts'

/** Loads tables without their indexes and foreign keys (primary keys stay), which come back as they were, two at a time. */
export async function withoutIndexes(db: Db, tables: readonly string[], load: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = any (${tables}::regclass[]) and not indisprimary`.execute(db)
  const { rows: keys } = await sql<{ of: string; name: string; definition: string }>`
    select conrelid::regclass::text as of, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = any (${tables}::regclass[]) and contype = 'f'`.execute(db)
  for (const key of keys) await sql.raw(`alter table ${key.of} drop constraint ${key.name}`).execute(db)
  for (const index of indexes) await sql.raw(`drop index ${index.name}`).execute(db)
  await load()
  await inTwos(indexes, (index) => sql.raw(index.definition).execute(db))
  for (const key of keys) {
    await sql.raw(`alter table ${key.of} add constraint ${key.name} ${key.definition}`).execute(db)
  }
}

/** Two connections, each taking the next when it is done with one. */
export async function inTwos<Item>(items: Iterable<Item>, act: (item: Item) => Promise<unknown>): Promise<void> {
  const queue = items[Symbol.iterator]()
  const work = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await act(next.value)
  }
  await Promise.all([work(), work()])
}
