import { type RawBuilder, sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { NamedBatch, Thing } from './contract.ts'
import { nameThings, type ThingRef } from './things.ts'

type SuccessionRef = { replaced: ThingRef; by: ThingRef }
type UndoneRef = { id: number; isBack: boolean }

/** What every history tells of a batch, before its things are named and what it undid is told. */
export type Head = Omit<NamedBatch, 'at' | 'succession'> & {
  at: string | Date
  succession: SuccessionRef | null
  undone: UndoneRef | null
}

/** SQL: who did what a row of `batches` tells. */
export const authorOf = (batch: RawBuilder<unknown>) => sql`jsonb_build_object(
  'kind', ${batch}.author, 'id', ${batch}.author_id,
  'name', (select name from users where id = ${batch}.author_id))`

/** SQL: the columns of a head, of a row of `batches`. */
export const headOf = (batch: RawBuilder<unknown>) => sql`
  ${batch}.id, ${batch}.kind, ${batch}.at, ${batch}.undoes,
  ${authorOf(batch)} as author,
  case when ${batch}.replaced_id is not null then jsonb_build_object(
    'replaced', jsonb_build_object('kind', split_part(${batch}.kind, '.', 1), 'id', ${batch}.replaced_id),
    'by', jsonb_build_object('kind', split_part(${batch}.kind, '.', 1), 'id', ${batch}.successor_id)) end as succession,
  (select id from batches as undo where undo.undoes = ${batch}.id) as "undoneBy",
  coalesce((
    with recursive undo (id, nth) as (
      select id, 1 from batches as first where first.undoes = ${batch}.id
      union all
      select later.id, nth + 1 from undo join batches as later on later.undoes = undo.id
    )
    select nth % 2 = 0 from undo order by nth desc limit 1), true) as stands,
  case when ${batch}.undoes is not null then (
    with recursive undone (id, nth) as (
      select ${batch}.undoes, 1
      union all
      select undo.undoes, nth + 1 from undone join batches as undo on undo.id = undone.id where undo.undoes is not null
    )
    select jsonb_build_object('id', id, 'isBack', nth % 2 = 0) from undone order by nth desc limit 1) end as undone`

export const thingsOf = (succession: SuccessionRef | null): ThingRef[] =>
  succession ? [succession.replaced, succession.by] : []

export const nameBoth = (succession: SuccessionRef | null, name: (thing: ThingRef) => Thing) =>
  succession && { replaced: name(succession.replaced), by: name(succession.by) }

/** Heads with the names that things have now. */
export async function nameHeads(db: Db, input: { heads: readonly Head[]; language: Language }) {
  const { heads, language } = input
  const name = await nameThings(db, { things: heads.flatMap(({ succession }) => thingsOf(succession)), language })
  return heads.map(({ at, succession, ...head }) => ({
    ...head,
    at: new Date(at).toISOString(),
    succession: nameBoth(succession, name),
  }))
}

/** The heads of the acts that undos of these undid. */
export async function readUndone(
  db: Db,
  input: { batches: ReadonlyArray<Pick<Head, 'undone'>>; language: Language },
): Promise<NamedBatch[]> {
  const ids = undoneIds(input.batches)
  if (ids.length === 0) return []
  const { rows } = await sql<Head>`
    select ${headOf(sql.ref('batch'))} from batches as batch where id = any (${ids}::bigint[])`.execute(db)
  return (await nameHeads(db, { heads: rows, language: input.language })).map(({ undone, ...head }) => head)
}

export const undoneIds = (batches: ReadonlyArray<Pick<Head, 'undone'>>): number[] => [
  ...new Set(batches.flatMap(({ undone }) => undone?.id ?? [])),
]

/** Which of these acts an undo undid. */
export function undoneAmong<Act extends { id: number }>(undone: UndoneRef | null, acts: readonly Act[]) {
  const act = acts.find(({ id }) => id === undone?.id)
  return undone && act ? { act, isBack: undone.isBack } : null
}
