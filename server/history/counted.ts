import { sql } from 'kysely'
import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'

/** Of so many at a time is written down what they did: some hundred milliseconds, seconds where one of them moved a million people. */
const most = 500

/** Writes down what batches did when they are done, so that a page of history need not look for it: see counted.sql. */
export function startHistoryWorker(input: { db: Db; bell: Bell; log: Log }): Worker {
  return startWorker({
    ...input,
    name: 'history',
    topic: 'history',
    sweepEvery: 5000,
    work: async () => ({ more: (await countSome(input.db)) === most }),
  })
}

/** All that are done and not counted yet; answers how many. */
export async function countBatches(db: Db): Promise<number> {
  let all = 0
  for (let counted = most; counted === most; all += counted) counted = await countSome(db)
  return all
}

async function countSome(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count_batches(${most}) as n`.execute(db)
  return rows[0]?.n ?? 0
}
