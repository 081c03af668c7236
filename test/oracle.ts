import { sql } from 'kysely'
import type { Db } from '../server/platform/database/database.ts'

/**
 * What the engine should have derived, by plain loops over facts as they stand in their tables. It shares no SQL with
 * the engine and does not try to be quick: it is the specification (ENGINE's algebra and the life of an enrollment)
 * written a second time, naively.
 */
export type World = {
  today: string
  onLeaving: number
  users: Person[]
  departments: Map<number, { parentId: number | null }>
  languages: Map<string, number>
  memberships: Array<{ userId: number; audienceId: number }>
  grants: Set<number>
  activities: Map<number, { onLeaving: number | null; validMonths: number | null }>
  contents: Array<{ targetId: number; activityId: number }>
  assignments: Array<{ id: number; audienceId: number; targetId: number; onLeaving: number | null }>
  excluded: Set<string>
  started: Set<string>
  completed: Set<string>
}

type Person = {
  id: number
  active: boolean
  companyId: number
  departmentId: number | null
  language: string
  managerId: number | null
}

export type State = { state: number; onLeaving: number }

/** `user:activity`. */
export const pair = (userId: number, activityId: number) => `${userId}:${activityId}`

export async function readWorld(db: Db): Promise<World> {
  const rows = async <Row>(table: string) => (await sql<Row>`select * from ${sql.table(table)}`.execute(db)).rows
  const [academy] = await rows<{ on_leaving: number; today: string }>('academy')
  if (!academy) throw new Error('there is no academy')
  const { today } = academy
  const activities = new Map(
    (await rows<{ id: number; on_leaving: number | null; valid_months: number | null }>('learning_activities')).map(
      (row) => [row.id, { onLeaving: row.on_leaving, validMonths: row.valid_months }],
    ),
  )
  const completions = await rows<{ user_id: number; activity_id: number; completed_on: string }>('completions')
  const pairs = async (table: string) =>
    new Set(
      (await rows<{ user_id: number; activity_id: number }>(table)).map((row) => pair(row.user_id, row.activity_id)),
    )
  return {
    today,
    onLeaving: academy.on_leaving,
    users: (await rows<UserRow>('users')).map((row) => ({
      id: row.id,
      active: row.status === 'active',
      companyId: row.company_id,
      departmentId: row.department_id,
      language: row.language,
      managerId: row.manager_id,
    })),
    departments: new Map(
      (await rows<{ id: number; parent_id: number | null }>('departments')).map((row) => [
        row.id,
        { parentId: row.parent_id },
      ]),
    ),
    languages: new Map((await rows<{ id: number; code: string }>('languages')).map((row) => [row.code, row.id])),
    memberships: (await rows<{ user_id: number; audience_id: number }>('memberships')).map((row) => ({
      userId: row.user_id,
      audienceId: row.audience_id,
    })),
    grants: new Set((await rows<{ user_id: number }>('grants')).map((row) => row.user_id)),
    activities,
    contents: (await rows<{ target_id: number; activity_id: number }>('target_activities')).map((row) => ({
      targetId: row.target_id,
      activityId: row.activity_id,
    })),
    assignments: (
      await rows<{ id: number; audience_id: number; target_id: number; on_leaving: number | null }>('assignments')
    ).map((row) => ({
      id: row.id,
      audienceId: row.audience_id,
      targetId: row.target_id,
      onLeaving: row.on_leaving,
    })),
    excluded: await pairs('exclusions'),
    started: await pairs('progress'),
    completed: new Set(
      completions
        .filter((row) => isValid(row.completed_on, activities.get(row.activity_id)?.validMonths ?? null, today))
        .map((row) => pair(row.user_id, row.activity_id)),
    ),
  }
}

/** Every audience each active user is in, lists aside, ascending: what profiles should say. */
export function profilesOf(world: World): Map<number, number[]> {
  const audience = (kind: number, id: number) => kind * 2 ** 27 + id
  const byId = new Map(world.users.map((person) => [person.id, person]))
  const profiles = new Map<number, number[]>()
  for (const person of world.users) {
    if (!person.active) continue
    const in_ = new Set([audience(0, 0), audience(0, person.id), audience(1, person.companyId)])
    if (person.departmentId !== null) in_.add(audience(2, person.departmentId))
    for (const above of walk(person.departmentId, (id) => world.departments.get(id)?.parentId))
      in_.add(audience(3, above))
    for (const { userId, audienceId } of world.memberships) {
      if (userId === person.id && audienceId < audience(12, 0)) in_.add(audienceId)
    }
    in_.add(audience(7, world.languages.get(person.language) ?? 0))
    const leads = world.users.some((other) => other.active && other.managerId === person.id)
    if (leads || world.grants.has(person.id)) in_.add(audience(8, 0))
    if (person.managerId !== null) in_.add(audience(9, person.managerId))
    for (const above of walk(person.managerId, (id) => byId.get(id)?.managerId)) {
      if (above !== person.id) in_.add(audience(10, above))
    }
    profiles.set(
      person.id,
      [...in_].sort((a, b) => a - b),
    )
  }
  return profiles
}

/** Why each enrollment is required: the assignments that lead there, and the most keeping on leaving among them. */
export function wantedOf(world: World): Map<string, { assignments: number[]; onLeaving: number }> {
  const listed = Map.groupBy(world.memberships, ({ userId }) => userId)
  const wanted = new Map<string, { assignments: number[]; onLeaving: number }>()
  for (const [userId, profile] of profilesOf(world)) {
    const reached = new Set([...profile, ...(listed.get(userId) ?? []).map(({ audienceId }) => audienceId)])
    for (const assignment of world.assignments) {
      if (!reached.has(assignment.audienceId)) continue
      for (const { targetId, activityId } of world.contents) {
        if (targetId !== assignment.targetId || world.excluded.has(pair(userId, activityId))) continue
        const onLeaving = assignment.onLeaving ?? world.activities.get(activityId)?.onLeaving ?? world.onLeaving
        const found = wanted.get(pair(userId, activityId))
        wanted.set(pair(userId, activityId), {
          assignments: [...(found?.assignments ?? []), assignment.id].sort((a, b) => a - b),
          onLeaving: Math.max(found?.onLeaving ?? 0, onLeaving),
        })
      }
    }
  }
  return wanted
}

/**
 * Every enrollment after an act: `before` moved one step, with the pairs that the act ended by hand moved once more with
 * that ending.
 */
export function stepAll(world: World, before: Map<string, State>, endedByHand: readonly string[]): Map<string, State> {
  const wanted = wantedOf(world)
  const active = new Set(world.users.filter((person) => person.active).map((person) => person.id))
  const after = new Map<string, State>()
  for (const key of new Set([...before.keys(), ...wanted.keys()])) {
    const held = before.get(key)
    if (!active.has(Number(key.split(':')[0]))) {
      if (held) after.set(key, held)
      continue
    }
    const first = step(world, key, held, wanted.get(key), false)
    const last = endedByHand.includes(key) ? step(world, key, first, wanted.get(key), true) : first
    if (last) after.set(key, last)
  }
  return after
}

const [active, kept, withdrawn] = [1, 2, 3]

function step(
  world: World,
  key: string,
  held: State | undefined,
  wanted: { onLeaving: number } | undefined,
  byHand: boolean,
): State | undefined {
  const completed = world.completed.has(key)
  const stays = held?.state === active || held?.state === kept
  if (held && stays && (world.excluded.has(key) || (byHand && !wanted))) {
    return { ...held, state: completed ? kept : withdrawn }
  }
  if (wanted) return { state: active, onLeaving: wanted.onLeaving }
  if (held?.state !== active) return held
  const isKept = completed || held.onLeaving === 3 || (held.onLeaving === 2 && world.started.has(key))
  return { ...held, state: isKept ? kept : withdrawn }
}

type UserRow = {
  id: number
  status: string
  company_id: number
  department_id: number | null
  language: string
  manager_id: number | null
}

/** From one thing up through those above it, each once, however the data loops. */
function walk(from: number | null | undefined, above: (id: number) => number | null | undefined): Set<number> {
  const seen = new Set<number>()
  for (let at = from; at !== null && at !== undefined && !seen.has(at); at = above(at)) seen.add(at)
  return seen
}

function isValid(completedOn: string, months: number | null, today: string): boolean {
  return months === null || monthsLater(completedOn, months) > today
}

/** The same day so many months later, or the last day of that month when it is shorter. */
function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}
