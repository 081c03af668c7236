import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { startMailServer, type TestMailServer } from '../../test/mailServer.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { oweInvitation } from '../access/invitation.ts'
import { type Change, change } from '../change.ts'
import { enrollByHand } from '../enrollment/commands.ts'
import { endEnrollmentByHand } from '../enrollment/endings.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { silentBell } from '../platform/bell.ts'
import { silentLog } from '../platform/log.ts'
import { undoBatch } from '../undo.ts'
import { sendKept } from './commands.ts'
import { composeMessages } from './compose.ts'
import { startMailWorker } from './jobs.ts'
import { listMessages } from './queries.ts'
import { sendSome } from './send.ts'
import { MailServerTrouble } from './smtp.ts'

let database: TestDatabase
let story: Story
let mail: TestMailServer

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
  await composeMessages(database.db, { mailReady: true })
})
beforeEach(async () => {
  mail = await startMailServer()
  await sql`truncate messages`.execute(database.db)
  await sql`update academy set mail_on = true`.execute(database.db)
})
afterEach(async () => {
  await mail.stop()
  // Whatever was written, by whichever statement, is in the tallies.
  const tallied = sql`select state, sum(n)::int as n from message_tallies group by state having sum(n) <> 0 order by state`
  const counted = sql`
    select state, count(*)::int as n from messages where not (state = 'kept' and in_vain) group by state order by state`
  expect((await tallied.execute(database.db)).rows).toEqual((await counted.execute(database.db)).rows)
})
afterAll(() => database.drop())

const settings = (smtpUrl: string | null = mail.url) => ({
  smtpUrl,
  mailFrom: 'Muster <no-reply@academy.example.com>',
  url: 'https://academy.example.com',
})

const act = async (command: (tx: Change) => Promise<unknown>, notify = true) =>
  (await change(database.db, { kind: 'test', author: story.author, notify }, command)).outcome.batchId

const enroll = (userIds: number[], activityIds: number[]) =>
  act((tx) => enrollByHand(tx, { actor: ada(), userIds, activityIds }))
const end = (userId: number, activityId: number) =>
  act((tx) => endEnrollmentByHand(tx, { actor: ada(), userId, activityId }))
const ada = () =>
  ({ userId: story.people.ada.id, name: 'Ada', role: 'administrator', isManager: false, language: 'en' }) as const

const compose = () => composeMessages(database.db, { mailReady: true })
async function send(to = settings()): Promise<number> {
  let sent = 0
  while (true) {
    const done = await sendSome(database.db, { settings: to, log: silentLog })
    sent += done.sent
    if (!done.more) return sent
  }
}
const messages = async () =>
  (
    await sql<{
      user_id: number
      state: string
      activity_ids: number[]
      problem: string | null
      said: unknown
      attempts: number
      waits: boolean
    }>`
      select user_id, state, activity_ids, problem, said, attempts, due_at > now() as waits from messages order by id`.execute(
      database.db,
    )
  ).rows
const timePasses = () =>
  sql`update messages set due_at = due_at - interval '1 day', leased_until = leased_until - interval '1 day'`.execute(
    database.db,
  )

test('one message per person and batch tells everything the batch enrolled them in, in their own language', async () => {
  const { people, activities } = story
  await enroll([people.ann.id, people.bo.id, people.jurgen.id], [activities.conduct, activities.privacy])
  await enroll([people.bo.id], [activities.forklift])
  await compose()
  expect(await send()).toBe(4)

  const [ann] = mail.to('ann.de.vries@example.com')
  expect(mail.to('ann.de.vries@example.com')).toHaveLength(1)
  expect(ann?.subject).toBe('Rakema: je bent ingeschreven voor 2 leeractiviteiten')
  expect(ann?.text).toContain('Hallo Ann de Vries,')
  expect(ann?.text).toContain('- Data privacy (examen)\n- Gedragscode (document)')
  expect(ann?.html).toContain('https://academy.example.com/my-learning')
  expect(ann?.from?.text).toBe('"Rakema" <no-reply@academy.example.com>')
  expect(ann?.messageId).toMatch(/^<message-\d+-\d+@academy\.example\.com>$/)
  expect(ann?.headers.get('auto-submitted')).toBe('auto-generated')

  expect(mail.to('bo.smit@example.com').map(({ subject }) => subject)).toEqual([
    'Rakema: you are enrolled in 2 learning activities',
    'Rakema: you are enrolled in Forklift basics',
  ])
  expect(mail.to('jurgen.krause@example.com')[0]?.subject).toBe('Rakema: Sie sind in 2 Lernaktivitäten eingeschrieben')
  expect((await messages()).every(({ state, attempts }) => state === 'sent' && attempts === 1)).toBe(true)
  for (const { id } of [people.ann, people.bo, people.jurgen]) {
    await end(id, activities.conduct)
    await end(id, activities.privacy)
  }
})

test('nobody is told of a batch that was not to be mailed, and nobody who has it done', async () => {
  const { people, activities } = story
  await act(
    (tx) => enrollByHand(tx, { actor: ada(), userIds: [people.marta.id], activityIds: [activities.loads] }),
    false,
  )
  await act((tx) =>
    insertFacts(tx, 'completions', [
      { user_id: people.ruth.id, activity_id: activities.loads, completed_on: '2026-01-05' },
    ]),
  )
  await enroll([people.ruth.id], [activities.loads])
  await compose()
  expect(await messages()).toEqual([])
  expect((await sql`select from outbox`.execute(database.db)).rows).toEqual([])
})

test('what is no longer true when it is sent drops out, and an empty message is dropped', async () => {
  const { people, activities } = story
  await enroll([people.daan.id, people.zoe.id], [activities.conduct, activities.privacy])
  await compose()
  await end(people.daan.id, activities.conduct)
  await act((tx) =>
    insertFacts(
      tx,
      'completions',
      [activities.conduct, activities.privacy].map((activity_id) => ({
        user_id: people.zoe.id,
        activity_id,
        completed_on: new Date().toISOString().slice(0, 10),
      })),
    ),
  )
  expect(await send()).toBe(1)
  expect(mail.to('daan.visser@example.com')[0]?.subject).toBe('Rakema: je bent ingeschreven voor Data privacy')
  expect(await messages()).toMatchObject([
    { user_id: people.daan.id, state: 'sent', activity_ids: [activities.privacy] },
    { user_id: people.zoe.id, state: 'dropped' },
  ])
})

test('somebody excluded or inactive by then is not told', async () => {
  const { people, activities } = story
  await enroll([people.femke.id, people.wei.id], [activities.forklift])
  await compose()
  await act((tx) => insertFacts(tx, 'exclusions', [{ user_id: people.femke.id, activity_id: activities.forklift }]))
  await act((tx) => editFacts(tx, 'users', [{ id: people.wei.id, status: 'inactive' }]))
  expect(await send()).toBe(0)
  expect((await messages()).map(({ state }) => state)).toEqual(['dropped', 'dropped'])
  expect(mail.received).toEqual([])
  await act((tx) => editFacts(tx, 'users', [{ id: people.wei.id, status: 'active' }]))
})

test('while mail is off, messages are kept, and switching it on sends none of them', async () => {
  await sql`update academy set mail_on = false`.execute(database.db)
  await enroll([story.people.bo.id], [story.activities.conduct])
  await compose()
  await sql`update academy set mail_on = true`.execute(database.db)
  expect(await send()).toBe(0)
  expect((await messages()).map(({ state }) => state)).toEqual(['kept'])
})

describe('what is kept', () => {
  const kept = async () => {
    await compose()
    const { counts, total } = await listMessages(database.db, {
      query: { limit: 50, state: 'kept', sort: 'createdAt' },
      publicUrl: 'https://example.com',
      mailReady: true,
    })
    expect(total).toBe(counts.kept)
    return counts.kept
  }
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

test('whoever returns within thirty days and was told before is not told again; after thirty days they are', async () => {
  const { people, teams, activities } = story
  const nightShift = audience('team', teams.nightShift)
  await act((tx) => insertFacts(tx, 'assignments', [{ audience_id: nightShift, target_id: activities.loads }]), false)
  const join = () => act((tx) => joinAudience(tx, { audienceId: nightShift, userIds: [people.jurgen.id] }))
  const leave = () => act((tx) => leaveAudience(tx, { audienceId: nightShift, userIds: [people.jurgen.id] }))
  await join()
  await compose()
  expect(await send()).toBe(1)
  await leave()
  await join()
  await compose()
  expect(await messages()).toHaveLength(1)

  const left = await leave()
  await sql`update events set at = at - interval '31 days' where batch_id = ${left}`.execute(database.db)
  await sql`update events set at = at - interval '60 days' where batch_id < ${left}`.execute(database.db)
  await join()
  await compose()
  expect(await send()).toBe(1)
  expect(mail.to('jurgen.krause@example.com')).toHaveLength(2)
})

test('whoever returns and was never told is told', async () => {
  const { people, activities } = story
  await enroll([people.marta.id], [activities.forklift])
  await compose()
  await end(people.marta.id, activities.forklift)
  expect(await send()).toBe(0)
  await enroll([people.marta.id], [activities.forklift])
  await compose()
  expect(await send()).toBe(1)
})

test('a temporary refusal is tried again later, with the same Message-ID', async () => {
  let refusals = 1
  const messageIds: unknown[] = []
  const busy = await startMailServer({
    refuseText: ({ messageId }) => {
      messageIds.push(messageId)
      return refusals-- > 0 ? { code: 451, says: 'The disk is full, try later' } : null
    },
  })
  await enroll([story.people.daan.id], [story.activities.forklift])
  await compose()
  expect(await send(settings(busy.url))).toBe(0)
  expect(await messages()).toMatchObject([
    {
      state: 'due',
      attempts: 1,
      waits: true,
      problem: 'The mail server does not take it now, so it is tried again later: "451 The disk is full, try later"',
    },
  ])
  expect(await send(settings(busy.url))).toBe(0)
  await timePasses()
  expect(await send(settings(busy.url))).toBe(1)
  expect(await messages()).toMatchObject([{ state: 'sent', attempts: 2, problem: null, said: null }])
  expect(messageIds).toHaveLength(2)
  expect(messageIds[0]).toBe(messageIds[1])
  await busy.stop()
})

test('a refusal for good fails with what the server said, and holds up nobody else', async () => {
  const strict = await startMailServer({
    refuse: (email) => (email.startsWith('zoe') ? { code: 550, says: '5.1.1 No such mailbox' } : null),
  })
  const { people, activities } = story
  await enroll([people.zoe.id, people.bo.id], [activities.loads])
  await compose()
  expect(await send(settings(strict.url))).toBe(1)
  expect(await messages()).toMatchObject([
    { user_id: people.bo.id, state: 'sent' },
    {
      user_id: people.zoe.id,
      state: 'failed',
      attempts: 1,
      problem: 'The mail server does not take it: "550 5.1.1 No such mailbox"',
      said: { key: 'mail.refused', about: { words: '550 5.1.1 No such mailbox' } },
    },
  ])
  await strict.stop()
})

test('after the last of its tries a message has failed', async () => {
  const closed = await startMailServer({ refuse: () => ({ code: 450, says: 'Mailbox busy' }) })
  await act((tx) => oweInvitation(tx, { userId: story.people.ann.id, mailReady: true }))
  await sql`update messages set attempts = 7`.execute(database.db)
  await send(settings(closed.url))
  expect(await messages()).toMatchObject([{ state: 'due', attempts: 8 }])
  await timePasses()
  await send(settings(closed.url))
  expect(await messages()).toMatchObject([
    { state: 'failed', attempts: 9, problem: 'The mail server does not take it: "450 Mailbox busy"' },
  ])
  await closed.stop()
})

test('a mail server that cannot be reached is held against no message', async () => {
  const gone = await startMailServer()
  await gone.stop()
  await act((tx) => oweInvitation(tx, { userId: story.people.ann.id, mailReady: true }))
  await expect(send(settings(gone.url))).rejects.toThrow(MailServerTrouble)
  const [message] = await messages()
  expect(message).toMatchObject({ state: 'due', attempts: 0 })
  expect(message?.problem).toMatch(/^The mail server cannot be used: .*ECONNREFUSED/)
  expect(await send()).toBe(1)
  expect(await messages()).toMatchObject([{ state: 'sent', problem: null }])
})

test('an address that adds lines or recipients is refused, not sent', async () => {
  const { people } = story
  await sql`update users set email = ${'bo@example.com>\r\nRCPT TO:<x@example.com'} where id = ${people.bo.id}`.execute(
    database.db,
  )
  await act((tx) => oweInvitation(tx, { userId: people.bo.id, mailReady: true }))
  expect(await send()).toBe(0)
  expect(await messages()).toMatchObject([{ state: 'failed' }])
  expect(mail.received).toEqual([])
  await sql`update users set email = 'bo.smit@example.com' where id = ${people.bo.id}`.execute(database.db)
})

test('an invitation is sent with a link made then, and not to someone who chose a password meanwhile', async () => {
  const { people } = story
  await act((tx) => oweInvitation(tx, { userId: people.emile.id, mailReady: true }))
  await act((tx) => oweInvitation(tx, { userId: people.zoe.id, mailReady: true }))
  await sql`update credentials set changed_at = now() where user_id = ${people.zoe.id}`.execute(database.db)
  expect(await send()).toBe(1)
  const [invited] = mail.to('emile.dubois@example.com')
  expect(invited?.text).toMatch(/https:\/\/academy\.example\.com\/invitation\/\S{40,}/)
  expect((await messages()).map(({ state }) => state)).toEqual(['sent', 'dropped'])
})

test('a batch of more than 100 messages waits a quarter of an hour', async () => {
  const userIds: number[] = []
  await act(async (tx) => {
    const rows = Array.from({ length: 101 }, (_, nth) => ({
      name: `Helper ${nth}`,
      email: `helper.${nth}@example.com`,
      company_id: story.companies.rakema,
      language: 'en',
      added_on: '2026-01-01',
    }))
    userIds.push(...(await insertFacts(tx, 'users', rows)))
  }, false)
  await enroll(userIds.slice(0, 100), [story.activities.conduct])
  await compose()
  expect((await messages()).filter(({ waits }) => waits)).toHaveLength(0)

  await sql`truncate messages`.execute(database.db)
  await enroll(userIds, [story.activities.privacy])
  await compose()
  expect((await messages()).filter(({ waits }) => waits)).toHaveLength(101)
  expect(await send()).toBe(0)
  await sql`update messages set due_at = due_at - interval '15 minutes'`.execute(database.db)
  expect(await send()).toBe(101)
  expect(new Set(mail.received.map(({ recipients }) => recipients[0])).size).toBe(101)
})

test('several workers compose and send each message once', async () => {
  const { people, activities } = story
  const others = await sql<{ id: number }>`select id from users where email like 'helper.%' order by id`.execute(
    database.db,
  )
  for (const { id } of others.rows.slice(0, 60)) await enroll([id], [activities.loads, activities.forklift])
  await enroll([people.emile.id], [activities.loads])
  const workers = [1, 2, 3].map(() =>
    startMailWorker({ db: database.db, bell: silentBell, settings: settings(), log: silentLog }),
  )
  await mail.arrival(61)
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(mail.received).toHaveLength(61)
  expect(new Set(mail.received.map(({ recipients }) => recipients[0])).size).toBe(61)
  expect((await messages()).every(({ state, attempts }) => state === 'sent' && attempts === 1)).toBe(true)
})

test('what is composed of a batch after somebody held it is held too', async () => {
  const { people, activities } = story
  const batchId = await enroll([people.wei.id], [activities.privacy])
  await sql`insert into messages (kind, batch_id, user_id, state) values ('enrolled', ${batchId}, ${people.ada.id}, 'held')`.execute(
    database.db,
  )
  await compose()
  expect((await messages()).map(({ state }) => state)).toEqual(['held', 'held'])
})

test('whoever uploaded a file is told once when it is done, if that took longer than they will have waited', async () => {
  const { people } = story
  const started = async (touched: string) => {
    const batchId = await act(async () => undefined)
    await sql`
      insert into imports (author_id, action, file_name, state, row_count, checked, batch_id, touched_at)
      values (${people.ada.id}, 'enroll', 'Autumn.xlsx', 'started', 1200, '{"withProblems": 3, "skipped": 1}', ${batchId},
        now() - ${touched}::interval)`.execute(database.db)
    return batchId
  }
  await started('5 seconds')
  const batchId = await started('3 minutes')
  for (const _ of [1, 2]) await compose()
  await send()
  expect(mail.received).toHaveLength(1)
  expect(mail.received[0]).toMatchObject({ subject: 'Rakema: Autumn.xlsx is imported', recipients: [people.ada.email] })
  const { text = '' } = mail.received[0] ?? {}
  expect(text).toContain('1196 rows were taken over.')
  expect(text).toContain('4 rows were not imported.')
  expect(text).toContain(`https://academy.example.com/history/${batchId}`)
})

test('a message whose sender was killed while handing it over fails, and is not sent twice', async () => {
  const { people } = story
  let isHandedOver: (value: unknown) => void
  const handedOver = new Promise((resolve) => {
    isHandedOver = resolve
  })
  const silent = await startMailServer({
    refuseText: () => {
      isHandedOver(true)
      return 'silence'
    },
  })
  await act((tx) => oweInvitation(tx, { userId: people.ann.id, mailReady: true }))
  const sender = spawn(process.execPath, ['--input-type=module', '--eval', senderProgram], {
    env: { ...process.env, SENDER_DATABASE: database.url, SENDER_SETTINGS: JSON.stringify(settings(silent.url)) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await handedOver
  sender.kill('SIGKILL')
  await once(sender, 'exit')
  expect(await send()).toBe(0)
  await timePasses()
  expect(await send()).toBe(0)
  expect(mail.received).toEqual([])
  expect(await messages()).toMatchObject([{ state: 'failed' }])
  await silent.stop()
})

const senderProgram = `
  import { openDatabase } from '${new URL('../platform/database/database.ts', import.meta.url)}'
  import { silentLog } from '${new URL('../platform/log.ts', import.meta.url)}'
  import { sendSome } from '${new URL('./send.ts', import.meta.url)}'
  const { db } = openDatabase(process.env.SENDER_DATABASE)
  await sendSome(db, { settings: JSON.parse(process.env.SENDER_SETTINGS), log: silentLog })`

test('whose sender died before handing it over is sent by another; what was handed over is not sent twice', async () => {
  const { people } = story
  await act((tx) => oweInvitation(tx, { userId: people.ann.id, mailReady: true }))
  await act((tx) => oweInvitation(tx, { userId: people.bo.id, mailReady: true }))
  await sql`
    update messages set leased_until = now() + interval '1 minute',
      handed_at = case user_id when ${people.bo.id} then now() end`.execute(database.db)
  expect(await send()).toBe(0)
  expect((await messages()).map(({ state }) => state)).toEqual(['due', 'due'])
  await timePasses()
  expect(await send()).toBe(1)
  expect(mail.to('ann.de.vries@example.com')).toHaveLength(1)
  expect(mail.to('bo.smit@example.com')).toHaveLength(0)
  const [, bo] = await messages()
  expect(bo).toMatchObject({ state: 'failed' })
  expect(bo?.problem).toContain('It is not sent again by itself.')
})
