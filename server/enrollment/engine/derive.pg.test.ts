import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { expectNothingDue, expectProfiles } from '../../../test/invariants.ts'
import { readWorld } from '../../../test/oracle.ts'
import { change, commit } from '../../change.ts'
import { editFacts, insertFacts, joinAudience, removeFacts } from '../../facts.ts'
import { silentBell } from '../../platform/bell.ts'
import { silentLog } from '../../platform/log.ts'
import { startEngineWorker, workOff } from '../jobs.ts'
import { audience, audienceKind, readOutcome } from './index.ts'

const act = { kind: 'test', author: { kind: 'demo' } } as const
const opened: TestDatabase[] = []
let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
  opened.push(database)
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

/** An academy with one company, so many people in it, and one activity that nothing leads to. */
async function found(people: number) {
  const { result } = await change(database.db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const rows = Array.from({ length: people }, (_, nth) => ({
      name: `User ${nth}`,
      email: `user${nth}@example.com`,
      company_id: companyId,
      language: 'en',
      added_on: '2026-01-01',
    }))
    const users = await insertFacts(tx, 'users', rows)
    const [activityId = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    return { companyId, users, activityId }
  })
  await workOff(database.db)
  return result
}

test('TypeScript and SQL encode audiences alike', async () => {
  const ids = [0, 1, 134_217_727]
  for (const [kind, number] of Object.entries(audienceKind) as Array<[keyof typeof audienceKind, number]>) {
    for (const id of ids) {
      const inSql = await sql<{ id: number; kind: number; object: number }>`
        select a.id, audience_kind(a.id) as kind, audience_object(a.id) as object
        from (select audience(${number}::int, ${id}::int) as id) a`.execute(database.db)
      expect(inSql.rows).toEqual([{ id: audience(kind, id), kind: number, object: id }])
    }
  }
})

test('more than a chunk is answered at once and applied in the background', { timeout: 60_000 }, async () => {
  const { db } = database
  const { companyId, activityId } = await found(9000)
  const workers = [0, 1].map(() => startEngineWorker({ db, bell: silentBell, log: silentLog }))
  try {
    const { outcome } = await change(db, act, (tx) =>
      insertFacts(tx, 'assignments', [{ audience_id: audience('company', companyId), target_id: activityId }]),
    )
    expect(outcome).toMatchObject({ state: 'running', enrolled: 0 })
    expect(outcome.progress).toBeLessThan(1)
    await expect
      .poll(() => readOutcome(db, outcome.batchId), { timeout: 30_000 })
      .toMatchObject({ state: 'done', progress: 1, enrolled: 9000 })
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
  await expectNothingDue(db)
})

test('what a request committed and did not live to derive, a worker derives', async () => {
  const { db } = database
  const { companyId, activityId, users } = await found(3)
  const { batchId } = await commit(db, act, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: audience('company', companyId), target_id: activityId }]),
  )
  await commit(db, act, (tx) => editFacts(tx, 'users', [{ id: users[0] ?? 0, status: 'inactive' }]))
  expect(await readOutcome(db, batchId)).toMatchObject({ state: 'running', enrolled: 0 })
  await workOff(db)
  expect(await readOutcome(db, batchId)).toMatchObject({ state: 'done', enrolled: 2 })
  await expectNothingDue(db)
})

test('managers in a circle are everybody’s managers and nobody’s own', async () => {
  const { db } = database
  const { users } = await found(3)
  const [a = 0, b = 0, c = 0] = users
  await change(db, act, (tx) =>
    editFacts(tx, 'users', [
      { id: a, manager_id: b },
      { id: b, manager_id: c },
      { id: c, manager_id: a },
    ]),
  )
  await expectProfiles(db, await readWorld(db))
  const above = await sql<{ audience_ids: number[] }>`
    select audience_ids from profiles where user_id = ${a}`.execute(db)
  const managers = above.rows[0]?.audience_ids.filter((id) => id >> 27 === audienceKind.allReports)
  expect(managers).toEqual([audience('allReports', b), audience('allReports', c)])
})

test('who is removed leaves no profile, and may leave nobody to manage', async () => {
  const { db } = database
  const { users } = await found(2)
  const [manager = 0, report = 0] = users
  await change(db, act, (tx) => editFacts(tx, 'users', [{ id: report, manager_id: manager }]))
  await change(db, act, (tx) => removeFacts(tx, 'users', [{ id: report }]))
  await expectProfiles(db, await readWorld(db))
})

test('an edit that changes nothing is neither journaled nor owed', async () => {
  const { db } = database
  const { users, companyId } = await found(1)
  const { outcome } = await change(db, act, (tx) =>
    editFacts(tx, 'users', [{ id: users[0] ?? 0, company_id: companyId }]),
  )
  const written = await sql`select from changes where batch_id = ${outcome.batchId}`.execute(db)
  expect(written.rows).toEqual([])
  expect(outcome).toMatchObject({ state: 'done', enrolled: 0 })
})

test('names and addresses are journaled apart from everything else', async () => {
  const { db } = database
  const { users } = await found(1)
  const id = users[0] ?? 0
  const { outcome } = await change(db, act, (tx) =>
    editFacts(tx, 'users', [{ id, name: 'Ann de Vries', status: 'inactive' }]),
  )
  const journal = await sql`select before, after from changes where batch_id = ${outcome.batchId}`.execute(db)
  expect(journal.rows).toEqual([{ before: { id, status: 'active' }, after: { id, status: 'inactive' } }])
  const personal = await sql`select before, after from personal_changes where batch_id = ${outcome.batchId}`.execute(db)
  expect(personal.rows).toEqual([{ before: { name: 'User 0' }, after: { name: 'Ann de Vries' } }])
})

test('a refused command leaves nothing behind', async () => {
  const { db } = database
  const { users, activityId } = await found(1)
  const before = await sql<{ n: number }>`select count(*)::int as n from batches`.execute(db)
  const refused = change(db, act, async (tx) => {
    await joinAudience(tx, { audienceId: audience('byHand', activityId), userIds: users })
    throw new Error('no')
  })
  await expect(refused).rejects.toThrow('no')
  const after = await sql<{ n: number }>`select count(*)::int as n from batches`.execute(db)
  expect(after.rows).toEqual(before.rows)
  expect((await sql`select from enrollments`.execute(db)).rows).toEqual([])
  expect((await sql`select from column_chunks`.execute(db)).rows).toEqual([])
})
