import { sql } from 'kysely'
import { type Change, editFacts } from '../../server/facts.ts'
import { archiveUnit, restoreUnit } from '../../server/organization/archive.ts'
import type { UnitKind } from '../../server/organization/contract.ts'
import { units } from '../../server/organization/unit.ts'
import { mergeInto, replaceBy } from '../../server/rule/succession.ts'
import { archivable } from '../world.ts'
import { ids, ifAllowed, type Numbers, near, type Perform, pick } from './choose.ts'

/** The structure, and what is archived of it. */
export const organization = {
  moveDepartment: async (tx, { a, b }) => {
    const id = near(await ids(tx, 'departments'), a)
    const siblings = await sql<{ id: number }>`
      select d.id from departments d join departments self on self.company_id = d.company_id
      where self.id = ${id} and d.id <> ${id} order by d.id`.execute(tx.db)
    await editFacts(tx, 'departments', [{ id, parent_id: pick([null, ...siblings.rows.map((row) => row.id)], b) }])
    return undefined
  },
  /** A department that moves to another company takes those below it, and its people. */
  moveDepartmentToCompany: async (tx, { a, b }) => {
    const id = near(await ids(tx, 'departments'), a)
    const company_id = pick(await ids(tx, 'companies'), b)
    const below = await sql<{ id: number }>`
      with recursive below as (
        select ${id}::int as id
        union
        select d.id from below join departments d on d.parent_id = below.id
      )
      select id from below order by id`.execute(tx.db)
    const departments = below.rows.map((row) => row.id)
    const people = await sql<{ id: number }>`
      select id from users where department_id = any (${departments}::int[]) order by id`.execute(tx.db)
    await sql`set constraints all deferred`.execute(tx.db)
    // Data may loop: then it is among those below itself, and they all move.
    await editFacts(tx, 'departments', [{ id, parent_id: null }])
    await editFacts(
      tx,
      'departments',
      departments.map((one) => ({ id: one, company_id })),
    )
    await editFacts(
      tx,
      'users',
      people.rows.map((row) => ({ id: row.id, company_id })),
    )
    return undefined
  },
  archive: async (tx, { a, b, c }) => {
    const table = pick(archivable, a)
    await editFacts(tx, table, [{ id: pick(await ids(tx, table), b), archived: c % 2 === 0 }])
    return undefined
  },
  restoreAll: async (tx, { a }) => {
    const table = pick(archivable, a)
    await editFacts(
      tx,
      table,
      (await ids(tx, table)).map((id) => ({ id, archived: false })),
    )
    return undefined
  },
  /** As people archive and restore, with the departments that go along. */
  archiveWhole: (tx, { a, b, c }) =>
    ifAllowed(tx, async () => {
      const unit = await anyUnit(tx, { a, b, c })
      await (c % 2 === 0 ? archiveUnit : restoreUnit)(tx, unit)
    }),
  succeed: (tx, { a, b, c }) =>
    ifAllowed(tx, async () => {
      const { kind, id } = await anyUnit(tx, { a, b, c })
      const byId = pick(await ids(tx, units[kind].table), b + 1 + (c >> 1))
      await (c % 2 === 0 ? mergeInto : replaceBy)(tx, { kind, id, byId })
    }),
} satisfies Record<string, Perform>

async function anyUnit(tx: Change, { a, b }: Numbers): Promise<{ kind: UnitKind; id: number }> {
  const kind = pick(Object.keys(units) as UnitKind[], a)
  return { kind, id: pick(await ids(tx, units[kind].table), b) }
}
