import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Preview } from '../enrollment/preview/contract.ts'
import { findPreview } from '../enrollment/preview/previews.ts'
import { isMuch } from '../guard.ts'
import type { Db } from '../platform/database/database.ts'
import { literally } from '../platform/database/page.ts'
import { Problem } from '../platform/problem.ts'
import {
  type ImportColumn,
  type ImportHead,
  type ImportView,
  keptForDays,
  letterOf,
  type ProblemGroup,
  type ProblemKind,
  rowsKeptForDays,
  type listProblemRows as rowsOperation,
  thingsOf,
  type listProblemValues as valuesOperation,
} from './contract.ts'
import { noCounts } from './findings.ts'
import { nameThings, nearestThings } from './layout.ts'
import { findRows } from './rows.ts'
import { markedCells, readStored, type Stored } from './stored.ts'

const headColumns = sql`
  i.id, i.action, i.file_name as "fileName", i.state, i.created_at as "createdAt", i.row_count as rows,
  i.batch_id as "batchId", i.refusal,
  case
    when i.state in ('open', 'refused') then i.touched_at + make_interval(days => ${keptForDays})
    when i.state = 'started' then i.touched_at + make_interval(days => ${rowsKeptForDays})
  end as "expiresAt",
  case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as author`

/** Imports that are not started, not discarded and not expired, and those under way. */
export async function listImports(
  db: Db,
  { batchId }: { batchId?: number | undefined } = {},
): Promise<{ items: ImportHead[] }> {
  const { rows } = await sql<ImportHead>`
    select ${headColumns} from imports i left join users u on u.id = i.author_id
    where ${batchId === undefined ? sql`i.state not in ('started', 'expired')` : sql`i.batch_id = ${batchId}`} order by i.id desc limit 200`.execute(
    db,
  )
  return { items: rows.map(asText) }
}

export async function readHead(db: Db, importId: number): Promise<ImportHead> {
  const { rows } = await sql<ImportHead>`
    select ${headColumns} from imports i left join users u on u.id = i.author_id where i.id = ${importId}`.execute(db)
  if (!rows[0]) throw new Error(`import ${importId} is not there`)
  return asText(rows[0])
}

/** An import with all there is to say of it but its rows: as it stands at one moment, while it may be worked at. */
export async function readImport(db: Db, input: { importId: number; language: string }): Promise<ImportView> {
  const { importId, language } = input
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const stored = await readStored(tx, importId)
      const plan = await planOf(tx, stored)
      const working = stored.state === 'reading' || stored.state === 'checking' || stored.state === 'starting'
      const { rows } = await sql<{ mailOn: boolean }>`select mail_on as "mailOn" from academy`.execute(tx)
      return {
        ...(await readHead(tx, importId)),
        progress: working ? { done: stored.done, of: stored.rows } : null,
        sheet: stored.sheet,
        headerRow: stored.headerRow,
        otherSheets: [...stored.otherSheets],
        columns: await tellColumns(tx, { stored, language }),
        ignored: [...stored.ignored],
        // One of before an upgrade knows nothing of what is counted since.
        check: stored.checked && { ...noCounts(), ...stored.checked },
        // Asked again and again while it works, and not known before it is done.
        problems: working ? [] : await groupProblems(tx, importId),
        plan,
        planProblem: stored.planProblem,
        mails: plan && stored.mails,
        mailOn: rows[0]?.mailOn ?? false,
        notify: stored.notify,
        drift: stored.drift ? [...stored.drift] : null,
      }
    })
}

/**
 * What an import would do, as it was planned last; null when that was not, or over an hour ago. Whoever becomes inactive loses
 * access to everything: to be confirmed it counts like an ending, and much is measured by how many are active.
 */
export async function planOf(db: Db, { previewId, state, checked }: Stored): Promise<Preview | null> {
  if (previewId === null || state !== 'open') return null
  const plan = await findPreview(db, { previewId }).catch((error: unknown) => {
    if (error instanceof Problem) return null
    throw error
  })
  const deactivated = checked?.deactivated ?? 0
  if (!plan || deactivated === 0) return plan
  const { rows } = await sql<{ active: number }>`
    select count(*)::int as active from users where status = 'active'`.execute(db)
  const isMany = isMuch({ enrolls: 0, ends: deactivated, governs: rows[0]?.active ?? 0 })
  const { ends, isNeeded } = plan.confirm
  return { ...plan, confirm: { ...plan.confirm, ends: ends + deactivated, isNeeded: isNeeded || isMany } }
}

async function tellColumns(
  db: Db,
  { stored, language }: { stored: Stored; language: string },
): Promise<ImportColumn[]> {
  const { action, columns, header } = stored
  const ids = columns.flatMap(({ thingId }) => thingId ?? [])
  const names = action ? await nameThings(db, { kind: thingsOf[action], ids, language }) : []
  const told: ImportColumn[] = []
  for (const { column, header: text, person, thingId, problem } of columns) {
    const cell = header.find((one) => one.column === column)
    told.push({
      column,
      letter: letterOf(column),
      header: text,
      person,
      thing: names.find(({ id }) => id === thingId) ?? null,
      marks: cell ? markedCells(action, cell) : 0,
      problem: problem && {
        kind: problem,
        nearest: action ? await nearestThings(db, { kind: thingsOf[action], text, language }) : [],
      },
    })
  }
  return told
}

async function groupProblems(db: Db, importId: number): Promise<ProblemGroup[]> {
  const { rows } = await sql<ProblemGroup>`
    select kind, nullif("column", -1)::int as "column", count(*)::int as rows, count(distinct value)::int as values
    from import_problems where import_id = ${importId}
    group by kind, "column" order by count(*) desc, kind, "column"`.execute(db)
  return rows
}

const mostValues = 100
/** Only so many are compared with all that there is: nobody mends more by hand. */
const mostCompared = 25

/** Problems of one kind in one column by what was given, the most frequent first. */
export async function listProblemValues(
  db: Db,
  input: { importId: number; query: z.output<typeof valuesOperation.query> },
): Promise<z.output<typeof valuesOperation.response>> {
  const { importId, query } = input
  const { rows } = await sql<{ value: string; rows: number; firstRow: number; total: number }>`
    select value, count(*)::int as rows, min(row)::int as "firstRow", count(*) over ()::int as total
    from import_problems
    where import_id = ${importId} and kind = ${query.kind} and "column" = ${query.column ?? -1}
      ${query.search ? sql`and lower(value) like lower(${`%${literally(query.search)}%`})` : sql``}
    group by value order by count(*) desc, value limit ${mostValues}`.execute(db)
  const values = rows.slice(0, mostCompared).map(({ value }) => value)
  const nearest =
    query.kind === 'department-ambiguous'
      ? await findMeant(db, { importId, column: query.column ?? -1, values })
      : await findNearest(db, query.kind, values)
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ total: _, value, ...rest }) => ({ value, ...rest, nearest: nearest.get(value) ?? [] })),
  }
}

type Nearest = Array<{ text: string; name: string }>

/** Each of several that are called the same, by the names above it. */
async function findMeant(
  db: Db,
  { importId, column, values }: { importId: number; column: number; values: readonly string[] },
): Promise<Map<string, Nearest>> {
  const { rows } = await sql<{ value: string; nearest: Nearest }>`
    select value, jsonb_agg(jsonb_build_object('text', path, 'name', path) order by path) as nearest
    from (
      select distinct value, unnest(string_to_array(about, '; ')) as path from import_problems
      where import_id = ${importId} and kind = 'department-ambiguous' and "column" = ${column}
        and value = any (${[...values]}::text[])
    ) as meant
    group by value`.execute(db)
  return new Map(rows.map(({ value, nearest }) => [value, nearest]))
}

/** What is meant may be what is written most like it. */
async function findNearest(db: Db, kind: ProblemKind, values: readonly string[]): Promise<Map<string, Nearest>> {
  const near = nearestOf[kind]
  if (!near || values.length === 0) return new Map()
  const { rows } = await sql<{ value: string; nearest: Nearest }>`
    select given.value, near.nearest
    from unnest(${[...values]}::text[]) as given (value)
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('text', text, 'name', name) order by distance), '[]') as nearest
      from (${near(sql.ref('given.value'))}) as one
    ) near
    where given.value <> ''`.execute(db)
  return new Map(rows.map(({ value, nearest }) => [value, nearest]))
}

const nearestUnit = (table: string) => (value: RawBuilder<unknown>) =>
  sql`
  select name as text, name, lower(name) <-> lower(${value}) as distance from ${sql.table(table)}
  where not archived and lower(name) <-> lower(${value}) < 0.8 order by 3, 1 limit 3`

/** By address: the part before the @ says more than the domain, which all share. */
const nearestPerson = (value: RawBuilder<unknown>) => sql`
  select email as text, name, split_part(lower(email), '@', 1) <-> split_part(lower(${value}), '@', 1) as distance
  from users
  where lower(name || ' ' || email || ' ' || coalesce(employee_number, '')) %> split_part(lower(${value}), '@', 1)
  order by 3, 1 limit 3`

const nearestOf: Partial<Record<ProblemKind, (value: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  'company-unknown': nearestUnit('companies'),
  'department-unknown': nearestUnit('departments'),
  'team-unknown': nearestUnit('teams'),
  'function-unknown': nearestUnit('job_functions'),
  'group-unknown': nearestUnit('groups'),
  'person-unknown': nearestPerson,
  'manager-unknown': nearestPerson,
}

/** Rows in which something is wrong, in the order of the file. */
export async function listProblemRows(
  db: Db,
  input: { importId: number; query: z.output<typeof rowsOperation.query> },
): Promise<z.output<typeof rowsOperation.response>> {
  const { importId, query } = input
  const { rows } = await sql<{ row: number; problems: ProblemRow['problems'] }>`
    select p.row, jsonb_agg(
        jsonb_build_object('kind', p.kind, 'column', nullif(p."column", -1), 'value', p.value, 'about', p.about)
        order by p."column", p.kind) as problems
    from import_problems p
    where p.import_id = ${importId} and p.row in (
      select distinct row from import_problems
      where import_id = ${importId} and row > ${query.afterRow}
        ${query.kind ? sql`and kind = ${query.kind}` : sql``}
        ${query.column === undefined ? sql`` : sql`and "column" = ${query.column}`}
      order by row limit ${query.limit + 1}
    )
    group by p.row order by p.row`.execute(db)
  const shown = rows.slice(0, query.limit)
  const cells = new Map(
    (await findRows(db, { importId, rows: shown.map(({ row }) => row) })).map((one) => [one.row, one]),
  )
  return {
    items: shown.map(({ row, problems }) => {
      const found = cells.get(row)
      const texts = [...(found?.cells ?? []), ...(found?.marks.map((column) => [column, 'x'] as const) ?? [])]
      return {
        row,
        problems,
        cells: texts.map(([column, text]) => ({ column, text })).sort((a, b) => a.column - b.column),
      }
    }),
    more: rows.length > query.limit,
  }
}

type ProblemRow = z.output<typeof rowsOperation.response>['items'][number]

function asText(head: ImportHead): ImportHead {
  const text = (at: unknown) => (at instanceof Date ? at.toISOString() : String(at))
  return {
    ...head,
    createdAt: text(head.createdAt),
    expiresAt: head.expiresAt === null ? null : text(head.expiresAt),
  }
}
