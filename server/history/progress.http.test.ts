import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { ada, app, as, database, story } from '../../test/served/once.ts'
import { commit } from '../change.ts'
import type { Outcome } from '../enrollment/contract.ts'
import { applyNextChunk, audience, planNextJob } from '../enrollment/engine/index.ts'
import { workOff } from '../enrollment/jobs.ts'
import { insertFacts } from '../facts.ts'
import { hangBell } from '../platform/bell.ts'
import { openDatabase } from '../platform/database/database.ts'
import { silentLog } from '../platform/log.ts'
import * as contract from './contract.ts'
import { followOutcome } from './progress.ts'

let address: string

beforeAll(async () => {
  address = await app.http.listen({ host: '127.0.0.1', port: 0 })
})

/** Links each of these activities to everyone, and leaves it to workers. */
async function assignToEveryone(...activityIds: number[]): Promise<number> {
  const { batchId } = await commit(database.db, { kind: 'assignment.edit', author: story.author }, (tx) =>
    insertFacts(
      tx,
      'assignments',
      activityIds.map((id) => ({ audience_id: audience('everyone', 0), target_id: id })),
    ),
  )
  return batchId
}

/** Listens as a browser does: what was told, one by one. */
async function* listen(batchId: number, client = ada): AsyncGenerator<Outcome> {
  const answer = await fetch(`${address}/api/batches/${batchId}/progress`, {
    headers: { cookie: `muster_session=${client.token()}` },
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  let text = ''
  for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      if (event.startsWith('data: ')) yield contract.followBatch.response.parse(JSON.parse(event.slice(6)))
    }
  }
}

test('a batch is told at once and until it is done, whoever works on it', async () => {
  const batchId = await assignToEveryone(story.activities.conduct, story.activities.privacy)
  const told: Outcome[] = []
  // Another process has its own connections, and no bell that we hear.
  const elsewhere = openDatabase(database.url)
  for await (const outcome of listen(batchId)) {
    told.push(outcome)
    if (told.length === 1) await workOff(elsewhere.db)
  }
  await elsewhere.close()
  expect(told[0]).toMatchObject({ batchId, state: 'running', progress: 0, enrolled: 0 })
  expect(told.at(-1)).toMatchObject({ batchId, state: 'done', progress: 1, enrolled: 22 })
})

test('a batch that is done is told once', async () => {
  const { items } = await ada.call(contract.listBatches, { query: { limit: 1 } })
  const told: Outcome[] = []
  for await (const outcome of listen(items[0]?.id ?? 0)) told.push(outcome)
  expect(told).toMatchObject([{ state: 'done', progress: 1 }])
})

test('progress never goes back, however much work is found on the way', async () => {
  const batchId = await assignToEveryone(story.activities.forklift, story.activities.loads)
  await planNextJob(database.db, { batchId })
  await applyNextChunk(database.db, { batchId })
  const told: Outcome[] = []
  for await (const outcome of listen(batchId)) {
    told.push(outcome)
    if (told.length === 1) {
      await sql`update batches set work = work + 20 where id = ${batchId}`.execute(database.db)
      await sql`
        insert into column_chunks (batch_id, activity_id, user_ids)
        select ${batchId}, ${story.activities.forklift}, '{}' from generate_series(1, 20)`.execute(database.db)
      // It says something else that is new, so that it is told while there is more to do than before.
      await planNextJob(database.db, { batchId })
      await sql`
        insert into events (batch_id, kind, bucket, user_ids, activity_ids) values (${batchId}, 6, 0, '{1}', '{1}')
      `.execute(database.db)
    } else if (told.length === 2) {
      await workOff(database.db)
    }
  }
  const progress = told.map((outcome) => outcome.progress)
  expect(progress[0]).toBeGreaterThan(0)
  expect(told[1]).toMatchObject({ state: 'running', kept: 1, progress: progress[0] })
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(progress.at(-1)).toBe(1)
})

test('the bell wakes whoever follows a batch, and nobody listens to it for those who have left', async () => {
  const bell = await hangBell({ url: database.url, log: silentLog })
  let listening = 0
  const counting: typeof bell = {
    ...bell,
    onRing: (topic, act) => {
      listening += 1
      const unhook = bell.onRing(topic, act)
      return () => {
        listening -= 1
        unhook()
      }
    },
  }
  const batchId = await assignToEveryone(story.activities.firstAid)
  const left = new AbortController()
  const following = followOutcome({ db: database.db, bell: counting }, { batchId, gone: left.signal })
  expect((await following.next()).value).toMatchObject({ state: 'running' })
  const next = following.next()
  while (listening === 0) await new Promise((resolve) => setImmediate(resolve))
  left.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(listening).toBe(0)

  const again = followOutcome({ db: database.db, bell: counting }, { batchId, gone: new AbortController().signal })
  await again.next()
  await workOff(database.db)
  await bell.ring(database.db, 'engine')
  expect((await again.next()).value).toMatchObject({ state: 'done' })
  expect(listening).toBe(0)
  await bell.close()
})

test('what is under way is told to administrators, newest first, and what is done is not', async () => {
  const first = await assignToEveryone(story.qualifications.bhv)
  const { batchId: second } = await commit(database.db, { kind: 'academy.edit', author: { kind: 'repair' } }, (tx) => {
    tx.touched.users.add(story.people.ann.id)
    return Promise.resolve()
  })
  const told = await ada.call(contract.listWork)
  expect(told).toMatchObject({
    total: 2,
    items: [
      { id: second, kind: 'academy.edit', author: { kind: 'repair', id: null, name: null }, progress: 0 },
      { id: first, kind: 'assignment.edit', author: { name: 'Ada Okafor' }, progress: 0 },
    ],
  })
  await workOff(database.db)
  expect(await ada.call(contract.listWork)).toEqual({ items: [], total: 0 })
})

test('whoever did not do it does not learn that there is such a batch', async () => {
  const { items } = await ada.call(contract.listBatches, { query: { limit: 1 } })
  const params = { batchId: items[0]?.id ?? 0 }
  const ann = await as('ann')
  expect(await ann.refusal(contract.followBatch, { params })).toMatchObject({ status: 404 })
})
