import { z } from 'zod'
import { batchHead } from '../history/contract.ts'
import { activityRef, language } from '../learning/contract.ts'
import { listQuery, moment, named, operation, pageOf, said } from '../platform/contract.ts'

/** As it is shown and counted. What is `untrue` waits as well, and is as before when what ended is brought back. */
export const messageState = z.enum(['kept', 'held', 'due', 'untrue', 'sent', 'failed', 'aside', 'discarded', 'dropped'])
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
  act: batchHead.describe('the act that it tells of'),
  createdAt: moment,
  dueAt: moment,
  attempts: z.number().int().describe('how often the mail server refused it'),
  sentAt: moment.nullable(),
  mayHaveArrived: z.boolean().describe('it failed after it was handed over, and no answer came'),
  decided: z.object({ by: named, at: moment }).nullable().describe('who set it aside or discarded it, and when'),
  problem: z.string().nullable().describe('what went wrong, with the words of the mail server'),
  said: said.nullable().describe('`problem`, to be said in another language'),
})
export type MessageListItem = z.infer<typeof messageListItem>

/** A large batch waits a while before it is sent, so that it can still be held. */
export const waitingBatch = z.object({
  batchId: z.number(),
  act: batchHead,
  state: z.enum(['due', 'held']),
  messages: z.number().int(),
  dueAt: moment,
})
export type WaitingBatch = z.infer<typeof waitingBatch>

export const keptOfAct = z.object({ act: batchHead, messages: z.number().int() })
export type KeptOfAct = z.infer<typeof keptOfAct>

/** What can be discarded: what goes out only when somebody says so. */
const putBack = z.enum(['kept', 'held'])
export type PutBack = z.infer<typeof putBack>

export const listMessages = operation({
  method: 'GET',
  path: '/messages',
  summary: 'Mail: what was sent, is due, is kept or failed',
  query: listQuery(['createdAt']).extend({ state: messageState.optional() }),
  response: pageOf(messageListItem).extend({
    counts: z.record(messageState, z.number().int()),
    mailOn: z.boolean(),
    mailReady: z.boolean().describe('a mail server is configured'),
    perhapsArrived: z.number().int().describe('how many of those that failed may have arrived'),
    postponed: z.number().int().describe('how many of those that are due the mail server refused, and are tried again'),
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
  summary: 'Send the messages that were kept while mail was off: all, or those of one act',
  body: z.strictObject({
    batchId: z.number().int().min(1).optional().describe('only those of this act'),
    confirm: z.number().int().min(1).describe('how many are kept; refused when it is another number by then'),
  }),
  response: z.object({ due: z.number().int() }),
})

export const listKeptActs = operation({
  method: 'GET',
  path: '/messages/kept',
  summary: 'Of which acts messages are kept, the latest first',
  response: z.object({ items: z.array(keptOfAct).describe('the latest fifty') }),
})

const confirmed = z.number().int().min(1).describe('how many these are; refused when it is another number by then')

export const discardKeptMessages = operation({
  method: 'POST',
  path: '/messages/discarding',
  summary: 'Discard all messages that are kept',
  body: z.strictObject({ confirm: confirmed }),
  response: z.object({ discarded: z.number().int() }),
})

const again = z.object({
  due: z.number().int(),
  dropped: z
    .number()
    .int()
    .describe('how many had nothing left to tell: another message told it since, or is about to'),
  left: z
    .number()
    .int()
    .describe(
      'how many stay failed: nothing in them is true now, or a message that is kept, held or may have arrived tells it',
    ),
})

export const sendFailedMessages = operation({
  method: 'POST',
  path: '/messages/resending',
  summary: 'Send the messages again that failed, but for those that may have arrived',
  body: z.strictObject({ confirm: confirmed }),
  response: again,
})

export const setFailedMessagesAside = operation({
  method: 'POST',
  path: '/messages/aside',
  summary: 'Set all messages aside that failed: they need nobody any more',
  body: z.strictObject({ confirm: confirmed }),
  response: z.object({ aside: z.number().int() }),
})

const ofMessage = z.object({ messageId: z.coerce.number().int().min(1) })

export const sendMessageAgain = operation({
  method: 'POST',
  path: '/messages/:messageId/resending',
  summary: 'Send a message again that failed',
  params: ofMessage,
  body: z.strictObject({
    evenIfArrived: z.boolean().default(false).describe('also where it may have arrived, and be told twice'),
  }),
  response: again,
})

export const setMessageAside = operation({
  method: 'POST',
  path: '/messages/:messageId/aside',
  summary: 'Set a message aside that failed: it needs nobody any more',
  params: ofMessage,
  response: z.object({ aside: z.number().int() }),
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

export const discardMessages = operation({
  method: 'POST',
  path: '/batches/:batchId/mail/discard',
  summary: 'Discard the kept or held messages of a batch',
  params: z.object({ batchId: z.coerce.number().int().min(1) }),
  body: z.strictObject({ state: putBack, confirm: confirmed }),
  response: z.object({ discarded: z.number().int() }),
})
