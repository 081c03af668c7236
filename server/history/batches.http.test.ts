import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type Client, createTestApp, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change, commit } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { workOff } from '../enrollment/jobs.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import * as organization from '../organization/contract.ts'
import * as rules from '../rule/contract.ts'
import { undoBatch } from '../undo.ts'
import { createUsers } from '../user/commands.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'
import { countBatches } from './counted.ts'

let database: TestDatabase
let app: TestApp
let story: Story
let ada: Client

beforeAll(async () => {
  database = await createTestDatabase()
  app = await createTestApp(database.db)
  story = await tellStory(database.db)
  ada = await signedIn(app, story.people.ada.id)
})
afterAll(async () => {
  await app.http.close()
  await database.drop()
})

const idOf = (who: keyof Story['people']) => story.people[who].id
const edit = (who: keyof Story['people'], body: z.input<typeof users.editUser.body>) =>
  ada.call(users.editUser, { params: { userId: idOf(who) }, body })
const latest = async (client = ada) => {
  const { items } = await client.call(contract.listBatches, { query: { limit: 1 } })
  if (!items[0]) throw new Error('nothing has happened')
  return items[0]
}

describe('the history of the academy', () => {
  test('tells who did what when, what followed and what it was about', async () => {
    await edit('femke', { departmentId: story.departments.office })
    expect(await latest()).toMatchObject({
      kind: 'user.edit',
      author: { kind: 'user', id: idOf('ada'), name: 'Ada Okafor' },
      state: 'done',
      progress: 1,
      enrolled: 0,
      withdrawn: 1,
      facts: 1,
      about: {
        things: [{ kind: 'user', id: idOf('femke'), name: 'Femke Bakker' }],
        more: 0,
        kinds: [{ kind: 'user', count: 1 }],
      },
    })
  })

  test('tells the facts themselves where there are few, so that one sentence says what was done', async () => {
    await edit('femke', { departmentId: story.departments.finance, teamIds: [story.teams.worksCouncil] })
    const { facts, told } = await latest()
    expect(facts).toBe(2)
    expect(told.map(({ fact, happened }) => [fact, happened])).toEqual([
      ['users', 'changed'],
      ['memberships', 'made'],
    ])
    expect(told[0]?.fields).toMatchObject([
      { field: 'department', before: { name: 'Office' }, after: { kind: 'department', name: 'Finance' } },
    ])
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity.create' } })
    expect(items[0]?.facts).toBeGreaterThan(3)
    expect(items[0]?.told).toEqual([])
  })

  test('names a team and who joined it, and the team alone when several did', async () => {
    const params = { unitId: story.teams.nightShift }
    await ada.call(organization.teams.addMembers, { params, body: { userIds: [idOf('bo')] } })
    const team = { kind: 'team', id: story.teams.nightShift, name: 'Night shift' }
    expect((await latest()).about).toEqual({
      things: [team, { kind: 'user', id: idOf('bo'), name: 'Bo Smit' }],
      more: 0,
      isWhole: true,
      kinds: [
        { kind: 'team', count: 1 },
        { kind: 'user', count: 1 },
      ],
    })
    const userIds = [idOf('zoe'), idOf('wei'), idOf('femke')]
    await ada.call(organization.teams.addMembers, { params, body: { userIds } })
    expect(await latest()).toMatchObject({ facts: 3, about: { things: [team], more: 0 } })
  })

  test('names the unit and what was assigned to it, also when only the policy of the assignment was edited', async () => {
    const params = { unit: 'teams' as const, unitId: story.teams.firstAiders }
    const { items } = await ada.call(assignments.listAssignments, { params })
    const assignmentId = items[0]?.id ?? 0
    const body = { edit: [{ assignmentId, onLeaving: 'keep' as const }] }
    await ada.call(assignments.editAssignments, { params, body })
    expect((await latest()).about.things).toEqual([
      { kind: 'team', id: story.teams.firstAiders, name: 'First aiders' },
      { kind: 'qualification', id: story.qualifications.bhv, name: 'BHV' },
    ])
  })

  test('says that a new activity is about the activity, and nothing of what is made with it', async () => {
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity' } })
    expect(items[0]).toMatchObject({ kind: 'activity.create', about: { more: 3 } })
    expect(items[0]?.about.things.map(({ kind, name }) => [kind, name])).toEqual([
      ['activity', 'Forklift basics'],
      ['activity', 'First aid'],
      ['activity', 'Fire safety'],
    ])
  })

  test('names things in the language of the one who reads', async () => {
    await edit('ada', { language: 'nl' })
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity.create' } })
    expect(items[0]?.about.things[0]?.name).toBe('Heftruck: de basis')
    await edit('ada', { language: 'en' })
  })

  test('is found by author, by act and by time', async () => {
    await (await signedIn(app, idOf('ann'))).call(enrollment.startActivity, {
      params: { userId: idOf('ann'), activityId: story.activities.fireSafety },
    })
    const list = (query: Partial<z.input<typeof contract.listBatches.query>>) =>
      ada.call(contract.listBatches, { query })
    const kinds = async (query: Parameters<typeof list>[0]) => (await list(query)).items.map(({ kind }) => kind)
    expect(await kinds({ authorId: idOf('ann') })).toEqual(['progress.start'])
    expect(await kinds({ authorKind: 'setup' })).toEqual(['academy.setUp'])
    expect(await kinds({ kind: 'user.create' })).toEqual(['user.create'])
    expect([...new Set(await kinds({ kind: 'user' }))]).toEqual(['user.edit', 'user.create'])
    expect(await kinds({ kind: 'use' })).toEqual([])
    const { items, total } = await list({})
    const middle = items[4]?.at ?? ''
    const before = await list({ to: middle })
    const after = await list({ from: middle })
    expect(before.total + after.total).toBe(total)
    expect(after.items.at(-1)?.at).toBe(middle)
  })

  test('is found by the rule it was about, or whose targets it changed', async () => {
    const body = { name: 'Told', criteria: [], targetIds: [story.activities.privacy] }
    const { rule } = await ada.call(rules.createRule, { body })
    await ada.call(rules.createRule, { body: { ...body, name: 'Another' } })
    const params = { ruleId: rule.id }
    await ada.call(rules.editRule, { params, body: { targetIds: [] } })
    await ada.call(rules.editRule, { params, body: { state: 'ended' } })
    const { items, total } = await ada.call(contract.listBatches, { query: { ruleId: rule.id } })
    expect(items.map(({ kind }) => kind)).toEqual(['rule.end', 'rule.edit', 'rule.create'])
    expect(total).toBe(3)
  })

  test('goes page by page, each batch once', async () => {
    const { items } = await ada.call(contract.listBatches)
    const walked: number[] = []
    let after: string | undefined
    do {
      const page = await ada.call(contract.listBatches, { query: { limit: 3, after } })
      walked.push(...page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(walked).toEqual(items.map(({ id }) => id))
  })

  test('says how far a batch is that still runs, alone and in the list', async () => {
    const everyone = audience('everyone', 0)
    const { batchId } = await commit(database.db, { kind: 'assignment.edit', author: story.author }, (tx) =>
      insertFacts(tx, 'assignments', [
        { audience_id: everyone, target_id: story.activities.conduct },
        { audience_id: everyone, target_id: story.activities.privacy },
      ]),
    )
    expect(await latest()).toMatchObject({ id: batchId, state: 'running', progress: 0, enrolled: 0 })
    await workOff(database.db)
    const done = await ada.call(contract.describeBatch, { params: { batchId } })
    expect(done).toMatchObject({ state: 'done', progress: 1, enrolled: 2 * 11 })
    expect(done.about.things.map(({ kind, name }) => [kind, name])).toEqual([
      ['academy', 'Rakema'],
      ['activity', 'Code of conduct'],
      ['activity', 'Data privacy'],
    ])
    expect(await latest()).toEqual(done)
  })
})

test('a batch that was taken back and the one that did so name each other', async () => {
  await edit('wei', { departmentId: story.departments.transport })
  const batchId = (await latest()).id
  const undo = await change(database.db, { kind: 'batch.undo', author: story.author }, (tx) =>
    undoBatch(tx, { batchId, withdrawStarted: false }),
  )
  const { batchId: undoId } = undo.outcome
  expect(await ada.call(contract.describeBatch, { params: { batchId } })).toMatchObject({
    undoneBy: undoId,
    undoes: null,
  })
  expect(await latest()).toMatchObject({ id: undoId, kind: 'batch.undo', undoes: batchId, undoneBy: null })
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

describe('whose enrollments a batch moved', () => {
  /** Three people into two activities, one of whom is in one of them already. */
  async function enrollSeveral(): Promise<number> {
    const { fireSafety, loads } = story.activities
    const { outcome } = await change(database.db, { kind: 'enrollment.add', author: story.author }, async (tx) => {
      const userIds = [idOf('zoe'), idOf('ann'), idOf('emile')]
      for (const activityId of [fireSafety, loads]) {
        await joinAudience(tx, { audienceId: audience('byHand', activityId), userIds })
      }
    })
    return outcome.batchId
  }
  const told = ({ items }: z.output<typeof contract.listMoves.response>) =>
    items.map(({ user, activity, kind }) => `${user.name}: ${kind}, ${activity.title}`)

  test('is told by name, and found by name, by what happened and by activity', async () => {
    const batchId = await enrollSeveral()
    const list = (query: Partial<z.input<typeof contract.listMoves.query>>) =>
      ada.call(contract.listMoves, { params: { batchId }, query })
    expect(told(await list({}))).toEqual([
      'Ann de Vries: enrolled, Lading zekeren',
      'Émile Dubois: enrolled, Fire safety',
      'Émile Dubois: enrolled, Lading zekeren',
      'Zoë Janssen: enrolled, Fire safety',
      'Zoë Janssen: enrolled, Lading zekeren',
    ])
    expect(told(await list({ search: 'vries ann' }))).toEqual(['Ann de Vries: enrolled, Lading zekeren'])
    const inFire = await list({ activityId: story.activities.fireSafety })
    expect(told(inFire)).toEqual(['Émile Dubois: enrolled, Fire safety', 'Zoë Janssen: enrolled, Fire safety'])
    expect(inFire.total).toBe(2)
    expect(await list({ kind: 'withdrawn' })).toMatchObject({ items: [], total: 0 })
    expect((await list({ kind: 'enrolled' })).total).toBe(5)
  })

  /** A batch of events as the engine writes them: so often several users in several activities. */
  async function inventRectangles(times: number): Promise<number> {
    const { outcome } = await change(database.db, { kind: 'invented', author: story.author }, async () => undefined)
    const everybody = Object.values(story.people).map(({ id }) => id)
    const { forklift, conduct, privacy, loads } = story.activities
    await sql`
      insert into events (batch_id, kind, bucket, user_ids, activity_ids)
      select ${outcome.batchId}, kind, 0, user_ids, activity_ids
      from generate_series(1, ${times}::int) as nth, (values
        (1, ${everybody}::int[], array[${forklift}, ${conduct}, ${privacy}]::int[]),
        (7, ${everybody.slice(2, 3)}::int[], array[${forklift}]::int[]),
        (13, ${everybody.slice(0, 5)}::int[], array[${conduct}, ${privacy}]::int[]),
        (9, ${everybody.slice(4)}::int[], array[${loads}]::int[])) as rectangle (kind, user_ids, activity_ids)
      order by nth, kind`.execute(database.db)
    return outcome.batchId
  }
  const inOne = 12 * 3 + 1 + 5 * 2 + 8

  type Query = Partial<z.input<typeof contract.listMoves.query>>

  /** Everything from the first page to the last, having found that the way back leads past the same. */
  async function walked(batchId: number, query: Query): Promise<string[]> {
    const page = (cursor: Query) =>
      ada.call(contract.listMoves, { params: { batchId }, query: { ...query, ...cursor } })
    const forward: string[] = []
    let one = await page({})
    for (;;) {
      expect(one.from).toBe(forward.length + 1)
      forward.push(...told(one))
      if (!one.next) break
      one = await page({ after: one.next })
    }
    expect(one.total).toBe(forward.length)
    const backward: string[] = told(one)
    while (one.previous) {
      one = await page({ before: one.previous })
      backward.unshift(...told(one))
    }
    expect(backward).toEqual(forward)
    return forward
  }

  test('goes page by page by name, each of them once', async () => {
    const batchId = await inventRectangles(1)
    const all = await walked(batchId, { limit: 200 })
    expect(new Set(all).size).toBe(inOne)
    for (const limit of [5, 36]) expect(await walked(batchId, { limit })).toEqual(all)
    expect(await walked(batchId, { limit: 4, search: 'vries' })).toEqual(all.filter((move) => move.startsWith('Ann')))
  })

  test('goes page by page as it happened when they are too many to sort, and is still found by name', async () => {
    const times = Math.ceil(20_001 / inOne)
    const batchId = await inventRectangles(times)
    const { rows } = await sql<{ user_ids: number[]; activity_ids: number[] }>`
      select user_ids, activity_ids from events where batch_id = ${batchId} order by id`.execute(database.db)
    const expected = rows.flatMap(({ user_ids, activity_ids }) =>
      user_ids.flatMap((user) => activity_ids.map((activity) => `${user} ${activity}`)),
    )
    const page = async (query: Query) => {
      const { items, ...rest } = await ada.call(contract.listMoves, { params: { batchId }, query })
      return { ...rest, pairs: items.map(({ user, activity }) => `${user.id} ${activity.id}`) }
    }
    const first = await page({ limit: 100 })
    expect(first).toMatchObject({ total: expected.length, previous: null })
    const second = await page({ limit: 100, after: first.next ?? '' })
    expect([...first.pairs, ...second.pairs]).toEqual(expected.slice(0, 200))
    expect((await page({ limit: 100, before: second.previous ?? '' })).pairs).toEqual(first.pairs)

    const isMarta = (pair: string) => pair.startsWith(`${idOf('marta')} `)
    const found = await page({ limit: 200, search: 'marta' })
    const further = await page({ limit: 200, search: 'marta', after: found.next ?? '' })
    expect([...found.pairs, ...further.pairs]).toEqual(expected.filter(isMarta).slice(0, 400))
    expect(found.total).toBe(expected.filter(isMarta).length)
  })

  test('is for administrators, and for whoever did it', async () => {
    const ruth = await signedIn(app, idOf('ruth'))
    const { batchId } = await ruth.call(enrollment.enrollUser, {
      params: { userId: idOf('femke') },
      body: { activityIds: [story.activities.firstAid] },
    })
    expect(told(await ruth.call(contract.listMoves, { params: { batchId } }))).toEqual([
      'Femke Bakker: enrolled, Eerste hulp',
    ])
    const daan = await signedIn(app, idOf('daan'))
    expect(await daan.refusal(contract.listMoves, { params: { batchId } })).toMatchObject({ status: 404 })
  })
})

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
    const ruth = await signedIn(app, idOf('ruth'))
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

test('of a batch with more than a thousand facts the first are read, and it says so; when it is done all are counted', async () => {
  const { companies } = story
  const crowd = Array.from({ length: 1_100 }, (_, nth) =>
    users.newUser.parse({ name: `Many ${nth}`, email: `many.${nth}@example.com`, companyId: companies.logistics }),
  )
  await change(database.db, { kind: 'user.import', author: story.author }, (tx) => createUsers(tx, { users: crowd }))
  expect(await latest()).toMatchObject({
    facts: 1_100,
    about: {
      isWhole: false,
      more: 997,
      kinds: [{ kind: 'user', count: 1_000 }],
      things: [{ name: 'Many 0' }, {}, {}],
    },
  })
  const uncounted = await latest()
  expect(await countBatches(database.db)).toBeGreaterThan(0)
  expect(await latest()).toEqual({
    ...uncounted,
    about: { ...uncounted.about, isWhole: true, more: 1_097, kinds: [{ kind: 'user', count: 1_100 }] },
  })
  expect(await countBatches(database.db)).toBe(0)
})

test('what is under way is not counted before it is done, and then as it was told before', async () => {
  const { db } = database
  const { rows } = await sql<{ id: number }>`select id from users where name like 'Many %'`.execute(db)
  const members = { audienceId: audience('byHand', story.activities.loads), userIds: rows.map(({ id }) => id) }
  const { batchId } = await commit(db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    joinAudience(tx, members),
  )
  expect(await countBatches(db)).toBe(0)
  await workOff(db)
  const told = await latest()
  expect(told).toMatchObject({ id: batchId, facts: 1_100, enrolled: 1_100 })
  const { loads, privacy } = story.activities
  const asked = [
    {},
    { kind: 'enrolled' },
    { kind: 'withdrawn' },
    { activityId: loads },
    { activityId: privacy },
  ] as const
  const pages = () =>
    Promise.all(
      asked.map((query) => ada.call(contract.listMoves, { params: { batchId }, query: { ...query, limit: 2 } })),
    )
  const moved = await pages()
  expect(moved.map(({ total }) => total)).toEqual([1_100, 1_100, 0, 1_100, 0])
  expect(await countBatches(db)).toBe(1)
  expect(await latest()).toEqual(told)
  expect(await pages()).toEqual(moved)
})
