import { departmentsAbove, isFrozen, isManager, managersAbove, matchesOf } from './criteria.ts'
import { pair, type Rule, thing, userOf, type World } from './world.ts'

export { pair, readWorld, type World } from './world.ts'

/**
 * What the engine should have derived, by plain loops over facts as they stand in their tables. It shares no SQL with
 * the engine and does not try to be quick: it is the specification (ENGINE's algebra and the life of an enrollment)
 * written a second time, naively.
 */
export type State = {
  state: number
  onLeaving: number
  /** The state before the last transition; 0: there was none. */
  was: number
  /** The batch of the last transition. */
  batch: number
}

/** Whom each held rule holds: what no table of facts says by itself, for it is the past that decides it. */
export type Held = ReadonlyMap<number, ReadonlySet<number>>

const audience = (kind: number, id: number) => kind * 2 ** 27 + id
const [everyone, company, department, departmentBelow] = [0, 1, 2, 3]
const [language, managers, reports, allReports, rules, firstList] = [7, 8, 9, 10, 11, 12]

/** Every audience each active user is in, lists and rules aside, ascending: what profiles should say. */
export function profilesOf(world: World): Map<number, number[]> {
  const profiles = new Map<number, number[]>()
  for (const person of world.users) {
    if (!person.active) continue
    const in_ = new Set([audience(everyone, 0), audience(everyone, person.id), audience(company, person.companyId)])
    if (person.departmentId !== null) in_.add(audience(department, person.departmentId))
    for (const above of departmentsAbove(world, person.departmentId)) in_.add(audience(departmentBelow, above))
    for (const { userId, audienceId } of world.memberships) {
      if (userId === person.id && audienceId < audience(firstList, 0)) in_.add(audienceId)
    }
    in_.add(audience(language, world.languages.get(person.language) ?? 0))
    if (isManager(world, person)) in_.add(audience(managers, 0))
    if (person.managerId !== null) in_.add(audience(reports, person.managerId))
    for (const above of managersAbove(world, person)) in_.add(audience(allReports, above))
    profiles.set(
      person.id,
      [...in_].sort((a, b) => a - b),
    )
  }
  return profiles
}

export type Lead = { audienceId: number; activityId: number; assignmentId: number; onLeaving: number }

/** What leads to which activities: every assignment that nothing archived and no rule without effect stands in the way of. */
export function leadsOf(world: World): Lead[] {
  return world.assignments.flatMap((assignment) => {
    const rule = ruleOf(world, assignment.audienceId)
    if (isArchived(world, assignment.audienceId) || (rule && rule.state !== 'active' && rule.state !== 'paused'))
      return []
    if (world.archived.has(thing('qualifications', assignment.targetId))) return []
    return world.contents
      .filter(({ targetId }) => targetId === assignment.targetId)
      .filter(({ activityId }) => !world.archived.has(thing('learning_activities', activityId)))
      .map(({ activityId }) => ({
        audienceId: assignment.audienceId,
        activityId,
        assignmentId: assignment.id,
        onLeaving:
          assignment.onLeaving ?? rule?.onLeaving ?? world.activities.get(activityId)?.onLeaving ?? world.onLeaving,
      }))
  })
}

function ruleOf(world: World, audienceId: number): Rule | undefined {
  return audienceId >= audience(rules, 0) && audienceId < audience(firstList, 0)
    ? world.rules.get(audienceId - audience(rules, 0))
    : undefined
}

/** Of the audiences that somebody may assign to, units alone can be archived. */
function isArchived(world: World, audienceId: number): boolean {
  const kind = Math.floor(audienceId / 2 ** 27)
  const table = unitTables[kind]
  return Boolean(table) && world.archived.has(thing(`${table}`, audienceId - audience(kind, 0)))
}

const unitTables = [null, 'companies', 'departments', 'departments', 'teams', 'job_functions', 'groups']

/** Whom a rule leads on: those who are held while it is held, those who match while it is active. */
export function ruledBy(world: World, rule: Rule, held: Held): ReadonlySet<number> {
  return held.get(rule.id) ?? (rule.state === 'active' ? matchesOf(world, rule) : new Set())
}

/**
 * Who is held after an act, given the facts before and after it. A rule that is paused, or comes to name something archived,
 * adds and ends nothing: whom it led on stays. Until then whoever it leads on changes with the facts.
 */
export function heldAfter(before: World, held: Held, after: World): Held {
  const holding = [...after.rules.values()].filter(
    (rule) => rule.state === 'paused' || (rule.state === 'active' && isFrozen(after, rule)),
  )
  return new Map(
    holding.map((rule) => {
      const previous = before.rules.get(rule.id)
      return [rule.id, held.get(rule.id) ?? (previous ? ruledBy(before, previous, held) : new Set())]
    }),
  )
}

export type Wanted = { assignments: number[]; onLeaving: number }

/** Why each enrollment is required: the assignments that lead there, and the most keeping on leaving among them. */
export function wantedOf(world: World, held: Held = new Map()): Map<string, Wanted> {
  const listed = Map.groupBy(world.memberships, ({ userId }) => userId)
  const ruled = [...world.rules.values()].map((rule) => ({ rule, users: ruledBy(world, rule, held) }))
  const leads = Map.groupBy(leadsOf(world), ({ audienceId }) => audienceId)
  const wanted = new Map<string, Wanted>()
  for (const [userId, profile] of profilesOf(world)) {
    const reached = new Set([...profile, ...(listed.get(userId) ?? []).map(({ audienceId }) => audienceId)])
    for (const { rule, users } of ruled) if (users.has(userId)) reached.add(audience(rules, rule.id))
    for (const lead of [...reached].flatMap((audienceId) => leads.get(audienceId) ?? [])) {
      const key = pair(userId, lead.activityId)
      if (world.excluded.has(key)) continue
      const found = wanted.get(key)
      wanted.set(key, {
        assignments: [...(found?.assignments ?? []), lead.assignmentId].sort((a, b) => a - b),
        onLeaving: Math.max(found?.onLeaving ?? 0, lead.onLeaving),
      })
    }
  }
  return wanted
}

/** What decides: the facts of a moment, and the batch that is named by whatever moves. */
export type Decision = {
  world: World
  wanted: ReadonlyMap<string, Wanted>
  batch: number
  /** A batch that is being taken back: when it began, and whether those who started since are withdrawn too. */
  takenBack?: { batch: number; at: number; withdrawStarted: boolean } | undefined
}

/**
 * Every enrollment after an act: `before` moved one step, with the pairs that the act ended by hand moved once more with
 * that ending.
 */
export function stepAll(
  decision: Decision,
  before: ReadonlyMap<string, State>,
  endedByHand: ReadonlySet<string> = new Set(),
): Map<string, State> {
  const after = new Map<string, State>()
  for (const key of new Set([...before.keys(), ...decision.wanted.keys()])) {
    const first = step(decision, key, before.get(key))
    const last = endedByHand.has(key) ? step(decision, key, first, true) : first
    if (last) after.set(key, last)
  }
  return after
}

const [active, kept, withdrawn] = [1, 2, 3]

/** What a row becomes: the life of an enrollment. Of inactive users only those rows move that are taken back. */
export function step(decision: Decision, key: string, row: State | undefined, byHand = false): State | undefined {
  const { world, batch, takenBack } = decision
  const wanted = decision.wanted.get(key)
  const enter = (state: number, onLeaving: number): State =>
    row?.state === state ? { ...row, onLeaving } : { state, onLeaving, was: row?.state ?? 0, batch }
  const isBack = takenBack !== undefined && row?.batch === takenBack.batch && !wanted
  const isInactive = !world.users.some((user) => user.active && user.id === userOf(key))
  if (isInactive && !isBack) return row
  if (isInactive && row?.was === active) return enter(active, row.onLeaving)
  const completed = world.completed.has(key)
  const stays = row?.state === active || row?.state === kept
  if (row && stays && (world.excluded.has(key) || (byHand && !wanted))) {
    return enter(completed ? kept : withdrawn, row.onLeaving)
  }
  if (wanted) return enter(active, wanted.onLeaving)
  if (row && isBack && !world.excluded.has(key) && row.was !== active) {
    const startedSince = (world.started.get(key) ?? 0) >= takenBack.at && !takenBack.withdrawStarted
    return enter(row.was === kept || startedSince || completed ? kept : withdrawn, row.onLeaving)
  }
  if (row?.state !== active) return row
  const isKept = completed || row.onLeaving === 3 || (row.onLeaving === 2 && world.started.has(key))
  return enter(isKept ? kept : withdrawn, row.onLeaving)
}
