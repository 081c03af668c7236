import { sql } from 'kysely'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Members } from '../facts.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { PersonField, ProblemKind } from './contract.ts'
import { type Counts, type Finding, noCounts } from './findings.ts'
import { type Given, readGiven, saysSomething } from './given.ts'
import type { Layout } from './layout.ts'
import { People, type Person } from './people.ts'
import { Places, type UnitField } from './places.ts'
import type { Patch, Resolved, UserNow, Work } from './resolved.ts'
import { findRows, type Row, readRows, textAt } from './rows.ts'

type Input = { importId: number; layout: Layout; today: string; barred?: ReadonlyMap<number, readonly Finding[]> }

/** What is known from rows before. */
type State = {
  readonly places: Places
  readonly language: Language
  /** The row that was first about somebody, by number, address and id. */
  readonly first: Map<string, number>
  /** The address of who will be there by this file, by number and address. */
  readonly coming: Map<string, string>
  /** Who is counted as edited. */
  readonly edited: Set<number>
  /** Managers who are not there yet: in which row, of whom, who. */
  readonly awaited: Array<{ row: number; who: string; manager: string }>
}

/** A user as some rows leave them. */
type Draft = {
  /** As they are; null: they come in with this file. */
  readonly present: Present | null
  /** The address of somebody whom rows of a chunk before bring in. */
  readonly amends: string | null
  now: Omit<UserNow, 'id'>
  /** What the rows themselves say of it. */
  given: Patch
  managerId: number | null
  /** A manager who comes in with this file, by number or address. */
  managerText: string | null
  readonly joins: Set<number>
  readonly emptied: Set<AudienceKind>
  readonly activityIds: Set<number>
  cleared: number
}

type Present = UserNow & { readonly manager_id: number | null; readonly unit_ids: readonly number[] }

const units = {
  teams: ['team', 'team-unknown'],
  functions: ['function', 'function-unknown'],
  groups: ['group', 'group-unknown'],
} as const satisfies Record<UnitField, readonly [AudienceKind, ProblemKind]>
const unitFields = Object.keys(units) as UnitField[]

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
    awaited: [],
  }
  for await (const rows of readRows(db, input.importId)) yield await resolveChunk(db, { ...input, state, rows })
  const findings = withoutManager(state, input.layout)
  if (findings.length > 0) yield { size: 0, findings, counts: noCounts(), userIds: [], work: {}, isLate: true }
}

async function resolveChunk(db: Db, input: Input & { state: State; rows: readonly Row[] }): Promise<Resolved> {
  const { importId, layout, today, state, rows, barred } = input
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
      const value = given.email ?? given.employeeNumber ?? ''
      findings.push(...wrong, { row: row.row, column, kind: 'row-contradiction', value, about: `${firstRow}` })
      continue
    }
    const companyBefore = amends === undefined || !here ? undefined : readGiven(here, layout, []).company
    const draft =
      copyOf(drafts.get(key)) ?? open(person && present.get(person.id), { amends: amends ?? null, state, today })
    fill(draft, {
      row,
      given: { ...(companyBefore !== undefined && { company: companyBefore }), ...given },
      layout,
      state,
      isNew: !person && firstRow === undefined,
      wrong,
    })
    manage(draft, { row, given, people, layout, person, wrong })
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
    if (draft.managerText !== null)
      state.awaited.push({ row: row.row, who: draft.now.email, manager: draft.managerText })
    // A person named by number in one row and by address in the next is still one.
    drafts.set(key, draft)
    if (!person) for (const one of keys) drafts.set(one, draft)
  }
  const each = [...new Set(drafts.values())]
  count(each, { counts, state })
  const userIds = each.flatMap(({ present: there }) => there?.id ?? [])
  return { size: rows.length, findings, counts, userIds, work: workOf(each) }
}

/** Whom a row is about, if they are there already. */
function whose(
  { row }: Row,
  { given, people, layout, wrong }: { given: Given; people: People; layout: Layout; wrong: Finding[] },
): Person | undefined {
  const byNumber = given.employeeNumber ? people.withNumber(given.employeeNumber) : undefined
  const byEmail = given.email ? people.withEmail(given.email) : undefined
  if (byNumber && byEmail && byNumber.id !== byEmail.id) {
    wrong.push({
      row,
      column: layout.fields.get('email') ?? null,
      kind: 'email-taken',
      value: given.email ?? '',
      about: `${byEmail.name} (${byEmail.employeeNumber ?? byEmail.email})`,
    })
    return byNumber
  }
  // An address leads to somebody who goes by another number: one of the two is mistaken.
  if (!byNumber && byEmail?.employeeNumber && given.employeeNumber) {
    wrong.push({
      row,
      column: layout.fields.get('employeeNumber') ?? null,
      kind: 'person-contradiction',
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

function open(
  present: Present | undefined,
  { amends, state, today }: { amends: string | null; state: State; today: string },
): Draft {
  const now = present ?? {
    name: '',
    email: amends ?? '',
    employee_number: null,
    status: 'active' as const,
    company_id: 0,
    department_id: null,
    language: state.language,
    added_on: today,
  }
  return {
    present: present ?? null,
    amends,
    now: pickEdited(now),
    given: {},
    managerId: present?.manager_id ?? null,
    managerText: null,
    joins: new Set(),
    emptied: new Set(),
    activityIds: new Set(),
    cleared: 0,
  }
}

/** A draft of a row before, which stays as it is should this row be wrong. */
function copyOf(draft: Draft | undefined): Draft | undefined {
  if (!draft) return undefined
  return {
    ...draft,
    now: { ...draft.now },
    joins: new Set(draft.joins),
    emptied: new Set(draft.emptied),
    activityIds: new Set(draft.activityIds),
  }
}

function pickEdited(from: Omit<UserNow, 'id'>): Omit<UserNow, 'id'> {
  const { name, email, employee_number, status, company_id, department_id, language, added_on } = from
  return { name, email, employee_number, status, company_id, department_id, language, added_on }
}

type Filling = {
  row: Row
  given: Given
  layout: Layout
  state: State
  isNew: boolean
  wrong: Finding[]
}

/** Writes into a draft what a row says. */
function fill(draft: Draft, filling: Filling): void {
  const { row, given, layout, isNew, wrong } = filling
  const { now } = draft
  const missing = (field: PersonField, kind: ProblemKind) => {
    // What is there and cannot be read is said already.
    if (wrong.some(({ column }) => column !== null && column === layout.fields.get(field))) return
    wrong.push({ row: row.row, column: layout.fields.get(field) ?? null, kind, value: '' })
  }
  if (isNew && given.name === undefined) missing('name', 'name-missing')
  if (isNew && given.email === undefined) missing('email', 'email-missing')
  if (isNew && given.company === undefined) missing('company', 'company-missing')
  draft.now = {
    ...now,
    name: given.name ?? now.name,
    email: given.email ?? now.email,
    employee_number: given.employeeNumber === undefined ? now.employee_number : given.employeeNumber,
    status: given.status ?? now.status,
    language: given.language ?? now.language,
    added_on: given.addedOn ?? now.added_on,
  }
  const saying = {
    name: given.name,
    employee_number: given.employeeNumber,
    status: given.status,
    language: given.language,
    added_on: given.addedOn,
  }
  draft.given = {
    ...draft.given,
    ...(Object.fromEntries(Object.entries(saying).filter(([, value]) => value !== undefined)) as Patch),
  }
  if (given.employeeNumber === null && now.employee_number !== null) draft.cleared += 1
  place(draft, filling)
  join(draft, filling)
  for (const activityId of given.activityIds) draft.activityIds.add(activityId)
  if (given.activityIds.length > 0 && draft.now.status === 'inactive') {
    wrong.push({ row: row.row, column: null, kind: 'person-inactive', value: draft.now.name })
  }
}

/** Company and department. Who comes to another company leaves the department, unless one of it is given. */
function place(draft: Draft, { row, given, layout, state, wrong }: Filling): void {
  const { now, present } = draft
  const { places } = state
  const say = (field: PersonField, placed: { why: ProblemKind; about?: string }, value: string) =>
    wrong.push({
      row: row.row,
      column: layout.fields.get(field) ?? null,
      kind: placed.why,
      value,
      about: placed.about,
    })
  let companyId = now.company_id
  if (given.company !== undefined) {
    const placed = places.company(given.company, present?.company_id ?? null)
    if ('why' in placed) return void say('company', placed, given.company)
    companyId = placed.id
  }
  const stays = companyId === now.company_id ? now.department_id : null
  let departmentId = given.department === null ? null : stays
  if (given.department === null && now.department_id !== null) draft.cleared += 1
  if (given.department && companyId !== 0) {
    const placed = places.department(given.department, companyId, present?.department_id ?? null)
    if ('why' in placed) return void say('department', placed, given.department)
    departmentId = placed.id
  }
  draft.now = { ...draft.now, company_id: companyId, department_id: departmentId }
  if (given.department !== undefined) draft.given = { ...draft.given, department_id: departmentId }
}

/** Teams, functions and groups: what is named is added, and never replaces. */
function join(draft: Draft, { row, given, layout, state, wrong }: Filling): void {
  for (const field of unitFields) {
    const [kind, unknown] = units[field]
    const text = given[field]
    if (text === null) {
      const held = draft.present?.unit_ids.some((id) => id >> 27 === audience(kind, 0) >> 27) ?? false
      if (held && !draft.emptied.has(kind)) draft.cleared += 1
      draft.emptied.add(kind)
    }
    if (!text) continue
    const column = layout.fields.get(field) ?? null
    for (const name of state.places.unitNames(field, text)) {
      const unit = state.places.unit(field, name)
      if (!unit) wrong.push({ row: row.row, column, kind: unknown, value: name })
      else {
        const audienceId = audience(kind, unit.id)
        const isIn = draft.present?.unit_ids.includes(audienceId) ?? false
        if (unit.archived && !isIn)
          wrong.push({ row: row.row, column, kind: 'archived', value: name, about: unit.name })
        else draft.joins.add(audienceId)
      }
    }
  }
}

/** Who a person reports to: somebody who is there, or who comes in with this file. */
function manage(
  draft: Draft,
  input: {
    row: Row
    given: Given
    people: People
    layout: Layout
    person: Person | undefined
    wrong: Finding[]
  },
): void {
  const { row, given, people, layout, person, wrong } = input
  if (given.manager === null) {
    if (draft.managerId !== null) draft.cleared += 1
    draft.managerId = null
    draft.managerText = null
  }
  if (!given.manager) return
  const text = given.manager
  const column = layout.fields.get('manager') ?? null
  const manager = people.withNumber(text) ?? people.withEmail(text)
  const own = [given.email, given.employeeNumber, draft.now.email].some(
    (one) => one?.toLowerCase() === text.toLowerCase(),
  )
  if (own || (manager && manager.id === person?.id)) {
    wrong.push({ row: row.row, column, kind: 'manager-oneself', value: text })
  } else if (manager) draft.managerId = manager.id
  else draft.managerText = text
}

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

function count(drafts: readonly Draft[], { counts, state }: { counts: Counts; state: State }): void {
  for (const draft of drafts) {
    counts.cleared += draft.cleared
    if (!draft.present || state.edited.has(draft.present.id) || !isOther(draft)) continue
    state.edited.add(draft.present.id)
    counts.edited += 1
    if (draft.present.status === 'active' && draft.now.status === 'inactive') counts.deactivated += 1
  }
}

function isOther(draft: Draft): boolean {
  const { present, now } = draft
  if (!present) return true
  return (
    Object.keys(patchOf(present, now)).length > 0 ||
    draft.managerId !== present.manager_id ||
    draft.managerText !== null ||
    [...draft.joins].some((id) => !present.unit_ids.includes(id)) ||
    [...draft.emptied].some((kind) => present.unit_ids.some((id) => id >> 27 === audience(kind, 0) >> 27))
  )
}

function workOf(drafts: readonly Draft[]): Work {
  const members = new Map<number, number[]>()
  const leaving = new Map<number, number[]>()
  const add = (to: Map<number, number[]>, audienceId: number, userId: number) => {
    const there = to.get(audienceId)
    if (there) there.push(userId)
    else to.set(audienceId, [userId])
  }
  for (const { present, joins, emptied, activityIds } of drafts) {
    if (!present) continue
    for (const audienceId of joins) add(members, audienceId, present.id)
    for (const activityId of activityIds) add(members, audience('import', activityId), present.id)
    for (const audienceId of present.unit_ids) {
      const isEmptied = [...emptied].some((kind) => audienceId >> 27 === audience(kind, 0) >> 27)
      if (isEmptied && !joins.has(audienceId)) add(leaving, audienceId, present.id)
    }
  }
  const asMembers = (given: Map<number, number[]>): Members[] =>
    [...given].map(([audienceId, userIds]) => ({ audienceId, userIds }))
  return {
    created: drafts.flatMap(({ present, amends, now, joins, activityIds }) =>
      present || amends !== null ? [] : [{ user: now, audienceIds: [...joins], activityIds: [...activityIds] }],
    ),
    amended: drafts.flatMap(({ amends, given, joins, activityIds }) =>
      amends === null ? [] : [{ email: amends, patch: given, audienceIds: [...joins], activityIds: [...activityIds] }],
    ),
    edited: drafts.flatMap(({ present, now }) => {
      const patch = present ? patchOf(present, now) : {}
      return present && Object.keys(patch).length > 0 ? [{ id: present.id, patch }] : []
    }),
    joins: asMembers(members),
    leaves: asMembers(leaving),
    managed: drafts.flatMap(({ present, now, managerId, managerText }) =>
      managerText !== null || managerId !== (present?.manager_id ?? null)
        ? [{ email: now.email, managerId, managerText }]
        : [],
    ),
  }
}

/** Only what is other is written: what somebody else changes meanwhile stays theirs. */
function patchOf(present: Omit<UserNow, 'id'>, now: Omit<UserNow, 'id'>): Patch {
  return Object.fromEntries(
    Object.entries(now).filter(([field, value]) => value !== present[field as keyof typeof present]),
  ) as Patch
}

async function readPresent(db: Db, ids: readonly number[]): Promise<Map<number, Present>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Present>`
    select u.id, u.name, u.email, u.employee_number, u.status, u.company_id, u.department_id, u.language, u.manager_id,
      u.added_on::text as added_on,
      array(
        select m.audience_id from memberships m where m.user_id = u.id and audience_kind(m.audience_id) in (4, 5, 6)
      ) as unit_ids
    from users u where u.id = any (${[...ids]}::int[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

async function readLanguage(db: Db): Promise<Language> {
  const { rows } = await sql<{ language: Language }>`select language from academy`.execute(db)
  return rows[0]?.language ?? 'en'
}
