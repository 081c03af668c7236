import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Language } from '../learning/contract.ts'
import type { Named } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import {
  mostCounted,
  type Page,
  type PageAsked,
  passingOver,
  type Stretch,
  walkPage,
} from '../platform/database/page.ts'
import { countsOf, readBatches, readOtherwise } from './batches.ts'
import type { ActivityHistoryItem, FactChange, MoveKind, UserHistoryItem } from './contract.ts'
import { type Entry, tellEntries, userFacts } from './factChanges.ts'
import { type Head, headOf, nameHeads, readUndone, undoneAmong } from './heads.ts'

/** So many of the people whom an act touched are named; their own histories tell the rest. */
export const namedPeople = 3

export type Asked = PageAsked & { sort?: 'at' | '-at' | undefined }

/**
 * What happened to a user, batch by batch, newest first. Users are not told by their own history that they are excluded
 * from what they never knew.
 */
export async function listUserHistory(
  db: Db,
  input: { actor: Actor; userId: number; asked: Asked },
): Promise<Page<UserHistoryItem>> {
  const { actor, userId, asked } = input
  const events = sql`events where bucket = ${userId}::int >> 10 and ${userId}::int = any (user_ids)`
  const knowsAll = actor.userId !== userId || actor.role === 'administrator'
  const entries = entriesOfUser(userId, { knowsAll })
  const page = await walkBatches(db, {
    asked,
    language: actor.language,
    of: [sql`batch_users where user_id = ${userId}::int and moved`, ...entries].map(found),
    others: sql`${hasNoUsers} and exists (select from ${events} and batch_id = batch.id)`,
  })
  const { language } = actor
  const undone = await readUndone(db, { batches: page.items, language })
  const batchIds = page.items.map(({ id }) => id)
  const toldIds = [...batchIds, ...undone.map(({ id }) => id)]
  const [moves, facts] = await Promise.all([
    readUserMoves(db, { events, batchIds, language }),
    readFacts(db, { entries, batchIds: toldIds, memberId: userId, language }),
  ])
  const untold = toldIds.filter((id) => !facts.has(id))
  const showsPersonal = actor.role === 'administrator'
  const secret = knowsAll ? [] : await findExclusions(db, { userId, batchIds: untold })
  const batchesTold = untold.filter((id) => !secret.includes(id))
  const otherwise = await readOtherwise(db, { batchIds: batchesTold, showsPersonal, maySee: userId, language })
  const saidBy = (id: number) => {
    const { told, about } = otherwise.get(id) ?? { told: facts.get(id) ?? [], about: null }
    return { told, about }
  }
  const acts = undone.map((head) => ({ ...head, ...saidBy(head.id) }))
  const items = page.items.map((batch) => ({
    batch: { ...batch, ...saidBy(batch.id), undone: undoneAmong(batch.undone, acts) },
    enrollments: moves.filter(({ batchId }) => batchId === batch.id).map(({ batchId, ...move }) => move),
  }))
  return { ...page, items }
}

/** What happened in a learning activity, and to it, batch by batch, newest first. */
export async function listActivityHistory(
  db: Db,
  input: { actor: Actor; activityId: number; asked: Asked },
): Promise<Page<ActivityHistoryItem>> {
  const { actor, activityId, asked } = input
  const entries = entriesOfActivity(activityId)
  const page = await walkBatches(db, {
    asked,
    language: actor.language,
    of: [sql`activity_moves where activity_id = ${activityId}`, ...entries].map(found),
    others: sql`batch.moves is null and exists (
      select from (select activity_ids from events where events.batch_id = batch.id offset 0) as event
      where event.activity_ids @> array[${activityId}::int]
    )`,
  })
  const { language } = actor
  const batchIds = page.items.map(({ id }) => id)
  const [batches, counts, facts] = await Promise.all([
    readBatches(db, { batchIds, showsPersonal: true, language }),
    countActivityMoves(db, { activityId, batchIds }),
    readFacts(db, { entries, batchIds, memberId: null, language }),
  ])
  const inOrder = batchIds.flatMap((id) => batches.filter((batch) => batch.id === id))
  const totalOf = (id: number) => Object.values(counts.get(id) ?? {}).reduce((sum, n) => sum + n, 0)
  const movedFew = batchIds.filter((id) => totalOf(id) > 0 && totalOf(id) <= namedPeople)
  const named = await nameMoved(db, { activityId, batchIds: movedFew })
  const items = inOrder.map((batch) => ({
    batch,
    ...countsOf(counts.get(batch.id) ?? {}),
    people: { named: named.get(batch.id) ?? [], total: named.get(batch.id)?.length ?? totalOf(batch.id) },
    facts: facts.get(batch.id) ?? [],
  }))
  return { ...page, items }
}

/** Entries of the journal about a user; each of these ends in a condition, and an index leads to it. */
function entriesOfUser(userId: number, { knowsAll }: { knowsAll: boolean }): RawBuilder<unknown>[] {
  const known = sql`(fact <> 'exclusions' or exists (
    select from enrollments
    where user_id = ${userId} and activity_id = (coalesce(after, before) ->> 'activity_id')::int))`
  return [
    sql`changes where fact = any (${userFacts}::text[]) and key = ${userId} ${knowsAll ? sql`` : sql`and ${known}`}`,
    sql`changes where fact = 'memberships' and user_ids @> array[${userId}::int]`,
  ]
}

/** Which of these batches say something of exclusions of a user. */
async function findExclusions(
  db: Db,
  { userId, batchIds }: { userId: number; batchIds: readonly number[] },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct batch_id as id from changes
    where fact = 'exclusions' and key = ${userId} and batch_id = any (${batchIds}::bigint[])`.execute(db)
  return rows.map(({ id }) => id)
}

/** The lists that an activity is made with, and that it contains itself, nobody has decided. */
function entriesOfActivity(activityId: number): RawBuilder<unknown>[] {
  const row = sql`coalesce(after, before)`
  return [
    sql`changes where fact = any (array['learning_activities', 'learning_activity_texts']) and key = ${activityId}`,
    sql`changes
      where fact = 'target_activities' and key <> ${activityId} and (${row} ->> 'activity_id')::int = ${activityId}`,
    sql`changes where fact = 'assignments' and key in (
      select key from changes
      where fact = 'assignments' and (${row} ->> 'target_id')::int = ${activityId}
        and (${row} ->> 'audience_id')::int < first_list())`,
  ]
}

/** SQL: in `batch_users` stands nothing of `batch`: it is large, or not done and counted. Few are. */
export const hasNoUsers = sql`(batch.is_large or batch.moves is null)`

/** SQL: so many batches at most, of those `from` somewhere on (a condition that follows another), in their order. */
export type Part = { from: RawBuilder<unknown>; inOrder: RawBuilder<unknown>; most: number }

/** SQL: the batches of rows that an index finds; they have a `batch_id`, and end in a condition. */
export const found =
  (rows: RawBuilder<unknown>) =>
  ({ from, inOrder, most }: Part) =>
    sql`select distinct batch_id from ${rows} ${from} ${inOrder} limit ${most}`

/** SQL: how the batches of a history are found; what is asked more than once is `known` beforehand. */
export type Concerned = {
  /** Each selects the `batch_id` of its batches, each once. */
  of: ReadonlyArray<(part: Part) => RawBuilder<unknown>>
  /** A condition on `batch`, which few fulfil: of them one is asked after the other. */
  others: RawBuilder<unknown>
  known?: RawBuilder<unknown>
  /** So many are counted. */
  countsUpTo?: number
}

/** The concerned batches, newest first. */
export async function walkBatches(
  db: Db,
  input: Concerned & { asked: Asked; language: Language },
): Promise<Page<NamedHead>> {
  const { asked, of, others, known, countsUpTo = mostCounted, language } = input
  const descending = asked.sort !== 'at'
  const knowing = known ? sql`${known},` : sql``
  const anyOf = (part: Part) =>
    sql.join(
      of.map((batchesOf) => sql`(${batchesOf(part)})`),
      sql` union `,
    )
  // Nothing may stand between the batches and their order, or all are looked at before it.
  const oneByOne = sql`select batch_id from (select batches.*, id as batch_id from batches) as batch where ${others}`
  const find = async ({ backward, start, most }: Stretch) => {
    const up = descending === backward
    const [direction, beyond] = up ? ['asc', '>'] : ['desc', '<']
    const inOrder = sql`order by batch_id ${sql.raw(direction)}`
    const first = sql`${inOrder} limit ${most}`
    const from = start ? sql`and batch_id ${sql.raw(beyond)} ${start.keys[0]}::bigint` : sql``
    const last = (end: string) => sql`select case when count(*) = ${most} then ${sql.raw(end)}(batch_id) end from found`
    const within = up
      ? sql`batch_id <= coalesce((${last('max')}), (select max(id) from batches))`
      : sql`batch_id >= coalesce((${last('min')}), 0)`
    const { rows } = await sql<Head>`
      with ${knowing}
      found as materialized (select batch_id from (${anyOf({ from, inOrder, most })}) as found ${first}),
      other as materialized (${oneByOne} ${from} and ${within} ${first})
      select ${headOf(sql.ref('batch'))}
      from (select batch_id from found union select batch_id from other ${first}) as concerned
      join batches as batch on batch.id = concerned.batch_id
      order by batch.id ${sql.raw(direction)}`.execute(db)
    return rows.map((row) => ({ item: row, keys: [String(row.id)] }))
  }
  const count = async () => {
    const most = countsUpTo + 1
    const { rows } = await sql<{ total: number }>`
      with ${knowing}
      found as (${anyOf({ from: sql``, inOrder: sql``, most })}),
      other as (${oneByOne} limit ${most})
      select count(*) as total from (select batch_id from found union select batch_id from other) as concerned`.execute(
      db,
    )
    return rows[0]?.total ?? 0
  }
  const page = await walkPage({
    order: 'batch',
    types: ['bigint'],
    descending,
    asked,
    find: passingOver(find),
    count,
    countsUpTo,
  })
  return { ...page, items: await nameHeads(db, { heads: page.items, language }) }
}

type NamedHead = Awaited<ReturnType<typeof nameHeads>>[number]

type UserMove = UserHistoryItem['enrollments'][number] & { batchId: number }

async function readUserMoves(
  db: Db,
  input: { events: RawBuilder<unknown>; batchIds: readonly number[]; language: Language },
): Promise<UserMove[]> {
  const { rows } = await sql<Omit<UserMove, 'at'> & { at: Date }>`
    select event.batch_id as "batchId", event.at, kind_of_event(event.kind) as kind,
      jsonb_build_object(
        'id', activity.id, 'title', activity_title(activity.id, ${input.language}), 'type', activity.type) as activity
    from (select * from ${input.events} and batch_id = any (${input.batchIds}::bigint[])) as event
    cross join lateral unnest(event.activity_ids) with ordinality as moved (id, nth)
    join learning_activities as activity on activity.id = moved.id
    order by event.id, moved.nth`.execute(db)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

async function countActivityMoves(
  db: Db,
  input: { activityId: number; batchIds: readonly number[] },
): Promise<Map<number, Partial<Record<MoveKind, number>>>> {
  const { activityId, batchIds } = input
  const { rows } = await sql<{ batchId: number; counts: Partial<Record<MoveKind, number>> }>`
    select counted.batch_id as "batchId", jsonb_object_agg(counted.kind, counted.n) as counts
    from (
      select moved.batch_id, kind_of_event(moved.kind) as kind, sum(moved.n) as n
      from batches as batch
      cross join lateral (
        select batch_id, kind, n from activity_moves
        where activity_id = ${activityId} and batch_id = batch.id
        union all
        select batch_id, kind, cardinality(user_ids)
        from (select * from events where batch.moves is null and events.batch_id = batch.id offset 0) as event
        where activity_ids @> array[${activityId}::int]
      ) as moved
      where batch.id = any (${batchIds}::bigint[])
      group by 1, 2
    ) as counted
    group by counted.batch_id`.execute(db)
  return new Map(rows.map(({ batchId, counts }) => [batchId, counts]))
}

/** Of an act with more events nobody is named: all of them would be read. */
const mostEvents = 1000

/** Who was moved in the activity by batches that moved few in it, by name. */
async function nameMoved(
  db: Db,
  input: { activityId: number; batchIds: readonly number[] },
): Promise<Map<number, Named[]>> {
  const { activityId, batchIds } = input
  const { rows } = await sql<{ batchId: number; named: Named[] }>`
    select batch.id as "batchId", (
      select jsonb_agg(jsonb_build_object('id', users.id, 'name', users.name) order by users.name collate "und-x-icu", users.id)
      from users where users.id in (
        select unnest(user_ids) from (select * from events where events.batch_id = batch.id offset 0) as event
        where activity_ids @> array[${activityId}::int])) as named
    from batches as batch
    where batch.id = any (${batchIds}::bigint[]) and ${mostEvents} >= (
      select count(*) from (select from events where events.batch_id = batch.id limit ${mostEvents + 1}) as read)`.execute(
    db,
  )
  return new Map(rows.map(({ batchId, named }) => [batchId, named]))
}

/** The entries of these batches as facts, by batch, in the order in which they were written. */
async function readFacts(
  db: Db,
  input: {
    entries: readonly RawBuilder<unknown>[]
    batchIds: readonly number[]
    memberId: number | null
    language: Language
  },
): Promise<Map<number, FactChange[]>> {
  const { entries, batchIds, memberId, language } = input
  const written = sql.join(
    entries.map((rows) => sql`select * from ${rows} and batch_id = any (${batchIds}::bigint[])`),
    sql` union all `,
  )
  const { rows } = await sql<Entry>`
    select id, 1 as n, batch_id as "batchId", fact, key, before, after,
      case when fact = 'memberships' then ${memberId}::int end as "memberId"
    from (${written}) as entry
    order by id`.execute(db)
  return tellByBatch(db, { entries: rows, language })
}

/** Entries as facts, by batch, in the order in which they were written. */
export async function tellByBatch(
  db: Db,
  input: { entries: readonly Entry[]; language: Language },
): Promise<Map<number, FactChange[]>> {
  const told = await tellEntries(db, { ...input, showsPersonal: true })
  const pairs = input.entries.map(({ batchId }, nth) => ({ batchId, fact: told[nth] as FactChange }))
  const byBatch = Map.groupBy(pairs, ({ batchId }) => batchId)
  return new Map([...byBatch].map(([batchId, ofBatch]) => [batchId, ofBatch.map(({ fact }) => fact)]))
}
