import { sql } from 'kysely'
import type { Author } from '../change.ts'
import type { ProblemBody } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { notFound } from '../platform/problem.ts'
import type { ImportAction, ImportCheck, ImportState } from './contract.ts'
import type { StoredColumn } from './layout.ts'

/** The text above a column, and how many cells below it are an x or -, or a day. */
export type HeaderCell = {
  readonly column: number
  readonly text: string
  readonly marks: number
  readonly days: number
}

/** How many cells below a header mean something for an action. An x where a day is due was meant for us, too. */
export function markedCells(action: ImportAction | null, { marks, days }: HeaderCell): number {
  return action === 'completions' ? marks + days : marks
}

/** An import as it is kept, without its rows and its file. */
export type Stored = {
  readonly id: number
  readonly authorId: number | null
  readonly action: ImportAction | null
  readonly fileName: string
  readonly state: ImportState
  readonly notify: boolean
  readonly sheet: string | null
  readonly otherSheets: readonly string[]
  readonly header: readonly HeaderCell[]
  readonly headerRow: number
  readonly known: Readonly<Record<string, number>>
  readonly columns: readonly StoredColumn[]
  readonly ignored: readonly string[]
  /** Days that are written as bare numbers are counted from 1904 on. */
  readonly from1904: boolean
  readonly rows: number
  readonly hidden: number
  readonly done: number
  readonly refusal: { readonly code: string; readonly message: string } | null
  readonly checked: ImportCheck | null
  readonly previewId: number | null
  readonly planProblem: ProblemBody | null
  readonly mails: number | null
  readonly drift: ReadonlyArray<{ what: string; before: number; now: number }> | null
  readonly batchId: number | null
  readonly faults: number
  readonly createdAt: string
  readonly touchedAt: string
}

export async function readStored(db: Db, importId: number): Promise<Stored> {
  const { rows } = await sql<Stored>`select ${storedColumns} from imports where id = ${importId}`.execute(db)
  if (!rows[0]) throw notFound('import')
  return rows[0]
}

export const storedColumns = sql`
  id, author_id as "authorId", action, file_name as "fileName", state, notify, sheet, other_sheets as "otherSheets",
  header, header_row as "headerRow", known, columns, ignored, from_1904 as "from1904",
  row_count as rows, hidden_count as hidden, done, refusal, checked,
  preview_id as "previewId", plan_problem as "planProblem", mails, drift, batch_id as "batchId", faults,
  created_at as "createdAt", touched_at as "touchedAt"`

/** As whom an import acts: whoever uploaded it and, from then on, whoever starts it; or the command line. */
export function authorOf({ authorId }: Pick<Stored, 'authorId'>): Author {
  return authorId === null ? { kind: 'feed' } : { kind: 'user', userId: authorId }
}
