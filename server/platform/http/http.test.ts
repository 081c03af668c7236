import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { day, id, ids, idText, line, operation } from '../contract.ts'
import { conflict } from '../problem.ts'
import { openHttp } from './http.ts'
import { mount } from './operation.ts'

// The edge by itself: one made-up operation, no database.

const bake = operation({
  method: 'POST',
  path: '/ovens/:ovenId/cakes',
  summary: 'Bake a cake',
  params: z.object({ ovenId: idText }),
  query: z.object({ warm: z.enum(['yes', 'no']).optional() }),
  body: z.strictObject({
    name: line(10),
    layers: z.number().int().min(1).max(5),
    bakedOn: day.optional(),
    guestIds: ids(2).default([]),
    icing: z.array(z.strictObject({ colorId: id })).default([]),
    link: z.union([z.literal(''), z.url()]).default(''),
    fault: z.enum(['conflict', 'crash', 'shape', 'away', 'nul']).optional(),
  }),
  response: z.object({ ovenId: z.number(), name: z.string() }),
})

type Line = Record<string, unknown>
const lines: Line[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) })
const http = await openHttp({ log, publicUrl: 'https://academy.example.com' })

beforeAll(async () => {
  mount(http, bake, {
    access: 'Anyone.',
    signedIn: false,
    identify: async () => undefined,
    admit: async () => undefined,
    answer: async ({ params, body }) => {
      const { ovenId } = params as z.output<typeof bake.params>
      const { name, fault } = body as z.output<typeof bake.body>
      if (fault === 'conflict')
        throw conflict('burnt', { key: 'cake.burnt', about: {}, text: 'The cake is burnt.' }, 'name')
      if (fault === 'crash') throw new Error('secret: the oven is in the basement')
      if (fault === 'shape') return { oven: 1 }
      if (fault === 'away')
        throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' })
      if (fault === 'nul') throw Object.assign(new Error('invalid byte sequence'), { code: '22021' })
      return { ovenId, name, secret: 'the recipe' }
    },
  })
  await http.ready()
})
afterAll(() => http.close())

const cake = { name: 'Opera', layers: 3 }

async function send(given: {
  url?: string
  body?: unknown
  headers?: Record<string, string>
  method?: 'GET' | 'POST'
}) {
  const { url = '/api/ovens/7/cakes', body = cake, headers = {}, method = 'POST' } = given
  const answer = await http.inject({
    method,
    url,
    headers: { 'content-type': 'application/json', 'x-muster': '1', ...headers },
    ...(method === 'POST' && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
}

async function sentences(body: unknown): Promise<string[]> {
  const answer = await send({ body })
  expect(answer.status).toBe(422)
  return answer.body.errors.map((error: { field: string; message: string }) => `${error.field}: ${error.message}`)
}

test('an answer holds what the contract promises and nothing else', async () => {
  const answer = await send({})
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ ovenId: 7, name: 'Opera' })
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('each field that does not fit gets a sentence naming it, what was given and what is allowed', async () => {
  expect(await sentences({ layers: 9, guestIds: [1, 2, 3] })).toEqual([
    'name: Name is missing.',
    'layers: Layers has to be 5 or less; 9 was given.',
    'guestIds: Guests takes at most 2; 3 were given.',
  ])
  expect(await sentences({ name: '  ', layers: 'three' })).toEqual([
    'name: Name may not be empty.',
    'layers: Layers has to be a number; "three" was given.',
  ])
  expect(await sentences({ ...cake, bakedOn: '3 May', colour: 'red', link: 'cake' })).toEqual([
    'bakedOn: Baked on is not a day, like 2026-05-03; "3 May" was given.',
    'link: Link is not a web address, like https://example.com; "cake" was given.',
    ': "colour" is not known here; leave it out.',
  ])
  expect(await sentences({ ...cake, name: 'Schwarzwälder Kirsch', icing: [{ colorId: 1 }, { colorId: 0 }] })).toEqual([
    'name: Name has at most 10 characters; 20 were given.',
    'icing.1.colorId: Color of icing 2 has to be 1 or more; 0 was given.',
  ])
  expect(await sentences({ ...cake, fault: 'none' })).toEqual([
    'fault: Fault has to be "conflict", "crash", "shape", "away" or "nul"; "none" was given.',
  ])
  expect(await sentences([])).toEqual([': What was sent has to be an object with named fields; a list was given.'])
})

test('a problem is told as it is', async () => {
  const answer = await send({ body: { ...cake, fault: 'conflict' } })
  expect(answer.status).toBe(409)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.body).toEqual({
    type: '/api/problems#burnt',
    title: 'Conflict',
    status: 409,
    code: 'burnt',
    detail: 'The cake is burnt.',
    said: [{ field: 'name', key: 'cake.burnt', about: {} }],
    errors: [{ field: 'name', message: 'The cake is burnt.' }],
  })
})

test.each(['crash', 'shape'])(
  'a fault (%s) is answered without its insides, with the id it has in the log',
  async (fault) => {
    const answer = await send({ body: { ...cake, fault } })
    expect(answer.status).toBe(500)
    expect(answer.body.code).toBe('fault')
    expect(answer.body.detail).toContain(String(answer.headers['x-request-id']))
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|oven|promised/)
  },
)

test('a fault is logged once, and a request as one line without what its address carries', async () => {
  lines.length = 0
  const { headers } = await send({ url: '/api/ovens/7/cakes?warm=yes', body: { ...cake, fault: 'crash' } })
  const reqId = headers['x-request-id']
  const err = expect.objectContaining({ message: 'secret: the oven is in the basement' }) as unknown
  expect(lines).toMatchObject([
    { level: 50, reqId, err, msg: 'a request ended in a fault' },
    {
      level: 30,
      reqId,
      method: 'POST',
      route: '/api/ovens/:ovenId/cakes',
      status: 500,
      ms: expect.any(Number) as unknown,
    },
  ])
  expect(JSON.stringify(lines[1])).not.toMatch(/warm|Opera/)

  lines.length = 0
  await send({ body: { ...cake, fault: 'conflict' } })
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([[30, 'request']])
})

test('a database that cannot be reached is said so, without its address', async () => {
  const answer = await send({ body: { ...cake, fault: 'away' } })
  expect(answer.status).toBe(503)
  expect(answer.body.detail).toBe('The database does not answer at the moment. Try again in a minute.')
})

test.each([
  ['an address that is none', { url: '/api/fridges' }, 404, 'not-found'],
  ['an id that cannot exist', { url: '/api/ovens/seven/cakes' }, 404, 'not-found'],
  ['a query that does not fit', { url: '/api/ovens/7/cakes?warm=maybe' }, 422, 'invalid'],
  ['broken JSON', { body: '{"name":' }, 400, 'json'],
  ['an empty body', { body: '' }, 400, 'json'],
  [
    'a form',
    { body: 'name=Opera', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'media-type',
  ],
  ['text that PostgreSQL cannot hold', { body: { ...cake, fault: 'nul' } }, 422, 'invalid'],
  ['three megabytes', { body: { ...cake, name: 'x'.repeat(3 * 1024 * 1024) } }, 413, 'too-large'],
  ['an address that cannot be read', { url: '/api/ovens/%E0%A4%A/cakes' }, 400, 'address'],
])('%s is a problem in words', async (_, sent, status, code) => {
  const answer = await send(sent)
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body).toMatchObject({ status, code, detail: expect.stringMatching(/^[A-Z].*\.$/) })
})

test('a write from another site is refused before anything else', async () => {
  const refused: Record<string, string>[] = [{ 'x-muster': '' }, { origin: 'https://evil.example' }, { origin: 'null' }]
  for (const headers of refused)
    expect(await send({ headers, body: '{' })).toMatchObject({ status: 403, body: { code: 'foreign' } })
  const ours = ['https://academy.example.com', 'http://localhost:3000']
  for (const origin of ours)
    expect(await send({ headers: { origin, host: 'localhost:3000' } })).toMatchObject({ status: 200 })
})

test('every answer carries the headers that keep browsers safe', async () => {
  for (const sent of [{}, { url: '/nowhere', method: 'GET' as const }, { body: '{' }]) {
    const { headers } = await send(sent)
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
    })
  }
})
