import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
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
import { startMailServer } from '../../test/mailServer.ts'
import type { Change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { undoBatch } from '../undo.ts'
import { discardKept, holdMessages, sendKept, sendNow } from './commands.ts'
import { composeMessages } from './compose.ts'
import { type MessageState, messageState } from './contract.ts'
import { listMessages, readMessage } from './queries.ts'

test('while mail is off, messages are kept, and switching it on sends none of them', async () => {
  await sql`update academy set mail_on = false`.execute(database.db)
  await enroll([story.people.bo.id], [story.activities.conduct])
  await compose()
  await sql`update academy set mail_on = true`.execute(database.db)
  expect(await send()).toBe(0)
  expect((await messages()).map(({ state }) => state)).toEqual(['kept'])
})

describe('what is kept', () => {
  const list = (state?: MessageState) =>
    listMessages(database.db, {
      query: { limit: 50, sort: 'createdAt', ...(state && { state }) },
      publicUrl: 'https://example.com',
      mailReady: true,
    })
  /** How many are kept, and that what is counted of each state is what the list shows of it. */
  const kept = async () => {
    await compose()
    const { counts, items } = await list()
    for (const state of messageState.options) {
      const shown = await list(state)
      expect([state, shown.total]).toEqual([state, counts[state]])
      expect(shown.items.every((item) => item.state === state)).toBe(true)
      expect(items.filter((item) => item.state === state)).toHaveLength(counts[state])
    }
    return counts.kept
  }
  const untrue = async () => (await list()).counts.untrue
  const undo = (batchId: number) => act((tx) => undoBatch(tx, { batchId, withdrawStarted: false }), false)
  const sendAllKept = async (confirm: number) => {
    await sql`update academy set mail_on = true`.execute(database.db)
    expect(await sendKept(database.db, { confirm, mailReady: true })).toBe(confirm)
    expect(await send()).toBe(confirm)
  }
  const today = new Date().toISOString().slice(0, 10)

  test('is what would go out: not what was undone, ended or done since, nor what is for somebody inactive', async () => {
    const { people, activities } = story
    await sql`update academy set mail_on = false`.execute(database.db)
    const both = [activities.conduct, activities.privacy]
    const { ann, bo, femke, jurgen, ruth, marta, wei } = people
    await enroll([ann.id, bo.id, femke.id, jurgen.id, marta.id], both)
    const batchId = await enroll([ruth.id, wei.id], [activities.conduct])
    expect(await kept()).toBe(7)

    await undo(batchId)
    expect(await kept()).toBe(5)
    expect(await untrue()).toBe(2)
    for (const activityId of both) await end(ann.id, activityId)
    await end(bo.id, activities.conduct)
    expect(await kept()).toBe(4)
    const excluded = both.map((activity_id) => ({ user_id: femke.id, activity_id }))
    await act((tx) => insertFacts(tx, 'exclusions', excluded))
    expect(await kept()).toBe(3)
    const done = both.map((activity_id) => ({ user_id: jurgen.id, activity_id, completed_on: today }))
    await act((tx) => insertFacts(tx, 'completions', done))
    expect(await kept()).toBe(2)
    await act((tx) => editFacts(tx, 'users', [{ id: marta.id, status: 'inactive' }]))
    expect(await kept()).toBe(1)
    await sendAllKept(1)
    expect(mail.received.map(({ recipients }) => recipients)).toEqual([['bo.smit@example.com']])
    expect(mail.received[0]?.subject).toBe('Rakema: you are enrolled in Data privacy')

    // Who comes back, and what is required again.
    await act((tx) => editFacts(tx, 'users', [{ id: marta.id, status: 'active' }]))
    await enroll([ruth.id], [activities.conduct])
    expect(await kept()).toBe(2)
    await sendAllKept(2)
    expect(mail.to('ruth.de.wit@example.com')).toHaveLength(1)
  })

  test('is kept as before when what ended it is undone, though nobody is told of an undo', async () => {
    const { people, activities, teams } = story
    await sql`update academy set mail_on = false`.execute(database.db)
    const { wei, emile } = people
    const works = audience('team', teams.worksCouncil)
    const linked = await act((tx) =>
      insertFacts(tx, 'assignments', [{ audience_id: works, target_id: activities.privacy, on_leaving: 1 }]),
    )
    await act((tx) => joinAudience(tx, { audienceId: works, userIds: [wei.id] }))
    await enroll([emile.id], [activities.forklift])
    const before = await kept()

    const of = { user_id: emile.id, activity_id: activities.forklift }
    const endings: Array<(tx: Change) => Promise<unknown>> = [
      (tx) => leaveAudience(tx, { audienceId: works, userIds: [wei.id] }),
      (tx) => insertFacts(tx, 'completions', [{ ...of, completed_on: today }]),
      (tx) => insertFacts(tx, 'exclusions', [of]),
      (tx) => editFacts(tx, 'users', [{ id: emile.id, status: 'inactive' }]),
    ]
    for (const ending of endings) {
      const ended = await act(ending)
      expect(await kept()).toBe(before - 1)
      await undo(ended)
      expect(await kept()).toBe(before)
    }

    // How long it counts that it was done.
    const years = (valid_months: number | null) =>
      act((tx) => editFacts(tx, 'learning_activities', [{ id: activities.forklift, valid_months }]))
    await years(12)
    await act((tx) => insertFacts(tx, 'completions', [{ ...of, completed_on: '2020-05-04' }]))
    expect(await kept()).toBe(before)
    await years(null)
    expect(await kept()).toBe(before - 1)
    await years(12)
    expect(await kept()).toBe(before)
    await sendAllKept(before)
    await undo(linked)
    expect([wei, emile].map(({ email }) => mail.to(email).length)).toEqual([1, 1])
  })
})

test('what is no longer true is neither sent nor discarded with the rest, and is as before when it is brought back', async () => {
  const { people, activities } = story
  const listed = async () => {
    await compose()
    const { rows } = await sql<{ shown: string }>`
      select shown_state(state, in_vain) as shown from messages order by user_id`.execute(database.db)
    return rows.map(({ shown }) => shown)
  }
  const undo = (batchId: number) => act((tx) => undoBatch(tx, { batchId, withdrawStarted: false }), false)
  const userIds = (await newcomers(2)).map(({ id }) => id)
  const ended = [{ user_id: userIds[0] ?? 0, activity_id: activities.firstAid }]

  await sql`update academy set mail_on = false`.execute(database.db)
  await enroll(userIds, [activities.firstAid])
  await compose()
  const excluded = await act((tx) => insertFacts(tx, 'exclusions', ended))
  expect(await listed()).toEqual(['untrue', 'kept'])
  const [{ id } = { id: 0 }] = (
    await sql<{ id: number }>`select id from messages order by user_id`.execute(database.db)
  ).rows
  expect(await readMessage(database.db, { id, publicUrl: 'https://example.com' })).toMatchObject({ state: 'untrue' })
  expect(await discardKept(database.db, { confirm: 1, userId: people.ada.id })).toBe(1)
  expect(await listed()).toEqual(['untrue', 'discarded'])
  await undo(excluded)
  expect(await listed()).toEqual(['kept', 'discarded'])

  await sql`update academy set mail_on = true`.execute(database.db)
  await sql`truncate messages`.execute(database.db)
  const batchId = await enroll(userIds, [activities.loads])
  await compose()
  await holdMessages(database.db, { batchId })
  const lost = await act((tx) =>
    insertFacts(tx, 'exclusions', [{ user_id: userIds[0] ?? 0, activity_id: activities.loads }]),
  )
  expect(await listed()).toEqual(['untrue', 'held'])
  expect(await sendNow(database.db, { batchId, mailReady: true })).toBe(1)
  expect(await send()).toBe(1)
  expect(await listed()).toEqual(['untrue', 'sent'])
  await undo(lost)
  expect(await listed()).toEqual(['held', 'sent'])
})

test('what waited to be tried again says nothing of that once it is kept or held', async () => {
  const busy = await startMailServer({ refuse: () => ({ code: 450, says: 'Mailbox busy' }) })
  const { activities } = story
  const [one, other] = (await newcomers(2)).map(({ id }) => [id])
  const batchId = await enroll(one ?? [], [activities.loads])
  await enroll(other ?? [], [activities.loads])
  await compose()
  await send(settings(busy.url))
  await holdMessages(database.db, { batchId })
  await timePasses()
  await send(settings(null))
  expect((await messages()).map(({ state, problem }) => [state, problem])).toEqual([
    ['held', null],
    ['kept', null],
  ])
  await busy.stop()
})

test('without a mail server, messages are kept, also those that were due already', async () => {
  const { people, activities } = story
  await enroll([people.emile.id], [activities.conduct])
  await compose()
  expect(await send(settings(null))).toBe(0)
  await enroll([people.emile.id], [activities.privacy])
  await composeMessages(database.db, { mailReady: false })
  expect((await messages()).map(({ state }) => state)).toEqual(['kept', 'kept'])
  expect(await send()).toBe(0)
})

test('what is kept is sent of one act alone, by the number of its own', async () => {
  const { daan, emile, jurgen } = story.people
  const { loads } = story.activities
  await sql`update academy set mail_on = false`.execute(database.db)
  await enroll([daan.id], [loads])
  const batchId = await enroll([emile.id, jurgen.id], [loads])
  await compose()
  await sql`update academy set mail_on = true`.execute(database.db)
  await expect(sendKept(database.db, { batchId, confirm: 3, mailReady: true })).rejects.toMatchObject({
    code: 'other-number',
  })
  expect(await sendKept(database.db, { batchId, confirm: 2, mailReady: true })).toBe(2)
  expect(await send()).toBe(2)
  expect(mail.received.flatMap(({ recipients }) => recipients).toSorted()).toEqual(
    [emile.email, jurgen.email].toSorted(),
  )
  expect((await messages()).filter(({ state }) => state === 'kept')).toHaveLength(1)
})
