import { sql } from 'kysely'
import { prepared } from '../platform/database/prepared.ts'
import type { Change, FactName } from './fact.ts'

/**
 * Declarations are made one at a time: two at once would each plan without the other (a link to a qualification, and an
 * activity added to it). Where somebody stands is read by whoever moves a department or a manager, so those wait for
 * the moves of people that are under way, and hold up the next.
 */
export async function lockFor(
  tx: Change,
  name: FactName,
  columns: readonly string[],
  act: 'insert' | 'edit' | 'remove',
) {
  const sets = (...names: string[]) => names.some((column) => columns.includes(column))
  const declares =
    name === 'assignments' ||
    name === 'target_activities' ||
    ((name === 'learning_activities' || name === 'academy') && act === 'edit' && sets('on_leaving'))
  if (declares) await sql`${prepared} select pg_advisory_xact_lock(8, 1)`.execute(tx.db)
  const rearranges =
    act === 'edit' &&
    ((name === 'users' && sets('manager_id')) || (name === 'departments' && sets('parent_id', 'company_id')))
  if (rearranges) await sql`${prepared} select pg_advisory_xact_lock(8, 2)`.execute(tx.db)
  const moves = name === 'users' && !rearranges && (act !== 'edit' || sets('company_id', 'department_id', 'status'))
  if (moves) await sql`${prepared} select pg_advisory_xact_lock_shared(8, 2)`.execute(tx.db)
}
