import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Named } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { Download } from '../platform/export/export.ts'
import { type ImportAction, isAssigning, type PersonField, thingsOf } from './contract.ts'
import { type ProblemRow, problemFileOf, templateOf, type WrittenColumn } from './file/index.ts'
import { nameThings } from './layout.ts'
import { listProblemRows } from './queries.ts'
import { readStored, type Stored } from './stored.ts'
import { fieldsOf, headers, languageCodes, problemHeader, statusWords } from './vocabulary.ts'
import { actionNames, helpLines, problemSentence, problemSheet } from './words.ts'

/** A workbook to fill in: the columns of a person, and one for each thing chosen. */
export async function writeTemplate(
  db: Db,
  input: { action: ImportAction; things: readonly number[]; language: Language },
): Promise<Download> {
  const { action, language } = input
  const things = apart(await nameThings(db, { kind: thingsOf[action], ids: input.things, language }))
  const fields = fieldsOf(action)
  const columns = [
    ...fields.map((field) => personColumn(field, headers[field][language], language)),
    ...things.map(({ name }) => thingColumn(action, name)),
  ]
  const name = actionNames[action][language]
  const content = await templateOf({
    language,
    sheetName: name,
    columns,
    example: [
      ...fields.map((field) => examples[field]),
      ...things.map((_, nth) => (nth === 0 ? exampleOf(action) : '')),
    ],
    help: helpLines(action).map((words) => words[language]),
    marker: await markerOf(db, { action, things: things.map((thing) => [thing.name, thing.id] as const) }),
  })
  return download(db, name, [content])
}

/** The rows in which something is wrong, with what, to be mended and uploaded again. */
export async function writeProblems(db: Db, input: { importId: number; language: Language }): Promise<Download> {
  const { importId, language } = input
  const stored = await readStored(db, importId)
  const header = [...stored.header].sort((a, b) => a.column - b.column)
  const name = problemSheet[language]
  const content = problemFileOf({
    sheetName: name,
    columns: header.map(({ column, text }) => columnOf(stored, { column, text, language })),
    rows: problemRows(db, { stored, language, columns: header.map(({ column }) => column) }),
    problemHeader: problemHeader[language],
    marker: await markerOf(db, {
      action: stored.action,
      things: stored.columns.flatMap(({ header: text, thingId }) =>
        thingId === null ? [] : [[text, thingId] as const],
      ),
    }),
  })
  return download(db, name, content)
}

/** Things by names that differ: of two that are called the same, the second by its number too. */
function apart(things: readonly Named[]): Named[] {
  const taken = new Set<string>()
  return things.map(({ id, name }) => {
    const own = taken.has(name.toLowerCase()) ? `${name} (${id})` : name
    taken.add(own.toLowerCase())
    return { id, name: own }
  })
}

function columnOf(
  { columns, action }: Stored,
  { column, text, language }: { column: number; text: string; language: Language },
): WrittenColumn {
  const known = columns.find((one) => one.column === column)
  if (known?.person) return personColumn(known.person, text, language)
  if (known?.thingId && action) return thingColumn(action, text)
  return { header: text, width: widthOf(text), kind: 'person' }
}

function personColumn(field: PersonField, header: string, language: Language): WrittenColumn {
  const width = Math.max(widths[field], widthOf(header))
  if (field === 'status') {
    return { header, width, kind: 'list', choices: [statusWords.active[language], statusWords.inactive[language]] }
  }
  if (field === 'language') return { header, width, kind: 'list', choices: [...languageCodes] }
  return { header, width, kind: field === 'addedOn' ? 'date' : 'person' }
}

const widths: Record<PersonField, number> = {
  employeeNumber: 18,
  email: 34,
  name: 26,
  company: 24,
  department: 28,
  teams: 28,
  functions: 28,
  groups: 28,
  manager: 34,
  language: 12,
  status: 12,
  addedOn: 14,
}

function thingColumn(action: ImportAction, header: string): WrittenColumn {
  const width = widthOf(header)
  if (action === 'completions') return { header, width, kind: 'date' }
  return isAssigning(action) ? { header, width, kind: 'list', choices: ['x', '-'] } : { header, width, kind: 'mark' }
}

const widthOf = (header: string) => Math.min(40, Math.max(12, header.length + 3))

/** Somebody who is nobody. */
const examples: Record<PersonField, string> = {
  employeeNumber: '00123',
  email: 'ann.example@example.com',
  name: 'Ann Example',
  company: 'Example Ltd',
  department: 'Logistics / Warehouse',
  teams: 'Night shift; First aiders',
  functions: 'Forklift driver',
  groups: 'New hires',
  manager: 'boss.example@example.com',
  language: 'en',
  status: 'active',
  addedOn: '2026-05-31',
}

const exampleOf = (action: ImportAction) => (action === 'completions' ? '2026-05-31' : 'x')

/** What a file says of itself when it comes back: what it is for, whose it is, and what its columns are about. */
async function markerOf(
  db: Db,
  input: { action: ImportAction | null; things: ReadonlyArray<readonly [name: string, id: number]> },
): Promise<Record<string, string>> {
  const { rows } = await sql<{ key: string }>`select key from academy`.execute(db)
  const things = Object.fromEntries(input.things.map(([name, id]) => [name.toLowerCase(), id]))
  return {
    academy: rows[0]?.key ?? '',
    ...(input.action && { action: input.action }),
    things: JSON.stringify(things),
  }
}

const rowsAtOnce = 1000

async function* problemRows(
  db: Db,
  input: { stored: Stored; language: Language; columns: readonly number[] },
): AsyncGenerator<ProblemRow> {
  const { stored, language, columns } = input
  const { id: importId, action } = stored
  for (let afterRow = 0; ; ) {
    const page = await listProblemRows(db, { importId, query: { afterRow, limit: rowsAtOnce } })
    for (const { cells, problems } of page.items) {
      const texts = new Map(cells.map(({ column, text }) => [column, text]))
      yield {
        texts: columns.map((column) => texts.get(column) ?? ''),
        problems: problems.map(({ kind, column, about }) => ({
          column: column === null ? null : columns.indexOf(column),
          sentence: problemSentence({ kind, about }, { action, language }),
        })),
      }
    }
    if (!page.more) return
    afterRow = page.items.at(-1)?.row ?? afterRow
  }
}

async function download(
  db: Db,
  name: string,
  content: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<Download> {
  const { rows } = await sql<{ today: string }>`select academy_today()::text as today`.execute(db)
  return {
    name: `${name} ${rows[0]?.today ?? ''}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    content: Readable.from(content),
  }
}
