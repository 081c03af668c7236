import { z } from 'zod'
import { activityRef, language } from '../learning/contract.ts'
import { listQuery, moment, named, operation, pageOf, said } from '../platform/contract.ts'

export const messageState = z.enum(['kept', 'held', 'due', 'sent', 'dropped', 'failed'])
export type MessageState = z.infer<typeof messageState>

export const messageKind = z.enum(['enrolled', 'invitation', 'imported'])
export type MessageKind = z.infer<typeof messageKind>

export const messageListItem = z.object({
  id: z.number(),
  kind: messageKind,
  to: named.extend({ email: z.string() }),
  language,
  state: messageState,
  subject: z.string(),
  activities: z.array(activityRef),
  batchId: z.number(),
  createdAt: moment,
  dueAt: moment,
  sentAt: moment.nullable(),
  problem: z.string().nullable().describe('what went wrong, with the words of the mail server'),
  said: said.nullable().describe('`problem`, to be said in another language'),
})
export type MessageListItem = z.infer<typeof messageListItem>

/** A large batch waits a while before it is sent, so that it can still be held. */
export const waitingBatch = z.object({
  batchId: z.number(),
  state: z.enum(['due', 'held']),
  messages: z.number().int(),
  dueAt: moment,
})
export type WaitingBatch = z.infer<typeof waitingBatch>

export const listMessages = operation({
  method: 'GET',
  path: '/messages',
  summary: 'Mail: what was sent, is due, is kept or failed',
  query: listQuery(['createdAt']).extend({ state: messageState.optional() }),
  response: pageOf(messageListItem).extend({
    counts: z.record(messageState, z.number().int()),
    mailOn: z.boolean(),
    mailReady: z.boolean().describe('a mail server is configured'),
    waiting: z.array(waitingBatch).describe('batches whose messages are held, or are sent only later'),
  }),
})

export const readMessage = operation({
  method: 'GET',
  path: '/messages/:messageId',
  summary: 'One message as it is or will be sent',
  params: z.object({ messageId: z.coerce.number().int().min(1) }),
  response: messageListItem.extend({ text: z.string() }),
})

export const sendKeptMessages = operation({
  method: 'POST',
  path: '/messages/sending',
  summary: 'Send the messages that were kept while mail was off',
  body: z.strictObject({
    confirm: z.number().int().min(1).describe('how many are kept; refused when it is another number by then'),
  }),
  response: z.object({ due: z.number().int() }),
})

export const holdMessages = operation({
  method: 'POST',
  path: '/batches/:batchId/mail/hold',
  summary: 'Hold the messages of a batch that wait to be sent',
  params: z.object({ batchId: z.coerce.number().int().min(1) }),
  response: z.object({ held: z.number().int() }),
})

export const sendMessagesNow = operation({
  method: 'POST',
  path: '/batches/:batchId/mail/send',
  summary: 'Send the held or waiting messages of a batch now',
  params: z.object({ batchId: z.coerce.number().int().min(1) }),
  response: z.object({ due: z.number().int() }),
})
