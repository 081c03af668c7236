import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Context } from '../access/route.ts'
import type { Outcome } from '../enrollment/contract.ts'
import { findRunning, readOutcome } from '../enrollment/engine/index.ts'
import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import type { BatchHead } from './contract.ts'
import { authorOf } from './heads.ts'

/**
 * Tells what a batch has done, at once and whenever that changes, until it is done or `gone` is aborted. It reads what is
 * committed, so it does not matter which process works. Work that is planned on the way adds to what is left; the progress
 * told stands still meanwhile, and never goes back.
 */
export async function* followOutcome(
  context: Pick<Context, 'db' | 'bell'>,
  input: { batchId: number; gone: AbortSignal },
): AsyncGenerator<Outcome> {
  const { batchId, gone } = input
  let told: Outcome | null = null
  while (!gone.aborted) {
    const found = await readOutcome(context.db, batchId)
    if (!found) return
    const outcome: Outcome = { ...found, progress: Math.max(found.progress, told?.progress ?? 0) }
    if (!told || differs(told, outcome)) yield outcome
    if (outcome.state === 'done') return
    told = outcome
    await nap(context.bell, gone)
  }
}

const words = ['state', 'progress', 'enrolled', 'resumed', 'requiredAgain', 'kept', 'withdrawn'] as const

function differs(one: Outcome, other: Outcome): boolean {
  return words.some((word) => one[word] !== other[word])
}

/** Workers do not ring for each chunk they apply; and a busy academy rings all the time. */
const sleeps = { least: 250, most: 1000 }

/** Sleeps until the bell rings for the engine, but neither shorter nor longer than that. */
async function nap(bell: Bell, gone: AbortSignal): Promise<void> {
  const rung = new AbortController()
  const unhook = bell.onRing('engine', () => rung.abort())
  await sleep(sleeps.least, gone)
  await sleep(sleeps.most - sleeps.least, AbortSignal.any([gone, rung.signal]))
  unhook()
}

/** Ends early when woken, which is no failure. */
async function sleep(milliseconds: number, woken: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal: woken }).catch((error: unknown) => {
    if (!woken.aborted) throw error
  })
}

const mostTold = 50

/** Batches that are not done yet, newest first. */
export async function listWork(db: Db): Promise<{ items: Array<BatchHead & { progress: number }>; total: number }> {
  const running = await findRunning(db)
  const newest = [...running.keys()].sort((a, b) => b - a).slice(0, mostTold)
  const { rows } = await sql<Omit<BatchHead, 'at'> & { at: Date }>`
    select batch.id, batch.kind, ${authorOf(sql.ref('batch'))} as author, batch.at
    from batches as batch where batch.id = any (${newest}::bigint[])
    order by batch.id desc`.execute(db)
  const items = rows.map((row) => ({ ...row, at: row.at.toISOString(), progress: running.get(row.id) ?? 1 }))
  return { items, total: running.size }
}
