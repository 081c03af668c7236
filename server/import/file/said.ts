import type { PackedRow, Said } from './batch.ts'
import type { FileRow } from './row.ts'

/** Whether a process that may be anybody's by now says what ours says. */
export function isSaid(said: unknown): said is Said {
  if (typeof said !== 'object' || said === null) return false
  if ('rows' in said) return Array.isArray(said.rows) && said.rows.every(isRow)
  if ('head' in said) return isHead(said.head)
  const peaks = 'peakBytes' in said && Number.isFinite(said.peakBytes)
  return peaks && ('end' in said || ('refusal' in said && typeof said.refusal === 'string'))
}

export function unpacked(rows: readonly PackedRow[]): FileRow[] {
  return rows.map(([row, hidden, marks, packed]) => {
    const cells: [number, string][] = []
    for (let i = 0; i < packed.length; i += 2) cells.push([packed[i] as number, packed[i + 1] as string])
    return hidden ? { row, hidden: true, marks, cells } : { row, marks, cells }
  })
}

function isRow(row: unknown): row is PackedRow {
  if (!Array.isArray(row) || row.length !== 4) return false
  const [number, hidden, marks, cells] = row
  return isCount(number) && (hidden === 0 || hidden === 1) && isList(marks) && marks.every(isCount) && arePairs(cells)
}

function arePairs(cells: unknown): boolean {
  if (!isList(cells) || cells.length % 2 !== 0) return false
  return cells.every((cell, i) => (i % 2 === 0 ? isCount(cell) : typeof cell === 'string'))
}

function isHead(head: unknown): boolean {
  if (typeof head !== 'object' || head === null) return false
  const { format, sheet, marker, otherSheets, from1904 } = head as Record<string, unknown>
  return (
    (format === 'xlsx' || format === 'csv') &&
    (sheet === null || typeof sheet === 'string') &&
    typeof marker === 'object' &&
    marker !== null &&
    Object.values(marker).every(isText) &&
    isList(otherSheets) &&
    otherSheets.every(isText) &&
    (from1904 === undefined || from1904 === true)
  )
}

const isList: (given: unknown) => given is unknown[] = Array.isArray
const isText = (given: unknown) => typeof given === 'string'
const isCount = (given: unknown) => Number.isInteger(given) && (given as number) >= 0
