import pg from 'pg'
import { type Log, silentLog } from '../log.ts'
import { StartProblem } from '../startProblem.ts'
import { createConnection } from './database.ts'
import { type Definition, type Migration, readDefinition } from './definition.ts'

export type MigrationReport = {
  /** Names of the migrations applied now, in order. */
  applied: string[]
  /** Whether the views and functions of schema `engine` were made anew. */
  engineRebuilt: boolean
}

/**
 * Brings a database to the state that the files describe: migrations not yet applied, in order; then, if anything
 * changed, schema `engine` dropped and made anew from its sources. All of it is one transaction under one lock, so an
 * upgrade happens whole or not at all, and of several servers starting at once one does it while the others wait.
 */
export async function migrate(
  url: string,
  files: { migrations: string; sources: string[]; log?: Log },
): Promise<MigrationReport> {
  const definition = await readDefinition(files)
  const connection = createConnection(url, 'muster migrate')
  await connection.connect()
  try {
    await connection.query('begin')
    const report = await bringUpToDate(connection, definition)
    await connection.query('commit')
    const log = files.log ?? silentLog
    if (report.applied.length > 0 || report.engineRebuilt) log.info(report, 'database migrated')
    return report
  } finally {
    // Ending the connection rolls back whatever was not committed.
    await connection.end()
  }
}

/** Refuses, with a sentence, a database that is not what the files describe: for commands that leave it as it is. */
export async function requireCurrent(url: string, files: { migrations: string; sources: string[] }): Promise<void> {
  const definition = await readDefinition(files)
  const connection = createConnection(url, 'muster migrate')
  await connection.connect()
  try {
    const { rows } = await connection.query(`select to_regclass('migration.applied') is not null as is_ours`)
    if (!rows[0]?.is_ours) throw new StartProblem('There is no academy in this database yet. Start Muster on it first.')
    const isBehind =
      (await findPending(connection, definition.migrations)).length > 0 || (await sourcesDiffer(connection, definition))
    if (isBehind) {
      throw new StartProblem(
        'The database is of an older Muster than this one. Stop that one if it runs, then bring the database up to date: ' +
          'npm run muster -- migrate',
      )
    }
  } finally {
    await connection.end()
  }
}

async function bringUpToDate(connection: pg.Client, definition: Definition): Promise<MigrationReport> {
  // A statement of its own: what is read after it has a snapshot that begins when the lock is held.
  await connection.query(`select pg_advisory_xact_lock(hashtextextended('muster.migrate', 0))`)
  await connection.query(bookkeeping)
  const pending = await findPending(connection, definition.migrations)
  const stale = pending.length > 0 || (await sourcesDiffer(connection, definition))
  if (!stale) return { applied: [], engineRebuilt: false }

  // Views pin the columns they read, so they go before tables change, and come back after.
  await dropEngine(connection)
  for (const migration of pending) await applyMigration(connection, migration)
  await createEngine(connection, definition)
  return { applied: pending.map(({ name }) => name), engineRebuilt: true }
}

const bookkeeping = `
  create schema if not exists migration;
  create table if not exists migration.applied (
    number int primary key,
    name text not null,
    hash text not null,
    applied_at timestamptz not null default now()
  );
  create table if not exists migration.sources (
    position int primary key,
    name text not null,
    hash text not null
  );`

async function findPending(connection: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows: applied } = await connection.query<{ number: number; name: string; hash: string }>(
    'select number, name, hash from migration.applied order by number',
  )
  const lastKnown = migrations.at(-1)?.number ?? 0
  const lastApplied = applied.at(-1)?.number ?? 0
  if (lastApplied > lastKnown) {
    throw new StartProblem(
      'This academy was made by a newer Muster: its database has migration ' +
        `${applied.at(-1)?.name}, which this version does not know. Start the newer version.`,
    )
  }
  const known = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const { number, name, hash } of applied) {
    if (known.get(number)?.hash === hash) continue
    const fate = known.has(number) ? 'was changed after it was applied' : 'is missing here'
    throw new StartProblem(
      `Migration ${name} ${fate}. Migrations are never edited: restore the file, and add a new one for what should change.`,
    )
  }
  const pending = migrations.filter(({ number }) => !applied.some((row) => row.number === number))
  const late = pending.find(({ number }) => number < lastApplied)
  if (late) {
    throw new StartProblem(
      `Migration ${late.name} comes before ${applied.at(-1)?.name}, which is applied already. Give it a higher number.`,
    )
  }
  return pending
}

async function sourcesDiffer(connection: pg.Client, definition: Definition): Promise<boolean> {
  const { rows } = await connection.query<{ name: string; hash: string }>(
    'select name, hash from migration.sources order by position',
  )
  const present = rows.map(({ name, hash }) => `${name} ${hash}`).join('\n')
  return present !== definition.sources.map(({ name, hash }) => `${name} ${hash}`).join('\n')
}

async function dropEngine(connection: pg.Client): Promise<void> {
  const before = await listDependable(connection)
  await connection.query('drop schema if exists engine cascade')
  const after = new Set(await listDependable(connection))
  const lost = before.filter((thing) => !after.has(thing))
  // A constraint or column that uses an engine function would vanish with it, silently. Triggers may: sources make them.
  if (lost.length > 0) throw new Error(`dropping schema engine would also drop ${lost.join(', ')}`)
}

async function listDependable(connection: pg.Client): Promise<string[]> {
  const { rows } = await connection.query<{ thing: string }>(`
    select format('constraint %s on %s', conname, conrelid::regclass) as thing
      from pg_constraint where connamespace = 'public'::regnamespace and contype not in ('t', 'n')
    union all
    select format('%s %s', case relkind when 'i' then 'index' when 'v' then 'view' else 'relation' end, relname)
      from pg_class where relnamespace = 'public'::regnamespace
    union all
    select format('%s %s.%s', case when atthasdef then 'default or column' else 'column' end, relname, attname)
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped
    union all
    select format('function %s', oid::regprocedure)
      from pg_proc where pronamespace = 'public'::regnamespace`)
  return rows.map(({ thing }) => thing)
}

async function applyMigration(connection: pg.Client, { number, name, text, hash }: Migration): Promise<void> {
  await connection.query('set local search_path = public')
  await runScript(connection, name, text)
  await connection.query('insert into migration.applied (number, name, hash) values ($1, $2, $3)', [number, name, hash])
}

async function createEngine(connection: pg.Client, { sources }: Definition): Promise<void> {
  await connection.query('create schema engine')
  // First in the path is where unqualified names are created.
  await connection.query('set local search_path = engine, public')
  for (const { name, text } of sources) await runScript(connection, name, text)
  await connection.query('delete from migration.sources')
  await connection.query(
    `insert into migration.sources (position, name, hash)
      select position, name, hash from unnest($1::text[], $2::text[]) with ordinality as source (name, hash, position)`,
    [sources.map(({ name }) => name), sources.map(({ hash }) => hash)],
  )
}

async function runScript(connection: pg.Client, name: string, text: string): Promise<void> {
  try {
    await connection.query(text)
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.position !== undefined) {
      const line = text.slice(0, Number(error.position)).split('\n').length
      throw new Error(`${name}, line ${line}: ${error.message}`, { cause: error })
    }
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
