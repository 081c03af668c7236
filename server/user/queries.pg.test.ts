import { type KyselyPlugin, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { findActor } from '../access/actor.ts'
import { change } from '../change.ts'
import { startLearning } from '../enrollment/commands.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { insertFacts, removeFacts } from '../facts.ts'
import { createUsers } from './commands.ts'
import {
  listTeamMembers as listTeamMembersOperation,
  listUserIds as listUserIdsOperation,
  listUsers as listUsersOperation,
  newUser,
} from './contract.ts'
import { findUserIds, findUsersByEmail, listTeamMembers, listUsers } from './queries.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const list = (query: Record<string, unknown> = {}) =>
  listUsers(database.db, { query: listUsersOperation.query.parse(query) })
const names = ({ items }: { items: Array<{ name: string }> }) => items.map(({ name }) => name)

describe('the list of users', () => {
  test('is sorted by name as a reader expects', async () => {
    expect(names(await list())).toEqual([
      'Ada Okafor',
      'Ann de Vries',
      'Bo Smit',
      'Daan Visser',
      'Émile Dubois',
      'Femke Bakker',
      'Jürgen Krause',
      'Marta Kowalska',
      'Ole Hansen',
      'Ruth de Wit',
      'Zoë Janssen',
      '李伟',
    ])
  })

  test('is sorted by e-mail and by day, either way', async () => {
    expect(names(await list({ sort: '-email', limit: 3 }))).toEqual(['Zoë Janssen', '李伟', 'Ruth de Wit'])
    expect(names(await list({ sort: 'addedOn', limit: 3 }))).toEqual(['Ruth de Wit', 'Daan Visser', 'Marta Kowalska'])
  })

  test.each(['name', '-name', 'email', '-email', 'addedOn', '-addedOn'])(
    'pages by %s show everybody once',
    async (sort) => {
      const whole = names(await list({ sort }))
      const shown: string[] = []
      let page = await list({ sort, limit: 5 })
      shown.push(...names(page))
      while (page.next) {
        page = await list({ sort, limit: 5, after: page.next })
        shown.push(...names(page))
      }
      expect(shown).toEqual(whole)
      expect(page).toMatchObject({ total: 12, from: 11 })
    },
  )

  test('finds words in names, addresses and employee numbers', async () => {
    expect(names(await list({ search: 'vries ANN' }))).toEqual(['Ann de Vries'])
    expect(names(await list({ search: 'smit@' }))).toEqual(['Bo Smit'])
    expect(names(await list({ search: 'r-1001' }))).toEqual(['Ann de Vries'])
    expect(names(await list({ search: 'É' }))).toEqual(['Émile Dubois'])
    expect(names(await list({ search: 'wei' }))).toEqual(['李伟'])
    expect(names(await list({ search: 'ann smit' }))).toEqual([])
  })

  test('is whole for whoever searches nothing yet, and the beginning of it for whoever types on', async () => {
    const { next, ...first } = await list({ search: 'example', limit: 3 })
    expect(next).not.toBeNull()
    expect(await list({ search: 'example', limit: 3, glance: 'true' })).toEqual({ ...first, next: null })
    expect(await list({ search: '', limit: 3, glance: 'true' })).toEqual(await list({ limit: 3 }))
  })

  test('takes % and _ for the letters they are', async () => {
    expect(names(await list({ search: '%' }))).toEqual([])
    expect(names(await list({ search: 'a_n' }))).toEqual([])
  })

  test('is limited to a status or a company', async () => {
    expect(names(await list({ status: 'inactive' }))).toEqual(['Ole Hansen'])
    const logistics = await list({ companyId: `${story.companies.logistics}`, status: 'active' })
    expect(names(logistics)).toEqual(['Jürgen Krause', 'Marta Kowalska', '李伟'])
  })

  test('is limited to departments with those below, to what people are in, speak and report to, and to when they came', async () => {
    const { departments, teams, functions, groups, people } = story
    const everyone = await database.db.selectFrom('users').selectAll().execute()
    const namesOf = (of: (one: (typeof everyone)[number]) => boolean) =>
      everyone
        .filter(of)
        .map(({ name }) => name)
        .sort()
    const found = async (query: Record<string, unknown>) => names(await list(query)).sort()
    const below = [departments.warehouse, departments.rotterdam, departments.venlo, departments.nightDock]
    expect(await found({ departmentId: `${departments.warehouse}` })).toEqual(
      namesOf(({ department_id }) => below.includes(department_id ?? 0)),
    )
    expect(await found({ language: 'nl,fr' })).toEqual(namesOf(({ language }) => ['nl', 'fr'].includes(language)))
    expect(await found({ role: 'administrator' })).toEqual(['Ada Okafor'])
    expect(await found({ managerId: `${people.ruth.id}` })).toEqual(
      namesOf(({ manager_id }) => manager_id === people.ruth.id),
    )
    const managers = new Set(everyone.filter(({ status }) => status === 'active').map(({ manager_id }) => manager_id))
    expect(await found({ isManager: 'true' })).toEqual(namesOf(({ id }) => managers.has(id)))
    expect(await found({ isManager: 'false' })).toEqual(namesOf(({ id }) => !managers.has(id)))
    expect(await found({ underId: `${people.ruth.id}` })).toEqual(expect.arrayContaining(['Ann de Vries']))
    const days = everyone.map(({ added_on }) => added_on).sort()
    const [from, until] = [days[3] as string, days[7] as string]
    expect(await found({ addedFrom: from, addedUntil: until })).toEqual(
      namesOf(({ added_on }) => added_on >= from && added_on <= until),
    )
    for (const [filter, kind, id] of [
      ['teamId', 'team', teams.nightShift],
      ['functionId', 'function', functions.forkliftDriver],
      ['groupId', 'group', groups.wardens],
    ] as const) {
      const members = await database.db
        .selectFrom('memberships')
        .innerJoin('users', 'users.id', 'memberships.user_id')
        .select('name')
        .where('audience_id', '=', audience(kind, id))
        .execute()
      expect(members.length).toBeGreaterThan(0)
      expect(await found({ [filter]: `${id}` })).toEqual(members.map(({ name }) => name).sort())
    }
  })

  test('gives the ids of all who match, as many as asked for, by name', async () => {
    const all = await list({ status: 'active' })
    const filters = listUserIdsOperation.query.parse({ status: 'active' })
    const ids = all.items.map(({ id }) => id)
    expect(await findUserIds(database.db, { filters, most: 100 })).toEqual({ ids, more: false })
    expect(await findUserIds(database.db, { filters, most: 3 })).toEqual({ ids: ids.slice(0, 3), more: true })
  })

  test('counts enrollments and marks who is enrolled already', async () => {
    const { items } = await list({ forActivity: story.activities.firstAid })
    const daan = items.find(({ name }) => name === 'Daan Visser')
    expect(daan).toMatchObject({ enrollments: 2, already: true, company: { name: 'Rakema' } })
    expect(items.find(({ name }) => name === 'Ann de Vries')).toMatchObject({ enrollments: 1, already: false })
    expect(items.find(({ name }) => name === 'Ada Okafor')).toMatchObject({ enrollments: 0, department: null })
  })

  test('goes straight to its place by the indexes made for it', async () => {
    const client = await database.pool.connect()
    try {
      // A dozen people are read faster without an index; what matters is that it can be used.
      await client.query('set enable_seqscan = off')
      const planOf = async (statement: string) =>
        (await client.query(`explain ${statement}`)).rows.map((row) => row['QUERY PLAN']).join('\n')
      const search = `lower(users.name || ' ' || users.email || ' ' || coalesce(users.employee_number, ''))`
      expect(await planOf(`select from users where ${search} like lower('%vries%')`)).toContain('users_search')
      const place = `(users.name collate "und-x-icu", users.id) > ('Ann'::text::text, '1'::text::int)`
      const order = 'users.name collate "und-x-icu", users.id'
      expect(await planOf(`select from users where ${place} order by ${order} limit 51`)).toMatch(
        /Index.*Scan using users_name[\s\S]*Index Cond: \(ROW/,
      )
    } finally {
      client.release(true)
    }
  })
})

describe('users found by a pasted column of addresses', () => {
  test('are found whatever capitals and invisible characters came along, once and in order', async () => {
    const { people, activities } = story
    const found = await findUsersByEmail(database.db, {
      emails: [
        ' ZOE.janssen@example.com\u200b',
        'nobody@example.com',
        '',
        'Ann de Vries <ann.de.vries@example.com>;',
        'mailto:bo.smit@example.com',
        'ann.de.vries@EXAMPLE.com',
        'Nobody@Example.com',
        'not an address',
      ],
      forActivity: activities.fireSafety,
    })
    expect(found.users.map(({ id }) => id)).toEqual([people.zoe.id, people.ann.id, people.bo.id])
    expect(found.users.map(({ already }) => already)).toEqual([false, true, true])
    expect(found.unknown).toEqual(['nobody@example.com', 'not an address'])
  })

  test('are 10,000 in one statement', async () => {
    const users = Array.from({ length: 10_000 }, (_, n) =>
      newUser.parse({ name: `Crowd ${n}`, email: `crowd.${n}@example.com`, companyId: story.companies.logistics }),
    )
    const act = { kind: 'test', author: story.author, notify: false }
    await change(database.db, act, (tx) => createUsers(tx, { users }))
    let statements = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        statements += 1
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const emails = users.map(({ email }, n) => (n % 4 === 0 ? `unknown.${n}@example.com` : email.toUpperCase()))
    const began = performance.now()
    const found = await findUsersByEmail(database.db.withPlugin(counting), { emails })
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(statements).toBe(1)
    expect(found.users).toHaveLength(7_500)
    expect(found.unknown).toHaveLength(2_500)
    expect(found.users[0]).toMatchObject({ name: 'Crowd 1', enrollments: 0, already: false })
  })
})

describe('My Team', () => {
  const members = async (userId: number, query: Record<string, unknown> = {}) => {
    const actor = await findActor(database.db, userId)
    if (!actor) throw new Error('there is no such actor')
    return listTeamMembers(database.db, { actor, query: listTeamMembersOperation.query.parse(query) })
  }

  test('is one’s reports at any depth, active ones only, and not oneself', async () => {
    const { ruth, marta, ann } = story.people
    expect(names(await members(ruth.id))).toEqual(['Ann de Vries', 'Bo Smit', 'Daan Visser', 'Femke Bakker'])
    expect(names(await members(marta.id))).toEqual(['Jürgen Krause'])
    expect(names(await members(ann.id))).toEqual([])
  })

  test('is searched, sorted and counted', async () => {
    const { ruth } = story.people
    expect(names(await members(ruth.id, { search: 'visser' }))).toEqual(['Daan Visser'])
    const page = await members(ruth.id, { sort: '-name', limit: 1 })
    expect(page).toMatchObject({ total: 4, items: [{ name: 'Femke Bakker', enrollments: 1, completed: 0 }] })
  })

  test('counts what is validly completed of what they are enrolled in', async () => {
    const { people, activities } = story
    await change(database.db, { kind: 'test', author: story.author }, async (tx) => {
      const done = { user_id: people.daan.id, completed_on: '2026-01-05' }
      await insertFacts(tx, 'completions', [
        { ...done, activity_id: activities.fireSafety },
        { ...done, activity_id: activities.fireSafety, completed_on: '2026-01-06' },
        { ...done, activity_id: activities.firstAid, completed_on: '2019-01-05' },
        { ...done, activity_id: activities.conduct },
      ])
    })
    const [daan] = (await members(people.ruth.id, { search: 'daan' })).items
    expect(daan).toMatchObject({ enrollments: 2, completed: 1 })
  })

  test('tells who needs attention: what has expired, and what was not started in a month', async () => {
    const { people, activities } = story
    const { db } = database
    const read = async (search: string) => (await members(people.ruth.id, { search })).items[0]
    expect(await read('daan')).toMatchObject({ expired: 1, late: 0 })
    expect(await read('femke')).toMatchObject({ expired: 0, late: 0 })
    await sql`
      update enrollments set enrolled_at = now() - interval '31 days'
      where user_id = ${people.femke.id} and state = 1`.execute(db)
    expect(await read('femke')).toMatchObject({ expired: 0, late: 1 })
    expect(names(await members(people.ruth.id, { attention: 'true' }))).toEqual(['Daan Visser', 'Femke Bakker'])
    expect(names(await members(people.ruth.id, { attention: 'false' }))).toEqual(['Ann de Vries', 'Bo Smit'])

    const { rows } = await sql<{ activity_id: number }>`
      select activity_id from enrollments where user_id = ${people.femke.id} and state = 1`.execute(db)
    await change(db, { kind: 'test', author: story.author }, (tx) =>
      startLearning(tx, { userId: people.femke.id, activityId: rows[0]?.activity_id ?? activities.conduct }),
    )
    expect(names(await members(people.ruth.id, { attention: 'true' }))).toEqual(['Daan Visser'])
  })

  test('includes the people of what was granted, while it is', async () => {
    const { people, teams, departments } = story
    const grants = [
      { user_id: people.marta.id, audience_id: audience('team', teams.worksCouncil) },
      { user_id: people.marta.id, audience_id: audience('departmentBelow', departments.rotterdam) },
    ]
    const act = { kind: 'test', author: story.author }
    await change(database.db, act, (tx) => insertFacts(tx, 'grants', grants))
    expect(names(await members(people.marta.id))).toEqual([
      'Ann de Vries',
      'Bo Smit',
      'Daan Visser',
      'Femke Bakker',
      'Jürgen Krause',
      'Zoë Janssen',
    ])
    await change(database.db, act, (tx) => removeFacts(tx, 'grants', grants))
    expect(names(await members(people.marta.id))).toEqual(['Jürgen Krause'])
  })
})
