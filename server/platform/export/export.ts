import { Readable } from 'node:stream'
import type { Language } from '../../learning/contract.ts'
import { pageLength } from '../contract.ts'
import type { Db } from '../database/database.ts'
import type { Page } from '../database/page.ts'
import { invalid } from '../problem.ts'
import { sentence } from '../sentence.ts'
import { type Cell, csvOf } from './csv.ts'
import { xlsxOf } from './xlsx.ts'

/** A few words in every language that people have: who asks for a file reads it in their own. */
export type Words = Readonly<Record<Language, string>>

type Heading = {
  /** That of the screen's column. Several of a file can share one: a name, and whether what is called so is archived. */
  readonly key: string
  readonly header: Words
}

type ValueColumn<Item> = Heading & {
  readonly value: (item: Item, say: (words: Words) => string, language: Language) => Cell
}

/** What the list does not bring, since it takes longer: asked for as many items at once as a page of a screen has. */
type AskedColumn<Item> = Heading & {
  readonly values: (db: Db, items: readonly Item[]) => Promise<Cell[]>
}

export type ExportColumn<Item> = ValueColumn<Item> | AskedColumn<Item>

/** How a list becomes a file: its name, and its columns in order. */
export type Exported<Item> = { readonly file: Words; readonly columns: readonly ExportColumn<Item>[] }

export const archivedHeader: Words = { en: 'Archived', nl: 'Gearchiveerd', de: 'Archiviert', fr: 'Dans les archives' }

/** What is called something in another column of this key may be archived: lists say so beside its name. */
export function archivedColumn<Item extends { archived: boolean }>(key: string): ExportColumn<Item> {
  return {
    key,
    header: archivedHeader,
    value: ({ archived }, say) => (archived ? say({ en: 'yes', nl: 'ja', de: 'ja', fr: 'oui' }) : null),
  }
}

export const formats = ['xlsx', 'csv'] as const
export type ExportFormat = (typeof formats)[number]

/** A file that an operation answers, as it is being made. */
export type Download = { readonly name: string; readonly type: string; readonly content: Readable }

const types: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
}

/** A page of a list, or a whole list that has none. */
type Exportable<Item> = Pick<Page<Item>, 'items'> & Partial<Pick<Page<Item>, 'next'>>
type PageAfter<Item> = (cursor: string | undefined) => Promise<Exportable<Item>>

/** So many rows are in memory at a time, however long the list is. */
export const rowsAtOnce = 1000

/** A list as a file, page after page, each fetched when the reader has taken the one before. */
export async function downloadOf<Item>(
  exported: Exported<Item>,
  input: {
    db: Db
    format: ExportFormat
    columns: readonly string[] | undefined
    language: Language
    day: string
    pageAfter: PageAfter<Item>
  },
): Promise<Download> {
  const { db, format, language, day, pageAfter } = input
  const columns = chosen(exported, input.columns)
  const say = (words: Words) => words[language]
  // What is wrong with the question is answered as a problem, before the file begins.
  const first = await pageAfter(undefined)
  const rows = rowsOf(first, pageAfter, async (items) => {
    const cells: Cell[][] = []
    for (const column of columns) {
      cells.push(
        'values' in column ? await column.values(db, items) : items.map((item) => column.value(item, say, language)),
      )
    }
    return items.map((_, nth) => cells.map((ofColumn) => ofColumn[nth] ?? null))
  })
  const table = { name: say(exported.file), headers: columns.map(({ header }) => say(header)), rows }
  return {
    name: `${say(exported.file)} ${day}.${format}`,
    type: types[format],
    content: format === 'csv' ? Readable.from(csvOf(table)) : Readable.fromWeb(xlsxOf(table)),
  }
}

async function* rowsOf<Item>(
  first: Exportable<Item>,
  pageAfter: PageAfter<Item>,
  rowsFor: (items: readonly Item[]) => Promise<Cell[][]>,
): AsyncGenerator<Cell[]> {
  for (let page = first; ; page = await pageAfter(page.next)) {
    for (let at = 0; at < page.items.length; at += pageLength) {
      yield* await rowsFor(page.items.slice(at, at + pageLength))
    }
    if (!page.next) return
  }
}

const noColumn = sentence('list.no-column', 'There is no column {{unknown}}; there are {{known}}.')

function chosen<Item>({ columns }: Exported<Item>, keys: readonly string[] | undefined) {
  if (!keys) return columns
  const unknown = keys.filter((key) => !columns.some((column) => column.key === key))
  if (unknown.length > 0) {
    const known = [...new Set(columns.map(({ key }) => key))].join(', ')
    throw invalid([{ field: 'columns', message: noColumn({ unknown: unknown.join(', '), known }) }])
  }
  return keys.flatMap((key) => columns.filter((column) => column.key === key))
}
