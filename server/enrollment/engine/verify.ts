import { sql } from 'kysely'
import type { Db } from '../../platform/database/database.ts'

/** What may differ from what the facts give, in the order in which it is told. */
export const differenceKinds = [
  'lead-missing',
  'lead-extra',
  'lead-stale',
  'hold-missing',
  'hold-extra',
  'held-match-extra',
  'anchor-missing',
  'anchor-extra',
  'membership-of-nothing',
  'membership-of-nobody',
  'profile-missing',
  'profile-stale',
  'profile-extra',
  'enrollment-missing',
  'enrollment-extra',
  'kept-extra',
  'on-leaving-stale',
  'enrollment-lost',
  'enrollment-of-nobody',
  'history-differs',
  'members-miscounted',
  'participants-miscounted',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** One thing that is stored otherwise than the facts give it. A rule or a part of the organisation is named by its audience. */
export type Difference = {
  readonly kind: DifferenceKind
  readonly userId: number | null
  readonly activityId: number | null
  readonly audienceId: number | null
  /** What is stored: the state of an enrollment, or the on leaving of a lead. Null: nothing is. */
  readonly state: number | null
  /** What should be. */
  readonly next: number | null
}

/** What one look found, and how much of the academy has been looked at since the first. */
export type Found = {
  readonly differences: readonly Difference[]
  /** Differences that a mark, a job or a chunk is going to make right. */
  readonly onTheirWay: number
  /** From 0 to 1. */
  readonly done: number
}

/** Users in one look, about: fewer cost a little more, and many more would hold one snapshot for long. */
const rangeSize = 8000

/**
 * Compares everything stored with what the facts give: the declarations first, then one range of users after the other, and
 * what is counted last, each in a snapshot of its own. Reads only, and may run while the academy does.
 */
export async function* findDifferences(db: Db): AsyncGenerator<Found> {
  const declared = await sql<Row>`select * from differences_in_declarations()`.execute(db)
  yield { differences: declared.rows.map(differenceOf), onTheirWay: 0, done: 0 }
  const newest = await sql<{ id: number | null }>`select max(id) as id from users`.execute(db)
  const most = newest.rows[0]?.id ?? 0
  for (let after = 0; after < lastId; ) {
    const range = await sql<{ end: number }>`select end_of_range(${after}, ${rangeSize}) as end`.execute(db)
    const end = range.rows[0]?.end ?? lastId
    const { rows } = await sql<Row>`select * from differences_among(${after + 1}, ${end})`.execute(db)
    yield {
      differences: rows.filter(({ kind }) => kind !== onItsWay).map(differenceOf),
      onTheirWay: rows.reduce((sum, { kind, n }) => sum + (kind === onItsWay ? n : 0), 0),
      done: Math.min(1, end / most),
    }
    after = end
  }
  const counted = await sql<Row>`select * from differences_in_tallies()`.execute(db)
  yield { differences: counted.rows.map(differenceOf), onTheirWay: 0, done: 1 }
}

const lastId = 2 ** 31 - 1
const onItsWay = 'on-its-way'

type Row = {
  kind: DifferenceKind | typeof onItsWay
  user_id: number | null
  activity_id: number | null
  audience_id: number | null
  state: number | null
  next: number | null
  n: number
}

function differenceOf(row: Row): Difference {
  return {
    kind: row.kind as DifferenceKind,
    userId: row.user_id,
    activityId: row.activity_id,
    audienceId: row.audience_id,
    state: row.state,
    next: row.next,
  }
}
