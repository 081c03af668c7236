import { type Change, editFacts, insertFacts } from '../facts.ts'
import { findTaken, takenName, unknownIds } from '../platform/database/given.ts'
import { notFound, refuse } from '../platform/problem.ts'
import type { UnitKind } from './contract.ts'
import { units } from './unit.ts'

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

export async function requireUnit(tx: Change, input: { kind: UnitKind; id: number }): Promise<void> {
  const { table, one } = units[input.kind]
  const unknown = await unknownIds(tx.db, { table, ids: [input.id] })
  if (unknown.length > 0) throw notFound(one)
}

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
