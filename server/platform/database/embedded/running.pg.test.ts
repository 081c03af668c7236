import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../log.ts'
import { openDatabase } from '../database.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts'

let folder: string
let embedded: EmbeddedDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-running-'))
  embedded = await startEmbeddedDatabase({ folder, address: 'http://localhost:3456', log: silentLog })
})

afterAll(async () => {
  await embedded.stop()
  await rm(folder, { recursive: true })
})

async function ask<T>(question: string, url = embedded.url): Promise<T[]> {
  const { db, close } = openDatabase(url)
  try {
    const { rows } = await sql.raw<T>(question).execute(db)
    return rows
  } finally {
    await close()
  }
}

describe('the embedded database while it runs', () => {
  it('keeps what it acknowledged, speaks UTF-8 and has the extensions', async () => {
    const [settings] = await ask(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages, current_setting('max_locks_per_transaction') as locks,
        getdatabaseencoding() as encoding, datlocprovider as provider, upper('é') as upper
      from pg_database where datname = current_database()`,
    )
    expect(settings).toEqual({
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      locks: '256',
      encoding: 'UTF8',
      provider: 'b',
      upper: 'É',
    })
    await ask('create extension intarray; create extension pg_trgm')
    expect(await ask(`select 'Ö' < 'P' collate "und-x-icu" as sorted`)).toEqual([{ sorted: true }])
  })

  it('lets nobody in without the password, which only its owner may read', async () => {
    const stranger = new URL(embedded.url)
    stranger.password = 'guess'
    await expect(ask('select 1', stranger.href)).rejects.toThrow(/password authentication failed/)
    stranger.username = 'postgres'
    await expect(ask('select 1', stranger.href)).rejects.toThrow(/password authentication failed/)
    expect((await stat(join(folder, 'database.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'postgres'))).mode & 0o777).toBe(0o700)
    const [role] = await ask('select rolsuper as super from pg_roles where rolname = current_user')
    expect(role).toEqual({ super: false })
  })

  it('is its alone: a second start on the folder is refused with the address of the first', async () => {
    await expect(startEmbeddedDatabase({ folder, log: silentLog })).rejects.toThrow(
      /^A Muster is already running on the data folder .*: http:\/\/localhost:3456 /,
    )
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }])
  })
})
