import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Act, type Change, type Changed, change } from '../change.ts'
import type { Bell } from '../platform/bell.ts'
import type { Clock } from '../platform/clock.ts'
import type { Operation } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { mount } from '../platform/http/operation.ts'
import type { Log } from '../platform/log.ts'
import type { Actor } from './actor.ts'
import { authorize, inWords, notSignedIn, type Sentence, type SentenceAbout } from './policy.ts'
import { findSession } from './session.ts'

/** What every room's routes need to work with. */
export type Context = {
  readonly db: Db
  readonly bell: Bell
  readonly log: Log
  readonly clock: Clock
  /** Where people reach this academy, without a slash at the end. */
  readonly publicUrl: string
  /** A mail server is configured. */
  readonly mailReady: boolean
}

export type App = {
  readonly http: FastifyInstance
  readonly context: Context
}

/** Whom an operation is for. There is no default: a route that nobody thought about does not compile. */
export type Rule<Op extends Operation> =
  | { allow: 'anyone'; of?: never }
  | { allow: Exclude<Sentence, SentenceAbout>; of?: never }
  | { allow: SentenceAbout; of: keyof z.output<Op['params']> & string }

/** What a handler is given: who asks, what they gave (parsed), and the doors to read and write with. */
export type Asked<Op extends Operation, Who> = {
  readonly actor: Who
  readonly params: z.output<Op['params']>
  readonly query: z.output<Op['query']>
  readonly body: z.output<Op['body']>
  readonly db: Db
  /** `change` of server/change.ts, by this actor. */
  readonly change: <T>(act: Omit<Act, 'author'>, command: (tx: Change) => Promise<T>) => Promise<Changed<T>>
  readonly context: Context
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type ActorFor<R> = R extends { allow: 'anyone' } ? Actor | null : Actor

/** Answers an operation below /api: knows who asks, asks the policy, parses, and answers in the operation's shape. */
export function route<Op extends Operation, const R extends Rule<Op>>(
  app: App,
  operation: Op,
  rule: R,
  handle: (asked: Asked<Op, ActorFor<R>>) => Promise<z.input<Op['response']>>,
): void {
  const { context } = app
  const { db, bell } = context
  mount(app.http, operation, {
    access: rule.allow === 'anyone' ? 'Anyone.' : inWords(rule.allow),
    signedIn: rule.allow !== 'anyone',
    identify: async (request) => {
      request.actor = (await findSession(context, request)) ?? null
      if (rule.allow !== 'anyone' && !request.actor) throw notSignedIn()
    },
    admit: async ({ actor }, params) => {
      if (rule.allow === 'anyone' || !actor) return
      const objectId = rule.of === undefined ? undefined : Number((params as Record<string, unknown>)[rule.of])
      await authorize(db, actor, rule.allow as SentenceAbout, objectId as number)
    },
    answer: async ({ params, query, body, request, reply }) => {
      const { actor } = request
      const changeByActor: Asked<Op, unknown>['change'] = (act, command) => {
        if (!actor)
          throw new Error(`${operation.method} ${operation.path}: a change has an author, and nobody is signed in`)
        return change(db, { ...act, author: { kind: 'user', userId: actor.userId } }, command, bell)
      }
      return handle({
        actor: actor as ActorFor<R>,
        params: params as z.output<Op['params']>,
        query: query as z.output<Op['query']>,
        body: body as z.output<Op['body']>,
        db,
        change: changeByActor,
        context,
        request,
        reply,
      })
    },
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
  }
}
