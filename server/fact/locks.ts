import { type RawBuilder, sql } from 'kysely'
import { prepared } from '../platform/database/prepared.ts'
import type { Change, FactName } from './fact.ts'

type Act = 'insert' | 'edit' | 'remove'

/** Takes the lock that this write of facts needs, if it needs one. */
export async function lockFor(tx: Change, name: FactName, act: Act): Promise<void> {
  const lock = lockOf(tx, name, [], act)
  if (lock) await sql`${prepared} ${lock}`.execute(tx.db)
}

/**
 * The statement that takes the lock for a write. Declarations are made one at a time: two at once would each plan
 * without the other (a link to a qualification, and an activity added to it). Where somebody stands is read by whoever
 * moves a department or a manager, so those wait for the moves of people that are under way, and hold up the next.
 */
export function lockOf(
  tx: Change,
  name: FactName,
  columns: readonly string[],
  act: Act,
): RawBuilder<unknown> | undefined {
  if (tx.isRehearsal) return undefined
  const sets = (...names: string[]) => names.some((column) => columns.includes(column))
  const declares =
    name === 'assignments' ||
    name === 'target_activities' ||
    name === 'rules' ||
    (act === 'edit' && sets('archived')) ||
    ((name === 'learning_activities' || name === 'academy') && act === 'edit' && sets('on_leaving', 'today'))
  if (declares) return sql`select pg_advisory_xact_lock(8, 1)`
  const rearranges =
    act === 'edit' &&
    ((name === 'users' && sets('manager_id')) || (name === 'departments' && sets('parent_id', 'company_id')))
  if (rearranges) return sql`select pg_advisory_xact_lock(8, 2)`
  const moves = name === 'users' && (act !== 'edit' || sets('company_id', 'department_id', 'status', 'added_on'))
  return moves ? sql`select pg_advisory_xact_lock_shared(8, 2)` : undefined
}

/**
 * Holds still where people stand, until this change is committed, for a check that depends on it: nobody moves a department
 * or a manager meanwhile, and the academy's day stays. What is read in a later statement is what will be true.
 */
export async function keepStill(tx: Change): Promise<void> {
  if (tx.isRehearsal) return
  await sql`${prepared} select pg_advisory_xact_lock_shared(8, 2)`.execute(tx.db)
}

/** The academy's day, which does not move before this change is committed. */
export async function lockDay(tx: Change): Promise<string> {
  await keepStill(tx)
  const { rows } = await sql<{ today: string }>`select academy_today() as today`.execute(tx.db)
  if (!rows[0]) throw new Error('there is no academy that has a day')
  return rows[0].today
}
