import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyStep, buildWorld, perform, type Step } from '../../../test/acts.ts'
import { createTestDatabase } from '../../../test/database.ts'
import {
  expectExplained,
  expectNothingDue,
  expectProfiles,
  heldIn,
  replayed,
  sorted,
} from '../../../test/invariants.ts'
import { readWorld, type State, stepAll } from '../../../test/oracle.ts'
import { change, commit } from '../../change.ts'
import type { Db } from '../../platform/database/database.ts'
import { workOff } from '../jobs.ts'
import { settle } from './index.ts'

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
        await change(db, { kind: 'world', author }, buildWorld)
        let state = stepAll(await readWorld(db), new Map(), [])
        for (const act of acts) state = await performAndCompare(db, act, state)
        await expectNothingDue(db)
      } finally {
        await drop()
      }
    }),
    // Looking for a smaller counterexample ends in time to print the one that was found, with its seed.
    { numRuns: runs, interruptAfterTimeLimit: 90_000 },
  )
})

async function performAndCompare(db: Db, act: Act, before: Map<string, State>): Promise<Map<string, State>> {
  const {
    result: endedByHand,
    batchId,
    touched,
  } = await commit(db, { kind: 'random', author }, async (tx) => {
    const ended: string[][] = []
    for (const step of act.steps) ended.push(await perform(tx, step))
    return ended.flat()
  })
  const outcome = act.by === 'request' ? await settle(db, { batchId, touched }) : await workOff(db)
  const world = await readWorld(db)
  const expected = stepAll(world, before, endedByHand)
  expect(await heldIn(db)).toEqual(sorted(expected))
  if (outcome) expect(outcome).toMatchObject({ state: 'done', ...countMoves(before, expected) })
  await expectProfiles(db, world)
  expect(await replayed(db)).toEqual(sorted(new Map([...expected].map(([key, { state }]) => [key, state]))))
  await expectExplained(db, world)
  return expected
}

/** How many enrollments an act moved, in the product's words; one that a batch moves twice counts twice in `outcome`. */
function countMoves(before: Map<string, State>, after: Map<string, State>) {
  const moves = [...after].map(([key, { state }]) => (before.get(key)?.state ?? 0) * 4 + state)
  const count = (kind: number) => moves.filter((move) => move === kind).length
  return { enrolled: count(1), resumed: count(13), requiredAgain: count(9) }
}
