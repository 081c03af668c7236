import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue, expectNothingMore } from '../../test/invariants.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { watchAnchors } from '../enrollment/anchors.ts'
import { moveToday } from '../enrollment/calendar.ts'
import { audience, explain } from '../enrollment/engine/index.ts'
import { verifyAcademy } from '../enrollment/verify.ts'
import { editFacts, insertFacts, joinAudience } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { undoBatch } from '../undo.ts'
import { createRule, editRule } from './commands.ts'
import { newRule, ruleEdit } from './contract.ts'

let told: TestDatabase
let story: Story
const opened: TestDatabase[] = []
beforeAll(async () => {
  told = await createTestDatabase()
  story = await tellStory(told.db)
})
afterAll(() => Promise.all([told, ...opened].map((database) => database?.drop())))

const act = <Result>(db: Db, command: (tx: Change) => Promise<Result>) =>
  change(db, { kind: 'test', author: { kind: 'demo' }, notify: false }, command)

let named = 0
async function rule(db: Db, input: { criteria: object[]; targetIds?: number[] }): Promise<number> {
  named += 1
  const given = newRule.parse({ name: `Rule ${named}`, state: 'active', targetIds: [], ...input })
  return (await act(db, (tx) => createRule(tx, given))).result.id
}

async function anchorsOf(db: Db, ruleId: number): Promise<number[]> {
  const { rows } = await sql<{ audience_id: number }>`
    select audience_id from rule_anchors where rule_id = ${ruleId} order by 1`.execute(db)
  return rows.map(({ audience_id }) => audience_id)
}

const speaking = (...codes: string[]) => ({ kind: 'language', codes })

test('a rule is looked for where fewest people are', async () => {
  const anchors = async (...criteria: object[]) => anchorsOf(told.db, await rule(told.db, { criteria }))
  const { rakema } = story.companies
  const { marta, daan } = story.people
  const nightShift = { kind: 'team', ids: [story.teams.nightShift] }
  const everyone = [audience('everyone', 0)]
  expect(await anchors()).toEqual(everyone)
  expect(await anchors({ ...nightShift, negated: true })).toEqual(everyone)
  expect(await anchors({ kind: 'added', is: 'on', day: '2024-01-08' })).toEqual(everyone)
  expect(await anchors({ kind: 'company', ids: [rakema] })).toEqual([audience('company', rakema)])
  const few = { kind: 'user', is: 'reports', ids: [marta.id, daan.id] }
  expect(await anchors({ kind: 'company', ids: [rakema] }, nightShift, speaking('nl'))).toEqual([
    audience('team', story.teams.nightShift),
  ])
  expect(await anchors(speaking('en', 'nl'), few, { ...speaking('fr'), negated: true })).toEqual(
    [marta.id, daan.id].sort((a, b) => a - b).map((id) => audience('allReports', id)),
  )
})

/** An academy with a company, a team, an activity, and nobody. */
async function foundEmpty() {
  const database = await createTestDatabase()
  opened.push(database)
  const { db } = database
  const { result } = await act(db, async (tx) => {
    const today = '2026-06-01'
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam', today }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Night shift' }])
    const [activityId = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    return { companyId, teamId, activityId }
  })
  return { db, ...result, company: audience('company', result.companyId), team: audience('team', result.teamId) }
}

/** As many people of a company as are asked for; those whose number is in `members` are in the team. */
async function grow(db: Db, input: { companyId: number; team: number; people: number; members: number[] }) {
  await act(db, async (tx) => {
    const rows = Array.from({ length: input.people }, (_, nth) => ({
      name: `User ${nth}`,
      email: `user${nth}@example.com`,
      company_id: input.companyId,
      language: 'en',
      added_on: '2026-05-01',
    }))
    const userIds = await insertFacts(tx, 'users', rows)
    await joinAudience(tx, { audienceId: input.team, userIds: input.members.flatMap((nth) => userIds[nth] ?? []) })
  })
  // What PostgreSQL does by itself within a minute.
  await sql`analyze profiles`.execute(db)
}

test('a rule that was made when nobody was there is looked for elsewhere when the academy has grown, and nothing else changes', async () => {
  const { db, companyId, company, team, activityId } = await foundEmpty()
  const criteria = [
    { kind: 'company', ids: [companyId] },
    { kind: 'team', ids: [team & 0xffff] },
  ]
  const id = await rule(db, { criteria, targetIds: [activityId] })
  expect(await anchorsOf(db, id)).toEqual([company])
  await grow(db, { companyId, team, people: 40, members: [3, 5] })
  expect(await anchorsOf(db, id)).toEqual([company])
  const everything = async () => {
    const { rows } = await sql`
      select (select jsonb_agg(e order by e.user_id) from enrollments e) as enrollments,
        (select max(id) from events) as events, (select jsonb_agg(r) from rules r) as rules,
        (select jsonb_agg(c.fact) from changes c where c.batch_id = (select max(id) from batches)) as written
    `.execute(db)
    return rows[0] as { written: unknown }
  }
  const before = await everything()
  await moveToday(db, { now: new Date('2026-06-02T12:00:00Z') })
  expect(await anchorsOf(db, id)).toEqual([team])
  expect(await everything()).toEqual({ ...before, written: ['academy'] })
  await moveToday(db, { now: new Date('2026-06-03T12:00:00Z') })
  expect(await anchorsOf(db, id)).toEqual([team])
  expect((await verifyAcademy(db)).differences).toEqual([])
  await expectNothingDue(db)
  await expectNothingMore(db)
})

test('rules declared in an empty academy are looked for elsewhere soon after everybody came, and everybody is found at every moment', async () => {
  const { db, companyId, company, team, activityId } = await foundEmpty()
  const criteria = [
    { kind: 'company', ids: [companyId] },
    { kind: 'team', ids: [team & 0xffff] },
  ]
  const id = await rule(db, { criteria, targetIds: [activityId] })
  const look = watchAnchors(db)
  await look()
  const found = async () => {
    const { rows } = await sql<{ id: number }>`select id from users order by id`.execute(db)
    const why = await explain(db, { userIds: rows.map((user) => user.id), activityIds: [activityId] })
    return why.map(({ userId, cause }) => [userId - (rows[0]?.id ?? 0), cause.kind])
  }
  const both = [3, 5].map((nth) => [nth, 'rule'])
  await grow(db, { companyId, team, people: 40, members: [3, 5] })
  expect(await anchorsOf(db, id)).toEqual([company])
  expect(await found()).toEqual(both)
  // Somebody who declares something holds the anchors still; they are chosen when that is done.
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(8, 1)`.execute(tx)
    await look()
    expect(await anchorsOf(db, id)).toEqual([company])
  })
  await look()
  expect(await anchorsOf(db, id)).toEqual([team])
  expect(await found()).toEqual(both)
  await expectNothingDue(db)
  await expectNothingMore(db)
})

test('where to look is not chosen anew while nobody counted', async () => {
  const { db, companyId, team } = await foundEmpty()
  const criteria = [
    { kind: 'company', ids: [companyId] },
    { kind: 'team', ids: [team & 0xffff] },
  ]
  const id = await rule(db, { criteria })
  await grow(db, { companyId, team, people: 40, members: [3] })
  const look = watchAnchors(db)
  await look()
  const { rows } = await sql<{ xmin: string }>`
    update rule_anchors set audience_id = ${audience('company', companyId)}::int where rule_id = ${id}
    returning xmin::text`.execute(db)
  expect(rows).toHaveLength(1)
  await look()
  expect(await anchorsOf(db, id)).toEqual([audience('company', companyId)])
})

test('an edit from before is taken back although the rule is looked for elsewhere since, and is looked for as it asks then', async () => {
  const { db, companyId, company, team, activityId } = await foundEmpty()
  const id = await rule(db, { criteria: [{ kind: 'company', ids: [companyId] }], targetIds: [activityId] })
  const criteria = [
    { kind: 'company', ids: [companyId] },
    { kind: 'team', ids: [team & 0xffff] },
  ]
  const { outcome } = await act(db, (tx) => editRule(tx, { id, edit: ruleEdit.parse({ criteria }) }))
  await grow(db, { companyId, team, people: 40, members: [3, 5] })
  await moveToday(db, { now: new Date('2026-06-02T12:00:00Z') })
  expect(await anchorsOf(db, id)).toEqual([team])
  const { result } = await act(db, (tx) => undoBatch(tx, { batchId: outcome.batchId, withdrawStarted: false }))
  expect(result.stays).toEqual([])
  expect(await anchorsOf(db, id)).toEqual([company])
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrollments where state = 1`.execute(db)
  expect(rows).toEqual([{ n: 40 }])
  await expectNothingDue(db)
})

test('what the statistics name is not counted, and what they do not name is', async () => {
  const { db, companyId, company, team } = await foundEmpty()
  await grow(db, { companyId, team, people: 40, members: [3, 5] })
  const function_ = audience('function', 7)
  await sql`
    insert into profiles
    select id, '2026-01-01', array[${company}::int] || case when id % 3 = 0 then array[${team}::int] else '{}' end
    from generate_series(10000, 12000) id`.execute(db)
  await sql`analyze profiles`.execute(db)
  // By now fewer are in the company than in the team, and the function is one that the statistics never saw.
  await sql`delete from profiles where user_id <> 10001`.execute(db)
  await sql`
    insert into profiles
    select id, '2026-01-01', array[${team}, ${function_}]::int[] from generate_series(20000, 20004) id`.execute(db)
  const both = [
    { kind: 'company', ids: [companyId] },
    { kind: 'team', ids: [team & 0xffff] },
  ]
  expect(await anchorsOf(db, await rule(db, { criteria: both }))).toEqual([team])
  await act(db, (tx) =>
    insertFacts(
      tx,
      'job_functions',
      Array.from({ length: 7 }, (_, nth) => ({ name: `F ${nth}` })),
    ),
  )
  const withFunction = [...both, { kind: 'function', ids: [7] }]
  expect(await anchorsOf(db, await rule(db, { criteria: withFunction }))).toEqual([function_])
})

test('rules that name what was archived are let go with a place to look for them', async () => {
  const { db, companyId, team, company } = await foundEmpty()
  const id = await rule(db, { criteria: [{ kind: 'company', ids: [companyId] }] })
  await act(db, (tx) => editFacts(tx, 'companies', [{ id: companyId, archived: true }]))
  expect(await anchorsOf(db, id)).toEqual([])
  await grow(db, { companyId, team, people: 2, members: [] })
  await act(db, (tx) => editFacts(tx, 'companies', [{ id: companyId, archived: false }]))
  expect(await anchorsOf(db, id)).toEqual([company])
})
