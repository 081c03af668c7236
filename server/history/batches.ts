import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { audience, findRunning } from '../enrollment/engine/index.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, literally, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type {
  Author,
  Batch,
  FactChange,
  listBatches as listOperation,
  MoveCounts,
  MoveKind,
  Thing,
} from './contract.ts'
import { tellFacts } from './factChanges.ts'
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
  const { rows } = await sql<BatchRow>`${toldBatches(sql`(select ${input.batchId}::bigint as id)`)}`.execute(db)
  const [batch] = await tellBatches(db, { ...input, rows })
  if (!batch) throw notFound('batch')
  return batch
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

type BatchRow = {
  id: number
  kind: string
  author: Author
  at: string | Date
  counts: Partial<Record<MoveKind, number>>
  undoes: number | null
  undoneBy: number | null
  facts: number
  about: Omit<Batch['about'], 'things'> & { things: ThingRef[] }
  succession: SuccessionRef | null
}

/** What a batch is about is read from so many of its facts, until workers have read all: see counted.sql. */
const factsRead = 1000

const toldBatches = (of: RawBuilder<unknown>) => sql`
  select batch.id, batch.kind, batch.at, ${authorOf(sql.ref('batch'))} as author, batch.undoes, undo.id as "undoneBy",
    coalesce(batch.facts, facts_of(batch.id)) as facts,
    coalesce(batch.moves, moves_of(batch.id)) as counts,
    coalesce(batch.about, about_of(batch.id, ${factsRead})) as about,
    ${successionOf(sql.ref('batch'))} as succession
  from ${of} as page
  join batches as batch on batch.id = page.id
  left join batches as undo on undo.undoes = batch.id`

/** SQL: who did what a row of `batches` tells. */
export const authorOf = (batch: RawBuilder<unknown>) => sql`jsonb_build_object(
  'kind', ${batch}.author, 'id', ${batch}.author_id,
  'name', (select name from users where id = ${batch}.author_id))`

export type SuccessionRef = { replaced: ThingRef; by: ThingRef }

/** SQL: which took the place of which by what a row of `batches` tells; null where that is not what it did. */
export const successionOf = (batch: RawBuilder<unknown>) => sql`
  case when ${batch}.replaced_id is not null then jsonb_build_object(
    'replaced', jsonb_build_object('kind', split_part(${batch}.kind, '.', 1), 'id', ${batch}.replaced_id),
    'by', jsonb_build_object('kind', split_part(${batch}.kind, '.', 1), 'id', ${batch}.successor_id)) end`

export const thingsOf = (succession: SuccessionRef | null): ThingRef[] =>
  succession ? [succession.replaced, succession.by] : []

export const nameBoth = (succession: SuccessionRef | null, name: (thing: ThingRef) => Thing): Batch['succession'] =>
  succession && { replaced: name(succession.replaced), by: name(succession.by) }

/** So many facts say by themselves what was done: "moved Ann to department Warehouse". */
export const fewFacts = 3

async function tellBatches(
  db: Db,
  input: { rows: readonly BatchRow[]; showsPersonal: boolean; language: Language },
): Promise<Batch[]> {
  const { rows, ...told } = input
  const few = rows.filter(({ facts }) => facts <= fewFacts)
  const [running, facts, name] = await Promise.all([
    findRunning(db, { batchIds: rows.map(({ id }) => id) }),
    tellFacts(db, { ...told, batchIds: few.map(({ id }) => id) }),
    nameThings(db, { things: rows.flatMap(thingsIn), language: input.language }),
  ])
  return rows.map((row) => batchOf(row, { progress: running.get(row.id), told: facts.get(row.id) ?? [], name }))
}

const thingsIn = ({ about, succession }: BatchRow) => [...about.things, ...thingsOf(succession)]

function batchOf(
  row: BatchRow,
  input: { progress: number | undefined; told: FactChange[]; name: (thing: ThingRef) => Thing },
): Batch {
  const { id, kind, author, at, counts, undoes, undoneBy, facts, about, succession } = row
  const { progress, told, name } = input
  return {
    id,
    kind,
    author,
    at: new Date(at).toISOString(),
    state: progress === undefined ? 'done' : 'running',
    progress: progress ?? 1,
    ...countsOf(counts),
    undoes,
    undoneBy,
    facts,
    about: { ...about, things: about.things.map(name) },
    succession: nameBoth(succession, name),
    told,
  }
}

export function countsOf(counts: Partial<Record<MoveKind, number>>): MoveCounts {
  const { enrolled = 0, resumed = 0, 'required-again': requiredAgain = 0, kept = 0, withdrawn = 0 } = counts
  return { enrolled, resumed, requiredAgain, kept, withdrawn }
}
