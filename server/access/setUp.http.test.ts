import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, openClient, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { listUsers } from '../user/contract.ts'
import { readSession, setUp } from './contract.ts'

let database: TestDatabase
let app: TestApp

beforeAll(async () => {
  database = await createTestDatabase()
  // A quarter to midnight in London is the next day in Amsterdam.
  app = await createTestApp(database.db, { clock: () => new Date('2027-06-30T23:15:00Z') })
})
afterAll(async () => {
  await app?.http.close()
  await database?.drop()
})

const form = {
  academyName: 'Rakema',
  language: 'nl' as const,
  timeZone: 'Europe/Amsterdam',
  name: 'Ada Okafor',
  email: 'ada.okafor@example.com',
  password: 'a long enough secret',
}

test('before it is set up there is no academy and nobody can sign in', async () => {
  expect(await openClient(app.http).call(readSession)).toEqual({ academy: null, user: null })
})

test('a form that does not fit makes nothing', async () => {
  const body = { ...form, name: ' ', email: 'ada', timeZone: 'Amsterdam', password: 'short' }
  const refused = await openClient(app.http).refusal(setUp, { body })
  expect(refused.errors?.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'timeZone: This is not a time zone; one looks like Europe/Amsterdam.',
    'name: Name may not be empty.',
    'email: This is not an e-mail address; one looks like ann@example.com.',
    'password: A password has at least 12 characters; a few words in a row do well.',
  ])
  expect((await openClient(app.http).call(readSession)).academy).toBeNull()
})

test('of several first visitors at once exactly one sets it up, and is signed in', async () => {
  const visitors = Array.from({ length: 5 }, () => openClient(app.http))
  const answers = await Promise.all(
    visitors.map((visitor, nth) =>
      visitor.send('POST', '/api/setup', { body: { ...form, email: `ada${nth}@example.com` } }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409])
  const winner = answers.findIndex(({ status }) => status === 200)
  const administrator = visitors[winner] ?? openClient(app.http)
  expect(await administrator.call(readSession)).toEqual({
    academy: { name: 'Rakema', language: 'nl', timeZone: 'Europe/Amsterdam', today: '2027-07-01', mailOn: false },
    user: {
      id: expect.any(Number),
      name: 'Ada Okafor',
      email: `ada${winner}@example.com`,
      role: 'administrator',
      language: 'nl',
      isManager: false,
    },
  })
  const { items } = await administrator.call(listUsers)
  expect(items).toMatchObject([{ company: { name: 'Rakema' }, addedOn: '2027-07-01', status: 'active' }])
})

test('a second time is impossible', async () => {
  expect(await openClient(app.http).refusal(setUp, { body: form })).toMatchObject({
    status: 409,
    code: 'set-up',
    detail: 'This academy has already been set up. Sign in instead.',
  })
})

test('what was set up is an act in the history', async () => {
  const { rows } = await sql`
    select batches.kind, batches.author, array_agg(distinct changes.fact order by changes.fact) as facts
    from batches join changes on changes.batch_id = batches.id group by batches.id`.execute(database.db)
  expect(rows).toEqual([{ kind: 'academy.setup', author: 'setup', facts: ['academy', 'companies', 'users'] }])
})
