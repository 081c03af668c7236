import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { checkServer, openDatabase } from './database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function value(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(database.db)
  return rows[0]?.value
}

describe('values from the database', () => {
  it('gives counts and big integers as numbers', async () => {
    expect(await value('(select count(*) from pg_class)')).toBeTypeOf('number')
    expect(await value('9007199254740991::int8')).toBe(Number.MAX_SAFE_INTEGER)
    expect(await value('array[1, null, 3]::int8[]')).toEqual([1, null, 3])
  })

  it('faults on an integer that a number cannot hold, rather than rounding it', async () => {
    await expect(value('9007199254740993::int8')).rejects.toThrow(/9007199254740993 is too large/)
  })

  it('gives days as text and moments as dates', async () => {
    expect(await value(`date '2026-02-28'`)).toBe('2026-02-28')
    expect(await value(`array[date '2026-02-28', null]`)).toEqual(['2026-02-28', null])
    expect(await value(`timestamptz '2026-02-28 12:00+02'`)).toEqual(new Date('2026-02-28T10:00:00Z'))
  })
})

describe('a connection', () => {
  it('finds tables in public and views in engine, and thinks in UTC', async () => {
    expect(await value(`current_setting('search_path')`)).toBe('public,engine')
    expect(await value(`current_setting('TimeZone')`)).toBe('UTC')
  })

  it('adds its assumptions to the options in its address', async () => {
    const { db, close } = openDatabase(`${database.url}?options=-c%20statement_timeout%3D4321`)
    const { rows } = await sql`
      select current_setting('search_path') as path, current_setting('statement_timeout') as timeout`.execute(db)
    expect(rows).toEqual([{ path: 'public,engine', timeout: '4321ms' }])
    await close()
  })

  it('meets a server that has what Muster needs', async () => {
    await expect(checkServer(database.db)).resolves.toBeUndefined()
  })

  it('works on a database of its own', async () => {
    const other = await createTestDatabase()
    await sql`create table only_here ()`.execute(other.db)
    expect(await value(`to_regclass('only_here')`)).toBeNull()
    await other.drop()
    expect(
      await value(`exists (select from pg_database where datname = '${new URL(other.url).pathname.slice(1)}')`),
    ).toBe(false)
  })
})
