import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { ada, app, database, story, type Who } from '../../test/served/once.ts'
import { change } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import * as previews from '../enrollment/preview/contract.ts'
import { editFacts, joinAudience } from '../facts.ts'
import * as contract from './contract.ts'

afterAll(async () => {
  await app?.http.close()
  await database?.drop()
})

const nightShift = () => ({ kind: 'team' as const, ids: [story.teams.nightShift] })
const dutch = { kind: 'language' as const, codes: ['nl' as const] }

test('a rule is counted, previewed, created, read, edited and ended', async () => {
  const { forklift, privacy } = story.activities
  const criteria = [nightShift(), dutch]
  expect(await ada.call(contract.countMatches, { body: { criteria } })).toEqual({ count: 2 })
  const { items } = await ada.call(contract.listMatches, { body: { criteria, limit: 1 } })
  expect(items).toMatchObject([{ name: 'Ann de Vries', department: { name: 'Rotterdam' } }])

  const body = { name: 'Night drivers', criteria, targetIds: [forklift], state: 'active' as const }
  expect(await ada.call(previews.previewOf(contract.createRule), { body })).toMatchObject({
    counts: { enrolled: { enrollments: 2 } },
  })
  const created = await ada.call(contract.createRule, { body })
  expect(created).toMatchObject({
    outcome: { state: 'done', enrolled: 2 },
    keepsByDefault: false,
    rule: {
      name: 'Night drivers',
      state: 'active',
      frozen: false,
      onLeaving: null,
      criteria: [
        { criterion: { ...nightShift(), negated: false }, values: [{ kind: 'team', name: 'Night shift' }] },
        { criterion: dutch, values: [{ kind: 'language', name: 'nl' }] },
      ],
      targets: [{ kind: 'activity', id: forklift, name: 'Forklift basics', type: 'e-learning', archived: false }],
      targetCount: 1,
      duplicates: [],
    },
  })
  const params = { ruleId: created.rule.id }
  expect(await ada.call(contract.readRule, { params })).toEqual(created.rule)

  const edit = { targetIds: [forklift, privacy], onLeaving: 'withdraw' as const }
  expect(await ada.call(previews.previewOf(contract.editRule), { params, body: edit })).toMatchObject({
    counts: { enrolled: { enrollments: 2 } },
  })
  expect(await ada.call(contract.editRule, { params, body: edit })).toMatchObject({ outcome: { enrolled: 2 } })
  const ended = await ada.call(contract.editRule, { params, body: { state: 'ended' } })
  expect(ended).toMatchObject({ outcome: { withdrawn: 4 }, rule: { state: 'ended', onLeaving: 'withdraw' } })
  expect(Date.parse(ended.rule.since)).toBeGreaterThan(Date.parse(created.rule.since))

  const acts = await sql<{ kind: string }>`select kind from batches where kind like 'rule.%' order by id`.execute(
    database.db,
  )
  expect(acts.rows.map(({ kind }) => kind)).toEqual(['rule.create', 'rule.edit', 'rule.end'])
})

test('rules that ask the same are named to each other, and whether they lead to the same', async () => {
  const { forklift, privacy } = story.activities
  const create = async (name: string, criteria: object[], targetIds: number[]) =>
    (await ada.call(contract.createRule, { body: { name, criteria: criteria as [], targetIds } })).rule.id
  const lately = { kind: 'added', is: 'in-last-days', days: 30 }
  const [one, twin, sibling] = [
    await create('One', [nightShift(), dutch, lately], [forklift, privacy]),
    await create('Twin', [lately, dutch, nightShift()], [privacy, forklift]),
    await create('Sibling', [dutch, nightShift(), lately], [privacy]),
  ]
  await create('Other days', [dutch, nightShift(), { ...lately, days: 31 }], [privacy])
  await create('Other words', [{ ...dutch, negated: true }, nightShift(), lately], [privacy])
  const { duplicates } = await ada.call(contract.readRule, { params: { ruleId: one } })
  expect(duplicates).toEqual([
    { id: sibling, name: 'Sibling', state: 'draft', sameTargets: false },
    { id: twin, name: 'Twin', state: 'draft', sameTargets: true },
  ])
  const copy = await ada.call(contract.copyRule, { params: { ruleId: twin } })
  expect(copy.duplicates.map(({ name }) => name)).toEqual(['One', 'Sibling', 'Twin'])
})

test('rules are listed by name, state and whether they are frozen', async () => {
  const { wardens } = story.groups
  const { fireSafety, conduct } = story.activities
  const criteria = [{ kind: 'group' as const, ids: [wardens] }]
  const body = {
    name: 'Zz wardens',
    criteria,
    targetIds: [conduct, story.qualifications.bhv],
    state: 'active' as const,
  }
  const { rule } = await ada.call(contract.createRule, { body })
  const archive = (table: 'groups' | 'learning_activities', id: number, archived: boolean) =>
    change(database.db, { kind: 'test', author: story.author }, (tx) => editFacts(tx, table, [{ id, archived }]))
  await archive('groups', wardens, true)
  await archive('learning_activities', fireSafety, true)
  const names = async (query: object) => (await ada.call(contract.listRules, { query })).items.map(({ name }) => name)
  expect(await names({ frozen: 'true' })).toEqual(['Zz wardens'])
  expect(await names({ frozen: 'false', search: 'zz' })).toEqual([])
  expect(await names({ state: 'active' })).toEqual(['Zz wardens'])
  expect(await names({ sort: '-name', limit: 1 })).toEqual(['Zz wardens'])
  expect((await ada.call(contract.listRules, { query: { search: 'WARD' } })).items).toEqual([
    {
      id: rule.id,
      name: 'Zz wardens',
      state: 'active',
      criteria: [
        {
          criterion: { ...criteria[0], negated: false },
          values: [{ kind: 'group', id: wardens, name: 'Evacuation wardens', archived: true }],
        },
      ],
      frozen: true,
      archived: [{ kind: 'group', id: wardens, name: 'Evacuation wardens', archived: true }],
      heldSince: expect.any(String),
      onLeaving: null,
      targets: [
        { kind: 'qualification', id: story.qualifications.bhv, name: 'BHV', type: null, archived: false },
        { kind: 'activity', id: conduct, name: 'Code of conduct', type: 'document', archived: false },
      ],
      targetCount: 2,
    },
  ])
  const { items } = await ada.call(contract.countRules, { query: { ruleIds: `${rule.id}` } })
  expect(items).toEqual([{ id: rule.id, count: 1 }])
  await archive('groups', wardens, false)
  await archive('learning_activities', fireSafety, false)
})

test('of a user and a rule it is told whether it matches, and why not', async () => {
  const body = { name: 'Told', criteria: [nightShift(), { ...dutch, negated: true }] }
  const { rule } = await ada.call(contract.createRule, { body })
  const params = { ruleId: rule.id, userId: story.people.bo.id }
  expect(await ada.call(contract.readMatch, { params })).toMatchObject({
    standing: 'draft',
    criteria: [
      { met: false, has: [], values: [{ name: 'Night shift' }] },
      { met: true, has: [{ kind: 'language', name: 'en' }], values: [{ name: 'nl' }] },
    ],
  })
})

test('of a user and criteria that nobody has saved yet it is told the same', async () => {
  const { bo, ann, ole } = story.people
  const compare = (userId: number) =>
    ada.call(contract.compareUser, { body: { criteria: [nightShift(), { ...dutch, negated: true }], userId } })
  expect(await compare(bo.id)).toMatchObject({
    user: { name: bo.name },
    standing: 'not-matched',
    criteria: [{ met: false }, { met: true, has: [{ kind: 'language', name: 'en' }] }],
  })
  expect(await compare(ann.id)).toMatchObject({ standing: 'not-matched', criteria: [{ met: true }, { met: false }] })
  expect(await compare(ole.id)).toMatchObject({ standing: 'inactive', criteria: [] })
  const nobody = { body: { criteria: [], userId: 100_000_000 } }
  expect((await ada.refusal(contract.compareUser, nobody)).status).toBe(404)
})

test('the list names only the first of many values', async () => {
  const ids = Object.values(story.people).map(({ id }) => id)
  const criteria = [{ kind: 'user' as const, is: 'exactly' as const, ids }]
  await ada.call(contract.createRule, { body: { name: 'Quite a few', criteria } })
  const { items } = await ada.call(contract.listRules, { query: { search: 'quite a few' } })
  expect(items[0]?.criteria[0]?.values).toHaveLength(5)
  expect(items[0]?.criteria[0]?.criterion).toMatchObject({ ids })
})

test('an enrollment by a rule says which, since the rule leads there or the user is enrolled', async () => {
  const { loads } = story.activities
  const { people, teams } = story
  const body = { name: 'Loaders', criteria: [nightShift()], targetIds: [loads], state: 'active' as const }
  const { rule } = await ada.call(contract.createRule, { body })
  const because = async (who: Who) => {
    const { items } = await ada.call(enrollment.listUserEnrollments, { params: { userId: people[who].id } })
    const found = items.find(({ activity }) => activity.id === loads)
    return { causes: found?.causes, enrolledAt: found?.enrolledAt }
  }
  const daan = await because('daan')
  expect(daan.causes).toEqual([
    expect.objectContaining({
      kind: 'rule',
      audience: { id: rule.id, name: 'Loaders' },
      since: daan.enrolledAt,
      by: { id: people.ada.id, name: 'Ada Okafor' },
    }),
  ])
  await change(database.db, { kind: 'test', author: story.author }, (tx) =>
    joinAudience(tx, { audienceId: audience('team', teams.nightShift), userIds: [people.bo.id] }),
  )
  const bo = await because('bo')
  expect(bo.causes).toMatchObject([{ kind: 'rule', since: bo.enrolledAt }])
  expect(Date.parse(bo.enrolledAt ?? '')).toBeGreaterThan(Date.parse(daan.enrolledAt ?? ''))
})

test('an activity knows the rules that lead to it, drafts and ended ones not among them', async () => {
  const { conduct } = story.activities
  const create = async (name: string, state: 'active' | 'draft', onLeaving: 'keep' | null) => {
    const body = { name, criteria: [dutch], targetIds: [conduct], state, onLeaving }
    return (await ada.call(contract.createRule, { body })).rule.id
  }
  const leading = async () => {
    const { items } = await ada.call(assignments.assignedTo, { params: { activityId: conduct } })
    return items.flatMap(({ kind, audience, onLeaving }) => (kind === 'rule' ? [[audience?.name, onLeaving]] : []))
  }
  const before = await leading()
  await create('Conduct, a draft', 'draft', null)
  const ruleId = await create('Conduct', 'active', 'keep')
  expect(await leading()).toEqual([['Conduct', 'keep'], ...before])
  await ada.call(contract.editRule, { params: { ruleId }, body: { state: 'paused' } })
  expect(await leading()).toEqual([['Conduct', 'keep'], ...before])
  await ada.call(contract.editRule, { params: { ruleId }, body: { state: 'ended' } })
  expect(await leading()).toEqual(before)
})

test('what does not fit is told with its field', async () => {
  const told = async (body: object) => (await ada.refusal(contract.createRule, { body: body as never })).errors
  expect(
    await told({
      name: '',
      criteria: [
        { kind: 'planet', ids: [1] },
        { kind: 'team', ids: [] },
      ],
    }),
  ).toEqual([
    { field: 'name', message: 'Name may not be empty.' },
    {
      field: 'criteria.0.kind',
      message: expect.stringMatching(/^Kind of criteria 1 has to be "company", .* or "added"; "planet" was given\.$/),
    },
    { field: 'criteria.1.ids', message: 'Ids of criteria 2: at least one is needed.' },
  ])
  const { errors } = await ada.refusal(contract.countRules, { query: { ruleIds: '1,x' } })
  expect(errors).toEqual([{ field: 'ruleIds.1', message: 'Rules 2 has to be a number; NaN was given.' }])
})
