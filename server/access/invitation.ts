import { sql } from 'kysely'
import type { Change } from '../change.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { Problem } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import { createToken, hashOfToken } from './token.ts'

/** Long enough for someone invited on a Friday who is away for a week of holidays' first days; short enough to lose. */
const validFor = '7 days'

export type Invitation = { token: string; expiresAt: Date }

/**
 * A link with which a user sets a password, once. Links made before for the same user stop working, unless `keepOlder`:
 * an act that shows a link and also mails one makes two, and both have to work until one is used.
 */
export async function createInvitation(
  db: Db | Tx,
  input: { userId: number; now: Date; keepOlder?: boolean },
): Promise<Invitation> {
  const { userId, now, keepOlder = false } = input
  if (!keepOlder) await voidInvitations(db, { userId })
  const { token, hash } = createToken()
  const { rows } = await sql<{ expires_at: Date }>`
    insert into invitations (token_hash, user_id, created_at, expires_at)
    values (${hash}, ${userId}, ${now}, ${now}::timestamptz + ${validFor}::interval)
    returning expires_at`.execute(db)
  const [made] = rows
  if (!made) throw new Error('an invitation was not inserted')
  return { token, expiresAt: made.expires_at }
}

/** Where the link of an invitation leads: a screen that asks for a password. */
export function linkOf(publicUrl: string, token: string): string {
  return `${publicUrl}/invitation/${token}`
}

/** Whom a link is for. Throws when it does not work, or works no more. */
export async function findInvited(
  db: Db | Tx,
  input: { token: string; now: Date },
): Promise<{ userId: number; name: string; email: string; academy: string }> {
  const { rows } = await sql<{ userId: number; name: string; email: string; academy: string }>`
    select users.id as "userId", users.name, users.email, academy.name as academy
    from invitations join users on users.id = invitations.user_id cross join academy
    where ${isOpen(input)} and users.status = 'active'`.execute(db)
  if (!rows[0]) throw noLonger()
  return rows[0]
}

/** Uses a link up and answers whose it was. Of two who use it at once, one succeeds. */
export async function useInvitation(tx: Tx, input: { token: string; now: Date }): Promise<number> {
  const { rows } = await sql<{ user_id: number }>`
    update invitations set used_at = ${input.now}
    from users
    where ${isOpen(input)} and users.id = invitations.user_id and users.status = 'active'
    returning invitations.user_id`.execute(tx)
  const userId = rows[0]?.user_id
  if (userId === undefined) throw noLonger()
  await voidInvitations(tx, { userId })
  return userId
}

/** Writes down whom an act is about that invites somebody and does nothing else: it writes no fact that would say so. */
export async function nameInvited(tx: Change, { userId }: { userId: number }): Promise<void> {
  const user = { kind: 'user', id: userId }
  const about = { things: [user], more: 0, isWhole: true, kinds: [{ kind: user.kind, count: 1 }] }
  await sql`update batches set about = ${JSON.stringify(about)} where id = ${tx.batchId}`.execute(tx.db)
}

/**
 * Owes a user a mail with a link. Nothing secret is in what is owed: whoever sends it makes the link then. Kept, like all
 * mail, while mail is off or no mail server is known. Answers whether it will be sent.
 */
export async function oweInvitation(tx: Change, input: { userId: number; mailReady: boolean }): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    insert into messages (kind, batch_id, user_id, state)
    select 'invitation', ${tx.batchId}, ${input.userId},
      case when academy.mail_on and ${input.mailReady}::boolean then 'due' else 'kept' end
    from academy
    returning state`.execute(tx.db)
  return rows[0]?.state === 'due'
}

async function voidInvitations(db: Db | Tx, input: { userId: number }): Promise<void> {
  await sql`delete from invitations where user_id = ${input.userId} and used_at is null`.execute(db)
}

const isOpen = (input: { token: string; now: Date }) => sql<boolean>`
  invitations.token_hash = ${hashOfToken(input.token)}
  and invitations.used_at is null and invitations.expires_at > ${input.now}`

function noLonger(): Problem {
  return new Problem(404, 'invitation-over', invitationOver())
}

const invitationOver = sentence(
  'access.invitation-over',
  'This link does not work, or no longer works: it was used, replaced by a newer one, or is more than 7 days old. Ask an administrator for a new one.',
)
