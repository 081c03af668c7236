import { once } from 'node:events'
import { connect } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { operation } from '../contract.ts'
import { notFound } from '../problem.ts'
import { openHttp } from './http.ts'
import { mount } from './operation.ts'
import { type Stream, sendStream } from './stream.ts'

// Streams by themselves, listened to over a real connection.

const count = operation({
  method: 'GET',
  path: '/count',
  summary: 'Count',
  streams: true,
  response: z.object({ n: z.number() }),
})

type Line = Record<string, unknown>
let lines: Line[] = []
let http: Awaited<ReturnType<typeof openHttp>>
let stream: Stream
/** What the stream under test has done so far, for a test to wait for. */
let steps: string[] = []

beforeEach(async () => {
  lines = []
  steps = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) })
  http = await openHttp({ log, publicUrl: 'http://academy.example.com' })
  mount(http, count, {
    access: 'Anyone.',
    signedIn: false,
    identify: async () => undefined,
    admit: async () => undefined,
    answer: async () => stream,
  })
})
afterEach(() => http.close())

async function listen(): Promise<string> {
  return http.listen({ host: '127.0.0.1', port: 0 })
}

/** Counts until it is aborted: the first number at once, and further ones as they are asked for. */
function counting(next: Array<() => void> = []): Stream {
  return async function* counting(gone) {
    try {
      for (let n = 1; !gone.aborted; n += 1) {
        yield { n, secret: 'not promised' }
        await new Promise<void>((resolve) => {
          next.push(resolve)
          gone.addEventListener('abort', () => resolve())
        })
      }
    } finally {
      steps.push('tidied up')
    }
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

test('messages come one by one as events, in the shape promised, with the headers that every answer has', async () => {
  const next: Array<() => void> = []
  stream = counting(next)
  const answer = await fetch(`${await listen()}/api/count`)
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-accel-buffering')).toBe('no')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect(await reader?.read()).toMatchObject({ value: 'data: {"n":1}\n\n' })
  next[0]?.()
  expect(await reader?.read()).toMatchObject({ value: 'data: {"n":2}\n\n' })
  await reader?.cancel()
})

test('whoever leaves is noticed, and nothing of the stream stays', async () => {
  stream = counting()
  const address = new URL(await listen())
  const socket = connect(Number(address.port), address.hostname)
  socket.write('GET /api/count HTTP/1.1\r\nHost: academy\r\n\r\n')
  await once(socket, 'data')
  expect(http.streams.size).toBe(1)
  socket.destroy()
  await until(() => http.streams.size === 0 && steps.includes('tidied up'))
})

test('a server that stops ends its open streams, and does not wait for those who listen', async () => {
  stream = counting()
  const address = new URL(await listen())
  const socket = connect(Number(address.port), address.hostname)
  socket.write('GET /api/count HTTP/1.1\r\nHost: academy\r\nConnection: close\r\n\r\n')
  await once(socket, 'data')
  await Promise.all([http.close(), once(socket, 'end')])
  expect(steps).toEqual(['tidied up'])
})

test('in a silence a comment is sent and asked whether one still may listen; who may not is let go', async () => {
  const answers = [true, true, false]
  http.get('/silence', (_, reply) =>
    sendStream(reply, {
      stream: counting(),
      textOf: (message) => JSON.stringify(message),
      stillMay: async () => {
        if (!answers.shift()) throw notFound('preview')
      },
      silence: 1,
    }),
  )
  const answer = await fetch(`${await listen()}/silence`)
  expect(await answer.text()).toBe('data: {"n":1,"secret":"not promised"}\n\n:\n\n:\n\n')
  await until(() => steps.includes('tidied up'))
})

test('a fault cuts the connection and is logged once', async () => {
  stream = async function* failing() {
    yield { n: 1 }
    throw new Error('the numbers have run out')
  }
  const answer = await fetch(`${await listen()}/api/count`)
  await expect(answer.text()).rejects.toThrow()
  const faults = lines.filter(({ msg }) => msg === 'a stream ended in a fault')
  expect(faults).toMatchObject([{ err: { message: 'the numbers have run out' } }])
})
