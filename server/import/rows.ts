import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'

/** A row of a file as it is kept: `marks` are the columns that hold just an x, `cells` every other text by column. */
export type Row = {
  readonly row: number
  readonly marks: readonly number[]
  readonly cells: ReadonlyMap<number, string>
}

/**
 * Rows that are looked at together: with fewer, the questions cost more than their answers; with more, whoever else asks this
 * process something waits for tens of milliseconds.
 */
const chunkSize = 2000

/**
 * The rows of an import in their order, those that were left out left out, some thousands at a time. The next are on their way
 * while these are looked at.
 */
export async function* readRows(db: Db, importId: number): AsyncGenerator<Row[]> {
  const ask = async (after: number): Promise<StoredRow[]> => {
    const { rows } = await sql<StoredRow>`
      select row, marks, cells from import_rows
      where import_id = ${importId} and row > ${after} and not skipped
      order by row limit ${chunkSize}`.execute(db)
    return rows
  }
  for (let asked = ask(0); ; ) {
    const rows = await asked
    const last = rows.at(-1)
    const isMore = last !== undefined && rows.length === chunkSize
    if (isMore) {
      asked = ask(last.row)
      // It is waited for in the next round, if there is one.
      asked.catch(() => undefined)
    }
    if (last) yield rows.map(rowOf)
    if (!isMore) return
  }
}

/** Some rows, by their numbers. */
export async function findRows(db: Db, input: { importId: number; rows: readonly number[] }): Promise<Row[]> {
  const { rows } = await sql<StoredRow>`
    select row, marks, cells from import_rows
    where import_id = ${input.importId} and row = any (${[...input.rows]}::int[]) order by row`.execute(db)
  return rows.map(rowOf)
}

/** What a cell says. */
export function textAt({ marks, cells }: Row, column: number): string {
  return cells.get(column) ?? (marks.includes(column) ? 'x' : '')
}

type StoredRow = { row: number; marks: number[]; cells: Record<string, string> }

function rowOf({ row, marks, cells }: StoredRow): Row {
  return { row, marks, cells: new Map(Object.entries(cells).map(([column, text]) => [Number(column), text])) }
}
