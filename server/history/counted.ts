import { sql } from 'kysely'
import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'

/** Writes down what large batches did when they are done, so that a page of history need not add it up: see counted.sql. */
export function startHistoryWorker(input: { db: Db; bell: Bell; log: Log }): Worker {
  return startWorker({
    ...input,
    name: 'history',
    topic: 'history',
    sweepEvery: 5000,
    work: async () => {
      await countLargeBatches(input.db)
      return { more: false }
    },
  })
}

/** Answers how many batches were done and not counted yet. */
export async function countLargeBatches(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count_large_batches() as n`.execute(db)
  return rows[0]?.n ?? 0
}
