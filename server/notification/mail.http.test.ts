import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Client, createTestApp, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { enrollByHand } from '../enrollment/commands.ts'
import { insertFacts } from '../facts.ts'
import { composeMessages } from './compose.ts'
import * as contract from './contract.ts'

let database: TestDatabase
let story: Story
let app: TestApp
let ada: Client

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
  await composeMessages(database.db, { mailReady: true })
  app = await createTestApp(database.db, { mailReady: true })
  ada = await signedIn(app, story.people.ada.id)
})
beforeEach(async () => {
  await sql`truncate messages`.execute(database.db)
  await switchMail(true)
})
afterAll(async () => {
  await app.http.close()
  await database.drop()
})

const switchMail = (on: boolean) => sql`update academy set mail_on = ${on}`.execute(database.db)
const setDue = (by: string) => sql`update messages set due_at = now() + ${by}::interval`.execute(database.db)

/** People whom nobody has enrolled in anything yet. */
async function newcomers(count: number): Promise<Array<{ id: number }>> {
  const rows = Array.from({ length: count }, () => ({
    name: `Newcomer ${nth++}`,
    email: `newcomer.${nth}@example.com`,
    company_id: story.companies.rakema,
    language: 'en',
    added_on: '2026-01-01',
  }))
  const { result } = await change(database.db, { kind: 'user.create', author: story.author, notify: false }, (tx) =>
    insertFacts(tx, 'users', rows),
  )
  return result.map((id) => ({ id }))
}

let nth = 0
/** Enrolls in something each of them is not in yet. */
async function enroll(...people: Array<{ id: number }>): Promise<number> {
  const { conduct, privacy, loads, forklift, fireSafety, firstAid } = story.activities
  const activities = [conduct, privacy, loads, forklift, fireSafety, firstAid]
  const activityId = activities[nth++ % activities.length] ?? 0
  const { outcome } = await change(database.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    enrollByHand(tx, {
      actor: { userId: story.people.ada.id, name: 'Ada', role: 'administrator', isManager: false, language: 'en' },
      userIds: people.map(({ id }) => id),
      activityIds: [activityId],
    }),
  )
  await composeMessages(database.db, { mailReady: true })
  return outcome.batchId
}

test('Mail lists messages newest first, with how many there are of each state', async () => {
  const { ann, bo, zoe } = story.people
  await switchMail(false)
  await enroll(ann)
  await switchMail(true)
  const batchId = await enroll(bo, zoe)
  const list = await ada.call(contract.listMessages)
  expect(list.items.map(({ to, state, language }) => [to.name, state, language])).toEqual([
    ['Zoë Janssen', 'due', 'nl'],
    ['Bo Smit', 'due', 'en'],
    ['Ann de Vries', 'kept', 'nl'],
  ])
  expect(list.items[1]).toMatchObject({ batchId, subject: 'Rakema: you are enrolled in Data privacy', sentAt: null })
  expect(list).toMatchObject({ total: 3, mailOn: true, mailReady: true, waiting: [] })
  const none = { held: 0, untrue: 0, sent: 0, failed: 0, aside: 0, discarded: 0, dropped: 0 }
  expect(list.counts).toEqual({ ...none, kept: 1, due: 2 })
  const byAda = { kind: 'user', name: 'Ada Okafor' }
  expect(list.items[1]?.act).toMatchObject({ id: batchId, kind: 'enrollment.add', author: byAda })

  const found = await ada.call(contract.listMessages, { query: { search: 'vries ANN' } })
  expect(found.items.map(({ to }) => to.email)).toEqual(['ann.de.vries@example.com'])
  const due = await ada.call(contract.listMessages, { query: { state: 'due', sort: 'createdAt', limit: 1 } })
  expect(due.items.map(({ to }) => to.name)).toEqual(['Bo Smit'])
  const next = await ada.call(contract.listMessages, {
    query: { state: 'due', sort: 'createdAt', limit: 1, after: due.next ?? '' },
  })
  expect(next.items.map(({ to }) => to.name)).toEqual(['Zoë Janssen'])
})

test('a message reads as it will be sent, and says so when it will not be', async () => {
  await enroll(story.people.bo)
  const [item] = (await ada.call(contract.listMessages)).items
  const params = { messageId: item?.id ?? 0 }
  const message = await ada.call(contract.readMessage, { params })
  expect(message.text).toContain('Hello Bo Smit,')
  expect(message.text).toContain('http://muster.test/my-learning')
  expect(message.problem).toBeNull()

  await sql`update enrollments set state = 3 where user_id = ${story.people.bo.id}`.execute(database.db)
  const vain = await ada.call(contract.readMessage, { params })
  expect(vain.problem).toBe('Nothing in it is true any more, so it will not be sent.')
  expect(vain.state).toBe('untrue')
  expect((await ada.refusal(contract.readMessage, { params: { messageId: 999_999_999 } })).status).toBe(404)
})

test('kept messages go out when their number is confirmed, and mail can go', async () => {
  const { ann, zoe } = story.people
  await switchMail(false)
  await enroll(ann, zoe)
  const off = await ada.refusal(contract.sendKeptMessages, { body: { confirm: 2 } })
  expect(off).toMatchObject({ status: 409, code: 'mail-off' })
  await switchMail(true)
  const other = await ada.refusal(contract.sendKeptMessages, { body: { confirm: 3 } })
  expect(other).toMatchObject({ status: 409, code: 'other-number' })
  expect(other.detail).toBe('You confirmed 3 messages, and by now the number kept is 2. Look at the list again.')
  expect((await ada.call(contract.listMessages)).counts.kept).toBe(2)
  expect(await ada.call(contract.sendKeptMessages, { body: { confirm: 2 } })).toEqual({ due: 2 })
  expect((await ada.call(contract.listMessages)).counts).toMatchObject({ kept: 0, due: 2 })
})

test('without a mail server nothing is sent, and the answer says what to set', async () => {
  const without = await createTestApp(database.db, { mailReady: false })
  const client = await signedIn(without, story.people.ada.id)
  await enroll(story.people.daan)
  await sql`update messages set state = 'kept'`.execute(database.db)
  const refused = await client.refusal(contract.sendKeptMessages, { body: { confirm: 1 } })
  expect(refused).toMatchObject({ status: 409, code: 'no-mail-server' })
  expect((await client.call(contract.listMessages)).mailReady).toBe(false)
  await without.http.close()
})

test('a waiting batch is held, and sent when somebody says so', async () => {
  const { daan, femke, ruth } = story.people
  const other = await enroll(ruth)
  const batchId = await enroll(daan, femke)
  await setDue('10 minutes')
  const waiting = (await ada.call(contract.listMessages)).waiting
  expect(waiting.map((one) => [one.batchId, one.state, one.messages])).toEqual([
    [batchId, 'due', 2],
    [other, 'due', 1],
  ])
  expect(await ada.call(contract.holdMessages, { params: { batchId } })).toEqual({ held: 2 })
  expect((await ada.call(contract.listMessages)).waiting[0]).toMatchObject({ batchId, state: 'held', messages: 2 })
  await setDue('-1 minute')
  expect(await ada.call(contract.sendMessagesNow, { params: { batchId } })).toEqual({ due: 2 })
  expect((await ada.call(contract.listMessages)).counts).toMatchObject({ held: 0, due: 3 })
  expect(await ada.call(contract.sendMessagesNow, { params: { batchId } })).toEqual({ due: 0 })
  expect((await ada.refusal(contract.holdMessages, { params: { batchId: 999_999 } })).status).toBe(404)
})

test('what is kept is discarded, of one act or all of it, when its number is confirmed, also while mail is off', async () => {
  await switchMail(false)
  const first = await enroll(...(await newcomers(2)))
  const second = await enroll(...(await newcomers(1)))
  const third = await enroll(...(await newcomers(1)))
  const { items } = await ada.call(contract.listKeptActs)
  expect(items.map(({ act, messages }) => [act.id, act.author.name, messages])).toEqual([
    [third, 'Ada Okafor', 1],
    [second, 'Ada Okafor', 1],
    [first, 'Ada Okafor', 2],
  ])
  const ofFirst = (confirm: number) => ({ params: { batchId: first }, body: { state: 'kept', confirm } }) as const
  expect(await ada.refusal(contract.discardMessages, ofFirst(1))).toMatchObject({ status: 409, code: 'other-number' })
  expect(await ada.call(contract.discardMessages, ofFirst(2))).toEqual({ discarded: 2 })
  const other = await ada.refusal(contract.discardKeptMessages, { body: { confirm: 4 } })
  expect(other).toMatchObject({ status: 409, code: 'other-number' })
  expect(await ada.call(contract.discardKeptMessages, { body: { confirm: 2 } })).toEqual({ discarded: 2 })
  const discarded = await ada.call(contract.listMessages, { query: { state: 'discarded' } })
  expect(discarded.items).toHaveLength(4)
  expect(discarded.items[0]?.decided).toMatchObject({ by: { id: story.people.ada.id, name: 'Ada Okafor' } })
  expect((await ada.call(contract.listKeptActs)).items).toEqual([])
})

test('what is held is discarded, and what else the batch has to tell is held', async () => {
  const batchId = await enroll(...(await newcomers(2)))
  await ada.call(contract.holdMessages, { params: { batchId } })
  const asked = { params: { batchId }, body: { state: 'held', confirm: 2 } } as const
  expect(await ada.call(contract.discardMessages, asked)).toEqual({ discarded: 2 })
  const { counts, waiting } = await ada.call(contract.listMessages)
  expect([counts.held, counts.discarded, waiting]).toEqual([0, 2, []])
  expect(await ada.call(contract.sendMessagesNow, { params: { batchId } })).toEqual({ due: 0 })
})

test('only administrators see mail', async () => {
  const ruth = await signedIn(app, story.people.ruth.id)
  expect((await ruth.refusal(contract.listMessages)).status).toBe(403)
  expect((await ruth.refusal(contract.sendKeptMessages, { body: { confirm: 1 } })).status).toBe(403)
})
