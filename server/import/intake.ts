import { sql } from 'kysely'
import type { Db } from '../platform/database/database.ts'
import { importAction } from './contract.ts'
import { type FileHead, FileRefusal, type FileRow, helpNames, readFile } from './file/index.ts'
import { findHeader, headerWithin } from './layout.ts'
import type { Lease } from './lease.ts'
import { Refused } from './refused.ts'
import type { HeaderCell, Stored } from './stored.ts'
import { dayOf, identifyingHeaders, isEnding } from './vocabulary.ts'

/** Reads the file of an import into rows. A file that cannot be read is refused, with why; it harms nothing. */
export async function readUploaded(db: Db, input: { stored: Stored; lease: Lease }): Promise<void> {
  const { stored, lease } = input
  try {
    await readInto(db, input)
    // Without an action it waits for somebody to say what it is for.
    await lease.end({ state: stored.action === null ? await chosenAction(db, stored.id) : 'checking' })
  } catch (error) {
    if (!(error instanceof FileRefusal || error instanceof Refused)) throw error
    await sql`delete from import_rows where import_id = ${stored.id}`.execute(db)
    await lease.end({ state: 'refused', refusal: { code: error.code, message: error.message } })
  }
}

async function chosenAction(db: Db, importId: number): Promise<'open' | 'checking'> {
  const { rows } = await sql<{ chosen: boolean }>`
    select action is not null as chosen from imports where id = ${importId}`.execute(db)
  return rows[0]?.chosen ? 'checking' : 'open'
}

async function readInto(db: Db, { stored, lease }: { stored: Stored; lease: Lease }): Promise<void> {
  // Whoever died while reading left some.
  await sql`delete from import_rows where import_id = ${stored.id}`.execute(db)
  const content = contentOf(db, stored.id)
  const taken = new Taken()
  // While some rows are being written, the next are being read.
  let written: Promise<void> = Promise.resolve()
  for await (const part of readFile({ name: stored.fileName, content, headers: identifyingHeaders })) {
    if ('head' in part) {
      await recognise(db, { lease, head: part.head })
      continue
    }
    const rows = taken.take(part.rows)
    await written
    written = lease.keepRows(rows).then(() => lease.progress(taken.count))
    // It is waited for in the next round; a fault in between must not be nobody's.
    written.catch(() => undefined)
  }
  await written
  const rows = taken.rest()
  await lease.keepRows(rows)
  await lease.keep(sql`
    header = ${JSON.stringify(taken.header)}, header_row = ${taken.headerRow}, row_count = ${taken.count},
    hidden_count = ${taken.hidden}, done = 0`)
}

const pieceSize = 1024 * 1024

/** The file in pieces: as a whole it would stand in memory three times, for the database sends it as text. */
async function* contentOf(db: Db, importId: number): AsyncGenerator<Buffer> {
  for (let from = 1; ; from += pieceSize) {
    const { rows } = await sql<{ piece: Buffer | null }>`
      select substring(file from ${from} for ${pieceSize}) as piece from imports where id = ${importId}`.execute(db)
    const piece = rows[0]?.piece
    if (!piece) throw new FileRefusal('failed')
    if (piece.length > 0) yield piece
    if (piece.length < pieceSize) return
  }
}

/** A template says what it is for, and for which academy. */
async function recognise(db: Db, input: { lease: Lease; head: FileHead }): Promise<void> {
  const { lease, head } = input
  const { marker } = head
  const { rows } = await sql<{ key: string }>`select key from academy`.execute(db)
  if (marker.academy !== undefined && marker.academy !== rows[0]?.key) {
    throw new Refused('other-academy')
  }
  // What explains our own template is not a sheet that somebody forgot.
  const ours = new Set(marker.academy === undefined ? [] : Object.values(helpNames))
  const otherSheets = head.otherSheets.filter((name) => !ours.has(name))
  const action = importAction.safeParse(marker.action)
  await lease.keep(sql`
    sheet = ${head.sheet}, from_1904 = ${head.from1904 ?? false}, other_sheets = ${otherSheets}::text[],
    known = ${JSON.stringify(knownIn(marker))}, action = coalesce(${action.success ? action.data : null}, action)`)
}

function knownIn({ things }: Record<string, string>): Record<string, number> {
  try {
    const known: unknown = JSON.parse(things ?? '{}')
    if (typeof known !== 'object' || known === null) return {}
    return Object.fromEntries(Object.entries(known).filter(([, id]) => Number.isInteger(id)))
  } catch {
    return {}
  }
}

/** Takes rows as they come: the first that names the columns is the header, what stands above it is no row of people. */
class Taken {
  count = 0
  hidden = 0
  readonly #first: FileRow[] = []
  readonly #marks = new Map<number, number>()
  readonly #days = new Map<number, number>()
  #header: FileRow | undefined

  take(rows: readonly FileRow[]): FileRow[] {
    if (this.#header) return this.#add(rows)
    this.#first.push(...rows)
    return this.#first.length < headerWithin ? [] : this.rest()
  }

  /** What was held back until the header was known. */
  rest(): FileRow[] {
    if (this.#header) return []
    this.#header = findHeader(this.#first)
    if (!this.#header) throw withoutHeader(this.#first)
    const { row } = this.#header
    return this.#add(this.#first.filter((one) => one.row > row))
  }

  get headerRow(): number {
    return this.#header?.row ?? 1
  }

  get header(): HeaderCell[] {
    const marked = this.#header?.marks.map((column): [number, string] => [column, 'x']) ?? []
    return [...(this.#header?.cells ?? []), ...marked].map(([column, text]) => ({
      column,
      text,
      marks: this.#marks.get(column) ?? 0,
      days: this.#days.get(column) ?? 0,
    }))
  }

  #add(rows: readonly FileRow[]): FileRow[] {
    for (const { hidden, marks, cells } of rows) {
      if (hidden) this.hidden += 1
      for (const column of marks) this.#marks.set(column, (this.#marks.get(column) ?? 0) + 1)
      for (const [column, text] of cells) {
        if (isEnding(text)) this.#marks.set(column, (this.#marks.get(column) ?? 0) + 1)
        else if (dayOf(text)) this.#days.set(column, (this.#days.get(column) ?? 0) + 1)
      }
    }
    this.count += rows.length
    return [...rows]
  }
}

function withoutHeader(rows: readonly FileRow[]): FileRefusal | Refused {
  return rows.length === 0 ? new FileRefusal('empty') : new Refused('no-person-column')
}
