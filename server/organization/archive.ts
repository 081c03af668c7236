import { sql } from 'kysely'
import { type Change, editFacts } from '../facts.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { UnitKind } from './contract.ts'
import { lockStructure } from './departments.ts'
import { units } from './unit.ts'

type Unit = { kind: UnitKind; id: number }
type Standing = { name: string; archived: boolean }

/**
 * Archives a unit: nothing leads from it, and rules that name it are held, until it is restored. Nobody leaves it by that. A
 * company takes its departments along, a department those below it.
 */
export async function archiveUnit(tx: Change, unit: Unit): Promise<void> {
  const { name, archived } = await lockUnit(tx, unit)
  if (archived) throw conflict('archived-already', archivedAlready({ name }))
  const along = await departmentsIn(tx, unit)
  await setArchived(tx, { ...unit, along, archived: true })
}

/** Restores a unit, with the departments that were archived along with it. What it stands below has to be restored first. */
export async function restoreUnit(tx: Change, unit: Unit): Promise<void> {
  const { name, archived } = await lockUnit(tx, unit)
  if (!archived) throw conflict('restored-already', restoredAlready({ name }))
  if (unit.kind === 'departments') await refuseBelowArchived(tx, { id: unit.id, name })
  const along = await archivedAlong(tx, unit)
  await setArchived(tx, { ...unit, along, archived: false })
}

async function setArchived(
  tx: Change,
  { kind, id, along, archived }: Unit & { along: readonly number[]; archived: boolean },
): Promise<void> {
  if (kind !== 'departments') await editFacts(tx, units[kind].table, [{ id, archived }])
  // Where departments stand in a loop, one is below itself.
  const departments = new Set(kind === 'departments' ? [id, ...along] : along)
  await editFacts(
    tx,
    'departments',
    [...departments].map((departmentId) => ({ id: departmentId, archived })),
  )
}

async function lockUnit(tx: Change, { kind, id }: Unit): Promise<Standing> {
  if (kind === 'companies' || kind === 'departments') await lockStructure(tx, { kind, id })
  const { rows } = await sql<Standing>`
    select name, archived from ${sql.table(units[kind].table)} where id = ${id}`.execute(tx.db)
  const [unit] = rows
  if (!unit) throw notFound(units[kind].one)
  return unit
}

/** The departments that go where this unit goes: of a company all, of a department those below it. */
async function departmentsIn(tx: Change, { kind, id }: Unit): Promise<number[]> {
  if (kind !== 'companies' && kind !== 'departments') return []
  const { rows } = await sql<{ id: number }>`
    with recursive inside as (
      select id from departments where ${kind === 'companies' ? sql`company_id` : sql`parent_id`} = ${id}
      union
      select departments.id from inside join departments on departments.parent_id = inside.id
    )
    select id from inside order by id`.execute(tx.db)
  return rows.map((department) => department.id)
}

/** Of those, the ones that the act archived which archived the unit: what somebody had archived before that stays so. */
async function archivedAlong(tx: Change, unit: Unit): Promise<number[]> {
  const ids = await departmentsIn(tx, unit)
  const { rows } = await sql<{ id: number }>`
    with archiving as (${lastArchiving(units[unit.kind].table, sql`${unit.id}::int`)})
    select departments.id
    from departments
    cross join archiving
    cross join lateral (${lastArchiving('departments', sql.ref('departments.id'))}) as its
    where departments.id = any (${ids}::int[]) and departments.archived and its.batch_id = archiving.batch_id
    order by departments.id`.execute(tx.db)
  return rows.map(({ id }) => id)
}

const lastArchiving = (table: string, id: ReturnType<typeof sql>) => sql`
  select batch_id from changes
  where fact = ${table} and key = ${id} and after ->> 'archived' = 'true'
  order by changes.id desc limit 1`

async function refuseBelowArchived(tx: Change, { id, name }: { id: number; name: string }): Promise<void> {
  const { rows } = await sql<{ company: string | null; parent: string | null }>`
    select case when company.archived then company.name end as company,
      case when parent.archived then parent.name end as parent
    from departments as department
    join companies as company on company.id = department.company_id
    left join departments as parent on parent.id = department.parent_id
    where department.id = ${id}`.execute(tx.db)
  const { company, parent } = rows[0] ?? { company: null, parent: null }
  if (company !== null) {
    throw conflict('archived-above', companyArchived({ name, company }))
  }
  if (parent !== null) throw conflict('archived-above', parentArchived({ name, parent }))
}

const archivedAlready = sentence('unit.archived-already', '"{{name}}" is archived already.')
const restoredAlready = sentence('unit.restored-already', '"{{name}}" is not archived.')
const companyArchived = sentence(
  'unit.company-archived',
  '"{{name}}" belongs to company "{{company}}", which is archived. Restore the company first.',
)
const parentArchived = sentence(
  'unit.parent-archived',
  '"{{name}}" is below "{{parent}}", which is archived. Restore that department first.',
)
