import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, openClient } from '../../test/client.ts'
import { ada, app, as, database, story } from '../../test/served/once.ts'
import { editAssignments } from '../enrollment/assignment/contract.ts'
import { listUserEnrollments } from '../enrollment/contract.ts'
import { createUser, editMyself, editUser, findUsersByEmail, listTeamMembers, listUsers, readUser } from './contract.ts'

let ruth: Client
let ann: Client

beforeAll(async () => {
  ruth = await as('ruth')
  ann = await as('ann')
})

const fields = ({ errors = [] }: { errors?: Array<{ field: string }> | undefined }) => errors.map(({ field }) => field)

describe('a new user', () => {
  test('whose company, team and qualification lead to activities is enrolled in all of them when the save returns', async () => {
    const { companies, teams, qualifications, activities } = story
    const assign = (unit: 'companies' | 'teams', unitId: number, targetId: number) =>
      ada.call(editAssignments, { params: { unit, unitId }, body: { add: [{ targetId }] } })
    await assign('companies', companies.logistics, activities.conduct)
    await assign('teams', teams.worksCouncil, activities.privacy)

    const created = await ada.call(createUser, {
      body: {
        name: 'Noor Mulder',
        email: 'noor.mulder@example.com',
        companyId: companies.logistics,
        teamIds: [teams.worksCouncil],
        qualificationIds: [qualifications.bhv],
      },
    })

    expect(created).toMatchObject({ name: 'Noor Mulder', enrollments: 4, role: 'learner', language: 'en' })
    const { items } = await ada.call(listUserEnrollments, { params: { userId: created.id }, query: {} })
    const why = items.map(({ activity, state, causes }) => [activity.title, state, ...causes.map(({ kind }) => kind)])
    expect(why.sort()).toEqual([
      ['Code of conduct', 'active', 'company'],
      ['Data privacy', 'active', 'team'],
      ['Fire safety', 'active', 'qualification'],
      ['First aid', 'active', 'qualification'],
    ])
  })

  test('is owed an invitation when one is asked for', async () => {
    const body = { name: 'Invited', email: 'invited@example.com', companyId: story.companies.rakema, invite: true }
    const { id } = await ada.call(createUser, { body })
    const owed = await database.db.selectFrom('messages').select(['kind', 'state']).where('user_id', '=', id).execute()
    expect(owed).toEqual([{ kind: 'invitation', state: 'kept' }])
  })

  test('comes in with a tidy name and address', async () => {
    const { id } = await ada.call(createUser, {
      body: { name: '  Anne\u200b  Marie\n', email: ' Tidy@Example.com\u00a0', companyId: story.companies.rakema },
    })
    expect(await ada.call(readUser, { params: { userId: id } })).toMatchObject({
      name: 'Anne Marie',
      email: 'Tidy@Example.com',
    })
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', { name: undefined, email: undefined, companyId: undefined }, ['name', 'email', 'companyId']],
    ['a name nobody sees', { name: ' \u200b\u0000 ' }, ['name']],
    ['what is no address', { email: 'ann at example.com' }, ['email']],
    ['a day that does not exist', { addedOn: '2026-02-30' }, ['addedOn']],
    ['a day in the time of Napoleon', { addedOn: '1812-06-24' }, ['addedOn']],
    ['a role there is not', { role: 'manager' }, ['role']],
    ['a language there is not', { language: 'tlh' }, ['language']],
    ['a company by name', { companyId: 'Rakema' }, ['companyId']],
    ['an address that is taken', { email: 'ANN.de.vries@example.com' }, ['email']],
    ['units that do not exist', { departmentId: 99, teamIds: [98, 99] }, ['departmentId', 'teamIds']],
  ])('given %s is refused with a sentence for each field', async (_, given, expected) => {
    const body = { name: 'Someone', email: 'someone@example.com', companyId: story.companies.rakema, ...given }
    const problem = await ada.refusal(createUser, { body: body as never })
    expect(problem).toMatchObject({ status: 422, code: 'invalid' })
    expect(fields(problem)).toEqual(expected)
    for (const { message } of problem.errors ?? []) expect(message).toMatch(/^[A-Z0-9"].+\.$/s)
  })
})

test('what is not a field of a user is refused by name', async () => {
  const body = { name: 'Someone', email: 'someone@example.com', companyId: story.companies.rakema, password: 'secret' }
  const problem = await ada.refusal(createUser, { body: body as never })
  expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining('password') })
})

describe('an edited user', () => {
  test('answers as they are now, enrollments followed', async () => {
    const { people, departments } = story
    const params = { userId: people.emile.id }
    const moved = await ada.call(editUser, { params, body: { departmentId: departments.venlo } })
    expect(moved).toMatchObject({ department: { name: 'Venlo' }, enrollments: 1 })
    const back = await ada.call(editUser, { params, body: { departmentId: departments.finance } })
    expect(back).toMatchObject({ department: { name: 'Finance' }, enrollments: 0 })
  })

  test('who moved to another company has no department there yet', async () => {
    const params = { userId: story.people.emile.id }
    const moved = await ada.call(editUser, { params, body: { companyId: story.companies.logistics } })
    expect(moved).toMatchObject({ company: { name: 'Rakema Logistics' }, department: null })
  })

  test('who was deactivated is signed out', async () => {
    const { people } = story
    const wei = await as('wei')
    await wei.call(readUser, { params: { userId: people.wei.id } })
    await ada.call(editUser, { params: { userId: people.wei.id }, body: { status: 'inactive' } })
    expect(await wei.refusal(readUser, { params: { userId: people.wei.id } })).toMatchObject({ status: 401 })
  })

  test('who is the last administrator stays one', async () => {
    const problem = await ada.refusal(editUser, { params: { userId: story.people.ada.id }, body: { role: 'learner' } })
    expect(problem).toMatchObject({ status: 409, code: 'last-administrator' })
  })

  test('may not be edited by themselves or their manager, and does not exist for others', async () => {
    const { people } = story
    const body = { name: 'Else' }
    expect(await ann.refusal(editUser, { params: { userId: people.ann.id }, body })).toMatchObject({ status: 403 })
    expect(await ruth.refusal(editUser, { params: { userId: people.ann.id }, body })).toMatchObject({ status: 403 })
    expect(await ann.refusal(editUser, { params: { userId: people.bo.id }, body })).toMatchObject({ status: 404 })
    expect(await ruth.refusal(editUser, { params: { userId: people.zoe.id }, body })).toMatchObject({ status: 404 })
    expect(await ada.refusal(editUser, { params: { userId: 99_999 }, body })).toMatchObject({ status: 404 })
  })

  test('changes their own language, and nothing else', async () => {
    expect(await ann.call(editMyself, { body: { language: 'en' } })).toMatchObject({
      name: 'Ann de Vries',
      language: 'en',
    })
    const problem = await ann.refusal(editMyself, { body: { role: 'administrator' } as never })
    expect(problem).toMatchObject({ status: 422, detail: expect.stringContaining('role') })
  })
})

describe('lists of users', () => {
  test('are for administrators', async () => {
    expect(await ada.call(listUsers, { query: { search: 'visser' } })).toMatchObject({ total: 1, from: 1, next: null })
    expect(await ruth.refusal(listUsers, {})).toMatchObject({ status: 403 })
    expect(await openClient(app.http).refusal(listUsers, {})).toMatchObject({ status: 401 })
    expect(await ruth.refusal(findUsersByEmail, { body: { emails: [] } })).toMatchObject({ status: 403 })
  })

  test('page by cursors that survive the way through an address', async () => {
    const first = await ada.call(listUsers, { query: { limit: 2, sort: '-addedOn' } })
    const second = await ada.call(listUsers, { query: { limit: 2, sort: '-addedOn', after: first.next ?? '' } })
    const back = await ada.call(listUsers, { query: { limit: 2, sort: '-addedOn', before: second.previous ?? '' } })
    expect(back).toEqual(first)
    expect(second.from).toBe(3)
  })

  test.each<[string, Record<string, unknown>, number, string]>([
    ['a company by name', { companyId: '3,Rakema' }, 422, 'companyId.1'],
    ['a language there is not', { language: 'en,tlh' }, 422, 'language.1'],
    ['a cursor that is none', { after: 'nonsense' }, 400, 'after'],
    ['a sort there is not', { sort: 'shoeSize' }, 422, 'sort'],
    ['a page of no people', { limit: 0 }, 422, 'limit'],
    ['a page of everybody', { limit: 100_000 }, 422, 'limit'],
    ['an activity by title', { forActivity: 'First aid' }, 422, 'forActivity'],
  ])('refuse %s with a sentence', async (_, query, status, field) => {
    const problem = await ada.refusal(listUsers, { query: query as never })
    expect(problem).toMatchObject({ status })
    expect(fields(problem)).toEqual([field])
  })

  test('survive whatever is searched for', async () => {
    for (const search of ['\0', '%', "'; drop table users; --", '\\', '\u{1f600}', '١٢٣']) {
      const found = await ada.call(listUsers, { query: { search } })
      expect(found.total, search).toBe(search === '\0' ? found.items.length : 0)
    }
  })

  test('by e-mail tell the unknown ones as they were given', async () => {
    const body = { emails: ['Ann.de.Vries@example.com ', 'who@example.com'], forActivity: story.activities.fireSafety }
    expect(await ada.call(findUsersByEmail, { body })).toMatchObject({
      users: [{ name: 'Ann de Vries', already: true }],
      unknown: ['who@example.com'],
    })
  })
})

describe('My Team', () => {
  test('shows a manager their people', async () => {
    const { items } = await ruth.call(listTeamMembers, { query: { sort: 'name' } })
    expect(items.map(({ name }) => name)).toEqual(['Ann de Vries', 'Bo Smit', 'Daan Visser', 'Femke Bakker'])
    for (const { id } of items) expect(await ruth.call(readUser, { params: { userId: id } })).toMatchObject({ id })
  })

  test('is not for learners', async () => {
    expect(await ann.refusal(listTeamMembers, {})).toMatchObject({ status: 403 })
  })
})
