import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // What is not a page has nothing to load. Pages say what they load themselves.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** The headers that keep a browser from doing on our behalf what we never asked it to. */
export function sendSafely(reply: FastifyReply, input: { https: boolean; request: FastifyRequest }): void {
  reply.headers(always)
  reply.header('x-request-id', input.request.id)
  if (input.https) reply.header('strict-transport-security', 'max-age=31536000')
}

/** What a page of ours may load. Styles of the component kit carry the nonce; scripts come only from our own files. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

export function createNonce(): string {
  return randomBytes(16).toString('base64')
}
