import { sql } from 'kysely'
import { isActivityList, kindOfAudience, objectOfAudience } from '../enrollment/engine/audience.ts'
import { ending } from '../enrollment/engine/marks.ts'
import type { Change, FactName, Row, Written } from './fact.ts'

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

/** Notes whom and what these facts reach: users whose profiles change, activities whose links do. */
export async function touch(tx: Change, name: FactName, written: readonly Written[]): Promise<void> {
  const sides = written.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null)
  const all = (column: string) => sides.flatMap((side) => (typeof side[column] === 'number' ? [side[column]] : []))
  if (name === 'users') return touchUsers(tx, written)
  if (name === 'grants') for (const userId of all('user_id')) tx.touched.users.add(userId)
  if (name === 'departments') await touchDepartments(tx, written)
  if (name === 'exclusions') touchExclusions(tx, sides)
  if (name === 'target_activities') for (const activityId of all('activity_id')) tx.touched.activities.add(activityId)
  if (name === 'assignments') await touchAssignments(tx, written)
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
