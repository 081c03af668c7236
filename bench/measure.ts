import { sql } from 'kysely'
import type { Db, Tx } from '../server/platform/database/database.ts'
import type { Spread } from './figure.ts'

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

/** Nearest rank. */
export function percentile(times: readonly number[], percent: number): number {
  const ascending = [...times].sort((a, b) => a - b)
  return ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * percent) / 100))] ?? Number.NaN
}

/** The median of repetitions, and how far they lie apart. */
export function summary(times: readonly number[]): { value: number; spread: Spread } {
  return { value: percentile(times, 50), spread: [Math.min(...times), Math.max(...times)] }
}

export async function repeat<Result>(times: number, act: (nth: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let nth = 0; nth < times; nth += 1) results.push(await act(nth))
  return results
}

/** After a checkpoint, so that each begins with the same debt to the disk. */
export async function fromRest(db: Db, act: () => Promise<unknown>): Promise<number> {
  await sql`checkpoint`.execute(db)
  return timed(act)
}

/** Writes to facts that no trigger answers: a bare write is one without what Muster makes of it (outside.sql). */
export function barely<Result>(db: Db, write: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('muster.batch', '0', true)`.execute(tx)
    return write(tx)
  })
}

/** The same for statements that each commit by themselves. */
export function barelyOneByOne<Result>(db: Db, write: (session: Db) => Promise<Result>): Promise<Result> {
  return db.connection().execute(async (session) => {
    await sql`set muster.batch = '0'`.execute(session)
    try {
      return await write(session)
    } finally {
      await sql`reset muster.batch`.execute(session)
    }
  })
}
