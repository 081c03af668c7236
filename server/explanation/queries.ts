import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { explain } from '../enrollment/engine/index.ts'
import type { ActivityRef } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { notFound } from '../platform/problem.ts'
import type { UserStatus } from '../user/contract.ts'
import { findActs } from './acts.ts'
import type { Explanation } from './contract.ts'
import { findTransitions } from './transitions.ts'
import { findWays } from './ways.ts'

const states = ['none', 'active', 'kept', 'withdrawn'] as const

/**
 * Why a user is enrolled in a learning activity, why not, and why that ended: one answer to all three. A learner is
 * told about what they are or were enrolled in; of other activities they know nothing.
 */
export async function explainPair(
  db: Db,
  input: { actor: Actor; userId: number; activityId: number },
): Promise<Explanation> {
  const { actor, userId, activityId } = input
  const found = await sql<PairRow>`
    select u.id, u.name, u.status, a.id as activity_id, activity_title(a.id, ${actor.language}) as title, a.type, a.archived,
      coalesce(e.state, 0) as state, e.changed_at,
      case when x.user_id is not null then jsonb_build_object(
        'reason', x.reason, 'since', x.since, 'until', x.until,
        'by', (
          select jsonb_build_object('id', author.id, 'name', author.name)
          from batches b join users author on author.id = b.author_id where b.id = x.batch_id
        )
      ) end as exclusion,
      case when u.status = 'inactive' then (
        select c.batch_id from changes c
        where c.fact = 'users' and c.key = u.id and c.after ->> 'status' = 'inactive' order by c.id desc limit 1
      ) end as suspended_by
    from users u
    join learning_activities a on a.id = ${activityId}
    left join enrollments e on e.user_id = u.id and e.activity_id = a.id
    left join exclusions x on x.user_id = u.id and x.activity_id = a.id
    where u.id = ${userId}`.execute(db)
  const pair = found.rows[0]
  if (!pair || (pair.state === 0 && !mayKnow(actor))) throw notFound('learning activity')
  const [causes, transitions, acts] = await Promise.all([
    explain(db, { userIds: [userId], activityIds: [activityId] }),
    findTransitions(db, { userId, activityId }),
    findActs(db, pair.suspended_by === null ? [] : [pair.suspended_by]),
  ])
  const ways = causes.length > 0 ? null : await findWays(db, { userId, activityId, isActive: pair.status === 'active' })
  return {
    user: { id: pair.id, name: pair.name, status: pair.status },
    activity: { id: pair.activity_id, title: pair.title, type: pair.type, archived: pair.archived },
    state: states[pair.state] ?? 'none',
    changedAt: pair.changed_at?.toISOString() ?? null,
    causes: causes.map(({ cause }) => cause),
    exclusion: pair.exclusion,
    suspended: acts.get(pair.suspended_by ?? 0) ?? null,
    ways,
    transitions,
  }
}

/** Learning activities that somebody has nothing to do with are known to those who enroll. */
function mayKnow(actor: Actor): boolean {
  return actor.role === 'administrator' || actor.isManager
}

type PairRow = {
  id: number
  name: string
  status: UserStatus
  activity_id: number
  title: string
  type: ActivityRef['type']
  archived: boolean
  state: number
  changed_at: Date | null
  exclusion: Explanation['exclusion']
  suspended_by: number | null
}
