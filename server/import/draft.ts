import { sql } from 'kysely'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Members } from '../facts.ts'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { PersonField, ProblemKind } from './contract.ts'
import type { Finding } from './findings.ts'
import type { Given } from './given.ts'
import type { Layout } from './layout.ts'
import type { People, Person } from './people.ts'
import type { Places, UnitField } from './places.ts'
import type { Patch, UserNow, Work } from './resolved.ts'
import type { Row } from './rows.ts'

/** A user as some rows leave them. */
export type Draft = {
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

export type Present = UserNow & { readonly manager_id: number | null; readonly unit_ids: readonly number[] }

const units = {
  teams: ['team', 'team-unknown'],
  functions: ['function', 'function-unknown'],
  groups: ['group', 'group-unknown'],
} as const satisfies Record<UnitField, readonly [AudienceKind, ProblemKind]>
export const unitFields = Object.keys(units) as UnitField[]

/** A user as they are, or as somebody new begins. */
export function openDraft(
  present: Present | undefined,
  { amends, language, today }: { amends: string | null; language: Language; today: string },
): Draft {
  const now = present ?? {
    name: '',
    email: amends ?? '',
    employee_number: null,
    status: 'active' as const,
    company_id: 0,
    department_id: null,
    language,
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
export function copyOf(draft: Draft | undefined): Draft | undefined {
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
  places: Places
  isNew: boolean
  wrong: Finding[]
}

/** Writes into a draft what a row says. */
export function fill(draft: Draft, filling: Filling): void {
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
function place(draft: Draft, { row, given, layout, places, wrong }: Filling): void {
  const { now, present } = draft
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
function join(draft: Draft, { row, given, layout, places, wrong }: Filling): void {
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
    for (const name of places.unitNames(field, text)) {
      const unit = places.unit(field, name)
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
export function manage(
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

/** Whether anybody who is there becomes other by it. */
export function isOther(draft: Draft): boolean {
  const { present, now } = draft
  if (!present) return true
  return (
    Object.keys(patchOf(present, now)).length > 0 ||
    draft.managerId !== present.manager_id ||
    draft.managerText !== null ||
    [...draft.joins].some((id) => !present.unit_ids.includes(id)) ||
    leftUnits(draft).length > 0
  )
}

/** What somebody is in and is not in any more: all of what is emptied, but for what another row names. */
function leftUnits({ present, emptied, joins }: Draft): number[] {
  const isEmptied = (id: number) => [...emptied].some((kind) => id >> 27 === audience(kind, 0) >> 27)
  return (present?.unit_ids ?? []).filter((id) => isEmptied(id) && !joins.has(id))
}

/** In what somebody will be other, or what is said of who is new. */
export function otherFields(draft: Draft): PersonField[] {
  const { present, now, given, joins, managerId, managerText } = draft
  const held = present?.unit_ids ?? []
  const left = leftUnits(draft)
  const isOf = (kind: AudienceKind) => (id: number) => id >> 27 === audience(kind, 0) >> 27
  const differing = present ? patchOf(present, now) : { ...given, email: now.email, company_id: now.company_id }
  const isManaged = managerText !== null || managerId !== (present?.manager_id ?? null)
  return [
    ...columnFields.flatMap(([column, field]) => (column in differing ? [field] : [])),
    ...unitFields.filter((field) => {
      const [kind] = units[field]
      const joined = [...joins].filter(isOf(kind))
      return joined.some((id) => !held.includes(id)) || left.some(isOf(kind))
    }),
    ...(isManaged ? (['manager'] as const) : []),
  ]
}

const columnFields = [
  ['name', 'name'],
  ['email', 'email'],
  ['employee_number', 'employeeNumber'],
  ['status', 'status'],
  ['company_id', 'company'],
  ['department_id', 'department'],
  ['language', 'language'],
  ['added_on', 'addedOn'],
] as const satisfies ReadonlyArray<readonly [keyof Patch, PersonField]>

/** What drafts come down to. */
export function workOf(drafts: readonly Draft[]): Work {
  const members = new Map<number, number[]>()
  const leaving = new Map<number, number[]>()
  const add = (to: Map<number, number[]>, audienceId: number, userId: number) => {
    const there = to.get(audienceId)
    if (there) there.push(userId)
    else to.set(audienceId, [userId])
  }
  for (const draft of drafts) {
    const { present, joins, activityIds } = draft
    if (!present) continue
    for (const audienceId of joins) add(members, audienceId, present.id)
    for (const activityId of activityIds) add(members, audience('import', activityId), present.id)
    for (const audienceId of leftUnits(draft)) add(leaving, audienceId, present.id)
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

export async function readPresent(db: Db, ids: readonly number[]): Promise<Map<number, Present>> {
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
