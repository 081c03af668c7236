import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { act, db, did, story, undo } from '../test/undoing.ts'
import { commit } from './change.ts'
import { audience } from './enrollment/engine/index.ts'
import { joinAudience } from './facts.ts'
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
