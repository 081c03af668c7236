import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { createUnits, editUnit } from './commands.ts'
import { companies, type UnitKind } from './contract.ts'
import { addMembers, removeMembers } from './members.ts'
import { listMembers, listUnits, readUnit } from './queries.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)
const list = (kind: UnitKind, query: Record<string, unknown> = {}) =>
  listUnits(database.db, { kind, query: companies.list.query.parse(query) })
const members = async (kind: UnitKind, id: number, query: Record<string, unknown> = {}) => {
  const page = await listMembers(database.db, { kind, id, query: companies.members.query.parse(query) })
  return page.items.map(({ name }) => name)
}
const said = <Item extends { name: string }>(items: Item[], of: keyof Item) => items.map((one) => [one.name, one[of]])

describe('lists of units', () => {
  test('count active members and what is assigned', async () => {
    expect((await list('companies')).items).toMatchObject([
      {
        id: story.companies.rakema,
        name: 'Rakema',
        members: 8,
        assignments: 0,
        company: null,
        parent: null,
        archived: false,
      },
      {
        id: story.companies.logistics,
        name: 'Rakema Logistics',
        members: 3,
        assignments: 0,
        company: null,
        parent: null,
        archived: false,
      },
    ])
    expect((await list('teams')).items).toMatchObject([
      { name: 'First aiders', members: 1, assignments: 1 },
      { name: 'Night shift', members: 2, assignments: 0 },
      { name: 'Works council', members: 1, assignments: 0 },
    ])
    expect(said((await list('functions')).items, 'members')).toEqual([
      ['Accountant', 1],
      ['Forklift driver', 1],
      ['Shift leader', 1],
    ])
    expect(said((await list('groups')).items, 'members')).toEqual([
      ['Evacuation wardens', 1],
      ['New hires', 1],
    ])
  })

  test('a department counts those below it, and says where it stands', async () => {
    const { items } = await list('departments', { companyId: story.companies.rakema })
    expect(said(items, 'members')).toEqual([
      ['Finance', 2],
      ['Night dock', 1],
      ['Office', 2],
      ['Rotterdam', 4],
      ['Venlo', 0],
      ['Warehouse', 5],
    ])
    expect(items.find(({ name }) => name === 'Rotterdam')).toMatchObject({
      company: { id: story.companies.rakema, name: 'Rakema' },
      parent: { id: story.departments.warehouse, name: 'Warehouse' },
      assignments: 0,
    })
    expect(items.find(({ name }) => name === 'Warehouse')).toMatchObject({ parent: null, assignments: 1 })
  })

  test('are searched, and sorted by members either way, over pages', async () => {
    expect(said((await list('departments', { search: 'DOCK' })).items, 'members')).toEqual([['Night dock', 1]])
    const first = await list('departments', { sort: '-members', limit: 3 })
    expect(said(first.items, 'members')).toEqual([
      ['Warehouse', 5],
      ['Rotterdam', 4],
      ['Finance', 2],
    ])
    const second = await list('departments', { sort: '-members', limit: 3, after: first.next })
    expect(said(second.items, 'members')).toEqual([
      ['Office', 2],
      ['Transport', 2],
      ['Lorries', 1],
    ])
    expect(second).toMatchObject({ from: 4, total: 8 })
    expect(said((await list('teams', { sort: 'members' })).items, 'members')[2]).toEqual(['Night shift', 2])
    expect(said((await list('companies', { sort: '-members' })).items, 'members')[0]).toEqual(['Rakema', 8])
  })
})

describe('the members of a unit', () => {
  test('are its active users, with those of departments below', async () => {
    const { companies: of, departments, teams } = story
    expect(await members('companies', of.logistics)).toEqual(['Jürgen Krause', 'Marta Kowalska', '李伟'])
    expect(await members('departments', departments.rotterdam)).toEqual([
      'Ann de Vries',
      'Bo Smit',
      'Daan Visser',
      'Femke Bakker',
    ])
    expect(await members('teams', teams.nightShift)).toEqual(['Ann de Vries', 'Daan Visser'])
    expect(await members('teams', teams.nightShift, { search: 'daan', sort: '-name' })).toEqual(['Daan Visser'])
  })

  test('of a unit that does not exist are not found', async () => {
    await expect(members('teams', 999)).rejects.toMatchObject({ status: 404 })
    await expect(readUnit(database.db, { kind: 'groups', id: 999 })).rejects.toMatchObject({ status: 404 })
  })

  test('join and leave as a set, and their enrollments follow at once', async () => {
    const { teams, people } = story
    const userIds = [people.zoe.id, people.emile.id, people.daan.id]
    const joined = await act((tx) => addMembers(tx, { kind: 'teams', id: teams.firstAiders, userIds }))
    expect(joined.outcome).toMatchObject({ state: 'done', enrolled: 4 })
    expect(await members('teams', teams.firstAiders)).toEqual(['Daan Visser', 'Émile Dubois', 'Zoë Janssen'])
    const left = await act((tx) =>
      removeMembers(tx, { kind: 'teams', id: teams.firstAiders, userIds: [...userIds.slice(0, 2), people.bo.id] }),
    )
    expect(left.outcome).toMatchObject({ state: 'done', withdrawn: 4 })
    expect(await members('teams', teams.firstAiders)).toEqual(['Daan Visser'])
  })

  test('cannot be users who do not exist', async () => {
    const joining = act((tx) =>
      addMembers(tx, { kind: 'groups', id: story.groups.wardens, userIds: [999_999, 999_998] }),
    )
    await expect(joining).rejects.toMatchObject({
      status: 422,
      errors: [
        { field: 'userIds', message: 'There is no user with the number 999999 or 999998. Choose from the list.' },
      ],
    })
  })

  test('cannot join or leave a unit that does not exist', async () => {
    const input = { kind: 'groups', id: 999, userIds: [story.people.ann.id] } as const
    await expect(act((tx) => addMembers(tx, input))).rejects.toMatchObject({ status: 404 })
    await expect(act((tx) => removeMembers(tx, input))).rejects.toMatchObject({ status: 404 })
  })
})

describe('units', () => {
  test('are created and renamed', async () => {
    const { result } = await act((tx) => createUnits(tx, { kind: 'functions', names: ['Planner', 'Driver'] }))
    const [planner = 0, driver = 0] = result
    await act((tx) => editUnit(tx, { kind: 'functions', id: planner, name: 'Chief planner' }))
    expect(await readUnit(database.db, { kind: 'functions', id: planner })).toMatchObject({ name: 'Chief planner' })
    expect(await readUnit(database.db, { kind: 'functions', id: driver })).toMatchObject({ name: 'Driver' })
  })

  test('of one kind have different names, whatever the case', async () => {
    const taken = act((tx) => createUnits(tx, { kind: 'teams', names: ['Day shift', 'NIGHT SHIFT', 'day shift'] }))
    await expect(taken).rejects.toMatchObject({
      status: 422,
      errors: [
        { field: '1.name', message: 'There is a team "NIGHT SHIFT" already. Choose another name.' },
        { field: '2.name', message: 'There is a team "day shift" already. Choose another name.' },
      ],
    })
    const renamed = act((tx) => editUnit(tx, { kind: 'teams', id: story.teams.firstAiders, name: 'night shift' }))
    await expect(renamed).rejects.toMatchObject({ errors: [{ field: 'name' }] })
  })

  test('may have their own name again, in other capitals', async () => {
    await act((tx) => editUnit(tx, { kind: 'teams', id: story.teams.worksCouncil, name: 'Works Council' }))
    expect((await list('teams', { search: 'works' })).items).toMatchObject([{ name: 'Works Council' }])
  })

  test('of another kind may have the same name', async () => {
    const { result } = await act((tx) => createUnits(tx, { kind: 'groups', names: ['Night shift'] }))
    expect(await readUnit(database.db, { kind: 'groups', id: result[0] ?? 0 })).toMatchObject({ name: 'Night shift' })
  })

  test('that do not exist are not renamed', async () => {
    const renaming = act((tx) => editUnit(tx, { kind: 'companies', id: 999, name: 'Nowhere' }))
    await expect(renaming).rejects.toMatchObject({ status: 404 })
  })
})
