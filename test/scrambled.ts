import { deepStrictEqual as expectEqual } from 'node:assert/strict'
import { sql } from 'kysely'
import { findDifferences } from '../server/enrollment/engine/index.ts'
import { verifyAcademy } from '../server/enrollment/verify.ts'
import type { Db } from '../server/platform/database/database.ts'
import { expectNothingDue, expectSame, heldIn } from './invariants.ts'
import { type Held, type State, stepAll, type World, wantedOf } from './oracle.ts'

type Due = { state: number | null; next: number; onLeaving: number }

/**
 * From any state the row scope, the column scope, its plan and verify find the same to be done: what the oracle finds. So
 * enrollments are changed, deleted and added behind everybody's back; then all of them are asked, and the repair makes it right.
 */
export async function expectAgreement(db: Db, { world, held }: { world: World; held: Held }): Promise<void> {
  await scramble(db)
  await anchorElsewhere(db)
  const state = await heldIn(db)
  const wanted = wantedOf(world, held)
  const expected = differing(state, stepAll({ world, wanted, batch: 0 }, state))
  expectSame('due by row', await dueByRow(db), expected)
  expectSame('due by column', await dueByColumn(db), expected)
  expectSame('planned', await planned(db), expected)
  expectSame('verified', await verified(db), new Map([...expected].map(([key, { next }]) => [key, next])))
  expectEqual((await verifyAcademy(db, { repair: true })).differences, [])
  await expectNothingDue(db)
  const repaired = await heldIn(db)
  expectSame('repaired', differing(repaired, stepAll({ world, wanted, batch: 0 }, repaired)), new Map())
}

/** About half of all pairs of a user and an activity; which ones differs from day to day of the history. */
async function scramble(db: Db): Promise<void> {
  await sql`
    with pair as (
      select u.id as user_id, a.id as activity_id,
        abs(hashtext(concat(u.id, ' ', a.id, ' ', (select count(*) from changes)))) % 10 as fate
      from users u cross join learning_activities a
    ),
    lost as (
      delete from enrollments e using pair p
      where p.user_id = e.user_id and p.activity_id = e.activity_id and p.fate = 0
    ),
    moved as (
      update enrollments e set state = 1 + (e.state + p.fate) % 3, was = e.state
      from pair p where p.user_id = e.user_id and p.activity_id = e.activity_id and p.fate in (1, 3)
    ),
    turned as (
      update enrollments e set on_leaving = 1 + e.on_leaving % 3
      from pair p where p.user_id = e.user_id and p.activity_id = e.activity_id and p.fate in (2, 4)
    )
    insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id)
    select p.user_id, p.activity_id, 1 + p.fate % 3, 1 + p.user_id % 3, 0, 1
    from pair p where p.fate in (5, 6)
    on conflict do nothing`.execute(db)
}

/** Each rule is looked for by another of its criteria, or the same: which one it is decides nothing. */
async function anchorElsewhere(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ rule_id: number; audience_ids: number[] }>`
      select distinct on (a.rule_id) a.rule_id, p.audience_ids
      from rule_anchors a
      join rules r on r.id = a.rule_id
      cross join lateral possible_anchors(r.query) p
      order by a.rule_id, hashtext(concat(a.rule_id, p.audience_ids::text, (select count(*) from changes)))`.execute(tx)
    await sql`delete from rule_anchors`.execute(tx)
    await sql`
      insert into rule_anchors (rule_id, audience_id)
      select rule_id, unnest(audience_ids)
      from jsonb_to_recordset(${JSON.stringify(rows)}) as chosen (rule_id int, audience_ids int[])`.execute(tx)
  })
}

function differing(before: ReadonlyMap<string, State>, after: ReadonlyMap<string, State>): Map<string, Due> {
  const due = new Map<string, Due>()
  for (const [key, { state, onLeaving }] of after) {
    const row = before.get(key)
    if (row?.state === state && row.onLeaving === onLeaving) continue
    due.set(key, { state: row?.state ?? null, next: state, onLeaving })
  }
  return due
}

const asDue = sql`concat(d.user_id, ':', d.activity_id) as key, d.state, d.next, d.on_leaving as "onLeaving"`

async function dueByRow(db: Db): Promise<Map<string, Due>> {
  return byKey(
    await sql<{ key: string } & Due>`
      select ${asDue} from due_for_users(array(select id from users), array(select p from profiles p)) d`.execute(db),
  )
}

async function dueByColumn(db: Db): Promise<Map<string, Due>> {
  return byKey(
    await sql<{ key: string } & Due>`
      select ${asDue} from learning_activities a
      cross join lateral due_in_activity(a.id, array(select id from users), 0) d`.execute(db),
  )
}

async function planned(db: Db): Promise<Map<string, Due>> {
  return byKey(
    await sql<{ key: string } & Due>`
      select ${asDue} from learning_activities a
      cross join lateral (
        select *, unnest(user_ids) as user_id, a.id as activity_id from due_everywhere_in(a.id, '{}')) d`.execute(db),
  )
}

function byKey({ rows }: { rows: ReadonlyArray<{ key: string } & Due> }): Map<string, Due> {
  return new Map(rows.map(({ key, ...due }) => [key, due]))
}

/** Verify tells also of rows that history knows and nobody finds; those come back before anything else is decided. */
const ofScopes = ['enrollment-missing', 'enrollment-extra', 'kept-extra', 'on-leaving-stale']

async function verified(db: Db): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for await (const { differences } of findDifferences(db)) {
    for (const { kind, userId, activityId, next } of differences) {
      if (ofScopes.includes(kind)) found.set(`${userId}:${activityId}`, next ?? 0)
    }
  }
  return found
}
