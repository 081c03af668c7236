import { sql } from 'kysely'
import { type Db, openDatabase } from './platform/database/database.ts'
import { academyFiles } from './platform/database/definition.ts'
import { startEmbeddedDatabase } from './platform/database/embedded/embedded.ts'
import { findRunningDatabase, hasDatabase } from './platform/database/embedded/running.ts'
import { requireCurrent } from './platform/database/migrate.ts'
import { silentLog } from './platform/log.ts'
import { readSettings, type Settings } from './platform/settings.ts'
import { StartProblem } from './platform/startProblem.ts'
import { reach } from './start.ts'

/**
 * Lets a command into the academy: through the database of the Muster that is running, or, when none is, with the embedded
 * one started for as long as the command takes. Changes nothing about it: an academy that is not there or not up to date
 * is refused with a sentence.
 */
export async function visit<Result>(name: string, act: (db: Db) => Promise<Result>): Promise<Result> {
  const settings = readSettings(process.env)
  const server = await serverOf(name, settings)
  const database = openDatabase(server.url, { applicationName: `muster ${name}`, maxConnections: 2 })
  try {
    await reach(database, settings)
    await requireCurrent(server.url, await academyFiles())
    await requireAcademy(database.db)
    return await act(database.db)
  } finally {
    await database.close()
    await server.stop()
  }
}

async function serverOf(
  name: string,
  { databaseUrl, data }: Settings,
): Promise<{ url: string; stop(): Promise<void> }> {
  if (databaseUrl !== null) return { url: databaseUrl, stop: async () => undefined }
  const running = await findRunningDatabase(data)
  if (running !== null) return { url: running, stop: async () => undefined }
  if (!(await hasDatabase(data))) {
    throw new StartProblem(
      `There is no academy in the data folder ${data} yet. Start Muster there first, or set MUSTER_DATA to another folder.`,
    )
  }
  return startEmbeddedDatabase({ folder: data, log: silentLog, address: `the command ${name}` })
}

async function requireAcademy(db: Db): Promise<void> {
  const { rows } = await sql`select from academy`.execute(db)
  if (rows.length === 0) throw new StartProblem('There is no academy here yet: start Muster, and set it up.')
}
