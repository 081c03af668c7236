import { sql } from 'kysely'
import type { Change } from '../../server/change.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { editFacts, endByHand, insertFacts, joinAudience, leaveAudience, removeFacts } from '../../server/facts.ts'
import { mergeInto, replaceBy } from '../../server/rule/succession.ts'
import { pair } from '../world.ts'
import {
  assignable,
  daysFrom,
  ids,
  ifAllowed,
  lists,
  type Numbers,
  near,
  type Perform,
  pick,
  policy,
  someUsers,
  today,
} from './choose.ts'

/** What leads where, what stays out of it, and what was learnt. */
export const learning = {
  enrollByHand: async (tx, { a, b, c }) => {
    const activityId = near(await ids(tx, 'learning_activities'), a)
    await joinAudience(tx, { audienceId: audience(pick(lists, c), activityId), userIds: await someUsers(tx, b, c) })
    return undefined
  },
  endByHand: async (tx, { a, b, c }) => {
    const activityId = near(await ids(tx, 'learning_activities'), a)
    const userIds = await someUsers(tx, b, c)
    for (const kind of lists) await leaveAudience(tx, { audienceId: audience(kind, activityId), userIds, byHand: true })
    endByHand(tx, { activityId, userIds })
    return userIds.map((userId) => pair(userId, activityId))
  },
  assign: async (tx, { a, b, c }) => {
    await assignOnce(tx, await assignable(tx, a), {
      target_id: near(await ids(tx, 'targets'), b),
      on_leaving: policy(c),
    })
    return undefined
  },
  assignQualification: async (tx, { a, b, c }) => {
    const target_id = near(await ids(tx, 'qualifications'), b)
    await assignOnce(tx, await assignable(tx, a), { target_id, on_leaving: policy(c) })
    return undefined
  },
  /** Given to people, or taken from them. */
  giveQualification: async (tx, { a, b, c }) => {
    const audienceId = audience('holders', near(await ids(tx, 'qualifications'), a))
    await (c % 4 === 3 ? leaveAudience : joinAudience)(tx, { audienceId, userIds: await someUsers(tx, b, c) })
    return undefined
  },
  unassign: async (tx, { a }) => {
    const id = await anyAssignment(tx, a)
    if (id !== undefined) await removeFacts(tx, 'assignments', [{ id }])
    return undefined
  },
  reassign: async (tx, { a, b }) => {
    const id = await anyAssignment(tx, a)
    if (id !== undefined) await editFacts(tx, 'assignments', [{ id, on_leaving: policy(b) }])
    return undefined
  },
  changeContent: async (tx, { a, b }) => {
    const row = {
      target_id: pick(await ids(tx, 'qualifications'), a),
      activity_id: near(await ids(tx, 'learning_activities'), b),
    }
    if ((await removeFacts(tx, 'target_activities', [row])) === 0) await insertFacts(tx, 'target_activities', [row])
    return undefined
  },
  /** One that is there is lifted, or ends on another day. */
  changeExclusion: async (tx, { a, b, c }) => {
    const identity = {
      user_id: near(await ids(tx, 'users'), a),
      activity_id: near(await ids(tx, 'learning_activities'), b),
    }
    const until = pick([null, 0, 1, 20], c)
    const row = { ...identity, until: until === null ? null : daysFrom(await today(tx), until) }
    const present = await sql`
      select from exclusions where user_id = ${row.user_id} and activity_id = ${row.activity_id}`.execute(tx.db)
    if (present.rows.length === 0) await insertFacts(tx, 'exclusions', [row])
    else if (c % 3 === 0) await editFacts(tx, 'exclusions', [row])
    else await removeFacts(tx, 'exclusions', [identity])
    return undefined
  },
  changeActivity: async (tx, { a, b, c }) => {
    const id = near(await ids(tx, 'learning_activities'), a)
    await editFacts(tx, 'learning_activities', [{ id, on_leaving: policy(b), valid_months: pick([null, 1, 12], c) }])
    return undefined
  },
  changeAcademy: async (tx, { a }) => {
    await editFacts(tx, 'academy', [{ id: true, on_leaving: 1 + (a % 3) }])
    return undefined
  },
  addActivity: async (tx, { a }) => {
    const [id = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam', valid_months: pick([null, 12], a) }])
    await insertFacts(tx, 'learning_activity_texts', [{ activity_id: id, language: 'en', title: `Activity ${id}` }])
    return undefined
  },
  addQualification: async (tx, { a }) => {
    const number = (await ids(tx, 'targets')).length
    const [id = 0] = await insertFacts(tx, 'qualifications', [{ name: `Qualification ${tx.batchId} ${number}` }])
    const activityId = near(await ids(tx, 'learning_activities'), a)
    await insertFacts(tx, 'target_activities', [{ target_id: id, activity_id: activityId }])
    return undefined
  },
  /** One qualification takes the place of another; what that comes to stands in succeeded.ts. */
  succeedQualification: (tx, numbers) =>
    ifAllowed(tx, async () => {
      const { rows } = await sql<{ id: number; archived: boolean }>`
        select id, archived from qualifications order by id`.execute(tx.db)
      const { merges, ...succession } = chosenQualifications(rows, numbers)
      await (merges ? mergeInto : replaceBy)(tx, { kind: 'qualifications', ...succession })
    }),
  start: async (tx, { a }) => {
    const held = await anyHeld(tx, a)
    if (held) await startOnce(tx, held)
    return undefined
  },
  complete: async (tx, { a, b }) => {
    const held = await anyHeld(tx, a)
    if (!held) return undefined
    const completed_on = daysFrom(await today(tx), pick([0, -1, -20, -27, -365], b))
    await startOnce(tx, held)
    await insertFacts(tx, 'completions', [{ ...held, completed_on }])
    return undefined
  },
} satisfies Record<string, Perform>

async function assignOnce(
  tx: Change,
  audience_id: number,
  { target_id, on_leaving }: { target_id: number; on_leaving: number | null },
): Promise<void> {
  const present = await sql`
    select from assignments where audience_id = ${audience_id} and target_id = ${target_id}`.execute(tx.db)
  if (present.rows.length === 0) await insertFacts(tx, 'assignments', [{ audience_id, target_id, on_leaving }])
}

/** Two qualifications that are open, one of which takes the place of the other; now and then any two, or one its own. */
export function chosenQualifications(
  all: ReadonlyArray<{ id: number; archived: boolean }>,
  { a, b, c }: Numbers,
): { id: number; byId: number; merges: boolean } {
  const open = all.filter(({ archived }) => !archived)
  const from = open.length < 2 || b % 7 === 6 ? all : open
  const byId = pick(from, a + (b % 7 === 6 ? c : 1 + (b % (from.length - 1)))).id
  return { id: pick(from, a).id, byId, merges: c % 2 === 0 }
}

/** Any assignment but the lists that every activity and qualification has. */
async function anyAssignment(tx: Change, nth: number): Promise<number | undefined> {
  const found = await sql<{ id: number }>`
    select id from assignments where audience_id < ${audience('byHand', 0)} order by id`.execute(tx.db)
  return found.rows.length === 0 ? undefined : pick(found.rows, nth).id
}

/** Whoever is enrolled, under the lock that keeps progress and decisions apart. */
async function anyHeld(tx: Change, nth: number): Promise<{ user_id: number; activity_id: number } | undefined> {
  const found = await sql<{ user_id: number; activity_id: number }>`
    select e.user_id, e.activity_id from enrollments e join users u on u.id = e.user_id
    where e.state in (1, 2) and u.status = 'active' order by e.user_id, e.activity_id`.execute(tx.db)
  const held = found.rows.length === 0 ? undefined : near(found.rows, nth)
  if (held) await sql`select lock_buckets(array[${held.user_id}::int])`.execute(tx.db)
  return held
}

async function startOnce(tx: Change, held: { user_id: number; activity_id: number }): Promise<void> {
  const present = await sql`
    select from progress where user_id = ${held.user_id} and activity_id = ${held.activity_id}`.execute(tx.db)
  if (present.rows.length > 0) return
  await insertFacts(tx, 'progress', [{ ...held, started_at: new Date().toISOString() }])
}
