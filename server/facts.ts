import type { Insertable, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { AudienceKind } from './enrollment/engine/audience.ts'
import { audience, isActivityList, kindOfAudience, objectOfAudience } from './enrollment/engine/audience.ts'
import { ending, type Touched } from './enrollment/engine/marks.ts'
import type { Tx } from './platform/database/database.ts'
import type { Schema } from './platform/database/schema.ts'

/**
 * An open change: the transaction for whatever a command reads, and what it has touched so far. Facts are written by
 * the functions below and nowhere else; each writes the rows, their journal and what the engine then owes.
 */
export type Change = {
  readonly db: Tx
  readonly batchId: number
  readonly touched: Touched
}

type Row = Record<string, unknown>

type Fact = {
  /** The columns that say which row it is. */
  readonly identity: readonly string[]
  /** The column under which the journal finds it. */
  readonly key: string
  /** Values that name a person: journaled apart, where erasing the person empties them. */
  readonly personal?: readonly string[]
  /** The database draws its id. `target`: from the ids that activities and qualifications share. */
  readonly draws?: 'id' | 'target'
  /** Carries the batch that made it. */
  readonly batch?: boolean
}

const facts = {
  academy: { identity: ['id'], key: 'id' },
  companies: { identity: ['id'], key: 'id', draws: 'id' },
  departments: { identity: ['id'], key: 'id', draws: 'id' },
  teams: { identity: ['id'], key: 'id', draws: 'id' },
  job_functions: { identity: ['id'], key: 'id', draws: 'id' },
  groups: { identity: ['id'], key: 'id', draws: 'id' },
  users: { identity: ['id'], key: 'id', draws: 'id', personal: ['name', 'email', 'employee_number'] },
  grants: { identity: ['user_id', 'audience_id'], key: 'user_id', batch: true },
  learning_activities: { identity: ['id'], key: 'id', draws: 'target' },
  learning_activity_texts: { identity: ['activity_id', 'language'], key: 'activity_id' },
  qualifications: { identity: ['id'], key: 'id', draws: 'target' },
  target_activities: { identity: ['target_id', 'activity_id'], key: 'target_id' },
  assignments: { identity: ['id'], key: 'id', draws: 'id', batch: true },
  exclusions: { identity: ['user_id', 'activity_id'], key: 'user_id', batch: true },
  completions: { identity: ['id'], key: 'user_id', draws: 'id', batch: true },
  progress: { identity: ['user_id', 'activity_id'], key: 'user_id', batch: true },
} as const satisfies Partial<Record<keyof Schema, Fact>>

export type FactName = keyof typeof facts
/** What we draw or know ourselves is not given: the batch, and the id and kind of what draws a target. */
type New<Name extends FactName> = Omit<
  Insertable<Schema[Name]>,
  'batch_id' | ((typeof facts)[Name] extends { draws: 'target' } ? 'id' | 'kind' : never)
>
type Stored<Name extends FactName> = Selectable<Schema[Name]>

/**
 * Writes new facts. All rows give the same columns. Answers their ids in the order given (0 where a fact has none).
 * A new learning activity contains itself and has its lists (by hand, by managers, by import); a new qualification has
 * its list of direct holders.
 */
export async function insertFacts<Name extends FactName>(
  tx: Change,
  name: Name,
  rows: ReadonlyArray<New<Name>>,
): Promise<number[]> {
  if (rows.length === 0) return []
  const fact: Fact = facts[name]
  await lockFor(tx, name, Object.keys(rows[0] as Row), 'insert')
  const given = fact.draws === 'target' ? await withTargets(tx, name, rows as readonly Row[]) : (rows as readonly Row[])
  const stored = fact.batch ? given.map((row) => ({ ...row, batch_id: tx.batchId })) : given
  const columns = columnsOf(stored)
  const inserted = await sql<{ row: Row }>`
    insert into ${sql.table(name)} as stored (${sql.join(columns.map((column) => sql.ref(column)))})
    select ${sql.join(columns.map((column) => sql.ref(`given.${column}`)))}
    from jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(stored)}) with ordinality as given
    order by given.ordinality
    returning to_jsonb(stored) as row`.execute(tx.db)
  const written = inserted.rows.map(({ row }) => row)
  await journal(
    tx,
    name,
    written.map((after) => ({ before: null, after })),
  )
  if (fact.draws === 'target')
    await insertLists(
      tx,
      name,
      written.map((row) => row.id as number),
    )
  await touch(
    tx,
    name,
    written.map((after) => ({ before: null, after })),
  )
  return written.map((row) => (fact.draws ? (row.id as number) : 0))
}

/**
 * Changes facts: each row gives its identity and the columns to set, all rows the same columns. What is equal already is
 * neither written nor journaled. Answers how many rows changed.
 */
export async function editFacts<Name extends FactName>(
  tx: Change,
  name: Name,
  rows: ReadonlyArray<Partial<Stored<Name>>>,
): Promise<number> {
  if (rows.length === 0) return 0
  const fact: Fact = facts[name]
  const columns = columnsOf(rows as readonly Row[])
  const settable = columns.filter((column) => !fact.identity.includes(column))
  if (settable.length === 0) return 0
  await lockFor(tx, name, settable, 'edit')
  const found = await sql<{ before: Row; given: Row }>`
    select to_jsonb(stored) as before, to_jsonb(given) as given
    from jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}) as given
    join ${sql.table(name)} as stored on ${sameIdentity(fact)}
    order by ${sql.join(fact.identity.map((column) => sql.ref(`stored.${column}`)))}
    for update of stored`.execute(tx.db)
  const edits = found.rows.flatMap(({ before, given }) => {
    const differing = settable.filter((column) => before[column] !== given[column])
    return differing.length === 0 ? [] : [{ stored: before, given, differing }]
  })
  if (edits.length === 0) return 0
  await sql`
    update ${sql.table(name)} as stored
    set ${sql.join(settable.map((column) => sql`${sql.ref(column)} = ${sql.ref(`given.${column}`)}`))}
    from jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(edits.map((edit) => edit.given))}) as given
    where ${sameIdentity(fact)}`.execute(tx.db)
  const written = edits.map(({ stored, given, differing }) => ({
    before: pick(stored, [...fact.identity, fact.key, ...differing]),
    after: pick({ ...stored, ...pick(given, differing) }, [...fact.identity, fact.key, ...differing]),
  }))
  await journal(tx, name, written)
  await touch(tx, name, written)
  return written.length
}

/** Ends facts. Answers how many there were. */
export async function removeFacts<Name extends FactName>(
  tx: Change,
  name: Name,
  identities: ReadonlyArray<Partial<Stored<Name>>>,
): Promise<number> {
  if (identities.length === 0) return 0
  const fact: Fact = facts[name]
  await lockFor(tx, name, [], 'remove')
  const removed = await sql<{ row: Row }>`
    delete from ${sql.table(name)} as stored
    using jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(identities)}) as given
    where ${sameIdentity(fact)}
    returning to_jsonb(stored) as row`.execute(tx.db)
  const written = removed.rows.map(({ row }) => ({ before: row, after: null }))
  await journal(tx, name, written)
  await touch(tx, name, written)
  return written.length
}

/** Puts users into a team, function, group or list. Who is in it already stays with the first batch. Answers who is new. */
export async function joinAudience(
  tx: Change,
  input: { audienceId: number; userIds: readonly number[] },
): Promise<number[]> {
  if (input.userIds.length === 0) return []
  const joined = await sql<{ user_id: number }>`
    insert into memberships (user_id, audience_id, batch_id)
    select distinct user_id, ${input.audienceId}::int, ${tx.batchId}::bigint
    from unnest(${input.userIds}::int[]) as given (user_id)
    order by user_id
    on conflict (user_id, audience_id) do nothing
    returning user_id`.execute(tx.db)
  const userIds = joined.rows.map((row) => row.user_id)
  if (userIds.length > 0) {
    await journalMembers(tx, { audienceId: input.audienceId, userIds, joined: true })
    touchMembers(tx, { audienceId: input.audienceId, userIds, byHand: false })
  }
  return userIds
}

/** Takes users out of a team, function, group or list. `byHand` withdraws at once what nothing else requires. */
export async function leaveAudience(
  tx: Change,
  input: { audienceId: number; userIds: readonly number[]; byHand?: boolean },
): Promise<number[]> {
  if (input.userIds.length === 0) return []
  const left = await sql<{ user_id: number }>`
    delete from memberships
    where audience_id = ${input.audienceId} and user_id = any (${input.userIds}::int[])
    returning user_id`.execute(tx.db)
  const userIds = left.rows.map((row) => row.user_id)
  if (userIds.length > 0) {
    await journalMembers(tx, { audienceId: input.audienceId, userIds, joined: false })
    touchMembers(tx, { audienceId: input.audienceId, userIds, byHand: input.byHand ?? false })
  }
  return userIds
}

/** Makes `ids` the whole set of one kind of audience that a user is in. */
export async function setAudiences(
  tx: Change,
  input: { userId: number; kind: AudienceKind; ids: readonly number[] },
): Promise<void> {
  const present = await sql<{ audience_id: number }>`
    select audience_id from memberships
    where user_id = ${input.userId} and audience_kind(audience_id) = audience_kind(${audience(input.kind, 0)})
  `.execute(tx.db)
  const wanted = new Set(input.ids.map((id) => audience(input.kind, id)))
  const held = new Set(present.rows.map((row) => row.audience_id))
  for (const audienceId of wanted.difference(held)) await joinAudience(tx, { audienceId, userIds: [input.userId] })
  for (const audienceId of held.difference(wanted)) await leaveAudience(tx, { audienceId, userIds: [input.userId] })
}

/**
 * Ends enrollments by hand where somebody's removal, not a list, is the fact: `step` then withdraws at once whatever is
 * not required by something else, kept ones too.
 */
export function endByHand(tx: Change, input: { activityId: number; userIds: readonly number[] }): void {
  tx.touched.listed.push({ activityId: input.activityId, userIds: input.userIds, ending: ending.byHand })
}

// ------------------------------------------------------------------------------------------------ the journal

type Written = { before: Row | null; after: Row | null }

async function journal(tx: Change, name: FactName, written: readonly Written[]): Promise<void> {
  if (written.length === 0) return
  const fact: Fact = facts[name]
  const personal = fact.personal ?? []
  const entries = written.map(({ before, after }) => ({
    key: name === 'academy' ? 1 : (after ?? before)?.[fact.key],
    before: before && omit(before, personal),
    after: after && omit(after, personal),
  }))
  await sql`
    insert into changes (batch_id, fact, key, before, after)
    select ${tx.batchId}, ${name}, entry.key, entry.before, entry.after
    from jsonb_to_recordset(${JSON.stringify(entries)}) as entry (key int, before jsonb, after jsonb)`.execute(tx.db)
  if (personal.length === 0) return
  const named = written.flatMap(({ before, after }) => {
    const values = { before: before && pick(before, personal), after: after && pick(after, personal) }
    const says = [values.before, values.after].some((side) => side !== null && Object.keys(side).length > 0)
    return says ? [{ user_id: (after ?? before)?.id, ...values }] : []
  })
  if (named.length === 0) return
  await sql`
    insert into personal_changes as present (batch_id, user_id, before, after)
    select ${tx.batchId}, entry.user_id, entry.before, entry.after
    from jsonb_to_recordset(${JSON.stringify(named)}) as entry (user_id int, before jsonb, after jsonb)
    on conflict (user_id, batch_id) do update set
      before = case when present.before is null then null else excluded.before || present.before end,
      after = case when excluded.after is null then null else coalesce(present.after, '{}') || excluded.after end
  `.execute(tx.db)
}

async function journalMembers(
  tx: Change,
  input: { audienceId: number; userIds: readonly number[]; joined: boolean },
): Promise<void> {
  const [before, after] = input.joined ? [null, '{}'] : ['{}', null]
  await sql`
    insert into changes (batch_id, fact, key, before, after, user_ids)
    values (${tx.batchId}, 'memberships', ${input.audienceId}, ${before}, ${after}, ${input.userIds}::int[])
  `.execute(tx.db)
}

// ------------------------------------------------------------------------------------------------ whom it touches

function touchMembers(tx: Change, input: { audienceId: number; userIds: readonly number[]; byHand: boolean }): void {
  if (!isActivityList(input.audienceId)) {
    for (const userId of input.userIds) tx.touched.users.add(userId)
    return
  }
  tx.touched.listed.push({
    activityId: objectOfAudience(input.audienceId),
    userIds: input.userIds,
    ending: input.byHand ? ending.byHand : ending.factsChanged,
  })
}

async function touch(tx: Change, name: FactName, written: readonly Written[]): Promise<void> {
  const sides = written.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null)
  const all = (column: string) => sides.flatMap((side) => (typeof side[column] === 'number' ? [side[column]] : []))
  if (name === 'users') return touchUsers(tx, written)
  if (name === 'grants') for (const userId of all('user_id')) tx.touched.users.add(userId)
  if (name === 'departments') await touchDepartments(tx, written)
  if (name === 'exclusions') touchExclusions(tx, sides)
  if (name === 'target_activities') for (const activityId of all('activity_id')) tx.touched.activities.add(activityId)
  if (name === 'assignments') await touchAssignments(tx, sides)
  if (name === 'learning_activities') {
    for (const { before, after } of written) {
      if (before && after && 'on_leaving' in after) tx.touched.activities.add(after.id as number)
    }
  }
  if (name === 'academy' && written.some(({ before, after }) => before && after && 'on_leaving' in after)) {
    const found = await sql<{ id: number }>`select id from learning_activities`.execute(tx.db)
    for (const { id } of found.rows) tx.touched.activities.add(id)
  }
}

const decidingColumns = ['company_id', 'department_id', 'language', 'manager_id', 'added_on', 'status']

async function touchUsers(tx: Change, written: readonly Written[]): Promise<void> {
  const deciding = written.filter(({ after }) => !after || decidingColumns.some((column) => column in after))
  for (const { before, after } of deciding) {
    tx.touched.users.add((after ?? before)?.id as number)
    for (const side of [before, after]) {
      if (side && typeof side.manager_id === 'number') tx.touched.users.add(side.manager_id)
    }
  }
  // Whose status changed may have been the first or last active report of a manager who did not change with it.
  const statuses = deciding.filter(({ before, after }) => before && after && 'status' in after)
  if (statuses.length > 0) {
    const managers = await sql<{ manager_id: number }>`
      select distinct manager_id from users
      where id = any (${statuses.map(({ after }) => after?.id)}::int[]) and manager_id is not null
    `.execute(tx.db)
    for (const { manager_id } of managers.rows) tx.touched.users.add(manager_id)
  }
  const moved = deciding.filter(({ before, after }) => before && after && 'manager_id' in after)
  if (moved.length === 0) return
  const below = await sql<{ user_id: number }>`
    select user_id from reports_below(${moved.map(({ after }) => after?.id)}::int[])`.execute(tx.db)
  for (const { user_id } of below.rows) tx.touched.users.add(user_id)
}

async function touchDepartments(tx: Change, written: readonly Written[]): Promise<void> {
  const moved = written.filter(
    ({ before, after }) => before && after && ('parent_id' in after || 'company_id' in after),
  )
  if (moved.length === 0) return
  const people = await sql<{ user_id: number }>`
    select user_id from people_in_or_below(${moved.map(({ after }) => after?.id)}::int[])`.execute(tx.db)
  for (const { user_id } of people.rows) tx.touched.users.add(user_id)
}

function touchExclusions(tx: Change, sides: readonly Row[]): void {
  const byActivity = Map.groupBy(sides, (side) => side.activity_id as number)
  for (const [activityId, rows] of byActivity) {
    const userIds = rows.map((row) => row.user_id as number)
    tx.touched.listed.push({ activityId, userIds, ending: ending.factsChanged })
  }
}

/** An assignment reaches the activities that its target contains; lists made with their target have nobody in them yet. */
async function touchAssignments(tx: Change, sides: readonly Row[]): Promise<void> {
  const ids = sides.map((side) => side.id as number)
  const targets = sides.filter((side) => !isNewList(side)).map((side) => side.target_id)
  const reached = await sql<{ activity_id: number }>`
    select activity_id from target_activities where target_id = any (${targets.filter((id) => id !== undefined)}::int[])
    union
    select c.activity_id
    from assignments a join target_activities c using (target_id)
    where a.id = any (${targets.length === 0 ? [] : ids}::int[])`.execute(tx.db)
  for (const { activity_id } of reached.rows) tx.touched.activities.add(activity_id)
}

function isNewList(assignment: Row): boolean {
  const audienceId = assignment.audience_id
  if (typeof audienceId !== 'number') return false
  return isActivityList(audienceId) || kindOfAudience(audienceId) === 'holders'
}

// ------------------------------------------------------------------------------------------------ locks

/**
 * Declarations are made one at a time: two at once would each plan without the other (a link to a qualification, and an
 * activity added to it). Where somebody stands is read by whoever moves a department or a manager, so those wait for
 * the moves of people that are under way, and hold up the next.
 */
async function lockFor(tx: Change, name: FactName, columns: readonly string[], act: 'insert' | 'edit' | 'remove') {
  const sets = (...names: string[]) => names.some((column) => columns.includes(column))
  const declares =
    name === 'assignments' ||
    name === 'target_activities' ||
    ((name === 'learning_activities' || name === 'academy') && act === 'edit' && sets('on_leaving'))
  if (declares) await sql`select pg_advisory_xact_lock(8, 1)`.execute(tx.db)
  const rearranges =
    act === 'edit' &&
    ((name === 'users' && sets('manager_id')) || (name === 'departments' && sets('parent_id', 'company_id')))
  if (rearranges) await sql`select pg_advisory_xact_lock(8, 2)`.execute(tx.db)
  const moves = name === 'users' && !rearranges && (act !== 'edit' || sets('company_id', 'department_id', 'status'))
  if (moves) await sql`select pg_advisory_xact_lock_shared(8, 2)`.execute(tx.db)
}

// ------------------------------------------------------------------------------------------------ targets and lists

async function withTargets(tx: Change, name: FactName, rows: readonly Row[]): Promise<Row[]> {
  const kind = name === 'qualifications' ? 'qualification' : 'activity'
  const drawn = await sql<{ id: number }>`
    insert into targets (kind) select ${kind}::text from generate_series(1, ${rows.length}::int) returning id`.execute(
    tx.db,
  )
  return rows.map((row, nth) => ({ ...row, id: drawn.rows[nth]?.id, kind }))
}

async function insertLists(tx: Change, name: FactName, ids: readonly number[]): Promise<void> {
  if (name === 'learning_activities') {
    await insertFacts(
      tx,
      'target_activities',
      ids.map((id) => ({ target_id: id, activity_id: id })),
    )
    for (const id of ids) tx.touched.activities.delete(id)
  }
  const kinds = name === 'qualifications' ? (['holders'] as const) : (['byHand', 'byManager', 'import'] as const)
  await insertFacts(
    tx,
    'assignments',
    ids.flatMap((id) => kinds.map((kind) => ({ audience_id: audience(kind, id), target_id: id }))),
  )
}

// ------------------------------------------------------------------------------------------------ rows

function sameIdentity(fact: Fact) {
  return sql.join(
    fact.identity.map((column) => sql`${sql.ref(`stored.${column}`)} = ${sql.ref(`given.${column}`)}`),
    sql` and `,
  )
}

function columnsOf(rows: readonly Row[]): string[] {
  const columns = Object.keys(rows[0] ?? {})
  const odd = rows.find(
    (row) => Object.keys(row).length !== columns.length || columns.some((column) => !(column in row)),
  )
  if (odd)
    throw new Error(`rows of one write give the same columns; ${Object.keys(odd).join()} are not ${columns.join()}`)
  return columns
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column)))
}

function omit(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
}
