import { sql } from 'kysely'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { archivedSentence, findTaken, noneOf, unfitIds, unknownIds } from '../platform/database/given.ts'
import { type Finding, refuse } from '../platform/problem.ts'
import { type Said, sentence, several, type Thing } from '../platform/sentence.ts'

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
    message:
      name === null
        ? emailTwice({ email: users[row]?.email ?? '' })
        : emailTaken({ email: users[row]?.email ?? '', name }),
  }))
}

async function findTakenNumbers(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const rows = users.map(({ id, employeeNumber }) => ({ id, text: employeeNumber }))
  const taken = await findTaken(db, { table: 'users', column: 'employee_number', rows })
  return taken.map(({ row, name }) => ({
    row,
    field: 'employeeNumber',
    message: numberSaid(users[row]?.employeeNumber ?? '', name),
  }))
}

function numberSaid(number: string, name: string | null): Said {
  return name === null ? numberTwice({ number }) : numberTaken({ number, name })
}

const emailTaken = sentence('user.email-taken', '{{email}} is the e-mail address of {{name}}. Each user has their own.')
const emailTwice = sentence('user.email-twice', '{{email}} is given for another user too. Each user has their own.')
const numberTaken = sentence(
  'user.number-taken',
  '{{number}} is the employee number of {{name}}. Each user has their own, or none.',
)
const numberTwice = sentence(
  'user.number-twice',
  '{{number}} is given for another user too. Each user has their own, or none.',
)

async function findUnfitCompanies(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const { unknown, archived } = await unfitIds(db, {
    table: 'companies',
    ids: users.map(({ companyId }) => companyId),
  })
  return users.flatMap(({ companyId, present }, row): Finding[] => {
    const wrong = (message: Said) => [{ row, field: 'companyId', message }]
    if (unknown.includes(companyId)) return wrong(noneOf({ thing: 'company', ids: several([companyId]) }))
    const closed = archived.find(({ id }) => id === companyId)
    return closed && companyId !== present?.companyId
      ? wrong(archivedSentence({ thing: 'company', name: closed.name }))
      : []
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
    message: [whatIsWrong(wrong), chooseOf({ company: wrong.company })],
  }))
}

type WrongDepartment = { row: number; id: number; company: string; name: string | null; otherCompany: string | null }

function whatIsWrong({ id, name, otherCompany }: WrongDepartment): Said {
  if (name === null) return noDepartment({ ids: several([id]) })
  return otherCompany === null ? departmentArchived({ name }) : departmentOfOther({ name, company: otherCompany })
}

const noDepartment = sentence('user.no-department', 'There is no department {{ids}}.')
const departmentArchived = sentence('user.department-archived', 'Department "{{name}}" is archived.')
const departmentOfOther = sentence('user.department-of-other', 'Department "{{name}}" belongs to {{company}}.')
const chooseOf = sentence('user.choose-department', 'Choose one of {{company}}, or none.')

async function findWrongManagers(db: Db, users: readonly Given[]): Promise<Finding[]> {
  const asked = users.flatMap(({ managerId }) => (managerId ? [managerId] : []))
  const unknown = await unknownIds(db, { table: 'users', ids: asked })
  return users.flatMap(({ id, managerId }, row): Finding[] => {
    if (!managerId) return []
    const wrong = (message: Said) => [{ row, field: 'managerId', message }]
    if (managerId === id) return wrong(ownManager())
    return unknown.includes(managerId) ? wrong(noManager({ ids: several([managerId]) })) : []
  })
}

const ownManager = sentence('user.own-manager', 'A user cannot be their own manager. Choose someone else, or no one.')
const noManager = sentence('user.no-manager', 'There is no user {{ids}}. Choose a manager from the list, or no one.')

async function findUnfit(
  db: Db,
  users: readonly Given[],
  of: {
    field: 'teamIds' | 'functionIds' | 'groupIds' | 'qualificationIds'
    table: 'teams' | 'job_functions' | 'groups' | 'qualifications'
    one: Thing
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
      ...(missing.length > 0 ? [noneOf({ thing: of.one, ids: several(missing) })] : []),
      ...closed.slice(0, 5).map(({ name }) => archivedSentence({ thing: of.one, name })),
    ]
    return message.length === 0 ? [] : [{ row, field: of.field, message }]
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
