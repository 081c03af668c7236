import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { didAsManager } from '../access/policy.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Page } from '../platform/database/page.ts'
import { countsOf, fewFacts, readOtherwise } from './batches.ts'
import type { Batch, BatchHead, FactChange, MoveKind, TeamHistoryItem } from './contract.ts'
import { type Entry, userFacts } from './factChanges.ts'
import { readUndone, undoneAmong } from './heads.ts'
import { type Asked, namedPeople, tellByBatch, walkBatches } from './histories.ts'
import { concernedBy, findMine, type Mine } from './mine.ts'
import { nameThings, type ThingRef } from './things.ts'

/** Of an act that touched more, the names of so many are put in order. */
const mostOrdered = 200

/** Of an act that wrote more about them, it is told from so many facts. */
const factsRead = 1_000

/**
 * What happened to a manager's people, batch by batch, newest first. Of an act that touched others too, only what it did to
 * their people is told. `few` and `walk`: other bounds than those of mine.ts.
 */
export async function listTeamHistory(
  db: Db,
  input: { actor: Actor; asked: Asked; few?: number; walk?: number },
): Promise<Page<TeamHistoryItem>> {
  const { actor, asked, few, walk } = input
  const mine = await findMine(db, { actor, few })
  const page = await walkBatches(db, {
    asked,
    language: actor.language,
    ...concernedBy(mine, walk),
  })
  const { language } = actor
  const undone = await readUndone(db, { batches: page.items, language })
  const all = await sortBatches(db, [...page.items, ...undone])
  const isListed = (id: number) => page.items.some((batch) => batch.id === id)
  const listed = { large: all.large.filter(isListed), small: all.small.filter(isListed) }
  const [touched, facts, own] = await Promise.all([
    readTouched(db, { mine, batches: listed, language }),
    readFacts(db, { mine, batches: all, language }),
    findOwn(db, { actor, mine, batches: page.items }),
  ])
  const ids = [...page.items, ...undone].map(({ id }) => id)
  const untold = ids.filter((id) => !facts.has(id))
  const otherwise = await readOtherwise(db, { batchIds: untold, showsPersonal: false, language })
  const saidBy = (id: number) => facts.get(id) ?? otherwise.get(id) ?? noFacts
  const acts = undone.map((head) => ({ ...head, ...saidBy(head.id) }))
  const items = page.items.map((batch) => {
    const { moves, ...people } = touched.get(batch.id) ?? untouched
    return {
      batch: { ...batch, ...saidBy(batch.id), undone: undoneAmong(batch.undone, acts) },
      ...countsOf(moves),
      people,
      mayUndo: own.has(batch.id),
    }
  })
  return { ...page, items }
}

/** Which of these batches the actor did as a manager, and nobody has undone. */
async function findOwn(
  db: Db,
  input: { actor: Actor; mine: Mine; batches: ReadonlyArray<Pick<BatchHead, 'id' | 'author'>> },
): Promise<Set<number>> {
  const { actor, mine, batches } = input
  const theirs = batches.filter(({ author }) => author.kind === 'user' && author.id === actor.userId)
  if (theirs.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    with mine as materialized (${mine.buckets})
    select id from batches as batch
    where id = any (${theirs.map(({ id }) => id)}::bigint[])
      and not exists (select from batches as undo where undo.undoes = batch.id)
      and ${didAsManager(actor, sql`batch.id`, mine.has)}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

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
