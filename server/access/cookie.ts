import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Longer than any session lives: the server decides when one has ended. */
const keptFor = 90 * 24 * 60 * 60

/** With https the browser itself guarantees that the cookie came from exactly this host, encrypted. */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-muster_session' : 'muster_session'
}

function attributes(publicUrl: string): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') }
}

export function readSessionCookie(request: FastifyRequest, publicUrl: string): string | undefined {
  return request.cookies[cookieName(publicUrl)]
}

export function setSessionCookie(reply: FastifyReply, input: { token: string; publicUrl: string }): void {
  const { token, publicUrl } = input
  reply.setCookie(cookieName(publicUrl), token, { ...attributes(publicUrl), maxAge: keptFor })
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(cookieName(publicUrl), attributes(publicUrl))
}
