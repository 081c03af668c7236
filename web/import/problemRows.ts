import type { ImportColumn, listProblemRows } from '../../server/import/contract.ts'
import type { ResponseOf } from '../kit/api.ts'

export type ProblemRow = ResponseOf<typeof listProblemRows>['items'][number]
/** A cell of the file, by its row as the spreadsheet program counts, and its column. */
export type Place = { row: number; column: number }

/** So many columns are read at a glance; a file may have hundreds. */
const columnsAtMost = 12

export function isPlace(one: Place | undefined, other: Place | undefined): boolean {
  return one?.row === other?.row && one?.column === other?.column
}

export function keyOf({ row, column }: Place): string {
  return `${row} ${column}`
}

/** The columns worth seeing beside a problem: who it is about, what is wrong, and of the others as many as fit. */
export function columnsShown(columns: readonly ImportColumn[], rows: readonly ProblemRow[]): ImportColumn[] {
  const wrong = new Set(rows.flatMap(({ problems }) => problems.map(({ column }) => column)))
  const isNeeded = ({ person, column }: ImportColumn) => person !== null || wrong.has(column)
  const others = columns.filter((column) => !isNeeded(column))
  const room = Math.max(0, columnsAtMost - (columns.length - others.length))
  const fitting = new Set(others.slice(0, room))
  return columns.filter((column) => isNeeded(column) || fitting.has(column))
}

/** What is wrong in a cell. What is wrong with a row as a whole stands in its first column. */
export function problemsAt(row: ProblemRow, { column }: Place, first: number | undefined): ProblemRow['problems'] {
  return row.problems.filter((problem) => (problem.column ?? first) === column)
}

/** Every cell with a problem, row by row. */
export function problemPlaces(rows: readonly ProblemRow[], columns: readonly ImportColumn[]): Place[] {
  const first = columns[0]?.column
  return rows.flatMap((row) =>
    columns
      .filter(({ column }) => problemsAt(row, { row: row.row, column }, first).length > 0)
      .map(({ column }) => ({ row: row.row, column })),
  )
}

/** The next one after a cell, in the order in which one reads; after the last the first again. */
export function placeAfter(places: readonly Place[], { row, column }: Place): Place | undefined {
  return places.find((one) => one.row > row || (one.row === row && one.column > column)) ?? places[0]
}

export function textAt(row: ProblemRow | undefined, column: number): string {
  return row?.cells.find((cell) => cell.column === column)?.text ?? ''
}
