/**
 * One of those who write: performs random acts, one after the other, until it is told to stop. Every fifth is rolled back at
 * its end. An administrator also takes batches back. Prints how many acts it has committed so far. Fails with what it cannot
 * explain: anything but a clash with another writer, or a database that went away.
 *
 * node test/crowd/writer.ts <database> <seed> <writer | administrator>
 */
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { change } from '../../server/change.ts'
import { type Db, openDatabase } from '../../server/platform/database/database.ts'
import { Problem } from '../../server/platform/problem.ts'
import { undoBatch } from '../../server/undo.ts'
import { isClash, perform, type Step, stepsByTheme } from '../acts.ts'
import { isLost } from './lost.ts'

const changedMyMind = { key: 'crowd.rolled-back', about: {}, text: 'Changed my mind.' }

const [url, seed = '1', role] = process.argv.slice(2)
if (!url) throw new Error('writer.ts needs a database')

const author = { kind: 'demo' } as const
const { db, close } = openDatabase(url, { maxConnections: 2, applicationName: 'crowd' })
let stopping = false
process.on('SIGTERM', () => {
  stopping = true
})

console.log('ready')
let committed = 0
const steps = fc.sample(fc.oneof(...stepsByTheme), { seed: Number(seed), numRuns: 20_000 })
for (const [nth, step] of steps.entries()) {
  if (stopping) break
  try {
    if (role === 'administrator' && nth % 8 === 7) await takeBack(db, step)
    else await write(db, step, nth)
    committed += 1
    if (committed % 10 === 0) console.log(`committed ${committed}`)
  } catch (error) {
    if (isLost(error)) await pause(100)
    else if (!isClash(error)) throw error
  }
}
console.log(`committed ${committed}`)
await close()

async function write(on: Db, step: Step, nth: number): Promise<void> {
  await change(on, { kind: 'random', author, notify: nth % 3 > 0 }, async (tx) => {
    await perform(tx, step)
    if (nth % 5 === 4) throw new Problem(409, 'rolled-back', changedMyMind)
  })
}

async function takeBack(on: Db, { a, b }: Step): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from batches where kind in ('random', 'undo') order by id desc limit 30`.execute(on)
  const batch = rows[a % Math.max(1, rows.length)]
  if (!batch) return
  await change(on, { kind: 'undo', author }, (tx) => undoBatch(tx, { batchId: batch.id, withdrawStarted: b % 2 === 0 }))
}
