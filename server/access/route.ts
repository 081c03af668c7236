import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { z } from 'zod'
import { type Act, type Change, type Changed, change } from '../change.ts'
import { type Preview, previewOf } from '../enrollment/preview/contract.ts'
import { expectVersion, type Versioned, versionOf } from '../fact/version.ts'
import type { Confirm } from '../guard.ts'
import type { Bell } from '../platform/bell.ts'
import type { Clock } from '../platform/clock.ts'
import { exportOf, type Operation } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { downloadOf, type Exported, type ExportFormat, rowsAtOnce } from '../platform/export/export.ts'
import { mount } from '../platform/http/operation.ts'
import type { Stream } from '../platform/http/stream.ts'
import type { Log } from '../platform/log.ts'
import { preview } from '../preview.ts'
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
  readonly change: <T>(act: Omit<Act, 'author' | 'guard'>, command: (tx: Change) => Promise<T>) => Promise<Changed<T>>
  readonly context: Context
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type ActorFor<R> = R extends { allow: 'anyone' } ? Actor | null : Actor

type Handler<Op extends Operation, R> = (asked: Asked<Op, ActorFor<R>>) => Promise<Answer<Op>>
type Answer<Op extends Operation> = Op['streams'] extends true
  ? Stream<z.input<Op['response']>>
  : z.input<Op['response']>

/**
 * Answers an operation below /api: knows who asks, asks the policy, parses, and answers in the operation's shape. One that
 * previews is answered at `/preview` too: there its handler comes as far as its change, which is planned instead of made. A list
 * that is exported is answered at `/export` too, as a file.
 */
export function route<Op extends Operation, const R extends Rule<Op>>(
  app: App,
  operation: Op,
  rule: R,
  handle: Handler<Op, R>,
  exported?: Exported<ItemOf<Op>>,
): void {
  mountFor(app, operation, operation, rule, (asked) => handle(asked))
  if (exported) mountExport(app, operation, rule, handle, exported)
  if (!operation.previews) return
  mountFor(app, previewOf(operation), operation, rule, async (asked) => {
    try {
      await handle({ ...asked, change: rehearsing(asked) })
    } catch (thrown) {
      if (thrown instanceof Previewed) return thrown.preview
      throw thrown
    }
    throw new Error(`${operation.method} ${operation.path} has a preview and changes nothing`)
  })
}

/** What a list is of. */
type ItemOf<Op extends Operation> = z.input<Op['response']> extends { items: Array<infer Item> } ? Item : never

/** The list's own handler, asked for one page after the other. */
function mountExport<Op extends Operation, const R extends Rule<Op>>(
  app: App,
  operation: Op,
  rule: R,
  handle: Handler<Op, R>,
  exported: Exported<ItemOf<Op>>,
): void {
  mountFor(app, exportOf(operation), operation, rule, async (asked) => {
    const { format, columns, ...query } = asked.query as { format: ExportFormat; columns?: string[] }
    const { rows } = await sql<{ today: string }>`select academy_today() as today`.execute(asked.db)
    return downloadOf(exported, {
      db: asked.db,
      format,
      columns,
      language: asked.actor?.language ?? 'en',
      day: rows[0]?.today ?? '',
      pageAfter: async (after) =>
        (await handle({ ...asked, query: { ...query, after, limit: rowsAtOnce } as never })) as never,
    })
  })
}

function mountFor<Op extends Operation, const R extends Rule<Op>>(
  app: App,
  operation: Operation,
  declared: Op,
  rule: R,
  answer: (asked: Asked<Op, ActorFor<R>>) => Promise<unknown>,
): void {
  const { context } = app
  const { db, bell } = context
  mount(app.http, operation, {
    declared,
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
      const thing = versionedBy(operation, params)
      const seen = request.headers['if-match']
      if (thing && operation.method === 'GET') reply.header('etag', await versionOf(db, thing))
      return answer({
        actor: actor as ActorFor<R>,
        params: params as z.output<Op['params']>,
        query: query as z.output<Op['query']>,
        body: body as z.output<Op['body']>,
        db,
        change: async (act, command) => {
          const versions = { seen: seen ?? '', written: seen }
          const changed = await change(
            db,
            { ...act, author: authorOf(actor), ...(declared.previews && guardOf(body)) },
            thing && seen !== undefined ? asSeen(thing, versions, command) : command,
            bell,
          )
          // Whoever edits on goes on from what they have written.
          if (thing && versions.written !== undefined) reply.header('etag', versions.written)
          return changed
        },
        context,
        request,
        reply,
      })
    },
  })
}

/** The thing that an operation reads or edits, where it has versions. */
function versionedBy({ version }: Operation, params: unknown): Thing | undefined {
  if (!version) return undefined
  const key = version.by === undefined ? 1 : Number((params as Record<string, unknown>)[version.by])
  return { of: version.of as Versioned, key }
}

type Thing = { of: Versioned; key: number }

/** Edits a thing only as whoever edits it has seen it, and notes which version it has then. */
function asSeen<T>(
  thing: Thing,
  versions: { seen: string; written?: string },
  command: (tx: Change) => Promise<T>,
): (tx: Change) => Promise<T> {
  return async (tx) => {
    await expectVersion(tx.db, thing, versions.seen)
    const done = await command(tx)
    versions.written = await versionOf(tx.db, thing)
    return done
  }
}

function authorOf(actor: Actor | null): { kind: 'user'; userId: number } {
  if (!actor) throw new Error('a change has an author, and nobody is signed in')
  return { kind: 'user', userId: actor.userId }
}

/** What can be previewed is guarded: nobody does more of it than they saw, nor much without having seen it. */
function guardOf(body: unknown): Pick<Act, 'guard'> {
  const { confirm } = (body ?? {}) as { confirm?: Confirm | null }
  return { guard: { confirm } }
}

/** A change that is planned, and ends the handler that asked for it. */
function rehearsing({ db, actor }: { db: Db; actor: Actor | null }): Asked<Operation, unknown>['change'] {
  return async (act, command) => {
    throw new Previewed(await preview(db, { ...act, author: authorOf(actor) }, command))
  }
}

class Previewed extends Error {
  readonly preview: Preview

  constructor(made: Preview) {
    super('previewed')
    this.preview = made
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
  }
}
