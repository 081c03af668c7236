import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestApp, openClient, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { password, type Story, tellStory } from '../../test/story.ts'
import { editUser } from '../user/contract.ts'
import {
  acceptInvitation,
  changePassword,
  editAcademy,
  inviteUser,
  readAcademy,
  readInvitation,
  readSession,
  signIn,
  signOut,
} from './contract.ts'

const days = 24 * 60 * 60 * 1000
let database: TestDatabase
let story: Story
let app: TestApp
let now: Date

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database?.drop())

// Each test its own server, so that none uses up another's attempts.
beforeEach(async () => {
  now = new Date()
  app = await createTestApp(database.db, { clock: () => now })
  return () => app.http.close()
})

const as = (name: keyof Story['people']) => signedIn(app, story.people[name].id)

test('with e-mail and password one is signed in, until one signs out', async () => {
  const ruth = openClient(app.http)
  expect(await ruth.call(readSession)).toEqual({
    academy: {
      name: 'Rakema',
      language: 'en',
      timeZone: 'Europe/Amsterdam',
      today: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      mailOn: false,
    },
    user: null,
  })
  const session = await ruth.call(signIn, { body: { email: ' Ruth.De.Wit@example.com\u200b', password } })
  expect(session.user).toMatchObject({ name: 'Ruth de Wit', role: 'learner', isManager: true, language: 'nl' })
  expect(await ruth.call(readSession)).toEqual(session)

  const kept = ruth.token()
  await ruth.call(signOut)
  expect(ruth.token()).toBeUndefined()
  expect((await openClient(app.http, kept).call(readSession)).user).toBeNull()
})

/** A cookie's name and value, then all that is said of it; in which order does not matter. */
function attributesOf(headers: Record<string, unknown>): unknown[] {
  const [pair, ...attributes] = String(headers['set-cookie']).split('; ')
  return [pair, ...attributes.toSorted()]
}

test('the cookie is for the server alone, and under https bound to its host', async () => {
  const sent = { body: { email: story.people.ruth.email, password } }
  const { headers } = await openClient(app.http).send('POST', '/api/session', sent)
  expect(attributesOf(headers)).toEqual([
    expect.stringMatching(/^muster_session=[\w-]{43}$/),
    ...['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Lax'],
  ])
  const secure = await createTestApp(database.db, { publicUrl: 'https://academy.example.com' })
  const answer = await openClient(secure.http).send('POST', '/api/session', sent)
  expect(attributesOf(answer.headers)).toEqual([
    expect.stringMatching(/^__Host-muster_session=[\w-]{43}$/),
    ...['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Lax', 'Secure'],
  ])
  await secure.http.close()
})

test('nothing that is stored lets one in', async () => {
  const ann = await as('ann')
  const { rows } = await sql<{ stored: string }>`
    select encode(token_hash, 'hex') as stored from sessions
    union all select password_hash from credentials`.execute(database.db)
  expect(rows.length).toBeGreaterThan(0)
  for (const { stored } of rows) {
    expect(stored).not.toContain(ann.token())
    expect(stored).not.toContain(Buffer.from(ann.token() ?? '', 'base64url').toString('hex'))
    expect(stored).not.toContain(password)
  }
  expect(rows.filter(({ stored }) => stored.startsWith('$argon2id$')).length).toBeGreaterThan(0)
})

test('a wrong password, an unknown address, no password yet and an inactive user get the same answer', async () => {
  const attempts = [
    { email: story.people.ruth.email, password: 'not the password' },
    { email: 'nobody@example.com', password },
    { email: story.people.emile.email, password },
    { email: story.people.ole.email, password },
  ]
  for (const body of attempts) {
    expect(await openClient(app.http).refusal(signIn, { body })).toMatchObject({
      status: 401,
      code: 'wrong-password',
      detail: 'The e-mail address or the password is not right.',
    })
  }
})

test('after ten wrong passwords one waits, and is told how long', async () => {
  const visitor = openClient(app.http)
  const { email } = story.people.zoe
  const wrong = { email, password: 'wrong' }
  for (let attempt = 0; attempt < 10; attempt += 1) await visitor.refusal(signIn, { body: wrong })
  const right = { body: { email: email.toUpperCase(), password } }
  expect(await visitor.refusal(signIn, right)).toMatchObject({
    status: 429,
    detail: 'There were too many attempts to sign in. Try again in 10 minutes.',
  })
  expect((await visitor.send('POST', '/api/session', right)).headers['retry-after']).toBe('600')
  expect(await openClient(app.http).call(signIn, { body: { email: story.people.ann.email, password } })).toBeTruthy()
  now = new Date(now.getTime() + 10 * 60 * 1000)
  expect((await visitor.call(signIn, right)).user?.email).toBe(email)
})

test('one address cannot try one password on everybody', async () => {
  const visitor = openClient(app.http)
  for (let nth = 0; nth < 100; nth += 1) {
    await visitor.send('POST', '/api/session', { body: { email: `user${nth}@example.com`, password: '' } })
  }
  const refused = await visitor.refusal(signIn, { body: { email: story.people.ann.email, password } })
  expect(refused.status).toBe(429)
})

test('a session ends when unused for 14 days, and after 90 days in any case', async () => {
  const begun = now
  const bo = await as('bo')
  const signedInAfter = async (given: number) => {
    now = new Date(begun.getTime() + given * days)
    return (await bo.call(readSession)).user !== null
  }
  for (let day = 0; day < 90; day += 13) expect(await signedInAfter(day), `day ${day}`).toBe(true)
  expect(await signedInAfter(89.9)).toBe(true)
  expect(await signedInAfter(90.1)).toBe(false)

  now = begun
  const unused = await as('bo')
  now = new Date(begun.getTime() + 14.1 * days)
  expect((await unused.call(readSession)).user).toBeNull()
})

test('somebody deactivated is out at once, and stays out when active again', async () => {
  const [ada, jurgen] = [await as('ada'), await as('jurgen')]
  const userId = story.people.jurgen.id
  await ada.call(editUser, { params: { userId }, body: { status: 'inactive' } })
  expect((await jurgen.call(readSession)).user).toBeNull()
  await ada.call(editUser, { params: { userId }, body: { status: 'active' } })
  expect((await jurgen.call(readSession)).user).toBeNull()
})

test('a new password ends my other sessions and needs the current one', async () => {
  const [here, elsewhere] = [await as('femke'), await as('femke')]
  const wrong = await here.refusal(changePassword, { body: { current: 'wrong', password: 'a better beginning' } })
  expect(wrong.errors).toEqual([{ field: 'current', message: 'This is not your current password.' }])
  const short = await here.refusal(changePassword, { body: { current: password, password: 'short' } })
  expect(short.errors).toEqual([
    { field: 'password', message: 'A password has at least 12 characters; a few words in a row do well.' },
  ])
  await here.call(changePassword, { body: { current: password, password: 'a better beginning' } })
  expect((await here.call(readSession)).user).not.toBeNull()
  expect((await elsewhere.call(readSession)).user).toBeNull()
  const { email } = story.people.femke
  expect((await here.refusal(signIn, { body: { email, password } })).status).toBe(401)
  await here.call(signIn, { body: { email, password: 'a better beginning' } })
})

test('an invitation link sets a password once, and signs in', async () => {
  const { emile } = story.people
  const { link, expiresAt, mailed } = await (await as('ada')).call(inviteUser, { params: { userId: emile.id } })
  expect(link).toMatch(/^http:\/\/muster\.test\/invitation\/[\w-]{43}$/)
  expect(Date.parse(expiresAt) - now.getTime()).toBe(7 * days)
  expect(mailed).toBe(false)

  const params = { token: link.split('/').at(-1) ?? '' }
  const visitor = openClient(app.http)
  expect(await visitor.call(readInvitation, { params })).toEqual({
    name: 'Émile Dubois',
    email: emile.email,
    academy: 'Rakema',
  })
  const both = await Promise.all(
    [openClient(app.http), visitor].map((client) =>
      client.send('POST', `/api/invitations/${params.token}`, { body: { password: 'un mot de passe' } }),
    ),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404])
  expect(await visitor.refusal(readInvitation, { params })).toMatchObject({ status: 404, code: 'invitation-over' })
  const session = await visitor.call(signIn, { body: { email: emile.email, password: 'un mot de passe' } })
  expect(session.user?.id).toBe(emile.id)
})

test('a link is void when a newer one was made, after 7 days, and for somebody inactive', async () => {
  const ada = await as('ada')
  const invite = async (userId: number) => {
    const { link } = await ada.call(inviteUser, { params: { userId } })
    return { params: { token: link.split('/').at(-1) ?? '' } }
  }
  const visitor = openClient(app.http)
  const first = await invite(story.people.wei.id)
  const second = await invite(story.people.wei.id)
  expect((await visitor.refusal(readInvitation, first)).code).toBe('invitation-over')
  expect((await visitor.call(readInvitation, second)).name).toBe('李伟')

  await ada.call(editUser, { params: { userId: story.people.wei.id }, body: { status: 'inactive' } })
  const refused = await visitor.refusal(acceptInvitation, { ...second, body: { password } })
  expect(refused.code).toBe('invitation-over')
  await ada.call(editUser, { params: { userId: story.people.wei.id }, body: { status: 'active' } })
  now = new Date(now.getTime() + 7.1 * days)
  expect((await visitor.refusal(readInvitation, second)).code).toBe('invitation-over')
})

test('nobody inactive is invited', async () => {
  const refused = await (await as('ada')).refusal(inviteUser, { params: { userId: story.people.ole.id } })
  expect(refused).toMatchObject({
    status: 409,
    detail: 'Ole Hansen is inactive and cannot sign in. Activate the user first, then invite.',
  })
})

test('with mail on, an invitation is owed to be mailed, by the one who invited', async () => {
  const mailing = await createTestApp(database.db, { mailReady: true })
  const ada = await signedIn(mailing, story.people.ada.id)
  expect(await ada.call(editAcademy, { body: { mailOn: true } })).toEqual({
    name: 'Rakema',
    language: 'en',
    timeZone: 'Europe/Amsterdam',
    onLeaving: 'withdraw-if-not-started',
    mailOn: true,
    mailReady: true,
  })
  const { mailed } = await ada.call(inviteUser, { params: { userId: story.people.zoe.id } })
  expect(mailed).toBe(true)
  const { rows } = await sql`
    select messages.kind, messages.user_id, messages.state, batches.kind as act, batches.author_id
    from messages join batches on batches.id = messages.batch_id`.execute(database.db)
  expect(rows).toEqual([
    {
      kind: 'invitation',
      user_id: story.people.zoe.id,
      state: 'due',
      act: 'user.invite',
      author_id: story.people.ada.id,
    },
  ])
  await ada.call(editAcademy, { body: { mailOn: false } })
  await mailing.http.close()
})

test('the academy is edited field by field, and a time zone has to exist', async () => {
  const ada = await as('ada')
  await ada.call(editAcademy, { body: { name: 'Rakema Academy', timeZone: 'Europe/Berlin' } })
  expect(await ada.call(readAcademy)).toMatchObject({
    name: 'Rakema Academy',
    language: 'en',
    timeZone: 'Europe/Berlin',
  })
  for (const timeZone of ['Mars/Olympus', '+02:00']) {
    const refused = await ada.refusal(editAcademy, { body: { timeZone } })
    expect(refused.errors).toEqual([
      { field: 'timeZone', message: 'This is not a time zone; one looks like Europe/Amsterdam.' },
    ])
  }
  await ada.call(editAcademy, { body: { name: 'Rakema', timeZone: 'Europe/Amsterdam' } })
})
