import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await sql`
    insert into events (batch_id, kind, bucket, user_ids, activity_ids)
    select case when nth <= 20000 then 1 else nth end, 1, nth / 20, array[nth], array[1] from generate_series(1, 20002) as nth;
    insert into changes (batch_id, fact, key)
    select case when nth <= 20000 then 1 else nth end, 'users', nth from generate_series(1, 20002) as nth;
    analyze events, changes`.execute(database.db)
})
afterAll(() => database.drop())

test.each(['events', 'changes'])(
  'the %s of a small act are looked up though nearly all are of a large one',
  async (table) => {
    const plan = await database.db.connection().execute(async (session) => {
      await sql`set plan_cache_mode = force_generic_plan`.execute(session)
      await sql`prepare asked (bigint) as select from ${sql.table(table)} where batch_id = $1`.execute(session)
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain execute asked (20002)`.execute(session)
      await sql`deallocate asked; reset plan_cache_mode`.execute(session)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/)
    expect(plan).not.toContain('Seq Scan')
  },
)
