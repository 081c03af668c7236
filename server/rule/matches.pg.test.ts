import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { seed } from '../../test/seed.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, leaveAudience } from '../facts.ts'
import { createRule, editRule } from './commands.ts'
import { type Criterion, criteria as criteriaSchema, newRule, ruleEdit } from './contract.ts'
import { isMet } from './criteria.ts'
import { countMatches, countRules, listMatches, listRuleMatches, readMatch } from './matches.ts'
import { readLanguages } from './named.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database?.drop())

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)

async function create(given: { name: string } & Record<string, unknown>): Promise<number> {
  const rule = newRule.parse({ criteria: [], state: 'active', ...given })
  return (await act((tx) => createRule(tx, rule))).result.id
}
const edit = (id: number, given: object) => act((tx) => editRule(tx, { id, edit: ruleEdit.parse(given) }))

const asked = (...given: object[]) => criteriaSchema.parse(given)
const first = ({ name }: { name: string }) => name.split(' ')[0]

async function matching(criteria: Criterion[], query: object = {}) {
  const page = await listMatches(database.db, { criteria, query: { limit: 50, ...query } })
  return page.items.map(first)
}

async function daysAgo(days: number): Promise<string> {
  const { rows } = await sql<{ day: string }>`select today - ${days}::int as day from academy`.execute(database.db)
  return rows[0]?.day ?? ''
}

describe('criteria match', () => {
  const people = (...given: object[]) => matching(asked(...given))

  test('whoever is in one of the values of each, and in none of those negated', async () => {
    const { companies, departments, teams, functions, groups } = story
    expect(await people({ kind: 'company', ids: [companies.logistics] })).toEqual(['Jürgen', 'Marta', '李伟'])
    expect(await people({ kind: 'department', ids: [departments.rotterdam, departments.finance] })).toEqual([
      'Ann',
      'Bo',
      'Daan',
      'Émile',
      'Femke',
      'Zoë',
    ])
    expect(await people({ kind: 'department', ids: [departments.warehouse], below: false })).toEqual(['Ruth'])
    expect(
      await people(
        { kind: 'department', ids: [departments.warehouse] },
        { kind: 'team', ids: [teams.nightShift, teams.worksCouncil], negated: true },
        { kind: 'language', codes: ['nl'] },
      ),
    ).toEqual(['Femke', 'Ruth'])
    expect(await people({ kind: 'function', ids: [functions.accountant, functions.shiftLeader] })).toEqual([
      'Daan',
      'Zoë',
    ])
    expect(await people({ kind: 'group', ids: [groups.newHires] })).toEqual(['李伟'])
  })

  test('a negated one whoever lacks the fact', async () => {
    const { rakema, logistics } = story.companies
    // 李伟 is in no department, Ada too.
    const everywhere = { kind: 'department', ids: Object.values(story.departments), negated: true }
    expect(await people(everywhere)).toEqual(['Ada', '李伟'])
    expect(await people({ kind: 'company', ids: [rakema, logistics], negated: true })).toEqual([])
  })

  test('managers, those who report to somebody, and exactly who is named', async () => {
    const { ruth, daan, ann } = story.people
    const user = (is: string, more: object = {}) => people({ kind: 'user', is, ...more })
    expect(await user('manager')).toEqual(['Daan', 'Marta', 'Ruth'])
    expect(await user('reports', { ids: [ruth.id] })).toEqual(['Ann', 'Bo', 'Daan', 'Femke'])
    expect(await user('reports-directly', { ids: [ruth.id] })).toEqual(['Ann', 'Bo', 'Daan'])
    expect(await user('exactly', { ids: [ann.id, daan.id] })).toEqual(['Ann', 'Daan'])
    expect(
      await people(
        { kind: 'user', is: 'manager', negated: true },
        { kind: 'company', ids: [story.companies.logistics] },
      ),
    ).toEqual(['Jürgen', '李伟'])
  })

  test('days as the academy counts them', async () => {
    const added = (is: string, more: object) => people({ kind: 'added', is, ...more }, { kind: 'user', is: 'manager' })
    // Ruth on 2017-03-01, Daan on 2018-11-15, Marta on 2019-09-02.
    expect(await added('before', { day: '2018-11-15' })).toEqual(['Ruth'])
    expect(await added('after', { day: '2018-11-15' })).toEqual(['Marta'])
    expect(await added('on', { day: '2018-11-15' })).toEqual(['Daan'])
    expect(await added('between', { from: '2017-03-01', to: '2018-11-15' })).toEqual(['Daan', 'Ruth'])
    await act(async (tx) =>
      editFacts(tx, 'users', [
        { id: story.people.ruth.id, added_on: await daysAgo(29) },
        { id: story.people.marta.id, added_on: await daysAgo(30) },
      ]),
    )
    expect(await added('in-last-days', { days: 30 })).toEqual(['Ruth'])
    expect(await added('at-least-days-ago', { days: 30 })).toEqual(['Daan', 'Marta'])
    await act((tx) =>
      editFacts(tx, 'users', [
        { id: story.people.ruth.id, added_on: '2017-03-01' },
        { id: story.people.marta.id, added_on: '2019-09-02' },
      ]),
    )
  })

  test('nobody who is inactive', async () => {
    expect(await people({ kind: 'user', is: 'exactly', ids: [story.people.ole.id] })).toEqual([])
  })

  test('the same people, one criterion after another or all at once', { timeout: 60_000 }, async () => {
    const { db } = database
    const languages = await readLanguages(db)
    const everyone = await seeEverybody()
    await fc.assert(
      fc.asyncProperty(fc.array(anyCriterion(), { maxLength: 4 }), async (criteria) => {
        const met = everyone
          .filter(({ seen }) => criteria.every((criterion) => isMet(criterion, seen, languages)))
          .map(({ id }) => id)
        const page = await listMatches(db, { criteria, query: { limit: 200 } })
        expect(page.items.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(met)
        expect(await countMatches(db, { criteria })).toBe(met.length)
      }),
      { seed, numRuns: 150 },
    )
  })

  test('in pages, with where they work, found by name', async () => {
    const dutch = asked({ kind: 'language', codes: ['nl'] })
    const { items, total, next } = await listMatches(database.db, { criteria: dutch, query: { limit: 2 } })
    expect(items).toEqual([
      expect.objectContaining({
        name: 'Ann de Vries',
        email: 'ann.de.vries@example.com',
        company: { id: story.companies.rakema, name: 'Rakema' },
        department: { id: story.departments.rotterdam, name: 'Rotterdam' },
      }),
      expect.objectContaining({ name: 'Daan Visser' }),
    ])
    expect({ total }).toEqual({ total: 6 })
    expect(await matching(dutch, { limit: 2, after: next ?? '' })).toEqual(['Femke', 'Marta'])
    expect(await matching(dutch, { search: 'vis' })).toEqual(['Daan'])
    expect(await matching(dutch, { search: 'smit' })).toEqual([])
  })

  /** Any criteria that a schema would let through and whose dates do not exclude each other. */
  function anyCriterion(): fc.Arbitrary<Criterion> {
    const some = (ids: Record<string, number>) =>
      fc.uniqueArray(fc.constantFrom(...Object.values(ids)), { minLength: 1, maxLength: 3 })
    const people = Object.fromEntries(Object.entries(story.people).map(([key, { id }]) => [key, id]))
    const negated = fc.boolean()
    return fc.oneof(
      fc.record({ kind: fc.constant('company' as const), negated, ids: some(story.companies) }),
      fc.record({
        kind: fc.constant('department' as const),
        negated,
        ids: some(story.departments),
        below: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('team' as const), negated, ids: some(story.teams) }),
      fc.record({ kind: fc.constant('function' as const), negated, ids: some(story.functions) }),
      fc.record({ kind: fc.constant('group' as const), negated, ids: some(story.groups) }),
      fc.record({
        kind: fc.constant('language' as const),
        negated,
        codes: fc.uniqueArray(fc.constantFrom('en' as const, 'nl' as const, 'de' as const, 'fr' as const), {
          minLength: 1,
        }),
      }),
      fc.record({ kind: fc.constant('user' as const), is: fc.constant('manager' as const), negated }),
      fc.record({
        kind: fc.constant('user' as const),
        is: fc.constantFrom('reports' as const, 'reports-directly' as const, 'exactly' as const),
        negated,
        ids: some(people),
      }),
      fc.record({
        kind: fc.constant('added' as const),
        negated: fc.constant(false as const),
        is: fc.constant('before' as const),
        day: fc.constantFrom('2018-11-15', '2024-01-08', '2024-01-09'),
      }),
      fc.record({
        kind: fc.constant('added' as const),
        negated: fc.constant(false as const),
        is: fc.constant('at-least-days-ago' as const),
        days: fc.constantFrom(1, 1000, 2000),
      }),
    )
  }

  async function seeEverybody() {
    const { rows } = await sql<{ user_id: number; audience_ids: number[]; added_on: string; today: string }>`
      select user_id, audience_ids, added_on, today from profiles cross join academy order by user_id`.execute(
      database.db,
    )
    return rows.map(({ user_id, audience_ids, added_on, today }) => ({
      id: user_id,
      seen: { audienceIds: new Set(audience_ids), addedOn: added_on, today },
    }))
  }
})

describe('a rule', () => {
  const nightShift = () => ({ kind: 'team', ids: [story.teams.nightShift] })
  const standing = (id: number, who: keyof Story['people']) =>
    readMatch(database.db, { id, userId: story.people[who].id })

  test('says of a user which criteria fail, what they ask and what the user has', async () => {
    const { departments, teams, people } = story
    const id = await create({
      name: 'Dutch drivers',
      criteria: [
        { kind: 'language', codes: ['nl'] },
        { kind: 'department', ids: [departments.warehouse] },
        { kind: 'team', ids: [teams.firstAiders, teams.worksCouncil], negated: true },
        { kind: 'user', is: 'reports', ids: [people.ruth.id] },
        { kind: 'added', is: 'after', day: '2020-01-01' },
      ],
    })
    expect(await standing(id, 'ann')).toMatchObject({ standing: 'matched', heldSince: null })
    expect((await standing(id, 'ann')).criteria.map(({ met }) => met)).toEqual([true, true, true, true, true])

    const { standing: daansStanding, criteria, rule, user } = await standing(id, 'daan')
    expect({ rule, user, daansStanding }).toEqual({
      rule: { id, name: 'Dutch drivers', state: 'active' },
      user: { id: people.daan.id, name: 'Daan Visser' },
      daansStanding: 'not-matched',
    })
    const named = (...names: string[]) => names.map((name) => expect.objectContaining({ name }))
    expect(criteria).toMatchObject([
      { met: true, values: named('nl'), has: named('nl') },
      { met: true, values: named('Warehouse'), has: named('Rotterdam') },
      { met: false, values: named('First aiders', 'Works council'), has: named('Night shift', 'First aiders') },
      { met: true, values: named('Ruth de Wit'), has: named('Ruth de Wit') },
      { met: false, values: [], has: [], addedOn: '2018-11-15' },
    ])
    expect((await standing(id, 'femke')).criteria[3]).toMatchObject({
      met: true,
      has: [{ kind: 'user' }, { kind: 'user' }],
    })
    expect((await standing(id, 'wei')).criteria).toMatchObject([
      { met: false, has: named('en') },
      { met: false, has: [] },
      { met: true, has: [] },
      { met: false, has: [] },
      { met: true, addedOn: '2024-01-08' },
    ])
    expect(await standing(id, 'ole')).toMatchObject({ standing: 'inactive', criteria: [] })
  })

  test('that is paused says who was among those held', async () => {
    const id = await create({ name: 'Paused', criteria: [nightShift()] })
    await edit(id, { state: 'paused' })
    await act((tx) =>
      leaveAudience(tx, { audienceId: audience('team', story.teams.nightShift), userIds: [story.people.ann.id] }),
    )
    expect(await standing(id, 'ann')).toMatchObject({
      standing: 'held',
      heldSince: expect.any(String),
      criteria: [{ met: false }],
    })
    expect(await standing(id, 'bo')).toMatchObject({ standing: 'not-held', criteria: [{ met: false }] })
    const { items, total } = await listRuleMatches(database.db, { id, query: { limit: 50 } })
    expect([items.map(first), total]).toEqual([['Ann', 'Daan'], 2])
    const ended = await create({ name: 'Not paused', criteria: [nightShift()] })
    expect((await listRuleMatches(database.db, { id: ended, query: { limit: 50 } })).items.map(first)).toEqual(['Daan'])
    expect(await countRules(database.db, { ruleIds: [ended, id, 999_999] })).toEqual([
      { id, count: 2 },
      { id: ended, count: 1 },
    ])
  })

  test('that has no effect says so, and what it would be', async () => {
    const id = await create({ name: 'Draft', criteria: [nightShift()], state: 'draft' })
    expect(await standing(id, 'daan')).toMatchObject({ standing: 'draft', criteria: [{ met: true }] })
    await edit(id, { state: 'ended' })
    expect(await standing(id, 'bo')).toMatchObject({ standing: 'ended', criteria: [{ met: false }] })
    await expect(readMatch(database.db, { id, userId: 999_999 })).rejects.toMatchObject({ status: 404 })
    await expect(readMatch(database.db, { id: 999_999, userId: story.people.bo.id })).rejects.toMatchObject({
      status: 404,
    })
  })
})
