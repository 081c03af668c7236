import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { anyHistory } from '../../test/history.ts'
import { live } from '../../test/live.ts'
import { seed } from '../../test/seed.ts'
import type { Actor } from '../access/actor.ts'
import { change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, joinAudience } from '../facts.ts'
import { countBatches } from './counted.ts'
import { listActivityHistory, listUserHistory } from './histories.ts'
import { listTeamHistory } from './team.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  const histories = fc.sample(anyHistory, { seed, numRuns: 10 })
  await live(database.db, histories.toSorted((one, other) => other.length - one.length)[0] ?? [])
  // However it went, at its end somebody was moved, and somebody is a manager.
  const [people, activities] = [await idsOf('users'), await idsOf('learning_activities')]
  await change(database.db, { kind: 'enrollment.add', author: { kind: 'demo' } }, async (tx) => {
    for (const id of activities) await joinAudience(tx, { audienceId: audience('byHand', id), userIds: people })
    const [first = 0, ...others] = people
    await editFacts(
      tx,
      'users',
      others.filter((id) => id % 2 === 0).map((id) => ({ id, manager_id: first })),
    )
  })
}, 60_000)
afterAll(() => database.drop())

type Event = { batch_id: number; kind: number; user_ids: number[]; activity_ids: number[] }
type Entry = { batch_id: number; fact: string; key: number; user_ids: number[] | null }

const factsOfUsers = ['users', 'grants', 'exclusions', 'completions', 'progress']

/** Row by row: whom each batch moved (true) or wrote facts about, and what it moved in each activity. */
async function replay() {
  const { rows: events } = await sql<Event>`select * from events`.execute(database.db)
  const { rows: entries } = await sql<Entry>`select * from changes`.execute(database.db)
  const users = new Map<string, boolean>()
  const moves = new Map<string, number>()
  for (const { batch_id, fact, key, user_ids } of entries) {
    const about = fact === 'memberships' ? (user_ids ?? []) : factsOfUsers.includes(fact) ? [key] : []
    for (const user of about) users.set(`${batch_id} ${user}`, false)
  }
  for (const { batch_id, kind, user_ids, activity_ids } of events) {
    for (const user of user_ids) users.set(`${batch_id} ${user}`, true)
    for (const activity of activity_ids) {
      const key = `${batch_id} ${activity} ${kind}`
      moves.set(key, (moves.get(key) ?? 0) + user_ids.length)
    }
  }
  return { users: sorted(users), moves: sorted(moves) }
}

async function written() {
  const { rows: users } = await sql<{ key: string; moved: boolean }>`
    select batch_id || ' ' || user_id as key, moved from batch_users`.execute(database.db)
  const { rows: moves } = await sql<{ key: string; n: number }>`
    select batch_id || ' ' || activity_id || ' ' || kind as key, n from activity_moves`.execute(database.db)
  return {
    users: sorted(users.map(({ key, moved }) => [key, moved])),
    moves: sorted(moves.map(({ key, n }) => [key, n])),
  }
}

const sorted = <Value>(pairs: Iterable<[string, Value]>) => [...pairs].sort(([a], [b]) => a.localeCompare(b))

/** Everybody's history, every activity's, and everybody's people's, looked up, walked along, and looked up after a short walk; by two at a time. */
async function tell() {
  const { db } = database
  const admin: Actor = { ...actorOf(1), role: 'administrator' }
  const [people, activities] = [await idsOf('users'), await idsOf('learning_activities')]
  const pages = async <Item>(
    list: (asked: { limit: number; after?: string }) => Promise<{ items: Item[]; next: string | null }>,
  ) => {
    const items: Item[] = []
    for (let after: string | undefined; ; ) {
      const page = await list({ limit: 2, ...(after && { after }) })
      items.push(...page.items)
      if (!page.next) return items
      after = page.next
    }
  }
  const told: Record<string, unknown[]> = {}
  for (const id of people) {
    told[`user ${id}`] = await pages((asked) => listUserHistory(db, { actor: admin, userId: id, asked }))
    told[`user ${id} by themselves`] = await pages((asked) =>
      listUserHistory(db, { actor: actorOf(id), userId: id, asked }),
    )
    told[`team of ${id}`] = await pages((asked) => listTeamHistory(db, { actor: actorOf(id), asked }))
    for (const walk of [0, 3, 1000]) {
      const walked = await pages((asked) => listTeamHistory(db, { actor: actorOf(id), asked, few: 0, walk }))
      expect(walked).toEqual(told[`team of ${id}`])
    }
  }
  for (const id of activities) {
    told[`activity ${id}`] = await pages((asked) => listActivityHistory(db, { actor: admin, activityId: id, asked }))
  }
  return told
}

const actorOf = (userId: number): Actor => ({ userId, role: 'learner', isManager: true, language: 'en', name: '' })

test(`histories tell the same of acts that are done, written down, and large (MUSTER_SEED=${seed})`, async () => {
  const { db } = database
  const { users, moves } = await replay()
  const before = await tell()
  for (const [name, items] of Object.entries(before)) {
    if (!/^user \d+$/.test(name)) continue
    const [, id] = name.split(' ')
    const own = users.filter(([key]) => key.endsWith(` ${id}`)).map(([key]) => Number(key.split(' ')[0]))
    const ids = (items as Array<{ batch: { id: number } }>).map(({ batch }) => batch.id)
    expect(ids).toEqual(own.sort((a, b) => b - a))
  }
  expect(users.length).toBeGreaterThan(0)

  await sql`select count_batches(3)`.execute(db)
  expect(await tell()).toEqual(before)
  expect(await countBatches(db)).toBeGreaterThan(0)
  expect(await written()).toEqual({ users, moves })
  expect(await tell()).toEqual(before)

  await sql`update batches set is_large = true where id % 2 = 0`.execute(db)
  await sql`delete from batch_users where batch_id % 2 = 0`.execute(db)
  expect(await tell()).toEqual(before)
})

async function idsOf(table: 'users' | 'learning_activities'): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)} order by id`.execute(database.db)
  return rows.map(({ id }) => id)
}
