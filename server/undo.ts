import { sql } from 'kysely'
import { ending, type Stay } from './enrollment/engine/marks.ts'
import { type Change, type Fact, type FactName, facts, type Row } from './fact/fact.ts'
import { inRuns, type JournalEntry, leaveEarlier, type Run, readJournal } from './fact/undoing.ts'
import { editFacts, leaveAudience, removeFacts, restoreFacts, restoreHeldMatches, restoreMembers } from './facts.ts'
import { conflict, notFound } from './platform/problem.ts'
import { type Said, sentence } from './platform/sentence.ts'

/**
 * Takes back a batch: every fact that it made, ended or changed and that is still as it left it. What was changed since
 * stays, and is answered. Enrollments that nothing else requires go back to what they were before the batch; of those that
 * people started since, `withdrawStarted` says whether they go too. What the batch still had to do is dropped. An undo is a
 * batch like any other, previewed and undoable. Throws when there is nothing that could be taken back.
 */
export async function undoBatch(
  tx: Change,
  input: { batchId: number; withdrawStarted: boolean },
): Promise<{ stays: Stay[] }> {
  const { batchId, withdrawStarted } = input
  await checkUndoable(tx, batchId)
  await forgetDone(tx)
  await sql`
    update batches set undoes = ${batchId}, withdraw_started = ${withdrawStarted}, is_taking_back = true
    where id = ${tx.batchId}`.execute(tx.db)
  await dropRemaining(tx, batchId)
  if (tx.isRehearsal) tx.touched.startedSince = await countStarted(tx, batchId)
  const journal = await readJournal(tx, batchId)
  const left = await reverse(tx, journal)
  const stays = left.filter(({ isBehind }) => !isBehind).map(stayOf)
  await decideAnew(tx, batchId)
  tx.touched.stays.push(...stays)
  return { stays }
}

const whyNot: Record<string, () => Said> = {
  calendar: sentence('undo.calendar', 'A day that has passed cannot be undone.'),
  repair: sentence('undo.repair', 'A repair only made true what the facts already said; there is nothing to undo.'),
  setup: sentence('undo.setup', 'This is how the academy began; it cannot be undone.'),
}
const undoneAlready = sentence(
  'undo.undone-already',
  'This was undone already, on {{day}}. To have it again, undo the undo.',
)
const undoneAlreadyBy = sentence(
  'undo.undone-already-by',
  '{{name}} undid this already, on {{day}}. To have it again, undo the undo.',
)

/** Of two who take back the same at the same moment the second waits for the first, and then finds that it was. */
async function checkUndoable(tx: Change, batchId: number): Promise<void> {
  const { rows } = await sql<{ author: string }>`
    select author from batches where id = ${batchId} and id < ${tx.batchId} for update`.execute(tx.db)
  const [batch] = rows
  if (!batch) throw notFound('batch')
  const refusal = whyNot[batch.author]
  if (refusal) throw conflict('not-undoable', refusal())
  const undos = await sql<{ name: string | null; day: string }>`
    select author.name, academy_day(undo.at) as day
    from batches as undo left join users as author on author.id = undo.author_id
    where undo.undoes = ${batchId}`.execute(tx.db)
  const [undone] = undos.rows
  if (!undone) return
  const { name, day } = undone
  throw conflict('undone-already', name === null ? undoneAlready({ day }) : undoneAlreadyBy({ name, day }))
}

/** Earlier undos that owe nothing any more need not be asked again whether they are done. Waits for nobody who does the same. */
async function forgetDone(tx: Change): Promise<void> {
  await sql`
    update batches set is_taking_back = false
    where id in (
      select b.id from batches b
      where b.is_taking_back and not exists (select from batches_taken_back t where t.by_batch_id = b.id)
      for update of b skip locked
    )`.execute(tx.db)
}

/**
 * What the batch still owes is dropped and owed by this one, which decides by what the facts will say. Waits for chunks that
 * workers are applying at this moment; what they did is among the batch's events when those are read.
 */
async function dropRemaining(tx: Change, batchId: number): Promise<void> {
  const { rows } = await sql<{ activities: number[] | null; users: number[] | null }>`
    with jobs as (delete from column_jobs where batch_id = ${batchId} returning activity_id),
    chunks as (delete from column_chunks where batch_id = ${batchId} returning activity_id),
    marks as (delete from dirty_users where batch_id = ${batchId} returning user_id)
    select
      (select array_agg(activity_id) from (select activity_id from jobs union select activity_id from chunks) a) as activities,
      (select array_agg(distinct user_id) from marks) as users`.execute(tx.db)
  for (const activityId of rows[0]?.activities ?? []) tx.touched.activities.add(activityId)
  for (const userId of rows[0]?.users ?? []) tx.touched.users.add(userId)
}

/** In how many of the enrollments that the batch made, and that are not completed, people have started since. */
async function countStarted(tx: Change, batchId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n
    from batches b
    join events e on e.batch_id = b.id
    cross join lateral unnest(e.user_ids) as u (user_id)
    cross join lateral unnest(e.activity_ids) as a (activity_id)
    join progress g on g.user_id = u.user_id and g.activity_id = a.activity_id and g.started_at >= b.at
    join enrollments made on made.user_id = u.user_id and made.activity_id = a.activity_id
      and made.batch_id = b.id and made.state = 1 and made.was in (0, 3)
    where b.id = ${batchId} and not exists (
      select from valid_completions v where v.user_id = u.user_id and v.activity_id = a.activity_id
    )`.execute(tx.db)
  return rows[0]?.n ?? 0
}

/** Everybody whom the batch moved is decided anew, in what it moved them. */
async function decideAnew(tx: Change, batchId: number): Promise<void> {
  const { rows } = await sql<{ activity_id: number; user_ids: number[] }>`
    select a.activity_id, array_agg(distinct u.user_id) as user_ids
    from events e
    cross join lateral unnest(e.activity_ids) as a (activity_id)
    cross join lateral unnest(e.user_ids) as u (user_id)
    where e.batch_id = ${batchId}
    group by a.activity_id`.execute(tx.db)
  for (const { activity_id, user_ids } of rows) {
    tx.touched.listed.push({ activityId: activity_id, userIds: user_ids, ending: ending.takenBack })
  }
}

/**
 * Reverses the journal, last entry first, and answers what it left. All of it at once if that can be; where rows no longer fit
 * what stands by now — a name that is taken, a department that went to another company, or whose parent was archived — all but
 * the people and departments that others went on to change, and if that cannot be either, one row after the other.
 */
async function reverse(tx: Change, journal: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const runs = inRuns(journal)
  const whole = await attempt(tx, runs)
  if (whole) return whole
  const others = await editedSince(tx, journal)
  const unedited = journal.filter((entry) => !others.has(entry))
  const rest = others.size > 0 ? await attempt(tx, inRuns(unedited), [...others]) : undefined
  if (rest) return [...others, ...rest]
  const left: JournalEntry[] = []
  for (const run of runs) left.push(...((await attempt(tx, [run], left)) ?? (await reverseEach(tx, run, left))))
  return left
}

/** What stands in a company: each column has to fit the others. */
const placed: readonly string[] = ['users', 'departments'] satisfies FactName[]

/** Edits of what stands in a company that another batch has edited since, in whatever column. */
async function editedSince(tx: Change, journal: readonly JournalEntry[]): Promise<Set<JournalEntry>> {
  const edits = journal.filter(({ id, fact, before, after }) => id !== null && before && after && placed.includes(fact))
  const { rows } = await sql<{ id: number }>`
    select distinct own.id
    from changes own
    join changes other on other.fact = own.fact and other.key = own.key and other.id > own.id
    where own.id = any (${edits.map(({ id }) => id)}::bigint[]) and other.batch_id not in (own.batch_id, ${tx.batchId})
  `.execute(tx.db)
  const ids = new Set(rows.map(({ id }) => id))
  return new Set(edits.filter(({ id }) => id !== null && ids.has(id)))
}

/** One may have been in the way of another: those that do not fit are tried again while others do. */
async function reverseEach(tx: Change, run: Run, later: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const left: JournalEntry[] = []
  let unfit: readonly JournalEntry[] = run.entries
  for (let before = Number.POSITIVE_INFINITY; unfit.length < before; ) {
    before = unfit.length
    const again: JournalEntry[] = []
    for (const entry of unfit) {
      const done = await attempt(tx, [{ ...run, entries: [entry] }], later)
      if (done) left.push(...done)
      else again.push(entry)
    }
    unfit = again
  }
  return [...left, ...unfit]
}

/**
 * Reverses these wholly or not at all, save what others changed since and what comes before `later` entries that were left;
 * answers those, or undefined when what the rest would make cannot stand.
 */
async function attempt(
  tx: Change,
  runs: readonly Run[],
  later: readonly JournalEntry[] = [],
): Promise<JournalEntry[] | undefined> {
  await sql`savepoint attempt`.execute(tx.db)
  try {
    await sql`set constraints all deferred`.execute(tx.db)
    const left: JournalEntry[] = []
    for (const run of runs) {
      const { entries, kept } = leaveEarlier(run.entries, [...later, ...left])
      left.push(...kept, ...(await reverseRun(tx, { ...run, entries })))
    }
    await sql`set constraints all immediate`.execute(tx.db)
    if (runs.some(({ fact }) => fact === 'companies' || fact === 'departments')) await refuseBelowArchived(tx)
    await sql`release savepoint attempt`.execute(tx.db)
    return left
  } catch (error) {
    if (!(isForbidden(error) || error instanceof BelowArchived)) throw error
    await sql`rollback to savepoint attempt`.execute(tx.db)
    return undefined
  }
}

/** A constraint says no: 23 is SQL's class of them. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^23\d{3}$/.test(String(error.code))
}

/**
 * What no constraint says: in an archived company, and below an archived department, every department is archived. So one that
 * went along with another archive since does not come back alone, and none is put away over what others placed below it.
 */
async function refuseBelowArchived(tx: Change): Promise<void> {
  const { rows } = await sql`
    with moved as materialized (
      select fact, key from changes
      where batch_id = ${tx.batchId} and fact in ('companies', 'departments')
        and after ?| array['archived', 'parent_id', 'company_id']
    )
    select from departments department
    join companies company on company.id = department.company_id
    left join departments parent on parent.id = department.parent_id
    where not department.archived and (company.archived or parent.archived) and exists (
      select from moved
      where key = company.id and fact = 'companies' or key in (department.id, parent.id) and fact = 'departments'
    )
    limit 1`.execute(tx.db)
  if (rows.length > 0) throw new BelowArchived()
}

class BelowArchived extends Error {}

/** Reverses what is still as the run left it, and answers the rest. */
async function reverseRun(tx: Change, run: Run): Promise<JournalEntry[]> {
  if (run.entries.length === 0) return []
  if (run.fact === 'memberships') return reverseMembers(tx, run.entries)
  if (run.fact === 'held_matches') return reverseHeldMatches(tx, run.entries)
  if (run.fact === 'personal') return reverseNames(tx, run.entries)
  const name = run.fact as FactName
  switch (run.act) {
    case 'insert':
      return putAway(tx, name, run.entries)
    case 'edit':
      return changeBack(tx, name, run.entries)
    case 'remove':
      return bringBack(tx, name, run.entries)
  }
}

/** How what is never deleted is put away instead. */
const away: Partial<Record<FactName, Row>> = {
  users: { status: 'inactive' },
  companies: { archived: true },
  departments: { archived: true },
  teams: { archived: true },
  job_functions: { archived: true },
  groups: { archived: true },
  learning_activities: { archived: true },
  qualifications: { archived: true },
  rules: { state: 'ended' },
}

async function putAway(tx: Change, name: FactName, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const { same, other } = await compare(tx, name, entries)
  const rows = same.map(({ after }) => identityOf(name, after ?? {}))
  const instead = away[name]
  if (instead) await editFacts(tx, name, rows.map((row) => ({ ...row, ...instead })) as never)
  else await removeFacts(tx, name, rows as never)
  return other
}

async function changeBack(tx: Change, name: FactName, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const { same, other } = await compare(tx, name, entries)
  const back = ({ before, after }: JournalEntry) => ({ ...before, ...identityOf(name, after ?? {}) })
  const rows = same.filter(({ parts }) => !parts).map(back)
  for (const alike of Map.groupBy(rows, (row) => Object.keys(row).sort().join()).values()) {
    await editFacts(tx, name, alike as never)
  }
  for (const part of same.flatMap(({ parts = [] }) => parts.toReversed())) {
    await editFacts(tx, name, [back(part)] as never)
  }
  return other
}

async function bringBack(tx: Change, name: FactName, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const restored = await restoreFacts(
    tx,
    name,
    entries.map(({ before }) => before ?? {}),
  )
  return entries.filter((_, nth) => !restored[nth])
}

async function reverseMembers(tx: Change, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const left: JournalEntry[] = []
  for (const entry of entries) {
    const userIds = entry.userIds ?? []
    const reversed = entry.after
      ? await leaveAudience(tx, { audienceId: entry.key, userIds: await stillIn(tx, entry) })
      : await restoreMembers(tx, { audienceId: entry.key, userIds, former: entry.before ?? {} })
    const others = [...new Set(userIds).difference(new Set(reversed))]
    if (others.length > 0) left.push({ ...entry, userIds: others })
  }
  return left
}

/** Of whom an entry says that they joined, those who are in by that same joining. */
async function stillIn(tx: Change, entry: JournalEntry): Promise<number[]> {
  const { rows } = await sql<{ user_id: number }>`
    select user_id from memberships
    where audience_id = ${entry.key} and user_id = any (${entry.userIds ?? []}::int[])
      and batch_id = ${Number(entry.after?.batch_id ?? entry.batchId)}`.execute(tx.db)
  return rows.map(({ user_id }) => user_id)
}

/** Who matched a rule that was let go: they are held again, if by this undo the rule is. Holding itself follows from facts. */
async function reverseHeldMatches(tx: Change, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  for (const { key, after, userIds } of entries) {
    if (!after) await restoreHeldMatches(tx, { ruleId: key, userIds: userIds ?? [] })
  }
  return []
}

async function reverseNames(tx: Change, entries: readonly JournalEntry[]): Promise<JournalEntry[]> {
  const { rows } = await sql<{ key: number }>`
    select entry.key from jsonb_to_recordset(${JSON.stringify(entries)}) as entry (key int, after jsonb)
    join users u on u.id = entry.key and to_jsonb(u) @> entry.after`.execute(tx.db)
  const same = new Set(rows.map(({ key }) => key))
  const edits = entries.filter(({ key }) => same.has(key)).map(({ key, before }) => ({ id: key, ...before }))
  for (const alike of Map.groupBy(edits, (row) => Object.keys(row).sort().join()).values()) {
    await editFacts(tx, 'users', alike as never)
  }
  return entries.filter(({ key }) => !same.has(key))
}

/** Which rows are still as their entries left them: each value the same, for a list contains every shorter one. */
async function compare(
  tx: Change,
  name: FactName,
  entries: readonly JournalEntry[],
): Promise<{ same: JournalEntry[]; other: JournalEntry[] }> {
  const { identity, batch }: Fact = facts[name]
  const rows = entries.map(({ after }, nth) => ({ nth, ...identityOf(name, after ?? {}) }))
  // One that ended since, and was made anew, is another's, whatever it says.
  const isOfThen = batch ? sql`stored.batch_id <= (entry.value -> 'batchId')::bigint` : sql`true`
  const same = await sql<{ nth: number }>`
    select (given.value ->> 'nth')::int as nth
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as given
    cross join lateral jsonb_populate_record(null::${sql.table(name)}, given.value) as wanted
    join ${sql.table(name)} as stored on ${sql.join(
      identity.map((column) => sql`${sql.ref(`stored.${column}`)} = ${sql.ref(`wanted.${column}`)}`),
      sql` and `,
    )}
    join jsonb_array_elements(${JSON.stringify(
      entries.map(({ batchId, after }, nth) => ({ nth, batchId, after })),
    )}::jsonb) as entry on entry.value -> 'nth' = given.value -> 'nth'
    where ${isOfThen} and not exists (
      select from jsonb_each(entry.value -> 'after') as left_as (name, value)
      where to_jsonb(stored) -> left_as.name is distinct from left_as.value
    )
    for update of stored`.execute(tx.db)
  const found = new Set(same.rows.map(({ nth }) => nth))
  return {
    same: entries.filter((_, nth) => found.has(nth)),
    other: entries.filter((_, nth) => !found.has(nth)),
  }
}

function identityOf(name: FactName, row: Row): Row {
  const { identity }: Fact = facts[name]
  return Object.fromEntries(identity.map((column) => [column, row[column]]))
}

const stayOf = ({ id, fact, key, userIds }: JournalEntry): Stay => ({ changeId: id, fact, key, userIds: userIds ?? [] })
