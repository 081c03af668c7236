import { type RawBuilder, sql } from 'kysely'
import { hasTitleWith } from '../../learning/queries.ts'
import { findByName } from '../../platform/database/byName.ts'
import type { Db } from '../../platform/database/database.ts'
import { containsWords, keysetPage, type Page } from '../../platform/database/page.ts'
import { audienceIds, type Unit } from './assignments.ts'
import type { AssignmentTarget } from './contract.ts'

/** What can be assigned, and whether the unit asked about has it already. */
type Target = AssignmentTarget & { already: boolean }
type Asked = { kind?: Target['kind'] | undefined; unit?: Unit | undefined; language: string }

/**
 * Qualifications by name and then learning activities by title, or only one kind, archived ones aside; `already` leaves only
 * those that the unit has, or only those that it has not. Of very many learning activities not all are counted.
 */
export async function findTargets(
  db: Db,
  input: Asked & { search?: string | undefined; already?: boolean | undefined; limit: number },
): Promise<{ items: Target[]; total: number; uncounted: boolean }> {
  const { kind, limit } = input
  const [qualifications, activities] = await Promise.all([
    kind === 'activity' ? none : listQualifications(db, input),
    kind === 'qualification' ? none : listActivities(db, input),
  ])
  return {
    items: [...qualifications.items, ...activities.items].slice(0, limit),
    total: qualifications.total + activities.total,
    uncounted: Boolean(qualifications.uncounted || activities.uncounted),
  }
}

type Searched = Parameters<typeof findTargets>[1]

const none = { items: [], total: 0, uncounted: false }

function listActivities(db: Db, input: Searched): Promise<Page<Target>> {
  const { search = '', language, limit } = input
  const id = sql.ref('titled.activity_id')
  const where = [
    sql`titled.language = ${language}`,
    sql`not titled.archived`,
    hasTitleWith(search, id),
    ...isWanted(input, id),
  ]
  return keysetPage<Target>(db, {
    rows: sql`activity_titles as titled`,
    id,
    where,
    // Whatever is asked but a search, an index of the order knows.
    ...(search === '' && { few: sql`activity_titles as titled where ${sql.join(where, sql` and `)}` }),
    order: `title ${language}`,
    sort: [{ by: sql`titled.title collate "und-x-icu"`, type: 'text' }],
    asked: { limit },
    items: sql`
      select named.*, ${isThere(input, sql.ref('named.id'))} as already
      from (${activitiesFor(language)}) as named
      where named.id in (select id from page)`,
  })
}

function listQualifications(db: Db, input: Searched): Promise<Page<Target>> {
  const { search = '', limit } = input
  const id = sql.ref('qualification.id')
  return keysetPage<Target>(db, {
    rows: sql`qualifications as qualification`,
    id,
    where: [
      sql`not qualification.archived`,
      ...containsWords(sql`lower(qualification.name)`, search),
      ...isWanted(input, id),
    ],
    order: 'name',
    sort: [{ by: sql`qualification.name collate "und-x-icu"`, type: 'text' }],
    asked: { limit },
    items: sql`
      select named.*, ${isThere(input, sql.ref('named.id'))} as already
      from (${qualifications}) as named
      where named.id in (select id from page)`,
  })
}

/** Those that the lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function findTargetsByName(
  db: Db,
  input: Asked & { names: readonly string[] },
): Promise<{ items: Target[]; ambiguous: string[]; unknown: string[] }> {
  const { kind, names, language } = input
  const { found, ...rest } = await findByName(db, {
    names,
    things: kind ? named[kind] : sql.join(Object.values(named), sql` union all `),
  })
  const ids = found.map(({ id }) => id)
  const { rows } = await sql<Target>`
    select named.*, ${isThere(input, sql.ref('named.id'))} as already
    from unnest(${ids}::int[]) with ordinality as given (id, position)
    join (${activitiesFor(language)} union all ${qualifications}) as named on named.id = given.id
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

const activitiesFor = (language: string) => sql`
  select 'activity' as kind, activity_id as id, title as name, type, archived
  from activity_titles where language = ${language}`

const qualifications = sql`select 'qualification' as kind, id, name, null::text as type, archived from qualifications`

function isWanted(input: Searched, id: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return input.already === undefined ? [] : [sql`${isThere(input, id)} = ${input.already}`]
}

function isThere({ unit }: Asked, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`exists (
    select from assignments a
    where a.target_id = ${id} and a.audience_id = any (${unit ? audienceIds(unit) : []}::int[]))`
}
