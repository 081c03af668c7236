import type { Cell, CellStyle } from 'hucre/xlsx'
import { writeApart } from './apart.ts'
import type { WrittenColumn } from './workbook.ts'

/** A row in which something is wrong. */
export type ProblemRow = {
  /** What its cells say, by the place of the column; missing is empty. */
  readonly texts: readonly string[]
  /** What is wrong and what to do, and with which column; null: with the row. */
  readonly problems: readonly { readonly column: number | null; readonly sentence: string }[]
}

/** A problem file has so many rows at most: it is made in memory, a few kilobytes for each, and nobody mends more by hand. */
export const mostProblemRows = 10_000

/** Light, so that black letters can be read on it. */
const wrong: CellStyle = { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFD9D9' } }, numFmt: '@' }

const sentencesWidth = 60

/**
 * The rows in which something is wrong, to be mended and uploaded again: what is wrong is coloured and carries a note, and
 * the last column says all of a row. By the marker it is known when it comes back; its last column is known by its header.
 */
export function problemFileOf(input: {
  sheetName: string
  columns: readonly WrittenColumn[]
  rows: readonly ProblemRow[]
  /** Header of the last column: what the importer leaves out when the file comes back. */
  problemHeader: string
  marker: Readonly<Record<string, string>>
}): Promise<Uint8Array> {
  const { sheetName, columns, problemHeader, marker } = input
  const rows = input.rows.slice(0, mostProblemRows)
  return writeApart({
    sheetName,
    columns: [...columns, { header: problemHeader, width: sentencesWidth, kind: 'person' }],
    rows: rows.map(({ texts, problems }) => [
      ...columns.map((_, column) => texts[column] ?? ''),
      problems.map(({ sentence }) => sentence).join(' '),
    ]),
    cells: new Map(rows.flatMap((row, i) => wrongCells(row, i + 1))),
    marker,
  })
}

function wrongCells({ problems }: ProblemRow, row: number): [string, Partial<Cell>][] {
  const sentences = Map.groupBy(
    problems.filter(({ column }) => column !== null),
    ({ column }) => column,
  )
  return [...sentences].map(([column, all]) => {
    const text = all.map(({ sentence }) => sentence).join(' ')
    return [`${row},${column}`, { style: wrong, comment: { author: 'Muster', text } }]
  })
}
