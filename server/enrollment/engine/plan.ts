import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../platform/database/database.ts'
import { ascending, chunksOf, type Lead, type Touched } from './marks.ts'

/** What becomes of an enrollment by a change, and of those whom it reaches and does nothing for. */
export type PlanKind = 'enrolled' | 'resumed' | 'required-again' | 'kept' | 'withdrawn' | 'already' | 'excluded'

/** These users, in this activity, for the same reason. */
export type PlanPart = {
  kind: PlanKind
  /** What ends it, where that is not that its causes do. */
  because: 'excluded' | 'by-hand' | 'taken-back' | null
  activityId: number
  /** The causes that lead there; where it ends, those that led there. */
  assignmentIds: number[]
  userIds: number[]
}

export type PlanCounts = {
  /** People enrolled in something, newly or again. */
  enrolls: number
  /** Enrollments withdrawn. */
  ends: number
  /** Enrollments that the change is about, of which it ends some. */
  governs: number
}

/**
 * What the change at hand would do, with names and reasons. Asked in the change's own transaction, when its facts, leads
 * and marks are written; writes nothing.
 */
export async function planOf(tx: Tx, touched: Touched): Promise<PlanPart[]> {
  const ruled = await ruledLeads(tx, touched)
  const { rows } = await sql<PlanPart>`
    select kind, because, activity_id as "activityId", assignment_ids as "assignmentIds", user_ids as "userIds"
    from plan_parts(
      ${ascending(touched.users)}::int[], ${ascending(touched.activities)}::int[], ${listsOf(touched)}::jsonb,
      ${leadsOf(touched, true, ruled)}::jsonb,
      ${leadsOf(touched, false, ruled)}::jsonb,
      ${membersOf(touched.joining)}::jsonb, ${membersOf(touched.leaving)}::jsonb)`.execute(tx)
  return rows
}

type Standing = {
  audienceId: number
  activityId: number
  assignmentId: number
  state: number | null
  isExcluded: boolean | null
  userIds: number[] | null
}

/**
 * What coming onto lists in activities does, where that is all a change would be: the people are active, the activities are not
 * archived, and so whoever is not excluded will be enrolled. It says what a plan of the change would, and nothing has to be
 * written for it: half a million enrollments are planned in less than a second.
 */
export async function planJoining(db: Db | Tx, lists: Touched['joining']): Promise<PlanPart[]> {
  const { rows } = await sql<Standing>`
    select audience_id as "audienceId", activity_id as "activityId", assignment_id as "assignmentId", state,
      is_excluded as "isExcluded", user_ids as "userIds"
    from standing_on(${membersOf(lists)}::jsonb)`.execute(db)
  const standing = Map.groupBy(rows, ({ audienceId }) => audienceId)
  return lists.flatMap(({ audienceId, userIds }) => partsOf(userIds, standing.get(audienceId) ?? []))
}

function partsOf(userIds: readonly number[], standing: readonly Standing[]): PlanPart[] {
  const [first] = standing
  if (!first) return []
  const coming = new Set(userIds)
  const kinds = new Map<PlanKind, number[]>()
  const add = (kind: PlanKind, ids: Iterable<number>) => kinds.set(kind, [...(kinds.get(kind) ?? []), ...ids])
  for (const { state, isExcluded, userIds: those } of standing) {
    if (!those) continue
    for (const id of those) coming.delete(id)
    add(isExcluded ? 'excluded' : (kindOf[state ?? 0] ?? 'enrolled'), new Set(those))
  }
  add('enrolled', coming)
  return [...kinds].flatMap(([kind, ids]): PlanPart[] =>
    ids.length === 0
      ? []
      : [
          {
            kind,
            because: null,
            activityId: first.activityId,
            assignmentIds: [first.assignmentId],
            userIds: ids.sort((a, b) => a - b),
          },
        ],
  )
}

/** What becomes of an enrollment in a state when it is required: see kind_of_move. */
const kindOf: Readonly<Record<number, PlanKind>> = { 1: 'already', 2: 'required-again', 3: 'resumed' }

/** How many users are in these parts; in one part each is once. */
export function peopleIn(parts: readonly PlanPart[]): number {
  const [first, ...others] = parts
  if (first && others.length === 0) return first.userIds.length
  const people = new Set<number>()
  for (const { userIds } of parts) for (const userId of userIds) people.add(userId)
  return people.size
}

/** People enrolled, in how many enrollments, and enrollments withdrawn. */
export type Planned = { enrolls: number; begins: number; ends: number }

/** How much these moves (user_id, activity_id, next) are: for the guard, which asks nobody's name. */
export async function countMoves(tx: Tx, moves: RawBuilder<unknown>): Promise<Planned> {
  const { rows } = await sql<Planned>`select ${countsOfMoves} from ${moves} as move`.execute(tx)
  return rows[0] ?? { enrolls: 0, begins: 0, ends: 0 }
}

/** What is counted of moves. */
export const countsOfMoves: RawBuilder<unknown> = sql`
  count(distinct user_id) filter (where next = 1)::int as enrolls, count(*) filter (where next = 1)::int as begins,
  count(*) filter (where next = 3)::int as ends`

/** The enrollments that the change at hand would move: (user_id, activity_id, next, …), as `planned` in plan.sql gives them. */
export const movesOf = (touched: Touched): RawBuilder<unknown> =>
  sql`planned(${ascending(touched.users)}::int[], ${ascending(touched.activities)}::int[], ${listsOf(touched)}::jsonb)`

/** The enrollments that a change is about; what it ends is among them. */
export async function countGoverned(tx: Tx, touched: Touched, ends: number): Promise<number> {
  const ended = leadsOf(touched, false, await ruledLeads(tx, touched))
  const { rows } = await sql<{ n: number }>`
    select count_governed(${ascending(touched.users)}::int[], ${listsOf(touched)}::jsonb, ${ended}::jsonb) as n`.execute(
    tx,
  )
  return Math.max(ends, rows[0]?.n ?? 0)
}

/** What rules lead to whose words changed: it leads there before and after, for different people. */
async function ruledLeads(tx: Tx, touched: Touched): Promise<Lead[]> {
  if (touched.rules.size === 0) return []
  const { rows } = await sql<Lead>`
    select l.audience_id as "audienceId", l.activity_id as "activityId", l.assignment_id as "assignmentId", true as began
    from unnest(${[...touched.rules]}::int[]) as rule (id) join leads l on l.audience_id = audience(11, rule.id)
  `.execute(tx)
  return rows
}

function leadsOf(touched: Touched, began: boolean, ruled: readonly Lead[]): string {
  const leads = [...touched.leads.filter((lead) => lead.began === began), ...ruled]
  return JSON.stringify(
    leads.map(({ audienceId, activityId, assignmentId }) => ({
      audience_id: audienceId,
      activity_id: activityId,
      assignment_id: assignmentId,
    })),
  )
}

const listsOf = (touched: Touched) => JSON.stringify(chunksOf(touched))

const membersOf = (members: Touched['joining']) =>
  JSON.stringify(members.map(({ audienceId, userIds }) => ({ audience_id: audienceId, user_ids: userIds })))
