import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  act,
  ada,
  compose,
  database,
  end,
  enroll,
  mail,
  messages,
  send,
  settings,
  story,
  timePasses,
} from '../../test/mailing.ts'
import { startMailServer } from '../../test/mailServer.ts'
import { oweInvitation } from '../access/invitation.ts'
import { enrollByHand } from '../enrollment/commands.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience } from '../facts.ts'
import { silentBell } from '../platform/bell.ts'
import { silentLog } from '../platform/log.ts'
import { startMailWorker } from './jobs.ts'
import { MailServerTrouble } from './smtp.ts'

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
      problem: 'The mail server does not accept it now, so it is tried again later: "451 The disk is full, try later"',
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
      problem: 'The mail server does not accept it: "550 5.1.1 No such mailbox"',
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
    { state: 'failed', attempts: 9, problem: 'The mail server does not accept it: "450 Mailbox busy"' },
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
  expect(mail.received[0]).toMatchObject({
    subject: 'Rakema: Autumn.xlsx was imported',
    recipients: [people.ada.email],
  })
  const { text = '' } = mail.received[0] ?? {}
  expect(text).toContain('1196 rows were imported.')
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
