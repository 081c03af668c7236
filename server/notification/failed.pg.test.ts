import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  act,
  compose,
  database,
  end,
  enroll,
  mail,
  messages,
  newcomers,
  send,
  settings,
  story,
  timePasses,
} from '../../test/mailing.ts'
import { type Refusal, startMailServer } from '../../test/mailServer.ts'
import { oweInvitation } from '../access/invitation.ts'
import { insertFacts } from '../facts.ts'
import { undoBatch } from '../undo.ts'
import { discardKept, sendAgain, sendFailed, setAside, setFailedAside } from './commands.ts'
import { listMessages } from './queries.ts'

// What becomes of messages that the mail server did not take.

const nobody = { id: 0, name: '', email: '' }
const noMailbox: Refusal = { code: 550, says: '5.1.1 No such mailbox' }

/** Sends what is due to a server that takes none of it. */
async function failing(refusal: Refusal = noMailbox): Promise<void> {
  const strict = await startMailServer({ refuse: () => refusal })
  await compose()
  expect(await send(settings(strict.url))).toBe(0)
  await strict.stop()
}

/** Sends what is due to a server that dies with the text in its hands. */
async function losing(): Promise<void> {
  const server = await startMailServer({
    refuseText: () => {
      void server.stop()
      return 'silence'
    },
  })
  await compose()
  await send(settings(server.url)).catch(() => undefined)
}

const ids = async () =>
  (await sql<{ id: number }>`select id from messages order by id`.execute(database.db)).rows.map(({ id }) => id)
const states = async () => (await messages()).map(({ state }) => state)
const again = async (nth: number, evenIfArrived = false) =>
  sendAgain(database.db, { messageId: (await ids())[nth] ?? 0, evenIfArrived, mailReady: true })
const listed = () =>
  listMessages(database.db, {
    query: { limit: 50, sort: '-createdAt' },
    publicUrl: 'https://example.com',
    mailReady: true,
  })

test('what failed is sent again when somebody says so, and tried as often as if it were new', async () => {
  const { activities } = story
  const [zoe = nobody] = await newcomers(1)
  await enroll([zoe.id], [activities.loads])
  await failing()
  expect(await again(0)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await messages()).toMatchObject([{ state: 'due', attempts: 0, problem: null, said: null }])
  await failing({ code: 450, says: 'Mailbox busy' })
  expect(await messages()).toMatchObject([{ state: 'due', attempts: 1 }])
  await timePasses()
  expect(await send()).toBe(1)
  expect(await states()).toEqual(['sent'])
  expect(await again(0).catch(({ code }) => code)).toBe('not-failed')
})

test('all that failed goes out again when its number is confirmed, but for what is untrue by then', async () => {
  const { activities } = story
  const [zoe = nobody, bo = nobody, daan = nobody] = await newcomers(3)
  await enroll([zoe.id, bo.id, daan.id], [activities.loads])
  await failing()
  await end(bo.id, activities.loads)
  const other = await sendFailed(database.db, { confirm: 2, mailReady: true }).catch((error) => error)
  expect(other).toMatchObject({ code: 'other-number' })
  expect(other.message).toContain('the number that failed is 3')
  expect(await sendFailed(database.db, { confirm: 3, mailReady: true })).toEqual({ due: 2, dropped: 0, left: 1 })
  expect(await send()).toBe(2)
  expect((await states()).toSorted()).toEqual(['failed', 'sent', 'sent'])
  expect(mail.to(bo.email)).toEqual([])
})

test('what another message told since, or is to tell, is not told again', async () => {
  const { activities } = story
  const [zoe = nobody, bo = nobody] = await newcomers(2)
  await enroll([zoe.id], [activities.loads, activities.forklift])
  await failing()
  await end(zoe.id, activities.loads)
  await enroll([zoe.id], [activities.loads])
  await compose()
  expect(await send()).toBe(1)
  expect(await again(0)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)
  expect(mail.to(zoe.email).map(({ subject }) => subject)).toEqual([
    'Rakema: you are enrolled in Lading zekeren',
    'Rakema: you are enrolled in Forklift basics',
  ])

  await sql`truncate messages`.execute(database.db)
  await enroll([bo.id], [activities.loads])
  await failing()
  await end(bo.id, activities.loads)
  await enroll([bo.id], [activities.loads])
  await compose()
  expect(await again(0)).toEqual({ due: 0, dropped: 1, left: 0 })
  expect(await states()).toEqual(['dropped', 'due'])
})

test('of several that failed and tell the same, the last is sent', async () => {
  const { activities } = story
  const [daan = nobody] = await newcomers(1)
  await enroll([daan.id], [activities.loads])
  await failing()
  await end(daan.id, activities.loads)
  await enroll([daan.id], [activities.loads])
  await failing()
  for (const _ of [1, 2]) {
    await act((tx) => oweInvitation(tx, { userId: daan.id, mailReady: true }))
    await failing()
  }
  expect(await sendFailed(database.db, { confirm: 4, mailReady: true })).toEqual({ due: 2, dropped: 2, left: 0 })
  expect(await send()).toBe(2)
  expect(await states()).toEqual(['dropped', 'sent', 'dropped', 'sent'])
})

test('what may have arrived is sent again only one by one, by somebody who knows that', async () => {
  const { activities } = story
  const [ann = nobody, bo = nobody] = await newcomers(2)
  await enroll([ann.id], [activities.loads])
  await losing()
  await enroll([bo.id], [activities.loads])
  await failing()
  const { counts, perhapsArrived, items } = await listed()
  expect([counts.failed, perhapsArrived]).toEqual([2, 1])
  expect(items.map(({ to, mayHaveArrived }) => [to.name, mayHaveArrived])).toEqual([
    [bo.name, false],
    [ann.name, true],
  ])
  expect(await sendFailed(database.db, { confirm: 1, mailReady: true })).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)
  expect(await again(0).catch(({ code }) => code)).toBe('may-have-arrived')
  expect(await again(0, true)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)
  expect(mail.to(ann.email)).toHaveLength(1)
})

test('what failed is set aside, which is written down, and can be sent all the same', async () => {
  const { activities } = story
  const three = await newcomers(3)
  await enroll(
    three.map(({ id }) => id),
    [activities.loads],
  )
  await failing()
  const [first = 0] = await ids()
  await setAside(database.db, { messageId: first, userId: story.people.ada.id })
  const { counts, items } = await listed()
  expect([counts.failed, counts.aside]).toEqual([2, 1])
  expect(items.find(({ id }) => id === first)).toMatchObject({
    state: 'aside',
    problem: 'The mail server does not accept it: "550 5.1.1 No such mailbox"',
    decided: { by: { id: story.people.ada.id, name: story.people.ada.name } },
  })
  expect(await setFailedAside(database.db, { confirm: 2, userId: story.people.ada.id })).toBe(2)
  expect(await states()).toEqual(['aside', 'aside', 'aside'])
  const twice = setAside(database.db, { messageId: first, userId: story.people.ada.id })
  expect(await twice.catch(({ code }) => code)).toBe('not-failed')
  expect(await again(0)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect((await listed()).items.find(({ id }) => id === first)?.decided).toBeNull()
  expect(await send()).toBe(1)
})

test('what is untrue just now stays failed, and goes out once it was brought back', async () => {
  const { activities } = story
  const [zoe = nobody] = await newcomers(1)
  await enroll([zoe.id], [activities.loads])
  await failing()
  const excluding = [{ user_id: zoe.id, activity_id: activities.loads }]
  const excluded = await act((tx) => insertFacts(tx, 'exclusions', excluding))
  expect(await again(0)).toEqual({ due: 0, dropped: 0, left: 1 })
  expect(await states()).toEqual(['failed'])
  await act((tx) => undoBatch(tx, { batchId: excluded, withdrawStarted: false }), false)
  expect(await again(0)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)
})

test('what another message may tell, that is kept or may have arrived, stays failed until it is known', async () => {
  const { activities, people } = story
  const [zoe = nobody, bo = nobody] = await newcomers(2)
  await enroll([zoe.id], [activities.loads])
  await failing()
  await end(zoe.id, activities.loads)
  await sql`update academy set mail_on = false`.execute(database.db)
  await enroll([zoe.id], [activities.loads])
  await compose()
  await sql`update academy set mail_on = true`.execute(database.db)
  expect(await again(0)).toEqual({ due: 0, dropped: 0, left: 1 })
  expect(await discardKept(database.db, { confirm: 1, userId: people.ada.id })).toBe(1)
  expect(await again(0)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)

  await sql`truncate messages`.execute(database.db)
  await enroll([bo.id], [activities.loads])
  await failing()
  await end(bo.id, activities.loads)
  await enroll([bo.id], [activities.loads])
  await losing()
  expect(await sendFailed(database.db, { confirm: 1, mailReady: true })).toEqual({ due: 0, dropped: 0, left: 1 })
  // Set aside, it can still be sent by somebody who knows that it may have arrived.
  await setAside(database.db, { messageId: (await ids())[1] ?? 0, userId: people.ada.id })
  expect((await listed()).items.map(({ state, mayHaveArrived }) => [state, mayHaveArrived])).toEqual([
    ['aside', true],
    ['failed', false],
  ])
  expect(await again(1, true)).toEqual({ due: 1, dropped: 0, left: 0 })
  expect(await send()).toBe(1)
})
