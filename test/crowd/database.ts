import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/platform/database/database.ts'
import { academyFiles } from '../../server/platform/database/definition.ts'
import { startEmbeddedDatabase } from '../../server/platform/database/embedded/embedded.ts'
import { identifyProcess, waitUntilGone } from '../../server/platform/database/embedded/osProcess.ts'
import { migrate } from '../../server/platform/database/migrate.ts'
import { silentLog } from '../../server/platform/log.ts'

/** A PostgreSQL that may be killed: durable, as in a real academy, and back at the same place after each death. */
export async function startMortalDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'muster-crowd-'))
  const start = () => startEmbeddedDatabase({ folder, log: silentLog })
  let embedded = await start()
  const { url } = embedded
  await migrate(url, await academyFiles())
  return {
    url,
    /** Kills the server with all its back ends at once, and starts it again: it recovers what was committed. */
    async killAndRestart(): Promise<void> {
      const pid = Number.parseInt(await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8'), 10)
      const postmaster = await identifyProcess(pid)
      if (!postmaster) throw new Error('there is no PostgreSQL to kill')
      process.kill(pid, 'SIGKILL')
      await waitUntilGone(postmaster, 10_000)
      await embedded.stop()
      embedded = await start()
      if (embedded.url !== url) throw new Error('the database came back elsewhere')
    },
    async stop(): Promise<void> {
      await embedded.stop()
      await rm(folder, { recursive: true })
    },
    open: () => openDatabase(url, { maxConnections: 4, applicationName: 'judge' }),
  }
}

export type MortalDatabase = Awaited<ReturnType<typeof startMortalDatabase>>
