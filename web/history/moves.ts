import type { MoveCounts } from '../../server/history/contract.ts'

/** How many enrollments moved. */
export function movesOf(counts: Partial<MoveCounts>): number {
  const { enrolled = 0, resumed = 0, requiredAgain = 0, kept = 0, withdrawn = 0 } = counts
  return enrolled + resumed + requiredAgain + kept + withdrawn
}
