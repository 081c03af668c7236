import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { ChangeKind, PersonField } from './contract.ts'
import {
  copyOf,
  type Draft,
  fill,
  isOther,
  manage,
  openDraft,
  otherFields,
  readPresent,
  unitFields,
  workOf,
} from './draft.ts'
import { type Counts, type Finding, noCounts } from './findings.ts'
import { type Given, readGiven, saysSomething } from './given.ts'
import type { Layout } from './layout.ts'
import { People, type Person } from './people.ts'
import { Places } from './places.ts'
import type { Changed, Resolved } from './resolved.ts'
import { findRows, type Row, readRows, textAt } from './rows.ts'
import { dayOf } from './vocabulary.ts'

type Input = {
  importId: number
  authorId: number | null
  layout: Layout
  today: string
  barred?: ReadonlyMap<number, readonly Finding[]>
}

/** What is known from rows before. */
type State = {
  readonly places: Places
  readonly language: Language
  /** The row that was first about somebody, by number, address and id. */
  readonly first: Map<string, number>
  /** The address of who will be there by this file, by number and address. */
  readonly coming: Map<string, string>
  /** Who is counted as edited or deactivated. */
  readonly edited: Set<number>
  /** Who is counted as deactivated. */
  readonly deactivated: Set<number>
  /** Who was named as staying as they are. */
  readonly unchanged: Set<number>
  /** Managers who are not there yet: in which row, of whom, who. */
  readonly awaited: Array<{ row: number; who: string; manager: string }>
}

/**
 * Reads rows that say how people are to be. What is blank stays; somebody whom neither number nor address finds is new. Managers
 * may be named who come in with the same file, later in it too: whether each came is known at the end, so the last thing
 * yielded are the rows whose manager did not. They are given as `barred` when the rows are read again.
 */
export async function* resolveUsers(db: Db, input: Input): AsyncGenerator<Resolved> {
  const state: State = {
    places: await Places.read(db),
    language: await readLanguage(db),
    first: new Map(),
    coming: new Map(),
    edited: new Set(),
    deactivated: new Set(),
    unchanged: new Set(),
    awaited: [],
  }
  for await (const rows of readRows(db, input.importId)) yield await resolveChunk(db, { ...input, state, rows })
  const findings = withoutManager(state, input.layout)
  if (findings.length > 0) yield { size: 0, findings, counts: noCounts(), userIds: [], work: {}, isLate: true }
}

async function resolveChunk(db: Db, input: Input & { state: State; rows: readonly Row[] }): Promise<Resolved> {
  const { importId, authorId, layout, today, state, rows, barred } = input
  const counts = noCounts()
  const findings: Finding[] = []
  const busy = rows.filter((row) => saysSomething(row, layout))
  counts.idle = rows.length - busy.length
  const read = busy.map((row) => {
    const wrong = [...(barred?.get(row.row) ?? [])]
    return { row, wrong, given: readGiven(row, layout, wrong) }
  })
  const people = await People.find(
    db,
    read.flatMap(({ given }) => [
      { number: given.employeeNumber ?? '', email: given.email ?? '' },
      { number: given.manager ?? '', email: given.manager ?? '' },
    ]),
  )
  const present = await readPresent(db, people.ids())
  const earlier = await readEarlier(db, { importId, state, read, people })
  const drafts = new Map<string, Draft>()
  for (const { row, given, wrong } of read) {
    const person = whose(row, { given, people, layout, wrong })
    const keys = keysOf(given, person)
    const firstRow = keys.flatMap((key) => state.first.get(key) ?? [])[0]
    const here =
      firstRow === undefined ? undefined : (read.find((one) => one.row.row === firstRow)?.row ?? earlier.get(firstRow))
    if (here) wrong.push(...contradictions(row, here, layout))
    const key = person ? `id ${person.id}` : (keys.find((one) => drafts.has(one)) ?? keys[0] ?? '')
    const amends = person || drafts.has(key) ? undefined : keys.flatMap((one) => state.coming.get(one) ?? [])[0]
    // An address or number that a row before gives to somebody who is there already.
    if (!person && firstRow !== undefined && amends === undefined && !drafts.has(key)) {
      const column = layout.fields.get(given.email === undefined ? 'employeeNumber' : 'email') ?? null
      const value = column === null ? '' : textAt(row, column)
      findings.push(...wrong, { row: row.row, column, kind: 'row-contradiction', value, about: `${firstRow}` })
      continue
    }
    const companyBefore = amends === undefined || !here ? undefined : readGiven(here, layout, []).company
    const draft =
      copyOf(drafts.get(key)) ??
      openDraft(person && present.get(person.id), { amends: amends ?? null, language: state.language, today })
    fill(draft, {
      row,
      given: { ...(companyBefore !== undefined && { company: companyBefore }), ...given },
      layout,
      places: state.places,
      isNew: !person && firstRow === undefined,
      wrong,
    })
    manage(draft, { row, given, people, layout, person, wrong })
    if (person?.isActive && person.id === authorId && draft.now.status === 'inactive') {
      const column = layout.fields.get('status') ?? null
      wrong.push({ row: row.row, column, kind: 'inactive-oneself', value: textAt(row, column ?? -1) })
    }
    if (wrong.length > 0) {
      findings.push(...wrong)
      continue
    }
    for (const one of keysOf({ ...given, email: draft.now.email }, person)) {
      if (!state.first.has(one)) state.first.set(one, row.row)
    }
    if (firstRow !== undefined) counts.repeated += 1
    else if (!person) {
      counts.created += 1
      for (const one of keys) state.coming.set(one, draft.now.email)
    }
    counts.pairs += given.activityIds.length
    if (given.addedOn !== undefined && dayOf(textAt(row, layout.fields.get('addedOn') ?? -1)) === undefined)
      counts.daysFromDigits += 1
    if (draft.managerText !== null)
      state.awaited.push({ row: row.row, who: draft.now.email, manager: draft.managerText })
    // A person named by number in one row and by address in the next is still one.
    drafts.set(key, draft)
    if (!person) for (const one of keys) drafts.set(one, draft)
  }
  const each = [...new Set(drafts.values())]
  const changed = count(each, { counts, state })
  const userIds = each.flatMap(({ present: there }) => there?.id ?? [])
  return {
    size: rows.length,
    findings,
    counts,
    userIds,
    work: workOf(each),
    changed: () =>
      [...changed, ...unchangedOf(each, state)].map((draft) => changedBy(draft, state)).sort((a, b) => a.row - b.row),
  }
}

/**
 * Whom a row is about, if they are there already. An address that is somebody else's is refused also where the same file gives
 * its owner another: where one column of a sheet was sorted alone, everybody has the address of another, and nobody means it.
 */
function whose(
  line: Row,
  { given, people, layout, wrong }: { given: Given; people: People; layout: Layout; wrong: Finding[] },
): Person | undefined {
  const byNumber = given.employeeNumber ? people.withNumber(given.employeeNumber) : undefined
  const byEmail = given.email ? people.withEmail(given.email) : undefined
  if (byNumber && byEmail && byNumber.id !== byEmail.id) {
    wrong.push({
      row: line.row,
      column: layout.fields.get('email') ?? null,
      kind: 'email-taken',
      value: textAt(line, layout.fields.get('email') ?? -1),
      about: `${byEmail.name} (${byEmail.employeeNumber ?? byEmail.email})`,
    })
    return byNumber
  }
  // An address leads to somebody who goes by another number: one of the two is mistaken.
  if (!byNumber && byEmail?.employeeNumber && given.employeeNumber) {
    wrong.push({
      row: line.row,
      column: layout.fields.get('employeeNumber') ?? null,
      kind: 'number-unknown',
      value: given.employeeNumber,
      about: `${byEmail.name} (${byEmail.employeeNumber})`,
    })
  }
  return byNumber ?? byEmail
}

function keysOf({ employeeNumber, email }: Given, person: Person | undefined): string[] {
  return [
    ...(person ? [`id ${person.id}`] : []),
    ...(email ? [`email ${email.toLowerCase()}`] : []),
    ...(employeeNumber ? [`number ${employeeNumber.toLowerCase()}`] : []),
  ]
}

/** The first rows about people who come up again here, where they are of chunks before. */
async function readEarlier(
  db: Db,
  input: { importId: number; state: State; read: ReadonlyArray<{ row: Row; given: Given }>; people: People },
): Promise<Map<number, Row>> {
  const { importId, state, read, people } = input
  const numbers = read.flatMap(({ given }) => {
    const person = people.withNumber(given.employeeNumber ?? '') ?? people.withEmail(given.email ?? '')
    return keysOf(given, person).flatMap((key) => state.first.get(key) ?? [])
  })
  if (numbers.length === 0) return new Map()
  const rows = await findRows(db, { importId, rows: [...new Set(numbers)] })
  return new Map(rows.map((row) => [row.row, row]))
}

/** Two rows about one person may complete each other, and not differ. */
function contradictions(row: Row, first: Row, { fields }: Layout): Finding[] {
  return [...fields].flatMap(([field, column]): Finding[] => {
    if (addsUp.has(field)) return []
    const [now, before] = [textAt(row, column), textAt(first, column)]
    if (now === '' || before === '' || now.toLowerCase() === before.toLowerCase()) return []
    return [{ row: row.row, column, kind: 'row-contradiction', value: now, about: `${first.row}` }]
  })
}
const addsUp = new Set<PersonField>(unitFields)

/** Rows whose manager neither is there nor comes; and those whose manager would come in such a row. */
function withoutManager({ awaited, coming }: State, { fields }: Layout): Finding[] {
  const keys = (text: string) => [`email ${text.toLowerCase()}`, `number ${text.toLowerCase()}`]
  const findings: Finding[] = []
  for (let open = awaited, fell = true; fell; ) {
    const missing = open.filter(({ manager }) => !keys(manager).some((key) => coming.has(key)))
    for (const { row, who, manager } of missing) {
      findings.push({ row, column: fields.get('manager') ?? null, kind: 'manager-unknown', value: manager })
      coming.delete(`email ${who.toLowerCase()}`)
    }
    open = open.filter((one) => !missing.includes(one))
    fell = missing.length > 0
  }
  return findings
}

/** Counts drafts, and answers those of people who are not counted yet and are added or become other. */
function count(drafts: readonly Draft[], { counts, state }: { counts: Counts; state: State }): Draft[] {
  return drafts.filter((draft) => {
    const { present, now } = draft
    counts.cleared += draft.cleared
    if (!present) return draft.amends === null
    const { edited, deactivated } = state
    const isDeactivated = present.status === 'active' && now.status === 'inactive' && !deactivated.has(present.id)
    const isEdited = !isDeactivated && !edited.has(present.id) && !deactivated.has(present.id) && isOther(draft)
    if (isDeactivated) {
      deactivated.add(present.id)
      counts.deactivated += 1
      // Each is counted once, whatever rows of a chunk before say.
      if (edited.has(present.id)) counts.edited -= 1
    }
    if (isEdited) counts.edited += 1
    if (isDeactivated || isEdited) edited.add(present.id)
    return isEdited || isDeactivated
  })
}

/** Who stays as they are, unless a later chunk makes them other; each once. */
function unchangedOf(drafts: readonly Draft[], { edited, unchanged }: State): Draft[] {
  return drafts.filter(({ present }) => {
    if (!present || edited.has(present.id) || unchanged.has(present.id)) return false
    unchanged.add(present.id)
    return true
  })
}

function changedBy(draft: Draft, { first }: State): Changed {
  const { present, now } = draft
  return {
    row: first.get(`email ${now.email.toLowerCase()}`) ?? 0,
    userId: present?.id ?? null,
    name: now.name,
    email: now.email,
    kind: kindOf(draft),
    fields: otherFields(draft),
    thingId: null,
    day: null,
  }
}

function kindOf(draft: Draft): ChangeKind {
  const { present, now } = draft
  if (!present) return 'created'
  if (present.status === 'active' && now.status === 'inactive') return 'deactivated'
  return isOther(draft) ? 'edited' : 'unchanged'
}

async function readLanguage(db: Db): Promise<Language> {
  const { rows } = await sql<{ language: Language }>`select language from academy`.execute(db)
  return rows[0]?.language ?? 'en'
}
