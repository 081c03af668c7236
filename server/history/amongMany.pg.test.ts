import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'

let database: TestDatabase

/** One small act among two large ones, which were worked off at the same time. */
beforeAll(async () => {
  database = await createTestDatabase()
  const batch = sql`case when nth = 7000 then 3 else nth % 2 end`
  await sql`
    insert into events (batch_id, kind, bucket, user_ids, activity_ids)
    select ${batch}, 1, nth / 20, array[nth], array[1] from generate_series(1, 20000) as nth`.execute(database.db)
  await sql`
    insert into changes (batch_id, fact, key) select ${batch}, 'users', nth from generate_series(1, 20000) as nth`.execute(
    database.db,
  )
  await sql`analyze events, changes`.execute(database.db)
})
afterAll(() => database.drop())

// Of three acts in all, one would be taken for a third of everything, and everything be read for it.
test.each(['events', 'changes'])('an act is not taken for a large one: the %s of one are few', async (table) => {
  const plan = await database.db.connection().execute(async (session) => {
    await sql`set plan_cache_mode = force_generic_plan`.execute(session)
    await sql`prepare asked (bigint) as select from ${sql.table(table)} where batch_id = $1`.execute(session)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain execute asked (3)`.execute(session)
    await sql`deallocate asked; reset plan_cache_mode`.execute(session)
    return rows[0]?.['QUERY PLAN'] ?? ''
  })
  expect(plan).toContain('Index')
  expect(Number(/rows=(\d+)/.exec(plan)?.[1])).toBeLessThan(200)
})
