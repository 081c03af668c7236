import { sql } from 'kysely'
import type { Named } from '../platform/contract.ts'
import { findByName } from '../platform/database/byName.ts'
import type { Db } from '../platform/database/database.ts'
import { type ImportAction, type ImportColumn, type PersonField, type ThingKind, thingsOf } from './contract.ts'
import type { FileRow } from './file/index.ts'
import { fieldOf, fieldsOf, isProblemHeader } from './vocabulary.ts'

/** A column of a file as it is kept: what its header says, and what that means, or what somebody decided that it does. */
export type StoredColumn = {
  readonly column: number
  readonly header: string
  readonly person: PersonField | null
  readonly thingId: number | null
  readonly problem: NonNullable<ImportColumn['problem']>['kind'] | null
  readonly decided: boolean
}

/** What the columns of an import mean, for whoever reads its rows. */
export type Layout = {
  readonly action: ImportAction
  /** By what they say of a person. */
  readonly fields: ReadonlyMap<PersonField, number>
  /** By column, the activity, team, function, group or qualification that a mark in it is about. */
  readonly things: ReadonlyMap<number, number>
  /** The columns of things, in their order. */
  readonly thingColumns: readonly number[]
  /** Days that are written as bare numbers are counted from 1904 on. */
  readonly from1904: boolean
}

/** Header rows stand among the first so many rows that have something in them. */
export const headerWithin = 20

/** The row that names the columns: the first that has one of a person. Undefined where none has. */
export function findHeader(rows: readonly FileRow[]): FileRow | undefined {
  return rows
    .slice(0, headerWithin)
    .find(({ cells }) => cells.some(([, text]) => fieldOf(text) === 'email' || fieldOf(text) === 'employeeNumber'))
}

/**
 * Says what each column of a header means for an action. `known` is what the file itself says of its columns, by header;
 * what somebody decided before stays. Answers the headers that say nothing to the import beside.
 */
export async function layColumns(
  db: Db,
  input: {
    action: ImportAction | null
    header: ReadonlyArray<readonly [column: number, text: string]>
    known: ReadonlyMap<string, number>
    decided: readonly StoredColumn[]
    /** Columns in which there is an x, a - or a day. */
    marked: ReadonlySet<number>
  },
): Promise<{ columns: StoredColumn[]; ignored: string[] }> {
  const { action, known, marked } = input
  const header = input.header.filter(([, text]) => !isProblemHeader(text))
  const decided = new Map(input.decided.filter((one) => one.decided).map((one) => [one.column, one]))
  const allowed = new Set(action ? fieldsOf(action) : (['employeeNumber', 'email'] as const))
  const isPerson = (text: string) => {
    const field = fieldOf(text)
    return field !== undefined && (allowed.has(field as never) || field === 'name')
  }
  const titles = header.filter(([column, text]) => !isPerson(text) && !decided.has(column))
  const things = action
    ? await findThings(db, {
        kind: thingsOf[action],
        names: titles.map(([, text]) => text),
        ids: [...known.values(), ...[...decided.values()].flatMap(({ thingId }) => thingId ?? [])],
      })
    : { byName: new Map<string, number[]>(), existing: new Set<number>(), archived: new Set<number>() }
  const taken = new Set<string>()
  const columns: StoredColumn[] = []
  const ignored: string[] = []
  for (const [column, text] of header) {
    const before = decided.get(column)
    if (before) {
      columns.push(before)
      if (before.person) taken.add(before.person)
      if (before.thingId !== null) taken.add(String(before.thingId))
      continue
    }
    const base = { column, header: text, person: null, thingId: null, problem: null, decided: false }
    const field = fieldOf(text)
    if (field !== undefined && isPerson(text)) {
      const isRepeated = taken.has(field)
      taken.add(field)
      if (field === 'name' && action !== 'users') continue
      columns.push({ ...base, person: isRepeated ? null : field, problem: isRepeated ? 'repeated' : null })
      continue
    }
    if (!action) continue
    const own = known.get(text.toLowerCase())
    const found = own !== undefined && things.existing.has(own) ? [own] : (things.byName.get(text.toLowerCase()) ?? [])
    const open = found.filter((id) => !things.archived.has(id))
    const [thingId] = open.length > 0 ? open : found
    if (thingId === undefined) {
      // A column of something else is for whoever wrote it; one with marks in it was meant for us.
      if (marked.has(column)) columns.push({ ...base, problem: 'unknown-thing' })
      else ignored.push(text)
    } else if (open.length > 1) columns.push({ ...base, problem: 'ambiguous-thing' })
    else if (taken.has(String(thingId))) columns.push({ ...base, problem: 'repeated' })
    else {
      taken.add(String(thingId))
      columns.push(open.length === 0 ? { ...base, problem: 'archived-thing' } : { ...base, thingId })
    }
  }
  return { columns, ignored }
}

export function layoutOf(
  action: ImportAction,
  { columns, from1904 }: { columns: readonly StoredColumn[]; from1904: boolean },
): Layout {
  const things = new Map(columns.flatMap(({ column, thingId }) => (thingId === null ? [] : [[column, thingId]])))
  return {
    action,
    fields: new Map(columns.flatMap(({ column, person }) => (person === null ? [] : [[person, column]]))),
    things,
    thingColumns: [...things.keys()],
    from1904,
  }
}

/** SQL of every thing of a kind: its id, each name it has, and whether it is archived. */
const namesOfKind = {
  activity: sql`
    select a.id, t.title as name, a.archived from learning_activities a join learning_activity_texts t on t.activity_id = a.id`,
  team: sql`select id, name, archived from teams`,
  function: sql`select id, name, archived from job_functions`,
  group: sql`select id, name, archived from groups`,
  qualification: sql`select id, name, archived from qualifications`,
} as const satisfies Record<ThingKind, unknown>

async function findThings(db: Db, input: { kind: ThingKind; names: readonly string[]; ids: readonly number[] }) {
  const names = [...new Set(input.names.map((name) => name.toLowerCase()))]
  const { rows } = await sql<{ id: number; name: string; archived: boolean }>`
    select distinct id, lower(name) as name, archived from (${namesOfKind[input.kind]}) as thing
    where lower(name) = any (${names}::text[]) or id = any (${[...input.ids]}::int[])
    order by id`.execute(db)
  const byName = Map.groupBy(rows, ({ name }) => name)
  return {
    byName: new Map([...byName].map(([name, found]) => [name, found.map(({ id }) => id)])),
    existing: new Set(rows.map(({ id }) => id)),
    archived: new Set(rows.filter(({ archived }) => archived).map(({ id }) => id)),
  }
}

/** Things that lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function thingsNamed(
  db: Db,
  input: { kind: ThingKind; names: readonly string[]; language: string },
): Promise<{ things: Named[]; ambiguous: string[]; unknown: string[] }> {
  const { kind, names, language } = input
  const { found, ...rest } = await findByName(db, {
    names,
    things: sql`select ${kind}::text as kind, id, name from (${namesOfKind[kind]}) as thing where not archived`,
  })
  return { things: await nameThings(db, { kind, ids: found.map(({ id }) => id), language }), ...rest }
}

/** Things of a kind by what they are called, for a reader of a language. */
export async function nameThings(
  db: Db,
  input: { kind: ThingKind; ids: readonly number[]; language: string },
): Promise<Named[]> {
  const { kind, ids, language } = input
  const { rows } = await sql<Named>`
    select id, thing_name(${kind}, id, ${language}) as name
    from unnest(${[...ids]}::int[]) with ordinality as given (id, position)
    where exists (select from (${namesOfKind[kind]}) as thing where thing.id = given.id)
    order by position`.execute(db)
  return rows
}

/** What of a kind is called most like a text, the nearest first. */
export async function nearestThings(
  db: Db,
  input: { kind: ThingKind; text: string; language: string },
): Promise<Named[]> {
  const { kind, text, language } = input
  const { rows } = await sql<Named>`
    select id, thing_name(${kind}, id, ${language}) as name
    from (
      select id, min(lower(name) <-> lower(${text})) as distance
      from (${namesOfKind[kind]}) as thing where not archived group by id
    ) as near
    where distance < 0.8
    order by distance, id limit 5`.execute(db)
  return rows
}
