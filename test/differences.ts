import { ok as expect } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { composeMessages } from '../server/notification/compose.ts'
import type { Db } from '../server/platform/database/database.ts'
import {
  expectDeclared,
  expectExplained,
  expectNothingDue,
  expectProfiles,
  expectReplayed,
  expectSame,
  heldIn,
  readHeld,
} from './invariants.ts'
import { type Held, readWorld, type State, step, type World, wantedOf } from './oracle.ts'
import { userOf } from './world.ts'

/**
 * What is wrong in an academy in which nothing is owed any more, however it came there: enrollments that are missing, too
 * many or stale, and whatever else should follow from the facts. Empty: all is right.
 */
export async function differencesIn(db: Db): Promise<string[]> {
  const world = await readWorld(db)
  const held = await readHeld(db)
  const state = await heldIn(db)
  const checks: Array<() => void | Promise<void>> = [
    () => expectRequired(world, held, state),
    () => expectAtRest(world, held, state),
    () => expectProfiles(db, world),
    () => expectDeclared(db, world, held),
    () => expectExplained(db, world, held),
    () => expectReplayed(db),
    () => expectNothingDue(db),
    () => expectToldOnce(db),
  ]
  const differences: string[] = []
  for (const check of checks) {
    try {
      await check()
    } catch (error) {
      differences.push((error as Error).message)
    }
  }
  return differences
}

/** Of active users, those enrollments are active that are required, with what happens on leaving: none missing, too many, stale. */
function expectRequired(world: World, held: Held, state: ReadonlyMap<string, State>): void {
  const users = new Set(world.users.filter(({ active }) => active).map(({ id }) => id))
  const active = [...state].filter(([key, row]) => row.state === 1 && users.has(userOf(key)))
  const required = [...wantedOf(world, held)].map(([key, { onLeaving }]) => [key, onLeaving] as const)
  expectSame('required', new Map(active.map(([key, { onLeaving }]) => [key, onLeaving])), new Map(required))
}

/** No row would become another one. */
function expectAtRest(world: World, held: Held, state: ReadonlyMap<string, State>): void {
  const decision = { world, wanted: wantedOf(world, held), batch: 0 }
  const moving = [...state].filter(([key, row]) => !isDeepStrictEqual(step(decision, key, row), row))
  expectSame('at rest', new Map(moving), new Map())
}

/** Everything that is owed is told, nobody twice in a batch, and of nothing that did not begin with the batch. */
async function expectToldOnce(db: Db): Promise<void> {
  await composeMessages(db, { mailReady: true })
  const { rows } = await sql<{ fault: string }>`
    select 'owed still' as fault from outbox
    union all
    select concat_ws(' ', 'told twice by batch', batch_id, 'user', user_id)
    from messages where kind = 'enrolled' group by batch_id, user_id having count(*) > 1
    union all
    select concat_ws(' ', 'told of nothing by batch', m.batch_id, 'user', m.user_id)
    from messages m
    cross join lateral unnest(m.activity_ids) as t (activity_id)
    where m.kind = 'enrolled' and not exists (
      select from events e
      where e.batch_id = m.batch_id and e.kind in (1, 13)
        and e.user_ids @> array[m.user_id] and e.activity_ids @> array[t.activity_id]
    )`.execute(db)
  const faults = rows.map(({ fault }) => fault)
  expect(faults.length === 0, faults.join('\n'))
}
