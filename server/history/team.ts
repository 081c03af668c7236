import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { reached } from '../access/policy.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Page } from '../platform/database/page.ts'
import { countsOf, fewFacts } from './batches.ts'
import type { Batch, FactChange, MoveKind, TeamHistoryItem } from './contract.ts'
import { type Entry, userFacts } from './factChanges.ts'
import { type Asked, type Concerned, found, hasNoUsers, type Part, tellByBatch, walkBatches } from './histories.ts'
import { nameThings, type ThingRef } from './things.ts'

/** So many of the people whom an act touched are named; their own histories tell the rest. */
const namedPeople = 3

/** Acts upon so many people are looked up; upon more they are walked along first: with each more of them concern somebody. */
const mostLookedUp = 500

/** So much of what is written down of everybody's acts is walked along, some 20 ms; where that is not enough, people are looked up. */
const longestWalk = 100_000

/** Of so many they are named to PostgreSQL: a longer list takes longer to read than to find. */
const mostNamed = 50_000

/** Of acts that are walked so many are counted: a hundred may be passed for one. */
const mostWalked = 50

/** Of an act that touched more, the names of so many are put in order. */
const mostOrdered = 200

/** Of an act that wrote more about them, it is told from so many facts. */
const factsRead = 1_000

/**
 * What happened to a manager's people, batch by batch, newest first. Of an act that touched others too, only what it did to
 * their people is told.
 */
export async function listTeamHistory(
  db: Db,
  input: { actor: Actor; asked: Asked; few?: number; walk?: number },
): Promise<Page<TeamHistoryItem>> {
  const { actor, asked, few = mostLookedUp, walk = longestWalk } = input
  const mine = await findMine(db, { actor, few })
  const page = await walkBatches(db, {
    asked,
    language: actor.language,
    ...concernedBy(mine, walk),
  })
  const told = { mine, batches: await sortBatches(db, page.items), language: actor.language }
  const [touched, facts] = await Promise.all([readTouched(db, told), readFacts(db, told)])
  const items = page.items.map((batch) => {
    const { moves, ...people } = touched.get(batch.id) ?? untouched
    return { batch: { ...batch, ...(facts.get(batch.id) ?? noFacts) }, ...countsOf(moves), people }
  })
  return { ...page, items }
}

type Mine = {
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
async function findMine(db: Db, { actor, few }: { actor: Actor; few: number }): Promise<Mine> {
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

const concernedBy = (mine: Mine, walk: number): Concerned => {
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

/** SQL: their batches among so many rows of everybody's; where these are too few, each of them is looked up. */
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

/** Batches by how what they did to my people is found. */
type Batches = { large: number[]; small: number[] }

async function sortBatches(db: Db, batches: ReadonlyArray<{ id: number }>): Promise<Batches> {
  const ids = batches.map(({ id }) => id)
  const { rows } = await sql<{ id: number }>`
    select id from batches where id = any (${ids}::bigint[]) and is_large`.execute(db)
  const large = rows.map(({ id }) => id)
  return { large, small: ids.filter((id) => !large.includes(id)) }
}

type OfMine = { mine: Mine; batches: Batches; language: Language }

/** SQL: whom of my people, `mine` by bucket, the events of batches are about, and in how many activities. */
const eventsIn = ({ has }: Mine, { large, small }: Batches) => sql`
  select * from (
    select event.batch_id, event.kind, cardinality(event.activity_ids) as activities, unnest(event.user_ids) as user_id
    from mine
    cross join lateral (
      select * from events where events.bucket = mine.bucket and events.batch_id = any (${large}::bigint[]) offset 0
    ) as event
    union all
    select batch_id, kind, cardinality(activity_ids), unnest(user_ids) from events where batch_id = any (${small}::bigint[])
  ) as event
  where ${has(sql`user_id`)}`

/** SQL: the entries of batches about my people, from `mine`. */
const entriesIn = ({ has, hasOneOf }: Mine, { large, small }: Batches) => sql`
  select entry.* from mine
  cross join unnest(${userFacts}::text[]) as known (fact)
  cross join lateral (
    select * from changes
    where changes.fact = known.fact and changes.key = any (mine.user_ids) and changes.batch_id = any (${large}::bigint[])
    offset 0
  ) as entry
  union all
  select * from changes
  where batch_id = any (${small}::bigint[]) and fact = any (${userFacts}::text[]) and ${has(sql`changes.key`)}
  union all
  select * from changes
  where batch_id = any (${[...large, ...small]}::bigint[]) and fact = 'memberships' and ${hasOneOf(sql`changes.user_ids`)}`

type Touched = TeamHistoryItem['people'] & { moves: Partial<Record<MoveKind, number>> }
const untouched: Touched = { moves: {}, named: [], total: 0 }

/** What batches moved of my people, and whom of them they touched: the first by name, and how many there are. */
async function readTouched(db: Db, { mine, batches }: OfMine): Promise<Map<number, Touched>> {
  const { rows } = await sql<Touched & { batchId: number }>`
    with mine as materialized (${mine.buckets}),
    event as materialized (${eventsIn(mine, batches)}),
    entry as materialized (select batch_id, key, user_ids from (${entriesIn(mine, batches)}) as written),
    moved as (
      select batch_id, jsonb_object_agg(kind, n) as moves
      from (
        select batch_id, kind_of_event(kind) as kind, sum(activities)::int as n
        from event
        group by 1, 2
      ) as counted
      group by 1
    ),
    touched as (
      select batch_id, uniq(sort(array_agg(id))) as ids
      from (
        select batch_id, user_id as id from event
        union all
        select batch_id, key from entry where user_ids is null
        union all
        select batch_id, id
        from (select batch_id, unnest(user_ids) as id from entry where user_ids is not null) as person
        where ${mine.has(sql`id`)}
      ) as one
      group by 1
    ),
    counted as materialized (select batch_id, cardinality(ids) as total, ids[:${mostOrdered}::int] as ids from touched)
    select counted.batch_id as "batchId", coalesce(moved.moves, '{}') as moves, total, array(
      select jsonb_build_object('id', users.id, 'name', users.name)
      from users where users.id = any (counted.ids)
      order by users.name collate "und-x-icu", users.id
      limit ${namedPeople}) as named
    from counted left join moved on moved.batch_id = counted.batch_id`.execute(db)
  return new Map(rows.map(({ batchId, ...touched }) => [batchId, touched]))
}

type Facts = Pick<Batch, 'facts' | 'about' | 'told'>
const noFacts: Facts = { facts: 0, about: { things: [], more: 0, isWhole: true, kinds: [] }, told: [] }

/** What batches say of my people: how many facts, what these are about, and where they are few the facts themselves. */
async function readFacts(db: Db, input: OfMine): Promise<Map<number, Facts>> {
  const { mine, batches, language } = input
  const { rows } = await sql<AboutRow>`
    with mine as materialized (${mine.buckets}),
    entry as materialized (
      select id, batch_id, user_ids, case when user_ids is null then 1 else
        (select count(*) from unnest(user_ids) as person (id) where ${mine.has(sql`person.id`)})::int end as n
      from (
        select id, batch_id, user_ids, row_number() over (partition by batch_id order by id) as nth
        from (${entriesIn(mine, batches)}) as written
      ) as numbered
      where nth <= ${factsRead}
    ),
    named as (
      select batch_id, kind, id, change_id * 4 + position as place from change_things
      where change_id = any (array(select id from entry)) and (kind <> 'user' or ${mine.has(sql`id`)})
      union all
      -- An entry about several names none of them there.
      select entry.batch_id, 'user', person.id, entry.id * 4 + 2
      from entry
      cross join lateral unnest(entry.user_ids) as person (id)
      where ${mine.has(sql`person.id`)}
    ),
    thing as (
      select batch_id, kind, id, row_number() over (partition by batch_id order by min(place), id) as nth,
        count(*) over (partition by batch_id, kind) as alike
      from named
      group by batch_id, kind, id
    ),
    about as (
      select batch_id,
        jsonb_agg(jsonb_build_object('kind', kind, 'id', id) order by nth) filter (where nth <= 3) as things,
        greatest(count(*)::int - 3, 0) as more, jsonb_object_agg(kind, alike) as kinds
      from thing
      group by batch_id
    )
    select counted.*, coalesce(about.things, '[]') as things, coalesce(about.more, 0) as more,
      coalesce(about.kinds, '{}') as kinds
    from (
      select batch_id as "batchId", sum(n)::int as facts, count(*) < ${factsRead} as "isWhole" from entry group by 1
    ) as counted
    left join about on about.batch_id = counted."batchId"`.execute(db)
  const few = new Set(rows.filter(({ facts }) => facts <= fewFacts).map(({ batchId }) => batchId))
  const { large, small } = batches
  const [told, name] = await Promise.all([
    tellFew(db, {
      ...input,
      batches: { large: large.filter((id) => few.has(id)), small: small.filter((id) => few.has(id)) },
    }),
    nameThings(db, { things: rows.flatMap(({ things }) => things), language }),
  ])
  return new Map(
    rows.map(({ batchId, facts, isWhole, things, more, kinds }) => {
      const about = {
        things: things.map(name),
        more,
        isWhole,
        kinds: Object.entries(kinds).map(([kind, count]) => ({ kind: kind as ThingRef['kind'], count })),
      }
      return [batchId, { facts, about, told: told.get(batchId) ?? [] }] as const
    }),
  )
}

type AboutRow = {
  batchId: number
  facts: number
  isWhole: boolean
  things: ThingRef[]
  more: number
  kinds: Partial<Record<ThingRef['kind'], number>>
}

/** The facts of batches that wrote few about my people, one by one. */
async function tellFew(db: Db, { mine, batches, language }: OfMine): Promise<Map<number, FactChange[]>> {
  const { rows } = await sql<Entry>`
    with mine as materialized (${mine.buckets})
    select entry.id, person.nth::int as n, entry.batch_id as "batchId", entry.fact, entry.key, entry.before, entry.after,
      person.id as "memberId"
    from (${entriesIn(mine, batches)}) as entry
    cross join lateral unnest(coalesce(entry.user_ids, array[null::int])) with ordinality as person (id, nth)
    where person.id is null or ${mine.has(sql`person.id`)}
    order by entry.id, person.nth`.execute(db)
  return tellByBatch(db, { entries: rows, language })
}
