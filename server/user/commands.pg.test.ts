import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { beginSession } from '../access/session.ts'
import { type Change, change } from '../change.ts'
import { createUsers, editMyself, editUser } from './commands.ts'
import { newUser, type UserEdit } from './contract.ts'
import { readUser } from './queries.ts'

let database: TestDatabase
let story: Story
let nth = 0

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)

const someone = (given: Record<string, unknown> = {}) =>
  newUser.parse({ name: 'Someone', email: `someone.${++nth}@example.com`, companyId: story.companies.rakema, ...given })

async function add(given: Record<string, unknown> = {}): Promise<number> {
  const { result } = await act((tx) => createUsers(tx, { users: [someone(given)] }))
  return result[0] as number
}

const edit = (id: number, given: UserEdit) => act((tx) => editUser(tx, { id, edit: given }))
const read = (id: number) => readUser(database.db, { id })

describe('creating users', () => {
  test('a new user has everything that was given', async () => {
    const { departments, teams, functions, groups, qualifications, people } = story
    const id = await add({
      name: 'Noor Mulder',
      email: 'Noor.Mulder@Example.com',
      employeeNumber: 'R-2001',
      departmentId: departments.rotterdam,
      managerId: people.ruth.id,
      language: 'nl',
      addedOn: '2026-02-28',
      teamIds: [teams.worksCouncil, teams.nightShift],
      functionIds: [functions.accountant],
      groupIds: [groups.wardens],
      qualificationIds: [qualifications.bhv],
    })
    expect(await read(id)).toMatchObject({
      name: 'Noor Mulder',
      email: 'Noor.Mulder@Example.com',
      employeeNumber: 'R-2001',
      role: 'learner',
      status: 'active',
      company: { name: 'Rakema' },
      department: { name: 'Rotterdam' },
      manager: { name: 'Ruth de Wit' },
      language: 'nl',
      addedOn: '2026-02-28',
      teams: [{ name: 'Night shift' }, { name: 'Works council' }],
      functions: [{ name: 'Accountant' }],
      groups: [{ name: 'Evacuation wardens' }],
      qualifications: [{ name: 'BHV' }],
      canSignIn: false,
    })
  })

  test('language and day are the academy’s when left out', async () => {
    const { rows } = await database.pool.query('select academy_today() as today')
    expect(await read(await add())).toMatchObject({ language: 'en', addedOn: rows[0].today })
  })

  test('whom facts lead to activities is enrolled in all of them when the change returns', async () => {
    const { departments, qualifications, activities } = story
    const users = [
      someone({ departmentId: departments.nightDock, qualificationIds: [qualifications.bhv] }),
      someone({ departmentId: departments.venlo }),
    ]
    const { result, outcome } = await act((tx) => createUsers(tx, { users }))
    expect(outcome).toMatchObject({ state: 'done', enrolled: 3 })
    const enrolled = await database.db
      .selectFrom('enrollments')
      .select(['user_id', 'activity_id'])
      .where('user_id', 'in', result)
      .execute()
    expect(enrolled).toHaveLength(3)
    expect(enrolled).toEqual(
      expect.arrayContaining([
        { user_id: result[0], activity_id: activities.fireSafety },
        { user_id: result[0], activity_id: activities.firstAid },
        { user_id: result[1], activity_id: activities.fireSafety },
      ]),
    )
  })

  test('an address with other capitals is the same address, and its owner is named', async () => {
    await expect(add({ email: 'ANN.de.Vries@example.com' })).rejects.toMatchObject({
      status: 422,
      errors: [
        {
          field: 'email',
          message: 'ANN.de.Vries@example.com is the e-mail address of Ann de Vries. Each user has their own.',
        },
      ],
    })
  })

  test('every field that does not fit is told at once', async () => {
    const { departments, people } = story
    const unfit = add({
      email: people.bo.email,
      employeeNumber: 'r-1001',
      departmentId: departments.lorries,
      managerId: 999_999,
      teamIds: [999_998, story.teams.nightShift, 999_999],
      functionIds: [999_999],
      groupIds: [999_999],
      qualificationIds: [story.activities.forklift],
    })
    await expect(unfit).rejects.toMatchObject({
      status: 422,
      code: 'invalid',
      errors: [
        { field: 'email', message: expect.stringContaining('Bo Smit') },
        { field: 'employeeNumber', message: expect.stringContaining('Ann de Vries') },
        {
          field: 'departmentId',
          message: 'Department "Lorries" belongs to Rakema Logistics. Choose one of Rakema, or none.',
        },
        { field: 'managerId', message: 'There is no user 999999. Choose a manager from the list, or no one.' },
        { field: 'teamIds', message: 'There is no team 999998 or 999999. Choose from the list.' },
        { field: 'functionIds', message: 'There is no function 999999. Choose from the list.' },
        { field: 'groupIds', message: 'There is no group 999999. Choose from the list.' },
        { field: 'qualificationIds', message: expect.stringContaining('There is no qualification') },
      ],
    })
  })

  test('a company or department that does not exist is a problem', async () => {
    await expect(add({ companyId: 999 })).rejects.toMatchObject({
      errors: [{ field: 'companyId', message: 'There is no company 999. Choose from the list.' }],
    })
    await expect(add({ departmentId: 999 })).rejects.toMatchObject({
      errors: [{ field: 'departmentId', message: 'There is no department 999. Choose one of Rakema, or none.' }],
    })
  })

  test('of many, the rows that do not fit are named, and nobody is created', async () => {
    const before = await count()
    const users = [
      someone({ email: 'twin@example.com', employeeNumber: 'T-1' }),
      someone({ email: 'Twin@example.com', employeeNumber: 't-1' }),
      someone({ companyId: 999 }),
    ]
    await expect(act((tx) => createUsers(tx, { users }))).rejects.toMatchObject({
      errors: [
        { field: '1.email', message: expect.stringContaining('given for another user too') },
        { field: '1.employeeNumber' },
        { field: '2.companyId' },
      ],
    })
    expect(await count()).toBe(before)
  })
})

describe('editing a user', () => {
  test('only what is given changes', async () => {
    const id = await add({ departmentId: story.departments.venlo, teamIds: [story.teams.nightShift] })
    const before = await read(id)
    await edit(id, { name: 'Renamed' })
    expect(await read(id)).toEqual({ ...before, name: 'Renamed' })
  })

  test('a set given is the whole set; a set left out stays', async () => {
    const { teams, groups } = story
    const id = await add({ teamIds: [teams.nightShift, teams.firstAiders], groupIds: [groups.newHires] })
    await edit(id, { teamIds: [teams.firstAiders, teams.worksCouncil] })
    expect(await read(id)).toMatchObject({
      teams: [{ name: 'First aiders' }, { name: 'Works council' }],
      groups: [{ name: 'New hires' }],
    })
    await edit(id, { teamIds: [] })
    expect(await read(id)).toMatchObject({ teams: [] })
  })

  test('a move to another company leaves the department', async () => {
    const id = await add({ departmentId: story.departments.rotterdam })
    await edit(id, { companyId: story.companies.logistics })
    expect(await read(id)).toMatchObject({ company: { name: 'Rakema Logistics' }, department: null })
  })

  test('a move to another company may name a department there, and no other', async () => {
    const { companies, departments } = story
    const id = await add({ departmentId: departments.rotterdam })
    const wrong = edit(id, { companyId: companies.logistics, departmentId: departments.rotterdam })
    await expect(wrong).rejects.toMatchObject({
      errors: [
        {
          field: 'departmentId',
          message: 'Department "Rotterdam" belongs to Rakema. Choose one of Rakema Logistics, or none.',
        },
      ],
    })
    await edit(id, { companyId: companies.logistics, departmentId: departments.lorries })
    expect(await read(id)).toMatchObject({ company: { name: 'Rakema Logistics' }, department: { name: 'Lorries' } })
  })

  test('the same company again keeps the department', async () => {
    const id = await add({ departmentId: story.departments.rotterdam })
    await edit(id, { companyId: story.companies.rakema })
    expect(await read(id)).toMatchObject({ department: { name: 'Rotterdam' } })
  })

  test('one’s own address in other capitals is no one else’s', async () => {
    const id = await add({ email: 'capital@example.com', employeeNumber: 'c-1' })
    await edit(id, { email: 'Capital@Example.com', employeeNumber: 'C-1' })
    expect(await read(id)).toMatchObject({ email: 'Capital@Example.com', employeeNumber: 'C-1' })
    await edit(id, { employeeNumber: null })
    expect(await read(id)).toMatchObject({ employeeNumber: null })
  })

  test('nobody is their own manager, but managers may go round in a loop', async () => {
    const one = await add()
    await expect(edit(one, { managerId: one })).rejects.toMatchObject({
      errors: [{ field: 'managerId', message: expect.stringContaining('their own manager') }],
    })
    const other = await add({ managerId: one })
    await edit(one, { managerId: other })
    expect(await read(one)).toMatchObject({ manager: { id: other }, reports: 1 })
  })

  test('who is deactivated is signed out everywhere, and nobody else is', async () => {
    const id = await add()
    for (const userId of [id, id, story.people.ann.id]) {
      await beginSession(database.db, { userId, now: new Date() })
    }
    await edit(id, { status: 'inactive' })
    const sessions = await database.db.selectFrom('sessions').select('user_id').execute()
    expect(sessions.map(({ user_id }) => user_id)).toEqual([story.people.ann.id])
  })

  test('the last active administrator can be neither demoted nor deactivated', async () => {
    const ada = story.people.ada.id
    for (const given of [{ role: 'learner' }, { status: 'inactive' }] as const) {
      await expect(edit(ada, given)).rejects.toMatchObject({ status: 409, code: 'last-administrator' })
    }
    expect(await read(ada)).toMatchObject({ role: 'administrator', status: 'active' })
  })

  test('of the last two administrators who demote each other at once, one remains', async () => {
    const ada = story.people.ada.id
    const second = await add({ role: 'administrator' })
    const ended = await Promise.allSettled([edit(ada, { role: 'learner' }), edit(second, { status: 'inactive' })])
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const left = await database.db
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'administrator')
      .where('status', '=', 'active')
      .execute()
    expect(left).toHaveLength(1)
    if (left[0]?.id !== ada) {
      await edit(ada, { role: 'administrator' })
      await edit(second, { status: 'inactive' })
    }
  })

  test('a user who does not exist is not found', async () => {
    await expect(edit(999_999, { name: 'Nobody' })).rejects.toMatchObject({ status: 404 })
  })

  test('people change their own language, and nothing changes when they give none', async () => {
    const id = await add({ language: 'nl' })
    await act((tx) => editMyself(tx, { id }))
    expect(await read(id)).toMatchObject({ language: 'nl' })
    await act((tx) => editMyself(tx, { id, language: 'de' }))
    expect(await read(id)).toMatchObject({ language: 'de' })
  })
})

async function count(): Promise<number> {
  const { rows } = await database.pool.query('select count(*)::int as n from users')
  return rows[0].n
}
