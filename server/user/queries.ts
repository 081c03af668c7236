import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { matchesSearch } from '../access/person.ts'
import { reach } from '../access/policy.ts'
import { type AudienceKind, audience, audienceKind } from '../enrollment/engine/audience.ts'
import { tidyEmail } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, type List, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type * as contract from './contract.ts'
import { lateAfterDays, type User, type UserListItem } from './contract.ts'
import { matchesFilters, type UserFilters } from './filters.ts'

type TeamMember = z.infer<typeof contract.listTeamMembers.response>['items'][number]

export async function listUsers(
  db: Db,
  input: { query: z.output<typeof contract.listUsers.query> },
): Promise<Page<UserListItem>> {
  const { query } = input
  return keysetPage<UserListItem>(db, {
    ...orderOf(query.sort),
    where: await matchesFilters(db, query),
    asked: query,
    // Everybody is met along the order at once.
    isGlance: query.glance === true && Boolean(query.search),
    items: sql`select ${listColumns(query)} from page join users on users.id = page.id ${joins}`,
  })
}

/** All who match and can be added, by name, as many as one act takes. */
export async function findUserIds(
  db: Db,
  input: { filters: UserFilters; most: number },
): Promise<{ ids: number[]; more: boolean }> {
  const { filters } = input
  const conditions = [
    ...(await matchesFilters(db, filters)),
    ...(filters.forActivity || filters.forQualification || filters.forUnit
      ? [sql`not ${isThere(filters)}`, sql`not ${isExcluded(filters)}`]
      : []),
  ]
  const { rows } = await sql<{ id: number }>`
    select users.id from users ${conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}
    order by users.name collate "und-x-icu", users.id
    limit ${input.most + 1}`.execute(db)
  return { ids: rows.slice(0, input.most).map(({ id }) => id), more: rows.length > input.most }
}

/** The manager's people: who is not one of them does not exist here. */
export function listTeamMembers(
  db: Db,
  input: { actor: Actor; query: z.output<typeof contract.listTeamMembers.query> },
): Promise<Page<TeamMember>> {
  const { actor, query } = input
  // `offset 0` has the people found first, and then sorted: one of hundreds is never worth a walk along everybody's names.
  const mine = sql`(select * from users where ${reach(actor)} offset 0) as users`
  const needsAttention = sql`exists (select from (${owed}) as owed where owed.is_expired or owed.is_late)`
  return keysetPage<TeamMember>(db, {
    ...orderOf(query.sort, mine),
    where: [
      ...matchesSearch(query.search),
      ...(query.attention === undefined ? [] : [query.attention ? needsAttention : sql`not ${needsAttention}`]),
    ],
    asked: query,
    items: sql`
      select users.id, users.name, users.email, ${company} as company, ${department} as department,
        ${enrollments} as enrollments,
        (
          select count(distinct valid.activity_id)
          from enrollments as held
          join valid_completions as valid on valid.user_id = held.user_id and valid.activity_id = held.activity_id
          where held.user_id = users.id and held.state in (1, 2)
        )::int as completed,
        owed.expired, owed.late
      from page join users on users.id = page.id ${joins}
      cross join lateral (
        select count(*) filter (where owed.is_expired)::int as expired, count(*) filter (where owed.is_late)::int as late
        from (${owed}) as owed
      ) as owed`,
  })
}

/** What is required of a user and not validly completed: whether it was completed once, and whether it is late. */
const owed = sql`
  select done.was as is_expired,
    not done.was and begun.user_id is null
      and held.enrolled_at < now() - ${lateAfterDays} * interval '1 day' as is_late
  from enrollments as held
  left join progress as begun on begun.user_id = held.user_id and begun.activity_id = held.activity_id
  cross join lateral (
    select exists (
      select from completions where user_id = held.user_id and activity_id = held.activity_id
    ) as was
  ) as done
  where held.user_id = users.id and held.state = 1 and not exists (
    select from valid_completions as valid
    where valid.user_id = held.user_id and valid.activity_id = held.activity_id
  )`

export async function readUser(db: Db, input: { id: number }): Promise<User> {
  const { rows } = await sql<User>`
    select ${listColumns()},
      ${memberOf('team', 'teams')} as teams, ${memberOf('function', 'job_functions')} as functions,
      ${memberOf('group', 'groups')} as groups, ${memberOf('holders', 'qualifications')} as qualifications,
      (select count(*) from users as report where report.manager_id = users.id and report.status = 'active')::int as reports,
      exists (select from credentials where credentials.user_id = users.id) as "canSignIn"
    from users ${joins}
    where users.id = ${input.id}`.execute(db)
  const [found] = rows
  if (!found) throw notFound('user')
  return found
}

/** Which users a pasted column of addresses names, in its order, each once; what is nobody's comes back as it was given. */
export async function findUsersByEmail(
  db: Db,
  input: { emails: readonly string[] } & Where,
): Promise<{ users: UserListItem[]; unknown: string[] }> {
  const given = input.emails.map((text) => ({ text, email: addressIn(text) })).filter(({ email }) => email !== '')
  const { rows } = await sql<{ first: number; user: UserListItem | null }>`
    with given as materialized (
      select lower(email) as email, min(position)::int - 1 as first
      from unnest(${given.map(({ email }) => email)}::text[]) with ordinality as element (email, position)
      group by lower(email)
    ),
    named as (
      select given.first, item.*
      from given
      join lateral (
        select ${listColumns(input)} from users ${joins} where lower(users.email) = given.email
      ) as item on true
    )
    select given.first, to_jsonb(named) - 'first' as user
    from given left join named on named.first = given.first
    order by given.first`.execute(db)
  return {
    users: rows.flatMap(({ user }) => (user ? [user] : [])),
    unknown: rows.flatMap(({ first, user }) => (user ? [] : [given[first]?.text ?? ''])),
  }
}

/** The address in what was pasted: `Ann de Vries <ann@example.com>` as mail programs copy it, or the address itself. */
function addressIn(text: string): string {
  const [, between] = /<([^<>]*)>[\s;,]*$/u.exec(text) ?? []
  return tidyEmail(between ?? text)
    .replace(/^mailto:/i, '')
    .replace(/[;,]+$/, '')
}

const joins = sql`
  join companies as company on company.id = users.company_id
  left join departments as department on department.id = users.department_id`

const company = sql`jsonb_build_object('id', company.id, 'name', company.name)`
const department = sql`
  case when department.id is not null then jsonb_build_object('id', department.id, 'name', department.name) end`
const enrollments = sql`(
  select count(*) from enrollments as held where held.user_id = users.id and held.state in (1, 2))::int`

/** What a list marks people for being in already; nothing asked, nobody is. */
type Where = Pick<
  z.output<typeof contract.listUsers.query>,
  'forActivity' | 'forQualification' | 'forUnit' | 'forUnitId'
>

function listColumns(where: Where = {}): RawBuilder<unknown> {
  return sql`
    users.id, users.name, users.email, users.employee_number as "employeeNumber", users.role, users.status,
    ${company} as company, ${department} as department, users.language, users.added_on as "addedOn",
    (
      select jsonb_build_object('id', manager.id, 'name', manager.name)
      from users as manager where manager.id = users.manager_id
    ) as manager,
    ${enrollments} as enrollments, ${isThere(where)} as already, ${isExcluded(where)} as excluded`
}

function isThere({ forActivity, forQualification, forUnit, forUnitId }: Where): RawBuilder<unknown> {
  if (forActivity !== undefined) {
    return sql`exists (
      select from enrollments as held
      where held.user_id = users.id and held.activity_id = ${forActivity}::int and held.state in (1, 2))`
  }
  if (forQualification !== undefined) return isMember(audience('holders', forQualification))
  if (forUnit === undefined || forUnitId === undefined) return sql`false`
  if (forUnit === 'companies') return sql`users.company_id = ${forUnitId}::int`
  if (forUnit === 'departments') return sql`coalesce(users.department_id = ${forUnitId}::int, false)`
  return isMember(audience(joined[forUnit], forUnitId))
}

const isExcluded = ({ forActivity }: Where) =>
  forActivity === undefined
    ? sql`false`
    : sql`exists (
      select from exclusions as held where held.user_id = users.id and held.activity_id = ${forActivity}::int)`

const joined = { teams: 'team', functions: 'function', groups: 'group' } as const satisfies Record<string, AudienceKind>

const isMember = (audienceId: number) => sql`exists (
  select from memberships where memberships.user_id = users.id and memberships.audience_id = ${audienceId}::int)`

/** What the user at hand is in, of one kind of audience, by name. */
function memberOf(kind: AudienceKind, table: 'teams' | 'job_functions' | 'groups' | 'qualifications') {
  const number = audienceKind[kind]
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('id', one.id, 'name', one.name) order by one.name collate "und-x-icu", one.id)
    from memberships
    join ${sql.table(table)} as one on one.id = audience_object(memberships.audience_id)
    where memberships.user_id = users.id and audience_kind(memberships.audience_id) = ${number}), '[]')`
}

function orderOf(sort = 'name', from = sql`users`): Pick<List, 'rows' | 'id' | 'order' | 'sort' | 'descending'> {
  const descending = sort.startsWith('-')
  const order = descending ? sort.slice(1) : sort
  const users = { rows: from, id: sql.ref('users.id'), order, descending }
  const name = { by: sql`users.name collate "und-x-icu"`, type: 'text' } as const
  if (order === 'email') return { ...users, sort: [{ by: sql`lower(users.email)`, type: 'text' }] }
  if (order === 'addedOn') return { ...users, sort: [{ by: sql`users.added_on`, type: 'date' }] }
  if (order === 'company') {
    const companyName = { by: sql`company.name collate "und-x-icu"`, type: 'text' } as const
    const rows = sql`${from} join companies as company on company.id = users.company_id`
    return { ...users, rows, sort: [companyName, name] }
  }
  return { ...users, sort: [name] }
}
