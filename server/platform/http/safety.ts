import { randomBytes } from 'node:crypto'
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'

type Policy = Exclude<FastifyHelmetOptions['contentSecurityPolicy'], boolean | undefined>

/** What is not a page has nothing to load. Pages say what they load themselves. */
const nothing: Policy = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }

/** The headers that keep a browser from doing on our behalf what we never asked it to. */
export async function answerSafely(http: FastifyInstance, input: { https: boolean }): Promise<void> {
  await http.register(helmet, {
    contentSecurityPolicy: nothing,
    strictTransportSecurity: input.https && { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  })
  http.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    })
  })
}

/**
 * Lets this answer be a page of ours. Styles of the component kit carry the nonce that is returned; scripts come only
 * from our own files.
 */
export function allowPage(reply: FastifyReply): string {
  const nonce = randomBytes(16).toString('base64')
  reply.helmet({ contentSecurityPolicy: pagePolicy(nonce) })
  return nonce
}

function pagePolicy(nonce: string): Policy {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", `'nonce-${nonce}'`],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
    },
  }
}
