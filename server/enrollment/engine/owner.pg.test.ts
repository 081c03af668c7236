import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildWorld, perform, type Step, stepsByTheme } from '../../../test/acts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { expectNothingDue, heldIn } from '../../../test/invariants.ts'
import { type Held, heldAfter, readWorld, stepAll, wantedOf } from '../../../test/oracle.ts'
import { type Change, change, commit } from '../../change.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience } from '../../facts.ts'
import { composeMessages } from '../../notification/compose.ts'
import type { Db } from '../../platform/database/database.ts'
import { workOff } from '../jobs.ts'
import { applyNextChunk, drainLeftovers, planNextJob, settle } from './derive.ts'
import { audience } from './index.ts'

const author = { kind: 'demo' } as const
const told = { kind: 'told', author }
const silent = { kind: 'silent', author, notify: false }

let database: TestDatabase
let db: Db
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
})
afterEach(() => database?.drop())

/** Ann, two activities, and two teams of which the first leads to the first activity. */
async function found() {
  const { result } = await change(db, silent, async (tx) => {
    await insertFacts(tx, 'academy', [
      { name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam', mail_on: true },
    ])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const person = {
      name: 'Ann',
      email: 'ann@example.com',
      company_id: companyId,
      language: 'en',
      added_on: '2026-01-01',
    }
    const [ann = 0] = await insertFacts(tx, 'users', [person])
    const [first = 0, second = 0] = await insertFacts(tx, 'teams', [{ name: 'First' }, { name: 'Second' }])
    const [one = 0, two = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }, { type: 'exam' }])
    const teams = { first: audience('team', first), second: audience('team', second) }
    await insertFacts(tx, 'assignments', [{ audience_id: teams.first, target_id: one }])
    return { ann, teams, one, two }
  })
  return result
}

const join = (audienceId: number, userId: number) => (tx: Change) => joinAudience(tx, { audienceId, userIds: [userId] })
const leave = (audienceId: number, userId: number) => (tx: Change) =>
  leaveAudience(tx, { audienceId, userIds: [userId] })
const speak = (id: number) => (tx: Change) => editFacts(tx, 'users', [{ id, language: 'nl' }])

/** Every transition: from which state to which, in which activity, and whose doing it is. */
async function happened() {
  const { rows } = await sql<{ from: number; to: number; activity: number; batch: number }>`
    select e.kind >> 2 as from, e.kind & 3 as to, activity, e.batch_id as batch
    from events e cross join lateral unnest(e.activity_ids) as activity order by e.id, activity`.execute(db)
  return rows
}

async function messages() {
  await composeMessages(db, { mailReady: true })
  const { rows } = await sql<{ batch: number; activities: number[] }>`
    select batch_id as batch, activity_ids as activities from messages order by batch_id`.execute(db)
  return rows
}

test('of two batches that owe the same user, each is named for what it brought about, and counts it', async () => {
  const { ann, teams, one, two } = await found()
  const joined = await commit(db, silent, join(teams.first, ann))
  const enrolled = await commit(db, told, join(audience('byHand', two), ann))
  const spoken = await commit(db, told, speak(ann))
  expect(await settle(db, spoken)).toMatchObject({ state: 'done', enrolled: 0 })
  expect(await settle(db, joined)).toMatchObject({ state: 'done', enrolled: 1 })
  expect(await settle(db, enrolled)).toMatchObject({ state: 'done', enrolled: 1 })
  expect(await happened()).toEqual([
    { from: 0, to: 1, activity: one, batch: joined.batchId },
    { from: 0, to: 1, activity: two, batch: enrolled.batchId },
  ])
  expect(await messages()).toEqual([{ batch: enrolled.batchId, activities: [two] }])
})

test('of two causes the first began it, and the last that ended ended it', async () => {
  const { ann, teams, one } = await found()
  await change(db, silent, (tx) => insertFacts(tx, 'assignments', [{ audience_id: teams.second, target_id: one }]))
  const first = await commit(db, told, join(teams.first, ann))
  const second = await commit(db, told, join(teams.second, ann))
  await settle(db, second)
  await settle(db, first)
  const leftFirst = await commit(db, told, leave(teams.first, ann))
  const leftSecond = await commit(db, told, leave(teams.second, ann))
  await settle(db, leftFirst)
  await settle(db, leftSecond)
  expect(await happened()).toEqual([
    { from: 0, to: 1, activity: one, batch: first.batchId },
    { from: 1, to: 3, activity: one, batch: leftSecond.batchId },
  ])
})

test('what began and ended again before anybody did it began with what came after', async () => {
  const { ann, teams, one } = await found()
  await commit(db, told, join(teams.first, ann))
  await commit(db, told, leave(teams.first, ann))
  const again = await commit(db, told, join(teams.first, ann))
  await drainLeftovers(db, { olderThan: 0 })
  await workOff(db)
  expect(await happened()).toEqual([{ from: 0, to: 1, activity: one, batch: again.batchId }])
})

/** An assignment in silence to the second team, in which Ann is. It is still to be planned. */
async function assignInSilence() {
  const { ann, teams, two } = await found()
  await change(db, silent, join(teams.second, ann))
  const { batchId } = await commit(db, silent, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: teams.second, target_id: two }]),
  )
  return { ann, batchId, expected: [{ from: 0, to: 1, activity: two, batch: batchId }] }
}

test('nobody is told of an assignment made in silence, because they changed before it was planned', async () => {
  const { ann, expected } = await assignInSilence()
  await change(db, told, speak(ann))
  expect(await happened()).toEqual(expected)
  await workOff(db)
  expect(await messages()).toEqual([])
  await expectNothingDue(db)
})

test('nor because they changed before its chunk was applied', async () => {
  const { ann, batchId, expected } = await assignInSilence()
  await planNextJob(db, { batchId })
  await change(db, told, speak(ann))
  expect(await happened()).toEqual(expected)
  await workOff(db)
  expect(await messages()).toEqual([])
})

test('a chunk names the batch by which somebody came in while it was waiting', async () => {
  const { ann, teams, one } = await found()
  const joined = await commit(db, told, join(teams.first, ann))
  const edited = await commit(db, silent, (tx) => editFacts(tx, 'learning_activities', [{ id: one, on_leaving: 3 }]))
  await planNextJob(db, edited)
  await applyNextChunk(db, edited)
  expect(await happened()).toEqual([{ from: 0, to: 1, activity: one, batch: joined.batchId }])
  expect(await settle(db, joined)).toMatchObject({ enrolled: 1 })
  expect(await messages()).toEqual([{ batch: joined.batchId, activities: [one] }])
})

/** Several acts, owed at once; then who goes first (a request by its number, or a worker), until nothing is owed. */
type Round = { steps: Step[]; first: number[] }

const anyRound = (anyStep: fc.Arbitrary<Step>): fc.Arbitrary<Round> =>
  fc.record({
    steps: fc.array(anyStep, { minLength: 2, maxLength: 4 }),
    first: fc.array(fc.nat({ max: 5 }), { maxLength: 4 }),
  })
const anyRounds = fc.oneof(
  ...stepsByTheme.map((anyStep) => fc.array(anyRound(anyStep), { minLength: 12, maxLength: 12 })),
)

test('whoever does what is owed, and in whichever order, a transition is the doing of an act that makes it one by one', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyRounds, async (rounds) => {
      const { db: own, drop } = await createTestDatabase()
      try {
        await change(own, silent, buildWorld)
        let held: Held = new Map()
        for (const round of rounds) held = await performAndCompare(own, round, held)
      } finally {
        await drop()
      }
    }),
    { numRuns: Number(process.env.MUSTER_PROPERTY_RUNS ?? 4), interruptAfterTimeLimit: 90_000 },
  )
})

async function performAndCompare(own: Db, { steps, first }: Round, before: Held): Promise<Held> {
  let state = await heldIn(own)
  let world = await readWorld(own)
  let held = before
  const movers = new Map<string, number[]>()
  const batches = []
  for (const step of steps) {
    const committed = await commit(own, { kind: step.act, author }, (tx) => perform(tx, step))
    const later = await readWorld(own)
    held = heldAfter(world, held, later)
    world = later
    const decision = { world, wanted: wantedOf(world, held), batch: committed.batchId }
    const next = stepAll(decision, state, new Set(committed.result))
    for (const [key, row] of next) {
      if (row.state !== state.get(key)?.state) movers.set(key, [...(movers.get(key) ?? []), committed.batchId])
    }
    state = next
    batches.push(committed)
  }
  for (const nth of first) {
    const one = batches[nth]
    await (one ? settle(own, one) : drainLeftovers(own, { olderThan: 0 }))
  }
  await workOff(own)
  const stands = await heldIn(own)
  const acts = batches.map(({ batchId }, nth) => ({ batchId, step: steps[nth] }))
  const moves = await lastMoves(
    own,
    acts.map(({ batchId }) => batchId),
  )
  for (const [key, batchId] of moves) {
    // What acts one by one would have left otherwise than all at once is nobody's in particular.
    if (stands.get(key)?.state !== state.get(key)?.state) continue
    const [only, ...others] = movers.get(key) ?? []
    expect({ acts, key, batchId: others.includes(batchId) ? only : batchId }).toEqual({ acts, key, batchId: only })
  }
  return held
}

/** By which batch each enrollment that these moved was moved last. */
async function lastMoves(own: Db, batchIds: readonly number[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; batch_id: number }>`
    select user_id || ':' || activity_id as key, e.batch_id
    from events e cross join lateral unnest(e.user_ids) as user_id cross join lateral unnest(e.activity_ids) as activity_id
    where e.batch_id = any (${batchIds}::bigint[]) order by e.id`.execute(own)
  return new Map(rows.map((row) => [row.key, row.batch_id]))
}
