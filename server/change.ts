import { sql } from 'kysely'
import type { Outcome } from './enrollment/contract.ts'
import { settle } from './enrollment/engine/derive.ts'
import { declare, isNothing, nothingTouched, owe, type Touched } from './enrollment/engine/marks.ts'
import type { Change } from './facts.ts'
import { type Confirm, guard } from './guard.ts'
import { type Bell, silentBell } from './platform/bell.ts'
import type { Db, Tx } from './platform/database/database.ts'
import { prepared } from './platform/database/prepared.ts'
import { conflict } from './platform/problem.ts'
import { sentence } from './platform/sentence.ts'

/** Who acts: a person, or a part of Muster that acts by itself. */
export type Author =
  | { readonly kind: 'user'; readonly userId: number }
  | { readonly kind: 'setup' | 'demo' | 'calendar' | 'repair' | 'outside write' | 'feed' }

/**
 * What is done, as history names it (`user.create`), by whom, and whether people are told by mail (default yes). Of what takes
 * the place of another, `succession` says which, of the kind that `kind` begins with (`team.merge`). With
 * `guard` it is refused when it would do much, or what was not confirmed: see guard.ts. `expect` is asked when all is
 * written and nothing committed; what it throws, takes everything back.
 */
export type Act = {
  readonly kind: string
  readonly author: Author
  readonly notify?: boolean
  readonly succession?: { readonly id: number; readonly byId: number }
  readonly guard?: { readonly confirm?: Confirm | null | undefined }
  readonly expect?: (open: Change) => Promise<void>
}

/** What the command answered, and what followed from it. */
export type Changed<Result> = { readonly result: Result; readonly outcome: Outcome }

export type { Change } from './facts.ts'

/**
 * The one door for writes. In one transaction: the batch, the facts that `command` writes, their journal, and marks for
 * everyone they touch. Then the marks are drained, so that every enrollment that follows is right when this returns;
 * what is too large for one request runs on in the background, and `outcome.state` says so.
 *
 * `command` is run again after a deadlock, so it has no effects but SQL. Throws what it throws, with nothing written.
 */
export async function change<Result>(
  db: Db,
  act: Act,
  command: (tx: Change) => Promise<Result>,
  bell: Bell = silentBell,
): Promise<Changed<Result>> {
  const { result, batchId, touched } = await commit(db, act, command)
  if (isNothing(touched)) return { result, outcome: { ...untouched, batchId } }
  const outcome = await settle(db, { batchId, touched })
  if (outcome.state === 'running' || outcome.enrolled + outcome.resumed > 0) await bell.ring(db, 'engine')
  return { result, outcome }
}

const untouched = {
  state: 'done',
  progress: 1,
  enrolled: 0,
  resumed: 0,
  requiredAgain: 0,
  kept: 0,
  withdrawn: 0,
} as const

/** The first half of a change: facts, journal and marks, committed. Whoever asks for it drains the marks: see `change`. */
export async function commit<Result>(
  db: Db,
  act: Act,
  command: (tx: Change) => Promise<Result>,
): Promise<{ result: Result; batchId: number; touched: Touched }> {
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const open = await begin(tx, act)
      const result = await command(open)
      await finish(open)
      if (act.guard) await guard(tx, open, act.guard.confirm)
      if (act.expect) await act.expect(open)
      return { result, batchId: open.batchId, touched: open.touched }
    }),
  )
}

/** Runs a transaction again after a deadlock, and says in a sentence what two people wrote at the same moment. */
export async function attempting<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (isDeadlock(error) && attempt < 4) continue
      throw isTaken(error) ? taken() : error
    }
  }
}

/** Opens a change in a transaction. A rehearsal is one that its caller rolls back. */
export async function begin(tx: Tx, act: Act, { isRehearsal = false } = {}): Promise<Change> {
  return { db: tx, batchId: await insertBatch(tx, act), touched: nothingTouched(), wrote: { facts: 0 }, isRehearsal }
}

/** Writes what follows from the facts of a change before it is committed: what leads where, and what the engine owes. */
export async function finish({ db, batchId, touched }: Change): Promise<void> {
  await declare(db, touched)
  await owe(db, { batchId, touched })
}

/** Also says that what this transaction writes is not written behind our back: see outside.sql. */
async function insertBatch(tx: Db, act: Act): Promise<number> {
  const userId = act.author.kind === 'user' ? act.author.userId : null
  const { id = null, byId = null } = act.succession ?? {}
  const inserted = await sql<{ id: number }>`${prepared}
    with opened as (
      insert into batches (kind, author, author_id, notify, replaced_id, successor_id)
      values (${act.kind}, ${act.author.kind}, ${userId}, ${act.notify ?? true}, ${id}, ${byId})
      returning id
    )
    select id, set_config('muster.batch', id::text, true) from opened`.execute(tx)
  const batch = inserted.rows[0]
  if (!batch) throw new Error('a batch was not inserted')
  return batch.id
}

function isDeadlock(error: unknown): boolean {
  return hasCode(error, '40P01') || hasCode(error, '40001')
}

/** Commands look before they write; this is left for two who save the same name at the same moment. */
function isTaken(error: unknown): boolean {
  return hasCode(error, '23505')
}

function taken() {
  return conflict('taken', takenMeanwhile())
}

const takenMeanwhile = sentence(
  'change.taken',
  'Someone else saved the same name, address or number a moment ago. Look at the list and choose another.',
)

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
