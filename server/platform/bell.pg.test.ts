import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Bell, hangBell, silentBell } from './bell.ts'
import { silentLog } from './log.ts'
import { startWorker } from './worker.ts'

let database: TestDatabase
let bell: Bell

beforeAll(async () => {
  database = await createTestDatabase()
  bell = await hangBell({ url: database.url, log: silentLog })
})
afterAll(async () => {
  await bell?.close()
  await database?.drop()
})

/** Counts rings of a topic. */
function listen(topic: string) {
  const heard = { rings: 0 }
  const stop = bell.onRing(topic, () => {
    heard.rings += 1
  })
  return { heard, stop }
}

test('a ring is heard by those who listen for its topic', async () => {
  const [mail, engine] = [listen('mail'), listen('engine')]
  await bell.ring(database.db, 'mail')
  await expect.poll(() => mail.heard.rings).toBe(1)
  expect(engine.heard.rings).toBe(0)
  mail.stop()
  await bell.ring(database.db, 'mail')
  await bell.ring(database.db, 'engine')
  await expect.poll(() => engine.heard.rings).toBe(1)
  expect(mail.heard.rings).toBe(1)
})

test('a ring in a transaction sounds when that commits, and never if it does not', async () => {
  const { heard } = listen('commit')
  await database.db.transaction().execute(async (tx) => {
    await bell.ring(tx, 'commit')
    await pause(50)
    expect(heard.rings).toBe(0)
  })
  await expect.poll(() => heard.rings).toBe(1)
  const failing = database.db.transaction().execute(async (tx) => {
    await bell.ring(tx, 'commit')
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  await bell.ring(database.db, 'commit')
  await expect.poll(() => heard.rings).toBe(2)
})

test('a broken connection is replaced, and everyone is woken, for they may have missed a ring', async () => {
  const { heard } = listen('broken')
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'muster bell' and datname = current_database()`.execute(database.db)
  await expect.poll(() => heard.rings).toBe(1)
  await bell.ring(database.db, 'broken')
  await expect.poll(() => heard.rings).toBe(2)
})

test('a worker works when rung, once more when rung meanwhile, and until there is no more', async () => {
  const left = [3]
  const done: number[] = []
  const worker = startWorker({
    name: 'test',
    topic: 'work',
    sweepEvery: 60_000,
    bell,
    log: silentLog,
    async work() {
      const pieces = left[0] ?? 0
      if (pieces === 0) return { more: false }
      left[0] = pieces - 1
      done.push(pieces)
      if (pieces === 2) await bell.ring(database.db, 'work')
      return { more: pieces > 1 }
    },
  })
  await expect.poll(() => done).toEqual([3, 2, 1])
  left[0] = 1
  await bell.ring(database.db, 'work')
  await expect.poll(() => done).toEqual([3, 2, 1, 1])
  await worker.stop()
  left[0] = 1
  await bell.ring(database.db, 'work')
  await pause(50)
  expect(done).toHaveLength(4)
})

test('a worker that nobody rings, or whose work fails, tries again at the next sweep', async () => {
  let tries = 0
  const worker = startWorker({
    name: 'test',
    topic: 'none',
    sweepEvery: 20,
    bell: silentBell,
    log: silentLog,
    async work() {
      tries += 1
      if (tries % 2 === 1) throw new Error('the network is down')
      return { more: false }
    },
  })
  await expect.poll(() => tries).toBeGreaterThan(4)
  await worker.stop()
})

test('stopping lets the piece of work at hand end', async () => {
  let ended = false
  const worker = startWorker({
    name: 'test',
    topic: 'none',
    sweepEvery: 20,
    bell: silentBell,
    log: silentLog,
    async work() {
      await pause(100)
      ended = true
      return { more: true }
    },
  })
  await worker.stop()
  expect(ended).toBe(true)
})
