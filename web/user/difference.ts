import type { Enrollment } from '../../server/enrollment/contract.ts'

type Held = Pick<Enrollment, 'activity' | 'state'>

/** What one is required to do and the other is not: what would make the other enrolled alike. */
export function lacking<Theirs extends Held>(theirs: readonly Theirs[], own: readonly Held[]): Theirs[] {
  const has = new Set(own.filter(({ state }) => state === 'active').map(({ activity }) => activity.id))
  return theirs.filter(({ activity, state }) => state === 'active' && !has.has(activity.id))
}
