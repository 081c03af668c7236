import type { ReadableStream } from 'node:stream/web'
import { writeXlsxStream } from 'hucre/xlsx'
import type { Cell, Rows } from './csv.ts'

/** A sheet of so many characters' width at most; longer cells are read by widening it. */
const widest = 60

/** So many characters go into a cell: Excel takes a file with longer ones for damaged. */
const longest = 32_767

/**
 * A workbook of one sheet, its header frozen, written as its rows are read; what is longer than a sheet goes on in the next.
 * A text is a text whatever it begins with, so nothing in it is ever a formula.
 */
export function xlsxOf({ name, headers, rows }: Rows): ReadableStream<Uint8Array> {
  return writeXlsxStream(fitting(rows), {
    // What Excel does not take in the name of a sheet.
    name: name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    columns: headers.map((header) => ({ header, width: Math.min(widest, Math.max(18, header.length + 4)) })),
    freezePane: { rows: 1 },
  }) as ReadableStream<Uint8Array>
}

async function* fitting(rows: AsyncIterable<Cell[]>): AsyncGenerator<Cell[]> {
  for await (const row of rows) {
    yield row.map((cell) =>
      typeof cell === 'string' && cell.length > longest ? `${cell.slice(0, longest - 1)}…` : cell,
    )
  }
}
