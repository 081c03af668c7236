import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { z } from 'zod'
import type { Context } from '../server/access/route.ts'
import { beginSession } from '../server/access/session.ts'
import { createApp } from '../server/app.ts'
import { silentBell } from '../server/platform/bell.ts'
import { wallClock } from '../server/platform/clock.ts'
import type { Operation, ProblemBody } from '../server/platform/contract.ts'
import type { Db } from '../server/platform/database/database.ts'
import { silentLog } from '../server/platform/log.ts'

export type TestApp = { http: FastifyInstance; context: Context }

/** The whole server on a database, injected into instead of listening. Close its `http` when done. */
export async function createTestApp(db: Db, given: Partial<Context> = {}): Promise<TestApp> {
  const context: Context = {
    db,
    bell: silentBell,
    log: silentLog,
    clock: wallClock,
    publicUrl: 'http://muster.test',
    mailReady: false,
    ...given,
  }
  return { http: await createApp(context), context }
}

type Input<Op extends Operation> = {
  params?: z.input<Op['params']>
  query?: Partial<z.input<Op['query']>>
  body?: z.input<Op['body']>
}

export type Answer<Body> = { status: number; body: Body; headers: LightMyRequestResponse['headers'] }

/** One browser: keeps its cookie, and sends what the screens send. */
export type Client = {
  /** What the operation answered; throws when it answered a problem. */
  call<Op extends Operation>(operation: Op, input?: Input<Op>): Promise<z.output<Op['response']>>
  /** The problem it answered; throws when there was none. */
  refusal<Op extends Operation>(operation: Op, input?: Input<Op>): Promise<ProblemBody>
  /** Whatever it answered, to whatever was sent. */
  send(
    method: string,
    path: string,
    sent?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<unknown>>
  /** The session's token, when signed in. */
  token(): string | undefined
}

export function openClient(http: FastifyInstance, token?: string): Client {
  let held = token

  const send: Client['send'] = async (method, path, { body, headers } = {}) => {
    const answer = await http.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(method !== 'GET' && { 'x-muster': '1' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(held !== undefined && { cookie: `muster_session=${held}` }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const cookie = answer.cookies.find(({ name }) => name === 'muster_session')
    if (cookie) held = cookie.value === '' ? undefined : cookie.value
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, headers: answer.headers }
  }

  const ask = (operation: Operation, { params, query, body }: Input<Operation> = {}) =>
    send(operation.method, `/api${addressOf(operation, params)}${searchOf(query)}`, { body })

  return {
    send,
    token: () => held,
    async call(operation, input) {
      const { status, body } = await ask(operation, input as Input<Operation>)
      if (status !== 200) throw new Error(`${operation.path} answered ${status}: ${JSON.stringify(body)}`)
      return operation.response.parse(body) as never
    },
    async refusal(operation, input) {
      const { status, body } = await ask(operation, input as Input<Operation>)
      if (status < 400) throw new Error(`${operation.path} answered ${status}, and a refusal was expected`)
      return body as ProblemBody
    },
  }
}

/** A browser in which this user is signed in already: what takes a password's time elsewhere is not what is tested. */
export async function signedIn({ http, context }: TestApp, userId: number): Promise<Client> {
  return openClient(http, await beginSession(context.db, { userId, now: context.clock() }))
}

function addressOf({ path }: Operation, params: unknown): string {
  return path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  )
}

function searchOf(query: unknown): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  return pairs.length > 0 ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : ''
}
