import { sql } from 'kysely'
import { keepsAnAdministrator } from '../access/commands.ts'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import { keepStill, lockOf } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, joinAudience, setAudiences } from '../facts.ts'
import type { Language } from '../learning/contract.ts'
import { notFound } from '../platform/problem.ts'
import type { NewUser, UserEdit } from './contract.ts'
import { refuseMisfits } from './misfits.ts'

/**
 * Creates users with everything they belong to. Answers their ids in the order given. Whom this enrolls in what is not
 * decided here: the engine derives it.
 */
export async function createUsers(
  tx: Change,
  input: { users: ReadonlyArray<Omit<NewUser, 'invite'>> },
): Promise<number[]> {
  const { users } = input
  await keepStill(tx)
  await refuseMisfits(tx.db, users)
  const academy = await readAcademy(tx)
  const ids = await insertFacts(
    tx,
    'users',
    users.map((user) => ({
      name: user.name,
      email: user.email,
      employee_number: user.employeeNumber,
      role: user.role,
      company_id: user.companyId,
      department_id: user.departmentId,
      manager_id: user.managerId,
      language: user.language ?? academy.language,
      added_on: user.addedOn ?? academy.today,
    })),
  )
  for (const [field, kind] of memberships) {
    const members = ids.flatMap((id, row) => (users[row]?.[field] ?? []).map((unitId) => ({ id, unitId })))
    for (const [unitId, joined] of Map.groupBy(members, (member) => member.unitId)) {
      await joinAudience(tx, { audienceId: audience(kind, unitId), userIds: joined.map(({ id }) => id) })
    }
  }
  return ids
}

/**
 * Edits a user. A move to another company without a word about the department leaves the department; a set of teams,
 * functions, groups or qualifications is the whole set. Somebody deactivated is signed out everywhere.
 */
export async function editUser(tx: Change, input: { id: number; edit: UserEdit }): Promise<void> {
  const { id, edit } = input
  const present = await lockUser(tx, { id, edit })
  const companyId = edit.companyId ?? present.companyId
  const stays = companyId === present.companyId ? present.departmentId : null
  const departmentId = edit.departmentId === undefined ? stays : edit.departmentId
  await refuseMisfits(tx.db, [{ ...edit, id, companyId, departmentId, present }])
  await editFacts(tx, 'users', [
    {
      id,
      company_id: companyId,
      department_id: departmentId,
      ...(edit.name !== undefined && { name: edit.name }),
      ...(edit.email !== undefined && { email: edit.email }),
      ...(edit.employeeNumber !== undefined && { employee_number: edit.employeeNumber }),
      ...(edit.role !== undefined && { role: edit.role }),
      ...(edit.status !== undefined && { status: edit.status }),
      ...(edit.managerId !== undefined && { manager_id: edit.managerId }),
      ...(edit.language !== undefined && { language: edit.language }),
      ...(edit.addedOn !== undefined && { added_on: edit.addedOn }),
    },
  ])
  for (const [field, kind] of memberships) {
    const ids = edit[field]
    if (ids) await setAudiences(tx, { userId: id, kind, ids })
  }
  if (edit.status === 'inactive') await sql`delete from sessions where user_id = ${id}`.execute(tx.db)
  if (edit.status === 'inactive' || edit.role === 'learner') await keepsAnAdministrator(tx)
}

/** What people may change about themselves. */
export async function editMyself(tx: Change, input: { id: number; language?: Language | undefined }): Promise<void> {
  if (input.language) await editFacts(tx, 'users', [{ id: input.id, language: input.language }])
}

const memberships = [
  ['teamIds', 'team'],
  ['functionIds', 'function'],
  ['groupIds', 'group'],
  ['qualificationIds', 'holders'],
] as const satisfies ReadonlyArray<readonly [keyof NewUser, AudienceKind]>

/**
 * What an edit means depends on what is there: two who edit one user at the same moment take turns, and the departments stay
 * where they are until it is done.
 */
async function lockUser(
  tx: Change,
  { id, edit }: { id: number; edit: UserEdit },
): Promise<{ companyId: number; departmentId: number | null }> {
  const lock = lockOf(tx, 'users', edit.managerId === undefined ? ['department_id'] : ['manager_id'], 'edit')
  const { rows } = await sql<{ companyId: number; departmentId: number | null }>`
    with locked as materialized (${lock ?? sql`select`})
    select users.company_id as "companyId", users.department_id as "departmentId"
    from locked cross join users where users.id = ${id}
    for update of users`.execute(tx.db)
  const [user] = rows
  if (!user) throw notFound('user')
  return user
}

async function readAcademy(tx: Change): Promise<{ language: Language; today: string }> {
  const { rows } = await sql<{ language: Language; today: string }>`
    select language, academy_today() as today from academy`.execute(tx.db)
  const [academy] = rows
  if (!academy) throw new Error('there is no academy to add users to')
  return academy
}
