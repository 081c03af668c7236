import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { audience, findRunning } from '../enrollment/engine/index.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, literally, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Batch, FactChange, listBatches as listOperation, MoveCounts, MoveKind, Thing } from './contract.ts'
import { tellFacts, userFacts } from './factChanges.ts'
import { type Head, headOf, nameBoth, thingsOf, undoneAmong, undoneIds } from './heads.ts'
import { nameThings, type ThingRef } from './things.ts'

/** The academy's batches, newest first. What each did is counted for those of the page only. */
export async function listBatches(
  db: Db,
  input: { query: z.output<typeof listOperation.query>; language: Language },
): Promise<Page<Batch>> {
  const { query, language } = input
  const page = await keysetPage<BatchRow>(db, {
    rows: sql`batches as batch`,
    id: sql.ref('batch.id'),
    where: filtersOf(query),
    order: 'at',
    sort: [{ by: sql`batch.at`, type: 'timestamptz' }],
    descending: query.sort !== 'at',
    asked: query,
    items: toldBatches(sql`page`),
  })
  return { ...page, items: await tellBatches(db, { rows: page.items, showsPersonal: true, language }) }
}

/** One batch, as the list tells it. */
export async function readBatchHistory(
  db: Db,
  input: { batchId: number; showsPersonal: boolean; language: Language },
): Promise<Batch> {
  const [batch] = await readBatches(db, { ...input, batchIds: [input.batchId] })
  if (!batch) throw notFound('batch')
  return batch
}

type Reader = { showsPersonal: boolean; language: Language }

/** These batches, in no order, as the list tells them. */
export async function readBatches(db: Db, input: Reader & { batchIds: readonly number[] }): Promise<Batch[]> {
  return tellBatches(db, { ...input, rows: await readRows(db, input.batchIds) })
}

/**
 * What acts say, by their ids, for histories of people of whom they say nothing: it only followed for them. Whoever may not see
 * everybody is told of no people but those they may see, and of rules not by which people they go.
 */
export async function readOtherwise(
  db: Db,
  input: Reader & { batchIds: readonly number[]; maySee?: number },
): Promise<Map<number, Pick<Batch, 'facts' | 'about' | 'told'>>> {
  const { batchIds, maySee, ...reader } = input
  const batches = await tellRows(db, { ...reader, rows: await readRows(db, batchIds) })
  const isSeen = ({ kind, id }: Thing) => reader.showsPersonal || kind !== 'user' || id === maySee
  const bare = (fact: FactChange) => (reader.showsPersonal || fact.fact !== 'rules' ? fact : { ...fact, fields: [] })
  return new Map(
    batches.map(({ id, facts, about, told }) => [
      id,
      {
        facts,
        about: withMore({ ...about, things: about.things.filter(isSeen) }),
        told: told.every((fact) => fact.about.every(isSeen)) ? told.map(bare) : [],
      },
    ]),
  )
}

async function readRows(db: Db, batchIds: readonly number[]): Promise<BatchRow[]> {
  if (batchIds.length === 0) return []
  const { rows } = await sql<BatchRow>`${toldBatches(sql`unnest(${batchIds}::bigint[]) as page (id)`)}`.execute(db)
  return rows
}

function filtersOf(query: z.output<typeof listOperation.query>): RawBuilder<unknown>[] {
  const { authorKind, authorId, kind, ruleId, from, to } = query
  return [
    ...(authorKind ? [sql`batch.author = ${authorKind}`] : []),
    ...(authorId ? [sql`batch.author_id = ${authorId}`] : []),
    ...(kind ? [sql`(batch.kind = ${kind} or batch.kind like ${`${literally(kind)}.%`})`] : []),
    ...(ruleId ? [sql`batch.id in (${batchesOfRule(ruleId)})`] : []),
    ...(from ? [sql`batch.at >= ${from}::timestamptz`] : []),
    ...(to ? [sql`batch.at < ${to}::timestamptz`] : []),
  ]
}

/** SQL: which batches made or edited a rule, held it, or changed what it leads to. An edited assignment says only in its first entry whose it is. */
const batchesOfRule = (ruleId: number) => sql`
  select batch_id from changes where fact in ('rules', 'holds') and key = ${ruleId}
  union
  select batch_id from changes where fact = 'assignments' and key in (
    select key from changes
    where fact = 'assignments' and (coalesce(after, before) ->> 'audience_id')::int = ${audience('rule', ruleId)}
  )`

type BatchRow = Head & {
  counts: Partial<Record<MoveKind, number>>
  facts: number
  about: Omit<Batch['about'], 'things'> & { things: ThingRef[] }
}

/** What a batch is about is read from so many of its facts, until workers have read all: see counted.sql. */
const factsRead = 1000

const toldBatches = (of: RawBuilder<unknown>) => sql`
  select ${headOf(sql.ref('batch'))},
    coalesce(batch.facts, facts_of(batch.id)) as facts,
    coalesce(batch.moves, moves_of(batch.id)) as counts,
    coalesce(batch.about, about_of(batch.id, ${factsRead})) as about
  from ${of}
  join batches as batch on batch.id = page.id`

/** So many facts say by themselves what was done: "moved Ann to department Warehouse". */
export const fewFacts = 3

async function tellBatches(db: Db, input: Reader & { rows: readonly BatchRow[] }): Promise<Batch[]> {
  const { rows, ...reader } = input
  const undone = await readRows(db, undoneIds(rows))
  const told = await tellRows(db, { ...reader, rows: [...rows, ...undone] })
  const acts = told.slice(rows.length).map(({ undone, ...act }) => act)
  return told.slice(0, rows.length).map((batch) => ({ ...batch, undone: undoneAmong(batch.undone, acts) }))
}

async function tellRows(db: Db, input: Reader & { rows: readonly BatchRow[] }): Promise<TellingUndone[]> {
  const { rows, ...told } = input
  const few = rows.filter(({ facts }) => facts <= fewFacts)
  const naming = rows.filter(({ facts }) => facts <= factsRead)
  const [running, facts, people, unnamed, name] = await Promise.all([
    findRunning(db, { batchIds: rows.map(({ id }) => id) }),
    tellFacts(db, { ...told, batchIds: few.map(({ id }) => id) }),
    readPeople(db, { batchIds: naming.map(({ id }) => id) }),
    findUnnamed(db, { batchIds: rows.filter(({ facts }) => facts > factsRead).map(({ id }) => id) }),
    nameThings(db, { things: rows.flatMap(thingsIn), language: input.language }),
  ])
  return rows.map((row) =>
    batchOf(row, {
      progress: running.get(row.id),
      told: facts.get(row.id) ?? [],
      people: people.get(row.id) ?? (unnamed.has(row.id) ? 'unnamed' : undefined),
      name,
    }),
  )
}

type People = { named: Thing[]; total: number }

/** Whom the facts of batches are about, where one of them says something of several people: what it is about names none of them. */
async function readPeople(db: Db, { batchIds }: { batchIds: readonly number[] }): Promise<Map<number, People>> {
  if (batchIds.length === 0) return new Map()
  const { rows } = await sql<People & { batchId: number }>`
    with entry as materialized (
      select batch_id, coalesce(user_ids, array[key]) as user_ids from changes
      where batch_id = any (${batchIds}::bigint[]) and (fact = 'memberships' or fact = any (${userFacts}::text[]))
    ),
    concerned as (
      select batch_id, uniq(sort(array_agg(person.id))) as ids
      from entry cross join lateral unnest(user_ids) as person (id)
      group by batch_id
      having max(cardinality(user_ids)) > 1
    )
    select batch_id as "batchId", cardinality(ids) as total, array(
      select jsonb_build_object('kind', 'user', 'id', users.id, 'name', users.name)
      from users where users.id = any (ids[:3])
      order by users.name collate "und-x-icu", users.id) as named
    from concerned`.execute(db)
  return new Map(rows.map(({ batchId, ...people }) => [batchId, people]))
}

/** Batches of many facts that say something of several people at once: those whom they name are not all. */
async function findUnnamed(db: Db, { batchIds }: { batchIds: readonly number[] }): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select batch.id from unnest(${batchIds}::bigint[]) as batch (id)
    where exists (
      select from (select user_ids from changes where batch_id = batch.id order by id limit ${factsRead}) as entry
      where cardinality(user_ids) > 1)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

const thingsIn = ({ about, succession }: BatchRow) => [...about.things, ...thingsOf(succession)]

type TellingUndone = Omit<Batch, 'undone'> & Pick<Head, 'undone'>

function batchOf(
  row: BatchRow,
  input: {
    progress: number | undefined
    told: FactChange[]
    people: People | 'unnamed' | undefined
    name: (thing: ThingRef) => Thing
  },
): TellingUndone {
  const { at, counts, about, succession, ...head } = row
  const { progress, told, people, name } = input
  return {
    ...head,
    at: new Date(at).toISOString(),
    state: progress === undefined ? 'done' : 'running',
    progress: progress ?? 1,
    ...countsOf(counts),
    about: withPeople({ ...about, things: about.things.map(name) }, people),
    succession: nameBoth(succession, name),
    told,
  }
}

function withPeople(about: Batch['about'], people: People | 'unnamed' | undefined): Batch['about'] {
  if (!people) return about
  const isOther = ({ kind }: { kind: Thing['kind'] }) => kind !== 'user'
  const [things, kinds] = [about.things.filter(isOther), about.kinds.filter(isOther)]
  if (people === 'unnamed') return withMore({ ...about, things, kinds })
  kinds.push({ kind: 'user', count: people.total })
  return withMore({ ...about, things: [...things, ...people.named], kinds })
}

function withMore(about: Batch['about']): Batch['about'] {
  return { ...about, more: about.kinds.reduce((sum, { count }) => sum + count, 0) - about.things.length }
}

export function countsOf(counts: Partial<Record<MoveKind, number>>): MoveCounts {
  const { enrolled = 0, resumed = 0, 'required-again': requiredAgain = 0, kept = 0, withdrawn = 0 } = counts
  return { enrolled, resumed, requiredAgain, kept, withdrawn }
}
