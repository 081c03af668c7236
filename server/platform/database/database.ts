import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { type Log, silentLog } from '../log.ts'
import { StartProblem } from '../startProblem.ts'
import { PreparingClient } from './prepared.ts'
import type { Schema } from './schema.ts'
import { valueParsers } from './values.ts'

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>

export type Database = {
  readonly url: string
  readonly db: Db
  /** For what the query builder has no words for: COPY, LISTEN. */
  readonly pool: pg.Pool
  close(): Promise<void>
}

const oldestServer = 15
const neededExtensions = ['intarray', 'pg_trgm']

/**
 * What every connection of Muster assumes, whatever the server's own defaults are: tables in `public`, views and
 * functions in `engine`; days are the academy's and computed explicitly, so the session's zone must not matter; compiling
 * plans costs more than our short statements take.
 */
const sessionOptions = '-c search_path=public,engine -c TimeZone=UTC -c jit=off'

export function openDatabase(
  url: string,
  options: { maxConnections?: number; applicationName?: string; log?: Log } = {},
): Database {
  const { maxConnections = 10, applicationName = 'muster', log = silentLog } = options
  const pool = new pg.Pool({
    ...connectionSettings(url, applicationName),
    max: maxConnections,
    Client: PreparingClient,
    pipeline: true,
  })
  // An idle connection that breaks (the server restarts) is replaced by the pool; unheard, it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
  // One that breaks between two statements of a transaction says so here as well as by its next statement failing.
  pool.on('connect', (client) =>
    client.on('error', (error) => log.debug({ err: error }, 'a database connection broke')),
  )
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return { url, db, pool, close: () => db.destroy() }
}

/** One connection outside any pool, for migrations, COPY and LISTEN. The caller connects and ends it. */
export function createConnection(url: string, applicationName = 'muster'): pg.Client {
  return new pg.Client(connectionSettings(url, applicationName))
}

function connectionSettings(url: string, applicationName: string): pg.ClientConfig {
  const { address, options } = takeOptions(url)
  return {
    connectionString: address,
    application_name: applicationName,
    options: `${options} ${sessionOptions}`.trimStart(),
    types: valueParsers,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
  }
}

/** Options in the address would replace ours; both are meant. */
function takeOptions(url: string): { address: string; options: string } {
  const address = new URL(url)
  const options = address.searchParams.get('options')
  if (options === null) return { address: url, options: '' }
  address.searchParams.delete('options')
  return { address: address.href, options }
}

type Server = { version: number; release: string; encoding: string; missing: string[] }

/** Refuses, with a sentence, a server that Muster cannot live on. */
export async function checkServer(db: Db): Promise<void> {
  const { rows } = await sql<Server>`
    select current_setting('server_version_num')::int as version,
      current_setting('server_version') as release,
      current_setting('server_encoding') as encoding,
      array(
        select needed from unnest(${neededExtensions}::text[]) as needed
        where needed not in (select name from pg_available_extensions)
      ) as missing`.execute(db)
  if (!rows[0]) throw new Error('PostgreSQL answered nothing about itself')
  const refusal = refusalOf(rows[0])
  if (refusal) throw new StartProblem(refusal)
}

/** The sentence for a server that does not do; null for one that does. */
export function refusalOf({ version, release, encoding, missing }: Server): string | null {
  if (version < oldestServer * 10_000) {
    return `DATABASE_URL leads to PostgreSQL ${release}; Muster needs PostgreSQL ${oldestServer} or newer.`
  }
  if (encoding !== 'UTF8') {
    return `DATABASE_URL leads to a database with encoding ${encoding}; Muster needs one made with encoding UTF8.`
  }
  if (missing.length > 0) {
    return (
      `The PostgreSQL server behind DATABASE_URL lacks the ${missing.length > 1 ? 'extensions' : 'extension'} ` +
      `${missing.join(' and ')}; install its contrib package (on Debian: postgresql-contrib).`
    )
  }
  return null
}
