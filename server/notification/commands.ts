import { type RawBuilder, sql } from 'kysely'
import { attempting } from '../change.ts'
import type { Db, Tx } from '../platform/database/database.ts'
import { conflict, notFound } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import type { PutBack } from './contract.ts'
import { isMailOn } from './queries.ts'

// Mail's states are not facts of the academy: they are written directly, and every statement here is a whole act.

/**
 * Makes due what was kept while mail was off, of one act or of all, but for what is kept in vain. `confirm` is the number that somebody saw and
 * agreed to; when it is another number by now, nothing is sent.
 */
export async function sendKept(
  db: Db,
  input: { batchId?: number | undefined; confirm: number; mailReady: boolean },
): Promise<number> {
  const { batchId } = input
  if (batchId !== undefined) await refuseUnknownBatch(db, { batchId })
  await refuseUnlessMailGoes(db, input)
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const ofBatch = batchId === undefined ? sql`true` : sql`batch_id = ${batchId}`
      const ids = await lock(tx, sql`state = 'kept' and not in_vain and ${ofBatch}`)
      refuseOtherNumber({ confirmed: input.confirm, kept: ids.length })
      await sql`
        update messages set state = 'due', due_at = now(), problem = null, said = null
        where id = any (${ids}::bigint[])`.execute(tx)
      return ids.length
    }),
  )
}

/** Discards everything that is kept, but for what is kept in vain: that may be brought back, and is asked about then. */
export async function discardKept(db: Db, input: { confirm: number; userId: number }): Promise<number> {
  return discard(db, { ...input, these: sql`state = 'kept' and not in_vain` })
}

/** Discards what a batch has in this state. */
export async function discardMessages(
  db: Db,
  input: { batchId: number; state: PutBack; confirm: number; userId: number },
): Promise<number> {
  const { batchId, state } = input
  await refuseUnknownBatch(db, input)
  return discard(db, { ...input, these: sql`batch_id = ${batchId} and state = ${state} and not in_vain` })
}

async function discard(
  db: Db,
  input: { these: RawBuilder<unknown>; confirm: number; userId: number },
): Promise<number> {
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const ids = await lock(tx, input.these)
      refuseOtherNumber({ confirmed: input.confirm, kept: ids.length })
      await sql`
        update messages set state = 'discarded', ${decidedBy(input.userId)}
        where id = any (${ids}::bigint[])`.execute(tx)
      return ids.length
    }),
  )
}

/** Stops what a batch still has to send. What is on its way already goes on. */
export async function holdMessages(db: Db, input: { batchId: number }): Promise<number> {
  await refuseUnknownBatch(db, input)
  const { rows } = await sql`
    update messages set state = 'held', attempts = 0, leased_until = null, problem = null, said = null
    where batch_id = ${input.batchId} and state = 'due' and handed_at is null
    returning id`.execute(db)
  return rows.length
}

/** Makes due at once what a batch has waiting or held, but for what waits in vain: of that nothing is lost if it is brought back. */
export async function sendNow(db: Db, input: { batchId: number; mailReady: boolean }): Promise<number> {
  await refuseUnknownBatch(db, input)
  await refuseUnlessMailGoes(db, input)
  const { rows } = await sql`
    update messages set state = 'due', due_at = now()
    where batch_id = ${input.batchId} and handed_at is null and not in_vain
      and (state = 'held' or (state = 'due' and due_at > now()))
    returning id`.execute(db)
  return rows.length
}

/** What became of messages that were to be sent again: those with nothing left to tell are dropped, others left as they are. */
type Again = { due: number; dropped: number; left: number }

/** Sends one that failed again. One that may have arrived, only where whoever asks knows that. */
export async function sendAgain(
  db: Db,
  input: { messageId: number; evenIfArrived: boolean; mailReady: boolean },
): Promise<Again> {
  await refuseUnlessMailGoes(db, input)
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const ids = await lock(tx, sql`id = ${input.messageId} and state in ('failed', 'aside')`)
      if (ids.length === 0) throw conflict('not-failed', notFailed())
      const { rows } = await sql`
        select from messages where id = ${input.messageId} and handed_at is not null`.execute(tx)
      if (rows.length > 0 && !input.evenIfArrived) throw conflict('may-have-arrived', mayHaveArrived())
      return again(tx, ids)
    }),
  )
}

/** Sends everything again that failed, but for what may have arrived: that is for somebody to look at, one by one. */
export async function sendFailed(db: Db, input: { confirm: number; mailReady: boolean }): Promise<Again> {
  await refuseUnlessMailGoes(db, input)
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const ids = await lock(tx, sql`state = 'failed' and handed_at is null`)
      refuseOtherFailed({ confirmed: input.confirm, failed: ids.length })
      return again(tx, ids)
    }),
  )
}

/**
 * Makes due what failed, as if it had never been tried, without what another message has told since or is about to tell: nobody is
 * told twice. Where several of these tell the same, the last one does. What is untrue by now stays as it is, for it may be brought
 * back; and so does what another message may still tell, or may have told: one that is kept or held, or that may have arrived.
 */
async function again(tx: Tx, ids: readonly number[]): Promise<Again> {
  const { rows } = await sql<{ due: number; dropped: number }>`
    with asked as materialized (
      select m.id, m.user_id, m.kind, m.activity_ids, m.created_at, goes_out(m) as is_true
      from messages m where m.id = any (${ids}::bigint[])
    ),
    other as (
      select a.id, o.activity_ids, (o.state in ('due', 'sent') or o.id = any (${ids}::bigint[])) as tells
      from asked a
      join messages o on o.user_id = a.user_id and o.kind = a.kind and o.id <> a.id
      where a.kind <> 'imported' and (
        o.state in ('kept', 'held', 'due') or (o.state = 'sent' and o.sent_at > a.created_at)
        or (o.state = 'failed' and o.handed_at is not null and not o.id = any (${ids}::bigint[]))
        or (o.id > a.id and o.id = any (${ids}::bigint[]))
      )
    ),
    said as materialized (
      select o.id, bool_or(o.tells) as is_told, bool_or(not o.tells) as may_be_told,
        coalesce(array_agg(distinct one.id) filter (where o.tells), '{}') as told,
        coalesce(array_agg(distinct one.id) filter (where not o.tells), '{}') as perhaps
      from other o left join lateral unnest(o.activity_ids) as one (id) on true
      group by o.id
    ),
    left_over as (
      select a.id, a.is_true, rest.activity_ids,
        case when a.kind = 'enrolled' then cardinality(rest.activity_ids) = 0 else coalesce(s.is_told, false) end as is_told,
        case when a.kind = 'enrolled' then coalesce(rest.activity_ids && s.perhaps, false)
        else coalesce(s.may_be_told, false) end as may_be_told
      from asked a
      left join said s on s.id = a.id
      cross join lateral (
        select array(
          select one.id from unnest(a.activity_ids) as one (id)
          where s.id is null or one.id <> all (s.told)
          order by one.id
        ) as activity_ids
      ) rest
    ),
    done as (
      update messages m
      set state = case when l.is_told then 'dropped' else 'due' end,
        activity_ids = case when l.is_told then m.activity_ids else l.activity_ids end,
        due_at = now(), attempts = 0, handed_at = null, leased_until = null,
        problem = null, said = null, decided_by = null, decided_at = null
      from left_over l
      where m.id = l.id and l.is_true and not l.may_be_told
      returning m.state
    )
    select count(*) filter (where state = 'due')::int as due, count(*) filter (where state = 'dropped')::int as dropped
    from done`.execute(tx)
  const { due = 0, dropped = 0 } = rows[0] ?? {}
  return { due, dropped, left: ids.length - due - dropped }
}

/** What failed needs nobody any more: one message. It can still be sent again. */
export async function setAside(db: Db, input: { messageId: number; userId: number }): Promise<void> {
  const { rows } = await sql`
    update messages set state = 'aside', ${decidedBy(input.userId)}
    where id = ${input.messageId} and state = 'failed'
    returning id`.execute(db)
  if (rows.length === 0) throw conflict('not-failed', notFailed())
}

/** The same for all that failed. */
export async function setFailedAside(db: Db, input: { confirm: number; userId: number }): Promise<number> {
  return attempting(() =>
    db.transaction().execute(async (tx) => {
      const ids = await lock(tx, sql`state = 'failed'`)
      refuseOtherFailed({ confirmed: input.confirm, failed: ids.length })
      await sql`
        update messages set state = 'aside', ${decidedBy(input.userId)}
        where id = any (${ids}::bigint[])`.execute(tx)
      return ids.length
    }),
  )
}

const decidedBy = (userId: number) => sql`decided_by = ${userId}, decided_at = now()`

async function lock(tx: Tx, these: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from messages where ${these} order by id for update`.execute(tx)
  return rows.map(({ id }) => id)
}

function refuseOtherNumber(numbers: { confirmed: number; kept: number }): void {
  if (numbers.kept !== numbers.confirmed) throw conflict('other-number', otherNumber(numbers), 'confirm')
}

function refuseOtherFailed(numbers: { confirmed: number; failed: number }): void {
  if (numbers.failed !== numbers.confirmed) throw conflict('other-number', otherFailed(numbers), 'confirm')
}

const otherNumber = sentence(
  'mail.other-number',
  'You confirmed {{confirmed}} messages, and by now the number kept is {{kept}}. Look at the list again.',
)
const otherFailed = sentence(
  'mail.other-failed',
  'You confirmed {{confirmed}} messages, and by now the number that failed is {{failed}}. Look at the list again.',
)
const notFailed = sentence('mail.not-failed', 'This message has not failed, or somebody dealt with it meanwhile.')
const mayHaveArrived = sentence(
  'mail.may-have-arrived',
  'This message may have arrived. Sending it again may tell somebody twice: ask for it with `evenIfArrived`.',
)

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
