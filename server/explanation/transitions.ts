import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'
import { findActs } from './acts.ts'
import type { Act, Explanation, Reason, Transition } from './contract.ts'
import { type ReasonRow, tellReasons } from './reasons.ts'

const states = ['none', 'active', 'kept', 'withdrawn'] as const

/** More than this nobody reads about one enrollment. */
const most = 20

/**
 * What happened to one enrollment, the newest first: each transition with the act that made it so, and with the facts of
 * that act which began or ended causes.
 */
export async function findTransitions(
  db: Db,
  input: { userId: number; activityId: number },
): Promise<Explanation['transitions']> {
  const { userId, activityId } = input
  const found = await sql<TransitionRow>`
    select at, kind, batch_id, total from transitions(${userId}, ${activityId}, ${most})`.execute(db)
  const batchIds = [...new Set(found.rows.map(({ batch_id }) => batch_id))]
  if (batchIds.length === 0) return { total: 0, items: [] }
  const [acts, reasons] = await Promise.all([
    findActs(db, batchIds),
    sql<ReasonRow & { batch_id: number }>`
      select * from reasons(${userId}, ${activityId}, ${batchIds}::bigint[])`.execute(db),
  ])
  const items = found.rows.flatMap((row) => {
    const act = acts.get(row.batch_id)
    if (!act) return []
    const ofAct = reasons.rows.filter(({ batch_id }) => batch_id === row.batch_id)
    return [transitionOf(row, act, ofAct)]
  })
  return { total: found.rows[0]?.total ?? 0, items }
}

type TransitionRow = { at: Date; kind: number; batch_id: number; total: number }

/** An event's kind is from × 4 + to; see step.sql. */
function transitionOf(row: TransitionRow, act: Act, reasons: readonly ReasonRow[]): Transition {
  const [from, to] = [states[row.kind >> 2] ?? 'none', states[row.kind & 3]]
  if (to === undefined || to === 'none') throw new RangeError(`no transition has the kind ${row.kind}`)
  return { from, to, at: row.at.toISOString(), act, reasons: reasonsFor({ from, to, act }, reasons) }
}

/**
 * Of what began in an act only that matters to whoever became required, and of what ended that to whoever ceased to be. What
 * is not certain is told where nothing is.
 */
function reasonsFor({ from, to, act }: Omit<Transition, 'at' | 'reasons'>, reasons: readonly ReasonRow[]): Reason[] {
  const fitting = reasons.filter(({ began }) => began === null || began === (to === 'active'))
  if (from === 'kept' && to === 'withdrawn') return reasonsToRemove(fitting, act)
  const certain = fitting.filter(({ is_certain }) => is_certain)
  return tellReasons(certain.length > 0 ? certain : fitting)
}

/** What nothing required ends by an exclusion, when a completion runs out under one, by being taken back, or by hand. */
function reasonsToRemove(reasons: readonly ReasonRow[], { undoes }: Act): Reason[] {
  const told = tellReasons(reasons.filter(({ fact }) => fact === 'exclusions' || fact === 'academy'))
  return told.length > 0 || undoes !== null ? told : [{ what: 'by-hand', causes: [] }]
}
