import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApp, openClient, type TestApp } from '../test/client.ts'
import { createBareDatabase, createTestDatabase, type TestDatabase } from '../test/database.ts'
import { readSession } from './access/contract.ts'
import { contracts } from './app.ts'
import { openDatabase } from './platform/database/database.ts'
import { type ApiDocument, nameOperations } from './platform/http/openapi.ts'

let database: TestDatabase
let app: TestApp
let document: ApiDocument

beforeAll(async () => {
  database = await createTestDatabase()
  app = await createTestApp(database.db)
  document = (await app.http.inject('/api/openapi.json')).json()
})
afterAll(async () => {
  await app?.http.close()
  await database?.drop()
})

const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods))

test('the description names every operation once, and those that can be previewed or exported with that, too', () => {
  const ids = operations().map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const kindOf = (id: string) => /^(preview|export)\./.exec(id)?.[1] ?? 'declared'
  const { preview: previews, export: exports = [], declared } = Object.groupBy(ids, kindOf)
  const previewed = [...nameOperations(contracts)].filter(([operation]) => operation.previews)
  expect(previews?.toSorted()).toEqual(previewed.map(([, { id }]) => `preview.${id}`).toSorted())
  expect(declared?.toSorted()).toEqual([...nameOperations(contracts).values()].map(({ id }) => id).toSorted())
  const lists = new Set(declared)
  expect(exports.filter((id) => !lists.has(id.replace('export.', '')))).toEqual([])
  expect(document.openapi).toBe('3.1.0')
})

test('whatever the description refers to is in it', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
  expect(references.length).toBeGreaterThan(100)
  for (const [reference, section = '', name = ''] of references) {
    expect(document.components[section as 'schemas'], reference).toHaveProperty(name)
  }
  const named = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { parameters } of Object.values(methods)) {
      expect(parameters.filter((given) => given.in === 'path').map(({ name }) => name)).toEqual(named(path))
    }
  }
})

test('an operation says who may, what it takes, what it answers and what can go wrong', () => {
  expect(document.paths['/users/{userId}']?.patch).toMatchObject({
    operationId: 'editUser',
    tags: ['user'],
    description: 'Administrators may edit a user.',
    security: [{ session: [] }],
    parameters: [
      { name: 'userId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
      { name: 'X-Muster', in: 'header', required: true },
    ],
    requestBody: { content: { 'application/json': { schema: { type: 'object', additionalProperties: false } } } },
    responses: {
      200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/changedUser' } } } },
      401: { $ref: '#/components/responses/problem' },
      404: { $ref: '#/components/responses/problem' },
      422: { $ref: '#/components/responses/problem' },
    },
  })
  expect(document.paths['/session']?.post).toMatchObject({ operationId: 'signIn', security: [] })
})

test('an operation that streams says so', () => {
  const { responses } = document.paths['/batches/{batchId}/progress']?.get ?? {}
  expect(responses?.[200]).toMatchObject({
    content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/outcome' } } },
  })
})

test('people read the same on a page that loads nothing from elsewhere', async () => {
  const page = await app.http.inject('/api')
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
  for (const { operationId } of operations()) expect(page.body).toContain(`id="${operationId}"`)
  for (const [, name] of page.body.matchAll(/href="#([\w-]+)"/g)) expect(page.body).toContain(`id="${name}"`)
  expect(page.body).not.toMatch(/<script|<style| style=|https?:\/\//)
  expect((await app.http.inject('/api/page.css')).headers['content-type']).toBe('text/css; charset=utf-8')
})

test('alive is who answers; ready is whose database answers and is migrated', async () => {
  expect((await app.http.inject('/health')).json()).toEqual({ status: 'ok' })
  expect((await app.http.inject('/health/ready')).json()).toEqual({ status: 'ok', migrations: expect.any(Number) })

  const bare = await createBareDatabase()
  const early = await createTestApp(bare.db)
  expect((await early.http.inject('/health')).statusCode).toBe(200)
  const answer = await early.http.inject('/health/ready')
  expect([answer.statusCode, answer.json().detail]).toEqual([503, 'The database is not migrated yet.'])
  await early.http.close()
  await bare.drop()
})

test('without its database the server says so, to people and to probes', async () => {
  const gone = openDatabase('postgres://nobody:secret@127.0.0.1:1/none')
  const lost = await createTestApp(gone.db)
  expect((await lost.http.inject('/health')).statusCode).toBe(200)
  expect((await lost.http.inject('/health/ready')).statusCode).toBe(503)
  const refused = await openClient(lost.http).refusal(readSession)
  expect(refused).toMatchObject({ status: 503, code: 'database-away' })
  expect(JSON.stringify(refused)).not.toMatch(/secret|127/)
  await lost.http.close()
  await gone.close()
})
