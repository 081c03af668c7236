import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { expectNothingDue, heldIn } from '../../../test/invariants.ts'
import { type Change, change, commit } from '../../change.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../../facts.ts'
import type { Db } from '../../platform/database/database.ts'
import { workOff } from '../jobs.ts'
import { drainLeftovers, planNextJob, settle } from './derive.ts'
import { audience } from './index.ts'

const act = { kind: 'test', author: { kind: 'demo' } } as const
const opened: TestDatabase[] = []
let db: Db
beforeEach(async () => {
  const database = await createTestDatabase()
  opened.push(database)
  db = database.db
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

/** A company with a few people, all in one team, and one activity that nothing leads to. */
async function found() {
  const { result } = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const rows = ['Ann', 'Bob', 'Cas'].map((name) => ({
      name,
      email: `${name}@example.com`,
      company_id: companyId,
      language: 'en',
      added_on: '2026-01-01',
    }))
    const users = await insertFacts(tx, 'users', rows)
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Warehouse' }])
    await joinAudience(tx, { audienceId: audience('team', teamId), userIds: users })
    const [activityId = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    return { team: audience('team', teamId), activityId, users, first: users[0] ?? 0 }
  })
  return result
}

/** A drain or a chunk at its slowest: it has decided and written, and commits only when `during` is over. */
async function whileOpen(decide: (tx: Db) => Promise<unknown>, during: () => Promise<void>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await decide(tx)
    await during()
  })
}

const applyChunk = (tx: Db, batchId: number) => sql`select * from apply_next_chunk(${batchId}, '0')`.execute(tx)
const assign = (tx: Change, input: { team: number; activityId: number; onLeaving?: number }) =>
  insertFacts(tx, 'assignments', [
    { audience_id: input.team, target_id: input.activityId, on_leaving: input.onLeaving ?? null },
  ])

test('a link that ends while its own chunk is being applied leaves nobody enrolled', async () => {
  const { team, activityId } = await found()
  const linked = await commit(db, act, (tx) => assign(tx, { team, activityId }))
  await planNextJob(db, linked)
  await whileOpen(
    (tx) => applyChunk(tx, linked.batchId),
    async () => {
      const ended = await commit(db, act, (tx) => removeFacts(tx, 'assignments', [{ id: linked.result[0] ?? 0 }]))
      await planNextJob(db, ended)
    },
  )
  await workOff(db)
  await expectNothingDue(db)
})

test('what happens on leaving is right when it changes while somebody is being enrolled by hand', async () => {
  const { team, activityId, users } = await found()
  await change(db, act, (tx) => assign(tx, { team, activityId, onLeaving: 1 }))
  await change(db, act, (tx) => editFacts(tx, 'learning_activities', [{ id: activityId, on_leaving: 3 }]))
  const joined = await commit(db, act, (tx) =>
    joinAudience(tx, { audienceId: audience('byHand', activityId), userIds: users }),
  )
  await whileOpen(
    (tx) => applyChunk(tx, joined.batchId),
    async () => {
      const edited = await commit(db, act, (tx) =>
        editFacts(tx, 'learning_activities', [{ id: activityId, on_leaving: 1 }]),
      )
      await planNextJob(db, edited)
    },
  )
  await workOff(db)
  await expectNothingDue(db)
})

test('a request decides nobody whom a worker has decided already', async () => {
  const { team, activityId, users, first } = await found()
  const touched = await commit(db, act, (tx) =>
    editFacts(
      tx,
      'users',
      users.map((id) => ({ id, language: 'nl' })),
    ),
  )
  await sql`select drain_leftover_users('0', 1)`.execute(db)
  const linked = await commit(db, act, (tx) => assign(tx, { team, activityId }))
  await whileOpen(
    (tx) => sql`select * from drain_own_users(${touched.batchId}, ${users}::int[])`.execute(tx),
    async () => {
      const ended = await commit(db, act, (tx) => removeFacts(tx, 'assignments', [{ id: linked.result[0] ?? 0 }]))
      await planNextJob(db, linked)
      await planNextJob(db, ended)
    },
  )
  await workOff(db)
  expect((await heldIn(db)).get(`${first}:${activityId}`)).toBeUndefined()
  await expectNothingDue(db)
})

test('who left a team before it led anywhere is not enrolled, although their leaving is still to be drained', async () => {
  const { team, activityId, first, users } = await found()
  await commit(db, act, (tx) => leaveAudience(tx, { audienceId: team, userIds: [first] }))
  await change(db, act, (tx) => assign(tx, { team, activityId, onLeaving: 3 }))
  await workOff(db)
  expect([...(await heldIn(db)).keys()]).toEqual(users.slice(1).map((id) => `${id}:${activityId}`))
})

test('a request counts what a worker did of its batch', async () => {
  const { team, activityId, users } = await found()
  await change(db, act, (tx) => leaveAudience(tx, { audienceId: team, userIds: users }))
  await change(db, act, (tx) => assign(tx, { team, activityId }))
  const rejoined = await commit(db, act, (tx) => joinAudience(tx, { audienceId: team, userIds: users }))
  await drainLeftovers(db, { olderThan: 0 })
  expect(await settle(db, rejoined)).toMatchObject({ state: 'done', enrolled: 3 })
})

test('whoever completed it and is excluded stays kept, and is planned no more', async () => {
  const { team, activityId, first } = await found()
  await change(db, act, (tx) => assign(tx, { team, activityId }))
  await change(db, act, (tx) =>
    insertFacts(tx, 'completions', [{ user_id: first, activity_id: activityId, completed_on: '2026-01-02' }]),
  )
  await change(db, act, (tx) => insertFacts(tx, 'exclusions', [{ user_id: first, activity_id: activityId }]))
  expect((await heldIn(db)).get(`${first}:${activityId}`)?.state).toBe(2)
  await expectNothingDue(db)
})
