/** What a file says, row by row. A row is as the spreadsheet program numbers it (1-based), a column too (0 = A). */
export type FileRow = {
  row: number
  /** Hidden in the file, by hand or by a filter. It is read nevertheless. */
  hidden?: true
  /** Columns whose cell is just an x (either case). */
  marks: number[]
  /** The other cells that are not empty: [column, tidied text] in column order. */
  cells: [number, string][]
}

export type FileHead = {
  /** The kind of file. */
  format: 'xlsx' | 'csv'
  /** The sheet that is read, null for csv. */
  sheet: string | null
  /** Key and value of each row of the hidden sheet named "Muster" if there is one, else {}. */
  marker: Record<string, string>
  /** Names of other visible sheets that have content and are not read. */
  otherSheets: string[]
  /** Days are counted from 1904 on: what a number without a format would be as a day. */
  from1904?: true
}

/** What of a file comes first, and then what comes as it is read. Rows are in the order of the file; empty ones are left out. */
export type FilePart = { head: FileHead } | { rows: FileRow[] }

/** The sheet in which a template says what it is. */
export const markerSheet = 'Muster'

/** Whether a cell is just an x. */
export function isMark(text: string): boolean {
  return text === 'x' || text === 'X'
}
