import { sql } from 'kysely'
import type pg from 'pg'
import { createConnection, type Db, type Tx } from './database/database.ts'
import type { Log } from './log.ts'

/**
 * Wakes workers, in this process or another on the same database, when there is something to do. It carries no work:
 * what is to be done stands in tables, and workers also look by themselves every few seconds, so a lost ring costs
 * those seconds and nothing else (decisions/0004).
 */
export type Bell = {
  /** Rings when `on` commits; outside a transaction, at once. */
  ring(on: Db | Tx, topic: string): Promise<void>
  /** Calls `act` at every ring of the topic, and after a lost connection, until the returned function is called. */
  onRing(topic: string, act: () => void): () => void
  close(): Promise<void>
}

const channel = 'muster_bell'
const reconnectAfter = { first: 100, most: 5_000 }

/** Listens on a connection of its own. A connection that breaks is replaced; the first one must succeed. */
export async function hangBell(input: { url: string; log: Log }): Promise<Bell> {
  const { url, log } = input
  const acts = new Map<string, Set<() => void>>()
  let connection: pg.Client | undefined
  let closed = false
  let wait = reconnectAfter.first
  let timer: NodeJS.Timeout | undefined

  const listen = async () => {
    const candidate = createConnection(url, 'muster bell')
    candidate.on('notification', ({ payload = '' }) => {
      for (const act of acts.get(payload) ?? []) act()
    })
    candidate.on('error', (error) => {
      if (connection === candidate) lose(error)
    })
    try {
      await candidate.connect()
      await candidate.query(`listen ${channel}`)
    } catch (error) {
      await candidate.end().catch(() => undefined)
      throw error
    }
    if (closed) return void candidate.end()
    connection = candidate
    wait = reconnectAfter.first
  }

  const lose = (error: unknown) => {
    if (closed) return
    log.warn({ err: error, againInMs: wait }, 'the bell lost its database connection')
    void connection?.end().catch(() => undefined)
    connection = undefined
    timer = setTimeout(() => void listen().then(ringAll, lose), wait)
    wait = Math.min(wait * 2, reconnectAfter.most)
  }

  /** What was rung while nobody listened went unheard. */
  const ringAll = () => {
    for (const heard of acts.values()) for (const act of heard) act()
  }

  await listen()
  return {
    ring,
    onRing(topic, act) {
      const heard = acts.get(topic) ?? new Set()
      acts.set(topic, heard.add(act))
      return () => void heard.delete(act)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await connection?.end()
    },
  }
}

/** A bell nobody hears, for one-off commands and tests without workers: what is owed waits for the next sweep. */
export const silentBell: Bell = {
  ring: async () => undefined,
  onRing: () => () => undefined,
  close: async () => undefined,
}

async function ring(on: Db | Tx, topic: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${topic})`.execute(on)
}
