import { sql } from 'kysely'
import { change } from '../../server/change.ts'
import { startEngineWorker } from '../../server/enrollment/jobs.ts'
import { type Change, insertFacts, removeFacts } from '../../server/facts.ts'
import { type Bell, hangBell } from '../../server/platform/bell.ts'
import { type Db, openDatabase } from '../../server/platform/database/database.ts'
import { silentLog } from '../../server/platform/log.ts'
import { author } from '../academy/shape.ts'
import type { Bench, Topic } from '../figure.ts'
import { percentile } from '../measure.ts'
import { everyoneTo, newActivity } from './acts.ts'
import { Walk } from './walk.ts'

const enoughMoves = 1000
const mostBulks = 40

/**
 * One user's move while an activity is linked to everyone, or that link is taken away. The bulk runs in a worker as the
 * product starts it, here in the same process on connections of its own. The next move begins when the one before is
 * answered.
 */
export const busyMove: Topic = {
  name: 'busy-move',
  async measure(bench) {
    const own = openDatabase(bench.url, { applicationName: 'muster bench worker', maxConnections: 4 })
    const bell = await hangBell({ url: bench.url, log: silentLog })
    const worker = startEngineWorker({ db: own.db, bell, log: silentLog })
    const times = await movesDuringBulks(bench, bell)
    await worker.stop()
    await bell.close()
    await own.close()
    const what = 'one user moves while a bulk of everyone runs'
    const note = `${times.length.toLocaleString('en')} moves`
    return [
      { key: 'busy-move-p50', what: `${what}, p50`, unit: 'ms', value: percentile(times, 50), note },
      {
        key: 'busy-move-p99',
        what: `${what}, p99`,
        unit: 'ms',
        value: percentile(times, 99),
        aim: { of: 'value', most: 100 },
        note,
      },
    ]
  },
}

async function movesDuringBulks(bench: Bench, bell: Bell): Promise<number[]> {
  const walk = new Walk(bench)
  const times: number[] = []
  for (let nth = 0; nth < mostBulks && times.length < enoughMoves; nth += 2) {
    const activityId = await newActivity(bench.db)
    const [id = 0] = await begin(bench.db, bell, (tx) => insertFacts(tx, 'assignments', [everyoneTo(activityId)]))
    times.push(...(await movesWhileOwed(bench.db, walk)))
    await begin(bench.db, bell, (tx) => removeFacts(tx, 'assignments', [{ id }]))
    times.push(...(await movesWhileOwed(bench.db, walk)))
  }
  return times
}

/** The request that asks for a bulk is answered at once: the rest is the worker's. */
async function begin<Result>(db: Db, bell: Bell, command: (tx: Change) => Promise<Result>): Promise<Result> {
  const { result, outcome } = await change(db, { kind: 'bench', author }, command, bell)
  if (outcome.state !== 'running') throw new Error('the bulk was done before anybody could move: too few users')
  return result
}

async function movesWhileOwed(db: Db, walk: Walk): Promise<number[]> {
  const times: number[] = []
  while (await isOwed(db)) times.push(await walk.move())
  return times
}

async function isOwed(db: Db): Promise<boolean> {
  const found = await sql<{ owed: boolean }>`
    select exists (select from column_jobs) or exists (select from column_chunks) as owed`.execute(db)
  return found.rows[0]?.owed ?? false
}
