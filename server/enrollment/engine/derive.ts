import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'
import { prepared } from '../../platform/database/prepared.ts'
import type { Outcome } from '../contract.ts'
import { chunkSize, requestSize, type Touched } from './marks.ts'
import { progressOf } from './running.ts'

/** Users drained in one transaction: their buckets stay locked for as long as it takes. */
const drainSize = 1000

/** How long a request waits for a worker that took its work first. */
const patience = 5000

/** How long a request plans its own jobs: of many activities among a million users each plan takes a quarter of a second. */
const planningTime = 1000

type Moved = { kind: number; n: number }

/**
 * Makes true what a batch owes, before its request is answered: the marks of the users it touched, and its plans of few
 * enough people. What is larger stays for the workers. Answers `done` when nothing of the batch is left.
 */
export async function settle(db: Db, input: { batchId: number; touched: Touched }): Promise<Outcome> {
  const { batchId, touched } = input
  const users = [...touched.users]
  const counted = new Counted()
  if (users.length > requestSize) return leaveToWorkers(db, batchId)
  for (let first = 0; first < users.length; first += drainSize) {
    counted.add(await drainOwn(db, batchId, users.slice(first, first + drainSize)))
  }
  const columns = touched.activities.size + touched.listed.length > 0
  if (columns && !(await settleColumns(db, batchId))) return leaveToWorkers(db, batchId)
  if (!columns && counted.byOthers === 0) return counted.outcome(batchId, nothingLeft)
  return outcomeOf(db, batchId, await waited(db, batchId))
}

async function drainOwn(db: Db, batchId: number, users: readonly number[]): Promise<Moved[]> {
  const drained =
    await sql<Moved>`${prepared} select kind, n from drain_own_users(${batchId}, ${users}::int[])`.execute(db)
  return drained.rows
}

/** Should it be forgotten in a crash, workers take up the batch two seconds later: nobody waits for the disk. */
async function leaveToWorkers(db: Db, batchId: number): Promise<Outcome> {
  const batch = sql`
    update batches set left_to_workers = true, is_large = is_large or moves is null
    where id = ${batchId} and commit_without_waiting() is not null
    returning work`
  return outcomeOf(db, batchId, await remaining(db, batchId, batch))
}

/** Plans the batch's jobs and applies the chunks; false when they are too many, or planning takes long. */
async function settleColumns(db: Db, batchId: number): Promise<boolean> {
  const until = Date.now() + planningTime
  let { users } = await remaining(db, batchId)
  while (users <= requestSize) {
    if (Date.now() > until) return false
    const planned = await planNextJob(db, { batchId })
    if (planned === null) break
    users += planned
  }
  if (users > requestSize) return false
  while ((await applyNextChunk(db, { batchId })).length > 0);
  return true
}

type Left = { work: number; marks: number; jobs: number; chunks: number; users: number }

const nothingLeft: Left = { work: 0, marks: 0, jobs: 0, chunks: 0, users: 0 }

/** When what is left is little, a worker is at it this moment: wait for its commit. */
async function waited(db: Db, batchId: number): Promise<Left> {
  const until = Date.now() + patience
  let left = await remaining(db, batchId)
  while (leftOf(left) > 0 && left.jobs === 0 && left.users <= requestSize && Date.now() < until) {
    await pause(5)
    left = await remaining(db, batchId)
  }
  return left
}

const leftOf = ({ marks, jobs, chunks }: Left) => marks + jobs + chunks

async function remaining(
  db: Db,
  batchId: number,
  batch = sql`select work from batches where id = ${batchId}`,
): Promise<Left> {
  const found = await sql<Left>`
    with batch as (${batch})
    select b.work, m.marks, j.jobs, c.chunks, c.users
    from batch b
    cross join (select count(*)::int as marks from dirty_users where batch_id = ${batchId}) m
    cross join (select count(*)::int as jobs from column_jobs where batch_id = ${batchId}) j
    cross join (
      select count(*)::int as chunks, coalesce(sum(cardinality(user_ids)), 0)::int as users
      from column_chunks where batch_id = ${batchId}
    ) c`.execute(db)
  return found.rows[0] ?? nothingLeft
}

/** What a batch has done so far, from its events. Null when there is no such batch. */
export async function readOutcome(db: Db, batchId: number): Promise<Outcome | null> {
  const found = await sql<{ id: number }>`select id from batches where id = ${batchId}`.execute(db)
  if (found.rows.length === 0) return null
  return outcomeOf(db, batchId, await remaining(db, batchId))
}

/** Counts what workers did of the batch too, which a request cannot know from its own drains. */
async function outcomeOf(db: Db, batchId: number, left: Left): Promise<Outcome> {
  const moved = await sql<Moved>`
    select kind, sum(cardinality(user_ids) * cardinality(activity_ids))::int as n
    from events where batch_id = ${batchId} group by kind`.execute(db)
  const counted = new Counted()
  counted.add(moved.rows)
  return counted.outcome(batchId, left)
}

/** Drains marks of any batch that settled `olderThan` seconds ago. Answers how many users; 0 when there were none. */
export async function drainLeftovers(db: Db, input: { olderThan: number }): Promise<number> {
  const drained = await sql<{ n: number }>`
    select drain_leftover_users(make_interval(secs => ${input.olderThan}), ${drainSize}) as n`.execute(db)
  return drained.rows[0]?.n ?? 0
}

type OneOf = { batchId: number } | { olderThan: number }

/** Plans one job. Answers how many users its chunks hold, or null when there was none to take. */
export async function planNextJob(db: Db, which: OneOf): Promise<number | null> {
  const [batchId, olderThan] = 'batchId' in which ? [which.batchId, 0] : [null, which.olderThan]
  const planned = await sql<{ users: number | null }>`
    select plan_next_job(${batchId}::bigint, make_interval(secs => ${olderThan}), ${chunkSize}) as users`.execute(db)
  return planned.rows[0]?.users ?? null
}

/** Applies one chunk in one transaction. Answers nothing when there was none to take. */
export async function applyNextChunk(db: Db, which: OneOf): Promise<Moved[]> {
  const [batchId, olderThan] = 'batchId' in which ? [which.batchId, 0] : [null, which.olderThan]
  const applied = await sql<Moved>`
    select kind, n from apply_next_chunk(${batchId}::bigint, make_interval(secs => ${olderThan}))`.execute(db)
  return applied.rows
}

/** Transitions, counted in the product's words. An event's kind is from × 4 + to; see step.sql. */
class Counted {
  private readonly byKind = new Map<number, number>()

  add(moved: readonly Moved[]): void {
    for (const { kind, n } of moved) this.byKind.set(kind, (this.byKind.get(kind) ?? 0) + n)
  }

  /** Users of the batch whom a worker decided before its request, or is deciding. */
  get byOthers(): number {
    return this.byKind.get(0) ?? 0
  }

  outcome(batchId: number, remaining: Left): Outcome {
    const left = leftOf(remaining)
    const count = (...kinds: number[]) => kinds.reduce((sum, kind) => sum + (this.byKind.get(kind) ?? 0), 0)
    return {
      batchId,
      state: left === 0 ? 'done' : 'running',
      progress: progressOf({ work: remaining.work, left }),
      enrolled: count(transition.enrolled),
      resumed: count(transition.resumed),
      requiredAgain: count(transition.requiredAgain),
      kept: count(transition.kept),
      withdrawn: count(transition.withdrawn, transition.keptWithdrawn),
    }
  }
}

/** from × 4 + to, with 0 none, 1 active, 2 kept, 3 withdrawn. */
export const transition = {
  enrolled: 1,
  resumed: 13,
  requiredAgain: 9,
  kept: 6,
  withdrawn: 7,
  keptWithdrawn: 11,
} as const
