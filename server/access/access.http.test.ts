import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { askEverything, prepareWorld, type World } from '../../test/askEverything.ts'
import { createTestApp, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expected } from '../../test/expectedAccess.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { contracts } from '../app.ts'
import { idText, operation } from '../platform/contract.ts'
import { openHttp } from '../platform/http/http.ts'
import { type ApiDocument, describeApi, nameOperations } from '../platform/http/openapi.ts'
import { type App, route } from './route.ts'

let database: TestDatabase
let story: Story
let world: World
let app: TestApp
let document: ApiDocument

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
  world = await prepareWorld(database.db, story)
  app = await createTestApp(database.db)
  document = (await app.http.inject('/api/openapi.json')).json()
})
afterAll(async () => {
  await app?.http.close()
  await database?.drop()
})

const deactivated = () => story.people.ole.id

test('every operation answers everyone as written down, about own, reachable and unreachable things', async () => {
  expect(await askEverything(app.http, { document, expected, world, deactivated: deactivated() })).toEqual([])
}, 60_000)

test('every operation of the contracts is answered', () => {
  const answered = new Set(app.http.operations.map(({ operation }) => operation))
  const unanswered = [...nameOperations(contracts)].filter(([operation]) => !answered.has(operation))
  expect(unanswered.map(([, { id }]) => id)).toEqual([])
})

// The check itself, held against routes that are wrong on purpose.

const planted = {
  readSecret: operation({
    method: 'GET',
    path: '/secrets/:userId',
    summary: 'A secret of a user',
    params: z.object({ userId: idText }),
    response: z.object({}),
  }),
}

type Plant = (app: App) => void

/** The departures found when the planted route is all there is, and should answer like `inviteUser`. */
async function findDepartures(plant: Plant, rows: Partial<typeof expected>): Promise<string[]> {
  const http = await openHttp(app.context)
  http.decorateRequest('actor', null)
  plant({ http, context: app.context })
  await http.ready()
  const described = describeApi({ operations: http.operations, contracts: { planted }, version: '0' })
  const given = rows as typeof expected
  const departures = await askEverything(http, {
    document: described,
    expected: given,
    world,
    deactivated: deactivated(),
  })
  await http.close()
  return departures
}

const forAdministrators = { readSecret: expected.inviteUser } as Partial<typeof expected>

test('a route that asks the policy as it should departs in nothing', async () => {
  const right: Plant = (it) => route(it, planted.readSecret, { allow: 'user.invite', of: 'userId' }, async () => ({}))
  expect(await findDepartures(right, forAdministrators)).toEqual([])
})

test('a route that lets in anyone is caught', async () => {
  const departures = await findDepartures(
    (it) => route(it, planted.readSecret, { allow: 'anyone' }, async () => ({})),
    forAdministrators,
  )
  expect(departures).toContain('anonymous asks readSecret about zoe: may, expected signIn')
  expect(departures).toContain('deactivated asks readSecret about zoe: may, expected signIn')
  expect(departures).toContain('learner asks readSecret about zoe: may, expected hidden')
})

test('a route that forgets to ask about whom is caught', async () => {
  const departures = await findDepartures(
    (it) => route(it, planted.readSecret, { allow: 'myself.edit' }, async () => ({})),
    forAdministrators,
  )
  expect(departures).toContain('learner asks readSecret about self: may, expected forbidden')
  expect(departures).toContain('manager asks readSecret about zoe: may, expected hidden')
  expect(departures).not.toContain('anonymous asks readSecret about zoe: may, expected signIn')
})

test('a route that asks the wrong sentence is caught', async () => {
  const departures = await findDepartures(
    (it) => route(it, planted.readSecret, { allow: 'user.read', of: 'userId' }, async () => ({})),
    forAdministrators,
  )
  expect(departures).toContain('manager asks readSecret about femke: may, expected forbidden')
  expect(departures).toContain('learner asks readSecret about self: may, expected forbidden')
  expect(departures).not.toContain('manager asks readSecret about zoe: may, expected hidden')
})

test('a route without a row fails, and so does a row without a route', async () => {
  const right: Plant = (it) => route(it, planted.readSecret, { allow: 'user.invite', of: 'userId' }, async () => ({}))
  expect(await findDepartures(right, {})).toEqual(['readSecret is answered, and nobody wrote down to whom'])
  expect(await findDepartures(() => undefined, forAdministrators)).toEqual([
    'readSecret is written down, and not answered',
  ])
})
