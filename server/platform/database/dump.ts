import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from './database.ts'

type Statement = { kind: number; name: string; text: string }

/**
 * The database's definition as SQL to be read and compared: tables with their indexes, then functions, views, triggers.
 * The same migrations and sources give the same text on every server from PostgreSQL 15 to 18.
 */
export async function dumpSchema(db: Db): Promise<string> {
  const query = await readFile(join(import.meta.dirname, 'dump.sql'), 'utf8')
  const { rows } = await sql.raw<Statement>(query).execute(db)
  const unknown = rows.find(({ text }) => text.startsWith('unknown: '))
  if (unknown) throw new Error(`the schema dump has no words for this: ${unknown.text.slice('unknown: '.length)}`)
  return `${heading}\n${rows.map((row, index) => separator(rows[index - 1], row) + row.text).join('')}\n`
}

const heading = '-- What the migrations and sources make, written by `npm run schema:dump`. Do not edit.\n'

/** What belongs together stands together: the extensions, and each table with its indexes. */
function separator(previous: Statement | undefined, { kind, name }: Statement): string {
  if (!previous) return ''
  const together = previous.kind === kind && (previous.name === name || kind <= 2)
  return together ? '\n' : '\n\n'
}
