import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** The server that the tests of this run use: `url` leads to a database from which others can be made. */
export type TestServer = { url: string; template: string }

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
