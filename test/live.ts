import { ok as expect, deepStrictEqual as expectEqual } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { type Change, change, commit } from '../server/change.ts'
import { applyNextChunk, settle } from '../server/enrollment/engine/index.ts'
import type { Stay, Touched } from '../server/enrollment/engine/marks.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import type { Db } from '../server/platform/database/database.ts'
import { undoBatch } from '../server/undo.ts'
import { buildWorld, perform } from './acts.ts'
import type { Act, History, Piece, Round } from './history.ts'
import {
  expectDeclared,
  expectExplained,
  expectNothingDue,
  expectNothingMore,
  expectProfiles,
  expectReplayed,
  expectSame,
  heldIn,
  readHeld,
} from './invariants.ts'
import { expectJournaled } from './journal.ts'
import { type Decision, type Held, heldAfter, readWorld, type State, stepAll, type World, wantedOf } from './oracle.ts'
import { expectEnrolledAsBefore, expectTakenBack, momentOf, type Past, type Rows, readRows } from './past.ts'
import { expectAsPlanned, plan } from './planned.ts'
import { isSame, Possible } from './possible.ts'
import { expectAgreement } from './scrambled.ts'
import { expectSucceeded } from './succeeded.ts'
import { expectTold } from './told.ts'

/** What the oracle knows at one moment. */
type Moment = { world: World; held: Held; state: ReadonlyMap<string, State>; rows: Rows }

/** A life as it goes: the moment it has come to, and the batches behind it, the last of them last. */
type Life = {
  readonly db: Db
  now: Moment
  readonly past: Past[]
  /** When each enrollment that there ever was began. */
  readonly began: Map<string, string>
}

const author = { kind: 'demo' } as const

/**
 * Lives through a history in an empty database, and compares with the oracle whenever nothing is owed. Throws when something
 * is otherwise, after `lived` was called for every round that went well.
 */
export async function live(db: Db, history: History, lived: () => void = () => undefined): Promise<void> {
  const { outcome } = await change(db, { kind: 'world', author }, buildWorld)
  const world = await readWorld(db)
  const held = new Map()
  const state = stepAll({ world, wanted: wantedOf(world, held), batch: outcome.batchId }, new Map())
  const life: Life = { db, now: { world, held, state, rows: await readRows(db) }, past: [], began: new Map() }
  for (const [nth, round] of history.entries()) {
    const [only] = round
    if (round.length === 1 && only) await alone(life, only.act)
    else await together(life, round)
    await expectSettled(life)
    // Half of the time that a history takes, if it is asked each time.
    if (nth % 4 === 3) await expectNothingDue(db)
    lived()
  }
  await expectNothingDue(db)
  await expectNothingMore(db)
  await expectJournaled(db)
  await expectAgreement(db, life.now)
}

type Done = {
  world: World
  held: Held
  ended: Set<string>
  rows: Rows
  undone: { past: Past; stays: readonly Stay[] } | undefined
}
type Committed = { batchId: number; touched: Touched; result: Done; takenBack: Decision['takenBack'] }

async function commitAct(life: Life, act: Act, { isAlone }: { isAlone: boolean }): Promise<Committed> {
  const { db, now, past } = life
  const committed = await commit(db, { kind: 'random', author, notify: act.notify }, (tx) => enact(tx, life, act))
  const { rows, undone, world } = committed.result
  const at = await momentOf(db, committed.batchId)
  const isOpen = now.world.today === world.today
  const takesBack = undone?.past.batch ?? null
  past.push({ batch: committed.batchId, at, isOpen, isAlone, takesBack, before: now, after: { rows } })
  if (!undone) return { ...committed, takenBack: undefined }
  undone.past.isOpen = false
  expectTakenBack(undone.past, { stood: now.rows, rows, stays: undone.stays })
  const withdrawStarted = act.undo?.withdrawStarted ?? false
  return { ...committed, takenBack: { batch: undone.past.batch, at: undone.past.at, withdrawStarted } }
}

/** What an act does to an open change, followed from one of its steps to the next: whom rules come to hold. */
async function enact(tx: Change, { now, past }: Life, act: Act): Promise<Done> {
  let { world, held } = now
  const ended: string[] = []
  for (const step of act.steps) {
    ended.push(...(await perform(tx, step)))
    const after = await readWorld(tx.db)
    await expectSucceeded(tx, step, { before: world, after })
    held = heldAfter(world, held, after)
    world = after
  }
  const chosen = act.undo ? choose(past, act.undo.nth) : undefined
  let undone: Done['undone']
  if (act.undo && chosen) {
    const { withdrawStarted } = act.undo
    const { stays } = await undoBatch(tx, { batchId: chosen.batch, withdrawStarted })
    undone = { past: chosen, stays }
    world = await readWorld(tx.db)
    held = await heldAgain(tx, now, world)
  }
  return { world, held, ended: new Set(ended), rows: await readRows(tx.db), undone }
}

/** One of the last batches that may be taken back. */
function choose(past: readonly Past[], nth: number): Past | undefined {
  const open = past.filter(({ isOpen }) => isOpen)
  return open.at(-1 - (nth % 4)) ?? open[0]
}

/** Whom rules hold after an undo: those whom they held, and where it holds a rule anew, whom that held before. */
async function heldAgain(tx: Change, before: Moment, world: World): Promise<Held> {
  const held = await readHeld(tx.db)
  const ascending = (rules: Iterable<number>) => [...rules].sort((a, b) => a - b)
  expectEqual(ascending(held.keys()), ascending(heldAfter(before.world, before.held, world).keys()))
  const { rows } = await sql<{ id: number }>`
    select rule_id as id from holds where batch_id = ${tx.batchId}`.execute(tx.db)
  const anew = new Set(rows.map(({ id }) => id))
  for (const [rule, users] of before.held) if (held.has(rule) && !anew.has(rule)) expectEqual(held.get(rule), users)
  return held
}

async function alone(life: Life, act: Act): Promise<void> {
  const { db, now: before } = life
  const last = life.past.at(-1)
  const planned = act.isPreviewed ? await plan(db, (tx) => enact(tx, life, act)) : undefined
  const committed = await commitAct(life, act, { isAlone: true })
  const { batchId, takenBack } = committed
  const { world, held, ended, rows, undone } = committed.result
  const outcome = act.by === 'request' ? await settle(db, committed) : await workOff(db)
  // On a busy machine planning may take a request too long: it leaves the rest to workers.
  if (outcome?.state === 'running') await expectLeft(db, batchId)
  const state = await heldIn(db)
  const expected = stepAll({ world, wanted: wantedOf(world, held), batch: batchId, takenBack }, before.state, ended)
  // Whoever also has a mark is kept first, and then withdrawn by hand; the others are withdrawn at once.
  const comparable = (all: ReadonlyMap<string, State>) =>
    new Map([...all].map(([key, row]) => [key, ended.has(key) ? { ...row, was: undefined } : row]))
  expectSame('enrollment', comparable(state), comparable(expected))
  if (outcome?.state === 'done') {
    const { enrolled, resumed, requiredAgain } = outcome
    expectEqual({ enrolled, resumed, requiredAgain }, countMoves(before.state, state))
  }
  life.now = { world, held, state, rows }
  if (planned) expectAsPlanned(planned, before, life.now)
  if (undone?.past.isAlone && undone.past === last) expectAsBefore(life, undone.past)
  await expectTold(db, { world, before: before.state, after: state, batches: [{ id: batchId, act }] })
}

async function expectLeft(db: Db, batch: number): Promise<void> {
  const { rows } = await sql<{
    left: boolean
  }>`select left_to_workers as left from batches where id = ${batch}`.execute(db)
  expect(rows[0]?.left, `batch ${batch} was left to the workers`)
  await workOff(db)
}

/** Where nothing else happened, all is as it was; only what is never deleted, and was put away instead, is more. */
function expectAsBefore({ now: { world, held, state, rows } }: Life, past: Past): void {
  if (!isDeepStrictEqual(rows, past.before.rows)) return
  expectSame('those held as before by rule', held, past.before.held)
  expectEnrolledAsBefore(past, state, world.completed)
}

async function together(life: Life, round: Round): Promise<void> {
  const { db, now: before } = life
  const possible = new Possible(before.state)
  const pending: Committed[] = []
  const batches: Array<{ id: number; act: Act }> = []
  for (const { act, pieces } of round) {
    const committed = await commitAct(life, act, { isAlone: false })
    const { batchId, takenBack, result } = committed
    const { world, held, rows } = result
    possible.committed({ ...result, batch: batchId, takenBack })
    life.now = { ...life.now, world, held, rows }
    pending.push(committed)
    batches.push({ id: batchId, act })
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
  life.now = { ...life.now, state }
  const [first, second] = round.length === 2 ? life.past.slice(-2) : []
  if (first && second?.takesBack === first.batch) expectAsBefore(life, first)
  await expectTold(db, { world: life.now.world, before: before.state, after: state, batches })
}

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
async function expectSettled({ db, now: { world, held, rows }, began }: Life): Promise<void> {
  expectSame('fact that a drain leaves alone', await readRows(db), rows)
  await expectSameEnrollments(db, began)
  await expectProfiles(db, world)
  await expectDeclared(db, world, held)
  await expectExplained(db, world, held)
  await expectReplayed(db)
}

/** Whoever is required again resumes the same enrollment: none is ever deleted, or begins anew. */
async function expectSameEnrollments(db: Db, began: Map<string, string>): Promise<void> {
  const { rows } = await sql<{ key: string; at: string }>`
    select concat(user_id, ':', activity_id) as key, to_jsonb(enrolled_at) #>> '{}' as at from enrollments`.execute(db)
  const found = new Map(rows.map(({ key, at }) => [key, at]))
  expectSame('beginning of', new Map([...began.keys()].map((key) => [key, found.get(key)])), began)
  for (const [key, at] of found) began.set(key, at)
}

/** How many enrollments an act moved, in the product's words; one that a batch moves twice counts twice in `outcome`. */
function countMoves(before: ReadonlyMap<string, State>, after: ReadonlyMap<string, State>) {
  const moves = [...after].map(([key, { state }]) => (before.get(key)?.state ?? 0) * 4 + state)
  const count = (kind: number) => moves.filter((move) => move === kind).length
  return { enrolled: count(1), resumed: count(13), requiredAgain: count(9) }
}
