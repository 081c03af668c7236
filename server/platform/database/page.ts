import { type RawBuilder, sql } from 'kysely'
import { sentence } from '../sentence.ts'
import { brokenCursor, type Cursor, type KeyType, type Order, readCursor, writeCursor } from './cursor.ts'
import type { Db } from './database.ts'
import { ahead } from './prepared.ts'

/** What a person asked for: at most one of the cursors, or where the first item stands (1-based). */
export type PageAsked = {
  after?: string | undefined
  before?: string | undefined
  at?: number | undefined
  limit: number
}

export type Page<Item> = {
  items: Item[]
  total: number
  /** There are more than `total`: see `mostCounted`. */
  uncounted?: boolean
  from: number
  next: string | null
  previous: string | null
}

/**
 * So many are counted, and no more: counting a million takes longer than showing the first of them. The page then says that
 * there are more.
 */
export const mostCounted = 10_000

/** Of so many a glance puts the first in order: to do that with all who match a letter takes a hundred times as long. */
const mostGlanced = 1_000

/** One column of a sort. Its expression is never null, and is spelled like the index that serves it. */
export type SortColumn = { by: RawBuilder<unknown>; type: KeyType }

export type List = {
  /** What follows `from`: every table that the filters and the sort speak of. */
  rows: RawBuilder<unknown>
  /** The column that makes the order total, as in `users.id`. */
  id: RawBuilder<unknown>
  where?: RawBuilder<unknown>[]
  /**
   * The same rows where they are few: what follows `from`, conditions and all. For lists that are counted and gathered in
   * another way than one walks along them. It may stop when there are more than `mostCounted`.
   */
  few?: RawBuilder<unknown>
  /**
   * Where rows come several to a person and the first of the order is the person's: how one walks along people instead. Whoever
   * comes next is found first, and only their rows are joined and sorted. `of` is the row's person, `id` a person's own column,
   * `from` what follows `from` to walk along. For many.
   */
  people?: { of: RawBuilder<unknown>; id: RawBuilder<unknown>; from: RawBuilder<unknown> }
  /** The order's name, which its cursors carry: a cursor fits no other order. */
  order: string
  sort: SortColumn[]
  descending?: boolean
  asked: PageAsked
  /** How many there are, where that is known already, or that they are more than are counted. */
  total?: number | 'more than counted'
  /** Only the beginning is wanted, for whoever types on: where more than `mostGlanced` match, it is that of so many of them. */
  isGlance?: boolean
  /** Selects what a screen shows from `page`, a table with only the column `id`; so counting costs a page, not a list. */
  items: RawBuilder<unknown>
}

/** Which way to go, from where (null is the end one begins at), past how many, and how many to find at most. */
export type Stretch = { backward: boolean; start: Cursor | null; skip: number; most: number }
/** An item with the keys that say where it stands. */
export type Found<Item> = { item: Item; keys: string[] }

type Asked = Order & { asked: PageAsked }

/** A list that finds its items in its own way. */
export type Walk<Item> = Asked & {
  /** The items of a stretch in order of the way. */
  find(stretch: Stretch): Promise<Found<Item>[]>
  /** How many there are; where it counts up to a limit, one more than that stands for all beyond. Not asked of a first page that is longer. */
  count(): Promise<number>
  countsUpTo?: number
}

/**
 * One page of a list by keyset: as quick on the last page as on the first, and it loses nobody when people are added
 * before it meanwhile. From a place, what lies before is passed over, which takes longer the further it is. A page that has
 * emptied since its cursor was made answers the nearest one that has something.
 */
export async function keysetPage<Item>(db: Db, list: List): Promise<Page<Item>> {
  const { order, descending = false, asked } = list
  const types = [...list.sort.map(({ type }) => type), 'int' as const]
  const walk = { order, descending, types, asked }
  if (list.isGlance) return glance(db, list, walk)
  if ((list.where?.length || list.few) && list.total === undefined) {
    return walkPage({ ...walk, ...fewOrMany<Item>(db, list) })
  }
  // A transaction has one connection, on which one waits for the other.
  const total = list.total === 'more than counted' ? mostCounted + 1 : list.total
  const counted = total ?? (db.isTransaction ? await countRows(db, list) : undefined)
  return walkPage({
    ...walk,
    find: (stretch) => findRows<Item>(db, list, stretch),
    count: async () => counted ?? countRows(db, list),
    ...(typeof list.total !== 'number' && { countsUpTo: mostCounted }),
  })
}

/**
 * Few that match are gathered and sorted, many are met soon on a walk along the order; which it is, only counting tells,
 * and a walk in search of few would go past everybody.
 */
function fewOrMany<Item>(db: Db, list: List): Pick<Walk<Item>, 'find' | 'count' | 'countsUpTo'> {
  let counted = Promise.resolve(0)
  return {
    find: async (stretch) => {
      if (list.few) {
        counted = countRows(db, list)
        const total = await counted
        return total > mostCounted ? findRows(db, list, stretch) : (await findFew<Item>(db, list, stretch)).found
      }
      const gathering = findFew<Item>(db, list, stretch)
      counted = gathering.then(({ total }) => total)
      const { total, found, bound } = await gathering
      return total > mostCounted ? findRows(db, list, stretch, bound) : found
    },
    count: () => counted,
    countsUpTo: mostCounted,
  }
}

/** The beginning of a list, or of some thousand of it. It does not go on. */
async function glance<Item>(db: Db, list: List, asked: Asked): Promise<Page<Item>> {
  const stretch = { backward: false, start: null, skip: 0, most: list.asked.limit + 1 }
  const { total, found } = await findFew<Item>(db, list, stretch, { gathers: mostGlanced, showsSome: true })
  const counted = { total: Math.min(total, mostGlanced), uncounted: total > mostGlanced }
  return { ...pageOf(found, counted, asked, stretch), next: null }
}

/** The same for a list whose items are not rows of a table. */
export async function walkPage<Item>(walk: Walk<Item>): Promise<Page<Item>> {
  const { countsUpTo = Number.POSITIVE_INFINITY } = walk
  const stretch = stretchOf(walk)
  const isAsMany = stretch.start === null && stretch.skip === 0 && stretch.most > countsUpTo
  const finding = walk.find(stretch)
  const [found, counted] = await Promise.all([finding, isAsMany ? finding.then(({ length }) => length) : walk.count()])
  const uncounted = counted > countsUpTo
  const total = uncounted ? countsUpTo : counted
  const passed = stretch.start?.position ?? stretch.skip
  if (found.length > 0 || passed === 0) return pageOf(found, { total, uncounted }, walk, stretch)
  const nearest = { ...stretch, backward: !stretch.backward, start: null, skip: 0 }
  const place = stretch.backward ? 1 : Math.max(1, passed - walk.asked.limit + 1)
  return pageOf(await walk.find(nearest), { total, uncounted }, walk, nearest, place)
}

/** For a walk that cannot pass items over: it finds them, and they are left out. */
export function passingOver<Item>(find: Walk<Item>['find']): Walk<Item>['find'] {
  return async ({ skip, most, ...stretch }) => (await find({ ...stretch, skip: 0, most: skip + most })).slice(skip)
}

/** `bound`: the keys of an item at which the stretch ends, or before. */
async function findRows<Item>(
  db: Db,
  list: List,
  { backward, start, skip, most }: Stretch,
  bound: string[] | null = null,
): Promise<Found<Item>[]> {
  const columns = [...list.sort.map(({ by }) => by), list.id]
  const descending = Boolean(list.descending) !== backward
  const sorted = (by: RawBuilder<unknown>[]) => sql.join(by.map((key) => (descending ? sql`${key} desc` : key)))
  const limits = [
    ...(list.where ?? []),
    ...(start ? [beyond(columns, list, start, descending)] : []),
    ...(bound ? [upTo(columns, list, bound, descending)] : []),
    ...(list.people ? [areNext(list, list.people, { start, descending, most: skip + most })] : []),
  ]
  const keys = [...list.sort.map((_, nth) => sql.ref(`key_${nth}`)), sql.ref('id')]
  const rowsOf = sql`
    select ${list.id} as id, ${sql.join(list.sort.map(({ by }, nth) => sql`${by} as ${sql.ref(`key_${nth}`)}`))}
    from ${list.rows} ${whereAll(limits)}`
  const some = sql`limit ${most} ${past(skip)}`
  // Up to a bound nearly all are wanted. `offset 0` has PostgreSQL find them in the way that suits that: it takes those who match
  // for evenly spread, and would walk past half of all names to the first Willem.
  const limited = bound
    ? sql`select * from (${rowsOf} offset 0) as within order by ${sorted(keys)} ${some}`
    : sql`${rowsOf} order by ${sorted(columns)} ${some}`
  // Numbered outside the limit: numbering inside would sort every row there is, not the few that are wanted.
  const selected = sql<Found<Item>>`
    with page as materialized (
      select id, array[${sql.join(keys.map((key) => sql`${key}::text`))}] as keys,
        row_number() over (order by ${sorted(keys)}) as position
      from (${limited}) as limited
    ),
    item as (${list.items})
    select to_jsonb(item) as item, page.keys from page join item on item.id = page.id order by page.position`
  const { rows } = await (bound ? withDearConditions(db, (tx) => selected.execute(tx)) : selected.execute(db))
  return rows
}

/**
 * PostgreSQL takes a search for as cheap as comparing two numbers; to put three columns in lower case costs twenty times that. Told
 * so, it looks into both indexes first, that of the order and that of the search, and then at the rows of those who are in both: of a
 * million people in half the time. It would also think that worth starting workers, which takes longer.
 */
async function withDearConditions<Result>(db: Db, select: (db: Db) => Promise<Result>): Promise<Result> {
  // In a transaction of somebody's it would be so for what comes after, too.
  if (db.isTransaction) return select(db)
  return db.transaction().execute(async (tx) => {
    await sql`${ahead}
      select set_config('cpu_operator_cost', '0.05', true), set_config('max_parallel_workers_per_gather', '0', true)
    `.execute(tx)
    return select(tx)
  })
}

/** Those of whom a page begins and whoever comes next: their rows are all that it can show. */
function areNext(
  list: List,
  people: NonNullable<List['people']>,
  { start, descending, most }: { start: Cursor | null; descending: boolean; most: number },
) {
  const [key] = list.sort
  if (!key) throw new RangeError('a list of people is sorted by something of theirs')
  const those = (than: string) => (start ? sql`and ${key.by} ${sql.raw(than)} ${start.keys[0]}` : sql``)
  const next = sql`
    select ${people.id} from ${people.from} ${those(descending ? '<' : '>')}
    order by ${descending ? sql`${key.by} desc` : key.by}
    fetch first ${sql.lit(most)} rows with ties`
  const first = sql`select ${people.id} from ${people.from} ${those('=')}`
  // An array is made once, before anything is joined.
  return sql`${people.of} = any (array(${next}) ${start ? sql`|| array(${first})` : sql``})`
}

type Gathered<Item> = { total: number; found: Found<Item>[]; bound: string[] | null }

/**
 * Gathers what matches and finds the stretch among it. Where more match than are gathered it finds nothing (unless it shows some
 * of these), but knows a bound: where the stretch would end if there were no others.
 */
async function findFew<Item>(
  db: Db,
  list: List,
  { backward, start, skip, most }: Stretch,
  { gathers = mostCounted, showsSome = false } = {},
): Promise<Gathered<Item>> {
  const keys = [...list.sort.map((_, nth) => sql.ref(`key_${nth}`)), sql.ref('id')]
  const descending = Boolean(list.descending) !== backward
  const sorted = sql.join(keys.map((key) => (descending ? sql`${key} desc` : key)))
  const { rows } = await sql<{ total: number; bound: string[] | null; item: Item | null; keys: string[] }>`
    with matched as materialized (
      select ${list.id} as id, ${sql.join(list.sort.map(({ by }, nth) => sql`${by} as ${sql.ref(`key_${nth}`)}`))}
      from ${fewOf(list)}
      limit ${gathers + 1}
    ),
    counted as materialized (select count(*)::int as total from matched),
    stretch as materialized (
      select id, array[${sql.join(keys.map((key) => sql`${key}::text`))}] as keys,
        row_number() over (order by ${sorted}) as position
      from (
        select matched.* from matched
        ${start ? sql`where ${beyond(keys, list, start, descending)}` : sql``}
        order by ${sorted}
        limit ${most} ${past(skip)}
      ) as limited
    ),
    page as materialized (
      select stretch.* from stretch where ${showsSome}::boolean or (select total from counted) <= ${gathers}
    ),
    item as (${list.items})
    select counted.total, shown.item, shown.keys,
      (select keys from stretch where position = ${most}) as bound
    from counted
    left join (
      select to_jsonb(item) as item, page.keys, page.position from page join item on item.id = page.id
    ) as shown on true
    order by shown.position`.execute(db)
  return {
    total: rows[0]?.total ?? 0,
    found: rows.flatMap(({ item, keys: at }) => (item === null ? [] : [{ item, keys: at }])),
    bound: rows[0]?.bound ?? null,
  }
}

/** Left out where nothing is passed over, so that the usual page is planned as such. */
const past = (skip: number) => (skip > 0 ? sql`offset ${skip}` : sql``)

async function countRows(db: Db, list: List): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total
    from (select from ${fewOf(list)} limit ${mostCounted + 1}) as counted`.execute(db)
  return rows[0]?.total ?? 0
}

const fewOf = ({ few, rows, where = [] }: List) => few ?? sql`${rows} ${whereAll(where)}`

/** A row comparison, which a b-tree over the same columns answers by going straight to the place. */
function beyond(columns: RawBuilder<unknown>[], list: List, start: Cursor, descending: boolean): RawBuilder<unknown> {
  return sql`(${sql.join(columns)}) ${sql.raw(descending ? '<' : '>')} (${valuesOf(list, start.keys)})`
}

function upTo(columns: RawBuilder<unknown>[], list: List, bound: string[], descending: boolean): RawBuilder<unknown> {
  return sql`(${sql.join(columns)}) ${sql.raw(descending ? '>=' : '<=')} (${valuesOf(list, bound)})`
}

function valuesOf(list: List, keys: string[]): RawBuilder<unknown> {
  const types = [...list.sort.map(({ type }) => type), 'int']
  return sql.join(keys.map((key, index) => sql`${key}::text::${sql.raw(types[index] as string)}`))
}

type Counted = { total: number; uncounted: boolean }

/** `place`: about where the end begins that nobody counted up to. */
function pageOf<Item>(
  found: Found<Item>[],
  { total, uncounted }: Counted,
  walk: Asked,
  { backward, start, skip }: Stretch,
  place = 1,
): Page<Item> {
  const { limit } = walk.asked
  const more = found.length > limit
  const rows = found.slice(0, limit)
  if (backward) rows.reverse()
  const end = uncounted ? { backward, start, skip, place } : { backward, start, skip, total }
  const from = placeOf({ count: rows.length, more, ...end })
  const cursor = (row: Found<Item> | undefined, position: number) =>
    row ? writeCursor(walk, { keys: row.keys, position }) : null
  const hasPrevious = backward ? more : start !== null || skip > 0
  const hasNext = backward ? start !== null : more
  return {
    items: rows.map(({ item }) => item),
    total: Math.max(total, rows.length > 0 ? from + rows.length - 1 : 0),
    uncounted: uncounted && hasNext,
    from,
    next: hasNext ? cursor(rows.at(-1), from + rows.length - 1) : null,
    previous: hasPrevious ? cursor(rows[0], from) : null,
  }
}

/** Where the first item stands. Cursors carry their place, so that nobody counts what lies before; an end corrects it. */
function placeOf(page: {
  count: number
  total?: number
  place?: number
  more: boolean
  backward: boolean
  start: Cursor | null
  skip: number
}): number {
  const { count, total, place, more, backward, start, skip } = page
  if (count === 0) return 0
  const first = 1
  const last = total === undefined ? (place ?? first) : Math.max(first, total - count + 1)
  if (backward) {
    if (!start) return last
    return more ? Math.max(first + 1, start.position - count) : first
  }
  if (!start && skip === 0) return first
  const next = (start?.position ?? skip) + 1
  if (total === undefined) return next
  return more ? Math.min(next, last) : last
}

function stretchOf(walk: Asked): Stretch {
  const { after, before, at, limit } = walk.asked
  if ([after, before, at].filter((given) => given !== undefined).length > 1) {
    throw brokenCursor(before === undefined ? 'after' : 'before', twoCursors())
  }
  // One more than asked for: whether it exists says whether there is a further page.
  const stretch = { backward: before !== undefined, start: null, skip: (at ?? 1) - 1, most: limit + 1 }
  if (before !== undefined) return { ...stretch, start: readCursor(before, 'before', walk) }
  return after === undefined ? stretch : { ...stretch, start: readCursor(after, 'after', walk) }
}

const twoCursors = sentence('list.two-cursors', 'A page has one place: give `after`, `before` or `at`, not several.')

function whereAll(conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
}

/**
 * Every word of `search` occurs in `text`, which is in lower case; one or two letters where a word begins, since an index of
 * three letters at a time finds them nowhere else. `%` and `_` are letters like others.
 */
export function containsWords(text: RawBuilder<unknown>, search: string): RawBuilder<unknown>[] {
  const words = search.split(/\s+/u).filter((word) => word !== '')
  return words.slice(0, mostWords).map((word) => {
    const pattern = literally(word)
    if (!/^[\p{Script=Latin}\p{Nd}]{1,2}$/u.test(word)) return sql`${text} like lower(${`%${pattern}%`})`
    return sql`(${text} like lower(${`${pattern}%`}) or ${text} like lower(${`% ${pattern}%`}))`
  })
}

const mostWords = 10

/** A text as a `like` pattern that matches exactly itself. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`)
}
