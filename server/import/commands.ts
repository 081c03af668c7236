import { type RawBuilder, sql } from 'kysely'
import { tidyLine } from '../platform/contract.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { ConfirmProblem, conflict, invalid, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { ImportAction, PersonField } from './contract.ts'
import { unitFields } from './draft.ts'
import type { StoredColumn } from './layout.ts'
import { readStored, type Stored } from './stored.ts'

/** Keeps an uploaded file, to be read by whichever worker comes first. Answers the import's id. */
export async function keepFile(
  db: Db,
  input: { authorId: number | null; fileName: string; content: Buffer; action: ImportAction | null; notify?: boolean },
): Promise<number> {
  const { authorId, fileName, content, action, notify = true } = input
  const { rows } = await sql<{ id: number }>`
    insert into imports (author_id, file_name, file, action, notify)
    values (${authorId}, ${fileName}, ${content}, ${action}, ${notify}) returning id`.execute(db)
  if (!rows[0]) throw new Error('an import was not kept')
  return rows[0].id
}

export type ColumnEdit = {
  readonly column: number
  readonly thingId?: number | null | undefined
  readonly person?: PersonField | null | undefined
}

/** Says what a file is for, what a column of it means, or whether people are told. It is checked again. */
export async function editImport(
  db: Db,
  input: {
    importId: number
    edit: {
      action?: ImportAction | undefined
      notify?: boolean | undefined
      columns?: readonly ColumnEdit[] | undefined
    }
  },
): Promise<void> {
  const { importId, edit } = input
  await whileOpen(db, importId, async (tx, stored) => {
    const action = edit.action ?? stored.action
    const changesAction = action !== stored.action
    // What a column meant for another action, it need not mean for this one.
    const columns = changesAction ? [] : editColumns(stored, edit.columns ?? [])
    await sql`
      update imports
      set action = ${action}, notify = ${edit.notify ?? stored.notify}, columns = ${JSON.stringify(columns)}
      where id = ${importId}`.execute(tx)
    const isOnlyNotify = !changesAction && edit.columns === undefined
    return { again: !isOnlyNotify, answer: undefined }
  })
}

type Fix = {
  importId: number
  column: number
  alsoIn?: readonly number[] | undefined
  rows: { row: number } | { value: string }
  text: string
}

/** Writes a text into one cell, or into all of a column, or of several, that say the same. Answers how many cells. */
export async function fixCells(db: Db, input: Fix): Promise<number> {
  const { importId, column, alsoIn = [], rows } = input
  const text = tidyLine(input.text)
  return whileOpen(db, importId, async (tx, stored) => {
    const isMark = text.toLowerCase() === 'x'
    const which: RawBuilder<boolean> =
      'row' in rows
        ? sql`row = ${rows.row}`
        : rows.value.toLowerCase() === 'x'
          ? sql`${column}::smallint = any (marks)`
          : sql`coalesce(cells ->> ${`${column}`}, '') = ${rows.value} and not ${column}::smallint = any (marks)`
    // First, or the name would be found again in what it becomes.
    const inLists =
      'value' in rows && isList(stored, column)
        ? await fixInLists(tx, { importId, column, value: rows.value, text })
        : 0
    const { numAffectedRows } = await sql`
      update import_rows
      set marks = array_remove(marks, ${column}::smallint) || ${isMark ? [column] : []}::smallint[],
        cells = (cells - ${`${column}`}::text) || ${isMark || text === '' ? '{}' : JSON.stringify({ [column]: text })}::jsonb,
        skipped = false
      where import_id = ${importId} and ${which}`.execute(tx)
    const elsewhere =
      'value' in rows && alsoIn.length > 0 ? await fixElsewhere(tx, { importId, columns: alsoIn, ...rows, text }) : 0
    const fixed = Number(numAffectedRows ?? 0n) + inLists + elsewhere
    if ('value' in rows && fixed === 0) throw conflict('mended-meanwhile', mendedMeanwhile({ given: rows.value }))
    return { again: true, answer: fixed }
  })
}

/** Whether the cells of a column hold several names. */
const isList = ({ columns }: Stored, column: number) =>
  columns.some((one) => one.column === column && (unitFields as readonly (PersonField | null)[]).includes(one.person))

/** The same in other columns: who wrote ja for x, wrote it in all of them. */
async function fixElsewhere(
  tx: Tx,
  input: { importId: number; columns: readonly number[]; value: string; text: string },
): Promise<number> {
  const { importId, columns, value, text } = input
  const isMark = text.toLowerCase() === 'x'
  const isMarked = value.toLowerCase() === 'x'
  const saying = isMarked
    ? sql`select "column" from unnest(marks) as marked ("column")`
    : sql`select key::smallint from jsonb_each_text(cells) as cell where cell.value = ${value}`
  const { rows } = await sql<{ fixed: number }>`
    with same as materialized (
      select row, array(
        select said."column" from (${saying}) as said ("column")
        where said."column" = any (${[...columns]}::smallint[])
      ) as columns
      from import_rows where import_id = ${importId}
    ),
    fixed as (
      update import_rows
      set marks = array(select marked from unnest(marks) as marked where marked <> all (same.columns))
          || ${isMark ? sql`same.columns` : sql`'{}'::smallint[]`},
        cells = (cells - same.columns::text[]) || coalesce((
          select jsonb_object_agg(c, ${text}::text) from unnest(same.columns) as c where ${!isMark && text !== ''}
        ), '{}'),
        skipped = false
      from same
      where import_id = ${importId} and import_rows.row = same.row and cardinality(same.columns) > 0
      returning cardinality(same.columns) as n
    )
    select coalesce(sum(n), 0)::int as fixed from fixed`.execute(tx)
  return rows[0]?.fixed ?? 0
}

/** The same for one name among several in a cell: those beside it stay. Also while it is being checked what is wrong. */
async function fixInLists(
  tx: Tx,
  input: { importId: number; column: number; value: string; text: string },
): Promise<number> {
  const { importId, column, value, text } = input
  const { numAffectedRows } = await sql`
    update import_rows
    set cells = (cells - ${`${column}`}::text) || coalesce((
      select jsonb_build_object(${`${column}`}::text, string_agg(name, '; ' order by nth))
      from (
        select nth, case when lower(trim(part)) = lower(${value}) then ${text} else trim(part) end as name
        from unnest(string_to_array(cells ->> ${`${column}`}, ';')) with ordinality as piece (part, nth)
      ) as names
      where name <> ''
      having count(*) > 0), '{}'),
      skipped = false
    where import_id = ${importId} and cells ->> ${`${column}`} like '%;%' and exists (
      select from unnest(string_to_array(cells ->> ${`${column}`}, ';')) as piece (part)
      where lower(trim(part)) = lower(${value}))`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** Leaves rows out, or takes them in again. Answers how many. */
export async function skipRows(
  db: Db,
  input: {
    importId: number
    skip: boolean
    rows: { row: number } | { kind: string; column: number | null; value: string | null } | { all: true }
  },
): Promise<number> {
  const { importId, skip, rows } = input
  return whileOpen(db, importId, async (tx) => {
    const { numAffectedRows } = await sql`
      update import_rows set skipped = ${skip}
      where import_id = ${importId} and skipped <> ${skip} and ${rowsMeant(importId, rows)}`.execute(tx)
    return { again: true, answer: Number(numAffectedRows ?? 0n) }
  })
}

function rowsMeant(
  importId: number,
  rows: { row: number } | { kind: string; column: number | null; value: string | null } | { all: true },
): RawBuilder<boolean> {
  if ('all' in rows) return sql`true`
  if ('row' in rows) return sql`row = ${rows.row}`
  const { kind, column, value } = rows
  return sql`row in (
    select row from import_problems
    where import_id = ${importId} and kind = ${kind} and "column" = ${column ?? -1}
      and (${value}::text is null or value = ${value}))`
}

/** Checks and plans again, as the academy is now. */
export async function checkAgain(db: Db, input: { importId: number }): Promise<void> {
  await whileOpen(db, input.importId, async () => ({ again: true, answer: undefined }))
}

/** Asks for what was planned to be done. Whoever starts it agrees to the numbers of the plan. */
export async function startImport(
  db: Db,
  input: {
    importId: number
    notify?: boolean | undefined
    confirm?: { enrolls: number; ends: number } | null | undefined
    /** Of the plan that was seen, where it is known: somebody else may have changed the import since. */
    previewId?: number | undefined
    /** Who starts it, in whose name it acts from then on; left out where nobody does who has a name. */
    starterId?: number
    plan: { confirm: { enrolls: number; begins: number; ends: number; isNeeded: boolean } } | null
  },
): Promise<void> {
  const { importId, notify, confirm, previewId, starterId, plan } = input
  const stored = await readStored(db, importId)
  await refuseStarted(db, stored)
  if (stored.state === 'checking') throw busy()
  if (previewId !== undefined && previewId !== stored.previewId) throw conflict('planned-anew', plannedAnew())
  if (stored.planProblem !== null) throw conflict('cannot-be-done', cannotBeDone())
  if (!plan) {
    throw conflict('look-again', lookAgain())
  }
  const { isNeeded, enrolls, begins, ends } = plan.confirm
  if (isNeeded && (!confirm || confirm.enrolls < enrolls || confirm.ends < ends)) {
    throw new ConfirmProblem({ enrolls, begins, ends, isMuch: true }, needsConfirmation({ enrolls, ends }))
  }
  const { numAffectedRows } = await sql`
    update imports
    set state = 'starting', author_id = ${starterId ?? stored.authorId}, drift = null, notify = ${notify ?? stored.notify}, touched_at = now(), worker = null,
      leased_until = null, done = 0
    where id = ${importId} and state = 'open' and preview_id is not distinct from ${stored.previewId}`.execute(db)
  if (numAffectedRows === 1n) return
  // Somebody else was faster.
  await refuseStarted(db, await readStored(db, importId))
  throw busy()
}

async function refuseStarted(db: Db, { state, authorId }: Stored): Promise<void> {
  if (state !== 'starting' && state !== 'started') return
  const { rows } = await sql<{ name: string }>`select name from users where id = ${authorId}`.execute(db)
  throw conflict('started-already', rows[0] ? startedAlreadyBy({ name: rows[0].name }) : startedAlready())
}

/** Forgets an import that was not started, with its rows and its file. */
export async function discardImport(db: Db, input: { importId: number }): Promise<void> {
  const { rows } = await sql<{ state: string }>`
    with gone as (
      delete from imports where id = ${input.importId} and state not in ('starting', 'started') returning id
    ),
    its_rows as (delete from import_rows where import_id in (select id from gone)),
    its_problems as (delete from import_problems where import_id in (select id from gone))
    select state from imports where id = ${input.importId} and not exists (select from gone)`.execute(db)
  if (rows.length > 0) {
    throw conflict('started', over.started())
  }
}

/** Does something to an import that waits, or is being checked: a check of what is changed meanwhile is of no use, and ends. */
async function whileOpen<Answer>(
  db: Db,
  importId: number,
  act: (tx: Tx, stored: Stored) => Promise<{ again: boolean; answer: Answer }>,
): Promise<Answer> {
  return db.transaction().execute(async (tx) => {
    const locked = await sql<{ state: string }>`
      select state from imports where id = ${importId} for update`.execute(tx)
    const state = locked.rows[0]?.state
    if (state === undefined) throw notFound('import')
    if (state !== 'open' && state !== 'checking')
      throw state in over ? conflict(state, over[state as keyof typeof over]()) : busy()
    const stored = await readStored(tx, importId)
    const { again, answer } = await act(tx, stored)
    await sql`
      update imports
      set touched_at = now(), drift = null,
        state = case when action is null then 'open' when ${again} then 'checking' else state end,
        worker = case when ${again} then null else worker end,
        leased_until = case when ${again} then null else leased_until end,
        done = case when ${again} then 0 else done end
      where id = ${importId}`.execute(tx)
    return answer
  })
}

const busy = () => conflict('busy', workedOn())

/** After a fault of ours in a step that a worker took. */
export const wentWrong = sentence(
  'import.fault',
  'Something went wrong while this import was being looked at, and nothing was changed by it. The log of the server says what.',
)
const workedOn = sentence('import.busy', 'This import is being worked on. Try again in a moment.')
const startedAlready = sentence('import.started-already', 'This import was started already.')
const startedAlreadyBy = sentence(
  'import.started-already-by',
  'This import was started already, by {{name}}. Nothing was done twice.',
)
const cannotBeDone = sentence('import.cannot-be-done', 'What this file asks for cannot be done; its check says why.')
const lookAgain = sentence(
  'import.look-again',
  'What this import would do is no longer known, or it would do nothing. Check it again first.',
)
const plannedAnew = sentence(
  'import.planned-anew',
  'This import was changed since you looked, here or in another window. Nothing was done: look at what it would do now.',
)
const mendedMeanwhile = sentence(
  'import.mended-meanwhile',
  'No cell says "{{given}}" any more: that was mended meanwhile, here or in another window. Nothing was changed.',
)
const needsConfirmation = sentence(
  'import.confirm',
  'People enrolled by this: {{enrolls}}; enrollments ended, and people made inactive: {{ends}}. Nothing was changed yet: confirm the numbers to do it.',
)
const noSuchColumn = sentence(
  'import.no-such-column',
  'The file has no column with the number {{column}} and a header.',
)
const over = {
  refused: sentence('import.refused', 'This file was refused, so there is nothing in it to change. Upload another.'),
  started: sentence(
    'import.started',
    'This import was started. What it did stands in the history, and can be undone there.',
  ),
  expired: sentence(
    'import.expired',
    'Nobody came back to this import for a month, so its rows were discarded. Upload the file again.',
  ),
}

function editColumns({ columns, header }: Stored, edits: readonly ColumnEdit[]): StoredColumn[] {
  const edited = new Map(columns.map((one) => [one.column, one]))
  for (const { column, thingId, person } of edits) {
    const above = header.find((one) => one.column === column)
    if (!above) throw invalid([{ field: 'columns', message: noSuchColumn({ column }) }])
    edited.set(column, {
      column,
      header: above.text,
      person: person ?? null,
      thingId: thingId ?? null,
      problem: null,
      decided: true,
    })
  }
  return [...edited.values()].sort((a, b) => a.column - b.column)
}
