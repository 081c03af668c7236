import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { StartProblem } from '../../startProblem.ts'
import { createConnection } from '../database.ts'
import { addressOf, readAccess } from './cluster.ts'
import { type Claim, findHolder } from './folderLock.ts'

/** A database that is being started is waited for. */
const patience = 15_000

/** Whether a database was ever made in a data folder. */
export async function hasDatabase(folder: string): Promise<boolean> {
  return access(join(resolve(folder), 'postgres', 'PG_VERSION')).then(
    () => true,
    () => false,
  )
}

/**
 * Where the PostgreSQL is that a running Muster has started on a data folder, for a command that works beside it. Null when
 * no Muster runs there. Throws when one does and its database does not let us in.
 */
export async function findRunningDatabase(folder: string): Promise<string | null> {
  const path = resolve(folder)
  for (const until = Date.now() + patience; ; await pause(100)) {
    const holder = await findHolder(path)
    if (!holder) return null
    const reached = await readAccess(path)
    if (!reached) throw new StartProblem(refusal(path, holder, 'only whoever started it may read how to reach it'))
    const url = reached.port === null ? null : addressOf(reached, reached.port)
    const fault = url === null ? 'it is still starting' : await tryConnecting(url)
    if (fault === null) return url
    if (Date.now() > until) throw new StartProblem(refusal(path, holder, fault))
  }
}

function refusal(folder: string, holder: Claim, reason: string): string {
  return (
    `Muster runs on the data folder ${folder} (${holder.address}, process ${holder.pid}), and its database cannot be ` +
    `used from here: ${reason}.`
  )
}

/** Why nobody answers there; null when somebody does. */
async function tryConnecting(url: string): Promise<string | null> {
  const connection = createConnection(url, 'muster visit')
  try {
    await connection.connect()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await connection.end().catch(() => undefined)
  }
}
