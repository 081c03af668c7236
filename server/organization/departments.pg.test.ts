import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
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

const edit = (id: number, given: { name?: string; parentId?: number | null }) =>
  act((tx) => editDepartment(tx, { id, ...given }))
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
      errors: [{ field: 'companyId', message: 'There is no company 999. Choose one of the list.' }],
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
