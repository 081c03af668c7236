import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findDifferences } from '../../server/enrollment/engine/index.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { buildAcademy } from './build.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await buildAcademy(database.db, 500, () => undefined)
})
afterAll(() => database.drop())

test('the academy of the benchmarks is as its facts give it, history included', async () => {
  for await (const { differences, onTheirWay } of findDifferences(database.db)) {
    expect({ differences, onTheirWay }).toEqual({ differences: [], onTheirWay: 0 })
  }
})

test('it is as dense as a real one: some twenty enrollments for each user, and rules among their causes', async () => {
  const { rows } = await sql<{ enrollments: number; rules: number }>`
    select (select count(*) from enrollments)::float8 / 500 as enrollments,
      (select count(*) from wanted(array(select p from profiles p)) w join assignments a on a.id = w.assignment_id
        where audience_kind(a.audience_id) = 11)::int as rules`.execute(database.db)
  expect(rows[0]?.enrollments).toBeGreaterThan(18)
  expect(rows[0]?.enrollments).toBeLessThan(24)
  expect(rows[0]?.rules).toBeGreaterThan(500)
})

test('every index and foreign key that the load took away is there again', async () => {
  const namesIn = async (db: TestDatabase['db']) => {
    const { rows } = await sql<{ name: string }>`
      select indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'public'::regnamespace
      union select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f'
      order by 1`.execute(db)
    return rows.map(({ name }) => name)
  }
  const untouched = await createTestDatabase()
  expect(await namesIn(database.db)).toEqual(await namesIn(untouched.db))
  await untouched.drop()
})
