import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { audience, audienceKind } from '../enrollment/engine/audience.ts'
import type { Named } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { shownWith } from '../platform/database/given.ts'
import { containsWords, keysetPage, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type { companies, UnitKind, UnitListItem } from './contract.ts'
import { units } from './unit.ts'

type ListQuery = z.output<typeof companies.list.query>
type MembersQuery = z.output<typeof companies.members.query>

const unit = sql.ref('unit.id')
const nameOrder = { by: sql`unit.name collate "und-x-icu"`, type: 'text' } as const

export function listUnits(db: Db, input: { kind: UnitKind; query: ListQuery }): Promise<Page<UnitListItem>> {
  const { kind, query } = input
  const { search, sort = 'name', companyId } = query
  const byMembers = sort.endsWith('members')
  const table = sql`${sql.table(units[kind].table)} as unit`
  return keysetPage<UnitListItem>(db, {
    rows: byMembers ? sql`${table} left join (${memberCounts(kind)}) as counted on counted.id = unit.id` : table,
    id: unit,
    where: [
      ...shownWith(query.archived, sql`unit.archived`),
      ...containsWords(sql`lower(unit.name)`, search ?? ''),
      ...(companyId && kind === 'departments' ? [sql`unit.company_id = ${companyId}`] : []),
    ],
    order: byMembers ? 'members' : 'name',
    sort: byMembers ? [{ by: sql`coalesce(counted.members, 0)`, type: 'int' }, nameOrder] : [nameOrder],
    descending: sort.startsWith('-'),
    asked: query,
    items: itemsOf(kind, sql`select id from page`),
  })
}

export async function readUnit(db: Db, input: { kind: UnitKind; id: number }): Promise<UnitListItem> {
  const { rows } = await sql<UnitListItem>`
    with page as (select ${input.id}::int as id) ${itemsOf(input.kind, sql`select id from page`)}`.execute(db)
  const [found] = rows
  if (!found) throw notFound(units[input.kind].one)
  return found
}

export async function listMembers(
  db: Db,
  input: { kind: UnitKind; id: number; query: MembersQuery },
): Promise<Page<Named & { email: string }>> {
  const { kind, id, query } = input
  await readUnit(db, { kind, id })
  return keysetPage(db, {
    // `offset 0` has the members found first, and then sorted: a team is never worth a walk along everybody's names.
    rows: kind === 'companies' ? sql`users` : sql`(select * from users where ${isMember(kind, id)} offset 0) as users`,
    id: sql.ref('users.id'),
    where: [
      sql`users.status = 'active'`,
      ...(kind === 'companies' ? [isMember(kind, id)] : []),
      ...containsWords(
        sql`lower(users.name || ' ' || users.email || ' ' || coalesce(users.employee_number, ''))`,
        query.search ?? '',
      ),
    ],
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: query.sort?.startsWith('-') ?? false,
    asked: query,
    items: sql`select users.id, users.name, users.email from page join users on users.id = page.id`,
  })
}

/** What screens show of units, for those in `page`. */
function itemsOf(kind: UnitKind, of: RawBuilder<unknown>): RawBuilder<unknown> {
  const isDepartment = kind === 'departments'
  const company = isDepartment ? sql`jsonb_build_object('id', company.id, 'name', company.name)` : sql`null::jsonb`
  const parent = isDepartment
    ? sql`case when parent.id is not null then jsonb_build_object('id', parent.id, 'name', parent.name) end`
    : sql`null::jsonb`
  return sql`
    select unit.id, unit.name, coalesce(counted.members, 0)::int as members,
      (
        select count(*)
        from assignments
        left join learning_activities as activity on activity.id = assignments.target_id
        left join qualifications as qualification on qualification.id = assignments.target_id
        where assignments.audience_id in (${sql.join(audiencesOf(kind))})
          and not coalesce(activity.archived, qualification.archived)
      )::int as assignments,
      ${company} as company, ${parent} as parent, unit.archived
    from page
    join ${sql.table(units[kind].table)} as unit on unit.id = page.id
    left join (${memberCounts(kind, of)}) as counted on counted.id = unit.id
    ${
      isDepartment
        ? sql`join companies as company on company.id = unit.company_id
            left join departments as parent on parent.id = unit.parent_id`
        : sql``
    }`
}

function audiencesOf(kind: UnitKind): RawBuilder<unknown>[] {
  return units[kind].audiences.map((name) => sql`audience(${audienceKind[name]}, unit.id)`)
}

/** How many active users each unit has (`id`, `members`), of all units of a kind or of those whose ids `of` selects. */
function memberCounts(kind: UnitKind, of?: RawBuilder<unknown>): RawBuilder<unknown> {
  if (kind === 'companies') {
    return sql`
      select company_id as id, count(*) as members from users
      where status = 'active' ${of ? sql`and company_id in (${of})` : sql``}
      group by company_id`
  }
  if (kind === 'departments') return departmentCounts(of)
  const number = audienceKind[units[kind].audience]
  const within = of
    ? sql`audience_id in (select audience(${number}, one.id) from (${of}) as one)`
    : sql`audience_id >= audience(${number}, 0) and audience_id < audience(${number + 1}, 0)`
  return sql`
    select audience_object(audience_id) as id, count(*) as members
    from memberships join users on users.id = memberships.user_id and users.status = 'active'
    where ${within}
    group by audience_id`
}

/** A department has its own people and those of the departments below it. */
function departmentCounts(of?: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with recursive below as (
      select id as top_id, id from departments ${of ? sql`where id in (${of})` : sql``}
      union
      select below.top_id, departments.id from below join departments on departments.parent_id = below.id
    )
    select below.top_id as id, count(*) as members
    from below join users on users.department_id = below.id and users.status = 'active'
    group by below.top_id`
}

function isMember(kind: UnitKind, id: number): RawBuilder<unknown> {
  if (kind === 'companies') return sql`users.company_id = ${id}`
  if (kind === 'departments') {
    return sql`users.department_id in (
      with recursive below as (
        select ${id}::int as id
        union
        select departments.id from below join departments on departments.parent_id = below.id
      )
      select id from below)`
  }
  return sql`users.id in (select user_id from memberships where audience_id = ${audience(units[kind].audience, id)})`
}
