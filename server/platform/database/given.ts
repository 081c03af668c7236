import { type RawBuilder, sql } from 'kysely'
import type { ArchivedFilter, Named } from '../contract.ts'
import { type Said, sentence, type Thing } from '../sentence.ts'
import type { Db } from './database.ts'
import type { Schema } from './schema.ts'

// What commands ask about the values they were given, for all rows at once.

/** Which of these ids no row of the table has, in the order given. */
export async function unknownIds(db: Db, input: { table: keyof Schema; ids: Iterable<number> }): Promise<number[]> {
  const ids = [...new Set(input.ids)]
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    select given.id
    from unnest(${ids}::int[]) with ordinality as given (id, position)
    left join ${sql.table(input.table)} as known on known.id = given.id
    where known.id is null
    order by given.position`.execute(db)
  return rows.map(({ id }) => id)
}

type ArchivedTable = 'companies' | 'departments' | 'teams' | 'job_functions' | 'groups' | 'qualifications'

/** Which of these ids no row of the table has, and which have one that is archived, in the order given. */
export async function unfitIds(
  db: Db,
  input: { table: ArchivedTable; ids: Iterable<number> },
): Promise<{ unknown: number[]; archived: Named[] }> {
  const ids = [...new Set(input.ids)]
  if (ids.length === 0) return { unknown: [], archived: [] }
  const { rows } = await sql<{ id: number; name: string | null }>`
    select given.id, known.name
    from unnest(${ids}::int[]) with ordinality as given (id, position)
    left join ${sql.table(input.table)} as known on known.id = given.id
    where known.archived is not false
    order by given.position`.execute(db)
  return {
    unknown: rows.filter(({ name }) => name === null).map(({ id }) => id),
    archived: rows.flatMap(({ id, name }) => (name === null ? [] : [{ id, name }])),
  }
}

/** Conditions under which a list shows what is archived, or is not. */
export function shownWith(filter: ArchivedFilter, column: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return filter === 'with' ? [] : [filter === 'only' ? sql`${column}` : sql`not ${column}`]
}

type NamedTable = 'companies' | 'teams' | 'job_functions' | 'groups' | 'users' | 'qualifications' | 'rules'
type GivenText = { id?: number | undefined; text: string | null | undefined }

/**
 * Which rows give a text that another row of the table has in this column, whatever its case, or that a row before it
 * gives too; with the name of whoever has it, and whether that is archived. `id` is the row's own, which does not count.
 */
export async function findTaken(
  db: Db,
  input: { table: NamedTable; column: 'name' | 'email' | 'employee_number'; rows: readonly GivenText[] },
): Promise<Array<{ row: number; name: string | null; archived: boolean }>> {
  const given = input.rows.flatMap(({ id, text }, row) => (text ? [{ row, id: id ?? null, text }] : []))
  if (given.length === 0) return []
  const { rows } = await sql<{ row: number; name: string | null; archived: boolean }>`
    with given as materialized (
      select row, id, lower(text) as text
      from jsonb_to_recordset(${JSON.stringify(given)}) as element (row int, id int, text text)
    )
    select given.row, taken.name, coalesce((to_jsonb(taken) ->> 'archived')::boolean, false) as archived
    from given
    join ${sql.table(input.table)} as taken
      on lower(taken.${sql.ref(input.column)}) = given.text and taken.id is distinct from given.id
    union all
    select row, null, false from (select row, row_number() over (partition by text order by row) as nth from given) as repeated
    where nth > 1
    order by 1`.execute(db)
  return rows
}

/** What to say of a name that something else of the kind has. */
export function takenName(thing: Thing, name: string | undefined, { archived }: { archived: boolean }): Said {
  return (archived ? takenByArchived : taken)({ thing, name: name ?? '' })
}

const taken = sentence('given.taken', 'There is a {{thing}} "{{name}}" already. Choose another name.')
const takenByArchived = sentence(
  'given.taken-by-archived',
  'There is a {{thing}} "{{name}}" already, which is archived. Restore that, or choose another name.',
)

/** What to say of something archived that was chosen for something new. */
export const archivedSentence = sentence(
  'given.archived',
  '{{Thing}} "{{name}}" is archived. Restore it first, or choose another.',
)

/** The same where its name says enough. */
export const archivedNamed = sentence(
  'given.archived-named',
  '"{{name}}" is archived. Restore it first, or choose another.',
)

/** What to say of numbers that are nothing's. */
export const noneOf = sentence('given.unknown', 'There is no {{thing}} {{ids}}. Choose from the list.')

export const noTarget = sentence(
  'given.unknown-target',
  'There is no learning activity or qualification {{ids}}. Choose from the list.',
)

export const noUser = sentence('given.unknown-user', 'There is no user with the number {{ids}}. Choose from the list.')

/** The id of the one row that was written. */
export function only(ids: readonly number[]): number {
  const [id] = ids
  if (id === undefined || ids.length > 1) throw new Error(`one row was to be written, and ${ids.length} were`)
  return id
}
