import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Operation } from '../contract.ts'
import type { Download } from '../export/export.ts'
import { invalid, Problem } from '../problem.ts'
import { sentence } from '../sentence.ts'
import { fieldOf, sentenceOf } from './sentences.ts'
import { type Stream, sendStream } from './stream.ts'
import { takeFiles } from './upload.ts'

/** An operation that is answered, and for whom, in words. */
export type Mounted = {
  readonly operation: Operation
  /** The operation of a contract that this is, or of which it is the preview. */
  readonly declared: Operation
  readonly access: string
  readonly signedIn: boolean
}

export type Given = {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * Makes an operation a route below /api. First who asks (`identify`), then whether they may (`admit`, which knows the
 * path's parameters), and only then is anything else that was sent read: a stranger learns nothing from our questions.
 */
export function mount(
  http: FastifyInstance,
  operation: Operation,
  input: {
    declared?: Operation
    access: string
    signedIn: boolean
    identify: (request: FastifyRequest) => Promise<void>
    admit: (request: FastifyRequest, params: unknown) => Promise<void>
    answer: (given: Given) => Promise<unknown>
  },
): void {
  const { declared = operation, access, signedIn, identify, admit, answer } = input
  http.operations.push({ operation, declared, access, signedIn })
  const open = (house: FastifyInstance) =>
    house.route({
      method: operation.method,
      url: `/api${operation.path}`,
      onRequest: async (request) => {
        await identify(request)
        request.params = parseAddress(operation, request.params)
        await admit(request, request.params)
      },
      handler: async (request, reply) => {
        const query = parse(operation.query, request.query)
        const body = operation.uploads > 0 ? undefined : parse(operation.body, request.body)
        const answered = await answer({ params: request.params, query, body, request, reply })
        if (operation.streams) {
          return sendStream(reply, {
            stream: answered as Stream,
            textOf: (message) => JSON.stringify(shape(operation, message)),
            stillMay: async () => {
              await identify(request)
              await admit(request, request.params)
            },
          })
        }
        if (operation.downloads) return sendDownload(reply, answered as Download)
        return reply
          .header('cache-control', 'no-store')
          .type('application/json; charset=utf-8')
          .send(JSON.stringify(shape(operation, answered)))
      },
    })
  if (operation.uploads === 0) open(http)
  else {
    http.register(async (house) => {
      takeFiles(house)
      open(house)
    })
  }
}

/** A file, written as it is being read. What fails on the way cuts it short, so that nobody takes a part for the whole. */
function sendDownload(reply: FastifyReply, { name, type, content }: Download): FastifyReply {
  content.once('error', (error) => reply.log.error({ err: error }, 'a download ended in a fault'))
  const plain = name.replace(/[^\w. -]/g, '_')
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .type(type)
    .send(content)
}

/** The API tells which field, what was given and what is allowed; forms say that themselves, before anything is sent. */
const misshapen = sentence('request.misshapen', 'Something that was filled in does not fit.')
const noSuchId = sentence(
  'request.no-such-id',
  'There is nothing at this address: the id in it is not one that can exist.',
)

/** What was sent, as the schema makes it; or a problem with one sentence for each field that does not fit. */
export function parse(schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given, { error: sentenceOf, reportInput: true })
  if (parsed.success) return parsed.data
  const sentences = new Map<string, string>()
  for (const { path, message } of parsed.error.issues) {
    // One sentence a field: what else is wrong with it shows when the first is mended.
    if (!sentences.has(fieldOf(path))) sentences.set(fieldOf(path), message)
  }
  throw invalid([...sentences].map(([field, text]) => ({ field, message: { ...misshapen(), text } })))
}

/** An address that cannot be one of ours leads nowhere. */
function parseAddress(operation: Operation, given: unknown): unknown {
  const parsed = operation.params.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Problem(404, 'not-found', noSuchId())
}

/** The answer, with nothing in it that the contract does not promise. */
function shape(operation: Operation, answered: unknown): unknown {
  const shaped = operation.response.safeParse(answered)
  if (shaped.success) return shaped.data
  throw new Error(
    `${operation.method} ${operation.path} answered in another shape than promised: ${z.prettifyError(shaped.error)}`,
  )
}
