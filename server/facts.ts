import { isDeepStrictEqual } from 'node:util'
import type { Insertable, Selectable } from 'kysely'
import { sql } from 'kysely'
import { type AudienceKind, audience } from './enrollment/engine/audience.ts'
import { ending } from './enrollment/engine/marks.ts'
import { type Change, type Fact, type FactName, facts, pick, type Row } from './fact/fact.ts'
import { type Company, journal, journalCompanies } from './fact/journal.ts'
import { lockFor, lockOf } from './fact/locks.ts'
import { touch, touchMembers } from './fact/touch.ts'
import { prepared } from './platform/database/prepared.ts'
import type { Schema } from './platform/database/schema.ts'

export type { Change } from './fact/fact.ts'

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
  await lockFor(tx, name, 'insert')
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
  const found = await sql<{ before: Row; given: Row }>`${prepared}
    with locked as materialized (${lockOf(tx, name, settable, 'edit') ?? sql`select`})
    select to_jsonb(stored) as before, to_jsonb(given) as given
    from locked
    cross join jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}) as given
    join ${sql.table(name)} as stored on ${sameIdentity(fact)}
    order by ${sql.join(fact.identity.map((column) => sql.ref(`stored.${column}`)))}
    for update of stored`.execute(tx.db)
  const edits = found.rows.flatMap(({ before, given }) => {
    const differing = settable.filter((column) => !isDeepStrictEqual(before[column], given[column]))
    return differing.length === 0 ? [] : [{ stored: before, given, differing }]
  })
  if (edits.length === 0) return 0
  const written = edits.map(({ stored, given, differing }) => ({
    before: pick(stored, [...fact.identity, fact.key, ...differing]),
    after: pick({ ...stored, ...pick(given, differing) }, [...fact.identity, fact.key, ...differing]),
  }))
  const update = sql`
    update ${sql.table(name)} as stored
    set ${sql.join(settable.map((column) => sql`${sql.ref(column)} = ${sql.ref(`given.${column}`)}`))}
    from jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(edits.map((edit) => edit.given))}) as given
    where ${sameIdentity(fact)}`
  await journal(tx, name, written, update)
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
  await lockFor(tx, name, 'remove')
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

/** Users, and an audience that they come into or leave: a team, function, group or list. */
export type Members = { readonly audienceId: number; readonly userIds: readonly number[] }

/** Notes for a preview that these users were to join, whether they do or not: who is excluded is named there. */
export function asked(tx: Change, members: Members): void {
  tx.touched.joining.push(members)
}

/** Puts users into a team, function, group or list. Who is in it already stays with the first batch. Answers who is new. */
export async function joinAudience(tx: Change, members: Members): Promise<number[]> {
  const joined = await joinAudiences(tx, [members])
  return joined.flatMap(({ userIds }) => userIds)
}

/** The same for several audiences, each joined by users of its own. Answers who is new where. */
export async function joinAudiences(tx: Change, given: readonly Members[]): Promise<Members[]> {
  if (given.every(({ userIds }) => userIds.length === 0)) return []
  for (const members of given) asked(tx, members)
  const joined = await sql<{ audience_id: number; user_ids: number[] }>`${prepared}
    with joined as (
      insert into memberships (user_id, audience_id, batch_id)
      select distinct given.user_id, given.audience_id, ${tx.batchId}::bigint from (${pairsOf(given)}) as given
      order by 1, 2
      on conflict (user_id, audience_id) do nothing
      returning user_id, audience_id
    )
    select audience_id, sort(array_agg(user_id)) as user_ids from joined group by 1 order by 1`.execute(tx.db)
  const fresh = joined.rows.map(({ audience_id, user_ids }) => ({ audienceId: audience_id, userIds: user_ids }))
  await journalCompanies(
    tx,
    fresh.map(({ audienceId, userIds }) => ({
      fact: 'memberships',
      key: audienceId,
      before: null,
      after: {},
      userIds,
    })),
  )
  for (const members of fresh) touchMembers(tx, { ...members, byHand: false })
  return fresh
}

/** Takes users out of a team, function, group or list. `byHand` withdraws at once what nothing else requires. */
export async function leaveAudience(tx: Change, { byHand, ...members }: Members & ByHand): Promise<number[]> {
  const left = await leaveAudiences(tx, [members], { byHand })
  return left.flatMap(({ userIds }) => userIds)
}

/** The same for several audiences, each left by users of its own. Answers who left what. */
export async function leaveAudiences(
  tx: Change,
  given: readonly Members[],
  { byHand = false }: ByHand = {},
): Promise<Members[]> {
  if (given.every(({ userIds }) => userIds.length === 0)) return []
  const left = await sql<{ audience_id: number; user_ids: number[]; since: string; batch_id: number }>`
    with gone as (
      delete from memberships
      using (${pairsOf(given)}) as given
      where memberships.audience_id = given.audience_id and memberships.user_id = given.user_id
      returning memberships.audience_id, memberships.user_id, memberships.since, memberships.batch_id
    )
    select audience_id, batch_id, since::text, array_agg(user_id order by user_id) as user_ids
    from gone group by audience_id, batch_id, since order by audience_id, batch_id, since`.execute(tx.db)
  const companies = left.rows.map(({ audience_id, user_ids, since, batch_id }): Company => {
    return { fact: 'memberships', key: audience_id, before: { since, batch_id }, after: null, userIds: user_ids }
  })
  await journalCompanies(tx, companies)
  const gone = companies.map(({ key, userIds }) => ({ audienceId: key, userIds }))
  for (const members of gone) {
    tx.touched.leaving.push(members)
    touchMembers(tx, { ...members, byHand })
  }
  return gone
}

/** Somebody took them off the list. */
type ByHand = { byHand?: boolean | undefined }

/**
 * Puts back rows that ended, with the ids and dates that they had. Answers for each whether it is there by this: another may
 * stand in its place.
 */
export async function restoreFacts(tx: Change, name: FactName, rows: readonly Row[]): Promise<boolean[]> {
  if (rows.length === 0) return []
  const fact: Fact = facts[name]
  await lockFor(tx, name, 'insert')
  const columns = columnsOf(rows)
  const restored = await sql<{ row: Row }>`
    insert into ${sql.table(name)} as stored (${sql.join(columns.map((column) => sql.ref(column)))})
    overriding system value
    select ${sql.join(columns.map((column) => sql.ref(`given.${column}`)))}
    from jsonb_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}) as given
    on conflict do nothing
    returning to_jsonb(stored) as row`.execute(tx.db)
  const written = restored.rows.map(({ row }) => ({ before: null, after: row }))
  await journal(tx, name, written)
  await touch(tx, name, written)
  const there = new Set(restored.rows.map(({ row }) => JSON.stringify(fact.identity.map((column) => row[column]))))
  return rows.map((row) => there.has(JSON.stringify(fact.identity.map((column) => row[column]))))
}

/** Puts back who left, with the date and the batch of their former joining. Answers who was not in it meanwhile. */
export async function restoreMembers(
  tx: Change,
  input: { audienceId: number; userIds: readonly number[]; former: { since?: unknown; batch_id?: unknown } },
): Promise<number[]> {
  const { audienceId, userIds } = input
  const { since, batch_id } = input.former as { since: string; batch_id: number }
  const restored = await sql<{ user_id: number }>`
    insert into memberships (user_id, audience_id, since, batch_id)
    select user_id, ${audienceId}::int, ${since}::timestamptz, ${batch_id}::bigint
    from unnest(${userIds}::int[]) as given (user_id)
    order by user_id
    on conflict (user_id, audience_id) do nothing
    returning user_id`.execute(tx.db)
  const back = restored.rows.map(({ user_id }) => user_id)
  if (back.length === 0) return []
  asked(tx, { audienceId, userIds: back })
  await journalCompanies(tx, [
    { fact: 'memberships', key: audienceId, before: null, after: { since, batch_id }, userIds: back },
  ])
  touchMembers(tx, { audienceId, userIds: back, byHand: false })
  return back
}

/** Makes those the matches of a rule that this change holds: it leads on for them again. Nothing when it does not hold it. */
export async function restoreHeldMatches(
  tx: Change,
  input: { ruleId: number; userIds: readonly number[] },
): Promise<void> {
  const { ruleId, userIds } = input
  const held = await sql`select from holds where rule_id = ${ruleId} and batch_id = ${tx.batchId}`.execute(tx.db)
  if (held.rows.length === 0) return
  const { rows } = await sql<{ user_id: number; is_in: boolean }>`
    with former as materialized (select distinct unnest(${userIds}::int[]) as user_id),
    gone as (
      delete from held_matches h where h.rule_id = ${ruleId} and not exists (select from former f where f.user_id = h.user_id)
      returning h.user_id
    ),
    back as (
      insert into held_matches (rule_id, user_id) select ${ruleId}::int, user_id from former on conflict do nothing
      returning user_id
    )
    select user_id, false as is_in from gone union all select user_id, true from back`.execute(tx.db)
  if (rows.length > 0) tx.touched.rules.add(ruleId)
  const members = (isIn: boolean) => rows.filter((row) => row.is_in === isIn).map((row) => row.user_id)
  const companies: Company[] = [
    { fact: 'held_matches', key: ruleId, before: {}, after: null, userIds: members(false) },
    { fact: 'held_matches', key: ruleId, before: null, after: {}, userIds: members(true) },
  ]
  await journalCompanies(
    tx,
    companies.filter(({ userIds: moved }) => moved.length > 0),
  )
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
  const userIds = [input.userId]
  await joinAudiences(
    tx,
    [...wanted.difference(held)].map((audienceId) => ({ audienceId, userIds })),
  )
  await leaveAudiences(
    tx,
    [...held.difference(wanted)].map((audienceId) => ({ audienceId, userIds })),
  )
}

/**
 * Ends enrollments by hand where somebody's removal, not a list, is the fact: `step` then withdraws at once whatever is
 * not required by something else, kept ones too.
 */
export function endByHand(tx: Change, input: { activityId: number; userIds: readonly number[] }): void {
  tx.touched.listed.push({ activityId: input.activityId, userIds: input.userIds, ending: ending.byHand })
}

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
    // Nobody is in it yet: there is something to write down, and nobody to decide.
    for (const id of ids) tx.touched.activities.delete(id)
  }
  const kinds = name === 'qualifications' ? (['holders'] as const) : (['byHand', 'byManager', 'import'] as const)
  await insertFacts(
    tx,
    'assignments',
    ids.flatMap((id) => kinds.map((kind) => ({ audience_id: audience(kind, id), target_id: id }))),
  )
}

/** Audiences and users as rows: one parameter, however many they are. */
/** As two lists of numbers: as JSON, half a million of them would take longer than what is done with them. */
function pairsOf(given: readonly Members[]) {
  const audiences = given.map(({ audienceId, userIds }) => userIds.map(() => audienceId).join()).filter(Boolean)
  const users = given.map(({ userIds }) => userIds.join()).filter(Boolean)
  return sql`
    select pair.audience_id, pair.user_id
    from unnest(${`{${audiences.join()}}`}::int[], ${`{${users.join()}}`}::int[]) as pair (audience_id, user_id)`
}

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
