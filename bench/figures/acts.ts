import { sql } from 'kysely'
import { change, commit } from '../../server/change.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { workOff } from '../../server/enrollment/jobs.ts'
import { type Change, insertFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { author } from '../academy/shape.ts'

type Command<Result> = (tx: Change) => Promise<Result>

/** A change and everything that follows from it, what workers would do included. */
export async function throughTheEngine<Result>(db: Db, command: Command<Result>): Promise<Result> {
  const { result } = await asBatch(db, command)
  return result
}

/** The same, for whoever goes on to take the batch back. */
export async function asBatch<Result>(db: Db, command: Command<Result>): Promise<{ result: Result; batchId: number }> {
  const { result, outcome } = await change(db, { kind: 'bench', author }, command)
  await workOff(db)
  return { result, batchId: outcome.batchId }
}

/** Facts alone, with nothing derived: for what is only to be planned. */
export async function factsOnly<Result>(db: Db, command: Command<Result>): Promise<Result> {
  const { result } = await commit(db, { kind: 'bench', author }, command)
  await sql`truncate column_jobs, column_chunks, dirty_users`.execute(db)
  return result
}

/** An activity that nobody ever was in. */
export async function newActivity(db: Db): Promise<number> {
  const [id = 0] = await throughTheEngine(db, (tx) => insertFacts(tx, 'learning_activities', [{ type: 'e-learning' }]))
  return id
}

export const everyoneTo = (activityId: number) => ({ audience_id: audience('everyone', 0), target_id: activityId })
