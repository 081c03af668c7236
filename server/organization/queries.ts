import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../access/person.ts'
import { audience, audienceKind } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { shownWith, unknownIds } from '../platform/database/given.ts'
import { containsWords, keysetPage, type List, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type { companies, Member, UnitKind, UnitListItem } from './contract.ts'
import { units } from './unit.ts'

type ListQuery = z.output<typeof companies.list.query>
type MembersQuery = z.output<typeof companies.members.query>

const unit = sql.ref('unit.id')
const nameOrder = { by: sql`unit.name collate "und-x-icu"`, type: 'text' } as const

export function listUnits(db: Db, input: { kind: UnitKind; query: ListQuery }): Promise<Page<UnitListItem>> {
  const { kind, query } = input
  const { search, sort = 'name', companyId, belowId } = query
  const isDepartment = kind === 'departments'
  return keysetPage<UnitListItem>(db, {
    ...orderOf(kind, sort),
    id: unit,
    where: [
      ...shownWith(query.archived, sql`unit.archived`),
      ...containsWords(sql`lower(unit.name)`, search ?? ''),
      ...(companyId && isDepartment ? [sql`unit.company_id = ${companyId}`] : []),
      ...(belowId && isDepartment ? [sql`unit.id in (${inside(belowId)}) and unit.id <> ${belowId}`] : []),
    ],
    asked: query,
    items: itemsOf(kind),
  })
}

function orderOf(kind: UnitKind, asked: string): Pick<List, 'rows' | 'order' | 'sort' | 'descending'> {
  const descending = asked.startsWith('-')
  const table = sql`${sql.table(units[kind].table)} as unit`
  if (asked.endsWith('members')) {
    const rows = sql`${table} left join (${memberCounts(kind)}) as counted on counted.id = unit.id`
    // Whichever come first, those with as many are by name from A to Z.
    const members = sql`${sql.raw(descending ? '-' : '')}coalesce(counted.members, 0)`
    return { rows, order: asked, sort: [{ by: members, type: 'int' }, nameOrder], descending: false }
  }
  if (asked.endsWith('place') && kind === 'departments') {
    const rows = sql`${table}
      join (${places}) as place on place.id = unit.id
      join companies as of_company on of_company.id = unit.company_id`
    const company = { by: sql`of_company.name collate "und-x-icu"`, type: 'text' } as const
    const path = { by: sql`place.path collate "und-x-icu"`, type: 'text' } as const
    return { rows, order: 'place', sort: [company, path], descending }
  }
  return { rows: table, order: 'name', sort: [nameOrder], descending }
}

/**
 * Where each department stands (`id`, `path`): each above those below it, and those of one by name. A tabulator comes before
 * anything a name has; with their ids, what is below two who differ in an accent only does not mix.
 */
const places = sql`
  with recursive place as (
    select id, name || chr(9) || id as path from departments where parent_id is null
    union all
    select below.id, place.path || chr(9) || below.name || chr(9) || below.id
    from place join departments as below on below.parent_id = place.id
  )
  select id, path from place`

export async function readUnit(db: Db, input: { kind: UnitKind; id: number }): Promise<UnitListItem> {
  const { rows } = await sql<UnitListItem>`
    with page as (select ${input.id}::int as id) ${itemsOf(input.kind)}`.execute(db)
  const [found] = rows
  if (!found) throw notFound(units[input.kind].one)
  return found
}

export async function listMembers(
  db: Db,
  input: { kind: UnitKind; id: number; query: MembersQuery },
): Promise<Page<Member>> {
  const { kind, id, query } = input
  if ((await unknownIds(db, { table: units[kind].table, ids: [id] })).length > 0) throw notFound(units[kind].one)
  return keysetPage(db, {
    // `offset 0` has the members found first, and then sorted: a team is never worth a walk along everybody's names.
    rows: kind === 'companies' ? sql`users` : sql`(select * from users where ${isMember(kind, id)} offset 0) as users`,
    id: sql.ref('users.id'),
    where: [
      sql`users.status = 'active'`,
      ...(kind === 'companies' ? [isMember(kind, id)] : []),
      ...matchesSearch(query.search),
    ],
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: query.sort?.startsWith('-') ?? false,
    asked: query,
    items: sql`
      select users.id, users.name, users.email, jsonb_build_object('id', company.id, 'name', company.name) as company,
        case when department.id is not null
          then jsonb_build_object('id', department.id, 'name', department.name) end as department
      from page
      join users on users.id = page.id
      join companies as company on company.id = users.company_id
      left join departments as department on department.id = users.department_id`,
  })
}

/** What screens show of units, for those in `page`. */
function itemsOf(kind: UnitKind): RawBuilder<unknown> {
  const isDepartment = kind === 'departments'
  const company = isDepartment ? sql`jsonb_build_object('id', company.id, 'name', company.name)` : sql`null::jsonb`
  const parent = isDepartment
    ? sql`case when parent.id is not null then jsonb_build_object('id', parent.id, 'name', parent.name) end`
    : sql`null::jsonb`
  return sql`
    select unit.id, unit.name, members_of(audience(${audienceKind[units[kind].counted]}, unit.id)) as members,
      (
        select count(*)
        from assignments
        left join learning_activities as activity on activity.id = assignments.target_id
        left join qualifications as qualification on qualification.id = assignments.target_id
        where assignments.audience_id in (${sql.join(audiencesOf(kind))})
          and not coalesce(activity.archived, qualification.archived)
      )::int as assignments,
      ${company} as company, ${parent} as parent, ${isDepartment ? above : sql`'[]'::jsonb`} as above, unit.archived
    from page
    join ${sql.table(units[kind].table)} as unit on unit.id = page.id
    ${
      isDepartment
        ? sql`join companies as company on company.id = unit.company_id
            left join departments as parent on parent.id = unit.parent_id`
        : sql``
    }`
}

/** The departments that the one at hand stands below, from the top down. */
const above = sql`coalesce((
  with recursive above as (
    select next.id, next.name, next.parent_id, 1 as steps from departments as next where next.id = unit.parent_id
    union all
    select next.id, next.name, next.parent_id, above.steps + 1
    from above join departments as next on next.id = above.parent_id
  )
  select jsonb_agg(jsonb_build_object('id', above.id, 'name', above.name) order by above.steps desc) from above), '[]')`

function audiencesOf(kind: UnitKind): RawBuilder<unknown>[] {
  return units[kind].audiences.map((name) => sql`audience(${audienceKind[name]}, unit.id)`)
}

/** How many active users each unit of a kind has (`id`, `members`), where it has some. */
function memberCounts(kind: UnitKind): RawBuilder<unknown> {
  const number = audienceKind[units[kind].counted]
  return sql`
    select audience_object(audience_id) as id, sum(n) as members from member_tallies
    where audience_id >= audience(${number}, 0) and audience_id < audience(${number + 1}, 0)
    group by audience_id`
}

function isMember(kind: UnitKind, id: number): RawBuilder<unknown> {
  if (kind === 'companies') return sql`users.company_id = ${id}`
  if (kind === 'departments') return sql`users.department_id in (${inside(id)})`
  return sql`users.id in (select user_id from memberships where audience_id = ${audience(units[kind].audience, id)})`
}

/** A department and all below it. */
export function inside(departmentId: number): RawBuilder<unknown> {
  return sql`
    with recursive below as (
      select ${departmentId}::int as id
      union
      select departments.id from below join departments on departments.parent_id = below.id
    )
    select id from below`
}
