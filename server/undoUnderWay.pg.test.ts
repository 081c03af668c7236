import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { act, db, did, story, undo } from '../test/undoing.ts'
import { commit } from './change.ts'
import { audience } from './enrollment/engine/index.ts'
import { joinAudience } from './facts.ts'
import { countBatches } from './history/counted.ts'
import { undoBatch } from './undo.ts'

describe('batches whose taking back is under way', () => {
  const privacy = () => audience('byHand', story.activities.privacy)
  const zoeEnrolled = () => did((tx) => joinAudience(tx, { audienceId: privacy(), userIds: [story.people.zoe.id] }))
  const takenBack = async () =>
    (
      await sql<{
        batch_id: number
        by_batch_id: number
      }>`select batch_id, by_batch_id from batches_taken_back`.execute(db)
    ).rows
  const maybe = async () =>
    (await sql<{ id: number }>`select id from batches where is_taking_back order by id`.execute(db)).rows.map(
      ({ id }) => id,
    )

  test('are those of undos that owe something, and who undoes next forgets those that are done', async () => {
    const first = await zoeEnrolled()
    const undone = await commit(db, act, (tx) => undoBatch(tx, { batchId: first, withdrawStarted: false }))
    expect(await takenBack()).toEqual([{ batch_id: first, by_batch_id: undone.batchId }])
    const second = await zoeEnrolled()
    expect([await takenBack(), await maybe()]).toEqual([[], [undone.batchId]])
    const { batchId } = await undo(second)
    expect([await takenBack(), await maybe()]).toEqual([[], [batchId]])
  })

  test('cost what is under way, and not the hundred thousand that were taken back before', async () => {
    const batchId = await zoeEnrolled()
    await sql`
      with done as (insert into batches (kind, author) select 'test', 'demo' from generate_series(1, 100000) returning id)
      insert into batches (kind, author, undoes) select 'undo', 'demo', id from done`.execute(db)
    await sql`analyze batches`.execute(db)
    const undone = await commit(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
    expect(await takenBack()).toEqual([{ batch_id: batchId, by_batch_id: undone.batchId }])
    expect(await rowsRead('select * from batches_taken_back')).toBeLessThan(20)
    expect(await rowsRead('select * from batches_taken_back', { loops: false })).toBeLessThan(20)
    expect(await rowsRead(`select * from batches_taken_back where batch_id = ${batchId}`)).toBeLessThan(20)
  })

  test('wait for the request that drains them, so that nothing is written down of them before it is there', async () => {
    const zoe = story.people.zoe.id
    const firstAiders = audience('team', story.teams.firstAiders)
    const joined = await commit(db, act, (tx) => joinAudience(tx, { audienceId: firstAiders, userIds: [zoe] }))
    // What holds up the drain while it decides, after it took its marks.
    const under = await db.transaction().execute(async (holding) => {
      await sql`lock table outbox in exclusive mode`.execute(holding)
      const drain = sql`select drain_own_users(${joined.batchId}, array[${zoe}::int])`.execute(db)
      await untilSomebodyWaits('relation')
      const taken = commit(db, act, (tx) => undoBatch(tx, { batchId: joined.batchId, withdrawStarted: false }))
      await Promise.race([taken, untilSomebodyWaits('transactionid')])
      await countBatches(db)
      return [drain, taken]
    })
    await Promise.all(under)
    await countBatches(db)
    const written = await sql`
      select moves is not null as is_written, (select count(*) from activity_moves where batch_id = batches.id) as moves,
        (select count(*) from batch_users where batch_id = batches.id and moved) as moved
      from batches where id = ${joined.batchId}`.execute(db)
    expect(written.rows).toEqual([{ is_written: true, moves: 2, moved: 1 }])
  })
})

type Node = {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}

/** How many rows of tables and indexes a query looks at; `loops`: whether its plan may loop, which those of chunks may not. */
async function rowsRead(query: string, { loops = true } = {}): Promise<number> {
  const { rows } = await db.transaction().execute(async (tx) => {
    await sql.raw(`set local enable_nestloop = ${loops ? 'on' : 'off'}`).execute(tx)
    return sql.raw<{ 'QUERY PLAN': [{ Plan: Node }] }>(`explain (analyze, format json) ${query}`).execute(tx)
  })
  const read = (node: Node): number => {
    const own = node['Node Type'].includes('Scan')
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0
    return own + (node.Plans ?? []).reduce((sum, plan) => sum + read(plan), 0)
  }
  const [plan] = rows[0]?.['QUERY PLAN'] ?? []
  if (!plan) throw new Error('there is no plan')
  return read(plan.Plan)
}

async function untilSomebodyWaits(lock: 'relation' | 'transactionid'): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = ${lock}`.execute(db)
    if (rows.length > 0) return
    await pause(10)
  }
}
