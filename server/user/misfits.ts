import { sql } from 'kysely'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { archivedSentence, findTaken, listed, unfitIds, unknownIds } from '../platform/database/given.ts'
import { type Finding, refuse } from '../platform/problem.ts'

type Given = {
  readonly id?: number
  readonly email?: string | undefined
  readonly employeeNumber?: string | null | undefined
  readonly companyId: number
  readonly departmentId: number | null
  readonly managerId?: number | null | undefined
  readonly teamIds?: readonly number[] | undefined
  readonly functionIds?: readonly number[] | undefined
  readonly groupIds?: readonly number[] | undefined
  readonly qualificationIds?: readonly number[] | undefined
  /** Where a user stands who is edited: what was archived since then they stay in, until they move. */
  readonly present?: { readonly companyId: number; readonly departmentId: number | null }
}

/** Throws one sentence for every field that does not fit what is there: taken, unknown, archived, or of another company. */
export async function refuseMisfits(db: Db, users: readonly Given[]): Promise<void> {
  // One after the other: they share the connection of one transaction.
  const found = [
    await findTakenEmails(db, users),
    await findTakenNumbers(db, users),
    await findUnfitCompanies(db, users),
    await findWrongDepartments(db, users),
    await findWrongManagers(db, users),
    await findUnfit(db, users, { field: 'teamIds', table: 'teams', one: 'team', kind: 'team' }),
    await findUnfit(db, users, { field: 'functionIds', table: 'job_functions', one: 'function', kind: 'function' }),
    await findUnfit(db, users, { field: 'groupIds', table: 'groups', one: 'group', kind: 'group' }),
    await findUnfit(db, users, {
      field: 'qualificationIds',
      table: 'qualifications',
      one: 'qualification',
      kind: 'holders',
    }),
  ]
  refuse(found.flat(), users.length)
}

async function findTakenEmails(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const rows = users.map(({ id, email }) => ({ id, text: email }))
  const taken = await findTaken(db, { table: 'users', column: 'email', rows })
  return taken.map(({ row, name }) => ({
    row,
    field: 'email',
    message: `${users[row]?.email} is the e-mail address of ${name ?? 'another user given'}. Each user has their own.`,
  }))
}

async function findTakenNumbers(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const rows = users.map(({ id, employeeNumber }) => ({ id, text: employeeNumber }))
  const taken = await findTaken(db, { table: 'users', column: 'employee_number', rows })
  return taken.map(({ row, name }) => ({
    row,
    field: 'employeeNumber',
    message: `${users[row]?.employeeNumber} is the employee number of ${name ?? 'another user given'}. Each user has their own, or none.`,
  }))
}

async function findUnfitCompanies(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const { unknown, archived } = await unfitIds(db, {
    table: 'companies',
    ids: users.map(({ companyId }) => companyId),
  })
  return users.flatMap(({ companyId, present }, row): Finding[] => {
    const wrong = (message: string) => [{ row, field: 'companyId', message }]
    if (unknown.includes(companyId)) return wrong(`There is no company ${companyId}. Choose one of the list.`)
    const closed = archived.find(({ id }) => id === companyId)
    return closed && companyId !== present?.companyId ? wrong(archivedSentence('company', closed.name)) : []
  })
}

async function findWrongDepartments(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const given = users.flatMap(({ companyId, departmentId, present }, row) =>
    departmentId ? [{ row, companyId, departmentId, stays: departmentId === present?.departmentId }] : [],
  )
  if (given.length === 0) return []
  const { rows } = await sql<WrongDepartment>`
    select given.row, given."departmentId" as id, company.name as company, department.name,
      case when department.company_id <> given."companyId" then of_department.name end as "otherCompany"
    from jsonb_to_recordset(${JSON.stringify(given)}) 
      as given (row int, "companyId" int, "departmentId" int, stays boolean)
    join companies as company on company.id = given."companyId"
    left join departments as department on department.id = given."departmentId"
    left join companies as of_department on of_department.id = department.company_id
    where department.company_id is distinct from given."companyId" or (department.archived and not given.stays)
  `.execute(db)
  return rows.map((wrong) => ({
    row: wrong.row,
    field: 'departmentId',
    message: `${whatIsWrong(wrong)} Choose one of ${wrong.company}, or none.`,
  }))
}

type WrongDepartment = { row: number; id: number; company: string; name: string | null; otherCompany: string | null }

function whatIsWrong({ id, name, otherCompany }: WrongDepartment): string {
  if (name === null) return `There is no department ${id}.`
  return otherCompany === null
    ? `Department "${name}" is archived.`
    : `Department "${name}" belongs to ${otherCompany}.`
}

async function findWrongManagers(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const asked = users.flatMap(({ managerId }) => (managerId ? [managerId] : []))
  const unknown = await unknownIds(db, { table: 'users', ids: asked })
  return users.flatMap(({ id, managerId }, row): Finding[] => {
    if (!managerId) return []
    const wrong = (message: string) => [{ row, field: 'managerId', message }]
    if (managerId === id) return wrong('A user cannot be their own manager. Choose someone else, or no one.')
    return unknown.includes(managerId)
      ? wrong(`There is no user ${managerId}. Choose a manager of the list, or no one.`)
      : []
  })
}

async function findUnfit(
  db: Db,
  users: readonly Given[],
  of: {
    field: 'teamIds' | 'functionIds' | 'groupIds' | 'qualificationIds'
    table: 'teams' | 'job_functions' | 'groups' | 'qualifications'
    one: string
    kind: AudienceKind
  },
): Promise<Finding[]> {
  const asked = users.flatMap((user) => user[of.field] ?? [])
  const { unknown, archived } = await unfitIds(db, { table: of.table, ids: asked })
  const stays = await membersOf(
    db,
    archived.map(({ id }) => audience(of.kind, id)),
    users.flatMap(({ id }) => id ?? []),
  )
  return users.flatMap((user, row) => {
    const given = user[of.field] ?? []
    const missing = given.filter((id) => unknown.includes(id))
    const closed = archived.filter(({ id }) => given.includes(id) && !stays.has(`${user.id} ${audience(of.kind, id)}`))
    const message = [
      ...(missing.length > 0 ? [`There is no ${of.one} ${listed(missing)}. Choose from the list.`] : []),
      ...closed.slice(0, 5).map(({ name }) => archivedSentence(of.one, name)),
    ].join(' ')
    return message === '' ? [] : [{ row, field: of.field, message }]
  })
}

/** Who of these users is in which of the audiences already, as `user audience`. */
async function membersOf(db: Db, audienceIds: readonly number[], userIds: readonly number[]): Promise<Set<string>> {
  if (audienceIds.length === 0 || userIds.length === 0) return new Set()
  const { rows } = await sql<{ user_id: number; audience_id: number }>`
    select user_id, audience_id from memberships
    where user_id = any (${userIds}::int[]) and audience_id = any (${audienceIds}::int[])`.execute(db)
  return new Set(rows.map(({ user_id, audience_id }) => `${user_id} ${audience_id}`))
}
