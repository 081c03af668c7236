import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/database/database.ts'
import { prepared } from '../../platform/database/prepared.ts'
import type { Cause, CauseKind } from '../contract.ts'
import { type AudienceKind, audienceKind } from './audience.ts'

export type Explained = { userId: number; activityId: number; cause: Cause }

/**
 * Why users are enrolled: every cause of every enrollment that is required now. `activityIds` left out: in all their
 * activities. A kept enrollment has no causes.
 */
export async function explain(
  db: Db | Tx,
  input: { userIds: readonly number[]; activityIds?: readonly number[] },
): Promise<Explained[]> {
  const found = await sql<Row>`${prepared}
    select * from explain(${input.userIds}::int[], ${input.activityIds ?? null}::int[])`.execute(db)
  return found.rows.map((row) => ({ userId: row.user_id, activityId: row.activity_id, cause: causeOf(row) }))
}

/** Kinds of audience in the words of the contract. */
export const causeKinds: Record<AudienceKind, CauseKind> = {
  everyone: 'everyone',
  company: 'company',
  department: 'department',
  departmentBelow: 'department-below',
  team: 'team',
  function: 'function',
  group: 'group',
  language: 'language',
  managers: 'managers',
  reports: 'reports',
  allReports: 'all-reports',
  rule: 'rule',
  byHand: 'by-hand',
  byManager: 'by-manager',
  import: 'import',
  holders: 'qualification',
}

const kindByNumber = Object.fromEntries(
  Object.entries(audienceKind).map(([kind, number]) => [number, causeKinds[kind as AudienceKind]]),
)

export function causeKindOf(kind: number, objectId: number): CauseKind {
  if (kind === audienceKind.everyone && objectId > 0) return 'user'
  const found = kindByNumber[kind]
  if (!found) throw new RangeError(`no kind of audience has the number ${kind}`)
  return found
}

type Row = {
  user_id: number
  activity_id: number
  assignment_id: number
  kind: number
  object_id: number
  object_name: string | null
  through_id: number | null
  through_name: string | null
  since: Date
  by_id: number | null
  by_name: string | null
  held_since: Date | null
}

function causeOf(row: Row): Cause {
  return {
    assignmentId: row.assignment_id,
    kind: causeKindOf(row.kind, row.object_id),
    audience: named(row.object_id, row.object_name),
    through: named(row.through_id, row.through_name),
    since: row.since.toISOString(),
    by: named(row.by_id, row.by_name),
    heldSince: row.held_since?.toISOString() ?? null,
  }
}

function named(id: number | null, name: string | null) {
  return id === null || name === null ? null : { id, name }
}
