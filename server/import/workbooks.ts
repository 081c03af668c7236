import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Download } from '../platform/export/export.ts'
import { xlsxOf } from '../platform/export/xlsx.ts'
import { type ImportAction, thingsOf } from './contract.ts'
import { nameThings } from './layout.ts'
import { listProblemRows } from './queries.ts'
import { readStored } from './stored.ts'
import { fieldsOf, headers, problemHeader } from './vocabulary.ts'
import { actionNames, problemSentences, problemSheet } from './words.ts'

const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A workbook to fill in: the columns of a person, and one for each thing chosen. */
export async function templateOf(
  db: Db,
  input: { action: ImportAction; things: readonly number[]; language: Language },
): Promise<Download> {
  const { action, things, language } = input
  const named = await nameThings(db, { kind: thingsOf[action], ids: things, language })
  const person = fieldsOf(action).map((field) => headers[field][language])
  const name = actionNames[action][language]
  const table = { name, headers: [...person, ...named.map((one) => one.name)], rows: noRows() }
  return { name: `${name} ${await today(db)}.xlsx`, type, content: Readable.fromWeb(xlsxOf(table)) }
}

/** The rows in which something is wrong, with what, to be mended and uploaded again. */
export async function problemFileOf(db: Db, input: { importId: number; language: Language }): Promise<Download> {
  const { importId, language } = input
  const { header } = await readStored(db, importId)
  const columns = [...header].sort((a, b) => a.column - b.column)
  const name = problemSheet[language]
  const table = {
    name,
    headers: [...columns.map(({ text }) => text), problemHeader[language]],
    rows: problemRows(db, { importId, language, columns: columns.map(({ column }) => column) }),
  }
  return { name: `${name} ${await today(db)}.xlsx`, type, content: Readable.fromWeb(xlsxOf(table)) }
}

async function* problemRows(
  db: Db,
  input: { importId: number; language: Language; columns: readonly number[] },
): AsyncGenerator<string[]> {
  const { importId, language, columns } = input
  for (let afterRow = 0; ; ) {
    const page = await listProblemRows(db, { importId, query: { afterRow, limit: 200 } })
    for (const { cells, problems } of page.items) {
      const texts = new Map(cells.map(({ column, text }) => [column, text]))
      const sentences = problems.map(({ kind, about }) =>
        problemSentences[kind][language].replace('{about}', about ?? ''),
      )
      yield [...columns.map((column) => texts.get(column) ?? ''), sentences.join(' ')]
    }
    if (!page.more) return
    afterRow = page.items.at(-1)?.row ?? afterRow
  }
}

async function* noRows(): AsyncGenerator<string[]> {}

async function today(db: Db): Promise<string> {
  const { rows } = await sql<{ today: string }>`select academy_today()::text as today`.execute(db)
  return rows[0]?.today ?? ''
}
