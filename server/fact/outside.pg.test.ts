import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { anyStep, buildWorld, isClash, perform, type Step, stepsByTheme } from '../../test/acts.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  expectDeclared,
  expectNothingDue,
  expectProfiles,
  expectSame,
  heldIn,
  readHeld,
} from '../../test/invariants.ts'
import { type Held, heldAfter, readWorld, type State, stepAll, type World, wantedOf } from '../../test/oracle.ts'
import { seed } from '../../test/seed.ts'
import { begin, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { startEngineWorker, workOff } from '../enrollment/jobs.ts'
import { verifyAcademy } from '../enrollment/verify.ts'
import { editFacts, insertFacts, joinAudience } from '../facts.ts'
import { hangBell, silentBell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import { silentLog } from '../platform/log.ts'
import { preview } from '../preview.ts'
import { undoBatch } from '../undo.ts'

const act = { kind: 'test', author: { kind: 'demo' } } as const
const opened: TestDatabase[] = []
let database: TestDatabase
let db: Db
beforeEach(async () => {
  database = await createTestDatabase()
  opened.push(database)
  db = database.db
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

/** Three people in a team that leads to an exam, and a rule that leads whoever reads English to a video. */
async function found() {
  const { result } = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [company = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const [top = 0, other = 0] = await insertFacts(tx, 'departments', [
      { company_id: company, name: 'Top' },
      { company_id: company, name: 'Other' },
    ])
    const [below = 0] = await insertFacts(tx, 'departments', [{ company_id: company, name: 'Below', parent_id: top }])
    const rows = ['Ann', 'Bob', 'Cas'].map((name) => ({
      name,
      email: `${name.toLowerCase()}@example.com`,
      company_id: company,
      department_id: below,
      language: name === 'Cas' ? 'nl' : 'en',
      added_on: '2026-01-01',
    }))
    const [ann = 0, bob = 0, cas = 0] = await insertFacts(tx, 'users', rows)
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Warehouse' }])
    const team = audience('team', teamId)
    await joinAudience(tx, { audienceId: team, userIds: [ann, bob, cas] })
    const [exam = 0, video = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }, { type: 'video' }])
    const english = audience('language', 1)
    const [rule = 0] = await insertFacts(tx, 'rules', [
      {
        name: 'English',
        state: 'active',
        criteria: JSON.stringify([]),
        query: String(english),
        audience_ids: [english],
      },
    ])
    await insertFacts(tx, 'assignments', [
      { audience_id: team, target_id: exam },
      { audience_id: audience('rule', rule), target_id: video },
    ])
    return { company, top, other, below, ann, bob, cas, teamId, team, exam, video, rule }
  })
  await workOff(db)
  return result
}

/** Somebody's statements, in one transaction of a session that knows nothing of Muster. */
async function outside(...statements: string[]): Promise<void> {
  const session = new pg.Client({ connectionString: database.url })
  await session.connect()
  try {
    await session.query(`set datestyle = 'German'; set timezone = 'Asia/Tokyo'`)
    await session.query(`begin; ${statements.join('; ')}; commit`)
  } finally {
    await session.end()
  }
}

async function outsideBatches(on: Db = db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from batches where author = 'outside write' order by id`.execute(on)
  return rows.map(({ id }) => id)
}

const journalOf = async (batchId: number, on: Db = db) =>
  (
    await sql<{ fact: string; key: number; before: object | null; after: object | null; user_ids: number[] | null }>`
      select fact, key, before, after, user_ids from changes where batch_id = ${batchId} order by id`.execute(on)
  ).rows

async function states(activityId: number): Promise<Record<number, number>> {
  const { rows } = await sql<{ user_id: number; state: number }>`
    select user_id, state from enrollments where activity_id = ${activityId} order by user_id`.execute(db)
  return Object.fromEntries(rows.map(({ user_id, state }) => [user_id, state]))
}

/** Says what these statements lead to in an activity, once workers had their turn, and that all else is as the facts say. */
async function expectAfter(activityId: number, expected: Record<number, number>, ...statements: string[]) {
  await outside(...statements)
  await workOff(db)
  expect(await states(activityId)).toEqual(expected)
  await expectProfiles(db, await readWorld(db))
  await expectNothingDue(db)
  expect((await verifyAcademy(db)).differences).toEqual([])
}

test('workers derive within moments what somebody wrote behind our back', async () => {
  const { ann, bob, cas, exam, team } = await found()
  const bell = await hangBell({ url: database.url, log: silentLog })
  const worker = startEngineWorker({ db, bell, log: silentLog })
  try {
    await outside(`delete from memberships where user_id = ${ann} and audience_id = ${team}`)
    await expect.poll(() => states(exam), { timeout: 10_000 }).toEqual({ [ann]: 3, [bob]: 1, [cas]: 1 })
  } finally {
    await worker.stop()
    await bell.close()
  }
})

test('a transaction is one batch of an outside write, with its journal', async () => {
  const { ann, other, below, team, company } = await found()
  const [{ since, batch_id } = { since: new Date(), batch_id: 0 }] = (
    await sql<{
      since: Date
      batch_id: number
    }>`select since, batch_id from memberships where user_id = ${ann}`.execute(db)
  ).rows
  await outside(
    `update users set department_id = ${other}, name = 'Ann de Vries' where id = ${ann}`,
    `delete from memberships where user_id = ${ann} and audience_id = ${team}`,
    `insert into users (name, email, company_id, language, added_on) values ('Dee', 'dee@example.com', ${company}, 'nl', '2026-02-01')`,
  )
  const [batchId = 0, ...others] = await outsideBatches()
  expect(others).toEqual([])
  const dee = ann + 3
  const [moved, left, came, ...rest] = await journalOf(batchId)
  expect(rest).toEqual([])
  expect(moved).toEqual({
    fact: 'users',
    key: ann,
    before: { id: ann, department_id: below },
    after: { id: ann, department_id: other },
    user_ids: null,
  })
  expect(left).toMatchObject({ fact: 'memberships', key: team, after: null, user_ids: [ann], before: { batch_id } })
  expect(new Date(String(left?.before && 'since' in left.before && left.before.since))).toEqual(since)
  expect(came).toMatchObject({
    fact: 'users',
    key: dee,
    before: null,
    after: { id: dee, company_id: company, language: 'nl', added_on: '2026-02-01', status: 'active' },
  })
  expect(came?.after).not.toHaveProperty('email')
  const personal = await sql`
    select user_id, before, after from personal_changes where batch_id = ${batchId} order by user_id`.execute(db)
  expect(personal.rows).toEqual([
    { user_id: ann, before: { name: 'Ann' }, after: { name: 'Ann de Vries' } },
    { user_id: dee, before: null, after: { name: 'Dee', email: 'dee@example.com', employee_number: null } },
  ])
})

test('what decides nothing, and what a change writes, is none', async () => {
  const { ann, company, team } = await found()
  await outside(
    `update users set name = 'Anna', department_id = department_id where id = ${ann}`,
    `update academy set mail_on = true`,
    `update memberships set since = since - interval '1 day'`,
    `update companies set name = 'Rakema B.V.'`,
    `delete from users where false`,
  )
  await change(db, act, (tx) => editFacts(tx, 'users', [{ id: ann, language: 'nl' }]))
  await preview(db, act, (tx) => insertFacts(tx, 'assignments', [{ audience_id: team + 1, target_id: company }]))
  expect(await outsideBatches()).toEqual([])
})

test('a rolled back transaction leaves nothing, and the next one has a batch of its own', async () => {
  const { ann, bob, team } = await found()
  await outside(
    'savepoint s',
    `delete from memberships where user_id = ${ann}`,
    'rollback to s',
    `delete from memberships where user_id = ${bob} and audience_id = ${team}`,
  )
  await outside(`delete from memberships where user_id = ${ann}`)
  const [first = 0, second = 0] = await outsideBatches()
  expect((await journalOf(first)).map(({ user_ids }) => user_ids)).toEqual([[bob]])
  expect((await journalOf(second)).map(({ user_ids }) => user_ids)).toEqual([[ann]])
})

test('an outside write is taken back like any other batch', async () => {
  const { ann, bob, cas, exam, team, other } = await found()
  await outside(
    `delete from memberships where audience_id = ${team}`,
    `update users set department_id = ${other} where id = ${ann}`,
  )
  await workOff(db)
  expect(await states(exam)).toEqual({ [ann]: 3, [bob]: 3, [cas]: 3 })
  const [batchId = 0] = await outsideBatches()
  await change(db, { ...act, kind: 'undo' }, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
  await workOff(db)
  expect(await states(exam)).toEqual({ [ann]: 1, [bob]: 1, [cas]: 1 })
  expect((await verifyAcademy(db)).differences).toEqual([])
})

test('users who came, moved, fell inactive or went', async () => {
  const { ann, bob, cas, video, company } = await found()
  await expectAfter(
    video,
    { [ann]: 3, [bob]: 1, [cas]: 1, [cas + 1]: 1 },
    `insert into users (name, email, company_id, language, manager_id, added_on)
      values ('Dee', 'dee@example.com', ${company}, 'en', ${bob}, '2026-02-01')`,
    `update users set status = 'inactive' where id = ${bob}`,
    `update users set language = case language when 'en' then 'nl' else 'en' end where id in (${ann}, ${cas})`,
  )
  await sql`delete from memberships where user_id = ${cas}`.execute(db)
  await outside(`delete from users where id = ${cas}`)
  await workOff(db)
  await expectProfiles(db, await readWorld(db))
})

test('lists, exclusions and links', async () => {
  const { ann, bob, cas, exam, video, team } = await found()
  const byHand = audience('byHand', video)
  await expectAfter(
    video,
    { [ann]: 3, [bob]: 1, [cas]: 1 },
    `insert into memberships (user_id, audience_id, batch_id) values (${cas}, ${byHand}, 1)`,
    `insert into exclusions (user_id, activity_id, batch_id) values (${ann}, ${video}, 1)`,
  )
  await expectAfter(
    video,
    { [ann]: 1, [bob]: 3, [cas]: 3 },
    `update memberships set user_id = ${ann} where user_id = ${cas} and audience_id = ${byHand}`,
    `update exclusions set user_id = ${bob}`,
  )
  await expectAfter(exam, { [ann]: 3, [bob]: 3, [cas]: 3 }, `delete from assignments where audience_id = ${team}`)
  await expectAfter(
    exam,
    { [ann]: 1, [bob]: 1, [cas]: 1 },
    `insert into assignments (audience_id, target_id, on_leaving, batch_id) values (${team}, ${exam}, 3, 1)`,
  )
  await expectAfter(exam, { [ann]: 2, [bob]: 2, [cas]: 2 }, `delete from target_activities where target_id = ${exam}`)
})

test('departments that moved, and what was archived and restored', async () => {
  const { ann, bob, cas, exam, top, other, below, teamId, team } = await found()
  const belowOther = audience('departmentBelow', other)
  await change(db, act, (tx) => insertFacts(tx, 'assignments', [{ audience_id: belowOther, target_id: exam }]))
  await outside(`delete from memberships where audience_id = ${team}`)
  await expectAfter(
    exam,
    { [ann]: 1, [bob]: 1, [cas]: 1 },
    `update departments set parent_id = ${other} where id = ${below}`,
  )
  await expectAfter(
    exam,
    { [ann]: 3, [bob]: 3, [cas]: 3 },
    `update departments set archived = true where id = ${other}`,
  )
  await expectAfter(
    exam,
    { [ann]: 1, [bob]: 1, [cas]: 1 },
    `update departments set archived = false where id = ${other}`,
  )
  await expectAfter(
    exam,
    { [ann]: 3, [bob]: 3, [cas]: 3 },
    `update departments set parent_id = ${top} where id = ${below}`,
    `update teams set archived = true where id = ${teamId}`,
  )
})

test('rules that were edited, paused or frozen', async () => {
  const { ann, bob, cas, video, team, teamId, rule } = await found()
  await expectAfter(
    video,
    { [ann]: 1, [bob]: 1, [cas]: 1 },
    `update rules set query = '${team}', audience_ids = '{${team}}' where id = ${rule}`,
  )
  await outside(`update teams set archived = true where id = ${teamId}`)
  await expectAfter(video, { [ann]: 1, [bob]: 1, [cas]: 1 }, `delete from memberships where user_id = ${ann}`)
  await expectAfter(video, { [ann]: 3, [bob]: 1, [cas]: 1 }, `update teams set archived = false where id = ${teamId}`)
  await outside(`update rules set state = 'paused' where id = ${rule}`)
  await expectAfter(video, { [ann]: 3, [bob]: 1, [cas]: 1 }, `delete from memberships where user_id = ${bob}`)
  await expectAfter(video, { [ann]: 3, [bob]: 3, [cas]: 1 }, `update rules set state = 'active' where id = ${rule}`)
  await expectAfter(
    video,
    { [ann]: 3, [bob]: 3, [cas]: 3 },
    `delete from assignments where audience_id = ${audience('rule', rule)}`,
    `delete from rules where id = ${rule}`,
  )
})

test('what happens on leaving, for the academy and for an activity', async () => {
  const { ann, bob, cas, exam } = await found()
  await expectAfter(exam, { [ann]: 1, [bob]: 1, [cas]: 1 }, 'update academy set on_leaving = 3')
  await expectAfter(exam, { [ann]: 2, [bob]: 1, [cas]: 1 }, `delete from memberships where user_id = ${ann}`)
  await expectAfter(exam, { [ann]: 2, [bob]: 1, [cas]: 1 }, `update learning_activities set on_leaving = 1`)
  await expectAfter(exam, { [ann]: 2, [bob]: 3, [cas]: 1 }, `delete from memberships where user_id = ${bob}`)
})

test('ten thousand rows at once', async () => {
  const { company, video } = await found()
  await outside(
    `insert into users (name, email, company_id, language, added_on)
      select 'User ' || n, n || '@example.com', ${company}, 'nl', '2026-02-01' from generate_series(1, 10000) n`,
    `insert into memberships (user_id, audience_id, batch_id)
      select id, ${audience('byHand', video)}, 1 from users where email ~ '^[0-9]'`,
  )
  const [batchId = 0] = await outsideBatches()
  const owed = await sql<{ marks: number; chunks: number[]; work: number }>`
    select (select count(*)::int from dirty_users) as marks,
      (select array_agg(cardinality(user_ids) order by id) from column_chunks) as chunks,
      work from batches where id = ${batchId}`.execute(db)
  expect(owed.rows).toEqual([{ marks: 10_000, chunks: [2048, 2048, 2048, 2048, 1808], work: 10_005 }])
  await workOff(db)
  expect(Object.keys(await states(video))).toHaveLength(10_002)
  expect((await verifyAcademy(db)).differences).toEqual([])
})

type Moment = { world: World; held: Held; state: Map<string, State> }

/** What acts write, without what they say about it: the marks, the leads and the journal that follow are the triggers’. */
function writeOutside(
  on: Db,
  steps: readonly Step[],
  before: Moment,
): Promise<Omit<Moment, 'state'> & { batchId: number }> {
  return on.transaction().execute(async (tx) => {
    const pretended = await begin(tx, act)
    await sql`select set_config('muster.batch', '', true)`.execute(tx)
    let { world, held } = before
    for (const step of steps) {
      await perform(pretended, step)
      const after = await readWorld(tx)
      held = heldAfter(world, held, after)
      world = after
    }
    return { world, held, batchId: pretended.batchId }
  })
}

const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? 6)

test('every random write is noticed and journaled as if it were ours', { timeout: 120_000 }, async () => {
  const anyWrites = fc.oneof(
    ...stepsByTheme.map((anyStep) =>
      fc.array(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 30 }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(anyWrites, async (writes) => {
      const { db: own, drop } = await createTestDatabase()
      try {
        await change(own, act, buildWorld)
        let moment: Moment = { world: await readWorld(own), held: new Map(), state: await heldIn(own) }
        for (const steps of writes) {
          const { batchId: ours, world, held } = await writeOutside(own, steps, moment)
          const [theirs = 0] = (await outsideBatches(own)).slice(-1)
          await workOff(own)
          const expected = stepAll({ world, wanted: wantedOf(world, held), batch: theirs }, moment.state)
          moment = { world, held, state: await heldIn(own) }
          expectSame('enrollment', moment.state, expected)
          await expectProfiles(own, world)
          await expectDeclared(own, world, held)
          if (theirs > ours) await expectAlike(own, ours, theirs)
        }
        await expectNothingDue(own)
        expect((await verifyAcademy(own)).differences).toEqual([])
      } finally {
        await drop()
      }
    }),
    { seed, numRuns: runs, interruptAfterTimeLimit: 90_000 },
  )
})

test('beside changes and workers, outside writes leave exactly what the facts say', { timeout: 60_000 }, async () => {
  await change(db, act, buildWorld)
  const worker = startEngineWorker({ db, bell: silentBell, log: silentLog })
  const moment: Moment = { world: await readWorld(db), held: new Map(), state: new Map() }
  const writeAll = async (write: (step: Step) => Promise<unknown>) => {
    for (const step of fc.sample(anyStep, 40)) {
      await write(step).catch((error: unknown) => {
        if (!isClash(error)) throw error
      })
    }
  }
  const ours = (step: Step) => change(db, act, (tx) => perform(tx, step))
  const theirs = (step: Step) => writeOutside(db, [step], moment)
  await Promise.all([ours, theirs, ours, theirs].map(writeAll))
  await worker.stop()
  await workOff(db)
  const world = await readWorld(db)
  const active = new Set(world.users.filter((user) => user.active).map((user) => user.id))
  const held = [...(await heldIn(db))].filter(
    ([key, { state }]) => state === 1 && active.has(Number(key.split(':')[0])),
  )
  expect(held.map(([key]) => key).sort()).toEqual([...wantedOf(world, await readHeld(db)).keys()].sort())
  await expectProfiles(db, world)
  await expectNothingDue(db)
  expect((await verifyAcademy(db)).differences).toEqual([])
})

/** Everything that the triggers noted of what decides, `facts.ts` noted too, in the same words. */
async function expectAlike(on: Db, ours: number, theirs: number): Promise<void> {
  const follows = ['holds', 'held_matches']
  const known = (await journalOf(ours, on)).map(inWords)
  const noted = (await journalOf(theirs, on)).filter(({ fact }) => !follows.includes(fact)).map(inWords)
  expect(noted.filter((entry) => !known.includes(entry))).toEqual([])
}

/** A moment may be written in several ways. */
function inWords(entry: Awaited<ReturnType<typeof journalOf>>[number]): string {
  return JSON.stringify(entry, (key, value) => (key === 'since' ? new Date(value).toISOString() : value))
}
