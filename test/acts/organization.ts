import { sql } from 'kysely'
import { editFacts } from '../../server/facts.ts'
import { archivable } from '../world.ts'
import { ids, near, type Perform, pick } from './choose.ts'

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
} satisfies Record<string, Perform>
