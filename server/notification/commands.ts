import { sql } from 'kysely'
import { attempting } from '../change.ts'
import type { Db } from '../platform/database/database.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import { isMailOn } from './queries.ts'

// Mail's states are not facts of the academy: they are written directly, and every statement here is a whole act.

/**
 * Makes everything due that was kept while mail was off, but for what is kept in vain. `confirm` is the number that somebody saw and
 * agreed to; when it is another number by now, nothing is sent.
 */
export async function sendKept(db: Db, input: { confirm: number; mailReady: boolean }): Promise<number> {
  await refuseUnlessMailGoes(db, input)
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ kept: number }>`
      with kept as (select id from messages where state = 'kept' and not in_vain order by id for update),
      due as (
        update messages m set state = 'due', due_at = now(), problem = null, said = null from kept where m.id = kept.id
      )
      select count(*) as kept from kept`.execute(tx)
      const kept = rows[0]?.kept ?? 0
      if (kept !== input.confirm) {
        throw conflict('other-number', otherNumber({ confirmed: input.confirm, kept }), 'confirm')
      }
      return kept
    }),
  )
}

const otherNumber = sentence(
  'mail.other-number',
  'You confirmed {{confirmed}} messages, and by now the number kept is {{kept}}. Look at the list again.',
)

/** Stops what a batch still has to send. What is on its way already goes on. */
export async function holdMessages(db: Db, input: { batchId: number }): Promise<number> {
  await refuseUnknownBatch(db, input)
  const { rows } = await sql`
    update messages set state = 'held', leased_until = null
    where batch_id = ${input.batchId} and state = 'due' and handed_at is null
    returning id`.execute(db)
  return rows.length
}

/** Makes due at once what a batch has waiting or held. */
export async function sendNow(db: Db, input: { batchId: number; mailReady: boolean }): Promise<number> {
  await refuseUnknownBatch(db, input)
  await refuseUnlessMailGoes(db, input)
  const { rows } = await sql`
    update messages set state = 'due', due_at = now()
    where batch_id = ${input.batchId} and handed_at is null
      and (state = 'held' or (state = 'due' and due_at > now()))
    returning id`.execute(db)
  return rows.length
}

async function refuseUnlessMailGoes(db: Db, input: { mailReady: boolean }): Promise<void> {
  if (!input.mailReady) throw conflict('no-mail-server', noMailServer())
  if (!(await isMailOn(db))) throw conflict('mail-off', mailOff())
}

const noMailServer = sentence(
  'mail.no-server',
  'No mail server is known. Set SMTP_URL where Muster is started, then send.',
)
const mailOff = sentence('mail.off', 'Mail is off. Switch it on under Settings, then send.')

async function refuseUnknownBatch(db: Db, input: { batchId: number }): Promise<void> {
  const { rows } = await sql`select from batches where id = ${input.batchId}`.execute(db)
  if (rows.length === 0) throw notFound('batch')
}
