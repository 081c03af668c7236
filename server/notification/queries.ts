import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { ActivityRef, Language } from '../learning/contract.ts'
import type { ToSay } from '../platform/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { containsWords, keysetPage } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import {
  type KeptOfAct,
  type listMessages as listOperation,
  type MessageKind,
  type MessageListItem,
  type MessageState,
  messageState,
  type readMessage as readOperation,
  type WaitingBatch,
} from './contract.ts'
import { enrolledLetter } from './emails/enrolled.ts'
import { importedLetter } from './emails/imported.ts'
import { invitationLetter } from './emails/invitation.ts'
import type { Letter } from './emails/letter.ts'
import { vain } from './trouble.ts'

type Act = MessageListItem['act']

/** A message with everything that its text is made of. */
export type MessageRow = {
  id: number
  kind: MessageKind
  batchId: number
  act: Act
  userId: number
  name: string
  email: string
  /** The reader's own language, in which the texts are, and titles where they have it. */
  language: Language
  academy: string
  /** Such as it is written: one that waits may do so in vain. */
  state: Exclude<MessageState, 'untrue'>
  isInVain: boolean
  createdAt: Date
  dueAt: Date
  sentAt: Date | null
  attempts: number
  mayHaveArrived: boolean
  decided: MessageListItem['decided']
  problem: string | null
  said: ToSay | null
  activities: ActivityRef[]
  /** What was imported, where it tells of that: the file, and rows that were good and that were not. */
  imported: { fileName: string; good: number; wrong: number } | null
  /** It is still worth sending: somebody active is told something true. */
  isOwed: boolean
}

/** Reads messages. `onlyOwed` leaves out the learning activities that are not to be told any more. */
export async function readMessages(
  db: Db,
  input: { ids: readonly number[]; onlyOwed: boolean },
): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select ${columns}
    from messages as message ${around(input)}
    where message.id = any (${input.ids}::bigint[])
    order by message.due_at, message.id`.execute(db)
  return rows
}

/** Whom a message is for and what it tells, gathered once for each. */
const around = (input: { onlyOwed: boolean }): RawBuilder<unknown> => sql`
  join users as reader on reader.id = message.user_id
  cross join academy
  join batches as act on act.id = message.batch_id
  left join users as decider on decider.id = message.decided_by
  left join imports as import on import.batch_id = message.batch_id and message.kind = 'imported'
  cross join lateral (
    select jsonb_agg(
      jsonb_build_object('id', one.activity_id, 'title', one.title, 'type', one.type)
      order by one.title collate "und-x-icu", one.activity_id
    ) filter (where one.is_owed or not ${input.onlyOwed}::boolean) as activities
    from message_activities as one
    where one.message_id = message.id
  ) as told`

/** SQL: who did what when, of a row `act` of batches. */
const actOf = sql`jsonb_build_object('id', act.id, 'kind', act.kind, 'at', act.at, 'author', jsonb_build_object(
    'kind', act.author, 'id', act.author_id, 'name', (select name from users where id = act.author_id)))`

const columns = sql`
  message.id, message.kind, message.batch_id as "batchId", ${actOf} as act, message.user_id as "userId", reader.name,
  reader.email, reader.language, academy.name as academy, message.state, message.in_vain as "isInVain",
  message.state in ('failed', 'aside') and message.handed_at is not null as "mayHaveArrived",
  case when message.decided_at is not null then jsonb_build_object(
    'by', jsonb_build_object('id', message.decided_by, 'name', coalesce(decider.name, '')),
    'at', message.decided_at) end as decided,
  message.created_at as "createdAt", message.due_at as "dueAt", message.sent_at as "sentAt", message.attempts,
  message.problem, message.said, coalesce(told.activities, '[]') as activities,
  case when import.id is not null then jsonb_build_object(
    'fileName', import.file_name,
    'good', import.row_count - (import.checked ->> 'withProblems')::int - (import.checked ->> 'skipped')::int,
    'wrong', (import.checked ->> 'withProblems')::int + (import.checked ->> 'skipped')::int) end as imported,
  goes_out(message) as "isOwed"`

/** What a message says. `link` is the invitation's own, null while it is not made. */
export function letterOf(message: MessageRow, input: { publicUrl: string; link: string | null }): Letter {
  const { name, email, language, academy, activities } = message
  if (message.kind === 'invitation') return invitationLetter({ language, name, email, academy, link: input.link })
  if (message.kind === 'imported') {
    const at = `${input.publicUrl}/history/${message.batchId}`
    return importedLetter({ language, name, academy, imported: message.imported, at })
  }
  return enrolledLetter({ language, name, academy, activities, publicUrl: input.publicUrl })
}

/** Mail, newest first, with how many there are of each state. */
export async function listMessages(
  db: Db,
  input: { query: z.output<typeof listOperation.query>; publicUrl: string; mailReady: boolean },
): Promise<z.input<typeof listOperation.response>> {
  const { query, publicUrl, mailReady } = input
  const page = await keysetPage<Json<MessageRow>>(db, {
    rows: sql`messages as message join users as reader on reader.id = message.user_id`,
    id: sql.ref('message.id'),
    where: [
      ...containsWords(sql`lower(reader.name || ' ' || reader.email)`, query.search ?? ''),
      ...(query.state ? [isShownAs(query.state)] : []),
    ],
    order: 'createdAt',
    sort: [{ by: sql`message.created_at`, type: 'timestamptz' }],
    descending: query.sort !== 'createdAt',
    asked: query,
    items: sql`
      select ${columns}
      from page
      join messages as message on message.id = page.id ${around({ onlyOwed: false })}`,
  })
  const [counts, troubled, mailOn, waiting] = await Promise.all([
    countByState(db),
    countTroubled(db),
    isMailOn(db),
    findWaiting(db),
  ])
  const items = page.items.map((item) => listItem(fromJson(item), publicUrl))
  return { ...page, items, counts, ...troubled, mailOn, mailReady, waiting }
}

/** SQL: `shown_state` of tallies.sql is this state, as the indexes have it. */
function isShownAs(state: MessageState): RawBuilder<unknown> {
  if (state === 'untrue') return sql`message.in_vain and message.state in ('kept', 'held', 'due')`
  const asWritten = sql`message.state = ${state}`
  return mayBeInVain(state) ? sql`${asWritten} and not message.in_vain` : asWritten
}

const mayBeInVain = (state: MessageState) => state === 'kept' || state === 'held' || state === 'due'

/** One message. One that waits shows what it would say now. */
export async function readMessage(
  db: Db,
  input: { id: number; publicUrl: string },
): Promise<z.input<typeof readOperation.response>> {
  const { id, publicUrl } = input
  const [whole] = await readMessages(db, { ids: [id], onlyOwed: false })
  if (!whole) throw notFound('message')
  const waits = mayBeInVain(whole.state)
  const [now] = waits && whole.isOwed ? await readMessages(db, { ids: [id], onlyOwed: true }) : [whole]
  const isVain = waits && !whole.isOwed
  // It is asked now, and what ended a moment ago is marked in the list only then.
  const shown = { ...(now ?? whole), isInVain: isVain }
  return {
    ...listItem(shown, publicUrl),
    ...(isVain && { problem: vain().text, said: vain() }),
    text: letterOf(shown, { publicUrl, link: null }).text,
  }
}

function listItem(message: MessageRow, publicUrl: string): z.input<typeof listOperation.response>['items'][number] {
  const { subject, language } = letterOf(message, { publicUrl, link: null })
  return {
    id: message.id,
    kind: message.kind,
    to: { id: message.userId, name: message.name, email: message.email },
    language,
    state: message.isInVain && mayBeInVain(message.state) ? 'untrue' : message.state,
    subject,
    activities: message.activities,
    batchId: message.batchId,
    act: headOf(message.act),
    createdAt: message.createdAt.toISOString(),
    dueAt: message.dueAt.toISOString(),
    attempts: message.attempts,
    sentAt: message.sentAt?.toISOString() ?? null,
    mayHaveArrived: message.mayHaveArrived,
    decided: message.decided && { ...message.decided, at: new Date(message.decided.at).toISOString() },
    problem: message.problem,
    said: message.said,
  } satisfies MessageListItem
}

const headOf = (act: Act): Act => ({ ...act, at: new Date(act.at).toISOString() })

/** As they are shown: see tallies.sql. */
async function countByState(db: Db): Promise<Record<MessageState, number>> {
  const { rows } = await sql<{ state: MessageState; n: number }>`
    select state, sum(n)::int as n from message_tallies group by state`.execute(db)
  const found = new Map(rows.map(({ state, n }) => [state, n]))
  return Object.fromEntries(messageState.options.map((state) => [state, found.get(state) ?? 0])) as Record<
    MessageState,
    number
  >
}

/** Of what failed and of what is due, those that the mail server gave reason to look at; there are indexes of just these. */
async function countTroubled(db: Db): Promise<{ perhapsArrived: number; postponed: number }> {
  const { rows } = await sql<{ perhapsArrived: number; postponed: number }>`
    select
      (select count(*)::int from messages where state = 'failed' and handed_at is not null) as "perhapsArrived",
      (select count(*)::int from messages where state = 'due' and attempts > 0) as postponed`.execute(db)
  return rows[0] ?? { perhapsArrived: 0, postponed: 0 }
}

/** Batches that somebody holds, or may still hold. What only waits to be tried again is not among them. */
async function findWaiting(db: Db): Promise<WaitingBatch[]> {
  const { rows } = await sql<Omit<WaitingBatch, 'dueAt'> & { dueAt: Date }>`
    select waiting.*, ${actOf} as act
    from (
      select batch_id as "batchId", state, count(*)::int as messages, min(due_at) as "dueAt"
      from messages
      where (state = 'held' or (state = 'due' and due_at > now() and attempts = 0)) and not in_vain
      group by batch_id, state
      order by batch_id desc, state
      limit 50
    ) as waiting
    join batches as act on act.id = waiting."batchId"
    order by waiting."batchId" desc, waiting.state`.execute(db)
  return rows.map((row) => ({ ...row, act: headOf(row.act), dueAt: row.dueAt.toISOString() }))
}

/** Of which acts messages are kept that would be sent, the latest first. */
export async function findKeptActs(db: Db): Promise<KeptOfAct[]> {
  const { rows } = await sql<KeptOfAct>`
    select ${actOf} as act, kept.messages
    from (
      select batch_id, count(*)::int as messages
      from messages
      where state = 'kept' and not in_vain
      group by batch_id
      order by batch_id desc
      limit 50
    ) as kept
    join batches as act on act.id = kept.batch_id
    order by kept.batch_id desc`.execute(db)
  return rows.map(({ act, messages }) => ({ act: headOf(act), messages }))
}

export async function isMailOn(db: Db): Promise<boolean> {
  const { rows } = await sql<{ mail_on: boolean }>`select mail_on from academy`.execute(db)
  return rows[0]?.mail_on ?? false
}

/** Items of a page arrive as JSON, in which a moment is a text. */
type Json<Row> = {
  [Key in keyof Row]: Row[Key] extends Date ? string : Row[Key] extends Date | null ? string | null : Row[Key]
}

function fromJson(row: Json<MessageRow>): MessageRow {
  return {
    ...row,
    createdAt: new Date(row.createdAt),
    dueAt: new Date(row.dueAt),
    sentAt: row.sentAt === null ? null : new Date(row.sentAt),
  }
}
