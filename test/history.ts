import { ok as expect, deepStrictEqual as expectEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import { change, commit } from '../server/change.ts'
import { applyNextChunk, drainLeftovers, settle } from '../server/enrollment/engine/index.ts'
import type { Touched } from '../server/enrollment/engine/marks.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import type { Db } from '../server/platform/database/database.ts'
import { buildWorld, perform, type Step, stepsByTheme } from './acts.ts'
import {
  expectDeclared,
  expectExplained,
  expectNothingDue,
  expectProfiles,
  expectReplayed,
  expectSame,
  heldIn,
} from './invariants.ts'
import { type Held, heldAfter, readWorld, type State, stepAll, type World } from './oracle.ts'
import { Possible } from './possible.ts'
import { expectTold } from './told.ts'

/** One batch: several acts in one transaction. */
type Act = { steps: Step[]; notify: boolean; by: 'request' | 'worker' }

/** Pieces of work that are done after an act of several that are owed at once: whose, and how much. */
type Piece = { by: 'request' | 'worker'; nth: number }
type Round = Array<{ act: Act; pieces: Piece[] }>

/** Rounds of acts. What one act brings about is known exactly; of several owed at once, what is active, and what may be. */
export type History = Round[]

const anyPiece: fc.Arbitrary<Piece> = fc.record({ by: fc.constantFrom('request', 'worker'), nth: fc.nat({ max: 11 }) })

function historyOf(anyStep: fc.Arbitrary<Step>): fc.Arbitrary<History> {
  const anyAct: fc.Arbitrary<Act> = fc.record({
    steps: fc.array(anyStep, { minLength: 1, maxLength: 3 }),
    notify: fc.boolean(),
    by: fc.constantFrom('request', 'worker'),
  })
  const one: fc.Arbitrary<Round> = anyAct.map((act) => [{ act, pieces: [] }])
  const several: fc.Arbitrary<Round> = fc.array(
    fc.record({ act: anyAct, pieces: fc.array(anyPiece, { maxLength: 3 }) }),
    { minLength: 2, maxLength: 4 },
  )
  const anyRound = fc.oneof({ weight: 2, arbitrary: one }, { weight: 1, arbitrary: several })
  return fc.array(anyRound, { minLength: 8, maxLength: 24 })
}

export const anyHistory: fc.Arbitrary<History> = fc.oneof(...stepsByTheme.map(historyOf))

/** What the oracle knows at one moment. */
type Moment = { world: World; held: Held; state: Map<string, State> }

const author = { kind: 'demo' } as const

/**
 * Lives through a history in an empty database, and compares with the oracle whenever nothing is owed. Throws when something
 * is otherwise, after `lived` was called for every round that went well.
 */
export async function live(db: Db, history: History, lived: () => void = () => undefined): Promise<void> {
  await change(db, { kind: 'world', author }, buildWorld)
  const world = await readWorld(db)
  let moment: Moment = { world, held: new Map(), state: stepAll(world, new Map(), new Map(), new Set()) }
  for (const [nth, round] of history.entries()) {
    const [only] = round
    moment = round.length === 1 && only ? await alone(db, only.act, moment) : await together(db, round, moment)
    await expectSettled(db, moment)
    // Half of the time that a history takes, if it is asked each time.
    if (nth % 4 === 3) await expectNothingDue(db)
    lived()
  }
  await expectNothingDue(db)
  await expectNothingMore(db)
}

type Committed = { batchId: number; touched: Touched; result: { world: World; held: Held; ended: Set<string> } }

/** Commits an act, and follows whom rules come to hold from one of its steps to the next. */
function commitAct(db: Db, act: Act, before: Moment): Promise<Committed> {
  return commit(db, { kind: 'random', author, notify: act.notify }, async (tx) => {
    let { world, held } = before
    const ended: string[] = []
    for (const step of act.steps) {
      ended.push(...(await perform(tx, step)))
      const after = await readWorld(tx.db)
      held = heldAfter(world, held, after)
      world = after
    }
    return { world, held, ended: new Set(ended) }
  })
}

async function alone(db: Db, act: Act, before: Moment): Promise<Moment> {
  const committed = await commitAct(db, act, before)
  const { world, held, ended } = committed.result
  const outcome = act.by === 'request' ? await settle(db, committed) : await workOff(db)
  const expected = stepAll(world, held, before.state, ended)
  const state = await heldIn(db)
  // Whoever also has a mark is kept first, and then withdrawn by hand; the others are withdrawn at once.
  const comparable = (rows: ReadonlyMap<string, State>) =>
    new Map([...rows].map(([key, row]) => [key, ended.has(key) ? { ...row, was: undefined } : row]))
  expectSame('enrollment', comparable(state), comparable(expected))
  if (outcome) {
    const { enrolled, resumed, requiredAgain } = outcome
    expectEqual(outcome.state, 'done')
    expectEqual({ enrolled, resumed, requiredAgain }, countMoves(before.state, state))
  }
  await expectTold(db, { world, before: before.state, after: state, batches: [{ id: committed.batchId, act }] })
  return { world, held, state }
}

async function together(db: Db, round: Round, before: Moment): Promise<Moment> {
  const possible = new Possible(before.state)
  const pending: Committed[] = []
  const batches: Array<{ id: number; act: Act }> = []
  let moment = before
  for (const { act, pieces } of round) {
    const committed = await commitAct(db, act, moment)
    const { world, held, ended } = committed.result
    possible.committed(world, held, ended)
    moment = { ...moment, world, held }
    pending.push(committed)
    batches.push({ id: committed.batchId, act })
    for (const piece of pieces) await work(db, pending, piece)
  }
  await workOff(db)
  const state = await heldIn(db)
  for (const key of possible.certain()) expect(state.has(key), `${key} is there`)
  for (const [key, row] of state) {
    const may = possible.atRest(key)
    expect(
      may.some((one) => isSame(one, row)),
      `${key} is ${JSON.stringify(row)}, and may be ${JSON.stringify(may)}`,
    )
  }
  await expectTold(db, { world: moment.world, before: before.state, after: state, batches })
  return { ...moment, state }
}

const isSame = (one: State, other: State) =>
  one.state === other.state && one.onLeaving === other.onLeaving && one.was === other.was

/** One piece of the work that is owed: a request with what it committed itself, or a worker with little at a time. */
async function work(db: Db, pending: Committed[], { by, nth }: Piece): Promise<void> {
  if (by === 'request') {
    const [own] = pending.splice(nth % Math.max(1, pending.length), 1)
    if (own) await settle(db, own)
    return
  }
  const most = 1 + (nth % 2)
  const kind = Math.floor(nth / 2) % 3
  if (kind === 0) await sql`select drain_leftover_users('0', ${most})`.execute(db)
  else if (kind === 1) await sql`select plan_next_job(null, '0', ${most})`.execute(db)
  else await applyNextChunk(db, { olderThan: 0 })
}

/** Everything that holds whenever nothing is owed. */
async function expectSettled(db: Db, { world, held }: Moment): Promise<void> {
  await expectProfiles(db, world)
  await expectDeclared(db, world, held)
  await expectExplained(db, world, held)
  await expectReplayed(db)
}

/** Deciding everybody anew, by row and by column, changes nothing. */
async function expectNothingMore(db: Db): Promise<void> {
  const everything = async () => {
    const enrollments = await sql`select * from enrollments order by user_id, activity_id`.execute(db)
    const events = await sql`select count(*) from events`.execute(db)
    return [enrollments.rows, events.rows]
  }
  const before = await everything()
  await sql`
    with batch as (insert into batches (kind, author, left_to_workers) values ('again', 'repair', true) returning id),
    marks as (insert into dirty_users (user_id, batch_id) select u.id, b.id from users u cross join batch b)
    insert into column_jobs (activity_id, batch_id) select a.id, b.id from learning_activities a cross join batch b
  `.execute(db)
  while ((await drainLeftovers(db, { olderThan: 0 })) > 0);
  await workOff(db)
  expectEqual(await everything(), before)
}

/** How many enrollments an act moved, in the product's words; one that a batch moves twice counts twice in `outcome`. */
function countMoves(before: ReadonlyMap<string, State>, after: ReadonlyMap<string, State>) {
  const moves = [...after].map(([key, { state }]) => (before.get(key)?.state ?? 0) * 4 + state)
  const count = (kind: number) => moves.filter((move) => move === kind).length
  return { enrolled: count(1), resumed: count(13), requiredAgain: count(9) }
}
