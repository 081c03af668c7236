import type { FileHead, FileRow } from './row.ts'

/** So many rows travel at once, or so many cells, or so many characters: enough to be quick, few enough to read in a moment. */
const mostRows = 1000
const mostCells = 20_000
const mostCharacters = 512 * 1024

/** A row as it travels: its number, whether it is hidden, its marks, and column and text of its other cells by turns. */
export type PackedRow = [row: number, hidden: 0 | 1, marks: number[], cells: (number | string)[]]

/** What the reading process says, each as a line of JSON. `end` is the last word of one that has read all. */
export type Said =
  | { head: FileHead }
  | { rows: PackedRow[] }
  | { refusal: string; peakBytes: number }
  | { end: true; peakBytes: number }

/** Gathers rows to lines of a good size. */
export class Batch {
  private rows: PackedRow[] = []
  private cells = 0
  private characters = 0

  /** A line when there is one. */
  add(row: FileRow): string | undefined {
    const cells: (number | string)[] = []
    for (const [column, text] of row.cells) {
      cells.push(column, text)
      this.characters += text.length
    }
    this.rows.push([row.row, row.hidden ? 1 : 0, row.marks, cells])
    this.cells += row.marks.length + row.cells.length
    const full = this.rows.length >= mostRows || this.cells >= mostCells || this.characters >= mostCharacters
    return full ? this.rest() : undefined
  }

  rest(): string | undefined {
    if (this.rows.length === 0) return undefined
    const line = lineOf({ rows: this.rows })
    this.rows = []
    this.cells = 0
    this.characters = 0
    return line
  }
}

export function lineOf(said: Said): string {
  return `${JSON.stringify(said)}\n`
}
