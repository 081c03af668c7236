import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/database/database.ts'

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
 * what is counted last, all in one snapshot. Reads only, and may run while the academy does.
 */
export async function* findDifferences(db: Db): AsyncGenerator<Found> {
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  try {
    yield* differencesIn(tx)
  } finally {
    await tx.rollback().execute()
  }
}

async function* differencesIn(tx: Tx): AsyncGenerator<Found> {
  const declared = await sql<Row>`select * from differences_in_declarations()`.execute(tx)
  yield { differences: declared.rows.map(differenceOf), onTheirWay: 0, done: 0 }
  const newest = await sql<{ id: number | null }>`select max(id) as id from users`.execute(tx)
  const most = newest.rows[0]?.id ?? 0
  let participations = 0
  let historyDiffers = false
  for (let after = 0; after < lastId; ) {
    const range = await sql<{ end: number }>`select end_of_range(${after}, ${rangeSize}) as end`.execute(tx)
    const end = range.rows[0]?.end ?? lastId
    const among = sql<Row<DifferenceKind | Counted>>`select * from differences_among(${after + 1}, ${end})`
    const { rows } = await among.execute(tx)
    const differences = rows.filter(isDifference).map(differenceOf)
    const sumOf = (counted: Counted) => rows.reduce((sum, { kind, n }) => sum + (kind === counted ? n : 0), 0)
    participations += sumOf('participations')
    historyDiffers ||= differences.some(({ kind }) => tellsOfHistory.has(kind))
    yield { differences, onTheirWay: sumOf('on-its-way'), done: Math.min(1, end / most) }
    after = end
  }
  const counted = await sql<Row>`
    select * from differences_in_tallies(${participations}, ${historyDiffers})`.execute(tx)
  yield { differences: counted.rows.map(differenceOf), onTheirWay: 0, done: 1 }
}

const lastId = 2 ** 31 - 1

/** Enrollments that are not what their history says: then the sum of all history says nothing of how many there are. */
const tellsOfHistory = new Set<DifferenceKind>(['enrollment-lost', 'history-differs'])

type Counted = 'on-its-way' | 'participations'

type Row<Kind = DifferenceKind> = {
  kind: Kind
  user_id: number | null
  activity_id: number | null
  audience_id: number | null
  state: number | null
  next: number | null
  n: number
}

const isDifference = (row: Row<DifferenceKind | Counted>): row is Row =>
  row.kind !== 'on-its-way' && row.kind !== 'participations'

function differenceOf(row: Row): Difference {
  return {
    kind: row.kind,
    userId: row.user_id,
    activityId: row.activity_id,
    audienceId: row.audience_id,
    state: row.state,
    next: row.next,
  }
}
