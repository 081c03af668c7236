import type { FastifyReply, FastifyRequest } from 'fastify'

/** Longer than any session lives: the server decides when one has ended. */
const keptFor = 90 * 24 * 60 * 60

/** With https the browser itself guarantees that the cookie came from exactly this host, encrypted. */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-muster_session' : 'muster_session'
}

export function readSessionCookie(request: FastifyRequest, publicUrl: string): string | undefined {
  const name = cookieName(publicUrl)
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

export function setSessionCookie(reply: FastifyReply, input: { token: string; publicUrl: string }): void {
  writeCookie(reply, input.publicUrl, input.token, keptFor)
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  writeCookie(reply, publicUrl, '', 0)
}

function writeCookie(reply: FastifyReply, publicUrl: string, value: string, seconds: number): void {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${cookieName(publicUrl)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
  )
}
