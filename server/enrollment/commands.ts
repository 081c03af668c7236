import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Change } from '../change.ts'
import { asked, insertFacts, joinAudiences } from '../facts.ts'
import { mostNamed, type Named } from '../platform/contract.ts'
import { noUser } from '../platform/database/given.ts'
import { conflict, forbidden, invalid, notFound } from '../platform/problem.ts'
import { sentence, several } from '../platform/sentence.ts'
import type { Pair } from './contract.ts'
import { audience } from './engine/index.ts'
import { checkActivities, checkUsers, findExcluded, namesOf, type Pairs, type PerActivity } from './given.ts'

/** Whose word enrolls: a manager's list is apart, for managers may end only what managers made by hand. */
export function listFor(actor: Actor): 'byHand' | 'byManager' {
  return actor.role === 'administrator' ? 'byHand' : 'byManager'
}

/** Enrolls users by hand in learning activities. Who is excluded stays out, and is named. */
export async function enrollByHand(
  tx: Change,
  input: Pairs & { actor: Actor },
): Promise<{ already: number; excluded: Pair[] }> {
  const { actor, userIds, activityIds } = input
  const already = await sql<{ n: number }>`
    select count(*)::int as n from enrollments
    where user_id = any (${userIds}::int[]) and activity_id = any (${activityIds}::int[]) and state = 1`.execute(tx.db)
  const excluded = await findExcluded(tx, { userIds, activityIds })
  const barred = Map.groupBy(excluded, ({ activity_id }) => activity_id)
  const pairs = activityIds.map((activityId) => {
    asked(tx, { audienceId: audience(listFor(actor), activityId), userIds })
    const out = new Set(barred.get(activityId)?.map(({ user_id }) => user_id))
    return { activityId, userIds: userIds.filter((userId) => !out.has(userId)) }
  })
  await enrollPairs(tx, { actor, pairs })
  return {
    already: already.rows[0]?.n ?? 0,
    excluded: await namesOf(tx.db, { pairs: excluded, language: actor.language, most: excluded.length }),
  }
}

/** The same for whoever the actor may enroll of several users. Who is inactive is passed over, and named. */
export async function enrollActive(
  tx: Change,
  input: Pairs & { actor: Actor },
): Promise<{ already: number; excluded: Some<Pair>; inactive: Some<Named> }> {
  const { userIds, activityIds } = input
  await checkUsers(tx, input)
  const found = await sql<Named>`
    select id, name from users where id = any (${userIds}::int[]) and status <> 'active'
    order by name collate "und-x-icu", id`.execute(tx.db)
  const inactive = found.rows
  if (inactive.length === userIds.length) await checkActive(tx, userIds)
  const passedOver = new Set(inactive.map(({ id }) => id))
  const active = userIds.filter((id) => !passedOver.has(id))
  const { already, excluded } = await enrollByHand(tx, { ...input, userIds: active, activityIds })
  return { already, excluded: someOf(excluded), inactive: someOf(inactive) }
}

type Some<Item> = { total: number; items: Item[] }

function someOf<Item>(all: readonly Item[]): Some<Item> {
  return { total: all.length, items: all.slice(0, mostNamed) }
}

/** Puts users, none of whom is excluded, on the list of whoever acts: in each activity its own. */
export async function enrollPairs(tx: Change, input: { actor: Actor; pairs: PerActivity }): Promise<void> {
  const { actor, pairs } = input
  const activityIds = pairs.map(({ activityId }) => activityId)
  await checkActivities(tx, activityIds)
  await checkOpen(tx, { activityIds, language: actor.language })
  await checkActive(tx, [...new Set(pairs.flatMap(({ userIds }) => userIds))])
  await joinAudiences(
    tx,
    pairs.map(({ activityId, userIds }) => ({ audienceId: audience(listFor(actor), activityId), userIds })),
  )
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
      throw forbidden(notByYourself())
    }
    if (completedOn !== activity.today) {
      throw invalid([{ field: 'completedOn', message: notToday() }])
    }
    if (activity.is_completed) throw conflict('completed-already', completedAlready())
  }
  if (completedOn > activity.today) {
    throw invalid([{ field: 'completedOn', message: inFuture({ day: completedOn }) }])
  }
  await insertStart(tx, input)
  await insertFacts(tx, 'completions', [{ user_id: userId, activity_id: activityId, completed_on: completedOn }])
}

const notByYourself = sentence(
  'completion.not-by-yourself',
  'This learning activity is completed by your trainer or administrator, not by yourself.',
)
const notToday = sentence(
  'completion.not-today',
  'You complete a learning activity today; an administrator can record another day.',
)
const completedAlready = sentence('completion.completed-already', 'You have completed this learning activity already.')
const inFuture = sentence('completion.future', 'A completion cannot be in the future; {{day}} was given.')

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
  if (enrollment.state === 3) throw conflict('withdrawn', withdrawn())
  if (enrollment.status !== 'active') throw conflict('inactive', inactiveLearner())
}

const withdrawn = sentence('completion.withdrawn', 'This enrollment was withdrawn, so nothing can be recorded on it.')
const inactiveLearner = sentence('completion.inactive', 'This user is inactive, so nothing can be recorded for them.')

/** What is archived is required by nothing, so being on its list would enroll nobody. */
async function checkOpen(tx: Change, input: { activityIds: readonly number[]; language: string }): Promise<void> {
  const archived = await sql<{ title: string }>`
    select activity_title(id, ${input.language}) as title from learning_activities
    where id = any (${input.activityIds}::int[]) and archived
    order by 1`.execute(tx.db)
  if (archived.rows.length === 0) return
  const titles = several(
    archived.rows.map(({ title }) => title),
    5,
  )
  throw invalid([{ field: 'activityIds', message: archivedActivities({ titles }) }])
}

const archivedActivities = sentence(
  'enrollment.archived',
  'Nobody can be enrolled in what is archived: {{titles}}. Restore it first.',
)

/** Inactive users are asked for nothing, so they are enrolled in nothing by hand. */
async function checkActive(tx: Change, userIds: readonly number[]): Promise<void> {
  const odd = await sql<{ id: number; name: string | null }>`
    select given.id, u.name from unnest(${userIds}::int[]) as given (id)
    left join users u on u.id = given.id
    where u.id is null or u.status <> 'active'
    order by u.name, given.id`.execute(tx.db)
  if (odd.rows.length === 0) return
  const unknown = odd.rows.filter(({ name }) => name === null).map(({ id }) => id)
  const inactive = odd.rows.flatMap(({ name }) => (name === null ? [] : [name]))
  const message = [
    ...(unknown.length > 0 ? [noUser({ ids: several(unknown) })] : []),
    ...(inactive.length > 0 ? [inactiveUsers({ names: several(inactive, 5) })] : []),
  ]
  throw invalid([{ field: 'userIds', message }])
}

const inactiveUsers = sentence(
  'enrollment.inactive',
  'Inactive users cannot be enrolled: {{names}}. Make them active first.',
)
