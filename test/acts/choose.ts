import { sql } from 'kysely'
import type { Change } from '../../server/change.ts'
import { type AudienceKind, audience, audienceKind } from '../../server/enrollment/engine/audience.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { Problem } from '../../server/platform/problem.ts'

/** Numbers that choose to whom and with what among whatever exists by then. */
export type Numbers = { a: number; b: number; c: number }

/** What an act does to an open change. Answers the pairs `user:activity` that it ended by hand, if any. */
export type Perform = (tx: Change, numbers: Numbers) => Promise<readonly string[] | undefined>

/** What people do, by the commands they do it by: what they are refused is not done, and the batch goes on. */
export async function ifAllowed(tx: Change, act: () => Promise<unknown>): Promise<undefined> {
  await sql`savepoint allowed`.execute(tx.db)
  try {
    await act()
    await sql`release savepoint allowed`.execute(tx.db)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint allowed`.execute(tx.db)
  }
  return undefined
}

export function pick<Value>(from: readonly Value[], nth: number): Value {
  return from[nth % from.length] as Value
}

/** The first, every other time, so that acts meet. */
export function near<Value>(from: readonly Value[], nth: number): Value {
  return nth % 2 === 0 ? pick(from, 0) : pick(from, nth >> 1)
}

/** Ids in order; every table that is named is small in these worlds. */
export async function ids(tx: Pick<Change, 'db'> | Db, table: string): Promise<number[]> {
  const found = await sql<{ id: number }>`select id from ${sql.table(table)} order by id`.execute(
    'db' in tx ? tx.db : tx,
  )
  return found.rows.map((row) => row.id)
}

export async function someUsers(tx: Change, first: number, count: number): Promise<number[]> {
  const users = await ids(tx, 'users')
  return [...new Set(Array.from({ length: 1 + (count % 3) }, (_, nth) => near(users, first + nth)))]
}

export async function today(tx: Change): Promise<string> {
  const { rows } = await sql<{ today: string }>`select today from academy`.execute(tx.db)
  return rows[0]?.today ?? ''
}

/** So many days after a day, or before it. */
export function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

export const policy = (nth: number) => pick([null, 1, 2, 3], nth)

export const lists = ['byHand', 'byManager', 'import'] as const

/** A team, function, group, or the holders of a qualification. */
export async function joinable(tx: Change, nth: number): Promise<number> {
  const kind = pick(['team', 'function', 'group', 'holders'] as const, nth)
  const table = { team: 'teams', function: 'job_functions', group: 'groups', holders: 'qualifications' }[kind]
  return audience(kind, pick(await ids(tx, table), nth >> 2))
}

/** Any audience that may lead to something by an assignment. */
export async function assignable(tx: Change, nth: number): Promise<number> {
  const kinds = Object.keys(audienceKind).filter((kind): kind is keyof typeof tables => kind in tables)
  const kind = pick(kinds, nth)
  const table = tables[kind]
  const objects = table ? await ids(tx, table) : []
  return objects.length === 0 ? audience('everyone', 0) : audience(kind, near(objects, nth >> 4))
}

const tables = {
  everyone: null,
  managers: null,
  company: 'companies',
  department: 'departments',
  departmentBelow: 'departments',
  team: 'teams',
  function: 'job_functions',
  group: 'groups',
  language: 'languages',
  reports: 'users',
  allReports: 'users',
  rule: 'rules',
} as const satisfies Partial<Record<AudienceKind, string | null>>
