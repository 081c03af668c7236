import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue } from '../../test/invariants.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts } from '../facts.ts'
import { undoBatch } from '../undo.ts'
import { createUsers } from '../user/commands.ts'
import { newUser } from '../user/contract.ts'
import { archiveUnit } from './archive.ts'
import { createUnits } from './commands.ts'
import { createDepartments, editDepartment, type NewDepartment } from './departments.ts'
import { readUnit } from './queries.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)

async function create(name: string, parentId: number | null, companyId = story.companies.rakema): Promise<number> {
  const { result } = await act((tx) => createDepartments(tx, { departments: [{ name, companyId, parentId }] }))
  return result[0] as number
}

const edit = (id: number, given: { name?: string; companyId?: number; parentId?: number | null }) =>
  act((tx) => editDepartment(tx, { id, ...given }))
const insertedAssignment = (row: { audience_id: number; target_id: number }) =>
  act((tx) => insertFacts(tx, 'assignments', [row]))
const read = (id: number) => readUnit(database.db, { kind: 'departments', id })

async function createChain(length: number, name: string): Promise<number[]> {
  const chain: number[] = []
  for (let level = 1; level <= length; level += 1) chain.push(await create(`${name} ${level}`, chain.at(-1) ?? null))
  return chain
}

describe('departments', () => {
  test('are created below one of their company, or at the top', async () => {
    const { companies, departments } = story
    expect(await read(await create('Returns', departments.rotterdam))).toMatchObject({
      company: { name: 'Rakema' },
      parent: { name: 'Rotterdam' },
    })
    expect(await read(await create('Returns', null, companies.logistics))).toMatchObject({
      company: { name: 'Rakema Logistics' },
      parent: null,
    })
  })

  test('have a parent of the same company', async () => {
    await expect(create('Wrong', story.departments.lorries)).rejects.toMatchObject({
      status: 422,
      errors: [
        {
          field: 'parentId',
          message: 'Department "Lorries" belongs to Rakema Logistics. Choose one of Rakema, or none.',
        },
      ],
    })
    await expect(edit(story.departments.office, { parentId: story.departments.lorries })).rejects.toMatchObject({
      errors: [{ field: 'parentId' }],
    })
  })

  test('have a parent and a company that exist', async () => {
    await expect(create('Wrong', 999)).rejects.toMatchObject({
      errors: [{ field: 'parentId', message: 'There is no department 999. Choose one of Rakema, or none.' }],
    })
    await expect(create('Wrong', null, 999)).rejects.toMatchObject({
      errors: [{ field: 'companyId', message: 'There is no company 999. Choose from the list.' }],
    })
  })

  test('have a name that no department beside them has', async () => {
    const { companies, departments } = story
    await expect(create('ROTTERDAM', departments.warehouse)).rejects.toMatchObject({
      errors: [
        { field: 'name', message: 'There is a department "ROTTERDAM" below "Warehouse" already. Choose another name.' },
      ],
    })
    await expect(create('warehouse', null)).rejects.toMatchObject({
      errors: [{ field: 'name', message: 'There is a department "warehouse" in Rakema already. Choose another name.' }],
    })
    expect(await read(await create('Rotterdam', departments.finance))).toMatchObject({ name: 'Rotterdam' })
    const twins: NewDepartment[] = ['North', 'north'].map((name) => ({
      name,
      companyId: companies.rakema,
      parentId: null,
    }))
    await expect(act((tx) => createDepartments(tx, { departments: twins }))).rejects.toMatchObject({
      errors: [{ field: '1.name' }],
    })
  })

  test('are renamed where they are', async () => {
    await edit(story.departments.venlo, { name: 'VENLO' })
    expect(await read(story.departments.venlo)).toMatchObject({ name: 'VENLO', parent: { name: 'Warehouse' } })
  })

  test('move with everybody in them, whose enrollments follow', async () => {
    const { departments } = story
    const { outcome } = await edit(departments.rotterdam, { parentId: departments.office })
    // Daan, a first aider, needs fire safety for his BHV wherever he works.
    expect(outcome).toMatchObject({ state: 'done', withdrawn: 3 })
    expect(await read(departments.warehouse)).toMatchObject({ members: 1 })
    const back = await edit(departments.rotterdam, { parentId: departments.warehouse })
    expect(back.outcome).toMatchObject({ resumed: 3 })
    expect(await read(departments.warehouse)).toMatchObject({ members: 5 })
  })

  test('that move to another company take those below and everybody in them, in one act', async () => {
    const { companies, departments, people, activities } = story
    const { db } = database
    const assign = (companyId: number, targetId: number) =>
      insertedAssignment({ audience_id: audience('company', companyId), target_id: targetId })
    await assign(companies.logistics, activities.privacy)
    await assign(companies.rakema, activities.conduct)
    await act((tx) => editFacts(tx, 'users', [{ id: people.femke.id, status: 'inactive' }]))

    const { outcome } = await edit(departments.rotterdam, { companyId: companies.logistics, name: 'Rotterdam' })

    expect(await read(departments.rotterdam)).toMatchObject({ company: { name: 'Rakema Logistics' }, parent: null })
    expect(await read(departments.nightDock)).toMatchObject({
      company: { name: 'Rakema Logistics' },
      parent: { name: 'Rotterdam' },
    })
    const moved = await sql<{ name: string }>`
      select split_part(name, ' ', 1) as name from users
      where company_id = ${companies.logistics} and department_id in (${departments.rotterdam}, ${departments.nightDock})
      order by 1`.execute(db)
    expect(moved.rows.map(({ name }) => name)).toEqual(['Ann', 'Bo', 'Daan', 'Femke'])
    // Three active people: into what the new company leads to, out of what the old one and the warehouse led to. The
    // code of conduct says of itself that it keeps; Daan needs fire safety as a first aider still.
    expect(outcome).toMatchObject({ state: 'done', enrolled: 3, kept: 3, withdrawn: 2 })
    await expectNothingDue(db)
    const facts = await sql`
      select fact, count(*)::int as n from changes where batch_id = ${outcome.batchId} group by fact order by fact`.execute(
      db,
    )
    expect(facts.rows).toEqual([
      // Rotterdam, its night dock and its returns.
      { fact: 'departments', n: 3 },
      { fact: 'users', n: 4 },
    ])

    const back = await edit(departments.rotterdam, { companyId: companies.rakema, parentId: departments.warehouse })
    expect(back.outcome).toMatchObject({ requiredAgain: 3, resumed: 2, withdrawn: 3 })
    expect(await read(departments.nightDock)).toMatchObject({ company: { name: 'Rakema' } })
    // Inactive meanwhile, moved along all the same, and matched afresh on return.
    const returned = await act((tx) => editFacts(tx, 'users', [{ id: people.femke.id, status: 'active' }]))
    expect(returned.outcome).toMatchObject({ enrolled: 0, withdrawn: 0 })
  })

  test('that moved to another company are back where they were, with everybody, when that is undone', async () => {
    const { companies, departments, people } = story
    const standing = async () => [
      await read(departments.rotterdam),
      await read(departments.nightDock),
      (await sql`select company_id, department_id from users where id = ${people.ann.id}`.execute(database.db)).rows,
    ]
    const before = await standing()
    const { outcome } = await edit(departments.rotterdam, { companyId: companies.logistics })
    expect(await standing()).not.toEqual(before)
    const { result } = await act((tx) => undoBatch(tx, { batchId: outcome.batchId, withdrawStarted: false }))
    expect(result.stays).toEqual([])
    expect(await standing()).toEqual(before)
  })

  test('that move to another company fit there: its parent, its names, and a company that is there and open', async () => {
    const { companies, departments } = story
    await create('Office', null, companies.logistics)
    await expect(edit(departments.office, { companyId: companies.logistics })).rejects.toMatchObject({
      errors: [
        {
          field: 'name',
          message: 'There is a department "Office" in Rakema Logistics already. Choose another name.',
        },
      ],
    })
    await expect(
      edit(departments.office, { companyId: companies.logistics, name: 'Desk', parentId: departments.warehouse }),
    ).rejects.toMatchObject({ errors: [{ field: 'parentId' }] })
    await expect(edit(departments.office, { companyId: 999 })).rejects.toMatchObject({
      errors: [{ field: 'companyId', message: 'There is no company 999. Choose from the list.' }],
    })
    const [closed = 0] = (await act((tx) => createUnits(tx, { kind: 'companies', names: ['Closed'] }))).result
    await act((tx) => archiveUnit(tx, { kind: 'companies', id: closed }))
    await expect(edit(departments.office, { companyId: closed })).rejects.toMatchObject({
      errors: [{ field: 'companyId', message: expect.stringContaining('"Closed" is archived.') }],
    })
  })

  test('that move, and somebody who is hired there at that moment, end up in one company', async () => {
    const { companies, departments } = story
    const hiring = (nth: number, companyId: number) =>
      act((tx) =>
        createUsers(tx, {
          users: [
            newUser.parse({
              name: `Hired ${nth}`,
              email: `hired${nth}@example.com`,
              companyId,
              departmentId: departments.finance,
            }),
          ],
        }),
      )
    for (let nth = 0; nth < 5; nth += 1) {
      const [from, to] =
        nth % 2 === 0 ? [companies.rakema, companies.logistics] : [companies.logistics, companies.rakema]
      const [moved, hired] = await Promise.allSettled([edit(departments.finance, { companyId: to }), hiring(nth, from)])
      expect(moved.status).toBe('fulfilled')
      // Either they came along, or they came too late and are told so.
      if (hired.status === 'rejected') expect(hired.reason).toMatchObject({ status: 422 })
    }
    await expectNothingDue(database.db)
  })

  test('are put neither below themselves nor below what is below them', async () => {
    const { departments } = story
    for (const parentId of [departments.warehouse, departments.rotterdam, departments.nightDock]) {
      await expect(edit(departments.warehouse, { parentId })).rejects.toMatchObject({
        status: 422,
        errors: [
          {
            field: 'parentId',
            message: '"Warehouse" cannot be put below itself or a department below it. Choose another.',
          },
        ],
      })
    }
  })

  test('of two who put each other’s department below their own at once, one is refused', async () => {
    const [one, other] = [await create('One', null), await create('Other', null)]
    const moves = await Promise.allSettled([edit(one, { parentId: other }), edit(other, { parentId: one })])
    expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(moves.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 422 } })
  })

  test('are at most 20 levels deep, whether created there or moved there', async () => {
    const deep = await createChain(20, 'Level')
    await expect(create('Level 21', deep.at(-1) ?? 0)).rejects.toMatchObject({
      errors: [
        { field: 'parentId', message: 'Below "Level 20" this would be 21 levels deep; at most 20 are allowed.' },
      ],
    })
    const pair = await createChain(2, 'Pair')
    await expect(edit(pair[0] ?? 0, { parentId: deep[18] ?? 0 })).rejects.toMatchObject({
      errors: [{ field: 'parentId', message: expect.stringContaining('21 levels') }],
    })
    await edit(pair[0] ?? 0, { parentId: deep[17] ?? 0 })
    expect(await read(pair[0] ?? 0)).toMatchObject({ parent: { name: 'Level 18' } })
  })

  test('that do not exist are not found', async () => {
    await expect(edit(999_999, { name: 'Nowhere' })).rejects.toMatchObject({ status: 404 })
  })
})
