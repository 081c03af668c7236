import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Database, openDatabase } from '../server/platform/database/database.ts'
import { academyFiles } from '../server/platform/database/definition.ts'
import { startEmbeddedDatabase } from '../server/platform/database/embedded/embedded.ts'
import { migrate } from '../server/platform/database/migrate.ts'
import { silentLog } from '../server/platform/log.ts'

/** The server that the tests of this run use: `url` leads to a database from which others can be made. */
export type TestServer = { url: string; template: string }

export type RunningServer = { server: TestServer; stop(): Promise<void> }

/** A PostgreSQL server of this run's own, or the one that DATABASE_URL names, with a migrated and empty template. */
export async function startTestServer(): Promise<RunningServer> {
  const external = process.env.DATABASE_URL
  if (external) return withTemplate(external, async () => {})
  const folder = await mkdtemp(join(tmpdir(), 'muster-test-'))
  const embedded = await startEmbeddedDatabase({ folder, log: silentLog, disposable: true })
  return withTemplate(embedded.url, () => embedded.stop())
}

async function withTemplate(url: string, stop: () => Promise<void>): Promise<RunningServer> {
  const template = uniqueName('template')
  try {
    await createEmptyDatabase(url, template)
    await migrate(urlOf(url, template), await academyFiles())
  } catch (error) {
    await stop()
    throw error
  }
  return {
    server: { url, template },
    async stop() {
      await dropDatabase(url, template)
      await stop()
    },
  }
}

export type TestDatabase = Database & {
  /** Closes it and removes it from the server. */
  drop(): Promise<void>
}

/** A database of its own, migrated and empty. */
export function createDatabaseOn({ url, template }: TestServer): Promise<TestDatabase> {
  return openOwn(url, (name) => cloneDatabase(url, template, name))
}

export async function openOwn(url: string, create: (name: string) => Promise<void>): Promise<TestDatabase> {
  const name = uniqueName('test')
  await create(name)
  const database = openDatabase(urlOf(url, name), { maxConnections: 8, applicationName: 'muster test' })
  return {
    ...database,
    async drop() {
      await database.close()
      await dropDatabase(url, name)
    },
  }
}

export function uniqueName(purpose: string): string {
  return `muster_${purpose}_${randomBytes(6).toString('hex')}`
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

export async function createEmptyDatabase(serverUrl: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `create database ${name} template template0 encoding 'UTF8'`)
}

/** Tens of milliseconds, whatever the number of migrations. Nobody may be connected to the template. */
export async function cloneDatabase(serverUrl: string, template: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `create database ${name} template ${template}`)
}

/** Ends the connections that a test left open, so that a failed test leaves no database behind. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `drop database if exists ${name} with (force)`)
}

async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const connection = new pg.Client({ connectionString: serverUrl, application_name: 'muster test' })
  await connection.connect()
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}
