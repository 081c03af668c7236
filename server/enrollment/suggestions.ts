import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Db } from '../platform/database/database.ts'
import type { SuggestedActivity } from './contract.ts'
import { audienceKind } from './engine/index.ts'

/** So many of each reason: together they stand above a list without hiding it. */
const most = 3
/** How far back an act of one's own is recent: among the last so many of the academy's. */
const recentActs = 2000
/** So many of a department tell what its people do. */
const colleaguesAsked = 200

/**
 * The learning activities that somebody who enrolls by hand probably wants: first what they enrolled people in last, then what
 * most of the user's department is enrolled in and the user is not.
 */
export async function suggestActivities(
  db: Db,
  input: { actor: Actor; forUser: number | undefined },
): Promise<SuggestedActivity[]> {
  const { actor, forUser = null } = input
  const found = await sql<SuggestedActivity>`
    with mine as materialized (
      select latest.id
      from (select id, author_id, kind from batches order by at desc limit ${recentActs}) as latest
      where latest.author_id = ${actor.userId} and latest.kind = 'enrollment.add'
      order by latest.id desc limit 20
    ),
    recent as (
      select audience_object(change.key) as id, max(change.batch_id) as batch_id
      from changes change
      where change.batch_id in (select id from mine) and change.fact = 'memberships'
        and audience_kind(change.key) in (${audienceKind.byHand}, ${audienceKind.byManager})
      group by 1
    ),
    colleagues as materialized (
      select colleague.id
      from users myself
      join users colleague on colleague.department_id = myself.department_id and colleague.id <> myself.id
      where myself.id = ${forUser}::int and colleague.status = 'active'
      limit ${colleaguesAsked}
    ),
    usual as (
      select enrollment.activity_id as id, count(*) as n
      from enrollments enrollment
      where enrollment.user_id in (select id from colleagues) and enrollment.state = 1
      group by 1
      having 2 * count(*) > (select count(*) from colleagues)
    )
    select ranked.id, activity_title(ranked.id, ${actor.language}) as title, ranked.type,
      case when ranked.is_recent then 'recent' else 'colleagues' end as because
    from (
      select activity.id, activity.type, recent.id is not null as is_recent,
        row_number() over (
          partition by recent.id is null order by recent.batch_id desc, usual.n desc, activity.id
        ) as nth
      from recent
      full join usual using (id)
      join learning_activities activity using (id)
      where not activity.archived and not exists (
        select from enrollments held
        where held.user_id = ${forUser}::int and held.activity_id = activity.id and held.state in (1, 2)
      ) and not exists (
        select from exclusions held where held.user_id = ${forUser}::int and held.activity_id = activity.id
      )
    ) as ranked
    where ranked.nth <= ${most}
    order by ranked.is_recent desc, ranked.nth`.execute(db)
  return found.rows
}
