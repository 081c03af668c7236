import { ok as expect } from 'node:assert/strict'
import { sql } from 'kysely'
import type { Change } from '../server/change.ts'
import type { Db } from '../server/platform/database/database.ts'
import { preview } from '../server/preview.ts'
import { expectSame } from './invariants.ts'
import { type Held, type State, wantedOf } from './oracle.ts'
import { pair, userOf, type World } from './world.ts'

type Kind = 'enrolled' | 'resumed' | 'required-again' | 'kept' | 'withdrawn' | 'already' | 'excluded'
type Part = { kind: Kind; because: string | null; activity_id: number; assignment_ids: number[]; user_ids: number[] }

/** What an act would do, by its preview. */
export type Planned = {
  parts: Part[]
  enrolls: number
  ends: number
  /** How many numbers were drawn for what was made, and given to nobody. */
  drawn: { users: number; targets: number }
}

type Moment = { world: World; held: Held; state: ReadonlyMap<string, State> }

export async function plan(db: Db, act: (tx: Change) => Promise<unknown>): Promise<Planned> {
  const before = await readDrawn(db)
  const { previewId, confirm } = await preview(db, { kind: 'random', author: { kind: 'demo' } }, act)
  const after = await readDrawn(db)
  const { rows } = await sql<Part>`
    select kind, because, activity_id, assignment_ids, user_ids from preview_parts where preview_id = ${previewId}`.execute(
    db,
  )
  const drawn = { users: after.users - before.users, targets: after.targets - before.targets }
  return { parts: rows, enrolls: confirm.enrolls, ends: confirm.ends, drawn }
}

const gains: readonly Kind[] = ['enrolled', 'resumed', 'required-again']

/** The plan was what the act then did: who moved and where to, how many, and by which causes. */
export function expectAsPlanned(planned: Planned, before: Moment, after: Moment): void {
  const { parts, enrolls, ends, drawn } = planned
  const moving = parts.filter(({ kind }) => kind !== 'already' && kind !== 'excluded')
  const planning = moving.flatMap((part) => keysOf(part, drawn, before).map((key) => [key, part.kind] as const))
  const moves = new Map<string, Kind>()
  for (const [key, { state }] of after.state) {
    const was = before.state.get(key)?.state ?? 0
    if (was !== state) moves.set(key, kindOf(was, state))
  }
  expectSame('planned', new Map(planning), moves)
  expect(planning.length === moves.size, 'each is planned once')
  const enrolled = [...moves].filter(([, kind]) => gains.includes(kind)).map(([key]) => userOf(key))
  const ended = [...moves.values()].filter((kind) => kind === 'withdrawn')
  expect(enrolls === new Set(enrolled).size, `${enrolls} are counted as enrolled`)
  expect(ends === ended.length, `${ends} are counted as ended`)
  for (const part of parts) expectReason(part, keysOf(part, drawn, before), before, after)
  const named = (kind: Kind) =>
    new Set(parts.filter((part) => part.kind === kind).flatMap((part) => keysOf(part, drawn, before)))
  // A day passes by the calendar's own act, which nobody looks at beforehand: whom it brings somewhere anew is not named.
  const isSameDay = before.world.today === after.world.today
  const unmoved = isSameDay ? [...reachedAnew(before, after)].filter((key) => !moves.has(key)) : []
  const [excluded, already] = [named('excluded'), named('already')]
  for (const key of unmoved) {
    if (after.world.excluded.has(key)) expect(excluded.has(key), `${key} is excluded, and named`)
    else expect(already.has(key), `${key} is in already, and named`)
  }
}

/** Where something leads by now that did not lead there before, whether or not anything comes of it. */
function reachedAnew(before: Moment, after: Moment): Set<string> {
  const causes = ({ world, held }: Moment) => wantedOf({ ...world, excluded: new Set() }, held)
  const former = causes(before)
  const anew = [...causes(after)].filter(([key, { assignments }]) => {
    const known = new Set(former.get(key)?.assignments)
    return assignments.some((id) => !known.has(id))
  })
  return new Set(anew.map(([key]) => key))
}

/** Whoever comes in, or is in already, is told by which causes, and these are so; who is said to be excluded is. */
function expectReason(
  { kind, because, assignment_ids }: Part,
  keys: readonly string[],
  before: Moment,
  after: Moment,
): void {
  const wanted = wantedOf(after.world, after.held)
  const old = new Set(before.world.assignments.map(({ id }) => id))
  for (const key of keys) {
    const why = `${key} ${kind} by ${assignment_ids}`
    if (kind === 'excluded') expect(after.world.excluded.has(key), `${why}: is excluded`)
    if (kind === 'already') expect(after.state.get(key)?.state === 1, `${why}: is in`)
    if (kind !== 'already' && !gains.includes(kind)) continue
    if (kind !== 'already' && because === 'taken-back') {
      expect(!after.world.users.some(({ id, active }) => active && id === userOf(key)), `${why}: is suspended again`)
      continue
    }
    const causes = wanted.get(key)?.assignments ?? []
    // What the act makes has another number than in the rehearsal.
    const known = assignment_ids.filter((id) => old.has(id))
    expect(assignment_ids.length > 0, `${why}: there is a cause`)
    expect(
      known.every((id) => causes.includes(id)),
      `${why}: what leads there is ${causes}`,
    )
  }
}

/** What an act makes is numbered anew when it is done after a rehearsal: by as many as the rehearsal drew. */
function keysOf({ activity_id, user_ids }: Part, drawn: Planned['drawn'], before: Moment): string[] {
  const numbered = (id: number, known: Iterable<number>, more: number) => (id > Math.max(...known) ? id + more : id)
  const people = before.world.users.map(({ id }) => id)
  const activityId = numbered(activity_id, before.world.activities.keys(), drawn.targets)
  return user_ids.map((id) => pair(numbered(id, people, drawn.users), activityId))
}

function kindOf(was: number, state: number): Kind {
  if (state === 1) return was === 0 ? 'enrolled' : was === 3 ? 'resumed' : 'required-again'
  return state === 2 ? 'kept' : 'withdrawn'
}

async function readDrawn(db: Db): Promise<Planned['drawn']> {
  const { rows } = await sql<Planned['drawn']>`
    select (select last_value from users_id_seq) as users, (select last_value from targets_id_seq) as targets`.execute(
    db,
  )
  return rows[0] ?? { users: 0, targets: 0 }
}
