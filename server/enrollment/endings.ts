import { sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { authorize } from '../access/policy.ts'
import type { Change } from '../change.ts'
import { endByHand, leaveAudiences } from '../facts.ts'
import { mostNamed } from '../platform/contract.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { conflict, forbidden, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { Cause, NewExclusion, Pair } from './contract.ts'
import { audience, audienceKind, causeKinds, type Explained, explain } from './engine/index.ts'
import { excludePairs } from './exclusion/exclusions.ts'
import { checkActivities, checkUsers, namesOf, type Pairs, type PerActivity, perActivity } from './given.ts'

type Ending = { actor: Actor; exclude?: NewExclusion | undefined }

/** What could not be ended, and why not. */
type NotEnded = Pair & { why: 'inactive' | 'not-by-manager' }

/**
 * Ends enrollments by hand: the causes that people and imports made end, and what nothing else requires is withdrawn at
 * once, kept ones too. A manager ends only what managers made. Inactive users' enrollments stand as they are. `exclude` also
 * keeps out, from now on, those whose enrollments were ended.
 */
export async function endEnrollments(
  tx: Change,
  input: Pairs & Ending,
): Promise<{ ended: PerActivity; notEnrolled: number; notEnded: { total: number; items: NotEnded[] } }> {
  const { actor, userIds, activityIds } = input
  await checkUsers(tx, { actor, userIds })
  await checkActivities(tx, activityIds)
  const held = await findHeld(tx, input)
  const ended = perActivity(held.filter(({ why }) => why === null))
  await endPairs(tx, { ...input, ended })
  return {
    ended,
    notEnrolled: userIds.length * activityIds.length - held.length,
    notEnded: await nameNotEnded(tx, { actor, held }),
  }
}

/** Ends one enrollment by hand, or says why that cannot be. */
export async function endEnrollmentByHand(
  tx: Change,
  input: Ending & { userId: number; activityId: number },
): Promise<void> {
  const { userId, activityId } = input
  const pairs = { userIds: [userId], activityIds: [activityId] }
  const [held] = await findHeld(tx, { ...input, ...pairs })
  if (!held) throw await notHeld(tx, input)
  if (held.why === 'inactive') throw conflict('inactive', inactive())
  if (held.why === 'not-by-manager') throw forbidden(notByManager())
  await endPairs(tx, { ...input, ended: [{ activityId, userIds: [userId] }] })
}

const inactive = sentence(
  'ending.inactive',
  'This user is inactive, so their enrollments stand as they are. Make them active first.',
)
const notByManager = sentence(
  'ending.not-by-manager',
  'A manager may end only what a manager enrolled by hand. An administrator can end this enrollment.',
)
const endedAlready = sentence('ending.ended-already', 'This enrollment has ended already.')

/** Which of the enrollments that were ended other causes keep alive, the first of them with those causes. */
export async function findRemaining(
  db: Db,
  input: { actor: Actor; ended: PerActivity },
): Promise<{ total: number; items: Array<Pair & { causes: Cause[] }> }> {
  const ended = input.ended.map(({ activityId, userIds }) => ({ activity_id: activityId, user_ids: userIds }))
  const required = await sql<{ user_id: number; activity_id: number; total: number }>`
    select r.user_id, ended.activity_id, count(*) over ()::int as total
    from jsonb_to_recordset(${JSON.stringify(ended)}) as ended (activity_id int, user_ids int[])
    cross join lateral required_in(ended.activity_id, ended.user_ids) r
    join users u on u.id = r.user_id
    order by u.name collate "und-x-icu", u.id, ended.activity_id
    limit ${mostNamed}`.execute(db)
  const first = required.rows
  const [names, causes] = await Promise.all([
    namesOf(db, { pairs: first, language: input.actor.language }),
    explain(db, {
      userIds: [...new Set(first.map(({ user_id }) => user_id))],
      activityIds: [...new Set(first.map(({ activity_id }) => activity_id))],
    }),
  ])
  const items = names.map((pair) => ({
    ...pair,
    causes: causes
      .filter(({ userId, activityId }) => userId === pair.user.id && activityId === pair.activity.id)
      .map(({ cause }) => cause),
  }))
  return { total: first[0]?.total ?? 0, items }
}

type Held = { user_id: number; activity_id: number; why: NotEnded['why'] | null }

async function findHeld(tx: Change, { actor, userIds, activityIds }: Pairs & Ending): Promise<Held[]> {
  const found = await sql<Held>`
    select e.user_id, e.activity_id, case
      when u.status <> 'active' then 'inactive'
      when ${actor.role !== 'administrator'} and m.user_id is null then 'not-by-manager'
    end as why
    from enrollments e
    join users u on u.id = e.user_id
    left join memberships m
      on m.user_id = e.user_id and m.audience_id = audience(${audienceKind.byManager}, e.activity_id)
    where e.user_id = any (${userIds}::int[]) and e.activity_id = any (${activityIds}::int[]) and e.state in (1, 2)
    order by e.activity_id, e.user_id`.execute(tx.db)
  return found.rows
}

async function notHeld(tx: Change, { userId, activityId }: { userId: number; activityId: number }): Promise<Error> {
  const found = await sql`
    select from enrollments where user_id = ${userId} and activity_id = ${activityId}`.execute(tx.db)
  if (found.rows.length === 0) return notFound('enrollment')
  return conflict('ended-already', endedAlready())
}

/** The lists on which people and imports put somebody. */
export const given = ['byHand', 'byManager', 'import'] as const

/** Takes enrollments off every list that people and imports put them on; what nothing else requires is withdrawn at once. */
export async function endGivenPairs(tx: Change, ended: PerActivity): Promise<void> {
  await takeOff(tx, { ended, lists: given })
}

/** Which of these enrollments something else requires, so that they stay when they are taken off those lists. */
export async function findRequiredElse(db: Db | Tx, pairs: PerActivity): Promise<PerActivity> {
  const asked = pairs.map(({ activityId, userIds }) => ({ activity_id: activityId, user_ids: userIds }))
  const { rows } = await sql<{ activityId: number; userIds: number[] }>`
    select asked.activity_id as "activityId", array_agg(r.user_id order by r.user_id) as "userIds"
    from jsonb_to_recordset(${JSON.stringify(asked)}) as asked (activity_id int, user_ids int[])
    cross join lateral required_in(
      asked.activity_id, asked.user_ids, ${given.map((list) => audienceKind[list])}::int[]) r
    group by 1 order by 1`.execute(db)
  return rows
}

/** Why these people are enrolled, but for what people and imports did. */
export async function explainElse(
  db: Db | Tx,
  input: { userIds: readonly number[]; activityIds: readonly number[] },
): Promise<Explained[]> {
  const ended = new Set(given.map((list) => causeKinds[list]))
  return (await explain(db, input)).filter(({ cause }) => !ended.has(cause.kind))
}

async function endPairs(tx: Change, { actor, exclude, ended }: Ending & { ended: PerActivity }): Promise<void> {
  if (exclude) await authorize(tx.db, actor, 'exclusion.edit')
  const lists = actor.role === 'administrator' ? given : (['byManager'] as const)
  await takeOff(tx, { ended, lists })
  if (exclude) await excludePairs(tx, { actor, pairs: ended, ...exclude })
}

async function takeOff(
  tx: Change,
  { ended, lists }: { ended: PerActivity; lists: ReadonlyArray<'byHand' | 'byManager' | 'import'> },
): Promise<void> {
  const members = ended.flatMap(({ activityId, userIds }) =>
    lists.map((list) => ({ audienceId: audience(list, activityId), userIds })),
  )
  await leaveAudiences(tx, members, { byHand: true })
  for (const pairs of ended) endByHand(tx, pairs)
}

async function nameNotEnded(tx: Change, { actor, held }: { actor: Actor; held: readonly Held[] }) {
  const refused = held.filter((one): one is Held & { why: NotEnded['why'] } => one.why !== null)
  const names = await namesOf(tx.db, { pairs: refused, language: actor.language })
  const why = new Map(refused.map((one) => [`${one.user_id} ${one.activity_id}`, one.why]))
  const items = names.map((pair) => ({ ...pair, why: why.get(`${pair.user.id} ${pair.activity.id}`) ?? 'inactive' }))
  return { total: refused.length, items }
}
