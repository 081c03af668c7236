import { type RawBuilder, sql } from 'kysely'
import { matchesSearch } from '../access/person.ts'
import type { Db } from '../platform/database/database.ts'
import type { Stretch } from '../platform/database/page.ts'

/**
 * Selects a stretch of a list in which one row stands for many: an event for every user in every activity of its
 * rectangle, an entry of the journal for everybody who joined. They go by the row's `id`, then by the place in it (`n`,
 * from 1 to `size`). Only the rows that the stretch needs are read, however many there are before it.
 */
export function stretchOfMany(input: {
  /** Selects rows with `id` and `size`; ends in a condition, to which another is added. */
  rows: RawBuilder<unknown>
  stretch: Stretch
}): RawBuilder<unknown> {
  const { rows, stretch } = input
  const { most } = stretch
  const [id, n] = stretch.start?.keys ?? []
  const down = stretch.backward
  const direction = sql.raw(down ? 'desc' : 'asc')
  const beyond = id === undefined ? sql`` : sql`and id ${sql.raw(down ? '<=' : '>=')} ${id}::bigint`
  const at = (first: RawBuilder<unknown>, others: RawBuilder<unknown>) =>
    id === undefined ? others : sql`case when one.id = ${id}::bigint then ${first} else ${others} end`
  const place = down
    ? sql`select ${at(sql`${n}::int - 1`, sql`one.size`)} as high, 1 as low`
    : sql`select one.size as high, ${at(sql`${n}::int + 1`, sql`1`)} as low`
  const wanted = down
    ? sql`generate_series(greatest(place.low, place.high - ${most}::int + 1), place.high)`
    : sql`generate_series(place.low, least(place.high, place.low + ${most}::int - 1))`
  return sql`
    select one.*, nth.n
    from (${rows} ${beyond} order by id ${direction} limit ${most + 1}) as one
    cross join lateral (${place}) as place
    cross join lateral ${wanted} as nth (n)
    order by one.id ${direction}, nth.n ${direction}
    limit ${most}`
}

/**
 * The users who have every word of a search. Asked by itself: given as a constant, PostgreSQL looks members up in a hash
 * of it; joined, it took the few it expected one by one, and a minute for the hundred thousand there were.
 */
export async function findUserIds(db: Db, search: string): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select coalesce(array_agg(id), '{}') as ids from users
    where ${sql.join([sql`true`, ...matchesSearch(search)], sql` and `)}`.execute(db)
  return rows[0]?.ids ?? []
}
