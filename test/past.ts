import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Stay } from '../server/enrollment/engine/marks.ts'
import { facts } from '../server/fact/fact.ts'
import type { Db, Tx } from '../server/platform/database/database.ts'
import { expectSame } from './invariants.ts'
import type { Held, State } from './oracle.ts'
import { microseconds } from './world.ts'

type Row = Record<string, unknown>

/** Every row of every fact, as it stands: by its table and identity. */
export type Rows = ReadonlyMap<string, Row>

/** A batch of the past, and what was true before and after it. */
export type Past = {
  batch: number
  at: number
  /** Whether it may be taken back: once, and a day that has passed never. */
  isOpen: boolean
  /** Whether nothing else was owed, so that the enrollments before it are known. */
  isAlone: boolean
  /** Which batch it takes back, if it does. */
  takesBack: number | null
  before: { rows: Rows; held: Held; state: ReadonlyMap<string, State> }
  after: { rows: Rows }
}

const identities = {
  academy: ['id'],
  companies: ['id'],
  departments: ['id'],
  teams: ['id'],
  job_functions: ['id'],
  groups: ['id'],
  users: ['id'],
  grants: ['user_id', 'audience_id'],
  learning_activities: ['id'],
  qualifications: ['id'],
  target_activities: ['target_id', 'activity_id'],
  assignments: ['id'],
  memberships: ['user_id', 'audience_id'],
  rules: ['id'],
  exclusions: ['user_id', 'activity_id'],
  completions: ['id'],
  progress: ['user_id', 'activity_id'],
} as const

export async function readRows(db: Db | Tx): Promise<Rows> {
  const tables = Object.keys(identities) as Array<keyof typeof identities>
  const parts = tables.map((table) => {
    const identity = sql.join(identities[table].map((column) => sql.ref(column)))
    return sql`select concat_ws(' ', ${table}::text, ${identity}) as key, to_jsonb(t) as row from ${sql.table(table)} t`
  })
  const { rows } = await sql<{ key: string; row: Row }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return new Map(rows.map(({ key, row }) => [key, row]))
}

export async function momentOf(db: Db | Tx, batch: number): Promise<number> {
  const { rows } = await sql<{ at: string }>`select to_jsonb(at) as at from batches where id = ${batch}`.execute(db)
  return microseconds(rows[0]?.at ?? '')
}

const archived = { archived: true }

/** How what is never deleted is put away when what made it is taken back. */
const away: Record<string, Row> = {
  users: { status: 'inactive' },
  rules: { state: 'ended' },
  companies: archived,
  departments: archived,
  teams: archived,
  job_functions: archived,
  groups: archived,
  learning_activities: archived,
  qualifications: archived,
}
const belonging = ['grants', 'memberships', 'target_activities', 'assignments']

/** What an undo found, what it left, and what it says it left as it was. */
type TakenBack = { stood: Rows; rows: Rows; stays: readonly Stay[] }

/**
 * A batch was taken back: what it changed and nobody changed since is as it was before; what others changed, or it never did,
 * is as it stood. What it made that is never deleted is put away, and what belongs to that may stay with it. Where all this
 * cannot stand together with what others did, some of it stays, and is named.
 */
export function expectTakenBack(past: Past, { stood, rows, stays }: TakenBack): void {
  const { before, after } = past
  const keys = new Set([...before.rows.keys(), ...after.rows.keys(), ...stood.keys(), ...rows.keys()])
  const made = [...keys].filter((key) => !before.rows.has(key) && after.rows.has(key))
  const isSomethingMade = made.some((key) => tableOf(key) in away)
  const expected = new Map<string, Row>()
  const found = new Map<string, Row>()
  for (const key of keys) {
    const [was, became, present, result] = [before.rows, after.rows, stood, rows].map((all) => all.get(key))
    const isOurs = !isEqual(was, became)
    // What both changed stays wholly or in part: columns of one row may have been changed by different batches.
    if (isOurs && !isEqual(present, became)) {
      if (isPartly(result, { was, became, present })) continue
      expected.set(key, present ?? {})
      found.set(key, result ?? {})
      continue
    }
    if (isOurs && !was && isSomethingMade && belonging.includes(tableOf(key)) && isEqual(result, present)) continue
    const instead = isOurs && !was ? away[tableOf(key)] : undefined
    const wanted = isOurs ? (was ?? (instead && { ...became, ...instead })) : present
    if (wanted) expected.set(key, wanted)
    if (result) found.set(key, result)
  }
  const whole = new Map([...rows, ...[...expected].map(([key, row]) => [key, { ...rows.get(key), ...row }] as const)])
  if (!canStand(whole, stood)) {
    for (const key of staying(past, stays)) {
      if (!isBetween(rows.get(key), before.rows.get(key), stood.get(key))) continue
      expected.delete(key)
      found.delete(key)
    }
  }
  expectSame('fact', found, expected)
}

/** Whether what random acts come upon would let these rows stand together: constraints, and what is archived above. */
function canStand(rows: Rows, stood: Rows): boolean {
  const links = new Set<string>()
  for (const [key, row] of rows) {
    const above = { users: row.department_id, departments: row.parent_id }[tableOf(key)] ?? null
    if (above !== null && rows.get(`departments ${String(above)}`)?.company_id !== row.company_id) return false
    if (tableOf(key) === 'departments' && !row.archived) {
      const aboves = [`companies ${String(row.company_id)}`, `departments ${String(above)}`]
      const isNew = [key, ...aboves].some((one) => !isEqual(rows.get(one), stood.get(one)))
      if (isNew && aboves.some((one) => rows.get(one)?.archived)) return false
    }
    if (tableOf(key) !== 'assignments') continue
    const link = `${String(row.audience_id)} ${String(row.target_id)}`
    if (links.has(link)) return false
    links.add(link)
  }
  return true
}

/** Each column is as it was or as it stood: a batch may have changed a row twice, and half of that may go back. */
function isBetween(row: Row | undefined, was: Row | undefined, stood: Row | undefined): boolean {
  if (!row || !was || !stood) return isEqual(row, stood)
  return Object.keys(row).every((column) =>
    [was[column], stood[column]].some((one) => isDeepStrictEqual(one, row[column])),
  )
}

/** Each column is as others left it, or was ours alone and is as it was before; a row that others made or ended is theirs. */
function isPartly(
  result: Row | undefined,
  { was, became, present }: Record<'was' | 'became' | 'present', Row | undefined>,
) {
  if (!result || !was || !became || !present) return isEqual(result, present)
  // Ended and made anew.
  if (present.batch_id !== became.batch_id) return isEqual(result, present)
  return Object.keys(result).every((column) => {
    if (isDeepStrictEqual(result[column], present[column])) return true
    return isDeepStrictEqual(present[column], became[column]) && isDeepStrictEqual(result[column], was[column])
  })
}

/** Of the rows that a batch changed, those that its undo says it left. */
function staying({ before, after }: Past, stays: readonly Stay[]): string[] {
  const keyOf = { ...facts, memberships: { key: 'audience_id' } }
  return [...new Set([...before.rows.keys(), ...after.rows.keys()])].filter((key) => {
    const row = before.rows.get(key) ?? after.rows.get(key)
    const table = tableOf(key) as keyof typeof keyOf
    return stays.some(
      (stay) =>
        stay.fact === table &&
        stay.key === row?.[keyOf[table].key] &&
        (table !== 'memberships' || stay.userIds.includes(Number(row.user_id))),
    )
  })
}

const tableOf = (key: string) => key.split(' ')[0] ?? ''

function isEqual(one: Row | undefined, other: Row | undefined): boolean {
  return isDeepStrictEqual(one, other)
}

/**
 * What somebody is in: who was withdrawn is as if they had never been. Who had completed it without being in it, and was
 * enrolled by the batch, keeps it.
 */
export function expectEnrolledAsBefore(
  { before }: Past,
  then: ReadonlyMap<string, State>,
  completed: ReadonlySet<string>,
): void {
  const isIn = (row: State | undefined) => row !== undefined && row.state !== 3
  const keeps = (key: string) => completed.has(key) && then.get(key)?.state === 2 && !isIn(before.state.get(key))
  const enrolled = (state: ReadonlyMap<string, State>) =>
    new Map([...state].flatMap(([key, row]) => (isIn(row) && !keeps(key) ? [[key, row.state] as const] : [])))
  expectSame('enrollment as before', enrolled(then), enrolled(before.state))
}
