import { expect, test } from 'vitest'
import { ada, database, story } from '../../test/served/once.ts'
import * as learning from '../learning/contract.ts'
import * as organization from '../organization/contract.ts'
import * as rule from '../rule/contract.ts'
import * as users from '../user/contract.ts'
import { findByName } from './contract.ts'

const find = (search: string, limit = 6) => ada.call(findByName, { query: { search, limit } })
const nothing = {
  users: [],
  activities: [],
  units: { companies: [], departments: [], teams: [], functions: [], groups: [] },
  qualifications: [],
  rules: [],
}

test('whatever has a word in its name is found, of each kind', async () => {
  const { ann } = story.people
  const name = 'Crane 7'
  const company = { id: story.companies.rakema, name: 'Rakema' }
  const texts = [
    { language: 'nl' as const, title: name },
    { language: 'en' as const, title: 'Lifting' },
  ]
  const activity = await ada.call(learning.createActivity, { body: { type: 'exam', texts } })
  const department = await ada.call(organization.departments.create, { body: { name, companyId: company.id } })
  const team = await ada.call(organization.teams.create, { body: { name } })
  const qualification = await ada.call(learning.createQualification, { body: { name } })
  const criteria = [{ kind: 'team' as const, ids: [team.id], negated: false }]
  const { rule: made } = await ada.call(rule.createRule, { body: { name, criteria, targetIds: [activity.id] } })
  await ada.call(users.editUser, { params: { userId: ann.id }, body: { employeeNumber: 'Crane 7' } })

  expect(await find('7 CRAN')).toEqual({
    users: [{ id: ann.id, name: ann.name, email: ann.email }],
    activities: [{ id: activity.id, name: 'Lifting' }],
    units: {
      ...nothing.units,
      departments: [{ id: department.id, name, company }],
      teams: [{ id: team.id, name, company: null }],
    },
    qualifications: [{ id: qualification.id, name }],
    rules: [{ id: made.id, name }],
  })
})

test('the first by name are found, as many as are asked for', async () => {
  const { users: people } = await find('example', 3)
  const all = await ada.call(users.listUsers, { query: { search: 'example' } })
  expect(all.total).toBeGreaterThan(3)
  expect(people.map(({ id }) => id)).toEqual(all.items.slice(0, 3).map(({ id }) => id))
})

test('what is archived is not found, and people are who left', async () => {
  const { zoe } = story.people
  const team = await ada.call(organization.teams.create, { body: { name: 'Zoë’s team' } })
  await ada.call(organization.teams.archive, { params: { unitId: team.id }, body: {} })
  await ada.call(users.editUser, { params: { userId: zoe.id }, body: { status: 'inactive' } })
  expect(await find('zoë')).toEqual({ ...nothing, users: [{ id: zoe.id, name: zoe.name, email: zoe.email }] })
})

test('a name that nothing has finds nothing', async () => {
  expect(await find('100%')).toEqual(nothing)
})

test('what is called exactly so is among the few that are found, whatever comes before it by name', async () => {
  for (const name of ['Ladder check A', 'Ladder check B', 'Ladder check', 'A ladder check'])
    await ada.call(learning.createQualification, { body: { name } })
  const { qualifications } = await find('ladder Check', 2)
  expect(qualifications.map(({ name }) => name)).toEqual(['Ladder check', 'A ladder check'])
})

test('who is called exactly so is found among more than are put in order', async () => {
  await database.pool.query(`
    insert into users (name, email, company_id, language, added_on)
    select 'Aart Oster ' || n, 'oster' || n || '@example.com', 1, 'en', '2026-01-01' from generate_series(1, 1200) n`)
  const companyId = story.companies.rakema
  await ada.call(users.createUser, { body: { name: 'AaRt Oster', email: 'aart@example.com', companyId } })
  const { users: people } = await find('aart OSTER', 2)
  expect(people.map(({ name }) => name)).toEqual(['AaRt Oster', 'Aart Oster 1'])
})
