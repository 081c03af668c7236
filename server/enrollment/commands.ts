import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Change } from '../change.ts'
import { asked, endByHand, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import type { ActivityRef } from '../learning/contract.ts'
import type { Named } from '../platform/contract.ts'
import { conflict, forbidden, invalid, notFound } from '../platform/problem.ts'
import { audience } from './engine/index.ts'

/** Whose word enrolls: a manager's list is apart, for managers may end only what managers made by hand. */
export function listFor(actor: Actor): 'byHand' | 'byManager' {
  return actor.role === 'administrator' ? 'byHand' : 'byManager'
}

/** Enrolls users by hand in learning activities. Who is excluded stays out, and is named. */
export async function enrollByHand(
  tx: Change,
  input: { actor: Actor; userIds: readonly number[]; activityIds: readonly number[] },
): Promise<{ already: number; excluded: Array<{ user: Named; activity: ActivityRef }> }> {
  const { actor, userIds, activityIds } = input
  await checkActivities(tx, { activityIds, language: actor.language })
  await checkUsers(tx, { userIds })
  const already = await sql<{ n: number }>`
    select count(*)::int as n from enrollments
    where user_id = any (${userIds}::int[]) and activity_id = any (${activityIds}::int[]) and state = 1`.execute(tx.db)
  const excluded = await excludedAmong(tx, input)
  for (const activityId of activityIds) {
    asked(tx, { audienceId: audience(listFor(actor), activityId), userIds })
    const barred = new Set(excluded.filter(({ activity }) => activity.id === activityId).map(({ user }) => user.id))
    await joinAudience(tx, {
      audienceId: audience(listFor(actor), activityId),
      userIds: userIds.filter((userId) => !barred.has(userId)),
    })
  }
  return { already: already.rows[0]?.n ?? 0, excluded }
}

/**
 * Ends an enrollment by hand: the causes that people and imports made end, and nothing else requiring it, it is withdrawn
 * at once. A manager ends only what managers made.
 */
export async function endEnrollmentByHand(
  tx: Change,
  input: { actor: Actor; userId: number; activityId: number },
): Promise<void> {
  const { actor, userId, activityId } = input
  const found = await sql<{ state: number; status: string; by_manager: boolean }>`
    select e.state, u.status, m.user_id is not null as by_manager
    from enrollments e
    join users u on u.id = e.user_id
    left join memberships m on m.user_id = e.user_id and m.audience_id = ${audience('byManager', activityId)}
    where e.user_id = ${userId} and e.activity_id = ${activityId}`.execute(tx.db)
  const enrollment = found.rows[0]
  if (!enrollment) throw notFound('enrollment')
  if (enrollment.state === 3) throw conflict('ended-already', 'This enrollment has ended already.')
  if (enrollment.status !== 'active') {
    throw conflict('inactive', 'This user is inactive, so their enrollments stand as they are. Make them active first.')
  }
  if (actor.role !== 'administrator' && !enrollment.by_manager) {
    throw forbidden('A manager may end only what a manager enrolled by hand. An administrator can end this enrollment.')
  }
  const lists = actor.role === 'administrator' ? (['byHand', 'byManager', 'import'] as const) : (['byManager'] as const)
  for (const list of lists) {
    await leaveAudience(tx, { audienceId: audience(list, activityId), userIds: [userId], byHand: true })
  }
  endByHand(tx, { activityId, userIds: [userId] })
}

/** Marks a learning activity started. Starting twice is starting once. */
export async function startLearning(tx: Change, input: { userId: number; activityId: number }): Promise<void> {
  await lockAccessible(tx, input)
  await insertStart(tx, input)
}

/** Records a completion. A learner may do so where the activity allows it, an administrator always. */
export async function completeLearning(
  tx: Change,
  input: { actor: Actor; userId: number; activityId: number; completedOn?: string | undefined },
): Promise<void> {
  const { actor, userId, activityId } = input
  await lockAccessible(tx, input)
  const found = await sql<{ self_completion: boolean; today: string; is_completed: boolean }>`
    select a.self_completion, academy_today() as today, exists (
      select from valid_completions v where v.user_id = ${userId} and v.activity_id = a.id
    ) as is_completed
    from learning_activities a where a.id = ${activityId}`.execute(tx.db)
  const activity = found.rows[0]
  if (!activity) throw notFound('learning activity')
  const completedOn = input.completedOn ?? activity.today
  if (actor.role !== 'administrator') {
    if (!activity.self_completion) {
      throw forbidden('This learning activity is completed by your trainer or administrator, not by yourself.')
    }
    if (completedOn !== activity.today) {
      throw invalid([
        {
          field: 'completedOn',
          message: 'You complete a learning activity today; an administrator can record another day.',
        },
      ])
    }
    if (activity.is_completed) throw conflict('completed-already', 'You have completed this learning activity already.')
  }
  if (completedOn > activity.today) {
    throw invalid([
      { field: 'completedOn', message: `A completion cannot lie in the future; ${completedOn} was given.` },
    ])
  }
  await insertStart(tx, input)
  await insertFacts(tx, 'completions', [{ user_id: userId, activity_id: activityId, completed_on: completedOn }])
}

async function insertStart(tx: Change, { userId, activityId }: { userId: number; activityId: number }): Promise<void> {
  const found = await sql`select from progress where user_id = ${userId} and activity_id = ${activityId}`.execute(tx.db)
  if (found.rows.length > 0) return
  await insertFacts(tx, 'progress', [
    { user_id: userId, activity_id: activityId, started_at: new Date().toISOString() },
  ])
}

/** Progress and the engine's decisions about one person exclude each other: whether one has started decides who stays. */
async function lockAccessible(
  tx: Change,
  { userId, activityId }: { userId: number; activityId: number },
): Promise<void> {
  await sql`select lock_buckets(array[${userId}::int])`.execute(tx.db)
  const found = await sql<{ state: number; status: string }>`
    select e.state, u.status from enrollments e join users u on u.id = e.user_id
    where e.user_id = ${userId} and e.activity_id = ${activityId}`.execute(tx.db)
  const enrollment = found.rows[0]
  if (!enrollment) throw notFound('enrollment')
  if (enrollment.state === 3)
    throw conflict('withdrawn', 'This enrollment was withdrawn, so nothing can be recorded on it.')
  if (enrollment.status !== 'active')
    throw conflict('inactive', 'This user is inactive, so nothing can be recorded for them.')
}

async function checkActivities(
  tx: Change,
  { activityIds }: { activityIds: readonly number[]; language: string },
): Promise<void> {
  const unknown = await sql<{ id: number }>`
    select given.id from unnest(${activityIds}::int[]) as given (id)
    left join learning_activities a on a.id = given.id where a.id is null`.execute(tx.db)
  if (unknown.rows.length === 0) return
  const numbers = unknown.rows.map(({ id }) => id).join(', ')
  throw invalid([{ field: 'activityIds', message: `There is no learning activity with the number ${numbers}.` }])
}

async function checkUsers(tx: Change, { userIds }: { userIds: readonly number[] }): Promise<void> {
  const odd = await sql<{ id: number; name: string | null }>`
    select given.id, u.name from unnest(${userIds}::int[]) as given (id)
    left join users u on u.id = given.id
    where u.id is null or u.status <> 'active'
    order by u.name, given.id`.execute(tx.db)
  if (odd.rows.length === 0) return
  const unknown = odd.rows.filter(({ name }) => name === null).map(({ id }) => id)
  const inactive = odd.rows.flatMap(({ name }) => (name === null ? [] : [name]))
  const sentences = [
    ...(unknown.length > 0 ? [`There is no user with the number ${firstOf(unknown)}.`] : []),
    ...(inactive.length > 0
      ? [`Inactive users cannot be enrolled: ${firstOf(inactive)}. Make them active first.`]
      : []),
  ]
  throw invalid([{ field: 'userIds', message: sentences.join(' ') }])
}

async function excludedAmong(
  tx: Change,
  input: { actor: Actor; userIds: readonly number[]; activityIds: readonly number[] },
): Promise<Array<{ user: Named; activity: ActivityRef }>> {
  const found = await sql<{ user: Named; activity: ActivityRef }>`
    select jsonb_build_object('id', u.id, 'name', u.name) as user,
      jsonb_build_object('id', a.id, 'title', activity_title(a.id, ${input.actor.language}), 'type', a.type) as activity
    from exclusions x
    join users u on u.id = x.user_id
    join learning_activities a on a.id = x.activity_id
    where x.user_id = any (${input.userIds}::int[]) and x.activity_id = any (${input.activityIds}::int[])
    order by u.name, a.id`.execute(tx.db)
  return found.rows
}

function firstOf(things: ReadonlyArray<string | number>): string {
  const shown = things.slice(0, 5).join(', ')
  return things.length > 5 ? `${shown} and ${things.length - 5} more` : shown
}
