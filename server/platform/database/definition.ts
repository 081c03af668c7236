import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'

export type Migration = { number: number; name: string; text: string; hash: string }
export type Source = { name: string; text: string; hash: string }

/** Everything that makes a database ours: tables by migrations, views and functions by sources, in the order given. */
export type Definition = { migrations: Migration[]; sources: Source[] }

const migrationName = /^(\d{4})_[a-z0-9_]+\.sql$/

/** Reads the `.sql` files. A file that does not fit is a fault of whoever wrote it, told before anything is touched. */
export async function readDefinition(input: { migrations: string; sources: string[] }): Promise<Definition> {
  return {
    migrations: await readMigrations(input.migrations),
    sources: await Promise.all(input.sources.map(readSource)),
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (const [index, { number, name }] of migrations.entries()) {
    if (migrations[index - 1]?.number === number) throw new Error(`${name}: another migration has the number ${number}`)
  }
  return migrations
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const number = Number(migrationName.exec(name)?.[1])
  if (!number) throw new Error(`${name}: a migration is called 0001_what_it_does.sql, numbered from 0001`)
  const text = await readSql(join(folder, name))
  return { number, name, text, hash: hashOf(text) }
}

async function readSource(path: string): Promise<Source> {
  const text = await readSql(path)
  return { name: basename(path), text, hash: hashOf(text) }
}

/** Line ends differ between checkouts of one and the same file; the hash must not. */
async function readSql(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const root = resolve(import.meta.dirname, '../../..')

/** Where this repository keeps the definition of an academy's database: `db/migrations`, and the list `db/sources.txt`. */
export async function academyFiles(): Promise<{ migrations: string; sources: string[] }> {
  const list = await readFile(join(root, 'db/sources.txt'), 'utf8')
  const sources = list.split(/\r?\n/).map((line) => line.trim())
  return {
    migrations: join(root, 'db/migrations'),
    sources: sources.filter((line) => line !== '' && !line.startsWith('#')).map((line) => join(root, line)),
  }
}
