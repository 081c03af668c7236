import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { reach } from '../access/policy.ts'
import type { Language } from '../learning/contract.ts'
import type { Named } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Page } from '../platform/database/page.ts'
import { countsOf, fewFacts } from './batches.ts'
import type { Batch, FactChange, MoveKind, TeamHistoryItem } from './contract.ts'
import { type Entry, userFacts } from './factChanges.ts'
import { type Asked, type Concerned, concernedBy, tellByBatch, walkBatches } from './histories.ts'
import { nameThings, type ThingRef } from './things.ts'

/** So many of the people whom an act touched are named; their own histories tell the rest. */
const namedPeople = 3

/** Where so many or more are somebody's people, nearly every act concerns one of them: acts are then walked, not looked up. */
const many = 3_000

/** Of acts that are walked so many are counted: each has to be looked into. */
const mostWalked = 1_000

/** Of an act that touched more, the names of so many are put in order. */
const mostOrdered = 200

/** Of an act that wrote more about them, it is told from so many facts. */
const factsRead = 1_000

/**
 * What happened to a manager's people, batch by batch, newest first. Of an act that touched others too, only what it did to
 * their people is told.
 */
export async function listTeamHistory(db: Db, input: { actor: Actor; asked: Asked }): Promise<Page<TeamHistoryItem>> {
  const { actor, asked } = input
  const reached = sql`(select user_id from profiles where ${reach(actor, sql.ref('profiles.user_id'))})`
  const few = await findFew(db, reached)
  // Few are named to PostgreSQL, which would not know how few they are; and many would be a long list.
  const mine = few ? sql`(select unnest(${few}::int[]) as user_id)` : reached
  const isMine = few ? sql`= any (${few}::int[])` : sql`in ${mine}`
  // Bucket by bucket, each with its own people: a list of all of them would be compared with every event.
  const events = sql`events
    join (select user_id >> 10 as bucket, array_agg(user_id) as user_ids from ${mine} as people group by 1) as mine
      on mine.bucket = events.bucket
    where events.user_ids && mine.user_ids`
  const anyOfMine = (userIds: string) =>
    few
      ? sql`${sql.ref(userIds)} && ${few}::int[]`
      : sql`exists (select from unnest(${sql.ref(userIds)}) as person (id) where person.id in ${mine})`
  const entries = [
    sql`changes where fact = any (${userFacts}::text[]) and key ${isMine}`,
    sql`changes where fact = 'memberships' and ${anyOfMine('changes.user_ids')}`,
  ]
  const concerned = sql`
    exists (select from events where events.batch_id = batch.id and ${anyOfMine('events.user_ids')})
    or ${sql.join(
      entries.map((rows) => sql`exists (select from ${rows} and changes.batch_id = batch.id)`),
      sql` or `,
    )}`
  const page = await walkBatches(db, {
    asked,
    ...(few ? concernedBy([events, ...entries]) : amongAll(concerned)),
  })
  const told = { mine, entries, events, batchIds: page.items.map(({ id }) => id), language: actor.language }
  const [moves, facts, people] = await Promise.all([countMoves(db, told), readFacts(db, told), namePeople(db, told)])
  const items = page.items.map((batch) => ({
    batch: { ...batch, ...(facts.get(batch.id) ?? noFacts) },
    ...countsOf(moves.get(batch.id) ?? {}),
    people: people.get(batch.id) ?? { named: [], total: 0 },
  }))
  return { ...page, items }
}

/** Whom one manages, where they are few. */
async function findFew(db: Db, reached: RawBuilder<unknown>): Promise<number[] | undefined> {
  const { rows } = await sql<{ ids: number[] }>`
    select coalesce(array_agg(user_id), '{}') as ids
    from (select user_id from ${reached} as people limit ${many}) as counted`.execute(db)
  const ids = rows[0]?.ids ?? []
  return ids.length < many ? ids : undefined
}

/** Batches one after the other, of which nearly every one is concerned. */
function amongAll(concerned: RawBuilder<unknown>): Concerned {
  const batches = sql`(select id as batch_id from batches as batch where ${concerned}) as walked`
  return {
    some: ({ from, inOrder }) => sql`select batch_id from ${batches} where true ${from} ${inOrder}`,
    all: sql`select batch_id from ${batches} limit ${mostWalked + 1}`,
    countsUpTo: mostWalked,
  }
}

type OfMine = {
  mine: RawBuilder<unknown>
  events: RawBuilder<unknown>
  entries: readonly RawBuilder<unknown>[]
  batchIds: readonly number[]
  language: Language
}

async function countMoves(
  db: Db,
  { events, batchIds }: OfMine,
): Promise<Map<number, Partial<Record<MoveKind, number>>>> {
  const { rows } = await sql<{ batchId: number; counts: Partial<Record<MoveKind, number>> }>`
    select batch_id as "batchId", jsonb_object_agg(kind, n) as counts
    from (
      select batch_id, kind_of_event(kind) as kind, sum(cardinality(activity_ids) * cardinality(my_ids))::int as n
      from (${eventsOf({ events, batchIds })}) as event
      group by 1, 2
    ) as counted
    group by 1`.execute(db)
  return new Map(rows.map(({ batchId, counts }) => [batchId, counts]))
}

/** SQL: the events of batches, each with whom of my people it is about. */
const eventsOf = ({ events, batchIds }: Pick<OfMine, 'events' | 'batchIds'>) =>
  sql`select events.*, events.user_ids & mine.user_ids as my_ids from ${events} and batch_id = any (${batchIds}::bigint[])`

type Facts = Pick<Batch, 'facts' | 'about' | 'told'>
const noFacts: Facts = { facts: 0, about: { things: [], more: 0, isWhole: true, kinds: [] }, told: [] }

/** What batches say of my people: how many facts, what these are about, and where they are few the facts themselves. */
async function readFacts(db: Db, input: OfMine): Promise<Map<number, Facts>> {
  const { language } = input
  const { rows } = await sql<AboutRow>`
    with entry as materialized (${entriesOf(input)}),
    named as (
      select batch_id, kind, id, change_id * 4 + position as place from change_things
      where change_id = any (array(select id from entry)) and (kind <> 'user' or id in ${input.mine})
      union all
      -- An entry about several names none of them there.
      select entry.batch_id, 'user', person.id, entry.id * 4 + 2
      from entry
      cross join lateral unnest(entry.user_ids) as person (id)
      where person.id in ${input.mine}
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
  const few = rows.filter(({ facts }) => facts <= fewFacts).map(({ batchId }) => batchId)
  const [told, name] = await Promise.all([
    tellFew(db, { ...input, batchIds: few }),
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

/** SQL: the entries about my people, each with how many of them it is about. */
const entriesOf = ({ mine, entries, batchIds }: OfMine) => sql`
  select about.*, case when user_ids is null then 1 else
    (select count(*) from unnest(user_ids) as person (id) where person.id in ${mine})::int end as n
  from unnest(${batchIds}::bigint[]) as batch (id)
  cross join lateral (
    select * from (${sql.join(
      entries.map((rows) => sql`select * from ${rows} and batch_id = batch.id`),
      sql` union all `,
    )}) as written
    limit ${factsRead}
  ) as about`

const ofBatches = (entries: readonly RawBuilder<unknown>[], batchIds: readonly number[]) =>
  sql.join(
    entries.map((rows) => sql`select * from ${rows} and batch_id = any (${batchIds}::bigint[])`),
    sql` union all `,
  )

/** The facts of batches that wrote few about my people, one by one. */
async function tellFew(db: Db, { mine, entries, batchIds, language }: OfMine): Promise<Map<number, FactChange[]>> {
  const { rows } = await sql<Entry>`
    select entry.id, person.nth::int as n, entry.batch_id as "batchId", entry.fact, entry.key, entry.before, entry.after,
      person.id as "memberId"
    from (${ofBatches(entries, batchIds)}) as entry
    cross join lateral unnest(coalesce(entry.user_ids, array[null::int])) with ordinality as person (id, nth)
    where person.id is null or person.id in ${mine}
    order by entry.id, person.nth`.execute(db)
  return tellByBatch(db, { entries: rows, language })
}

/** Whom of my people a batch touched: the first by name, and how many there are. */
async function namePeople(db: Db, input: OfMine): Promise<Map<number, TeamHistoryItem['people']>> {
  const { mine, events, entries, batchIds } = input
  const { rows } = await sql<{ batchId: number; named: Named[]; total: number }>`
    with touched as (
      select event.batch_id, person.id
      from (${eventsOf({ events, batchIds })}) as event
      cross join lateral unnest(event.my_ids) as person (id)
      union
      select entry.batch_id, person.id
      from (${ofBatches(entries, batchIds)}) as entry
      cross join lateral unnest(coalesce(entry.user_ids, array[entry.key])) as person (id)
      where person.id in ${mine}
    ),
    counted as (
      select batch_id, count(*)::int as total, (array_agg(id order by id))[:${mostOrdered}::int] as ids from touched group by 1
    )
    select counted.batch_id as "batchId", total, array(
      select jsonb_build_object('id', users.id, 'name', users.name)
      from users where users.id = any (counted.ids)
      order by users.name collate "und-x-icu", users.id
      limit ${namedPeople}) as named
    from counted`.execute(db)
  return new Map(rows.map(({ batchId, named, total }) => [batchId, { named, total }]))
}
