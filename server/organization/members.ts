import { sql } from 'kysely'
import { audience } from '../enrollment/engine/audience.ts'
import { keepStill } from '../fact/locks.ts'
import { type Change, editFacts, joinAudience, leaveAudience } from '../facts.ts'
import { noUser, unfitIds, unknownIds } from '../platform/database/given.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { sentence, several } from '../platform/sentence.ts'
import { requireUnit } from './commands.ts'
import type { UnitKind } from './contract.ts'
import { inside } from './queries.ts'
import { type JoinedKind, units } from './unit.ts'

/** Puts users into a team, function or group. Whom this enrolls is not decided here: the engine derives it. */
export async function addMembers(
  tx: Change,
  input: { kind: JoinedKind; id: number; userIds: readonly number[] },
): Promise<void> {
  const { kind, id, userIds } = input
  await requireOpen(tx, { kind, id })
  await requireUsers(tx, userIds)
  await joinAudience(tx, { audienceId: audience(units[kind].audience, id), userIds })
}

/** Takes users out of a team, function or group; who is not in it is passed over. */
export async function removeMembers(
  tx: Change,
  input: { kind: JoinedKind; id: number; userIds: readonly number[] },
): Promise<void> {
  const { kind, id, userIds } = input
  await requireUnit(tx, { kind, id })
  await leaveAudience(tx, { audienceId: audience(units[kind].audience, id), userIds })
}

/**
 * Moves users to a company, or to a department and with it to its company. Who is in the company already stays in their
 * department; who comes from another leaves theirs.
 */
export async function moveUsers(
  tx: Change,
  input: { kind: 'companies' | 'departments'; id: number; userIds: readonly number[] },
): Promise<void> {
  const { kind, id, userIds } = input
  await keepStill(tx)
  await requireOpen(tx, { kind, id })
  await requireUsers(tx, userIds)
  const found = await sql<{ id: number; company_id: number; department_id: number | null }>`${
    kind === 'companies'
      ? sql`select id, ${id}::int as company_id, null::int as department_id
          from users where id = any (${userIds}::int[]) and company_id <> ${id}`
      : sql`select users.id, department.company_id, department.id as department_id
          from users cross join departments as department
          where users.id = any (${userIds}::int[]) and department.id = ${id}`
  } order by 1`.execute(tx.db)
  await editFacts(tx, 'users', found.rows)
}

/** Takes users out of a department and those below it; who is not in one is passed over. They stay in the company. */
export async function removeFromDepartment(
  tx: Change,
  input: { id: number; userIds: readonly number[] },
): Promise<void> {
  const { id, userIds } = input
  await keepStill(tx)
  await requireUnit(tx, { kind: 'departments', id })
  const found = await sql<{ id: number }>`
    select id from users where id = any (${userIds}::int[]) and department_id in (${inside(id)}) order by id`.execute(
    tx.db,
  )
  await editFacts(
    tx,
    'users',
    found.rows.map((user) => ({ id: user.id, department_id: null })),
  )
}

/** Nobody is added to what is archived, and nothing assigned to it. */
async function requireOpen(tx: Change, input: { kind: UnitKind; id: number }): Promise<void> {
  const { table, one } = units[input.kind]
  const { unknown, archived } = await unfitIds(tx.db, { table, ids: [input.id] })
  if (unknown.length > 0) throw notFound(one)
  for (const { name } of archived) {
    throw conflict('archived', nobodyAdded({ thing: one, name }))
  }
}

const nobodyAdded = sentence(
  'unit.archived',
  '{{Thing}} "{{name}}" is archived, so nobody can be added. Restore it first.',
)

async function requireUsers(tx: Change, userIds: readonly number[]): Promise<void> {
  const unknown = await unknownIds(tx.db, { table: 'users', ids: userIds })
  if (unknown.length === 0) return
  throw invalid([{ field: 'userIds', message: noUser({ ids: several(unknown) }) }])
}
