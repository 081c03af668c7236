import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, joinAudience, leaveAudience } from '../facts.ts'
import { copyRule, createRule, editRule } from './commands.ts'
import { mostValues, newRule, ruleEdit } from './contract.ts'
import { readRule } from './queries.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database?.drop())

/** Every test begins with no rule that has an effect. */
beforeEach(async () => {
  const { rows } = await sql<{ id: number }>`select id from rules where state in ('active', 'paused')`.execute(
    database.db,
  )
  for (const { id } of rows) await edit(id, { state: 'ended', onLeaving: 'withdraw' })
})

const act = <Result>(command: (tx: Change) => Promise<Result>) =>
  change(database.db, { kind: 'test', author: story.author, notify: false }, command)

let named = 0
async function create(given: object) {
  named += 1
  const rule = newRule.parse({ name: `Rule ${named}`, criteria: [], state: 'active', ...given })
  const { result, outcome } = await act((tx) => createRule(tx, rule))
  return { ...result, outcome }
}

async function edit(id: number, given: object) {
  const { result, outcome } = await act((tx) => editRule(tx, { id, edit: ruleEdit.parse(given) }))
  return { ...result, outcome }
}

const read = (id: number) => readRule(database.db, { id, language: 'en' })
const join = (audienceId: number, userIds: number[]) => act((tx) => joinAudience(tx, { audienceId, userIds }))
const leave = (audienceId: number, userIds: number[]) => act((tx) => leaveAudience(tx, { audienceId, userIds }))
const archive = (table: 'teams' | 'departments' | 'learning_activities', id: number, archived = true) =>
  act((tx) => editFacts(tx, table, [{ id, archived }]))

/** Who is enrolled in the forklift activity because something requires it, by first name. */
async function drivers(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select split_part(u.name, ' ', 1) as name
    from enrollments e join users u on u.id = e.user_id
    where e.activity_id = ${story.activities.forklift} and e.state = 1
    order by u.name collate "und-x-icu"`.execute(database.db)
  return rows.map(({ name }) => name)
}

const nightShift = () => ({ kind: 'team', ids: [story.teams.nightShift] })
const speaking = (...codes: string[]) => ({ kind: 'language', codes })
const forklift = () => ({ targetIds: [story.activities.forklift] })

describe('a rule', () => {
  test('enrolls whoever meets all its criteria, when it is active and not before', async () => {
    const warehouse = { kind: 'department', ids: [story.departments.warehouse] }
    const { id, outcome } = await create({ criteria: [warehouse, speaking('nl')], ...forklift(), state: 'draft' })
    expect(outcome).toMatchObject({ enrolled: 0 })
    expect(await drivers()).toEqual([])
    expect((await edit(id, { state: 'active' })).outcome).toMatchObject({ enrolled: 4 })
    expect(await drivers()).toEqual(['Ann', 'Daan', 'Femke', 'Ruth'])
  })

  test('leads to the activities of a qualification too', async () => {
    const { outcome } = await create({ criteria: [speaking('fr')], targetIds: [story.qualifications.bhv] })
    expect(outcome).toMatchObject({ enrolled: 2 })
  })

  test('applies at once to everyone when it is edited', async () => {
    const { id } = await create({ criteria: [nightShift()], ...forklift(), onLeaving: 'withdraw' })
    expect(await drivers()).toEqual(['Ann', 'Daan'])
    const { outcome } = await edit(id, { criteria: [nightShift(), { ...speaking('en'), negated: true }, managers()] })
    expect(outcome).toMatchObject({ withdrawn: 1, enrolled: 0 })
    expect(await drivers()).toEqual(['Daan'])
    await edit(id, { criteria: [{ kind: 'user', is: 'reports-directly', ids: [story.people.ruth.id] }] })
    expect(await drivers()).toEqual(['Ann', 'Bo', 'Daan'])
    await edit(id, { criteria: [{ kind: 'user', is: 'reports', ids: [story.people.ruth.id] }] })
    expect(await drivers()).toEqual(['Ann', 'Bo', 'Daan', 'Femke'])
    await edit(id, { criteria: [{ kind: 'user', is: 'exactly', ids: [story.people.wei.id] }] })
    expect(await drivers()).toEqual(['李伟'])
  })

  test('has its targets replaced as a whole', async () => {
    const { forklift: lift, privacy, conduct } = story.activities
    const { id } = await create({ criteria: [nightShift()], targetIds: [lift, privacy] })
    const { outcome } = await edit(id, { targetIds: [privacy, conduct] })
    expect(outcome).toMatchObject({ withdrawn: 2, enrolled: 2 })
    expect((await read(id)).targets.map((target) => target.name)).toEqual(['Code of conduct', 'Data privacy'])
  })

  test('that asks for the last days keeps whoever came in, unless something else was said', async () => {
    const lately = { kind: 'added', is: 'in-last-days', days: 30 }
    const long = { kind: 'added', is: 'at-least-days-ago', days: 30 }
    const left = await create({ criteria: [lately], state: 'draft' })
    expect(left.keepsByDefault).toBe(true)
    expect(await read(left.id)).toMatchObject({ onLeaving: 'keep', leavesWithTime: true })
    const said = await create({ criteria: [lately], onLeaving: null, state: 'draft' })
    expect(said.keepsByDefault).toBe(false)
    expect((await read(said.id)).onLeaving).toBeNull()
    const later = await create({ criteria: [long], state: 'draft' })
    expect(await read(later.id)).toMatchObject({ onLeaving: null, leavesWithTime: false })
    expect((await edit(later.id, { criteria: [lately] })).keepsByDefault).toBe(true)
    expect((await read(later.id)).onLeaving).toBe('keep')
    // It was said already, for the rule as it then was.
    expect((await edit(said.id, { criteria: [{ ...lately, days: 60 }] })).keepsByDefault).toBe(false)
  })

  test('is copied to a draft that leads to the same, under a name of its own', async () => {
    const { id } = await create({ name: 'Night drivers', criteria: [nightShift()], ...forklift(), onLeaving: 'keep' })
    const { result: copyId, outcome } = await act((tx) => copyRule(tx, { id }))
    const { result: secondId } = await act((tx) => copyRule(tx, { id }))
    expect(outcome).toMatchObject({ enrolled: 0 })
    const [original, copy] = [await read(id), await read(copyId)]
    expect(copy).toMatchObject({ name: 'Copy of Night drivers', state: 'draft', onLeaving: 'keep' })
    expect({ criteria: copy.criteria, targets: copy.targets }).toEqual({
      criteria: original.criteria,
      targets: original.targets,
    })
    expect(await read(secondId)).toMatchObject({ name: 'Copy 2 of Night drivers' })
  })
})

describe('a paused rule', () => {
  const nightShiftId = () => audience('team', story.teams.nightShift)

  test('adds nobody and ends nothing until it is resumed', async () => {
    const { ann, bo } = story.people
    const { id } = await create({ criteria: [nightShift()], ...forklift(), onLeaving: 'withdraw' })
    expect((await edit(id, { state: 'paused' })).outcome).toMatchObject({ enrolled: 0, withdrawn: 0 })
    await leave(nightShiftId(), [ann.id])
    await join(nightShiftId(), [bo.id])
    expect(await drivers()).toEqual(['Ann', 'Daan'])
    // Bo was enrolled by another rule once.
    expect((await edit(id, { state: 'active' })).outcome).toMatchObject({ resumed: 1, withdrawn: 1 })
    expect(await drivers()).toEqual(['Bo', 'Daan'])
    await leave(nightShiftId(), [bo.id])
    await join(nightShiftId(), [ann.id])
  })

  test('keeps those who matched before what was edited with the pause, and is judged by it when it resumes', async () => {
    const { id } = await create({ criteria: [nightShift()], ...forklift(), onLeaving: 'withdraw' })
    await edit(id, { state: 'paused', criteria: [speaking('fr')] })
    expect(await drivers()).toEqual(['Ann', 'Daan'])
    await edit(id, { criteria: [speaking('de')] })
    expect(await drivers()).toEqual(['Ann', 'Daan'])
    await edit(id, { state: 'active', criteria: [speaking('fr')] })
    expect(await drivers()).toEqual(['Émile'])
  })

  test('ends, and what it held ends with it', async () => {
    const { id } = await create({ criteria: [nightShift()], ...forklift(), onLeaving: 'withdraw' })
    await edit(id, { state: 'paused' })
    expect((await edit(id, { state: 'ended' })).outcome).toMatchObject({ withdrawn: 2 })
    expect((await edit(id, { state: 'active' })).outcome).toMatchObject({ resumed: 2 })
  })

  test('was active before: a draft and an ended rule have nobody to hold', async () => {
    const { id } = await create({ criteria: [nightShift()], ...forklift(), state: 'draft' })
    await expect(edit(id, { state: 'paused' })).rejects.toMatchObject({
      status: 409,
      code: 'no-step',
      message: 'A draft has no effect yet, so there is nothing to pause. Activate it first.',
    })
    await edit(id, { state: 'ended' })
    await expect(edit(id, { state: 'paused' })).rejects.toMatchObject({ status: 409 })
  })
})

describe('what is archived', () => {
  const council = () => ({ kind: 'team', ids: [story.teams.worksCouncil] })

  test('freezes the rules that name it, until it is restored', async () => {
    const { worksCouncil } = story.teams
    const { id } = await create({ criteria: [council()], ...forklift(), onLeaving: 'withdraw' })
    expect(await drivers()).toEqual(['Zoë'])
    await archive('teams', worksCouncil)
    expect(await read(id)).toMatchObject({
      frozen: true,
      archived: [{ kind: 'team', id: worksCouncil, name: 'Works council', archived: true }],
      heldSince: expect.any(String),
    })
    await leave(audience('team', worksCouncil), [story.people.zoe.id])
    expect(await drivers()).toEqual(['Zoë'])
    await archive('teams', worksCouncil, false)
    expect(await drivers()).toEqual([])
    expect(await read(id)).toMatchObject({ frozen: false, archived: [], heldSince: null })
    await join(audience('team', worksCouncil), [story.people.zoe.id])
  })

  test('may stay in a rule that is renamed, and is healed by taking it out', async () => {
    const { id } = await create({ criteria: [council()], ...forklift(), onLeaving: 'withdraw' })
    await archive('teams', story.teams.worksCouncil)
    await edit(id, { name: 'Councillors', targetIds: [story.activities.forklift, story.activities.privacy] })
    await edit(id, { criteria: [council(), speaking('nl')] })
    expect(await read(id)).toMatchObject({ name: 'Councillors', frozen: true })
    expect(await drivers()).toEqual(['Zoë'])
    expect((await edit(id, { criteria: [speaking('fr')] })).outcome).toMatchObject({ withdrawn: 2 })
    expect(await read(id)).toMatchObject({ frozen: false, heldSince: null })
    expect(await drivers()).toEqual(['Émile'])
    await archive('teams', story.teams.worksCouncil, false)
  })

  test('is not newly named, nor is a rule activated that names it', async () => {
    const { venlo } = story.departments
    const { id } = await create({ criteria: [council()], ...forklift(), state: 'draft' })
    await archive('teams', story.teams.worksCouncil)
    await archive('departments', venlo)
    await archive('learning_activities', story.activities.privacy)
    await expect(edit(id, { criteria: [council(), { kind: 'department', ids: [venlo] }] })).rejects.toMatchObject({
      status: 422,
      errors: [{ field: 'criteria.1.ids', message: 'Department "Venlo" is archived. Choose another.' }],
    })
    await expect(edit(id, { targetIds: [story.activities.privacy] })).rejects.toMatchObject({
      errors: [{ field: 'targetIds', message: '"Data privacy" is archived. Restore it first, or choose another.' }],
    })
    await expect(edit(id, { state: 'active' })).rejects.toMatchObject({
      status: 409,
      message: 'Team "Works council" is archived. Restore it, or take it out before the rule is activated.',
    })
    await edit(id, { criteria: [speaking('fr')], state: 'active' })
    expect(await drivers()).toEqual(['Émile'])
    await archive('teams', story.teams.worksCouncil, false)
    await archive('departments', venlo, false)
    await archive('learning_activities', story.activities.privacy, false)
  })
})

describe('is refused with a sentence', () => {
  test('a name that another rule has', async () => {
    await create({ name: 'Drivers', state: 'draft' })
    const { id } = await create({ name: 'Loaders', state: 'draft' })
    const taken = { errors: [{ field: 'name', message: 'There is a rule "DRIVERS" already. Choose another name.' }] }
    await expect(create({ name: 'DRIVERS' })).rejects.toMatchObject(taken)
    await expect(edit(id, { name: 'DRIVERS' })).rejects.toMatchObject(taken)
    await edit(id, { name: 'LOADERS' })
  })

  test('what does not exist', async () => {
    const criteria = [
      nightShift(),
      { kind: 'company', ids: [story.companies.rakema, 801, 800] },
      { kind: 'user', is: 'reports', ids: [900], negated: true },
    ]
    await expect(create({ criteria, targetIds: [story.activities.forklift, 950] })).rejects.toMatchObject({
      status: 422,
      errors: [
        { field: 'criteria.1.ids', message: 'There is no company 800 or 801. Choose from the list.' },
        { field: 'criteria.2.ids', message: 'There is no user 900. Choose from the list.' },
        {
          field: 'targetIds',
          message: 'There is no learning activity or qualification 950. Choose from the list.',
        },
      ],
    })
    await expect(edit(999_999, { name: 'Nobody' })).rejects.toMatchObject({ status: 404 })
  })
})

test('two who edit one rule at the same moment take turns', async () => {
  const { id } = await create({ criteria: [nightShift()], ...forklift() })
  const { forklift: lift, privacy, conduct } = story.activities
  await Promise.all([
    edit(id, { targetIds: [lift, privacy], criteria: [speaking('fr')] }),
    edit(id, { targetIds: [lift, conduct], criteria: [speaking('de')] }),
  ])
  const { criteria, targets } = await read(id)
  const [said] = criteria.map(({ values }) => values.map(({ name }) => name))
  expect([said, targets.map(({ id: targetId }) => targetId).sort()]).toEqual(
    said?.[0] === 'fr' ? [['fr'], [lift, privacy].sort()] : [['de'], [lift, conduct].sort()],
  )
  expect(await drivers()).toEqual(said?.[0] === 'fr' ? ['Émile'] : ['Jürgen'])
})

test('fifty criteria are all to be met', async () => {
  const days = Array.from({ length: 49 }, (_, nth) => ({
    kind: 'added',
    is: 'after',
    day: `2000-0${1 + (nth % 9)}-0${1 + (nth % 7)}`,
  }))
  const { id } = await create({ criteria: [nightShift(), ...days], ...forklift(), onLeaving: 'withdraw' })
  expect((await drivers()).length).toBeGreaterThan(0)
  expect((await read(id)).criteria).toHaveLength(50)
  const unmet = { kind: 'added', is: 'after', day: '2100-01-01' }
  await edit(id, { criteria: [nightShift(), ...days.slice(1), unmet] })
  expect(await drivers()).toEqual([])
  expect(ruleEdit.safeParse({ criteria: [nightShift(), ...days, unmet] }).success).toBe(false)
})

test('a query of as many values as are allowed is one that the database understands', async () => {
  const others = Array.from({ length: mostValues - 1 }, (_, nth) => 1_000_000 + nth)
  const { rows } = await sql<{ id: number }>`
    insert into users (id, name, email, company_id, language, added_on, status)
    overriding system value
    select 1000000 + n, 'User ' || n, 'user' || n || '@example.com', ${story.companies.rakema}, 'nl', '2024-01-08', 'inactive'
    from generate_series(0, ${mostValues - 2}::int) n returning id`.execute(database.db)
  expect(rows).toHaveLength(others.length)
  const criteria = [{ kind: 'user', is: 'exactly', ids: [...others, story.people.emile.id] }]
  const { id } = await create({ criteria, ...forklift() })
  expect(await drivers()).toEqual(['Émile'])
  await edit(id, { criteria: [{ ...criteria[0], negated: true }] })
  expect(await drivers()).not.toContain('Émile')
})

const managers = () => ({ kind: 'user', is: 'manager' })
