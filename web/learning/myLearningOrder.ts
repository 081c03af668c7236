import type { Enrollment } from '../../server/enrollment/contract.ts'

type Standing = Pick<Enrollment, 'state' | 'status' | 'completedOn'>

/** The server puts what was started first; what is no longer required comes after what is. */
export function inOrder<Some extends Standing>(enrollments: readonly Some[]) {
  const standing = enrollments.filter(({ state }) => state !== 'withdrawn')
  const todo = standing.filter(({ status }) => status !== 'completed')
  const required = todo.filter(({ state }) => state === 'active')
  const [next, ...then] = [...required, ...todo.filter(({ state }) => state === 'kept')]
  const done = standing
    .filter(({ status }) => status === 'completed')
    .toSorted((one, other) => (other.completedOn ?? '').localeCompare(one.completedOn ?? ''))
  return { next, then, done }
}
