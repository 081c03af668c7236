import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify'
import { type Clock, wallClock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { sentence } from '../sentence.ts'
import { answerProblems, sendProblem } from './edge.ts'
import { countTries } from './limit.ts'
import type { Mounted } from './operation.ts'
import { answerSafely } from './safety.ts'
import { endStreamsOnClose } from './stream.ts'
import { isPage } from './webFiles.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every operation mounted, for the API's description and for tests that must miss none. */
    operations: Mounted[]
  }
}

/** A hundred thousand ids fit; a film does not. */
const largestBody = 2 * 1024 * 1024

/** The empty house of HTTP: logs, safety headers, cookies, limits and problems, and no route yet. */
export async function openHttp(input: { log: Log; publicUrl: string; clock?: Clock }): Promise<FastifyInstance> {
  const { log, publicUrl, clock = wallClock } = input
  const http = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(6).toString('hex'),
    bodyLimit: largestBody,
    // Addresses in logs and limits are the visitor's when a proxy stands on this machine or in its network.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (_, request, reply) => {
      // Read letter by letter it is the address of a page that is not there, which the screens say.
      if (isPage(request)) reply.redirect(request.url.replaceAll('%', '%25'))
      else sendProblem(reply as unknown as FastifyReply, unreadable(request.url))
    },
  }) as unknown as FastifyInstance
  http.decorate('operations', [])
  await answerSafely(http, { https: publicUrl.startsWith('https:') })
  http.addHook('onRequest', async (request) => refuseForeignWrites(request, publicUrl))
  http.addHook('onResponse', async (request, reply) => logRequest(request, reply))
  answerProblems(http)
  endStreamsOnClose(http)
  await http.register(cookie)
  await countTries(http, clock)
  return http
}

function unreadable(address: string): Problem {
  return new Problem(400, 'address', badAddress({ address: address.slice(0, 200) }))
}

const badAddress = sentence('request.address', 'The address {{address}} cannot be read.')
const noHeader = sentence('request.no-header', 'A request that changes something needs the header X-Muster: 1.')
const foreignPage = sentence('request.foreign', 'A page of {{origin}} may not change anything here.')

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A page of another site can make a browser send our cookie along, but neither set this header nor hide where it
 * comes from. So a write needs the header, and an origin, where the browser names one, that is ours.
 */
function refuseForeignWrites(request: FastifyRequest, publicUrl: string): void {
  if (reading.has(request.method)) return
  if (request.headers['x-muster'] !== '1') {
    throw new Problem(403, 'foreign', noHeader())
  }
  const { origin } = request.headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin).host : origin
  if (from === request.host || from === request.headers.host || from === new URL(publicUrl).host) return
  throw new Problem(403, 'foreign', foreignPage({ origin }))
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const line = {
    method: request.method,
    // The pattern, not the address: addresses can carry an invitation's token or what somebody searched for.
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  }
  const quiet = !request.url.startsWith('/api/')
  request.log[quiet ? 'debug' : 'info'](line, 'request')
}
