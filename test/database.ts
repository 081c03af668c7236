import { type RawBuilder, sql } from 'kysely'
import { inject } from 'vitest'
import type { Db } from '../server/platform/database/database.ts'
import { createDatabaseOn, createEmptyDatabase, openOwn, type TestDatabase } from './server.ts'

export type { TestDatabase } from './server.ts'

/** A database of this test file's own, migrated and empty, cloned from the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabaseOn(inject('testServer'))
}

/** A database without any of our tables, for tests of the migrations themselves. */
export async function createBareDatabase(): Promise<TestDatabase> {
  const { url } = inject('testServer')
  return openOwn(url, (name) => createEmptyDatabase(url, name))
}

/** Writes that no trigger sees: what a restore from a backup, or a faulty version of Muster, might leave. */
export async function behindTheBack(db: Db, ...writes: RawBuilder<unknown>[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select set_config('muster.batch', '0', true)`.execute(tx)
    for (const write of writes) await write.execute(tx)
  })
}
