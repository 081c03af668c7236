import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { change } from '../../change.ts'
import { insertFacts, joinAudience } from '../../facts.ts'
import { audience } from './audience.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

test('a link enrolls everyone it reaches, and the newcomer', async () => {
  const { db } = database
  const act = { kind: 'test', author: { kind: 'setup' } } as const
  const made = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'A', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [company] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const [team] = await insertFacts(tx, 'teams', [{ name: 'Warehouse' }])
    const users = await insertFacts(
      tx,
      'users',
      ['Ann', 'Bo'].map((name) => ({
        name,
        email: `${name}@example.com`,
        company_id: company!,
        language: 'en',
        added_on: '2026-01-01',
      })),
    )
    const [activity] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    await joinAudience(tx, { audienceId: audience('team', team!), userIds: [users[0]!] })
    await insertFacts(tx, 'assignments', [{ audience_id: audience('team', team!), target_id: activity! }])
    return { users, activity, team }
  })
  expect(made.outcome).toMatchObject({ state: 'done', enrolled: 1 })
  const second = await change(db, act, (tx) =>
    joinAudience(tx, { audienceId: audience('team', made.result.team!), userIds: made.result.users }),
  )
  expect(second.outcome).toMatchObject({ state: 'done', enrolled: 1 })
  const rows = await sql`select * from enrollments order by user_id`.execute(db)
  expect(rows.rows).toHaveLength(2)
  console.log(rows.rows, (await sql`select fact, key, before, after, user_ids from changes`.execute(db)).rows)
})
