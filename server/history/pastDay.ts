import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../access/person.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, type List, mostCounted, type Page } from '../platform/database/page.ts'
import { invalid } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { EnrollmentThen, listParticipantsOn as listOperation, ParticipantThen } from './contract.ts'

type AskedThen = z.output<typeof listOperation.query>
type ActivityThen = { activityId: number; asked: AskedThen }

/** Those who were enrolled then, as `keysetPage` takes them. */
type Held = Pick<List, 'rows' | 'where' | 'total'>

/**
 * How they are found: from who is enrolled now, where no more events than `since` have followed; else each is asked about alone
 * where so many were ever moved, and such a share of these was enrolled, as `walks` says; else all are found by their events.
 * Up to `few` are then sorted; of more, everybody is gone through by name until the page is full.
 */
const ways = { since: 20_000, walks: { moved: { least: 1_000, ofAllUsers: 0.08 }, share: 0.25 }, few: 20_000 }
type Ways = typeof ways

// Told by the events: of each enrollment the last one by the day asked for says what it was, and the first one after it from
// what. Whoever holds a user's lock writes the next event, so the higher id is the later.

/** Who was enrolled in an activity at the end of a day, by name. */
export async function listParticipantsOn(db: Db, input: ActivityThen & Partial<Ways>): Promise<Page<ParticipantThen>> {
  const { activityId, asked, few, since, walks } = { ...ways, ...input }
  await refuseFuture(db, asked.day)
  const events = sql`events where activity_ids @> array[${activityId}::int] and ${wasBy(asked.day)}`
  const held =
    (await findFromNow(db, { activityId, asked, few, since })) ??
    (await findWhereMost(db, { activityId, asked, walks })) ??
    (await findByEvents(db, { held: replay({ events, of: sql.ref('user_ids') }), asked, few }))
  const page = await keysetPage<ParticipantThen['user']>(db, {
    ...held,
    id: sql.ref('users.id'),
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: asked.sort === '-name',
    asked,
    items: sql`select page.id, users.name, users.email from page join users on users.id = page.id`,
  })
  const then = await readThen(db, { events, userIds: page.items.map(({ id }) => id) })
  const items = page.items.flatMap((user) => {
    const one = then.get(user.id)
    return one ? [{ user, ...one }] : []
  })
  return { ...page, items }
}

/** From who is enrolled now; undefined where too much has happened since, here or elsewhere. */
async function findFromNow(
  db: Db,
  { activityId, asked, few, since }: ActivityThen & Pick<Ways, 'few' | 'since'>,
): Promise<Held | undefined> {
  const isThere = sql`activity_ids @> array[${activityId}::int]`
  const later = sql`(select * from events where at >= (${nextDay(asked.day)}) limit ${since + 1}) as later`
  const happened = await sql<{ events: number; moves: number }>`
    select count(*) as events, coalesce(sum(cardinality(user_ids)) filter (where ${isThere}), 0) as moves
    from ${later}`.execute(db)
  const { events = 0, moves = 0 } = happened.rows[0] ?? {}
  if (events > since || moves > since) return undefined
  const isHeldNow = sql`activity_id = ${activityId} and state in (1, 2)`
  const { rows } = await sql<{ total: number; moved: string; held: string }>`
    select participants_of(${activityId}) + count(*) filter (where was_held) - count(now.user_id) as total,
      coalesce(array_agg(moved.id), '{}')::text as moved,
      coalesce(array_agg(moved.id) filter (where was_held), '{}')::text as held
    from (
      select one.id, min(one.event) >> 2 & 3 in (1, 2) as was_held
      from (
        select id * 16 + kind as event, unnest(user_ids) as id from ${later}
        where ${isThere} and not ${wasBy(asked.day)}
      ) as one
      group by one.id
    ) as moved
    left join enrollments as now on now.user_id = moved.id and ${isHeldNow}`.execute(db)
  const { total = 0, moved = '{}', held = '{}' } = rows[0] ?? {}
  const one = sql`case when ${isIn(sql.ref('users.id'), moved)} then ${isIn(sql.ref('users.id'), held)}
    else exists (select from enrollments where user_id = users.id and ${isHeldNow} offset 0) end`
  const all = sql`(
    select user_id as id from enrollments where ${isHeldNow} and not ${isIn(sql.ref('user_id'), moved)}
    union all
    select unnest(${held}::int[])
  ) as held join users on users.id = held.id`
  return heldOf({ asked, total, ...(total <= few ? { all } : { one }) })
}

/** Asking about each alone, unless a name is looked for; undefined where it would take longer than finding all of them. */
async function findWhereMost(
  db: Db,
  { activityId, asked, walks }: ActivityThen & Pick<Ways, 'walks'>,
): Promise<Held | undefined> {
  const moved = asked.search ? undefined : await findMany(db, activityId, walks.moved)
  if (moved === undefined) return undefined
  const total = await countWhereMost(db, { activityId, asked, least: moved * walks.share })
  return total === undefined ? undefined : { rows: sql`users`, where: [wasHeld({ activityId, asked })], total }
}

/**
 * About how many were ever moved in an activity: its participants, or what is counted, whoever came again as often, of as many
 * acts as could make them many. Undefined where they are not.
 */
async function findMany(
  db: Db,
  activityId: number,
  { least, ofAllUsers }: Ways['walks']['moved'],
): Promise<number | undefined> {
  const { rows } = await sql<{ moved: number }>`
    select greatest(many.held, counted.moved)::int as moved
    from (
      select participants_of(${activityId}) as held, greatest(${least}::int, (${ofAllUsers}::float8 * sum(n))::int) as least
      from member_tallies where audience_id between audience(1, 0) and audience(2, 0) - 1
    ) as many
    cross join lateral (
      select sum(n) as moved
      from (select n from activity_moves where activity_id = ${activityId} and many.held < many.least limit many.least) as act
    ) as counted
    where greatest(many.held, counted.moved) >= many.least`.execute(db)
  return rows[0]?.moved
}

/** Those whom these events left enrolled: all of them. */
async function findByEvents(
  db: Db,
  { held, asked, few }: { held: RawBuilder<unknown>; asked: AskedThen; few: number },
): Promise<Held> {
  const { rows } = await sql<{ total: number; ids: string }>`
    select count(*)::int as total, coalesce(array_agg(id), '{}')::text as ids from (${held}) as held`.execute(db)
  const { total = 0, ids = '{}' } = rows[0] ?? {}
  const all = sql`unnest(${ids}::int[]) as held (id) join users on users.id = held.id`
  return heldOf({ asked, total, ...(total <= few ? { all } : { one: isIn(sql.ref('users.id'), ids) }) })
}

/** From `all` of them, or asking `one` after the other of everybody. */
function heldOf(input: {
  asked: AskedThen
  total: number
  all?: RawBuilder<unknown>
  one?: RawBuilder<unknown>
}): Held {
  const { asked, total, all = sql`users`, one } = input
  return { rows: all, where: [...(one ? [one] : []), ...matchesSearch(asked.search)], ...(!asked.search && { total }) }
}

/** SQL: `is true` keeps PostgreSQL from looking them up one by one: it is to go by name, and to ask a hash of them. */
const isIn = (id: RawBuilder<unknown>, ids: string) => sql`(${id} = any (${ids}::int[])) is true`

/** SQL: whether the user at hand was enrolled, by their own events. Nobody was who has no enrollment, whatever its state. */
function wasHeld({ activityId, asked }: ActivityThen): RawBuilder<unknown> {
  return sql`exists (select from enrollments where user_id = users.id and activity_id = ${activityId} offset 0) and coalesce((
    select max(event.id * 16 + event.kind) & 3 in (1, 2)
    from (select * from events where bucket = users.id >> 10 and users.id = any (user_ids) offset 0) as event
    where activity_ids @> array[${activityId}::int] and ${wasBy(asked.day)}
  ), false)`
}

/** So many buckets, evenly spread, tell how many are enrolled of all. */
const bucketsAtOnce = 16

/**
 * How many were enrolled, counted in some buckets after others until they are more than a list counts. Undefined where it
 * seems that they were fewer than `least`.
 */
async function countWhereMost(
  db: Db,
  { activityId, asked, least }: ActivityThen & { least: number },
): Promise<List['total']> {
  const { rows } = await sql<{ buckets: number }>`select (max(id) >> 10) + 1 as buckets from users`.execute(db)
  const rounds = Math.ceil((rows[0]?.buckets ?? 0) / bucketsAtOnce)
  let total = 0
  for (let round = 0; round < rounds; round += 1) {
    const events = sql`(
      select * from events
      where bucket in (select generate_series(${round}::int, ${rounds * bucketsAtOnce}::int, ${rounds}::int)) offset 0
    ) as events where activity_ids @> array[${activityId}::int] and ${wasBy(asked.day)}`
    total += await count(db, replay({ events, of: sql.ref('user_ids') }))
    if (total < (least * (round + 1)) / rounds) return undefined
    if (total > mostCounted) return 'more than counted'
  }
  return total
}

type Then = Pick<ParticipantThen, 'state' | 'since'>

/** In what state these users were, and since when. */
async function readThen(
  db: Db,
  input: { events: RawBuilder<unknown>; userIds: readonly number[] },
): Promise<Map<number, Then>> {
  const { events, userIds } = input
  const buckets = [...new Set(userIds.map((id) => id >> 10))]
  const ofPage = sql`${events} and bucket = any (${buckets}::int[])`
  const held = replay({ events: ofPage, of: sql.ref('user_ids'), among: userIds })
  const { rows } = await sql<{ id: number; state: Then['state']; since: Date }>`
    select held.id, ${heldThen} from (${held}) as held join events as event on event.id = held.last >> 4`.execute(db)
  return new Map(rows.map(({ id, state, since }) => [id, { state, since: since.toISOString() }]))
}

/** What a user was enrolled in at the end of a day, by title. */
export async function listEnrollmentsOn(
  db: Db,
  input: { userId: number; day: string; language: Language },
): Promise<EnrollmentThen[]> {
  const { userId, day, language } = input
  await refuseFuture(db, day)
  const events = sql`events where bucket = ${userId}::int >> 10 and ${userId}::int = any (user_ids) and ${wasBy(day)}`
  const { rows } = await sql<Omit<EnrollmentThen, 'since'> & { since: Date }>`
    select ${heldThen},
      jsonb_build_object('id', activity.id, 'title', shown.title, 'type', activity.type) as activity
    from (${replay({ events, of: sql.ref('activity_ids') })}) as held
    join events as event on event.id = held.last >> 4
    join learning_activities as activity on activity.id = held.id
    cross join lateral (select activity_title(activity.id, ${language}) as title) as shown
    order by shown.title collate "und-x-icu", activity.id`.execute(db)
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }))
}

/**
 * Selects those in the arrays `of` these events whose last event left them enrolled: `id`, and in one number their last
 * event's id (× 16) and kind, so that one pass finds both.
 */
function replay(input: {
  /** Ends in a condition. */
  events: RawBuilder<unknown>
  of: RawBuilder<unknown>
  among?: readonly number[]
}): RawBuilder<unknown> {
  const { events, of, among } = input
  return sql`
    select one.id, max(one.event) as last
    from (select id * 16 + kind as event, unnest(${of}) as id from ${events}) as one
    ${among ? sql`where one.id = any (${among}::int[])` : sql``}
    group by one.id
    having max(one.event) & 3 in (1, 2)`
}

/** An event's kind is from × 4 + to; 1 active, 2 kept. */
const heldThen = sql`(array['active', 'kept'])[event.kind & 3] as state, event.at as since`

async function count(db: Db, held: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from (${held}) as held`.execute(db)
  return rows[0]?.n ?? 0
}

/**
 * SQL: of the academy's days, it was on this one or before. Asked of each event, for some midnights come twice; the clock of
 * the academy only where that day is near, in whatever zone.
 */
const wasBy = (day: string) => sql`(
  at < ${day}::date::timestamptz + interval '3 days' and (
    at < ${day}::date::timestamptz - interval '1 day' or (at at time zone (select time_zone from academy))::date <= ${day}::date
  )
)`

/** SQL: the first moment of the day after. Midnight comes earlier than by the calendar where it comes twice, by minutes or hours. */
const nextDay = (day: string) => sql`
  select min(moment)
  from (select time_zone, (${day}::date + 1)::timestamp at time zone time_zone as midnight from academy) as calendar
  cross join generate_series(midnight - interval '3 hours', midnight, interval '1 minute') as moment
  where (moment at time zone time_zone)::date > ${day}::date`

async function refuseFuture(db: Db, day: string): Promise<void> {
  const { rows } = await sql<{ today: string }>`select academy_today() as today`.execute(db)
  const today = rows[0]?.today ?? day
  if (day <= today) return
  throw invalid([{ field: 'day', message: notYet({ day, today }) }])
}

const notYet = sentence(
  'history.future',
  'Who will be enrolled on {{day}} is not known yet. Today is {{today}}; choose that day or one before.',
)
