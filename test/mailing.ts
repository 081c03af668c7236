import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type Change, change } from '../server/change.ts'
import { enrollByHand } from '../server/enrollment/commands.ts'
import { endEnrollmentByHand } from '../server/enrollment/endings.ts'
import { insertFacts } from '../server/facts.ts'
import { composeMessages } from '../server/notification/compose.ts'
import { sendSome } from '../server/notification/send.ts'
import { silentLog } from '../server/platform/log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { startMailServer, type TestMailServer } from './mailServer.ts'
import { type Story, tellStory } from './story.ts'

// The story with mail switched on and a mail server of each test's own, for whichever file imports this: its tests follow upon one
// another, and each begins without messages.

export let database: TestDatabase
export let story: Story
export let mail: TestMailServer

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
    select shown_state(state, in_vain) as state, count(*)::int as n from messages group by 1 order by 1`
  expect((await tallied.execute(database.db)).rows).toEqual((await counted.execute(database.db)).rows)
})
afterAll(() => database.drop())

export const settings = (smtpUrl: string | null = mail.url) => ({
  smtpUrl,
  mailFrom: 'Muster <no-reply@academy.example.com>',
  url: 'https://academy.example.com',
})

export const act = async (command: (tx: Change) => Promise<unknown>, notify = true) =>
  (await change(database.db, { kind: 'test', author: story.author, notify }, command)).outcome.batchId

let nth = 0
/** People whom nobody has enrolled in anything yet, in order of their ids. */
export async function newcomers(count: number): Promise<Array<{ id: number; name: string; email: string }>> {
  const people = Array.from({ length: count }, () => {
    nth += 1
    return { name: `Newcomer ${nth}`, email: `newcomer.${nth}@example.com` }
  })
  const told = { company_id: story.companies.rakema, language: 'en', added_on: '2026-01-01' }
  let ids: number[] = []
  await act(async (tx) => {
    ids = await insertFacts(
      tx,
      'users',
      people.map((one) => ({ ...one, ...told })),
    )
  }, false)
  return people.map((one, at) => ({ ...one, id: ids[at] ?? 0 }))
}

export const enroll = (userIds: number[], activityIds: number[]) =>
  act((tx) => enrollByHand(tx, { actor: ada(), userIds, activityIds }))
export const end = (userId: number, activityId: number) =>
  act((tx) => endEnrollmentByHand(tx, { actor: ada(), userId, activityId }))
export const ada = () =>
  ({ userId: story.people.ada.id, name: 'Ada', role: 'administrator', isManager: false, language: 'en' }) as const

export const compose = () => composeMessages(database.db, { mailReady: true })
export async function send(to = settings()): Promise<number> {
  let sent = 0
  while (true) {
    const done = await sendSome(database.db, { settings: to, log: silentLog })
    sent += done.sent
    if (!done.more) return sent
  }
}
export const messages = async () =>
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
export const timePasses = () =>
  sql`update messages set due_at = due_at - interval '1 day', leased_until = leased_until - interval '1 day'`.execute(
    database.db,
  )
