import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Client } from '../../test/client.ts'
import { ada, as, idOf, story, type Who } from '../../test/served/once.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as organization from '../organization/contract.ts'
import * as rules from '../rule/contract.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'

const edit = (who: Who, body: z.input<typeof users.editUser.body>) =>
  ada.call(users.editUser, { params: { userId: idOf(who) }, body })
const latest = async (client = ada) => {
  const { items } = await client.call(contract.listBatches, { query: { limit: 1 } })
  if (!items[0]) throw new Error('nothing has happened')
  return items[0]
}

describe('the facts that a batch changed', () => {
  const factsOf = (batchId: number, query: Partial<z.input<typeof contract.listFacts.query>> = {}, client = ada) =>
    client.call(contract.listFacts, { params: { batchId }, query })

  test('are told with the names of what they refer to, before and after', async () => {
    await edit('ann', { departmentId: story.departments.office, managerId: null, addedOn: '2021-06-01' })
    const { items } = await factsOf((await latest()).id)
    expect(items).toEqual([
      {
        fact: 'users',
        happened: 'changed',
        about: [{ kind: 'user', id: idOf('ann'), name: 'Ann de Vries' }],
        fields: [
          { field: 'addedOn', before: '2021-05-03', after: '2021-06-01' },
          {
            field: 'department',
            before: { kind: 'department', id: story.departments.rotterdam, name: 'Rotterdam' },
            after: { kind: 'department', id: story.departments.office, name: 'Office' },
          },
          { field: 'manager', before: { kind: 'user', id: idOf('ruth'), name: 'Ruth de Wit' }, after: null },
        ],
      },
    ])
  })

  test('show what is personal to administrators only', async () => {
    await edit('ann', { name: 'Ann Smit', language: 'en' })
    const batchId = (await latest()).id
    const fields = async (client: Client) => (await factsOf(batchId, {}, client)).items[0]?.fields
    const language = { field: 'language', before: 'nl', after: 'en' }
    expect(await fields(ada)).toEqual([language, { field: 'name', before: 'Ann de Vries', after: 'Ann Smit' }])
    // Ada did it; by the time she reads it she has been made a learner.
    await edit('ruth', { role: 'administrator' })
    const ruth = await as('ruth')
    await ruth.call(users.editUser, { params: { userId: idOf('ada') }, body: { role: 'learner' } })
    expect(await fields(ada)).toEqual([language])
    await ruth.call(users.editUser, { params: { userId: idOf('ada') }, body: { role: 'administrator' } })
  })

  test('tell those who joined or left one by one, and find them', async () => {
    const { nightShift } = story.teams
    const params = { unitId: nightShift }
    await ada.call(organization.teams.removeMembers, {
      params,
      body: { userIds: (['bo', 'zoe', 'wei', 'femke'] as const).map(idOf) },
    })
    const members = ['bo', 'zoe', 'wei', 'femke'] as const
    await ada.call(organization.teams.addMembers, { params, body: { userIds: members.map(idOf) } })
    const batchId = (await latest()).id
    const first = await factsOf(batchId, { limit: 3 })
    expect(first).toMatchObject({ total: 4, from: 1 })
    const { items } = await factsOf(batchId, { limit: 3, after: first.next ?? '' })
    const names = [...first.items, ...items].map(({ about }) => about.map(({ name }) => name))
    expect(names).toEqual(['Bo Smit', 'Femke Bakker', 'Zoë Janssen', '李伟'].map((name) => ['Night shift', name]))
    const found = await factsOf(batchId, { search: 'zoe.janssen@' })
    expect(found).toMatchObject({
      total: 1,
      items: [{ fact: 'memberships', happened: 'made', about: [{ id: nightShift }, { id: idOf('zoe') }], fields: [] }],
    })
  })

  test('tell of an activity its texts by language, and of a link what it leads to', async () => {
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity.create' } })
    const { items: made } = await factsOf(items[0]?.id ?? 0, { limit: 200 })
    const text = made.find(
      ({ fact, about }) => fact === 'learning_activity_texts' && about[0]?.name === 'Lading zekeren',
    )
    expect(text?.fields).toEqual([
      { field: 'description', before: null, after: '' },
      { field: 'language', before: null, after: 'nl' },
      { field: 'link', before: null, after: 'https://learning.example.com/lading' },
      { field: 'title', before: null, after: 'Lading zekeren' },
    ])
    const params = { unit: 'teams' as const, unitId: story.teams.nightShift }
    const add = [{ targetId: story.activities.conduct, onLeaving: 'keep' as const }]
    await ada.call(assignments.editAssignments, { params, body: { add } })
    expect((await factsOf((await latest()).id)).items).toMatchObject([
      {
        fact: 'assignments',
        happened: 'made',
        about: [{ name: 'Night shift' }, { kind: 'activity', name: 'Code of conduct' }],
        fields: [{ field: 'onLeaving', before: null, after: 'keep' }],
      },
    ])
  })
})

test('a rule is told by its criteria with the names in them, and of holding it nothing but that', async () => {
  const { rule } = await ada.call(rules.createRule, {
    body: {
      name: 'Night work',
      criteria: [{ kind: 'team', negated: false, ids: [story.teams.nightShift] }],
      targetIds: [story.activities.conduct],
      state: 'active',
    },
  })
  const facts = async () => {
    const { id } = await latest()
    return (await ada.call(contract.listFacts, { params: { batchId: id } })).items
  }
  const told = (await facts()).find(({ fact }) => fact === 'rules')
  expect(told?.about).toEqual([{ kind: 'rule', id: rule.id, name: 'Night work' }])
  expect(told?.fields).toContainEqual({
    field: 'criteria',
    before: null,
    after: [
      {
        criterion: { kind: 'team', negated: false, ids: [story.teams.nightShift] },
        values: [{ kind: 'team', id: story.teams.nightShift, name: 'Night shift', archived: false }],
      },
    ],
  })
  expect(told?.fields.map(({ field }) => field)).toEqual(['criteria', 'name', 'state'])
  await ada.call(rules.editRule, { params: { ruleId: rule.id }, body: { state: 'paused' } })
  expect(await latest()).toMatchObject({ facts: 2, about: { things: [{ kind: 'rule', name: 'Night work' }], more: 0 } })
  expect((await facts()).map(({ fact, happened }) => [fact, happened])).toEqual([
    ['rules', 'changed'],
    ['holds', 'made'],
  ])
})
