import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { differencesIn } from '../../../test/differences.ts'
import { change, commit } from '../../change.ts'
import { insertFacts, joinAudience, leaveAudience } from '../../facts.ts'
import type { Db } from '../../platform/database/database.ts'
import { workOff } from '../jobs.ts'
import { audience } from './index.ts'

/*
 * Two protocols that look right and are not, put in the place of ours, and two orders of events that tell them apart. The
 * proof can fail: what finds nothing in ours finds what these leave behind.
 */

const act = { kind: 'test', author: { kind: 'demo' } } as const
const opened: TestDatabase[] = []
let db: Db
beforeEach(async () => {
  const database = await createTestDatabase()
  opened.push(database)
  db = database.db
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

/** A team that leads to an exam, and Ann, who is not in it. */
async function found() {
  const { result } = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const ann = { name: 'Ann', email: 'ann@example.com', company_id: companyId, language: 'en', added_on: '2026-01-01' }
    const userIds = await insertFacts(tx, 'users', [ann])
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Warehouse' }])
    const audienceId = audience('team', teamId)
    const [target_id = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    await insertFacts(tx, 'assignments', [{ audience_id: audienceId, target_id }])
    return { audienceId, userIds }
  })
  return result
}

type Joining = Awaited<ReturnType<typeof found>>
const join = (members: Joining) => commit(db, act, (tx) => joinAudience(tx, members))
const leave = (members: Joining) => commit(db, act, (tx) => leaveAudience(tx, members))
const drain = (on: Db, batchId: number, { userIds }: Joining) =>
  sql`select * from drain_own_users(${batchId}, ${userIds}::int[])`.execute(on)

/** Ann joins; while that is being drained she leaves, and a second drain comes to wait for the first. */
async function leavesWhileJoiningIsDrained(): Promise<void> {
  const ann = await found()
  const joined = await join(ann)
  let second: Promise<unknown> | undefined
  await db.transaction().execute(async (tx) => {
    await drain(tx, joined.batchId, ann)
    const left = await leave(ann)
    second = drain(db, left.batchId, ann)
    await untilSomebodyWaits()
  })
  await second
  await workOff(db)
}

/** Ann joins; while that is being drained, and has been decided, she leaves; nobody is there yet to drain it. */
async function leavesBeforeJoiningIsCommitted(): Promise<void> {
  const ann = await found()
  const joined = await join(ann)
  await db.transaction().execute(async (tx) => {
    await drain(tx, joined.batchId, ann)
    await leave(ann)
  })
  await workOff(db)
}

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(db)
    if (rows.length > 0) return
    await pause(10)
  }
}

/** A drain whose one statement locks and decides: what it sees is from before it had the lock. */
const lockAndDifferenceInOne = `
  create or replace function engine.drain_own_users(batch bigint, subject int[]) returns table (kind smallint, n int)
  language plpgsql volatile
  as $$
  declare
    people profiles[];
    dues jsonb;
  begin
    with locked as materialized (select lock_buckets(subject)),
    facts as materialized (
      select array(select row(f.user_id, f.added_on, f.audience_ids)::profiles from profiles_from_facts(subject) f) as people
      from locked
    )
    select facts.people, coalesce(jsonb_agg(to_jsonb(d)) filter (where d.user_id is not null), '[]') into people, dues
    from facts left join lateral due_for_users(subject, facts.people) d on true
    group by facts.people;
    delete from profiles p where p.user_id = any (subject);
    insert into profiles select * from unnest(people);
    with due as materialized (
      select * from jsonb_to_recordset(dues) as d (user_id int, activity_id int, state smallint, next smallint, on_leaving smallint)
    ),
    added as (
      insert into enrollments (user_id, activity_id, state, on_leaving, was, batch_id)
      select d.user_id, d.activity_id, d.next, d.on_leaving, 0, batch from due d where d.state is null
    ),
    changed as (
      update enrollments e set state = d.next, was = d.state, on_leaving = d.on_leaving, batch_id = batch
      from due d where d.state is not null and e.user_id = d.user_id and e.activity_id = d.activity_id
    )
    insert into events (batch_id, kind, bucket, user_ids, activity_ids)
    select batch, transition(d.state, d.next), d.user_id >> 10, array[d.user_id], array[d.activity_id]
    from due d where d.state is distinct from d.next;
    delete from dirty_users d where d.batch_id = batch and d.user_id = any (subject);
    return query select 0::smallint, 0;
  end
  $$`

/** One mark for a user, however often their facts change: whoever finds one there adds none. */
const coalescedMarks = `
  create unique index dirty_users_once on dirty_users (user_id);
  create function engine.coalesce_marks() returns trigger language plpgsql as $$
  begin
    return case when exists (select from dirty_users d where d.user_id = new.user_id) then null else new end;
  end
  $$;
  create trigger coalesce_marks before insert on dirty_users for each row execute function engine.coalesce_marks()`

describe('what is compared with the oracle in the end', () => {
  test('is right with a lock, and then a snapshot, and marks that are only appended', async () => {
    await leavesWhileJoiningIsDrained()
    expect(await differencesIn(db)).toEqual([])
  })

  test('is right although a mark was there already when somebody left', async () => {
    await leavesBeforeJoiningIsCommitted()
    expect(await differencesIn(db)).toEqual([])
  })

  test('shows who is enrolled by a drain that locks and decides in one statement', async () => {
    await sql.raw(lockAndDifferenceInOne).execute(db)
    await leavesWhileJoiningIsDrained()
    expect((await differencesIn(db)).join()).toMatch(/required 1:1: 2, not undefined/)
  })

  test('shows who is enrolled by marks that are written only once', async () => {
    await sql.raw(coalescedMarks).execute(db)
    await leavesBeforeJoiningIsCommitted()
    expect((await differencesIn(db)).join()).toMatch(/required 1:1: 2, not undefined/)
  })
})
