import { type RawBuilder, sql } from 'kysely'
import { findByName } from '../platform/database/byName.ts'
import type { Db } from '../platform/database/database.ts'
import { containsWords } from '../platform/database/page.ts'
import { audienceIds, targetName, type Unit } from './assignments.ts'
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
  const { search = '', already, limit } = input
  const where = [
    ...containsWords(sql`lower(named.name)`, search),
    ...(already === undefined ? [] : [already ? isThere(input) : sql`not ${isThere(input)}`]),
  ]
  const { rows } = await sql<Target & { total: number }>`
    select named.*, count(*) over ()::int as total, ${isThere(input)} as already
    from (${targets(input)}) as named
    where ${sql.join([sql`true`, ...where], sql` and `)}
    order by named.kind desc, named.name collate "und-x-icu", named.id
    limit ${limit}`.execute(db)
  return { items: rows.map(({ total: _, ...item }) => item), total: rows[0]?.total ?? 0 }
}

/** Those that the lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function findTargetsByName(
  db: Db,
  input: Asked & { names: readonly string[] },
): Promise<{ items: Target[]; ambiguous: string[]; unknown: string[] }> {
  const { found, ...rest } = await findByName(db, {
    names: input.names,
    things: sql`
      select named.kind, named.id, coalesce(text.title, named.name) as name
      from (${targets(input)}) as named left join learning_activity_texts as text on text.activity_id = named.id`,
  })
  const { rows } = await sql<Target>`
    select named.*, ${isThere(input)} as already
    from unnest(${found.map(({ id }) => id)}::int[]) with ordinality as given (id, position)
    join (${targets(input)}) as named on named.id = given.id
    order by given.position`.execute(db)
  return { items: rows, ...rest }
}

function targets({ kind, language }: Asked): RawBuilder<unknown> {
  return sql`
    select t.kind, t.id, ${targetName(language)} as name, la.type, coalesce(q.archived, la.archived) as archived
    from targets t
    left join learning_activities la on la.id = t.id
    left join qualifications q on q.id = t.id
    where not coalesce(q.archived, la.archived) ${kind ? sql`and t.kind = ${kind}` : sql``}`
}

function isThere({ unit }: Asked): RawBuilder<unknown> {
  return sql`exists (
    select from assignments a
    where a.target_id = named.id and a.audience_id = any (${unit ? audienceIds(unit) : []}::int[]))`
}
