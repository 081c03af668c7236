import { audience } from '../enrollment/engine/audience.ts'
import { type Change, editFacts, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { findTaken, listed, takenName, unfitIds, unknownIds } from '../platform/database/given.ts'
import { conflict, invalid, notFound, refuse } from '../platform/problem.ts'
import type { UnitKind } from './contract.ts'
import { type JoinedKind, units } from './unit.ts'

export type PlainKind = Exclude<UnitKind, 'departments'>

/** Creates companies, teams, functions or groups. Answers their ids in the order given. */
export async function createUnits(tx: Change, input: { kind: PlainKind; names: readonly string[] }): Promise<number[]> {
  const { kind, names } = input
  await refuseTakenNames(tx, { kind, rows: names.map((name) => ({ name })) })
  return insertFacts(
    tx,
    units[kind].table,
    names.map((name) => ({ name })),
  )
}

/** Renames a company, team, function or group. */
export async function editUnit(
  tx: Change,
  input: { kind: PlainKind; id: number; name?: string | undefined },
): Promise<void> {
  const { kind, id, name } = input
  await requireUnit(tx, { kind, id })
  if (name === undefined) return
  await refuseTakenNames(tx, { kind, rows: [{ id, name }] })
  await editFacts(tx, units[kind].table, [{ id, name }])
}

/** Puts users into a team, function or group. Whom this enrolls is not decided here: the engine derives it. */
export async function addMembers(
  tx: Change,
  input: { kind: JoinedKind; id: number; userIds: readonly number[] },
): Promise<void> {
  const { kind, id, userIds } = input
  await requireOpen(tx, { kind, id })
  const unknown = await unknownIds(tx.db, { table: 'users', ids: userIds })
  if (unknown.length > 0) {
    throw invalid([
      { field: 'userIds', message: `No user has the number ${listed(unknown)}. Choose users of the list.` },
    ])
  }
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

export async function requireUnit(tx: Change, input: { kind: UnitKind; id: number }): Promise<void> {
  const { table, one } = units[input.kind]
  const unknown = await unknownIds(tx.db, { table, ids: [input.id] })
  if (unknown.length > 0) throw notFound(one)
}

/** Nobody is added to what is archived, and nothing assigned to it. */
async function requireOpen(tx: Change, input: { kind: UnitKind; id: number }): Promise<void> {
  const { table, one } = units[input.kind]
  const { unknown, archived } = await unfitIds(tx.db, { table, ids: [input.id] })
  if (unknown.length > 0) throw notFound(one)
  for (const { name } of archived) {
    throw conflict('archived', `${capital(one)} "${name}" is archived, so nobody can be added. Restore it first.`)
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** Refuses names that another unit of the kind has, or that are given twice. */
async function refuseTakenNames(
  tx: Change,
  input: { kind: PlainKind; rows: ReadonlyArray<{ id?: number; name: string }> },
): Promise<void> {
  const { table, one } = units[input.kind]
  const rows = input.rows.map(({ id, name }) => ({ id, text: name }))
  const taken = await findTaken(tx.db, { table, column: 'name', rows })
  const findings = taken.map(({ row, archived }) => ({
    row,
    field: 'name',
    message: takenName(one, rows[row]?.text, { archived }),
  }))
  refuse(findings, rows.length)
}
