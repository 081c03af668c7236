import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { type Actor, isManager } from './actor.ts'
import { readSessionCookie } from './cookie.ts'
import { createToken, hashOfToken } from './token.ts'

/** A session ends when unused for 14 days, and 90 days after it began. */
const idle = '14 days'
const longest = '90 days'
/** Use is noted once an hour: a write for every read would cost more than the read. */
const notedEvery = 60 * 60 * 1000

/** Begins a session of an active user. The token goes into the cookie and nowhere else. */
export async function beginSession(db: Db | Tx, input: { userId: number; now: Date }): Promise<string> {
  const { token, hash } = createToken()
  await sql`
    insert into sessions (token_hash, user_id, created_at, seen_at, expires_at)
    values (${hash}, ${input.userId}, ${input.now}, ${input.now}, ${input.now}::timestamptz + ${idle}::interval)`.execute(
    db,
  )
  // Whoever signs in sweeps away what has ended, so that nothing has to do it at night.
  await sql`delete from sessions where expires_at < ${input.now}`.execute(db)
  return token
}

/** Who is signed in with the request's cookie: an active user, by a session that has not ended. */
export async function findSession(
  context: { db: Db; clock: Clock; publicUrl: string },
  request: FastifyRequest,
): Promise<Actor | undefined> {
  const token = readSessionCookie(request, context.publicUrl)
  if (!token) return undefined
  const now = context.clock()
  const hash = hashOfToken(token)
  const { rows } = await sql<Actor & { seenAt: Date }>`
    select users.id as "userId", users.name, users.role, users.language, ${isManager} as "isManager",
      sessions.seen_at as "seenAt"
    from sessions join users on users.id = sessions.user_id
    where sessions.token_hash = ${hash} and sessions.expires_at > ${now} and users.status = 'active'`.execute(
    context.db,
  )
  const [found] = rows
  if (!found) return undefined
  const { seenAt, ...actor } = found
  if (now.getTime() - seenAt.getTime() > notedEvery) await noteUse(context.db, { hash, now })
  return actor
}

async function noteUse(db: Db, input: { hash: Buffer; now: Date }): Promise<void> {
  await sql`
    update sessions
    set seen_at = ${input.now},
      expires_at = least(${input.now}::timestamptz + ${idle}::interval, created_at + ${longest}::interval)
    where token_hash = ${input.hash}`.execute(db)
}

export async function endSession(db: Db | Tx, token: string): Promise<void> {
  await sql`delete from sessions where token_hash = ${hashOfToken(token)}`.execute(db)
}

/** Ends every session of these users, as when they are deactivated; `except` the one with this token. */
export async function endSessions(
  db: Db | Tx,
  input: { userIds: readonly number[]; except?: string | undefined },
): Promise<void> {
  const spared = input.except === undefined ? Buffer.alloc(0) : hashOfToken(input.except)
  await sql`
    delete from sessions where user_id = any (${input.userIds}::int[]) and token_hash <> ${spared}`.execute(db)
}
