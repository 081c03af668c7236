import { type Cell, type CellStyle, type DataValidation, type WriteSheet, writeXlsx } from 'hucre/xlsx'
import { letterOf } from '../contract.ts'
import { limits } from './limits.ts'
import { markerSheet } from './row.ts'

/** A column of a workbook that people fill in. */
export type WrittenColumn = {
  readonly header: string
  /** In characters. */
  readonly width: number
  /** What the header tells whoever points at it. */
  readonly note?: string
  /** What goes into it: text that names a person, an x, a day, or one of its choices. */
  readonly kind: 'person' | 'mark' | 'date' | 'list'
  readonly choices?: readonly string[]
}

export type Written = {
  readonly sheetName: string
  readonly columns: readonly WrittenColumn[]
  readonly rows: readonly (readonly string[])[]
  /** By `row,column`, counted from 0 and with the header: what is not as the column says. */
  readonly cells?: ReadonlyMap<string, Partial<Cell>>
  /** Of another visible sheet, if there is one. */
  readonly help?: { readonly sheetName: string; readonly lines: readonly string[]; readonly example: readonly string[] }
  readonly marker: Readonly<Record<string, string>>
  /** More rows come below. */
  readonly goesOn?: true
}

/** So many rows are prepared for what is typed into them: 00123 stays as it is, and a drop-down offers what may be chosen. */
const preparedRows = 2000

const mostPrepared = 50_000

/** A sheet of its own, for a drop-down takes no more than 255 characters, and no commas, in itself. */
const choicesSheet = 'Muster choices'

const widest = 60

/** Dark enough for white letters, and the same in every program: none of its own themes. */
const headerStyle: CellStyle = {
  font: { bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E79' } },
  alignment: { vertical: 'center', wrapText: true },
}

const styles: Record<WrittenColumn['kind'], CellStyle> = {
  person: { numFmt: '@' },
  list: { numFmt: '@' },
  mark: { alignment: { horizontal: 'center' } },
  date: { numFmt: 'yyyy\\-mm\\-dd' },
}

/** A workbook to fill in, which says by a hidden sheet what it is when it comes back. */
export async function workbookOf(written: Written): Promise<Uint8Array> {
  const { columns, help, marker } = written
  const choices = columns.map(({ choices = [] }) => choices)
  return writeXlsx({
    sheets: [
      peopleSheet(written),
      ...(help ? [helpSheet(written, help)] : []),
      { name: markerSheet, rows: Object.entries(marker), veryHidden: true },
      ...(choices.some(({ length }) => length > 0)
        ? [{ name: choicesSheet, rows: turned(choices), veryHidden: true }]
        : []),
    ],
  })
}

/**
 * The columns whose cells are prepared: those of text, and days if they are few. An x needs no format, a day gets one as it is
 * typed, and of five hundred activities a million empty cells would be written.
 */
function preparedOf(columns: readonly WrittenColumn[]): readonly WrittenColumn[] {
  const until = (kinds: readonly WrittenColumn['kind'][]) =>
    columns.findLastIndex(({ kind }) => kinds.includes(kind)) + 1
  const withDays = until(['person', 'date'])
  return columns.slice(0, withDays * preparedRows <= mostPrepared ? withDays : until(['person']))
}

function peopleSheet({ sheetName, columns, rows, cells = new Map(), goesOn }: Written): WriteSheet {
  const empty = preparedOf(columns).map(() => null)
  const all = new Map<string, Partial<Cell>>(
    columns.map(({ note }, column) => [
      `0,${column}`,
      { style: headerStyle, ...(note && { comment: { author: 'Muster', text: note } }) },
    ]),
  )
  for (const [place, cell] of cells) all.set(place, cell)
  return {
    name: nameOf(sheetName),
    columns: columns.map(({ width, kind }) => ({ width: Math.min(width, widest), style: styles[kind] })),
    rows: [
      columns.map(({ header }) => header),
      ...rows.map((texts) => columns.map(({ kind }, column) => contentOf(kind, texts[column] ?? ''))),
      ...Array.from({ length: goesOn ? 0 : Math.max(0, preparedRows - rows.length) }, () => empty),
    ],
    cells: all,
    freezePane: { rows: 1 },
    dataValidations: columns.flatMap((column, i) =>
      validationOf(column, i, goesOn ? limits.rows - 1 : Math.max(preparedRows, rows.length)),
    ),
  }
}

/** A day is one for the spreadsheet program too; what is none stays as somebody wrote it. */
export function contentOf(kind: WrittenColumn['kind'], text: string): string | number | null {
  if (text === '') return null
  return (kind === 'date' ? serialOf(text) : undefined) ?? text
}

function serialOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900-03-01') return undefined
  const day = Date.parse(text)
  const millisecondsOfDay = 86_400_000
  return Number.isNaN(day) ? undefined : day / millisecondsOfDay + 25_569
}

/** A drop-down. It offers and does not insist: what is wrong is said when the file is checked, in a sentence. */
function validationOf({ kind, choices = [] }: WrittenColumn, column: number, rows: number): DataValidation[] {
  const letter = letterOf(column)
  const list = { type: 'list' as const, allowBlank: true, range: `${letter}2:${letter}${rows + 1}` }
  if (kind === 'mark') return [{ ...list, values: ['x'] }]
  if (kind !== 'list' || choices.length === 0) return []
  return [{ ...list, formula1: `'${choicesSheet}'!$${letter}$1:$${letter}$${choices.length}` }]
}

function helpSheet({ columns }: Written, { sheetName, lines, example }: NonNullable<Written['help']>): WriteSheet {
  const table = example.length > 0 ? [[], columns.map(({ header }) => header), [...example]] : []
  const header = lines.length + 1
  const headers =
    example.length > 0 ? columns.map((_, column) => [`${header},${column}`, { style: headerStyle }] as const) : []
  return {
    name: nameOf(sheetName),
    columns: columns.map(({ width }) => ({ width: Math.min(width, widest), style: { numFmt: '@' } })),
    rows: [...lines.map((line) => [line]), ...table],
    cells: new Map(headers),
  }
}

/** What Excel takes as the name of a sheet. */
function nameOf(sheetName: string): string {
  return (
    sheetName
      .replace(/[\\/?*[\]:]/g, ' ')
      .replace(/^'|'$/g, '')
      .slice(0, 31)
      .trim() || 'Muster'
  )
}

/** Columns as rows. */
function turned(columns: readonly (readonly string[])[]): (string | null)[][] {
  const longest = Math.max(...columns.map(({ length }) => length))
  return Array.from({ length: longest }, (_, row) => columns.map((column) => column[row] ?? null))
}
