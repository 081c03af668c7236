import type { Cause, Enrollment } from '../../server/enrollment/contract.ts'

/** How much of what a qualification asks of somebody is completed: of the enrollments it leads to, those that count. */
export function farAlong(
  enrollments: ReadonlyArray<Pick<Enrollment, 'status' | 'causes'>>,
  qualificationId: number,
): { done: number; of: number } {
  const asked = enrollments.filter(({ causes }) => causes.some((cause) => leadsThrough(cause, qualificationId)))
  return { done: asked.filter(({ status }) => status === 'completed').length, of: asked.length }
}

/** Given directly the qualification is itself the cause; else something leads through it. */
function leadsThrough({ kind, audience, through }: Cause, qualificationId: number): boolean {
  return through?.id === qualificationId || (kind === 'qualification' && audience?.id === qualificationId)
}
