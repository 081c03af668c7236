import { sql } from 'kysely'
import addressparser from 'nodemailer/lib/addressparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import { createInvitation, linkOf } from '../access/invitation.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Said } from '../platform/sentence.ts'
import type { Settings } from '../platform/settings.ts'
import { letterOf, type MessageRow, readMessages } from './queries.ts'
import { type Delivery, type MailServer, MailServerTrouble, reachMailServer } from './smtp.ts'
import { lost, postponed, refused, stopped, unreachable } from './trouble.ts'

export type MailSettings = Pick<Settings, 'smtpUrl' | 'mailFrom' | 'url'>

/** Messages that one sender takes at a time, and for how long they are its own. */
const takes = 20
const lease = '5 minutes'

/** Minutes until a message that the server refused for now is tried again; after the last one it has failed. */
const retryAfter = [1, 5, 15, 30, 60, 120, 240, 480]

/**
 * Sends some of what is due, and answers whether there may be more. While mail is off or no server is known, what falls
 * due is kept instead: it then goes out only when somebody says so. Throws MailServerTrouble; what was taken stays due.
 */
export async function sendSome(
  db: Db,
  input: { settings: MailSettings; log: Log; signal?: AbortSignal },
): Promise<{ more: boolean; sent: number }> {
  const { settings } = input
  await giveUpLost(db)
  const { smtpUrl } = settings
  const mailOn = (await sql<{ mail_on: boolean }>`select mail_on from academy`.execute(db)).rows[0]?.mail_on ?? false
  if (!smtpUrl || !mailOn) return { more: await keepDue(db), sent: 0 }
  const ids = await take(db)
  if (ids.length === 0) return { more: false, sent: 0 }
  const still = await dropUntrue(db, await readMessages(db, { ids, onlyOwed: true }))
  if (still.length === 0) return { more: true, sent: 0 }
  try {
    const sent = await deliverAll(db, { ...input, messages: still, smtpUrl })
    if (input.signal?.aborted) await giveBack(db, { ids })
    return { more: true, sent }
  } catch (error) {
    if (error instanceof MailServerTrouble) {
      await giveBack(db, { ids, said: unreachable({ words: error.message }) })
    }
    throw error
  }
}

/** One after the other over one connection; after an answer that stayed away, over a new one. */
async function deliverAll(
  db: Db,
  input: { settings: MailSettings; log: Log; signal?: AbortSignal; messages: readonly MessageRow[]; smtpUrl: string },
): Promise<number> {
  const { settings, log, signal, messages, smtpUrl } = input
  let server = await reachMailServer(smtpUrl)
  let sent = 0
  try {
    for (const message of messages) {
      if (signal?.aborted) break
      const delivery = await deliver(db, { settings, message, server })
      await record(db, { message, delivery })
      if (delivery.is === 'accepted') sent += 1
      else log.warn({ messageId: message.id, delivery }, 'a message was not accepted')
      if (delivery.is === 'unknown' || delivery.is === 'left') {
        server.close()
        server = await reachMailServer(smtpUrl)
      }
    }
  } finally {
    server.close()
  }
  return sent
}

async function deliver(
  db: Db,
  input: { settings: MailSettings; message: MessageRow; server: MailServer },
): Promise<Delivery> {
  const { settings, message, server } = input
  const link = message.kind === 'invitation' ? await makeLink(db, { userId: message.userId, url: settings.url }) : null
  const { subject, text, html } = letterOf(message, { publicUrl: settings.url, link })
  const sender = senderOf(settings.mailFrom, message.academy)
  const composed = new MailComposer({
    from: sender,
    to: { name: message.name, address: message.email },
    subject,
    text,
    html,
    messageId: `<message-${message.id}-${message.createdAt.getTime()}@${new URL(settings.url).hostname}>`,
    date: new Date(),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const content = await composed.compile().build()
  return server.deliver({
    from: sender.address,
    to: message.email,
    content,
    begin: () => begin(db, message.id),
  })
}

/** The academy speaks, unless whoever set the sender gave it a name of its own. */
function senderOf(mailFrom: string, academy: string): { name: string; address: string } {
  const [parsed] = addressparser(mailFrom, { flatten: true })
  const name = parsed?.name && parsed.name !== 'Muster' ? parsed.name : academy
  return { name, address: parsed?.address ?? mailFrom }
}

async function makeLink(db: Db, input: { userId: number; url: string }): Promise<string> {
  const { token } = await createInvitation(db, { userId: input.userId, now: new Date(), keepOlder: true })
  return linkOf(input.url, token)
}

async function take(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with free as (
      select id from messages
      where state = 'due' and due_at <= now() and handed_at is null and (leased_until is null or leased_until < now())
      order by due_at, id
      limit ${takes}
      for update skip locked
    )
    update messages m set leased_until = now() + ${lease}::interval
    from free where m.id = free.id
    returning m.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** What was true when it was composed may not be any more: what is left is told, and a message without anything is dropped. */
async function dropUntrue(db: Db, messages: readonly MessageRow[]): Promise<MessageRow[]> {
  const untrue = messages.filter(({ isOwed }) => !isOwed).map(({ id }) => id)
  if (untrue.length > 0) {
    await sql`
      update messages set ${problemIs(nothing)}, state = 'dropped', leased_until = null
      where id = any (${untrue}::bigint[]) and state = 'due' and handed_at is null`.execute(db)
  }
  return messages.filter(({ isOwed }) => isOwed)
}

/**
 * The point of no return, committed before the text leaves. Of two senders one passes it, and a message that was held
 * meanwhile does not.
 */
async function begin(db: Db, id: number): Promise<boolean> {
  const { rows } = await sql`
    update messages set handed_at = now(), leased_until = now() + ${lease}::interval
    where id = ${id} and state = 'due' and handed_at is null and leased_until > now()
    returning id`.execute(db)
  return rows.length > 0
}

async function record(db: Db, input: { message: MessageRow; delivery: Delivery }): Promise<void> {
  const { message, delivery } = input
  if (delivery.is === 'left') return
  if (delivery.is === 'accepted') {
    const told = message.activities.map(({ id }) => id)
    await sql`
      update messages
      set state = 'sent', sent_at = now(), activity_ids = ${told}::int[], attempts = attempts + 1,
        leased_until = null, ${problemIs(nothing)}
      where id = ${message.id}`.execute(db)
    return
  }
  if (delivery.is === 'unknown') return fail(db, { ids: [message.id], said: lost({ words: delivery.sentence }) })
  const wait = retryAfter[message.attempts]
  const words = delivery.sentence
  if (delivery.forGood || wait === undefined) {
    return fail(db, { ids: [message.id], said: refused({ words }), isRefused: true })
  }
  await sql`
    update messages
    set ${problemIs(postponed({ words }))}, attempts = attempts + 1, due_at = now() + make_interval(mins => ${wait}),
      handed_at = null, leased_until = null
    where id = ${message.id} and state = 'due'`.execute(db)
}

/** What was handed over and not refused may have arrived, and stays marked as handed. */
async function fail(db: Db, input: { ids: readonly number[]; said: Said; isRefused?: boolean }): Promise<void> {
  await sql`
    update messages
    set ${problemIs(input.said)}, state = 'failed', attempts = attempts + 1, leased_until = null
      ${input.isRefused ? sql`, handed_at = null` : sql``}
    where id = any (${input.ids}::bigint[]) and state = 'due'`.execute(db)
}

/** What was taken and not handed over is due as before, and says what stands in its way if something does. */
async function giveBack(db: Db, input: { ids: readonly number[]; said?: Said }): Promise<void> {
  const { said } = input
  await sql`
    update messages set ${said ? sql`${problemIs(said)}, ` : sql``}leased_until = null
    where id = any (${input.ids}::bigint[]) and state = 'due' and handed_at is null and leased_until is not null
  `.execute(db)
}

/** Whoever began to hand these over has died since. Sending them again might tell somebody twice. */
async function giveUpLost(db: Db): Promise<void> {
  await sql`
    update messages
    set ${problemIs(stopped())}, state = 'failed', attempts = attempts + 1, leased_until = null
    where state = 'due' and handed_at is not null and leased_until < now()`.execute(db)
}

/** SQL: what a message says went wrong, in English and so that it can be said in any language. */
const problemIs = ({ text, key, about }: Said | typeof nothing) =>
  sql`problem = ${text}, said = ${key === null ? null : JSON.stringify({ key, about })}::jsonb`
const nothing = { text: null, key: null, about: null } as const

async function keepDue(db: Db): Promise<boolean> {
  const { rows } = await sql`
    with falling_due as (
      select id from messages
      where state = 'due' and due_at <= now() and handed_at is null
      order by due_at, id
      limit 1000
      for update skip locked
    )
    update messages m set ${problemIs(nothing)}, state = 'kept', attempts = 0, leased_until = null
    from falling_due where m.id = falling_due.id
    returning m.id`.execute(db)
  return rows.length === 1000
}
