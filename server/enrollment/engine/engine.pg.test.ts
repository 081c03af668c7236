import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anyStep, buildWorld, perform, type Step } from '../../../test/acts.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { pair, profilesOf, readWorld, type State, stepAll, type World, wantedOf } from '../../../test/oracle.ts'
import { commit } from '../../change.ts'
import type { Db } from '../../platform/database/database.ts'
import { workOff } from '../jobs.ts'
import { explain, settle } from './index.ts'

const author = { kind: 'demo' } as const
const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? 10)

/** One batch: several acts, drained by its request (as `change` does) or left to workers. */
type Act = { steps: Step[]; by: 'request' | 'worker' }

const anyAct: fc.Arbitrary<Act> = fc.record({
  steps: fc.array(anyStep, { minLength: 1, maxLength: 3 }),
  by: fc.constantFrom('request', 'worker'),
})

test('after every random act the engine holds what the oracle says', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 30 }), async (acts) => {
      const { db, drop } = await createTestDatabase()
      try {
        await settle(db, (await commit(db, { kind: 'world', author }, buildWorld)).batchId)
        let state = stepAll(await readWorld(db), new Map(), [])
        for (const act of acts) state = await performAndCompare(db, act, state)
        await expectNothingDue(db)
      } finally {
        await drop()
      }
    }),
    { numRuns: runs },
  )
})

async function performAndCompare(db: Db, act: Act, before: Map<string, State>): Promise<Map<string, State>> {
  const { result: endedByHand, batchId } = await commit(db, { kind: 'random', author }, async (tx) => {
    const ended: string[][] = []
    for (const step of act.steps) ended.push(await perform(tx, step))
    return ended.flat()
  })
  const outcome = act.by === 'request' ? await settle(db, batchId) : await workOff(db)
  const world = await readWorld(db)
  const expected = stepAll(world, before, endedByHand)
  expect(await heldIn(db)).toEqual(sorted(expected))
  if (outcome) expect(outcome).toMatchObject({ state: 'done', ...countMoves(before, expected) })
  expect(await profilesIn(db)).toEqual(profilesOf(world))
  expect(await replayed(db)).toEqual(sorted(new Map([...expected].map(([key, { state }]) => [key, state]))))
  await expectExplained(db, world)
  return expected
}

/** Row scope over everybody and column scope over every activity agree that nothing is left to do. */
async function expectNothingDue(db: Db): Promise<void> {
  const due = await sql`
    select 'row' as scope, d.user_id, d.activity_id from due_for_users(array(select id from users)) d
    union all
    select 'column', d.user_id, a.id
    from learning_activities a cross join lateral due_in_activity(a.id, array(select id from users), 0) d
    union all
    select 'plan', p.user_id, a.id from learning_activities a cross join lateral plan_activity(a.id) p
    union all
    select 'profile', f.user_id, 0 from profiles_from_facts(array(select id from users)) f
    left join profiles p using (user_id) where p.audience_ids is distinct from f.audience_ids`.execute(db)
  expect(due.rows).toEqual([])
  const owed = await sql`
    select from dirty_users union all select from column_jobs union all select from column_chunks`.execute(db)
  expect(owed.rows).toEqual([])
}

/** Every active enrollment of an active user has exactly the causes that the oracle finds; no other has one. */
async function expectExplained(db: Db, world: World): Promise<void> {
  const found = await explain(db, { userIds: world.users.map(({ id }) => id) })
  const causes = Map.groupBy(found, ({ userId, activityId }) => pair(userId, activityId))
  const named = new Map(
    [...causes].map(([key, rows]) => [key, rows.map(({ cause }) => cause.assignmentId).sort((a, b) => a - b)]),
  )
  const wanted = new Map([...wantedOf(world)].map(([key, { assignments }]) => [key, assignments]))
  expect(sorted(named)).toEqual(sorted(wanted))
}

async function heldIn(db: Db): Promise<Map<string, State>> {
  const found = await sql<{ user_id: number; activity_id: number; state: number; on_leaving: number }>`
    select user_id, activity_id, state, on_leaving from enrollments`.execute(db)
  return sorted(
    new Map(
      found.rows.map((row) => [pair(row.user_id, row.activity_id), { state: row.state, onLeaving: row.on_leaving }]),
    ),
  )
}

async function profilesIn(db: Db): Promise<Map<number, number[]>> {
  const found = await sql<{ user_id: number; audience_ids: number[] }>`
    select user_id, audience_ids from profiles order by user_id`.execute(db)
  return new Map(found.rows.map((row) => [row.user_id, row.audience_ids]))
}

/** The state that the events, replayed from nothing, lead to; each must begin where the one before it ended. */
async function replayed(db: Db): Promise<Map<string, number>> {
  const events = await sql<{ kind: number; user_ids: number[]; activity_ids: number[] }>`
    select kind, user_ids, activity_ids from events order by id`.execute(db)
  const state = new Map<string, number>()
  for (const { kind, user_ids, activity_ids } of events.rows) {
    for (const userId of user_ids) {
      for (const activityId of activity_ids) {
        const key = pair(userId, activityId)
        expect(state.get(key) ?? 0).toBe(kind >> 2)
        state.set(key, kind & 3)
      }
    }
  }
  return sorted(state)
}

/** How many enrollments an act moved, in the product's words; one that a batch moves twice counts twice in `outcome`. */
function countMoves(before: Map<string, State>, after: Map<string, State>) {
  const moves = [...after].map(([key, { state }]) => (before.get(key)?.state ?? 0) * 4 + state)
  const count = (kind: number) => moves.filter((move) => move === kind).length
  return { enrolled: count(1), resumed: count(13), requiredAgain: count(9) }
}

function sorted<Value>(map: Map<string, Value>): Map<string, Value> {
  return new Map([...map].sort(([a], [b]) => a.localeCompare(b)))
}
