import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, createTestApp, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { listUserEnrollments } from '../enrollment/contract.ts'
import { previewOf } from '../enrollment/preview/contract.ts'
import { undoBatch } from '../history/contract.ts'
import { findUsersByEmail, listUsers, readUser } from '../user/contract.ts'
import { companies, departments, teams } from './contract.ts'

let database: TestDatabase
let story: Story
let app: TestApp
let ada: Client

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.drop()
  database = await createTestDatabase()
  story = await tellStory(database.db)
  app = await createTestApp(database.db)
  ada = await signedIn(app, story.people.ada.id)
})
afterAll(async () => {
  await app.http.close()
  await database.drop()
})

const place = async (userId: number) => {
  const { company, department } = await ada.call(readUser, { params: { userId } })
  return [company.name, department?.name ?? null]
}
const enrolledIn = async (userId: number) => {
  const { items } = await ada.call(listUserEnrollments, { params: { userId }, query: { state: 'active' } })
  return items.map(({ activity }) => activity.title)
}

describe('moving people', () => {
  test('to a department takes them to its company, and enrolls them in what is assigned there; an undo takes them back', async () => {
    const { zoe, jurgen } = story.people
    const input = { params: { unitId: story.departments.venlo }, body: { userIds: [zoe.id, jurgen.id] } }
    const foreseen = await ada.call(previewOf(departments.addMembers), input)
    expect(foreseen.counts.enrolled).toEqual({ people: 2, enrollments: 2 })
    expect(await place(jurgen.id)).toEqual(['Rakema Logistics', 'Lorries'])

    const { batchId } = await ada.call(departments.addMembers, input)
    expect(await place(jurgen.id)).toEqual(['Rakema', 'Venlo'])
    expect(await place(zoe.id)).toEqual(['Rakema', 'Venlo'])
    expect(await enrolledIn(jurgen.id)).toEqual(['Fire safety'])

    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await place(jurgen.id)).toEqual(['Rakema Logistics', 'Lorries'])
    expect(await place(zoe.id)).toEqual(['Rakema', 'Finance'])
    expect(await enrolledIn(jurgen.id)).toEqual([])
  })

  test('to a company takes them out of their department, unless they are in that company already', async () => {
    const { jurgen, ann } = story.people
    const params = { unitId: story.companies.rakema }
    await ada.call(companies.addMembers, { params, body: { userIds: [jurgen.id, ann.id] } })
    expect(await place(jurgen.id)).toEqual(['Rakema', null])
    expect(await place(ann.id)).toEqual(['Rakema', 'Rotterdam'])
  })

  test('out of a department and those below it leaves them in the company', async () => {
    const { femke, zoe } = story.people
    const params = { unitId: story.departments.warehouse }
    await ada.call(departments.removeMembers, { params, body: { userIds: [femke.id, zoe.id] } })
    expect(await place(femke.id)).toEqual(['Rakema', null])
    expect(await place(zoe.id)).toEqual(['Rakema', 'Finance'])
    expect(await enrolledIn(femke.id)).toEqual([])
  })

  test('is refused to what is archived, and of whom there is not', async () => {
    const params = { unitId: story.departments.venlo }
    const body = { userIds: [story.people.zoe.id] }
    await ada.call(departments.archive, { params })
    expect(await ada.refusal(departments.addMembers, { params, body })).toMatchObject({
      status: 409,
      detail: 'Department "Venlo" is archived, so nobody can be added. Restore it first.',
    })
    const rotterdam = { unitId: story.departments.rotterdam }
    expect(
      await ada.refusal(departments.addMembers, { params: rotterdam, body: { userIds: [999_999] } }),
    ).toMatchObject({ status: 422, errors: [{ field: 'userIds' }] })
    expect(await ada.refusal(departments.addMembers, { params: { unitId: 99_999 }, body })).toMatchObject({
      status: 404,
    })
  })
})

describe('departments as a tree', () => {
  test('stand below one another, company by company, a page at a time', async () => {
    const first = await ada.call(departments.list, { query: { sort: 'place', limit: 5 } })
    const second = await ada.call(departments.list, { query: { sort: 'place', limit: 5, after: first.next ?? '' } })
    const told = [...first.items, ...second.items].map(({ name, above, company }) =>
      [company?.name, ...above.map((one) => one.name), name].join(' / '),
    )
    expect(told).toEqual([
      'Rakema / Office',
      'Rakema / Office / Finance',
      'Rakema / Warehouse',
      'Rakema / Warehouse / Rotterdam',
      'Rakema / Warehouse / Rotterdam / Night dock',
      'Rakema / Warehouse / Venlo',
      'Rakema Logistics / Transport',
      'Rakema Logistics / Transport / Lorries',
    ])
  })

  test('are found by company, and below one', async () => {
    const names = async (query: { companyId?: number; belowId?: number }) =>
      (await ada.call(departments.list, { query: { sort: 'place', ...query } })).items.map(({ name }) => name)
    expect(await names({ companyId: story.companies.logistics })).toEqual(['Transport', 'Lorries'])
    expect(await names({ belowId: story.departments.warehouse })).toEqual(['Rotterdam', 'Night dock', 'Venlo'])
  })
})

test('a list of users marks who is in a unit or was given a qualification already', async () => {
  const { departments: of, companies: inCompany, teams: inTeam } = story
  const marked = async (query: Record<string, unknown>) =>
    (await ada.call(listUsers, { query })).items.filter(({ already }) => already).map(({ name }) => name)
  expect(await marked({ forUnit: 'teams', forUnitId: inTeam.nightShift })).toEqual(['Ann de Vries', 'Daan Visser'])
  expect(await marked({ forUnit: 'departments', forUnitId: of.finance })).toEqual(['Émile Dubois', 'Zoë Janssen'])
  expect(await marked({ forUnit: 'companies', forUnitId: inCompany.logistics })).toHaveLength(4)
  expect(await marked({ forQualification: story.qualifications.bhv })).toEqual([])
  const { users } = await ada.call(findUsersByEmail, {
    body: { emails: ['ann.de.vries@example.com'], forUnit: 'teams', forUnitId: inTeam.nightShift },
  })
  expect(users).toMatchObject([{ name: 'Ann de Vries', already: true }])
  await ada.call(teams.removeMembers, {
    params: { unitId: inTeam.nightShift },
    body: { userIds: [story.people.ann.id] },
  })
  expect(await marked({ forUnit: 'teams', forUnitId: inTeam.nightShift })).toEqual(['Daan Visser'])
})
