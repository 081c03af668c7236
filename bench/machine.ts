import { cpus, loadavg, totalmem } from 'node:os'
import { sql } from 'kysely'
import type { Db } from '../server/platform/database/database.ts'

export type Machine = {
  readonly processor: string
  readonly cores: number
  /** In gigabytes. */
  readonly memory: number
  readonly node: string
  readonly postgres: string
  /** Of the last minute, before the figures were measured; building the academy is in it. */
  readonly load: number
  readonly date: string
}

export async function describeMachine(db: Db): Promise<Machine> {
  const found = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db)
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: found.rows[0]?.version ?? 'unknown',
    load: Number(loadavg()[0]?.toFixed(2)),
    date: new Date().toISOString().slice(0, 10),
  }
}
