import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { letterOf } from '../contract.ts'
import { Budget } from './budget.ts'
import { contentOf, type WrittenColumn } from './workbook.ts'
import { type Part, partsOf, unpack } from './zip.ts'

/** A row of texts by the place of their column, and which of them are wrong. */
export type ContinuedRow = { readonly texts: readonly string[]; readonly wrong: ReadonlySet<number> }

const sheet = 'xl/worksheets/sheet1.xml'

/** So many characters go to the packer at once. */
const pieceLength = 64 * 1024

/**
 * A workbook whose first sheet goes on with rows as they are read, however many: a library that makes workbooks holds them as a
 * whole. The last two rows of the sheet are patterns, and are replaced: how cells of each column look, and how they look when
 * they are wrong.
 */
export async function* continued(
  workbook: Uint8Array,
  { columns, rows }: { columns: readonly WrittenColumn[]; rows: AsyncIterable<ContinuedRow> },
): AsyncGenerator<Uint8Array> {
  const budget = new Budget()
  const parts = await partsOf(Buffer.from(workbook))
  const { before, after, row, styles } = await cut(parts.get(sheet), budget)
  if (styles.right.length !== columns.length || styles.wrong.length !== columns.length)
    throw new Error('the patterns of a workbook do not have a cell for each column')
  async function* longSheet() {
    yield before
    let piece = ''
    let number = row
    for await (const { texts, wrong } of rows) {
      const cells = columns.map(({ kind }, column) => {
        const content = contentOf(kind, texts[column] ?? '')
        // Of hundreds of columns to be marked most are empty, and whatever is typed there needs no format.
        if (content === null && kind === 'mark' && !wrong.has(column)) return ''
        return cellXml(`${letterOf(column)}${number}`, content, styles[wrong.has(column) ? 'wrong' : 'right'][column])
      })
      piece += `<row r="${number}">${cells.join('')}</row>`
      number += 1
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
    yield piece + after
  }
  const others: [name: string, content: Buffer][] = []
  for (const [key, part] of parts) {
    if (key !== sheet) others.push([part.name, Buffer.from(await textIn(part, budget))])
  }
  // From here on nothing is awaited before somebody listens, or a fault of the rows would be nobody's.
  const zip = new ZipFile()
  const long = Readable.from(longSheet())
  const zipped = zip.outputStream as Readable
  for (const source of [zip, long]) source.on('error', (error) => zipped.destroy(error))
  for (const [name, content] of others) zip.addBuffer(content, name)
  zip.addReadStream(long, parts.get(sheet)?.name ?? sheet)
  zip.end()
  try {
    yield* zipped
  } finally {
    // Perhaps not all of it was wanted.
    long.destroy()
  }
}

/** What stands before and after the patterns, the row at which one goes on, and the styles that the patterns have. */
async function cut(part: Part | undefined, budget: Budget) {
  const xml = part ? (await textIn(part, budget)).replace(/<dimension [^>]*\/>/, '') : ''
  const [wrong, right] = [lastRow(xml, xml.length), lastRow(xml, lastRow(xml, xml.length))]
  const row = Number(/^<row r="(\d+)"/.exec(xml.slice(right))?.[1])
  if (right < 0 || !Number.isInteger(row)) throw new Error('the workbook to go on with has no patterns')
  const end = xml.indexOf('</sheetData>')
  return {
    before: xml.slice(0, right),
    after: xml.slice(end),
    row,
    styles: { right: stylesIn(xml.slice(right, wrong)), wrong: stylesIn(xml.slice(wrong, end)) },
  }
}

const lastRow = (xml: string, before: number) => xml.lastIndexOf('<row ', before - 1)

function stylesIn(row: string): string[] {
  return [...row.matchAll(/<c r="[A-Z]+\d+"[^>]* s="(\d+)"/g)].map(([, style = '0']) => style)
}

function cellXml(at: string, content: string | number | null, style = '0'): string {
  if (content === null) return `<c r="${at}" s="${style}"/>`
  if (typeof content === 'number') return `<c r="${at}" s="${style}"><v>${content}</v></c>`
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(content)}</t></is></c>`
}

/** Of XML, and of Office, to which `_x0041_` is an A. */
function escaped(text: string): string {
  return text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_')
}

async function textIn(part: Part, budget: Budget): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of unpack(part, budget)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
