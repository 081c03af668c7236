import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { startWorker, type Worker } from '../platform/worker.ts'
import { composeStep } from './compose.ts'
import { type MailSettings, sendSome } from './send.ts'
import { MailServerTrouble } from './smtp.ts'

/** How long a sender leaves a mail server alone that cannot be used: longer each time, in milliseconds. */
const rest = { first: 5_000, most: 5 * 60_000 }

/**
 * Composes what the engine owes, and sends what is due. Two workers, so that a slow mail server holds up no composing.
 * Any number of them, in any number of processes, may run on one database.
 */
export function startMailWorker(input: { db: Db; bell: Bell; settings: MailSettings; log: Log }): Worker {
  const { db, bell, settings, log } = input
  const stopping = new AbortController()
  const composer = startWorker({
    name: 'mail composer',
    topic: 'engine',
    sweepEvery: 1000,
    bell,
    log,
    work: async () => {
      const { more, due } = await composeStep(db, { mailReady: settings.smtpUrl !== null })
      if (due) await bell.ring(db, 'mail')
      return { more }
    },
  })
  const sender = startWorker({
    name: 'mail sender',
    topic: 'mail',
    sweepEvery: 2000,
    bell,
    log,
    work: unlessResting(log, () => sendSome(db, { settings, log, signal: stopping.signal })),
  })
  return {
    async stop() {
      stopping.abort()
      await Promise.all([composer.stop(), sender.stop()])
    },
  }
}

/** A mail server in trouble is no fault of ours, and is not helped by being asked every two seconds. */
function unlessResting(log: Log, work: () => Promise<{ more: boolean }>): () => Promise<{ more: boolean }> {
  let pause: number = rest.first
  let until = 0
  return async () => {
    if (Date.now() < until) return { more: false }
    try {
      const done = await work()
      pause = rest.first
      return done
    } catch (error) {
      if (!(error instanceof MailServerTrouble)) throw error
      log.warn({ err: error, againInMs: pause }, 'the mail server cannot be used')
      until = Date.now() + pause
      pause = Math.min(pause * 2, rest.most)
      return { more: false }
    }
  }
}
