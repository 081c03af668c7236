/** What a cell holds: a number is one for the spreadsheet too, a day or a moment is text as ISO 8601 writes it. */
export type Cell = string | number | null

export type Rows = { name: string; headers: readonly string[]; rows: AsyncIterable<Cell[]> }

/** Spreadsheet programs take a file without it for one in the letters of the machine. */
const byteOrderMark = '\ufeff'

/** So much is written at once, in characters. */
const chunk = 64 * 1024

/** RFC 4180, in UTF-8. What a spreadsheet program would take for a formula begins with an apostrophe, as it writes one itself. */
export async function* csvOf({ headers, rows }: Rows): AsyncGenerator<string> {
  let text = `${byteOrderMark}${lineOf(headers)}`
  for await (const row of rows) {
    text += lineOf(row)
    if (text.length < chunk) continue
    yield text
    text = ''
  }
  yield text
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(fieldOf).join(',')}\r\n`
}

function fieldOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = harmless(cell)
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A name like `=HYPERLINK(…)` is a name, also for whoever opens the file. */
function harmless(text: string): string {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
}
