import { tidyLine } from '../../../platform/tidy.ts'
import { Budget, within } from '../budget.ts'
import { limits } from '../limits.ts'
import { FileRefusal } from '../refusal.ts'
import { type FilePart, type FileRow, isMark } from '../row.ts'
import { delimiterOf } from './delimiter.ts'
import { textOf } from './encoding.ts'
import { Records } from './records.ts'

/** The delimiter is told from so many first characters. */
const telling = 64 * 1024

/** Empty lines after the last row are no rows; a file of nothing else is no table. */
const mostLines = 2 * limits.rows

/** Reads text whose fields are parted by commas, semicolons or tabs; rows are numbered as a spreadsheet program would. */
export async function* readCsv(content: AsyncIterable<Buffer>, headers: ReadonlySet<string>): AsyncGenerator<FilePart> {
  const budget = new Budget()
  const text = textOf(content)
  const start = await beginningOf(text)
  const { delimiter, length } = delimiterOf(start, headers)

  let rows: FileRow[] = []
  let number = 0
  const records = new Records(delimiter, (record) => {
    number += 1
    within(number, mostLines, 'too-many-rows')
    const row = rowOf(number, record, budget)
    if (row) rows.push(row)
  })
  const take = (): FileRow[] => {
    const taken = rows
    rows = []
    return taken
  }

  let said = false
  for await (const piece of inTurn(start.slice(length), text)) {
    if (piece === end) records.finish()
    else records.feed(piece)
    if (rows.length === 0) continue
    if (!said) yield { head: { format: 'csv', sheet: null, marker: {}, otherSheets: [] } }
    said = true
    yield { rows: take() }
  }
  if (!said) throw new FileRefusal('empty')
}

const end = Symbol('end')

async function* inTurn(start: string, rest: AsyncIterable<string>): AsyncGenerator<string | typeof end> {
  yield start
  yield* rest
  yield end
}

async function beginningOf(text: AsyncGenerator<string>): Promise<string> {
  let start = ''
  while (start.length < telling) {
    const next = await text.next()
    if (next.done) break
    start += next.value
  }
  return start
}

function rowOf(number: number, record: readonly string[], budget: Budget): FileRow | undefined {
  const row: FileRow = { row: number, marks: [], cells: [] }
  let characters = 0
  for (let column = 0; column < record.length; column++) {
    const field = record[column] as string
    const text = field === '' ? '' : tidyLine(field)
    if (text === '') continue
    within(column + 1, limits.columns, 'too-many-columns')
    within(text.length, limits.cellCharacters, 'too-much-text')
    if (isMark(text)) row.marks.push(column)
    else {
      characters += text.length
      row.cells.push([column, text])
    }
  }
  if (row.marks.length === 0 && row.cells.length === 0) return undefined
  within(number, limits.rows, 'too-many-rows')
  budget.say(characters)
  return row
}
