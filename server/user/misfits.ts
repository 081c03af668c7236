import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'
import { findTaken, listed, unknownIds } from '../platform/database/given.ts'
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
}

/** Throws one sentence for every field that does not fit what is there: taken, unknown, or of another company. */
export async function refuseMisfits(db: Db, users: readonly Given[]): Promise<void> {
  // One after the other: they share the connection of one transaction.
  const found = [
    await findTakenEmails(db, users),
    await findTakenNumbers(db, users),
    await findUnknownCompanies(db, users),
    await findWrongDepartments(db, users),
    await findWrongManagers(db, users),
    await findUnknown(db, users, { field: 'teamIds', table: 'teams', one: 'team' }),
    await findUnknown(db, users, { field: 'functionIds', table: 'job_functions', one: 'function' }),
    await findUnknown(db, users, { field: 'groupIds', table: 'groups', one: 'group' }),
    await findUnknown(db, users, { field: 'qualificationIds', table: 'qualifications', one: 'qualification' }),
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

async function findUnknownCompanies(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const unknown = await unknownIds(db, { table: 'companies', ids: users.map(({ companyId }) => companyId) })
  return users.flatMap(({ companyId }, row) =>
    unknown.includes(companyId)
      ? [{ row, field: 'companyId', message: `There is no company ${companyId}. Choose one of the list.` }]
      : [],
  )
}

async function findWrongDepartments(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const given = users.flatMap(({ companyId, departmentId }, row) =>
    departmentId ? [{ row, companyId, departmentId }] : [],
  )
  if (given.length === 0) return []
  const { rows } = await sql<{ row: number; id: number; company: string; name: string | null; itsCompany: string }>`
    select given.row, given."departmentId" as id, company.name as company, department.name,
      of_department.name as "itsCompany"
    from jsonb_to_recordset(${JSON.stringify(given)}) as given (row int, "companyId" int, "departmentId" int)
    join companies as company on company.id = given."companyId"
    left join departments as department on department.id = given."departmentId"
    left join companies as of_department on of_department.id = department.company_id
    where department.company_id is distinct from given."companyId"`.execute(db)
  return rows.map(({ row, id, company, name, itsCompany }) => {
    const wrong = name === null ? `There is no department ${id}.` : `Department "${name}" belongs to ${itsCompany}.`
    return { row, field: 'departmentId', message: `${wrong} Choose one of ${company}, or none.` }
  })
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

async function findUnknown(
  db: Db,
  users: readonly Given[],
  of: {
    field: 'teamIds' | 'functionIds' | 'groupIds' | 'qualificationIds'
    table: 'teams' | 'job_functions' | 'groups' | 'qualifications'
    one: string
  },
): Promise<Finding[]> {
  const asked = users.flatMap((user) => user[of.field] ?? [])
  const unknown = new Set(await unknownIds(db, { table: of.table, ids: asked }))
  return users.flatMap((user, row) => {
    const missing = (user[of.field] ?? []).filter((id) => unknown.has(id))
    const message = `There is no ${of.one} ${listed(missing)}. Choose from the list.`
    return missing.length > 0 ? [{ row, field: of.field, message }] : []
  })
}
