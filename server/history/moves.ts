import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { type Found, type Page, passingOver, type Stretch, walkPage } from '../platform/database/page.ts'
import type { listMoves as listOperation, MoveItem } from './contract.ts'
import { findUserIds, stretchOfMany } from './walk.ts'

type Asked = z.output<typeof listOperation.query>

/** Up to so many are sorted by name; sorting a million for each page would take seconds. */
const sortable = 20_000

/** Whose enrollments a batch moved: by name where they are few, else as it happened, which costs no more for a million. */
export async function listMoves(
  db: Db,
  input: { batchId: number; asked: Asked; language: Language },
): Promise<Page<MoveItem>> {
  const { asked, language } = input
  const events = eventsOf(input)
  const size = (await readCounted(db, input)) ?? (await countMoves(db, events))
  const order = orders[size <= sortable ? 'name' : 'at']
  const userIds = asked.search ? await findUserIds(db, asked.search) : null
  const find = (stretch: Stretch) => {
    const walk = { events, userIds, order, stretch }
    const moves = order.name === 'at' && !userIds ? movesAsTheyHappened(walk) : movesInOrder(walk)
    return readMoves(db, { moves, order, down: stretch.backward, language })
  }
  const count = async () => (userIds ? countFound(db, { events, userIds }) : size)
  return walkPage({ order: order.name, types: order.types, asked, find: passingOver(find), count })
}

type Order = { name: 'name' | 'at'; columns: RawBuilder<unknown>[]; types: ('text' | 'bigint' | 'int')[] }

/** A move is found again by its event's id and its place in the event. */
const orders: Record<Order['name'], Order> = {
  at: { name: 'at', columns: [sql`move.id`, sql`move.n`], types: ['bigint', 'int'] },
  name: {
    name: 'name',
    columns: [sql`users.name collate "und-x-icu"`, sql`move.id`, sql`move.n`],
    types: ['text', 'bigint', 'int'],
  },
}

const sortedBy = ({ columns }: Order, down: boolean) =>
  sql.join(columns.map((column) => (down ? sql`${column} desc` : column)))

/** The batch's events; where one activity is asked for, what they say of it. Ends in a condition. */
function eventsOf({ batchId, asked }: { batchId: number; asked: Asked }): RawBuilder<unknown> {
  const { kind, activityId } = asked
  const activities = activityId ? sql`array[${activityId}::int]` : sql`activity_ids`
  return sql`
    select id, at, kind, user_ids, ${activities} as activity_ids,
      cardinality(user_ids) * cardinality(${activities}) as size
    from events
    where batch_id = ${batchId}
      ${kind ? sql`and kind_of_event(kind) = ${kind}` : sql``}
      ${activityId ? sql`and activity_ids @> array[${activityId}::int]` : sql``}`
}

/** How many there are, where that is written down. */
async function readCounted(db: Db, { batchId, asked }: { batchId: number; asked: Asked }): Promise<number | undefined> {
  const { kind, activityId } = asked
  const moves = activityId
    ? sql`select kind_of_event(kind) as kind, n from activity_moves where activity_id = ${activityId} and batch_id = batch.id`
    : sql`select key as kind, value::bigint as n from jsonb_each_text(batch.moves)`
  const { rows } = await sql<{ n: number }>`
    select (
      select coalesce(sum(n), 0)::bigint from (${moves}) as moved ${kind ? sql`where kind = ${kind}` : sql``}
    ) as n
    from batches as batch where id = ${batchId} and moves is not null`.execute(db)
  return rows[0]?.n
}

async function countMoves(db: Db, events: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select coalesce(sum(size), 0)::bigint as n from (${events}) as event`.execute(db)
  return rows[0]?.n ?? 0
}

async function countFound(db: Db, input: { events: RawBuilder<unknown>; userIds: number[] }): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(cardinality(event.activity_ids)), 0)::bigint as n
    from (${input.events}) as event
    cross join lateral unnest(event.user_ids) as person (id)
    where person.id = any (${input.userIds}::int[])`.execute(db)
  return rows[0]?.n ?? 0
}

type Walk = {
  events: RawBuilder<unknown>
  /** Those who were searched for; null: everybody. */
  userIds: number[] | null
  order: Order
  stretch: Stretch
}

/** Event by event, in each user by user: nothing but the stretch is looked at. */
const movesAsTheyHappened = ({ events, stretch }: Walk) => sql`
  select id, n, at, kind, user_ids[(n - 1) / cardinality(activity_ids) + 1] as user_id,
    activity_ids[(n - 1) % cardinality(activity_ids) + 1] as activity_id
  from (${stretchOfMany({ rows: events, stretch })}) as cell`

/** Every move of the batch is looked at: for what is searched, or sorted by name. */
function movesInOrder({ events, userIds, order, stretch }: Walk): RawBuilder<unknown> {
  const { columns, types } = order
  const start = stretch.start?.keys.map((key, nth) => sql`${key}::text::${sql.raw(types[nth] ?? 'text')}`)
  const beyond = sql.raw(stretch.backward ? '<' : '>')
  const conditions = [
    sql`true`,
    ...(userIds ? [sql`person.id = any (${userIds}::int[])`] : []),
    ...(start ? [sql`(${sql.join(columns)}) ${beyond} (${sql.join(start)})`] : []),
  ]
  return sql`
    select move.id, move.n, event.at, event.kind, person.id as user_id, event.activity_ids[place.nth] as activity_id
    from (${events}) as event
    cross join lateral unnest(event.user_ids) with ordinality as person (id, nth)
    ${order.name === 'name' ? sql`join users on users.id = person.id` : sql``}
    cross join lateral generate_series(1, cardinality(event.activity_ids)) as place (nth)
    cross join lateral (
      select event.id, ((person.nth - 1) * cardinality(event.activity_ids) + place.nth)::int as n
    ) as move
    where ${sql.join(conditions, sql` and `)}
    order by ${sortedBy(order, stretch.backward)}
    limit ${stretch.most}`
}

async function readMoves(
  db: Db,
  input: { moves: RawBuilder<unknown>; order: Order; down: boolean; language: Language },
): Promise<Found<MoveItem>[]> {
  const { moves, order, down, language } = input
  const { rows } = await sql<MoveRow>`
    select move.id::text as id, move.n::text as n, move.at, kind_of_event(move.kind) as kind,
      jsonb_build_object('id', users.id, 'name', users.name, 'email', users.email,
        'company', jsonb_build_object('id', company.id, 'name', company.name),
        'department', case when department.id is not null
          then jsonb_build_object('id', department.id, 'name', department.name) end) as user,
      jsonb_build_object(
        'id', activity.id, 'title', activity_title(activity.id, ${language}), 'type', activity.type) as activity
    from (${moves}) as move
    join users on users.id = move.user_id
    join companies as company on company.id = users.company_id
    left join departments as department on department.id = users.department_id
    join learning_activities as activity on activity.id = move.activity_id
    order by ${sortedBy(order, down)}`.execute(db)
  return rows.map(({ id, n, at, ...item }) => ({
    item: { ...item, at: at.toISOString() },
    keys: order.name === 'name' ? [item.user.name, id, n] : [id, n],
  }))
}

type MoveRow = Omit<MoveItem, 'at'> & { id: string; n: string; at: Date }
