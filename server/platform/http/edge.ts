import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { type Said, sentence } from '../sentence.ts'

/**
 * The edge: whatever is thrown below becomes a problem document here. A Problem is told as it is; a fault is logged
 * once, with the request's id, and its insides stay inside.
 */
export function answerProblems(http: FastifyInstance): void {
  http.setErrorHandler<FastifyError>((error, request, reply) => sendProblem(reply, problemOf(error, request)))
  http.setNotFoundHandler((request, reply) => sendProblem(reply, nothingHere(request)))
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem instanceof TooMany) reply.header('retry-after', problem.seconds)
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.body()))
}

/** Too often; `seconds` from now it works again. */
export class TooMany extends Problem {
  readonly seconds: number

  constructor(said: readonly Said[], seconds: number) {
    super(429, 'too-many', said)
    this.seconds = seconds
  }
}

export function nothingHere(request: FastifyRequest): Problem {
  const address = `${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`
  return new Problem(404, 'not-found', nothingThere({ address }))
}

const nothingThere = sentence('request.nothing-there', 'There is nothing at {{address}}.')

function problemOf(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  const refusal = refusalOf(error)
  if (refusal) return refusal
  if (hasImpossibleText(error)) {
    return new Problem(422, 'invalid', nulCharacter())
  }
  if (isDatabaseAway(error)) {
    request.log.error({ err: error }, 'the database does not answer')
    return new Problem(503, 'database-away', databaseAway())
  }
  request.log.error({ err: error }, 'a request ended in a fault')
  return new Problem(500, 'fault', fault({ id: request.id }))
}

const nulCharacter = sentence(
  'request.nul-character',
  'What was sent contains a NUL character, which no text can have. Remove it.',
)
const databaseAway = sentence(
  'request.database-away',
  'The database does not answer at the moment. Try again in a minute.',
)
const fault = sentence(
  'request.fault',
  'Something went wrong on the server, and nothing was changed by this request. It is in the log as {{id}}.',
)
const tooLarge = sentence('request.too-large', 'This is more than 2 MB; send it in smaller parts.')
const notJson = sentence('request.media-type', 'The body has to be JSON, sent with Content-Type: application/json.')
const emptyJson = sentence('request.empty-json', 'The body is empty, and its Content-Type says it is JSON.')
const brokenJson = sentence('request.broken-json', 'The body is not JSON: {{reason}}.')
const unreadable = sentence('request.unreadable', 'The request cannot be read: {{reason}}.')

/** What Fastify itself refuses before any handler runs, in words. */
function refusalOf(error: FastifyError): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem(413, 'too-large', tooLarge())
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem(415, 'media-type', notJson())
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Problem(400, 'json', emptyJson())
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem(400, 'json', brokenJson({ reason: error.message }))
  }
  if (error instanceof SyntaxError && error.statusCode === 400) {
    return new Problem(400, 'json', brokenJson({ reason: error.message }))
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem(error.statusCode, 'request', unreadable({ reason: error.message }))
  }
  return undefined
}

function hasImpossibleText(error: Error & { code?: unknown }): boolean {
  return error.code === '22021' || error.code === '22P05'
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  '53300', // too many connections
  '57P01', // terminated by an administrator
  '57P02', // crashed
  '57P03', // still starting
])

/** Whether PostgreSQL could not be reached or went away, rather than refused what we asked. */
export function isDatabaseAway(error: Error & { code?: unknown; syscall?: unknown }): boolean {
  if (error instanceof AggregateError) return error.errors.every(isDatabaseAway)
  const { code } = error
  if (typeof code === 'string' && (awayCodes.has(code) || code.startsWith('08'))) {
    return code !== 'ENOENT' || error.syscall === 'connect'
  }
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  )
}
