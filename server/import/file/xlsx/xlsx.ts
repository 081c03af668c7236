import { Budget } from '../budget.ts'
import { FileRefusal } from '../refusal.ts'
import { type FileHead, type FilePart, type FileRow, markerSheet } from '../row.ts'
import type { Parts } from '../zip.ts'
import { sharedStringsOf } from './sharedStrings.ts'
import { rowsOf, type Shared } from './sheet.ts'
import { numberFormatsOf } from './styles.ts'
import { type Sheet, type Workbook, workbookOf } from './workbook.ts'

/** Of so many rows one is the header, if the sheet is meant for us. */
export const headerWithin = 20

/** What one writes into a marker has fewer rows; a sheet with more is something else of that name. */
const markerRows = 100

/** Reads a workbook: the first visible sheet that has a header we know, else the first visible one with content. */
export async function* readXlsx(parts: Parts, headers: ReadonlySet<string>): AsyncGenerator<FilePart> {
  const budget = new Budget()
  const workbook = await workbookOf(parts, budget)
  const shared: Shared = {
    strings: await sharedStringsOf(workbook.sharedStrings, budget),
    formats: await numberFormatsOf(workbook.styles, budget),
    from1904: workbook.from1904,
  }
  const open = (sheet: Sheet) => new OpenSheet(sheet, rowsOf(sheet.part, shared, budget))
  const { sheet, marker, otherSheets } = await chosen(workbook, headers, open)
  const { from1904 } = workbook
  yield { head: { format: 'xlsx', sheet: sheet.name, marker, otherSheets, ...(from1904 && { from1904 }) } }
  for await (const rows of sheet.all()) yield { rows }
}

/** A sheet of which some rows are read already, to see what it is. */
class OpenSheet {
  readonly name: string
  readonly visible: boolean
  readonly first: FileRow[] = []
  private readonly rows: AsyncGenerator<FileRow[]>

  constructor(sheet: Sheet, rows: AsyncGenerator<FileRow[]>) {
    this.name = sheet.name
    this.visible = sheet.visible
    this.rows = rows
  }

  async read(least: number): Promise<void> {
    while (this.first.length < least) {
      const next = await this.rows.next()
      if (next.done) return
      for (const row of next.value) this.first.push(row)
    }
  }

  async *all(): AsyncGenerator<FileRow[]> {
    if (this.first.length > 0) yield this.first
    yield* this.rows
  }

  async close(): Promise<void> {
    await this.rows.return(undefined)
  }
}

type Chosen = Pick<FileHead, 'marker' | 'otherSheets'> & { sheet: OpenSheet }

async function chosen(
  { sheets }: Workbook,
  headers: ReadonlySet<string>,
  open: (sheet: Sheet) => OpenSheet,
): Promise<Chosen> {
  let sheet: OpenSheet | undefined
  let known = false
  let marker: Record<string, string> = {}
  const otherSheets: string[] = []
  for (const each of sheets) {
    const candidate = each.visible || each.name === markerSheet ? open(each) : undefined
    if (!candidate) continue
    await candidate.read(each.name === markerSheet ? markerRows + 1 : known ? 1 : headerWithin)
    const marks = each.name === markerSheet ? markerIn(candidate, headers) : undefined
    if (marks) marker = marks
    if (marks || !each.visible || candidate.first.length === 0) {
      await candidate.close()
      continue
    }
    const better: boolean = !known && hasHeader(candidate.first, headers)
    if (!sheet || better) {
      if (sheet) otherSheets.push(await closedName(sheet))
      sheet = candidate
      known = better
    } else otherSheets.push(await closedName(candidate))
  }
  if (!sheet) throw new FileRefusal('empty')
  return { sheet, marker, otherSheets }
}

async function closedName(sheet: OpenSheet): Promise<string> {
  await sheet.close()
  return sheet.name
}

function hasHeader(rows: readonly FileRow[], headers: ReadonlySet<string>): boolean {
  return rows.slice(0, headerWithin).some(({ cells }) => cells.some(([, text]) => headers.has(text.toLowerCase())))
}

/**
 * What the marker says; undefined when the sheet is none. A program that cannot hide sheets shows it, so a visible one is
 * taken for a marker too when it is made like one, and is not somebody's own sheet that happens to be called so.
 */
function markerIn(sheet: OpenSheet, headers: ReadonlySet<string>): Record<string, string> | undefined {
  const isOne = sheet.first.length <= markerRows && sheet.first.every(({ marks, cells }) => isPair(marks, cells))
  if (sheet.visible && (!isOne || hasHeader(sheet.first, headers))) return undefined
  const pairs = sheet.first.slice(0, markerRows).flatMap(({ cells }) => {
    const key = cells.find(([column]) => column === 0)?.[1]
    return key === undefined ? [] : [[key, cells.find(([column]) => column === 1)?.[1] ?? ''] as const]
  })
  return Object.fromEntries(pairs)
}

function isPair(marks: readonly number[], cells: FileRow['cells']): boolean {
  return marks.length === 0 && cells.length === 2 && cells[0]?.[0] === 0 && cells[1]?.[0] === 1
}
