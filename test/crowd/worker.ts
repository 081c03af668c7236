/**
 * One of those who work off what writers leave, as a server does beside answering requests, and compose what is to be told.
 *
 * node test/crowd/worker.ts <database>
 */
import { startEngineWorker } from '../../server/enrollment/jobs.ts'
import { composeStep } from '../../server/notification/compose.ts'
import { silentBell } from '../../server/platform/bell.ts'
import { openDatabase } from '../../server/platform/database/database.ts'
import { type Log, silentLog } from '../../server/platform/log.ts'
import { startWorker } from '../../server/platform/worker.ts'
import { isLost } from './lost.ts'

const [url] = process.argv.slice(2)
if (!url) throw new Error('worker.ts needs a database')

/** A worker logs a fault and tries again; here only a lost database is one that may be. */
const log = {
  ...silentLog,
  error: ({ err }: { err: unknown }) => {
    if (!isLost(err)) throw err
  },
} as unknown as Log

const { db, close } = openDatabase(url, { maxConnections: 3, applicationName: 'crowd' })
const workers = [
  startEngineWorker({ db, bell: silentBell, log }),
  startEngineWorker({ db, bell: silentBell, log }),
  startWorker({
    name: 'composer',
    topic: 'engine',
    sweepEvery: 300,
    bell: silentBell,
    log,
    work: () => composeStep(db, { mailReady: true }),
  }),
]
process.on('SIGTERM', () => {
  void Promise.all(workers.map((worker) => worker.stop())).then(close)
})
console.log('ready')
