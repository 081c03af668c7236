import { sql } from 'kysely'
import { keepsAnAdministrator } from '../access/commands.ts'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import { keepStill, lockOf } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, joinAudience, setAudiences } from '../facts.ts'
import type { Language } from '../learning/contract.ts'
import { noneOf, noUser, unknownIds } from '../platform/database/given.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { sentence, several } from '../platform/sentence.ts'
import type { NewUser, UserEdit, UsersEdit } from './contract.ts'
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

/**
 * Edits several users alike. Who comes to another company leaves the department, unless one is given; a department given alone
 * brings its company. Answers how many users are other than before.
 */
export async function editUsers(tx: Change, input: UsersEdit): Promise<number> {
  const { userIds, status, managerId, language } = input
  const present = await lockUsers(tx, input)
  const companyId = input.companyId ?? (await companyOf(tx, input.departmentId))
  await refuseMisfitsOf(tx, { ...input, companyId, present })
  const edited = await editFacts(
    tx,
    'users',
    present.map((user) => ({
      id: user.id,
      ...((companyId !== undefined || input.departmentId !== undefined) && {
        company_id: companyId ?? user.companyId,
        department_id: departmentOf(user, { companyId, departmentId: input.departmentId }),
      }),
      ...(status !== undefined && { status }),
      ...(managerId !== undefined && { manager_id: managerId }),
      ...(language !== undefined && { language }),
    })),
  )
  if (status === 'inactive') {
    await sql`delete from sessions where user_id = any (${userIds}::int[])`.execute(tx.db)
    await keepsAnAdministrator(tx)
  }
  return edited
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

type Place = { id: number; companyId: number; departmentId: number | null }

/** The same for several, in the order of their numbers, so that no two acts wait for each other in a circle. */
async function lockUsers(tx: Change, { userIds, managerId }: UsersEdit): Promise<Place[]> {
  const lock = lockOf(tx, 'users', managerId === undefined ? ['department_id'] : ['manager_id'], 'edit')
  if (lock) await lock.execute(tx.db)
  const unknown = await unknownIds(tx.db, { table: 'users', ids: userIds })
  if (unknown.length > 0) {
    throw invalid([{ field: 'userIds', message: noUser({ ids: several(unknown) }) }])
  }
  const { rows } = await sql<Place>`
    select id, company_id as "companyId", department_id as "departmentId"
    from users where id = any (${userIds}::int[]) order by id for update`.execute(tx.db)
  return rows
}

async function companyOf(tx: Change, departmentId: number | null | undefined): Promise<number | undefined> {
  if (!departmentId) return undefined
  const { rows } = await sql<{ id: number }>`
    select company_id as id from departments where id = ${departmentId}`.execute(tx.db)
  if (!rows[0]) {
    throw invalid([{ field: 'departmentId', message: noneOf({ thing: 'department', ids: several([departmentId]) }) }])
  }
  return rows[0].id
}

const managerAmong = sentence(
  'user.manager-among',
  'Nobody is their own manager: take the manager out of the selection first.',
)

/** What does not fit one of them fits none. Who is there already stays in what was archived since. */
async function refuseMisfitsOf(
  tx: Change,
  input: UsersEdit & { companyId: number | undefined; present: readonly Place[] },
): Promise<void> {
  const { companyId, departmentId, managerId, userIds, present } = input
  if (managerId && userIds.includes(managerId)) {
    throw invalid([{ field: 'managerId', message: managerAmong() }])
  }
  const move = { companyId: companyId ?? present[0]?.companyId ?? 0, departmentId: departmentId ?? null }
  const isThere = (user: Place) =>
    user.companyId === move.companyId && (!departmentId || user.departmentId === departmentId)
  const stays = companyId === undefined || present.every(isThere)
  await refuseMisfits(tx.db, [{ ...move, managerId, ...(stays && { present: move }) }])
}

function departmentOf(
  user: Place,
  { companyId, departmentId }: { companyId: number | undefined; departmentId: number | null | undefined },
): number | null {
  if (departmentId !== undefined) return departmentId
  return companyId === undefined || companyId === user.companyId ? user.departmentId : null
}

async function readAcademy(tx: Change): Promise<{ language: Language; today: string }> {
  const { rows } = await sql<{ language: Language; today: string }>`
    select language, academy_today() as today from academy`.execute(tx.db)
  const [academy] = rows
  if (!academy) throw new Error('there is no academy to add users to')
  return academy
}
