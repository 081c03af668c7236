import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBareDatabase, type TestDatabase } from '../../../test/database.ts'
import { migrate } from './migrate.ts'

let database: TestDatabase
let folder: string
beforeEach(async () => {
  database = await createBareDatabase()
  folder = await mkdtemp(join(tmpdir(), 'muster-migrations-'))
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

const first = 'create table plants (id int primary key, name text not null);'
const second = `alter table plants add column watered_on date; insert into plants values (1, 'Fern');`
const view = 'create view thirsty as select id from plants where name is not null;'

async function write(files: Record<string, string>): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
}

function run() {
  return migrate(database.url, { migrations: folder, sources: [] })
}

async function runWith(source: Record<string, string>) {
  const place = await mkdtemp(join(tmpdir(), 'muster-sources-'))
  try {
    await Promise.all(Object.entries(source).map(([name, text]) => writeFile(join(place, name), text)))
    return await migrate(database.url, {
      migrations: folder,
      sources: Object.keys(source).map((name) => join(place, name)),
    })
  } finally {
    await rm(place, { recursive: true })
  }
}

async function relations(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relnamespace::regnamespace || '.' || relname as name from pg_class
    where relnamespace in (select oid from pg_namespace where nspname in ('public', 'engine')) and relkind in ('r', 'v')
    order by 1`.execute(database.db)
  return rows.map(({ name }) => name)
}

describe('migrations', () => {
  it('are applied in order, once', async () => {
    await write({ '0001_plants.sql': first, '0002_watering.sql': second })
    expect((await run()).applied).toEqual(['0001_plants.sql', '0002_watering.sql'])
    expect((await run()).applied).toEqual([])
    expect(await relations()).toEqual(['public.plants'])
  })

  it('are applied only as far as they are new', async () => {
    await write({ '0001_plants.sql': first })
    await run()
    await write({ '0002_watering.sql': second })
    expect((await run()).applied).toEqual(['0002_watering.sql'])
  })

  it('are refused when the text of an applied one changed', async () => {
    await write({ '0001_plants.sql': first })
    await run()
    await write({ '0001_plants.sql': `${first} -- improved` })
    await expect(run()).rejects.toThrow(/^Migration 0001_plants\.sql was changed after it was applied\./)
  })

  it('are the same with the line ends of another system', async () => {
    await write({ '0001_plants.sql': `-- plants\n${first}` })
    await run()
    await write({ '0001_plants.sql': `-- plants\r\n${first}` })
    expect((await run()).applied).toEqual([])
  })

  it('are refused when the database has seen newer ones', async () => {
    await write({ '0001_plants.sql': first, '0002_watering.sql': second })
    await run()
    await rm(join(folder, '0002_watering.sql'))
    await expect(run()).rejects.toThrow(/^This academy was made by a newer Muster: .*0002_watering\.sql/)
  })

  it('are refused when an applied one is gone', async () => {
    await write({ '0001_plants.sql': first, '0002_watering.sql': second })
    await run()
    await rm(join(folder, '0001_plants.sql'))
    await expect(run()).rejects.toThrow(/^Migration 0001_plants\.sql is missing here\./)
  })

  it('are refused when a new one slips in before an applied one', async () => {
    await write({ '0002_plants.sql': first })
    await run()
    await write({ '0001_pots.sql': 'create table pots ();' })
    await expect(run()).rejects.toThrow(/^Migration 0001_pots\.sql comes before 0002_plants\.sql/)
  })

  it('leave nothing behind when one of them fails, and name the line', async () => {
    await write({ '0001_plants.sql': first, '0002_broken.sql': 'create table pots ();\n\nselect nonsense;' })
    await expect(run()).rejects.toThrow(/^0002_broken\.sql, line 3: column "nonsense" does not exist/)
    expect(await relations()).toEqual([])
  })

  it('need a number and a name', async () => {
    await write({ 'plants.sql': first })
    await expect(run()).rejects.toThrow(/^plants\.sql: a migration is called 0001_what_it_does\.sql/)
    await rm(join(folder, 'plants.sql'))
    await write({ '0001_plants.sql': first, '0001_pots.sql': 'create table pots ();' })
    await expect(run()).rejects.toThrow(/another migration has the number 1$/)
  })

  it('are applied once when several servers start at the same time', async () => {
    await write({ '0001_plants.sql': first, '0002_watering.sql': second })
    const reports = await Promise.all([run(), run(), run(), run()])
    expect(reports.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 2])
  })
})

describe('sources', () => {
  beforeEach(() => write({ '0001_plants.sql': first }))

  it('make schema engine, and make it anew when their text changed', async () => {
    expect((await runWith({ 'thirsty.sql': view })).engineRebuilt).toBe(true)
    expect(await relations()).toEqual(['engine.thirsty', 'public.plants'])
    expect((await runWith({ 'thirsty.sql': view })).engineRebuilt).toBe(false)
    expect((await runWith({ 'dry.sql': view.replace('thirsty', 'dry') })).engineRebuilt).toBe(true)
    expect(await relations()).toEqual(['engine.dry', 'public.plants'])
  })

  it('do not stand in the way of a migration that changes what they read', async () => {
    await runWith({ 'thirsty.sql': view })
    await write({ '0002_names.sql': 'alter table plants alter column name type varchar(80);' })
    expect(await runWith({ 'thirsty.sql': view })).toEqual({ applied: ['0002_names.sql'], engineRebuilt: true })
    expect(await relations()).toContain('engine.thirsty')
  })

  it('may put triggers on tables', async () => {
    const trigger = `
      create function note() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger noted after insert on plants for each statement execute function note();`
    await runWith({ 'note.sql': trigger })
    await runWith({ 'note.sql': `${trigger} -- again` })
    const { rows } = await sql`select from pg_trigger where tgname = 'noted'`.execute(database.db)
    expect(rows).toHaveLength(1)
  })

  it('are refused when a table would lose something with them', async () => {
    const rule = `
      create function is_name(text) returns boolean language sql immutable as 'select $1 <> ''''';
      alter table plants add constraint named check (is_name(name));`
    await runWith({ 'rule.sql': rule })
    await expect(runWith({ 'thirsty.sql': view })).rejects.toThrow(
      'dropping schema engine would also drop constraint named on plants',
    )
    const { rows } = await sql`select from pg_constraint where conname = 'named'`.execute(database.db)
    expect(rows).toHaveLength(1)
  })

  it('leave the former ones in place when a new one is broken', async () => {
    await runWith({ 'thirsty.sql': view })
    await expect(runWith({ 'thirsty.sql': 'create view thirsty as select nonsense from plants;' })).rejects.toThrow(
      /^thirsty\.sql, line 1: /,
    )
    expect(await relations()).toContain('engine.thirsty')
  })
})
