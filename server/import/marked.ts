import { sql } from 'kysely'
import { findRequiredElse, given } from '../enrollment/endings.ts'
import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { type AssigningAction, type ChangeKind, isAssigning, type ProblemKind } from './contract.ts'
import { type Counts, type Finding, noCounts } from './findings.ts'
import type { Layout } from './layout.ts'
import { namedIn, People, type Person } from './people.ts'
import type { Changed, Resolved } from './resolved.ts'
import { findRows, type Row, readRows, textAt } from './rows.ts'
import { dayOf, dayOfDigits, isEnding } from './vocabulary.ts'

/** A user, and what a column is about. */
type Pair = { userId: number; thingId: number }

/**
 * Reads rows whose cells say what applies to a person: an x adds, in the actions that assign a - ends, and completions have a
 * day. Who is meant is found by employee number where one is given, else by e-mail address.
 */
export async function* resolveMarked(
  db: Db,
  input: { importId: number; layout: Layout; today: string },
): AsyncGenerator<Resolved> {
  const { importId, layout } = input
  const contradictions = isAssigning(layout.action) ? await findContradictions(db, { importId, layout }) : new Map()
  const before: Before = { first: new Map(), asked: new Map() }
  for await (const rows of readRows(db, importId)) {
    yield await resolveChunk(db, { ...input, rows, before, contradictions })
  }
}

type Chunk = {
  importId: number
  layout: Layout
  today: string
  rows: readonly Row[]
  before: Before
  /** What one row adds and another ends, by row. */
  contradictions: ReadonlyMap<number, readonly Finding[]>
}

/** What is known from rows before: in which somebody comes first, and what is asked for those who come in several. */
type Before = { readonly first: Map<number, number>; readonly asked: Map<number, Set<string>> }

async function resolveChunk(db: Db, chunk: Chunk): Promise<Resolved> {
  const { layout, today, rows, contradictions } = chunk
  const { action } = layout
  const counts = noCounts()
  const findings: Finding[] = []
  const adds: ByThing = new Map()
  const ends: ByThing = new Map()
  const days: Array<Pair & { day: string }> = []
  const good: Good[] = []
  const userIds: number[] = []
  const busy = rows.filter((row) => asksSomething(row, layout))
  counts.idle = rows.length - busy.length
  const named = busy.map((row) => namedIn(row, layout))
  const people = await People.find(db, named)
  for (const [nth, row] of busy.entries()) {
    const wrong: Finding[] = [...(contradictions.get(row.row) ?? [])]
    const person = whoIs(row, { named: named[nth] ?? { number: '', email: '' }, people, layout, wrong })
    if (person && !person.isActive && needsActive.has(action)) {
      wrong.push({ row: row.row, column: null, kind: 'person-inactive', value: person.name })
    }
    const asked = asksOf(row, { layout, today, wrong })
    if (!person || wrong.length > 0) findings.push(...wrong)
    else good.push({ row, person, asked })
  }
  for (const { person, asked } of good) {
    userIds.push(person.id)
    counts.pairs += asked.length
    for (const { fromDigits } of asked) if (fromDigits) counts.daysFromDigits += 1
  }
  const fresh = await notAskedBefore(db, { chunk, good })
  counts.repeated += good.length - fresh.firsts
  for (const { person, asked } of fresh.good) {
    for (const { thingId, how } of asked) {
      if (how === 'add') put(adds, thingId, person.id)
      else if (how === 'end') put(ends, thingId, person.id)
      else days.push({ userId: person.id, thingId, day: how })
    }
  }
  const { work, becomes } = await workOf(db, { layout, adds, ends, days, counts })
  const changed = () =>
    fresh.good.flatMap(({ row, person, asked }) =>
      asked.flatMap(({ thingId, how }): Changed[] => {
        const kind = becomes({ userId: person.id, thingId }, how)
        const day = action === 'completions' ? how : null
        const { id: userId, name, email } = person
        return kind ? [{ row: row.row, userId, name, email, kind, fields: [], thingId, day }] : []
      }),
    )
  return { size: rows.length, findings, counts, userIds, work, changed }
}

/** A row in which nothing is wrong. */
type Good = { readonly row: Row; readonly person: Person; readonly asked: readonly Asked[] }

/**
 * The good rows without what rows before ask for the same people, for that is done and counted once; and for how many these are
 * the first. A list to enroll may name somebody twice, and of a whole sheet too much would have to be remembered.
 */
async function notAskedBefore(
  db: Db,
  { chunk, good }: { chunk: Chunk; good: readonly Good[] },
): Promise<{ good: readonly Good[]; firsts: number }> {
  const { importId, layout, today, before } = chunk
  const { first, asked } = before
  const isOnce = layout.action !== 'enroll'
  const far = good.flatMap(({ person: { id } }) => (isOnce && !asked.has(id) ? (first.get(id) ?? []) : []))
  const earlier = far.length === 0 ? [] : await findRows(db, { importId, rows: [...new Set(far)] })
  const rows = new Map([...earlier, ...good.map(({ row }) => row)].map((row) => [row.row, row]))
  const keysIn = (row: Row | undefined) =>
    new Set(row && asksOf(row, { layout, today, wrong: [] }).map((ask) => keyOf(ask)))
  let firsts = 0
  const fresh = good.map((one) => {
    const { person, row } = one
    const firstRow = first.get(person.id)
    if (firstRow === undefined) {
      first.set(person.id, row.row)
      firsts += 1
      return one
    }
    if (!isOnce) return one
    const known = asked.get(person.id) ?? keysIn(rows.get(firstRow))
    asked.set(person.id, known)
    const added = one.asked.filter((ask) => !known.has(keyOf(ask)))
    for (const ask of added) known.add(keyOf(ask))
    return { ...one, asked: added }
  })
  return { good: fresh, firsts }
}

const keyOf = ({ thingId, how }: Asked) => `${thingId} ${how}`

const needsActive = new Set(['enroll', 'unenroll', 'completions'])

function asksSomething({ marks, cells }: Row, { things }: Layout): boolean {
  for (const column of marks) if (things.has(column)) return true
  for (const column of cells.keys()) if (things.has(column)) return true
  return false
}

/** Whom a row is about; undefined, with what is wrong, when that is not plain. */
function whoIs(
  line: Row,
  input: { named: { number: string; email: string }; people: People; layout: Layout; wrong: Finding[] },
): Person | undefined {
  const { named, people, layout, wrong } = input
  const { number, email } = named
  const numberColumn = layout.fields.get('employeeNumber') ?? null
  const emailColumn = layout.fields.get('email') ?? null
  const say = (column: number | null, kind: ProblemKind, about?: string) =>
    // As it stands in the cell, spaces and all: so it is found again when it is mended.
    wrong.push({ row: line.row, column, kind, value: column === null ? '' : textAt(line, column), about })
  if (number === '' && email === '') {
    say(emailColumn ?? numberColumn, 'person-missing')
    return undefined
  }
  const byNumber = number === '' ? undefined : people.withNumber(number)
  const byEmail = email === '' ? undefined : people.withEmail(email)
  // Who has no number in the academy is not contradicted by one in the file.
  const contradicts = byNumber ? email !== '' && byNumber.id !== byEmail?.id : number !== '' && byEmail?.employeeNumber
  if (contradicts) {
    const other = byNumber ?? byEmail
    const kind = byNumber && byEmail ? 'person-contradiction' : byNumber ? 'email-unknown' : 'number-unknown'
    say(byNumber ? emailColumn : numberColumn, kind, `${other?.name} (${other?.email})`)
    return undefined
  }
  const person = byNumber ?? byEmail
  if (!person) say(number === '' ? emailColumn : numberColumn, 'person-unknown')
  return person
}

type Asked = { thingId: number; how: string; fromDigits?: true }

/** What the cells of a row ask for: `add`, `end`, or the day of a completion. */
function asksOf(row: Row, input: { layout: Layout; today: string; wrong: Finding[] }): Asked[] {
  const { layout, today, wrong } = input
  const { action, things } = layout
  const asked: Asked[] = []
  for (const column of row.marks) {
    const thingId = things.get(column)
    if (thingId === undefined) continue
    if (action === 'completions') wrong.push({ row: row.row, column, kind: 'not-a-date', value: 'x' })
    else asked.push({ thingId, how: 'add' })
  }
  for (const [column, text] of row.cells) {
    const thingId = things.get(column)
    if (thingId === undefined) continue
    if (action === 'completions') {
      const plain = dayOf(text)
      const day = plain ?? dayOfDigits(text, layout)
      if (day === undefined) wrong.push({ row: row.row, column, kind: 'not-a-date', value: text })
      else if (day > today) wrong.push({ row: row.row, column, kind: 'date-in-future', value: text })
      else asked.push({ thingId, how: day, ...(plain === undefined && { fromDigits: true }) })
    } else if (isEnding(text) && isAssigning(action)) asked.push({ thingId, how: 'end' })
    else wrong.push({ row: row.row, column, kind: 'not-a-mark', value: text })
  }
  return asked
}

const unitOf = {
  teams: 'team',
  functions: 'function',
  groups: 'group',
  qualifications: 'holders',
} as const satisfies Record<AssigningAction, AudienceKind>

/** Says what becomes of somebody by what is asked; undefined where the plan of enrollments says it. */
type Becomes = (pair: Pair, how: string) => ChangeKind | undefined

/** What the good rows of a chunk come down to, without what is so already. */
async function workOf(
  db: Db,
  input: { layout: Layout; adds: ByThing; ends: ByThing; days: Array<Pair & { day: string }>; counts: Counts },
): Promise<Pick<Resolved, 'work'> & { becomes: Becomes }> {
  const { layout, adds, ends, days, counts } = input
  const { action } = layout
  if (action === 'completions') {
    const fresh = await unrecorded(db, days)
    counts.completed += fresh.length
    counts.unchanged += days.length - fresh.length
    const keys = new Set(fresh.map(({ userId, thingId, day }) => `${userId} ${thingId} ${day}`))
    return {
      work: { completions: fresh.map(({ thingId, ...rest }) => ({ ...rest, activityId: thingId })) },
      becomes: ({ userId, thingId }, day) => (keys.has(`${userId} ${thingId} ${day}`) ? 'completed' : 'unchanged'),
    }
  }
  if (action === 'unenroll') {
    const held = await heldOf(db, adds)
    counts.notEnrolled += sizeOf(adds) - sizeOf(held)
    const unenrolled = [...held].map(([activityId, userIds]) => ({ activityId, userIds }))
    const required = await findRequiredElse(db, unenrolled)
    const remaining: ByThing = new Map(required.map(({ activityId, userIds }) => [activityId, [...userIds]]))
    counts.remains += sizeOf(remaining)
    for (const list of given) counts.released += sizeOf(await standingOf(db, remaining, list))
    const [isHeld, remains] = [among(held), among(remaining)]
    return {
      work: { unenrolled },
      becomes: (pair) => {
        if (!isHeld(pair)) return 'notEnrolled'
        return remains(pair) ? 'remains' : undefined
      },
    }
  }
  const kind = isAssigning(action) ? unitOf[action] : 'import'
  const members = (things: ByThing) =>
    [...things].map(([thingId, userIds]) => ({ audienceId: audience(kind, thingId), userIds }))
  const work = { joins: members(adds), leaves: members(ends) }
  if (!isAssigning(action)) return { work, becomes: () => undefined }
  const [standing, ending] = [await standingOf(db, adds, kind), await standingOf(db, ends, kind)]
  counts.joined += sizeOf(adds) - sizeOf(standing)
  counts.left += sizeOf(ending)
  counts.unchanged += sizeOf(standing) + sizeOf(ends) - sizeOf(ending)
  const [stands, isLeft] = [among(standing), among(ending)]
  return {
    work,
    becomes: (pair, how) => {
      if (how === 'add') return stands(pair) ? 'unchanged' : 'joined'
      return isLeft(pair) ? 'left' : 'unchanged'
    },
  }
}

/** Users by what it is about. A file has millions of pairs, so there are no objects for them. */
type ByThing = Map<number, number[]>

function put(things: ByThing, thingId: number, userId: number): void {
  const users = things.get(thingId)
  if (users) users.push(userId)
  else things.set(thingId, [userId])
}

function sizeOf(things: ByThing): number {
  let size = 0
  for (const users of things.values()) size += users.length
  return size
}

/** Few who have rows read look for names in them. */
function among(things: ByThing): (pair: Pair) => boolean {
  let users: Map<number, Set<number>> | undefined
  return ({ userId, thingId }) => {
    users ??= new Map([...things].map(([id, userIds]) => [id, new Set(userIds)]))
    return users.get(thingId)?.has(userId) ?? false
  }
}

/** Who of these are members already. */
async function standingOf(db: Db, things: ByThing, kind: AudienceKind): Promise<ByThing> {
  if (things.size === 0) return things
  const given = [...things].map(([thingId, userIds]) => ({
    thing_id: thingId,
    audience_id: audience(kind, thingId),
    user_ids: userIds,
  }))
  const { rows } = await sql<{ thingId: number; userIds: number[] }>`
    select given.thing_id as "thingId", array_agg(m.user_id) as "userIds"
    from jsonb_to_recordset(${JSON.stringify(given)}) as given (thing_id int, audience_id int, user_ids int[])
    join memberships m on m.audience_id = given.audience_id and m.user_id = any (given.user_ids)
    group by 1`.execute(db)
  return new Map(rows.map(({ thingId, userIds }) => [thingId, userIds]))
}

async function heldOf(db: Db, things: ByThing): Promise<ByThing> {
  if (things.size === 0) return things
  const given = [...things].map(([activityId, userIds]) => ({ activity_id: activityId, user_ids: userIds }))
  const { rows } = await sql<{ activityId: number; userIds: number[] }>`
    select e.activity_id as "activityId", array_agg(distinct e.user_id order by e.user_id) as "userIds"
    from jsonb_to_recordset(${JSON.stringify(given)}) as given (activity_id int, user_ids int[])
    join enrollments e on e.activity_id = given.activity_id and e.user_id = any (given.user_ids) and e.state in (1, 2)
    group by 1 order by 1`.execute(db)
  return new Map(rows.map(({ activityId, userIds }) => [activityId, userIds]))
}

/** Completions that are not recorded yet, each once. */
async function unrecorded(db: Db, days: ReadonlyArray<Pair & { day: string }>): Promise<Array<Pair & { day: string }>> {
  if (days.length === 0) return []
  const { rows } = await sql<Pair & { day: string }>`
    select distinct given.user_id as "userId", given.activity_id as "thingId", given.day::text
    from unnest(
      ${days.map(({ userId }) => userId)}::int[], ${days.map(({ thingId }) => thingId)}::int[],
      ${days.map(({ day }) => day)}::date[]
    ) as given (user_id, activity_id, day)
    where not exists (
      select from completions c
      where c.user_id = given.user_id and c.activity_id = given.activity_id and c.completed_on = given.day)
    order by 1, 2, 3`.execute(db)
  return rows
}

/** What one row adds and another ends. Few rows end something; the others are looked through for the same people. */
async function findContradictions(
  db: Db,
  input: { importId: number; layout: Layout },
): Promise<Map<number, Finding[]>> {
  const { importId, layout } = input
  const ended = new Map<string, { row: number; column: number; text: string }>()
  const { rows: ending } = await sql<{ row: number }>`
    select row from import_rows
    where import_id = ${importId} and not skipped
      and jsonb_path_exists(cells, '$.* ? (@ == "-" || @ == "–" || @ == "—")')`.execute(db)
  for (const { row, userId } of await identify(db, {
    rows: await findRows(db, { importId, rows: ending.map(({ row }) => row) }),
    layout,
  })) {
    for (const [column, text] of row.cells) {
      const thingId = layout.things.get(column)
      if (thingId !== undefined && isEnding(text)) ended.set(`${userId} ${thingId}`, { row: row.row, column, text })
    }
  }
  const findings: Finding[] = []
  if (ended.size === 0) return new Map()
  for await (const rows of readRows(db, importId)) {
    for (const { row, userId } of await identify(db, { rows, layout })) {
      for (const column of row.marks) {
        const other = ended.get(`${userId} ${layout.things.get(column)}`)
        if (!other) continue
        const kind = 'mark-contradiction'
        findings.push({ row: row.row, column, kind, value: 'x', about: `${other.row}` })
        findings.push({ row: other.row, column: other.column, kind, value: other.text, about: `${row.row}` })
      }
    }
  }
  return Map.groupBy(findings, ({ row }) => row)
}

async function identify(
  db: Db,
  { rows, layout }: { rows: readonly Row[]; layout: Layout },
): Promise<Array<{ row: Row; userId: number }>> {
  const named = rows.map((row) => namedIn(row, layout))
  const people = await People.find(db, named)
  return rows.flatMap((row, nth) => {
    const person = people.withNumber(named[nth]?.number ?? '') ?? people.withEmail(named[nth]?.email ?? '')
    return person ? [{ row, userId: person.id }] : []
  })
}
