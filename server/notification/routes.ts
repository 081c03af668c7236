import { type App, route } from '../access/route.ts'
import { holdMessages, sendKept, sendNow } from './commands.ts'
import * as contract from './contract.ts'
import { listMessages, readMessage } from './queries.ts'

export function notificationRoutes(app: App): void {
  route(app, contract.listMessages, { allow: 'mail.list' }, async ({ query, db, context }) =>
    listMessages(db, { query, publicUrl: context.publicUrl, mailReady: context.mailReady }),
  )

  route(app, contract.readMessage, { allow: 'mail.read', of: 'messageId' }, async ({ params, db, context }) =>
    readMessage(db, { id: params.messageId, publicUrl: context.publicUrl }),
  )

  route(app, contract.sendKeptMessages, { allow: 'mail.sendKept' }, async ({ body, db, context }) => {
    const due = await sendKept(db, { confirm: body.confirm, mailReady: context.mailReady })
    await context.bell.ring(db, 'mail')
    return { due }
  })

  route(app, contract.holdMessages, { allow: 'mail.hold', of: 'batchId' }, async ({ params, db }) => ({
    held: await holdMessages(db, params),
  }))

  route(app, contract.sendMessagesNow, { allow: 'mail.hold', of: 'batchId' }, async ({ params, db, context }) => {
    const due = await sendNow(db, { ...params, mailReady: context.mailReady })
    await context.bell.ring(db, 'mail')
    return { due }
  })
}
