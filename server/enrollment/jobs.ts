import { sql } from 'kysely'
import type { Bell } from '../platform/bell.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'
import { watchAnchors } from './anchors.ts'
import { moveToday } from './calendar.ts'
import { applyNextChunk, drainLeftovers, planNextJob } from './engine/index.ts'

/** A request drains what it wrote within this many seconds; what is older was left to the workers, or orphaned. */
const settledAfter = 2

/**
 * Works off what requests leave: batches too large for one request, and the marks of a server that died. Any number of
 * them, in any number of processes, may run on one database.
 */
export function startEngineWorker(input: { db: Db; bell: Bell; log: Log }): Worker {
  return startWorker({
    ...input,
    name: 'engine',
    topic: 'engine',
    sweepEvery: 1000,
    work: async () => ({ more: await workOnce(input.db, settledAfter) }),
  })
}

/** Watches for midnight in the academy's zone; of several processes that notice it, one moves the day. */
export function startCalendar(input: { db: Db; bell: Bell; clock: Clock; log: Log }): Worker {
  const { db, bell, clock, log } = input
  return startWorker({
    name: 'calendar',
    topic: 'calendar',
    sweepEvery: 1000,
    bell,
    log,
    work: async () => {
      const day = await moveToday(db, { now: clock(), bell })
      if (day !== null) log.info({ day }, 'a new day')
      return { more: false }
    },
  })
}

/** Looks now and then whether rules are to be looked for elsewhere; of several processes that do, each finds it done or does it. */
export function startAnchors(input: { db: Db; bell: Bell; log: Log }): Worker {
  const look = watchAnchors(input.db)
  return startWorker({
    ...input,
    name: 'anchors',
    topic: 'anchors',
    sweepEvery: 10_000,
    work: async () => {
      await look()
      return { more: false }
    },
  })
}

/** Folds what drains added to the tallies, so that counting stays short; several processes may, at once too. */
export function startTallies(input: { db: Db; bell: Bell; log: Log }): Worker {
  return startWorker({
    ...input,
    name: 'tallies',
    topic: 'tallies',
    sweepEvery: 10_000,
    work: async () => {
      await foldTallies(input.db)
      return { more: false }
    },
  })
}

export async function foldTallies(db: Db): Promise<void> {
  await sql`select fold_tallies()`.execute(db)
}

/** One piece of work of whichever kind is owed; false when none is. Marks go first: people wait for them. */
export async function workOnce(db: Db, olderThan: number): Promise<boolean> {
  if ((await drainLeftovers(db, { olderThan })) > 0) return true
  const applied = await applyNextChunk(db, { olderThan })
  if (applied.length > 0) return true
  return (await planNextJob(db, { olderThan })) !== null
}

/** Works until nothing is owed: for one-off commands and tests, where no worker runs. */
export async function workOff(db: Db): Promise<void> {
  while (await workOnce(db, 0));
}
