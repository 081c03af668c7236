import { sql } from 'kysely'
import { insertFacts, removeFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { undoBatch } from '../../server/undo.ts'
import type { Bench, Topic } from '../figure.ts'
import { fromRest, repeat, summary } from '../measure.ts'
import { asBatch, everyoneTo, newActivity, throughTheEngine } from './acts.ts'

/**
 * One activity linked to everyone, the link taken away again, and the act of linking undone: planned, then every user decided anew under lock, with
 * events, outbox and journal. Beside it one bare statement that writes the same rows into a copy of the table with the same
 * indexes. In turns, so that neither has the warmer cache.
 */
export const link: Topic = {
  name: 'link',
  async measure(bench) {
    await copyEnrollments(bench.db)
    const rounds = await repeat(bench.users >= 1_000_000 ? 3 : 5, () => round(bench))
    await sql`drop table bare`.execute(bench.db)
    const of = (which: keyof Round) => summary(rounds.map((times) => times[which]))
    return [
      {
        key: 'link',
        what: 'link of one activity to everyone',
        unit: 'ms',
        ...of('link'),
        bare: { what: 'insert … select of the same rows', ...of('bareLink') },
        aim: { of: 'ratio', most: 2.5 },
      },
      {
        key: 'unlink',
        what: 'that link taken away',
        unit: 'ms',
        ...of('unlink'),
        bare: { what: 'update of the same rows', ...of('bareUnlink') },
      },
      {
        key: 'undo',
        what: 'undo of such a link',
        unit: 'ms',
        ...of('undo'),
        bare: { what: 'update of the same rows', ...of('bareUnlink') },
      },
    ]
  },
}

type Round = { link: number; bareLink: number; unlink: number; bareUnlink: number; undo: number }

async function round({ db, users }: Bench): Promise<Round> {
  const activityId = await newActivity(db)
  const bareLink = await fromRest(db, () => linkBarely(db, activityId))
  const first = await linkEveryone(db, activityId, users)
  const bareUnlink = await fromRest(db, () => unlinkBarely(db, activityId))
  const unlink = await fromRest(db, () =>
    throughTheEngine(db, (tx) => removeFacts(tx, 'assignments', [{ id: first.assignmentId }])),
  )
  await expectEnrolled(db, activityId, 0)
  const anotherId = await newActivity(db)
  const { batchId } = await linkEveryone(db, anotherId, users)
  const undo = await fromRest(db, () =>
    throughTheEngine(db, (tx) => undoBatch(tx, { batchId, withdrawStarted: false })),
  )
  await expectEnrolled(db, anotherId, 0)
  await sql`vacuum bare, enrollments`.execute(db)
  return { link: first.took, bareLink, unlink, bareUnlink, undo }
}

async function linkEveryone(db: Db, activityId: number, users: number) {
  let linked = { result: [0], batchId: 0 }
  const took = await fromRest(db, async () => {
    linked = await asBatch(db, (tx) => insertFacts(tx, 'assignments', [everyoneTo(activityId)]))
  })
  await expectEnrolled(db, activityId, users)
  return { assignmentId: linked.result[0] ?? 0, batchId: linked.batchId, took }
}

const linkBarely = (db: Db, activityId: number) =>
  sql`
    insert into bare (user_id, activity_id, state, on_leaving, was, batch_id)
    select user_id, ${activityId}::int, 1, 2, 0, 1 from profiles order by user_id`.execute(db)

const unlinkBarely = (db: Db, activityId: number) =>
  sql`update bare set state = 3, was = 1, changed_at = now(), batch_id = 2 where activity_id = ${activityId}`.execute(
    db,
  )

async function copyEnrollments(db: Db): Promise<void> {
  await sql`create table bare (like enrollments including defaults)`.execute(db)
  await sql`insert into bare select * from enrollments order by user_id, activity_id`.execute(db)
  await sql`alter table bare add primary key (user_id, activity_id)`.execute(db)
  await sql`create index on bare (activity_id, user_id) include (state)`.execute(db)
  await sql`vacuum analyze bare`.execute(db)
}

/** A figure of something that went wrong is none. */
async function expectEnrolled(db: Db, activityId: number, users: number): Promise<void> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from enrollments where activity_id = ${activityId} and state = 1`.execute(db)
  if (found.rows[0]?.n !== users) throw new Error(`${found.rows[0]?.n} users are enrolled, not ${users}`)
}
