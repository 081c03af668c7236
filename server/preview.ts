import { type Act, attempting, begin, type Change, finish } from './change.ts'
import type { Stay } from './enrollment/engine/marks.ts'
import { countGoverned, type PlanCounts, type PlanPart, peopleIn, planOf } from './enrollment/engine/plan.ts'
import { type Newcomer, nameCauses, nameStays, readNewcomers, storePreview } from './enrollment/engine/preview.ts'
import type { Preview } from './enrollment/preview/contract.ts'
import { isMuch } from './guard.ts'
import type { Db, Tx } from './platform/database/database.ts'

/**
 * What an act would do, exactly, before it is done: its command runs in a transaction that is rolled back, and in between the
 * engine plans, read-only, against the facts it wrote. Enrollments are never written to be rolled back. The names are kept
 * for an hour, to be paged through. Throws what the command throws: what cannot be done cannot be previewed.
 */
export async function preview<Result>(
  db: Db,
  act: Omit<Act, 'guard' | 'expect'>,
  command: (tx: Change) => Promise<Result>,
): Promise<Preview> {
  const authorId = act.author.kind === 'user' ? act.author.userId : null
  const planned = await rehearse(db, act, command)
  return storePreview(db, {
    ...planned,
    stays: await nameStays(db, { stays: planned.stays, readerId: authorId }),
    authorId,
    isMuch: isMuch(planned.counts),
  })
}

type Rehearsed = {
  parts: PlanPart[]
  counts: PlanCounts
  causes: Awaited<ReturnType<typeof nameCauses>>
  newcomers: Newcomer[]
  stays: readonly Stay[]
  startedSince: number
}

async function rehearse(db: Db, act: Act, command: (tx: Change) => Promise<unknown>): Promise<Rehearsed> {
  let rehearsed: Rehearsed | undefined
  const rehearsal = () =>
    db.transaction().execute(async (tx) => {
      const open = await begin(tx, act, { isRehearsal: true })
      await command(open)
      await finish(open)
      const parts = await planOf(tx, open.touched)
      const counts = await countsOf(tx, open, parts)
      const causes = await nameCauses(tx, { batchId: open.batchId, parts })
      const newcomers = await readNewcomers(tx, open.batchId)
      const { stays, startedSince } = open.touched
      rehearsed = { parts, counts, causes, newcomers, stays, startedSince }
      throw new RolledBack()
    })
  try {
    // Whoever saves the same thing meanwhile is waited for, and then in the way.
    await attempting(rehearsal)
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  if (!rehearsed) throw new Error('a rehearsal ended without a plan')
  return rehearsed
}

/** The guard's numbers, from the plan that is there already. */
async function countsOf(tx: Tx, { touched }: Change, parts: readonly PlanPart[]): Promise<PlanCounts> {
  const enrolling = parts.filter(({ kind }) => kind === 'enrolled' || kind === 'resumed' || kind === 'required-again')
  const ending = parts.filter(({ kind }) => kind === 'withdrawn')
  const ends = ending.reduce((sum, { userIds }) => sum + userIds.length, 0)
  return { enrolls: peopleIn(enrolling), ends, governs: await countGoverned(tx, touched, ends) }
}

class RolledBack extends Error {}
