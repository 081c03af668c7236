import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { onLeavingWord } from '../enrollment/engine/onLeaving.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { type Page, passingOver, type Stretch, walkPage } from '../platform/database/page.ts'
import type { Criterion, Rule } from '../rule/contract.ts'
import { describeAll } from '../rule/queries.ts'
import type { FactChange, FieldValue, listFacts as listOperation } from './contract.ts'
import { nameThings, type ThingRef } from './things.ts'
import { findUserIds, stretchOfMany } from './walk.ts'

type Asked = z.output<typeof listOperation.query>

/** What a batch wrote down, in that order. Who joined or left together is told one by one. */
export async function listFactChanges(
  db: Db,
  input: { batchId: number; asked: Asked; showsPersonal: boolean; language: Language },
): Promise<Page<FactChange>> {
  const { batchId, asked } = input
  const userIds = asked.search ? await findUserIds(db, asked.search) : null
  const find = async (stretch: Stretch) => {
    const entries = userIds
      ? entriesFound({ stretch, batchId, userIds })
      : stretchOfMany({ stretch, rows: entriesOf(batchId) })
    const found = await readEntries(db, { entries, down: stretch.backward })
    const items = await tellEntries(db, { ...input, entries: found })
    return found.map(({ id, n }, nth) => ({ item: items[nth] as FactChange, keys: [String(id), String(n)] }))
  }
  const count = () => countEntries(db, { batchId, userIds })
  return walkPage({ order: 'at', types: ['bigint', 'int'], asked, find: passingOver(find), count })
}

/** Every fact of these batches, by batch: for batches that wrote few. */
export async function tellFacts(
  db: Db,
  input: { batchIds: readonly number[]; showsPersonal: boolean; language: Language },
): Promise<Map<number, FactChange[]>> {
  const { batchIds } = input
  if (batchIds.length === 0) return new Map()
  const entries = sql`
    select entry.*, person.n from (
      select id, batch_id, fact, key, before, after, user_ids from changes
      where batch_id = any (${batchIds}::bigint[]) and ${isTold}
    ) as entry
    cross join lateral generate_series(1, coalesce(cardinality(user_ids), 1)) as person (n)`
  const found = await readEntries(db, { entries, down: false })
  const told = await tellEntries(db, { ...input, entries: found })
  const pairs = found.map(({ batchId }, nth) => ({ batchId, fact: told[nth] as FactChange }))
  const byBatch = Map.groupBy(pairs, ({ batchId }) => batchId)
  return new Map([...byBatch].map(([batchId, ofBatch]) => [batchId, ofBatch.map(({ fact }) => fact)]))
}

/** One fact in the journal: of an entry about many users, the nth of them. */
export type Entry = {
  id: number
  n: number
  batchId: number
  fact: string
  key: number
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  /** Who joined or left, where that is the fact. */
  memberId: number | null
}

/** SQL: an entry that is told. Whom a held rule matched is written down to take it back by. */
const isTold = sql`fact <> 'held_matches'`

/** Ends in a condition. */
const entriesOf = (batchId: number) => sql`
  select id, batch_id, fact, key, before, after, user_ids, coalesce(cardinality(user_ids), 1) as size
  from changes where batch_id = ${batchId} and ${isTold}`

/** Facts whose key is a user. */
export const userFacts = ['users', 'grants', 'exclusions', 'completions', 'progress']

/** Entries with those of these users whom they are about. Ends in a condition. */
const entriesAbout = (batchId: number, userIds: number[]) => sql`
  (${entriesOf(batchId)}) as entry
  cross join lateral unnest(
    coalesce(entry.user_ids, array[case when entry.fact = any (${userFacts}::text[]) then entry.key end])
  ) with ordinality as person (id, n)
  where person.id = any (${userIds}::int[])`

function entriesFound(input: { batchId: number; userIds: number[]; stretch: Stretch }): RawBuilder<unknown> {
  const { batchId, userIds, stretch } = input
  const [id, n] = stretch.start?.keys ?? []
  const { beyond, direction } = stretch.backward
    ? { beyond: '<', direction: 'desc' }
    : { beyond: '>', direction: 'asc' }
  return sql`
    select entry.*, person.n from ${entriesAbout(batchId, userIds)}
    ${id === undefined ? sql`` : sql`and (entry.id, person.n) ${sql.raw(beyond)} (${id}, ${n})`}
    order by entry.id ${sql.raw(direction)}, person.n ${sql.raw(direction)}
    limit ${stretch.most}`
}

async function countEntries(db: Db, input: { batchId: number; userIds: number[] | null }): Promise<number> {
  const { batchId, userIds } = input
  const counted = userIds
    ? sql<{ n: number }>`select count(*) as n from ${entriesAbout(batchId, userIds)}`
    : sql<{ n: number }>`select coalesce(sum(size), 0)::bigint as n from (${entriesOf(batchId)}) as entry`
  return (await counted.execute(db)).rows[0]?.n ?? 0
}

async function readEntries(db: Db, input: { entries: RawBuilder<unknown>; down: boolean }): Promise<Entry[]> {
  const direction = sql.raw(input.down ? 'desc' : 'asc')
  const { rows } = await sql<Entry>`
    select entry.id, entry.n::int as n, entry.batch_id as "batchId", entry.fact, entry.key, entry.before, entry.after,
      entry.user_ids[entry.n] as "memberId"
    from (${input.entries}) as entry
    order by entry.id ${direction}, entry.n ${direction}`.execute(db)
  return rows
}

/** Tells entries of the journal with the names of whatever they are about. What names a person only where it may be seen. */
export async function tellEntries(
  db: Db,
  input: { entries: readonly Entry[]; showsPersonal: boolean; language: Language },
): Promise<FactChange[]> {
  const { entries, showsPersonal, language } = input
  const [about, personal, criteria] = await Promise.all([
    readThings(db, entries),
    showsPersonal ? readPersonal(db, entries) : new Map<string, Sides>(),
    describeCriteria(db, entries),
  ])
  const told = entries.map((entry) => {
    const sides = withPersonal(entry, personal.get(`${entry.batchId} ${entry.key}`))
    return { entry, about: thingsOf(entry, about), ...sides, columns: columnsOf(entry.fact, sides) }
  })
  const referred = told.flatMap(({ about, before, after, columns }) => [
    ...about,
    ...columns.flatMap((column) => [before, after].flatMap((side) => referenceIn(side, column) ?? [])),
  ])
  const name = await nameThings(db, { things: referred, language })
  const valueIn = (side: Side, column: string): FieldValue => {
    const reference = referenceIn(side, column)
    return reference ? name(reference) : (criteria.get(side?.[column]) ?? plainValue(column, side?.[column]))
  }
  return told.map(({ entry, about, before, after, columns }) => ({
    fact: entry.fact,
    happened: before === null ? 'made' : after === null ? 'ended' : 'changed',
    about: about.map(name),
    fields: columns.map((column) => ({
      field: fieldOf(column),
      before: valueIn(before, column),
      after: valueIn(after, column),
    })),
  }))
}

type Side = Record<string, unknown> | null
type Sides = { before: Side; after: Side }

async function readThings(db: Db, entries: readonly Entry[]): Promise<Map<number, ThingRef[]>> {
  const { rows } = await sql<ThingRef & { changeId: number }>`
    select change_id as "changeId", kind, id from change_things
    where change_id = any (${entries.map(({ id }) => id)}::bigint[])
    order by change_id, position`.execute(db)
  return Map.groupBy(rows, ({ changeId }) => changeId)
}

/** Of an entry about many, the one who is told; and an activity that contains itself is one thing. */
function thingsOf({ id, fact, memberId }: Entry, about: Map<number, ThingRef[]>): ThingRef[] {
  const things = about.get(id) ?? []
  if (fact === 'memberships' && memberId !== null) return [...things.slice(0, 1), { kind: 'user', id: memberId }]
  return things.filter(
    (one, nth) => nth === things.findIndex((other) => other.kind === one.kind && other.id === one.id),
  )
}

async function readPersonal(db: Db, entries: readonly Entry[]): Promise<Map<string, Sides>> {
  const ofUsers = entries.filter(({ fact }) => fact === 'users')
  if (ofUsers.length === 0) return new Map()
  const { rows } = await sql<Sides & { batchId: number; userId: number }>`
    select p.batch_id as "batchId", p.user_id as "userId", p.before, p.after
    from unnest(${ofUsers.map(({ batchId }) => batchId)}::bigint[], ${ofUsers.map(({ key }) => key)}::int[])
      as given (batch_id, user_id)
    join personal_changes as p using (batch_id, user_id)`.execute(db)
  return new Map(rows.map((row) => [`${row.batchId} ${row.userId}`, row]))
}

/** The criteria of rules with the names of what they refer to, by the criteria themselves. */
async function describeCriteria(db: Db, entries: readonly Entry[]): Promise<Map<unknown, Rule['criteria']>> {
  const several = entries
    .filter(({ fact }) => fact === 'rules')
    .flatMap(({ before, after }) => [before?.criteria, after?.criteria])
    .filter((criteria): criteria is Criterion[] => Array.isArray(criteria))
  const described = await describeAll(db, several)
  return new Map(several.map((criteria, nth) => [criteria, described[nth] ?? []]))
}

/** Erasing a person empties what is personal, and leaves the rest. */
function withPersonal({ fact, before, after }: Entry, personal: Sides | undefined): Sides {
  if (fact !== 'users' || !personal) return { before, after }
  return {
    before: before && { ...personal.before, ...before },
    after: after && { ...personal.after, ...after },
  }
}

/** What says which row it is, by whom and when it was written, is told elsewhere. */
const untold = new Set([
  'id',
  'kind',
  'batch_id',
  'since',
  'created_at',
  'recorded_at',
  'user_id',
  'activity_id',
  'target_id',
  'audience_id',
  'rule_id',
  // What a rule's criteria come down to.
  'query',
  'audience_ids',
  'added_from',
  'added_to',
  'within_days',
  'after_days',
])

/** The columns worth telling: what was given, or what changed; of a text, also in which language it is. */
function columnsOf(fact: string, { before, after }: Sides): string[] {
  const columns = Object.keys({ ...before, ...after })
    .filter((column) => !untold.has(column))
    .sort()
  const isLanguage = (column: string) => fact === 'learning_activity_texts' && column === 'language'
  return columns.filter((column) => isLanguage(column) || (before?.[column] ?? null) !== (after?.[column] ?? null))
}

const references: Record<string, ThingRef['kind']> = {
  company_id: 'company',
  department_id: 'department',
  parent_id: 'department',
  manager_id: 'user',
}

function referenceIn(side: Side, column: string): ThingRef | undefined {
  const kind = references[column]
  const id = side?.[column]
  return kind && typeof id === 'number' ? { kind, id } : undefined
}

function plainValue(column: string, value: unknown): FieldValue {
  if (column === 'on_leaving' && typeof value === 'number') return onLeavingWord(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return null
}

/** `manager_id` is told as `manager`, `added_on` as `addedOn`. */
function fieldOf(column: string): string {
  return column.replace(/_id$/, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
