import { sql } from 'kysely'
import { causeKindOf, objectOfAudience } from '../enrollment/engine/index.ts'
import type { Db } from '../platform/database/database.ts'
import type { Criterion, UserMatch } from '../rule/contract.ts'
import { readMatches } from '../rule/matches.ts'
import type { Explanation, Link, Obstacle, Way } from './contract.ts'

/** An activity may have hundreds of assignments; what nearly leads there is what one asks about. */
const shownWays = 20
const shownValues = 10

/** Every way to an activity, and what keeps it from a user: the nearest with names, all of them counted. */
export async function findWays(
  db: Db,
  input: { userId: number; activityId: number; isActive: boolean },
): Promise<NonNullable<Explanation['ways']>> {
  const { userId, activityId, isActive } = input
  const { rows } = await sql<WayRow>`select * from ways(${userId}, ${activityId}, ${isActive ? shownWays : 0})`.execute(
    db,
  )
  const found = rows.filter(({ assignment_id }) => assignment_id !== null)
  const asked = found.filter(({ is_in, rule_state }) => rule_state !== null && !is_in)
  const matches = await readMatches(db, {
    ids: asked.map(({ audience_id }) => objectOfAudience(audience_id)),
    userId,
    shownValues,
  })
  const counts = rows[0]?.counts ?? []
  return {
    total: rows[0]?.total ?? 0,
    byKind: counts.map(({ audienceId, n }) => ({ kind: kindOf(audienceId), count: n })),
    items: found.map((row) => wayOf(row, matches)),
  }
}

type WayRow = {
  assignment_id: number
  audience_id: number
  audience_name: string | null
  through_id: number | null
  through_name: string | null
  is_in: boolean
  audience_archived: boolean
  through_archived: boolean
  rule_state: 'draft' | 'active' | 'paused' | 'ended' | null
  held_since: Date | null
  total: number
  counts: Array<{ audienceId: number; n: number }> | null
}

function wayOf(row: WayRow, matches: ReadonlyMap<number, UserMatch>): Way {
  const { assignment_id: assignmentId, audience_id, audience_name, through_id, through_name } = row
  const id = objectOfAudience(audience_id)
  const led: Link = {
    assignmentId,
    kind: kindOf(audience_id),
    audience: audience_name === null ? null : { id, name: audience_name },
    through: through_id === null ? null : { id: through_id, name: through_name ?? '' },
  }
  const isRule = row.rule_state !== null
  const obstacles = [...archivedIn(row, led), ...(isRule ? inRule(row, matches.get(id)) : notIn(row))]
  return { ...led, obstacles }
}

function kindOf(audienceId: number) {
  return causeKindOf(audienceId >> 27, objectOfAudience(audienceId))
}

/** Departments are archived with those below as well as without. */
const archivable = {
  company: 'company',
  department: 'department',
  'department-below': 'department',
  team: 'team',
  function: 'function',
  group: 'group',
} as const

function archivedIn({ audience_archived, through_archived }: WayRow, { kind, audience, through }: Link): Obstacle[] {
  const holders = kind === 'qualification' ? audience : through
  return [
    ...(audience_archived && audience && kind in archivable
      ? [{ what: 'archived', kind: archivable[kind as keyof typeof archivable], thing: audience } as const]
      : []),
    ...(through_archived && holders ? [{ what: 'archived', kind: 'qualification', thing: holders } as const] : []),
  ]
}

function notIn({ is_in }: WayRow): Obstacle[] {
  return is_in ? [] : [{ what: 'not-in' }]
}

function inRule({ is_in, rule_state, held_since }: WayRow, match: UserMatch | undefined): Obstacle[] {
  const failing = match?.criteria.filter(({ met }) => !met) ?? []
  return [...withoutEffect(rule_state, is_in, held_since), ...failing.map(criterionObstacle)]
}

function withoutEffect(state: WayRow['rule_state'], isIn: boolean, heldSince: Date | null): Obstacle[] {
  if (state === 'draft' || state === 'ended') return [{ what: 'rule', state, heldSince: null }]
  if (heldSince === null || isIn) return []
  return [{ what: 'rule', state: state === 'paused' ? 'paused' : 'frozen', heldSince: heldSince.toISOString() }]
}

/** A criterion may name thousands; the screen says some, and how many more. */
function criterionObstacle({ criterion, values, has, addedOn }: UserMatch['criteria'][number]): Obstacle {
  const asked = 'ids' in criterion ? criterion.ids.length : 'codes' in criterion ? criterion.codes.length : 0
  return {
    what: 'criterion',
    criterion: withFew(
      criterion,
      values.map(({ id }) => id),
    ),
    values,
    more: Math.max(0, asked - values.length),
    has,
    addedOn,
  }
}

function withFew(criterion: Criterion, ids: readonly number[]): Criterion {
  return 'ids' in criterion && criterion.ids.length > shownValues ? { ...criterion, ids: [...ids] } : criterion
}
