import { type App, route } from '../access/route.ts'
import {
  discardKept,
  discardMessages,
  holdMessages,
  sendAgain,
  sendFailed,
  sendKept,
  sendNow,
  setAside,
  setFailedAside,
} from './commands.ts'
import * as contract from './contract.ts'
import { findKeptActs, listMessages, readMessage } from './queries.ts'

export function notificationRoutes(app: App): void {
  route(app, contract.listMessages, { allow: 'mail.list' }, async ({ query, db, context }) =>
    listMessages(db, { query, publicUrl: context.publicUrl, mailReady: context.mailReady }),
  )

  route(app, contract.readMessage, { allow: 'mail.read', of: 'messageId' }, async ({ params, db, context }) =>
    readMessage(db, { id: params.messageId, publicUrl: context.publicUrl }),
  )

  route(app, contract.sendKeptMessages, { allow: 'mail.sendKept' }, async ({ body, db, context }) => {
    const due = await sendKept(db, { ...body, mailReady: context.mailReady })
    await context.bell.ring(db, 'mail')
    return { due }
  })

  route(app, contract.listKeptActs, { allow: 'mail.list' }, async ({ db }) => ({ items: await findKeptActs(db) }))

  route(app, contract.discardKeptMessages, { allow: 'mail.discardKept' }, async ({ actor, body, db }) => ({
    discarded: await discardKept(db, { confirm: body.confirm, userId: actor.userId }),
  }))

  route(app, contract.sendFailedMessages, { allow: 'mail.settleFailed' }, async ({ body, db, context }) => {
    const again = await sendFailed(db, { confirm: body.confirm, mailReady: context.mailReady })
    await context.bell.ring(db, 'mail')
    return again
  })

  route(app, contract.setFailedMessagesAside, { allow: 'mail.settleFailed' }, async ({ actor, body, db }) => ({
    aside: await setFailedAside(db, { confirm: body.confirm, userId: actor.userId }),
  }))

  route(
    app,
    contract.sendMessageAgain,
    { allow: 'mail.settle', of: 'messageId' },
    async ({ params, body, db, context }) => {
      const again = await sendAgain(db, { ...params, ...body, mailReady: context.mailReady })
      await context.bell.ring(db, 'mail')
      return again
    },
  )

  route(app, contract.setMessageAside, { allow: 'mail.settle', of: 'messageId' }, async ({ actor, params, db }) => {
    await setAside(db, { ...params, userId: actor.userId })
    return { aside: 1 }
  })

  route(app, contract.holdMessages, { allow: 'mail.hold', of: 'batchId' }, async ({ params, db }) => ({
    held: await holdMessages(db, params),
  }))

  route(app, contract.sendMessagesNow, { allow: 'mail.hold', of: 'batchId' }, async ({ params, db, context }) => {
    const due = await sendNow(db, { ...params, mailReady: context.mailReady })
    await context.bell.ring(db, 'mail')
    return { due }
  })

  route(app, contract.discardMessages, { allow: 'mail.hold', of: 'batchId' }, async ({ actor, params, body, db }) => ({
    discarded: await discardMessages(db, { ...params, ...body, userId: actor.userId }),
  }))
}
