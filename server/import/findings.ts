import type { ImportCheck, ProblemKind } from './contract.ts'

/** Something wrong in a row: in a cell, or (`column` null) in the row as a whole. Such a row is not imported. */
export type Finding = {
  readonly row: number
  readonly column: number | null
  readonly kind: ProblemKind
  /** What was given there. */
  readonly value: string
  /** What it contradicts: a name, a row. */
  readonly about?: string | undefined
}

/** What reading the rows finds, whichever way they go. */
export type Counts = Omit<ImportCheck, 'rows' | 'hidden' | 'skipped' | 'withProblems' | 'people'>

export function noCounts(): Counts {
  return {
    idle: 0,
    repeated: 0,
    pairs: 0,
    created: 0,
    edited: 0,
    deactivated: 0,
    joined: 0,
    left: 0,
    completed: 0,
    unchanged: 0,
    cleared: 0,
    notEnrolled: 0,
    remains: 0,
    released: 0,
    daysFromDigits: 0,
  }
}
