import type { Context } from './access/route.ts'
import { createLog, type Log } from './platform/log.ts'
import { readSettings, type Settings } from './platform/settings.ts'
import { type Muster, openAcademy, startMuster } from './start.ts'
import { buildWeb, webFolderOf } from './webBuild.ts'

/** `npm start`. Without `screens` only the API is served. */
export async function serve({ screens }: { screens: boolean } = { screens: true }): Promise<void> {
  const { settings, log } = read()
  const web = screens && { webFolder: await webFolderOf(), prepare: async () => void (await buildWeb()) }
  const muster = await startMuster({ settings, log, ...web })
  stopOnSignal(muster, log)
  console.log(`\n  Muster is at ${settings.url}\n`)
}

/** `npm run demo`. */
export async function serveDemo(): Promise<void> {
  const { settings, log } = read()
  const { loadDemo, demoSignIns } = await import('./demo/load.ts')
  const prepare = async (context: Context) => {
    await buildWeb()
    await loadDemo(context)
  }
  const muster = await startMuster({ settings, log, webFolder: await webFolderOf(), prepare })
  stopOnSignal(muster, log)
  console.log(`\n  Muster, with a demo academy, is at ${settings.url}\n\n${demoSignIns()}\n`)
}

export async function migrateOnly(): Promise<void> {
  const { settings, log } = read()
  const academy = await openAcademy({ settings, log })
  await academy.close()
  const { applied } = academy.migration
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database was up to date.')
}

function read(): { settings: Settings; log: Log } {
  const settings = readSettings(process.env)
  return { settings, log: createLog({ level: settings.logLevel }) }
}

/** The first signal stops in order; a second one, from somebody who will not wait, at once. */
function stopOnSignal(muster: Muster, log: Log): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    // Whatever hangs beyond this is cut: everything acknowledged is committed, and the rest begins anew at the next start.
    setTimeout(() => process.exit(1), longestStop).unref()
    void muster.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

const longestStop = 10_000
