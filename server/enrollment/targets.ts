import { type RawBuilder, sql } from 'kysely'
import { hasTitleWith } from '../learning/queries.ts'
import { findByName } from '../platform/database/byName.ts'
import type { Db } from '../platform/database/database.ts'
import { containsWords } from '../platform/database/page.ts'
import { audienceIds, type Unit } from './assignments.ts'
import type { AssignmentTarget } from './contract.ts'

/** What can be assigned, and whether the unit asked about has it already. */
type Target = AssignmentTarget & { already: boolean }
type Asked = { kind?: Target['kind'] | undefined; unit?: Unit | undefined; language: string }

/**
 * Learning activities and qualifications, or only one kind, by name and archived ones aside; `already` leaves only those that
 * the unit has, or only those that it has not.
 */
export async function findTargets(
  db: Db,
  input: Asked & { search?: string | undefined; already?: boolean | undefined; limit: number },
): Promise<{ items: Target[]; total: number }> {
  const { already, limit } = input
  const { rows } = await sql<Target & { total: number }>`
    select named.*, count(*) over ()::int as total, ${isThere(input)} as already
    from (${targets(input)}) as named
    ${already === undefined ? sql`` : sql`where ${isThere(input)} = ${already}`}
    order by named.kind desc, named.name collate "und-x-icu", named.id
    limit ${limit}`.execute(db)
  return { items: rows.map(({ total: _, ...item }) => item), total: rows[0]?.total ?? 0 }
}

/** Those that the lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function findTargetsByName(
  db: Db,
  input: Asked & { names: readonly string[] },
): Promise<{ items: Target[]; ambiguous: string[]; unknown: string[] }> {
  const { kind, names } = input
  const { found, ...rest } = await findByName(db, {
    names,
    things: kind ? named[kind] : sql.join(Object.values(named), sql` union all `),
  })
  const ids = found.map(({ id }) => id)
  const { rows } = await sql<Target>`
    select named.*, ${isThere(input)} as already
    from unnest(${ids}::int[]) with ordinality as given (id, position)
    join (${targets({ ...input, ids })}) as named on named.id = given.id
    order by given.position`.execute(db)
  return { items: rows, ...rest }
}

/** Every name that a target of each kind has (`kind`, `id`, `name`). */
const named = {
  activity: sql`
    select 'activity' as kind, activity.id, text.title as name
    from learning_activities as activity join learning_activity_texts as text on text.activity_id = activity.id
    where not activity.archived`,
  qualification: sql`select 'qualification' as kind, id, name from qualifications where not archived`,
} as const satisfies Record<Target['kind'], unknown>

/** What a title in whichever language, or its name, is found by; of these ids only, where some are given. */
function targets(of: Asked & { search?: string | undefined; ids?: readonly number[] }): RawBuilder<unknown> {
  const { kind, search = '', ids, language } = of
  const among = (id: string) => (ids ? [sql`${sql.ref(id)} = any (${[...ids]}::int[])`] : [])
  const titles = [sql`not activity.archived`, ...(search === '' ? [] : [hasTitleWith(search)]), ...among('activity.id')]
  const names = [
    sql`not qualification.archived`,
    ...containsWords(sql`lower(qualification.name)`, search),
    ...among('qualification.id'),
  ]
  const activities = sql`
    select 'activity' as kind, activity.id, activity_title(activity.id, ${language}) as name, activity.type, activity.archived
    from learning_activities as activity
    where ${sql.join(titles, sql` and `)}`
  const qualifications = sql`
    select 'qualification' as kind, qualification.id, qualification.name, null::text as type, qualification.archived
    from qualifications as qualification
    where ${sql.join(names, sql` and `)}`
  if (kind) return kind === 'activity' ? activities : qualifications
  return sql`${activities} union all ${qualifications}`
}

function isThere({ unit }: Asked): RawBuilder<unknown> {
  return sql`exists (
    select from assignments a
    where a.target_id = named.id and a.audience_id = any (${unit ? audienceIds(unit) : []}::int[]))`
}
