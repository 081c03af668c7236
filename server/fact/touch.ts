import { type RawBuilder, sql } from 'kysely'
import {
  type AudienceKind,
  audience,
  isActivityList,
  kindOfAudience,
  objectOfAudience,
} from '../enrollment/engine/audience.ts'
import { ending } from '../enrollment/engine/marks.ts'
import type { Change, FactName, Row, Written } from './fact.ts'
import { dropStrayMatches, settleHolds } from './hold.ts'

/** Whoever joined or left: everything of theirs, or one activity when it is a list. */
export function touchMembers(
  tx: Change,
  input: { audienceId: number; userIds: readonly number[]; byHand: boolean },
): void {
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

/** Notes whom and what these facts reach: users whose profiles change, activities whose leads do. */
export async function touch(tx: Change, name: FactName, written: readonly Written[]): Promise<void> {
  const sides = written.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null)
  const edited = written.filter(({ before, after }) => before !== null && after !== null)
  const editedIds = (...columns: string[]) =>
    edited
      .filter(({ after }) => columns.some((column) => after && column in after))
      .map(({ after }) => after?.id as number)
  const all = (column: string) => sides.flatMap((side) => (typeof side[column] === 'number' ? [side[column]] : []))
  switch (name) {
    case 'users':
      return touchUsers(tx, written)
    case 'grants':
      return addTo(tx.touched.users, all('user_id'))
    case 'exclusions':
      return touchExclusions(tx, written)
    case 'companies':
    case 'teams':
    case 'job_functions':
    case 'groups':
      return touchArchived(tx, name, editedIds('archived'))
    case 'departments':
      await touchArchived(tx, name, editedIds('archived'))
      return touchDepartments(tx, editedIds('parent_id', 'company_id'))
    case 'completions':
      addTo(tx.touched.doubted, all('user_id'))
      // Who is excluded stays kept for having completed it, while that counts.
      return addTo(
        tx.touched.users,
        written.flatMap(({ before }) => (before ? [before.user_id as number] : [])),
      )
    case 'target_activities':
      return addTo(tx.touched.activities, all('activity_id'))
    case 'assignments':
      return touchAssignments(tx, written)
    case 'learning_activities':
      addTo(tx.touched.declared, all('id'))
      await touchValidity(tx, editedIds('valid_months'))
      return addTo(tx.touched.activities, editedIds('on_leaving', 'archived', 'valid_months'))
    case 'qualifications':
      return touchContents(tx, editedIds('archived'))
    case 'rules':
      return touchRules(tx, written)
    case 'academy':
      return touchAcademy(tx, edited)
  }
}

function addTo(set: Set<number>, ids: readonly number[]): void {
  for (const id of ids) set.add(id)
}

/** A new on leaving reaches every activity; a new day, those whose rules, exclusions and completions move with it. */
async function touchAcademy(tx: Change, edited: readonly Written[]): Promise<void> {
  for (const { before, after } of edited) {
    if (after && 'on_leaving' in after) {
      const found = await sql<{ id: number }>`select id from learning_activities`.execute(tx.db)
      addTo(
        tx.touched.activities,
        found.rows.map(({ id }) => id),
      )
    }
    if (after && 'today' in after) {
      await doubtWaiting(tx, sql`in_vain`)
      const crossing = await sql<{ user_id: number }>`
        select user_id from users_crossing(${before?.today}::date, ${after.today}::date)`.execute(tx.db)
      addTo(
        tx.touched.users,
        crossing.rows.map(({ user_id }) => user_id),
      )
    }
  }
}

/** What was done may count again, or no more. */
async function touchValidity(tx: Change, edited: readonly number[]): Promise<void> {
  if (edited.length > 0) await doubtWaiting(tx, sql`activity_ids && ${edited}::int[]`)
}

/** Whom mail waits for that fulfils a condition on `messages`: how long a completion counts moves with the day, and by decision. */
async function doubtWaiting(tx: Change, condition: RawBuilder<unknown>): Promise<void> {
  const readers = await sql<{ user_id: number }>`
    select distinct user_id from messages where state in ('kept', 'held', 'due') and ${condition}`.execute(tx.db)
  addTo(
    tx.touched.doubted,
    readers.rows.map(({ user_id }) => user_id),
  )
}

const unitAudiences = {
  companies: ['company'],
  departments: ['department', 'departmentBelow'],
  teams: ['team'],
  job_functions: ['function'],
  groups: ['group'],
} as const satisfies Partial<Record<FactName, readonly AudienceKind[]>>

/** What is archived or restored leads nowhere, or leads again; rules that name it are held, or let go. */
async function touchArchived(tx: Change, name: keyof typeof unitAudiences, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const audienceIds = ids.flatMap((id) => unitAudiences[name].map((kind) => audience(kind, id)))
  const reached = await sql<{ activity_id: number }>`
    select distinct c.activity_id
    from assignments a join target_activities c using (target_id)
    where a.audience_id = any (${audienceIds}::int[])`.execute(tx.db)
  addTo(
    tx.touched.activities,
    reached.rows.map(({ activity_id }) => activity_id),
  )
  const naming = await sql<{ id: number }>`
    select id from rules where audience_ids && ${audienceIds}::int[]`.execute(tx.db)
  await settleRules(
    tx,
    naming.rows.map(({ id }) => id),
  )
}

async function touchContents(tx: Change, targetIds: readonly number[]): Promise<void> {
  if (targetIds.length === 0) return
  const contained = await sql<{ activity_id: number }>`
    select distinct activity_id from target_activities where target_id = any (${targetIds}::int[])`.execute(tx.db)
  addTo(
    tx.touched.activities,
    contained.rows.map(({ activity_id }) => activity_id),
  )
}

/** A draft has no effect, and an ended rule has none any more: only their names and words change. */
async function touchRules(tx: Change, written: readonly Written[]): Promise<void> {
  // What its words said before and say now differs for somebody, although it leads where it led.
  for (const { before, after } of written) {
    if (before && after && wordColumns.some((column) => column in after)) tx.touched.rules.add(after.id as number)
  }
  const deciding = written.filter(
    ({ before, after }) => !before || !after || ruleColumns.some((column) => column in after),
  )
  await settleRules(
    tx,
    deciding.map(({ before, after }) => (after ?? before)?.id as number),
    new Map(deciding.map(({ before, after }) => [(after ?? before)?.id as number, before ?? { state: 'draft' }])),
  )
}

const wordColumns = ['query', 'added_from', 'added_to', 'within_days', 'after_days']
const ruleColumns = [...wordColumns, 'state', 'on_leaving']

/** Writes anew whom these rules hold and where to look for them, and has everybody they lead somewhere decided anew. */
export async function rewriteRules(tx: Change, ruleIds: readonly number[]): Promise<void> {
  if (ruleIds.length === 0) return
  await dropStrayMatches(tx, ruleIds)
  await settleRules(tx, ruleIds)
}

async function settleRules(
  tx: Change,
  ruleIds: readonly number[],
  before: ReadonlyMap<number, Row> = new Map(),
): Promise<void> {
  if (ruleIds.length === 0) return
  await settleHolds(tx, ruleIds, before)
  const reached = await sql<{ activity_id: number }>`
    select distinct c.activity_id
    from assignments a join target_activities c using (target_id)
    where a.audience_id = any (${ruleIds.map((id) => audience('rule', id))}::int[])`.execute(tx.db)
  addTo(
    tx.touched.activities,
    reached.rows.map(({ activity_id }) => activity_id),
  )
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
    addTo(
      tx.touched.doubted,
      statuses.map(({ before }) => before?.id as number),
    )
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

async function touchDepartments(tx: Change, moved: readonly number[]): Promise<void> {
  if (moved.length === 0) return
  const people = await sql<{ user_id: number }>`
    select user_id from people_in_or_below(${moved}::int[])`.execute(tx.db)
  addTo(
    tx.touched.users,
    people.rows.map(({ user_id }) => user_id),
  )
}

/** Another reason, or another last day to come, decides nothing. */
function touchExclusions(tx: Change, written: readonly Written[]): void {
  const rows = written.flatMap(({ before, after }) => (before && after ? [] : [(after ?? before) as Row]))
  const byActivity = Map.groupBy(rows, (row) => row.activity_id as number)
  for (const [activityId, excluded] of byActivity) {
    const userIds = excluded.map((row) => row.user_id as number)
    tx.touched.listed.push({ activityId, userIds, ending: ending.factsChanged })
  }
}

/** An assignment reaches the activities that its target contains. A list made with its target has nobody in it yet. */
async function touchAssignments(tx: Change, written: readonly Written[]): Promise<void> {
  const reaching = written.filter(({ before, after }) => before !== null || !isList(after))
  const sides = reaching.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null)
  const targetIds = sides.map((side) => side.target_id).filter((id) => id !== undefined)
  const reached = await sql<{ activity_id: number }>`
    select activity_id from target_activities where target_id = any (${targetIds}::int[])
    union
    select c.activity_id
    from assignments a join target_activities c using (target_id)
    where a.id = any (${sides.map((side) => side.id)}::int[])`.execute(tx.db)
  for (const { activity_id } of reached.rows) tx.touched.activities.add(activity_id)
}

function isList(assignment: Row | null): boolean {
  const audienceId = assignment?.audience_id
  if (typeof audienceId !== 'number') return false
  return isActivityList(audienceId) || kindOfAudience(audienceId) === 'holders'
}
