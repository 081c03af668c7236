import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { reach } from '../access/policy.ts'
import type { Change } from '../change.ts'
import { mostNamed } from '../platform/contract.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { noneOf, noUser, unknownIds } from '../platform/database/given.ts'
import { invalid } from '../platform/problem.ts'
import { sentence, several } from '../platform/sentence.ts'
import type { Pair } from './contract.ts'

/** Users, and the learning activities that something is said about for each of them. */
export type Pairs = { userIds: readonly number[]; activityIds: readonly number[] }

/** Of each activity, which users are meant. */
export type PerActivity = ReadonlyArray<{ readonly activityId: number; readonly userIds: readonly number[] }>

type Row = { user_id: number; activity_id: number }

export function perActivity(rows: readonly Row[]): PerActivity {
  const activities = Map.groupBy(rows, ({ activity_id }) => activity_id)
  return [...activities].map(([activityId, users]) => ({ activityId, userIds: users.map(({ user_id }) => user_id) }))
}

/** Throws when a number given is nobody's, or somebody's whom the actor may not know of. */
export async function checkUsers(tx: Change, input: { actor: Actor; userIds: readonly number[] }): Promise<void> {
  const { actor, userIds } = input
  const unknown =
    actor.role === 'administrator'
      ? await unknownIds(tx.db, { table: 'users', ids: userIds })
      : await outOfReach(tx, actor, userIds)
  if (unknown.length === 0) return
  const none = actor.role === 'administrator' ? noUser : noUserSeen
  throw invalid([{ field: 'userIds', message: none({ ids: several(unknown) }) }])
}

const noUserSeen = sentence(
  'given.unseen-user',
  'There is no user with the number {{ids}}, or you may not see them. Choose from the list.',
)

async function outOfReach(tx: Change, actor: Actor, userIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select given.id
    from unnest(${userIds}::int[]) with ordinality as given (id, position)
    where not ${reach(actor, sql.ref('given.id'))}
    order by given.position`.execute(tx.db)
  return rows.map(({ id }) => id)
}

/** Throws when one of the numbers given is no learning activity's. */
export async function checkActivities(tx: Change, activityIds: readonly number[]): Promise<void> {
  const unknown = await unknownIds(tx.db, { table: 'learning_activities', ids: activityIds })
  if (unknown.length === 0) return
  throw invalid([{ field: 'activityIds', message: noneOf({ thing: 'learning activity', ids: several(unknown) }) }])
}

/** Users and activities by name, and by it in order; the first of them, unless told how many. */
export async function namesOf(
  db: Db | Tx,
  input: { pairs: readonly Row[]; language: string; most?: number },
): Promise<Pair[]> {
  if (input.pairs.length === 0) return []
  const rows = input.pairs.map(({ user_id, activity_id }) => ({ user_id, activity_id }))
  const found = await sql<Pair>`
    with first as materialized (
      select u.id, u.name, pair.activity_id
      from jsonb_to_recordset(${JSON.stringify(rows)}) as pair (user_id int, activity_id int)
      join users u on u.id = pair.user_id
      order by u.name collate "und-x-icu", u.id, pair.activity_id
      limit ${input.most ?? mostNamed}
    )
    select jsonb_build_object('id', first.id, 'name', first.name) as user,
      jsonb_build_object('id', a.id, 'title', activity_title(a.id, ${input.language}), 'type', a.type) as activity
    from first
    join learning_activities a on a.id = first.activity_id
    order by first.name collate "und-x-icu", first.id, a.id`.execute(db)
  return found.rows
}

/** Who of these is excluded from which of the activities already. */
export async function findExcluded(tx: Change, { userIds, activityIds }: Pairs): Promise<Row[]> {
  const found = await sql<Row>`
    select user_id, activity_id from exclusions
    where user_id = any (${userIds}::int[]) and activity_id = any (${activityIds}::int[])
    order by user_id, activity_id`.execute(tx.db)
  return found.rows
}
