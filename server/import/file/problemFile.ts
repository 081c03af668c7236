import type { Cell, CellStyle } from 'hucre/xlsx'
import { writeApart } from './apart.ts'
import { continued } from './continued.ts'
import type { WrittenColumn } from './workbook.ts'

/** A row in which something is wrong. */
export type ProblemRow = {
  /** What its cells say, by the place of the column; missing is empty. */
  readonly texts: readonly string[]
  /** What is wrong and what to do, and with which column; null: with the row. */
  readonly problems: readonly { readonly column: number | null; readonly sentence: string }[]
}

/**
 * So many rows have a note at each cell in which something is wrong, which makes of more of them a file that a spreadsheet
 * program is slow with. In those below, such a cell is coloured, and the last column says what is wrong, as in all.
 */
export const notedRows = 2000

/** What the library that writes notes holds in memory, a few hundred bytes for each. */
const mostHeldCells = 100_000

/** Light, so that black letters can be read on it. */
const wrong: CellStyle = { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFD9D9' } }, numFmt: '@' }

const sentencesWidth = 60

/**
 * The rows in which something is wrong, all of them, to be mended and uploaded again: what is wrong is coloured and carries a
 * note, and the last column says all of a row. By the marker it is known when it comes back; its last column is known by its
 * header.
 */
export async function* problemFileOf(input: {
  sheetName: string
  columns: readonly WrittenColumn[]
  rows: AsyncIterable<ProblemRow>
  /** Header of the last column: what the importer leaves out when the file comes back. */
  problemHeader: string
  marker: Readonly<Record<string, string>>
}): AsyncGenerator<Uint8Array> {
  const { sheetName, problemHeader, marker } = input
  const columns: WrittenColumn[] = [...input.columns, { header: problemHeader, width: sentencesWidth, kind: 'person' }]
  const textsOf = ({ texts, problems }: ProblemRow) => [
    ...input.columns.map((_, column) => texts[column] ?? ''),
    problems.map(({ sentence }) => sentence).join(' '),
  ]
  const coming = input.rows[Symbol.asyncIterator]()
  const first: ProblemRow[] = []
  let next = await coming.next()
  const most = Math.min(notedRows, Math.ceil(mostHeldCells / columns.length))
  for (; !next.done && first.length < most; next = await coming.next()) first.push(next.value)

  const cells = new Map(first.flatMap((row, i) => wrongCells(row, i + 1)))
  const written = { sheetName, columns, marker, rows: first.map(textsOf), cells }
  if (next.done) {
    yield await writeApart(written)
    return
  }
  const patterns = [columns.map(() => ''), columns.map(() => '')]
  for (const column of columns.keys()) cells.set(`${first.length + 2},${column}`, { style: wrong })
  const workbook = await writeApart({ ...written, rows: [...written.rows, ...patterns], goesOn: true })
  async function* below(from: ProblemRow) {
    for (let row = from; ; row = next.value) {
      const wrongOnes = row.problems.flatMap(({ column }) => column ?? [])
      yield { texts: textsOf(row), wrong: new Set(wrongOnes) }
      next = await coming.next()
      if (next.done) return
    }
  }
  yield* continued(workbook, { columns, rows: below(next.value) })
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
