import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from './access/route.ts'
import { createApp } from './app.ts'
import { moveToday } from './enrollment/calendar.ts'
import { startAnchors, startCalendar, startEngineWorker, startTallies } from './enrollment/jobs.ts'
import { startHistoryWorker } from './history/counted.ts'
import { startHomeWorker } from './home/plots.ts'
import { startImportWorker } from './import/jobs.ts'
import { startMailWorker } from './notification/jobs.ts'
import { type Bell, hangBell } from './platform/bell.ts'
import { wallClock } from './platform/clock.ts'
import { checkServer, type Database, openDatabase } from './platform/database/database.ts'
import { academyFiles } from './platform/database/definition.ts'
import { startEmbeddedDatabase } from './platform/database/embedded/embedded.ts'
import { type MigrationReport, migrate } from './platform/database/migrate.ts'
import type { Log } from './platform/log.ts'
import type { Settings } from './platform/settings.ts'
import { StartProblem } from './platform/startProblem.ts'

export type Academy = Database & { migration: MigrationReport }

/** A running Muster. */
export type Muster = {
  readonly context: Context
  /** Stops accepting, lets requests and workers end, and closes the database. */
  stop(): Promise<void>
}

/** How long requests may still take when Muster stops. */
const requestsMayTake = 5_000

/**
 * Starts everything, each part when what it stands on is there; if one cannot start, those before it are stopped again.
 * `prepare` runs when the database is ready and before anybody is let in.
 */
export async function startMuster(input: {
  settings: Settings
  log: Log
  webFolder?: string
  prepare?: (context: Context) => Promise<void>
}): Promise<Muster> {
  const { settings, log, webFolder, prepare } = input
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const academy = await openAcademy({ settings, log })
    stops.push(() => academy.close())
    const bell = await hangBell({ url: academy.url, log })
    stops.push(() => bell.close())
    const context = contextOf({ academy, bell, settings, log })
    await prepare?.(context)
    // Whoever was away for days finds today when they come in, not the day on which the server stopped.
    await moveToday(context.db, { now: context.clock(), bell })
    stops.push(startWorkers(context, settings))
    const http = await createApp(context, webFolder === undefined ? {} : { webFolder })
    stops.push(() => closeHttp(http))
    await listen(http, settings)
    return { context, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Opens the academy's database, the embedded one or another's, and brings it up to date. */
export async function openAcademy(input: { settings: Settings; log: Log }): Promise<Academy> {
  const { settings, log } = input
  const server = settings.databaseUrl
    ? { url: settings.databaseUrl, stop: async () => undefined }
    : await startEmbeddedDatabase({ folder: settings.data, log, address: settings.url, onLost: endAtOnce(log) })
  const database = openDatabase(server.url, { log })
  const close = async () => {
    await database.close()
    await server.stop()
  }
  try {
    await reach(database, settings)
    const migration = await migrate(server.url, { ...(await academyFiles()), log })
    return { ...database, migration, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Without its database this process can only fail; whoever watches over it starts it anew. */
function endAtOnce(log: Log) {
  return (reason: string) => {
    log.fatal({ reason }, 'PostgreSQL ended without having been asked to')
    process.exit(1)
  }
}

/** How long a database that is starting up is waited for: after a crash it first does again what was committed. */
const recoveryMayTake = 5 * 60_000

/** SQLSTATE of a server that is there and takes nobody in yet. */
const cannotConnectNow = '57P03'

export async function reach(database: Database, settings: Settings): Promise<void> {
  try {
    await checkOnceStarted(database)
  } catch (error) {
    if (error instanceof StartProblem || settings.databaseUrl === null) throw error
    const { host } = new URL(settings.databaseUrl)
    throw new StartProblem(`The database that DATABASE_URL names, on ${host}, cannot be used: ${wordsOf(error)}.`)
  }
}

async function checkOnceStarted({ db }: Database): Promise<void> {
  const until = Date.now() + recoveryMayTake
  for (;;) {
    try {
      return await checkServer(db)
    } catch (error) {
      const isStarting = error instanceof Error && 'code' in error && error.code === cannotConnectNow
      if (!isStarting || Date.now() > until) throw error
    }
    await pause(200)
  }
}

/** A refused connection to a name with several addresses is several errors in one, which itself says nothing. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function contextOf(parts: { academy: Academy; bell: Bell; settings: Settings; log: Log }): Context {
  const { academy, bell, settings, log } = parts
  return { db: academy.db, bell, log, clock: wallClock, publicUrl: settings.url, mailReady: settings.smtpUrl !== null }
}

function startWorkers({ db, bell, clock, log }: Context, settings: Settings): () => Promise<void> {
  const workers = [
    startEngineWorker({ db, bell, log }),
    startCalendar({ db, bell, clock, log }),
    startAnchors({ db, bell, log }),
    startTallies({ db, bell, log }),
    startMailWorker({ db, bell, settings, log }),
    startHistoryWorker({ db, bell, log }),
    startHomeWorker({ db, bell, clock, log }),
    // A second, so that a small file does not wait until a large one is done.
    startImportWorker({ db, bell, log }),
    startImportWorker({ db, bell, log }),
  ]
  return async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}

type Http = Awaited<ReturnType<typeof createApp>>

async function listen(http: Http, { host, port }: Settings): Promise<void> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartProblem(`Port ${port} is in use already. Set MUSTER_PORT to another one, or stop what uses it.`)
    }
    if (code === 'EACCES')
      throw new StartProblem(`Port ${port} is not for everybody to take. Set MUSTER_PORT to one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartProblem(`${host} is not an address of this machine. Set MUSTER_HOST to one, or to 127.0.0.1.`)
    }
    throw error
  }
}

async function closeHttp(http: Http): Promise<void> {
  const cut = setTimeout(() => http.server.closeAllConnections(), requestsMayTake)
  // A browser keeps its connection open after the answer it waited for.
  const sweep = setInterval(() => http.server.closeIdleConnections(), 50)
  await http.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
