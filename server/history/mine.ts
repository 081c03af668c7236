import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { reached } from '../access/policy.ts'
import type { Db } from '../platform/database/database.ts'
import { userFacts } from './factChanges.ts'
import { type Concerned, found, hasNoUsers, type Part } from './histories.ts'

/** Acts upon so many people are looked up; upon more they are walked along first: with each more of them concern somebody. */
const mostLookedUp = 500

/** So much of what is written down of everybody's acts is walked along, some 6 ms; where that is not enough, people are looked up. */
const longestWalk = 30_000

/** Of so many they are named to PostgreSQL: a longer list takes longer to read than to find. */
const mostNamed = 50_000

/** Of acts that are walked so many are counted: a hundred may be passed for one. */
const mostWalked = 50

/** The people of a manager, as statements ask about them. */
export type Mine = {
  /** What was done to them is looked up. */
  areFew: boolean
  /** SQL: they by `bucket`, each with its `user_ids`, for each statement to begin with as `mine`: a list of all would be compared
   *  with every event. */
  buckets: RawBuilder<unknown>
  /** SQL: the condition that a user, or one of several, is among them, where there is `mine`. */
  has: (userId: RawBuilder<unknown>) => RawBuilder<unknown>
  hasOneOf: (userIds: RawBuilder<unknown>) => RawBuilder<unknown>
}

/** Whom one manages. So many as are named to PostgreSQL are looked up once; more by each statement. */
export async function findMine(db: Db, input: { actor: Actor; few?: number | undefined }): Promise<Mine> {
  const { actor, few = mostLookedUp } = input
  const { rows } = await sql<{ bucket: number; ids: string; count: number }>`
    select bucket, user_ids::text as ids, cardinality(user_ids) as count
    from (${byBucket(sql`${reached(actor)} limit ${mostNamed + 1}`)}) as mine`.execute(db)
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  if (count > few) {
    const named = sql`
      select bucket, ids::int[] as user_ids
      from unnest(${rows.map(({ bucket }) => bucket)}::int[], ${rows.map(({ ids }) => ids)}::text[]) as named (bucket, ids)`
    // `is true` keeps PostgreSQL from joining them anew for each row: they are hashed once.
    const has: Mine['has'] = (userId) => sql`(${userId} in (select unnest(mine.user_ids) from mine)) is true`
    return {
      areFew: false,
      buckets: count > mostNamed ? byBucket(reached(actor)) : named,
      has,
      hasOneOf: (userIds) => sql`exists (select from unnest(${userIds}) as person (id) where ${has(sql`person.id`)})`,
    }
  }
  const userIds = `{${rows.map(({ ids }) => ids.slice(1, -1)).join()}}`
  return {
    areFew: true,
    buckets: byBucket(sql`select unnest(${userIds}::int[]) as user_id`),
    has: (userId) => sql`${userId} = any (${userIds}::int[])`,
    hasOneOf: (ids) => sql`${ids} && ${userIds}::int[]`,
  }
}

const byBucket = (people: RawBuilder<unknown>) => sql`
  select user_id >> 10 as bucket, array_agg(user_id order by user_id) as user_ids from (${people}) as people group by 1`

/** SQL: how the batches that concern them are found. */
export function concernedBy(mine: Mine, walk = longestWalk): Concerned {
  const known = sql`mine as materialized (${mine.buckets})`
  if (mine.areFew) {
    const people = sql`batch_users where ${mine.has(sql`user_id`)}`
    // `offset 0` has them looked up: PostgreSQL may think to meet them soon on a walk along everybody's acts.
    const lookedUp = sql`(select batch_id from ${people} offset 0) as batch_users where true`
    return { known, of: [lookedUp, ...entriesAbout(mine)].map(found), others: sql`${hasNoUsers} and ${movedSome}` }
  }
  const others = sql`${hasNoUsers} and ${concerns(mine)}`
  return { known, of: [walkedOrLookedUp(mine, walk)], others, countsUpTo: mostWalked }
}

/** SQL: their batches among so many rows of everybody's; where these are too few and not all, each of them is looked up. */
const walkedOrLookedUp =
  ({ has }: Mine, walk: number) =>
  ({ from, inOrder, most }: Part) =>
    sql`
    with walked as materialized (
      select distinct batch_id
      from (select batch_id, user_id from batch_users where true ${from} ${inOrder} limit ${walk}) as near
      where ${has(sql`user_id`)} ${inOrder} limit ${most}
    )
    select batch_id from walked
    union
    select far.batch_id
    from mine
    cross join unnest(mine.user_ids) as person (id)
    cross join lateral (
      select batch_id from batch_users where user_id = person.id ${from} ${inOrder} limit ${most}
    ) as far
    where (select count(*) from walked) < ${most}
      and (select count(*) from (select from batch_users where true ${from} limit ${walk + 1}) as one) > ${walk}
    ${inOrder} limit ${most}`

/** SQL: whether `batch` moved one of my people, `mine` by bucket. */
const movedSome = sql`exists (
  select from mine
  cross join lateral (
    select from events
    where events.bucket = mine.bucket and events.batch_id = batch.id and events.user_ids && mine.user_ids limit 1
  ) as one
)`

/** SQL: the entries about few people, whenever; each of these ends in a condition, and an index leads to it. */
const entriesAbout = ({ has, hasOneOf }: Mine) => [
  sql`changes where fact = any (${userFacts}::text[]) and ${has(sql`key`)}`,
  sql`changes where fact = 'memberships' and ${hasOneOf(sql`changes.user_ids`)}`,
]

/** SQL: whether `batch` concerns one of my people, `mine` by bucket: a large one is asked about them, another what all it did. */
const concerns = ({ has, hasOneOf }: Mine) => sql`
  case
    when batch.is_large then ${movedSome} or exists (
      select from mine
      cross join unnest(${userFacts}::text[]) as known (fact)
      cross join lateral (
        select from changes
        where changes.fact = known.fact and changes.key = any (mine.user_ids) and changes.batch_id = batch.id limit 1
      ) as one
    ) or exists (
      select from changes
      where changes.fact = 'memberships' and ${hasOneOf(sql`changes.user_ids`)} and changes.batch_id = batch.id
    )
    else exists (
      select from (select bucket, user_ids from events where events.batch_id = batch.id offset 0) as event
      where (event.bucket in (select mine.bucket from mine)) is true and ${hasOneOf(sql`event.user_ids`)}
    ) or exists (
      select from (select fact, key, user_ids from changes where changes.batch_id = batch.id offset 0) as entry
      where case
        when entry.fact = any (${userFacts}::text[]) then ${has(sql`entry.key`)}
        when entry.fact = 'memberships' then ${hasOneOf(sql`entry.user_ids`)}
      end
    )
  end`
