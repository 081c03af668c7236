import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../access/person.ts'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import type { listUserIds } from './contract.ts'

export type UserFilters = z.output<typeof listUserIds.query>

/**
 * The conditions of a list of `users`. Values are given as they are, never as a question inside: so the planner knows how
 * many there are of each, and walks an index by name or gathers the few.
 */
export async function matchesFilters(db: Db, given: UserFilters): Promise<RawBuilder<unknown>[]> {
  const departmentIds = given.departmentId && (await departmentsBelow(db, given.departmentId))
  return [
    ...matchesSearch(given.search),
    ...(given.status ? [sql`users.status = ${given.status}`] : []),
    ...(given.role ? [sql`users.role = ${given.role}`] : []),
    ...(given.companyId ? [sql`users.company_id = any (${given.companyId}::int[])`] : []),
    ...(departmentIds ? [sql`users.department_id = any (${departmentIds}::int[])`] : []),
    ...isIn('team', given.teamId),
    ...isIn('function', given.functionId),
    ...isIn('group', given.groupId),
    ...(given.language ? [sql`users.language = any (${given.language}::text[])`] : []),
    ...(given.managerId ? [sql`users.manager_id = any (${given.managerId}::int[])`] : []),
    ...isUnder(given.underId),
    ...(given.isManager === undefined ? [] : [given.isManager ? sql`exists (${activeReports})` : hasNoReports]),
    ...(given.addedFrom ? [sql`users.added_on >= ${given.addedFrom}::date`] : []),
    ...(given.addedUntil ? [sql`users.added_on <= ${given.addedUntil}::date`] : []),
  ]
}

function isIn(kind: AudienceKind, ids: readonly number[] | undefined): RawBuilder<unknown>[] {
  if (!ids) return []
  const audienceIds = ids.map((id) => audience(kind, id))
  return [sql`users.id in (select user_id from memberships where audience_id = any (${audienceIds}::int[]))`]
}

/** Who is active has a profile, where everybody above them is written down. */
function isUnder(ids: readonly number[] | undefined): RawBuilder<unknown>[] {
  if (!ids) return []
  const audienceIds = ids.map((id) => audience('allReports', id))
  return [sql`users.id in (select user_id from profiles where audience_ids && ${audienceIds}::int[])`]
}

const activeReports = sql`
  select from users as report where report.manager_id = users.id and report.status = 'active'`

/** Asked of each who is met on the way: nearly everyone is it, and a join would first gather all reports there are. */
const hasNoReports = sql`(select count(*) from (${activeReports} limit 1) as any_report) = 0`

async function departmentsBelow(db: Db, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive below as (
      select unnest(${ids}::int[]) as id
      union
      select departments.id from below join departments on departments.parent_id = below.id
    )
    select id from below`.execute(db)
  return rows.map(({ id }) => id)
}
