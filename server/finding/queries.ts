import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../access/person.ts'
import { hasTitleWith } from '../learning/queries.ts'
import { type UnitKind, unitKind } from '../organization/contract.ts'
import { units } from '../organization/unit.ts'
import type { Db } from '../platform/database/database.ts'
import { containsWords } from '../platform/database/page.ts'
import type { Found, findByName as operation } from './contract.ts'

/**
 * Of more that match, some are left out before the first by name are taken: to put a hundred thousand people in order takes a
 * tenth of a second, with every letter that is typed, and whoever is looked for among so many is found by typing on.
 */
const mostSorted = 1_000

/** A few of each kind, by name. Nothing is counted: neither how many match, nor who is in them. */
export async function findByName(
  db: Db,
  input: { query: z.output<typeof operation.query>; language: string },
): Promise<Found> {
  const { query, language } = input
  const { search } = query
  const few = (rows: RawBuilder<unknown>) => firstByName(rows, query)
  const isNamed = sql.join([sql`true`, ...containsWords(sql`lower(name)`, search)], sql` and `)
  const isPerson = sql.join([sql`true`, ...matchesSearch(search)], sql` and `)
  const unitsOf = (kind: UnitKind) =>
    sql`${sql.lit(kind)}, ${few(sql`
    select id, name, ${companyOf(kind)} as company
    from ${sql.table(units[kind].table)} as unit where not archived and ${isNamed}`)}`
  const { rows } = await sql<Found>`
    select ${few(sql`select id, name, email from users where ${isPerson}`)} as users,
      ${few(sql`
        select activity_id as id, title as name
        from activity_titles where language = ${language} and not archived
          and ${hasTitleWith(search, sql.ref('activity_id'))}`)} as activities,
      jsonb_build_object(${sql.join(unitKind.options.map(unitsOf))}) as units,
      ${few(sql`select id, name from qualifications where not archived and ${isNamed}`)} as qualifications,
      ${few(sql`select id, name from rules where ${isNamed}`)} as rules`.execute(db)
  const [found] = rows
  if (!found) throw new Error('a select without rows')
  return found
}

/**
 * What is called exactly so comes first: whoever types all of a name means that. It is looked up in the order of names, where
 * whatever differs only by capitals lies between none and all of them, but for a dotless ı.
 */
const firstByName = (rows: RawBuilder<unknown>, { search, limit }: { search: string; limit: number }) => sql`coalesce((
  select jsonb_agg(to_jsonb(first))
  from (
    select * from (
      (select * from (${rows}) as called
        where name collate "und-x-icu" between lower(${search}) and upper(${search}) and lower(name) = lower(${search})
        limit ${mostSorted})
      union
      (${rows} limit ${mostSorted})) as matching
    order by lower(name) = lower(${search}) desc, name collate "und-x-icu", id limit ${limit}
  ) as first), '[]')`

const companyOf = (kind: UnitKind) =>
  kind === 'departments'
    ? sql`(select jsonb_build_object('id', id, 'name', name) from companies where id = unit.company_id)`
    : sql`null::jsonb`
