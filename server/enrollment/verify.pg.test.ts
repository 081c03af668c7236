import fc from 'fast-check'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { anyStep, buildWorld, isClash, perform } from '../../test/acts.ts'
import { behindTheBack, createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue, expectProfiles, expectReplayed, heldIn } from '../../test/invariants.ts'
import { readWorld } from '../../test/oracle.ts'
import { change, commit } from '../change.ts'
import { editFacts, insertFacts, joinAudience } from '../facts.ts'
import { silentBell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import { silentLog } from '../platform/log.ts'
import { audience } from './engine/index.ts'
import { startEngineWorker, workOff } from './jobs.ts'
import { verifyAcademy } from './verify.ts'

const act = { kind: 'test', author: { kind: 'demo' } } as const
const opened: TestDatabase[] = []
let db: Db
beforeEach(async () => {
  const database = await createTestDatabase()
  opened.push(database)
  db = database.db
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

/** Three people in a team that leads to an exam, and a paused rule that holds two of them in a video. */
async function found() {
  const { result } = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const rows = ['Ann', 'Bob', 'Cas'].map((name) => ({
      name,
      email: `${name.toLowerCase()}@example.com`,
      company_id: companyId,
      language: name === 'Cas' ? 'nl' : 'en',
      added_on: '2026-01-01',
    }))
    const [ann = 0, bob = 0, cas = 0] = await insertFacts(tx, 'users', rows)
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Warehouse' }])
    const team = audience('team', teamId)
    await joinAudience(tx, { audienceId: team, userIds: [ann, bob, cas] })
    const [exam = 0, video = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }, { type: 'video' }])
    await insertFacts(tx, 'learning_activity_texts', [
      { activity_id: exam, language: 'en', title: 'Forklift exam' },
      { activity_id: video, language: 'en', title: 'Welcome' },
    ])
    const english = audience('language', 1)
    const rule = { criteria: JSON.stringify([]), audience_ids: [english] }
    const [active = 0, paused = 0] = await insertFacts(tx, 'rules', [
      { ...rule, name: 'English', state: 'active', query: String(english) },
      { ...rule, name: 'Paused', state: 'active', query: String(english) },
    ])
    await insertFacts(tx, 'assignments', [
      { audience_id: team, target_id: exam },
      { audience_id: audience('rule', active), target_id: video },
      { audience_id: audience('rule', paused), target_id: video },
    ])
    return { ann, bob, cas, team, exam, video, active, paused }
  })
  await change(db, act, (tx) => editFacts(tx, 'rules', [{ id: result.paused, state: 'paused' }]))
  await workOff(db)
  return result
}

const kindsIn = (tallies: readonly { kind: string; count: number }[]) =>
  Object.fromEntries(tallies.map(({ kind, count }) => [kind, count]))

/** Says what is found after these writes, and that a repair leaves what the facts say, told by events. */
async function expectFound(writes: RawBuilder<unknown>[], kinds: Record<string, number>): Promise<void> {
  await behindTheBack(db, ...writes)
  const seen = await verifyAcademy(db)
  expect(kindsIn(seen.differences)).toEqual(kinds)
  expect(seen.repaired).toBeNull()
  const repaired = await verifyAcademy(db, { repair: true })
  expect(kindsIn(repaired.repaired?.differences ?? [])).toEqual(kinds)
  expect(repaired.differences).toEqual([])
  await expectProfiles(db, await readWorld(db))
  await expectNothingDue(db)
  await expectReplayed(db, { repaired: true })
}

test('an academy that nobody wrote to behind its back has no differences', async () => {
  await found()
  expect(await verifyAcademy(db, { repair: true })).toEqual({
    users: 3,
    onTheirWay: 0,
    differences: [],
    repaired: null,
  })
})

test('profiles that are missing, stale, or somebody’s who is not there', async () => {
  const { ann, bob } = await found()
  await expectFound(
    [
      sql`delete from profiles where user_id = ${ann}`,
      sql`update profiles set audience_ids = audience_ids - ${audience('company', 1)}::int where user_id = ${bob}`,
      sql`insert into profiles values (5000, '2026-01-01', '{0}')`,
    ],
    { 'profile-missing': 1, 'profile-stale': 1, 'profile-extra': 1, 'members-miscounted': 2 },
  )
})

test('a fact that was written without its mark', async () => {
  const { ann, team } = await found()
  await expectFound([sql`delete from memberships where user_id = ${ann} and audience_id = ${team}`], {
    'profile-stale': 1,
    'enrollment-extra': 1,
  })
  expect((await heldIn(db)).get(`${ann}:1`)).toMatchObject({ state: 3 })
})

test('enrollments that are missing, extra, kept although excluded, or leave otherwise', async () => {
  const { ann, bob, cas, exam, video } = await found()
  await expectFound(
    [
      sql`insert into exclusions (user_id, activity_id, batch_id) values (${ann}, ${exam}, 1)`,
      sql`update enrollments set state = 2 where user_id = ${ann} and activity_id = ${exam}`,
      sql`update enrollments set state = 3 where user_id = ${bob} and activity_id = ${exam}`,
      sql`update enrollments set on_leaving = 3 where user_id = ${bob} and activity_id = ${video}`,
      sql`insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id) values (${cas}, ${video}, 1, 2, 0, 1)`,
    ],
    {
      'kept-extra': 1,
      'enrollment-missing': 1,
      'enrollment-extra': 1,
      'on-leaving-stale': 1,
      'history-differs': 3,
      'participants-miscounted': 2,
    },
  )
})

test('an enrollment whose row is lost comes back as its history left it', async () => {
  const { ann, bob, exam } = await found()
  await change(db, act, (tx) => insertFacts(tx, 'exclusions', [{ user_id: bob, activity_id: exam }]))
  const before = await sql`select * from enrollments order by user_id, activity_id`.execute(db)
  await expectFound([sql`delete from enrollments where activity_id = ${exam} and user_id in (${ann}, ${bob})`], {
    'enrollment-lost': 2,
    'enrollment-missing': 1,
    'participants-miscounted': 1,
  })
  expect((await sql`select * from enrollments order by user_id, activity_id`.execute(db)).rows).toEqual(before.rows)
})

test('what is left of somebody whose row was deleted, and of a team', async () => {
  const { cas, team } = await found()
  await expectFound([sql`delete from users where id = ${cas}`, sql`delete from teams`], {
    'membership-of-nobody': 1,
    'membership-of-nothing': 3,
    'profile-extra': 1,
    'enrollment-of-nobody': 1,
  })
  expect((await sql`select from memberships where audience_id = ${team}`.execute(db)).rows).toEqual([])
})

test('leads that are missing, extra or stale, and everybody whom they concern', async () => {
  const { team, exam, video, active } = await found()
  await expectFound(
    [
      sql`delete from leads where activity_id = ${video} and audience_id = ${audience('rule', active)}`,
      sql`update leads set on_leaving = 1 where activity_id = ${exam} and audience_id = ${team}`,
      sql`insert into leads values (${audience('company', 1)}, ${exam}, 999, 3)`,
    ],
    { 'lead-missing': 1, 'lead-extra': 1, 'lead-stale': 1, 'on-leaving-stale': 3 },
  )
})

test('rules that are held and should not be, or the other way round, and where to look for them', async () => {
  const { ann, active, paused, cas } = await found()
  await expectFound(
    [
      sql`insert into holds (rule_id, batch_id) values (${active}, 1)`,
      sql`insert into held_matches values (${active}, ${ann})`,
      sql`delete from holds where rule_id = ${paused}`,
      sql`insert into held_matches values (${paused}, ${cas})`,
      sql`delete from rule_anchors`,
      sql`insert into rule_anchors values (${audience('company', 1)}, ${paused})`,
    ],
    {
      'hold-missing': 1,
      'hold-extra': 1,
      'held-match-extra': 3,
      'anchor-missing': 1,
      'anchor-extra': 1,
      'enrollment-missing': 1,
    },
  )
})

test('a rule that asks something else than it is looked for by', async () => {
  const { active, team } = await found()
  await expectFound([sql`update rules set query = ${String(team)}::query_int where id = ${active}`], {
    'anchor-missing': 1,
  })
})

test('a history that was lost is told anew from what stands', async () => {
  await found()
  await expectFound([sql`delete from events`], { 'history-differs': 5 })
})

test('what is counted otherwise than it is', async () => {
  const { team, exam } = await found()
  await expectFound(
    [
      sql`insert into member_tallies values (${team}, 1), (${audience('group', 7)}, 3)`,
      sql`delete from participant_tallies where activity_id = ${exam}`,
    ],
    { 'members-miscounted': 2, 'participants-miscounted': 1 },
  )
})

test('differences are told by name', async () => {
  const { bob, team, exam } = await found()
  await behindTheBack(
    db,
    sql`update enrollments set state = 3 where user_id = ${bob} and activity_id = ${exam}`,
    sql`update leads set on_leaving = 1 where activity_id = ${exam} and audience_id = ${team}`,
    sql`insert into memberships (user_id, audience_id, batch_id) values (${bob}, ${audience('team', 77)}, 1)`,
  )
  const { differences } = await verifyAcademy(db)
  const first = (kind: string) => differences.find((tally) => tally.kind === kind)?.first[0]
  expect(first('enrollment-missing')).toEqual({
    kind: 'enrollment-missing',
    userId: bob,
    activityId: exam,
    audienceId: null,
    state: 3,
    next: 1,
    user: { name: 'Bob', email: 'bob@example.com' },
    activity: 'Forklift exam',
    audience: null,
  })
  expect(first('lead-stale')).toMatchObject({
    activity: 'Forklift exam',
    audience: { kind: 4, name: 'Warehouse' },
    state: 1,
    next: 2,
  })
  expect(first('membership-of-nothing')).toMatchObject({ user: { name: 'Bob' }, audience: { kind: 4, name: null } })
})

test('what is owed is counted, and is no difference', async () => {
  const { ann, team, exam } = await found()
  await commit(db, act, (tx) => editFacts(tx, 'users', [{ id: ann, status: 'inactive' }]))
  await commit(db, act, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: 2 }]),
  )
  await commit(db, act, (tx) => insertFacts(tx, 'exclusions', [{ user_id: ann + 1, activity_id: exam }]))
  const waiting = await verifyAcademy(db, { repair: true })
  expect(waiting).toMatchObject({ differences: [], repaired: null })
  expect(waiting.onTheirWay).toBe(3)
  await workOff(db)
  expect(await verifyAcademy(db)).toMatchObject({ onTheirWay: 0, differences: [] })
  expect(team).toBeGreaterThan(0)
})

test('while others write and workers drain, nothing is a difference', { timeout: 60_000 }, async () => {
  await change(db, act, buildWorld)
  const worker = startEngineWorker({ db, bell: silentBell, log: silentLog })
  let writing = true
  const writers = [0, 1].map(async (nth) => {
    const steps = fc.sample(anyStep, 80)
    for (const [at, step] of steps.entries()) {
      const write = at % 2 === nth ? change : commit
      await write(db, act, (tx) => perform(tx, step)).catch((error: unknown) => {
        if (!isClash(error)) throw error
      })
    }
  })
  const all = Promise.all(writers).finally(() => {
    writing = false
  })
  let looks = 0
  while (writing) {
    expect((await verifyAcademy(db)).differences).toEqual([])
    looks += 1
  }
  await all
  await worker.stop()
  expect(looks).toBeGreaterThan(5)
})

test('a repair of more than a chunk is done when it returns, and tells how far it is', {
  timeout: 60_000,
}, async () => {
  const { video } = await found()
  const steps = new Set<string>()
  await behindTheBack(
    db,
    sql`insert into users (name, email, company_id, language, added_on)
      select 'User ' || n, n || '@example.com', 1, 'en', '2026-01-01' from generate_series(1, 9000) n`,
  )
  const { differences, repaired } = await verifyAcademy(db, { repair: true, onProgress: ({ step }) => steps.add(step) })
  expect(differences).toEqual([])
  expect(repaired?.outcome).toMatchObject({ state: 'done', enrolled: 9000 })
  expect([...steps]).toEqual(['verify', 'repair', 'verify again'])
  const batch = await sql`select kind, author from batches where id = ${repaired?.outcome.batchId}`.execute(db)
  expect(batch.rows).toEqual([{ kind: 'academy.repair', author: 'repair' }])
  expect([...(await heldIn(db)).keys()].filter((key) => key.endsWith(`:${video}`))).toHaveLength(9002)
})
