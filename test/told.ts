import { ok as expect, deepStrictEqual as expectEqual } from 'node:assert/strict'
import { sql } from 'kysely'
import { composeMessages } from '../server/notification/compose.ts'
import type { Db } from '../server/platform/database/database.ts'
import type { State } from './oracle.ts'
import { pair, type World } from './world.ts'

/**
 * Who is told: composes what is owed. Whoever was enrolled anew finds it in one message, unless nobody was to be told or
 * they have completed it; nobody is told of anything else than what began with these batches.
 */
export async function expectTold(
  db: Db,
  input: {
    world: World
    before: ReadonlyMap<string, State>
    after: ReadonlyMap<string, State>
    batches: ReadonlyArray<{ id: number; act: { notify: boolean } }>
  },
): Promise<void> {
  const { world, before, after, batches } = input
  await composeMessages(db, { mailReady: true })
  expectEqual((await sql`select from outbox`.execute(db)).rows, [])
  const { rows } = await sql<{ batch_id: number; user_id: number; activity_ids: number[] }>`
    select batch_id, user_id, activity_ids from messages
    where kind = 'enrolled' and batch_id = any (${batches.map(({ id }) => id)}::bigint[])`.execute(db)
  const told = rows.flatMap((row) => row.activity_ids.map((activityId) => pair(row.user_id, activityId)))
  const telling = batches.filter(({ act }) => act.notify).length
  for (const [key, { state }] of after) {
    const times = told.filter((one) => one === key).length
    const isNew = !before.has(key) && state === 1 && !world.completed.has(key) && isActive(world, key)
    if (isNew && telling === batches.length) expectEqual(times, 1, `${key} is new, and told once`)
    if (telling === 0) expectEqual(times, 0, `${key} is not told`)
    expect(times <= 1, `${key} is told ${times} times`)
    if (times > 0) expect(state === 1, `${key} is told and active`)
  }
}

function isActive(world: World, key: string): boolean {
  const userId = Number(key.split(':')[0])
  return world.users.some(({ id, active }) => active && id === userId)
}
