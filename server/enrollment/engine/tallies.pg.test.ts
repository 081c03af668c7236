import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { expectNothingDue } from '../../../test/invariants.ts'
import { type Story, tellStory } from '../../../test/story.ts'
import { change } from '../../change.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience } from '../../facts.ts'
import { foldTallies } from '../jobs.ts'
import { audience } from './audience.ts'

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = { kind: 'test', author: { kind: 'demo' } } as const

async function readTallies() {
  const { rows } = await sql<{ key: string; rows: number; n: number }>`
    select 'members ' || audience_id as key, count(*)::int as rows, sum(n)::int as n from member_tallies group by audience_id
    union all
    select 'participants ' || activity_id, count(*)::int, sum(n)::int from participant_tallies group by activity_id
    order by key`.execute(database.db)
  return rows
}

test('what everybody adds is folded into one row of each, and what has nobody any more into none', async () => {
  const { db } = database
  const { ann, daan, zoe } = story.people
  const [teamId = 0] = (await change(db, act, (tx) => insertFacts(tx, 'teams', [{ name: 'Divers' }]))).result
  const team = audience('team', teamId)
  for (const userId of [ann.id, daan.id, zoe.id]) {
    await change(db, act, (tx) => joinAudience(tx, { audienceId: team, userIds: [userId] }))
  }
  const before = await readTallies()
  expect(before.find(({ key }) => key === `members ${team}`)).toMatchObject({ rows: 3, n: 3 })

  await foldTallies(db)
  const after = await readTallies()
  expect(after.map(({ key, n }) => ({ key, n }))).toEqual(
    before.filter(({ n }) => n !== 0).map(({ key, n }) => ({ key, n })),
  )
  expect(after.filter(({ rows }) => rows > 1)).toEqual([])

  await change(db, act, (tx) => leaveAudience(tx, { audienceId: team, userIds: [ann.id, daan.id, zoe.id] }))
  await foldTallies(db)
  expect((await readTallies()).map(({ key }) => key)).not.toContain(`members ${team}`)
  await expectNothingDue(db)
})

test('several may fold at once, and while people move', async () => {
  const { db } = database
  const moving = [story.people.ann, story.people.daan].flatMap(({ id }) =>
    ['inactive', 'active', 'inactive', 'active'].map(
      (status) => () => change(db, act, (tx) => editFacts(tx, 'users', [{ id, status }])),
    ),
  )
  const folding = Array.from({ length: 12 }, () => () => foldTallies(db))
  const inTurn = async (steps: Array<() => Promise<unknown>>) => {
    for (const step of steps) await step()
  }
  await Promise.all([inTurn(moving), inTurn(folding), inTurn(folding)])
  await expectNothingDue(db)
})
