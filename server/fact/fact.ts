import type { Touched } from '../enrollment/engine/marks.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Schema } from '../platform/database/schema.ts'

/**
 * An open change: the transaction for whatever a command reads, and what it has touched so far. Facts are written by
 * the functions below and nowhere else; each writes the rows, their journal and what the engine then owes.
 */
export type Change = {
  readonly db: Tx
  readonly batchId: number
  readonly touched: Touched
  /** How many facts it has written, or tried to; the journal knows exactly. */
  readonly wrote: { facts: number }
  /** A preview: it will be rolled back, so it waits for nobody and makes nobody wait for it. */
  readonly isRehearsal: boolean
}

export type Row = Record<string, unknown>

export type Fact = {
  /** The columns that say which row it is. */
  readonly identity: readonly string[]
  /** The column under which the journal finds it. */
  readonly key: string
  /** Values that name a person: journaled apart, where erasing the person empties them. */
  readonly personal?: readonly string[]
  /** The database draws its id. `target`: from the ids that activities and qualifications share. */
  readonly draws?: 'id' | 'target'
  /** Carries the batch that made it. */
  readonly batch?: boolean
}

export const facts = {
  academy: { identity: ['id'], key: 'id' },
  companies: { identity: ['id'], key: 'id', draws: 'id' },
  departments: { identity: ['id'], key: 'id', draws: 'id' },
  teams: { identity: ['id'], key: 'id', draws: 'id' },
  job_functions: { identity: ['id'], key: 'id', draws: 'id' },
  groups: { identity: ['id'], key: 'id', draws: 'id' },
  users: { identity: ['id'], key: 'id', draws: 'id', personal: ['name', 'email', 'employee_number'] },
  grants: { identity: ['user_id', 'audience_id'], key: 'user_id', batch: true },
  learning_activities: { identity: ['id'], key: 'id', draws: 'target' },
  learning_activity_texts: { identity: ['activity_id', 'language'], key: 'activity_id' },
  qualifications: { identity: ['id'], key: 'id', draws: 'target' },
  target_activities: { identity: ['target_id', 'activity_id'], key: 'target_id' },
  assignments: { identity: ['id'], key: 'id', draws: 'id', batch: true },
  rules: { identity: ['id'], key: 'id', draws: 'id' },
  holds: { identity: ['rule_id'], key: 'rule_id', batch: true },
  exclusions: { identity: ['user_id', 'activity_id'], key: 'user_id', batch: true },
  completions: { identity: ['id'], key: 'user_id', draws: 'id', batch: true },
  progress: { identity: ['user_id', 'activity_id'], key: 'user_id', batch: true },
} as const satisfies Partial<Record<keyof Schema, Fact>>

export type FactName = keyof typeof facts

/** One row as it was and as it is: null before it was, or after it ended. */
export type Written = { before: Row | null; after: Row | null }

export function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column)))
}

export function omit(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
}
