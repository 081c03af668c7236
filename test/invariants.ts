import { deepStrictEqual as expectEqual } from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { type AudienceKind, kindOfAudience } from '../server/enrollment/engine/audience.ts'
import { explain } from '../server/enrollment/engine/index.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import type { Db } from '../server/platform/database/database.ts'
import { type Held, leadsOf, pair, profilesOf, type State, type World, wantedOf } from './oracle.ts'

/** The profiles that are stored are those the facts give. */
export async function expectProfiles(db: Db, world: World): Promise<void> {
  const found = await sql<{ user_id: number; audience_ids: number[] }>`
    select user_id, audience_ids from profiles order by user_id`.execute(db)
  expectSame('profile', new Map(found.rows.map((row) => [row.user_id, row.audience_ids])), profilesOf(world))
}

/** What is written down of the declarations is what they say: leads, whom held rules hold, and where to look for the others. */
export async function expectDeclared(db: Db, world: World, held: Held = new Map()): Promise<void> {
  const leads = await sql<{ lead: string }>`
    select concat_ws(' ', audience_id, activity_id, assignment_id, on_leaving) as lead from leads`.execute(db)
  const expected = leadsOf(world).map((lead) =>
    [lead.audienceId, lead.activityId, lead.assignmentId, lead.onLeaving].join(' '),
  )
  expectEqual(leads.rows.map(({ lead }) => lead).sort(), expected.sort())
  expectSame('those held by rule', await readHeld(db), held)
  const anchored = await sql<{ rule_id: number }>`select distinct rule_id from rule_anchors order by 1`.execute(db)
  const looked = [...world.rules.values()].filter(({ id, state }) => state === 'active' && !held.has(id))
  expectEqual(
    anchored.rows.map((row) => row.rule_id),
    looked.map(({ id }) => id).sort((a, b) => a - b),
  )
}

/** Whom each held rule holds, as it is written down. */
export async function readHeld(db: Db): Promise<Held> {
  const found = await sql<{ rule_id: number; user_ids: number[] }>`
    select h.rule_id, array(select m.user_id from held_matches m where m.rule_id = h.rule_id order by 1) as user_ids
    from holds h order by h.rule_id`.execute(db)
  return new Map(found.rows.map((row) => [row.rule_id, new Set(row.user_ids)]))
}

/** Row scope over everybody and column scope over every activity agree that nothing is left to do; nor is there a title or a count to write down. */
export async function expectNothingDue(db: Db): Promise<void> {
  const due = await sql`
    select 'row' as scope, d.user_id, d.activity_id
    from due_for_users(array(select id from users), array(select p from profiles p)) d
    union all
    select 'column', d.user_id, a.id
    from learning_activities a cross join lateral due_in_activity(a.id, array(select id from users), 0) d
    union all
    select 'plan', unnest(plan_activity(a.id)), a.id from learning_activities a
    union all
    select 'profile', f.user_id, 0 from profiles_from_facts(array(select id from users)) f
    left join profiles p using (user_id) where p.audience_ids is distinct from f.audience_ids
    union all
    select 'leads', l.assignment_id, l.activity_id
    from ((table leads except table leads_from_declarations) union all (table leads_from_declarations except table leads)) l
    union all
    select 'title', l.id, a.id
    from learning_activities a cross join languages l
    left join activity_titles t on t.activity_id = a.id and t.language = l.code
    where t.title is distinct from activity_title(a.id, l.code) or (t.type, t.archived) <> (a.type, a.archived)
  `.execute(db)
  expectEqual(due.rows, [])
  const owed = await sql`
    select from dirty_users union all select from column_jobs union all select from column_chunks`.execute(db)
  expectEqual(owed.rows, [])
  await expectTallied(db)
}

/** What is kept of how many are in each part of the organisation and each activity is what one counts. */
async function expectTallied(db: Db): Promise<void> {
  const profiles = await sql<{ audience_ids: number[] }>`select audience_ids from profiles`.execute(db)
  const inUnits = profiles.rows.flatMap(({ audience_ids }) =>
    audience_ids.filter((audienceId) => kindsOfUnits.includes(kindOfAudience(audienceId))),
  )
  const members = await sql<{ key: number; n: number }>`
    select audience_id as key, sum(n)::int as n from member_tallies group by 1 having sum(n) <> 0`.execute(db)
  expectSame('members of', new Map(members.rows.map(({ key, n }) => [key, n])), timesOf(inUnits))
  const enrollments = await sql<{ activity_id: number; state: number }>`
    select activity_id, state from enrollments`.execute(db)
  const standing = enrollments.rows.filter(({ state }) => state === 1 || state === 2)
  const participants = await sql<{ key: number; n: number }>`
    select activity_id as key, sum(n)::int as n from participant_tallies group by 1 having sum(n) <> 0`.execute(db)
  expectSame(
    'participants of',
    new Map(participants.rows.map(({ key, n }) => [key, n])),
    timesOf(standing.map(({ activity_id }) => activity_id)),
  )
}

const kindsOfUnits: AudienceKind[] = ['company', 'department', 'departmentBelow', 'team', 'function', 'group']

function timesOf(ids: readonly number[]): Map<number, number> {
  const times = new Map<number, number>()
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1)
  return times
}

/** Every active enrollment of an active user has exactly the causes that the oracle finds; no other has one. Asked of all, or of one activity. */
export async function expectExplained(db: Db, world: World, held: Held = new Map()): Promise<void> {
  const userIds = world.users.map(({ id }) => id)
  const found = await explain(db, { userIds })
  const one = [...world.activities.keys()][found.length % world.activities.size] ?? 0
  expectEqual(
    await explain(db, { userIds, activityIds: [one] }),
    found.filter(({ activityId }) => activityId === one),
  )
  const causes = Map.groupBy(found, ({ userId, activityId }) => pair(userId, activityId))
  const named = new Map(
    [...causes].map(([key, rows]) => [key, rows.map(({ cause }) => cause.assignmentId).sort((a, b) => a - b)]),
  )
  const wanted = new Map([...wantedOf(world, held)].map(([key, { assignments }]) => [key, assignments]))
  expectSame('causes of', named, wanted)
}

export async function heldIn(db: Db): Promise<Map<string, State>> {
  const found = await sql<{ key: string } & State>`
    select concat(user_id, ':', activity_id) as key, state, on_leaving as "onLeaving", was, batch_id as batch
    from enrollments order by user_id, activity_id`.execute(db)
  return new Map(found.rows.map(({ key, ...row }) => [key, row]))
}

/**
 * The events, replayed from nothing, lead to every enrollment as it is stored: its state, the state before, and the batch of
 * the last transition (unless a repair told of it, long after). Each begins where the one before it ended.
 */
export async function expectReplayed(db: Db, { repaired = false } = {}): Promise<void> {
  const events = await sql<{ kind: number; batch_id: number; user_ids: number[]; activity_ids: number[] }>`
    select kind, batch_id, user_ids, activity_ids from events order by id`.execute(db)
  const replayed = new Map<string, { state: number; was: number; batchId?: number }>()
  for (const { kind, batch_id, user_ids, activity_ids } of events.rows) {
    for (const key of user_ids.flatMap((userId) => activity_ids.map((activityId) => pair(userId, activityId)))) {
      const was = kind >> 2
      expectEqual(replayed.get(key)?.state ?? 0, was, `an event of ${key} begins where the one before it ended`)
      replayed.set(key, { state: kind & 3, was, ...(!repaired && { batchId: batch_id }) })
    }
  }
  const stored = await sql<{ user_id: number; activity_id: number; state: number; was: number; batch_id: number }>`
    select user_id, activity_id, state, was, batch_id from enrollments`.execute(db)
  const enrollments = stored.rows.map(
    ({ user_id, activity_id, state, was, batch_id }) =>
      [pair(user_id, activity_id), { state, was, ...(!repaired && { batchId: batch_id }) }] as const,
  )
  expectSame('enrollment', new Map(enrollments), replayed)
}

/** Says of what differs what it is and what it should be: everything that is missing, too many or otherwise. */
export function expectSame(
  what: string,
  found: ReadonlyMap<unknown, unknown>,
  expected: ReadonlyMap<unknown, unknown>,
) {
  const keys = new Set([...found.keys(), ...expected.keys()])
  const differing = [...keys].filter((key) => !isDeepStrictEqual(found.get(key), expected.get(key)))
  const said = differing.map((key) => `${what} ${key}: ${inspect(found.get(key))}, not ${inspect(expected.get(key))}`)
  expectEqual(said, [])
}

/** Deciding everybody anew, by row and by column, changes nothing. */
export async function expectNothingMore(db: Db): Promise<void> {
  const everything = async () => {
    const enrollments = await sql`select * from enrollments order by user_id, activity_id`.execute(db)
    const events = await sql`select count(*) from events`.execute(db)
    return [enrollments.rows, events.rows]
  }
  const before = await everything()
  await sql`
    with batch as (insert into batches (kind, author, left_to_workers) values ('again', 'repair', true) returning id),
    marks as (insert into dirty_users (user_id, batch_id) select u.id, b.id from users u cross join batch b)
    insert into column_jobs (activity_id, batch_id) select a.id, b.id from learning_activities a cross join batch b
  `.execute(db)
  await workOff(db)
  expectEqual(await everything(), before)
}
