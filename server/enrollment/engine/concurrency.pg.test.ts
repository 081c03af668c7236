import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anyStep, buildWorld, isClash, perform, type Step } from '../../../test/acts.ts'
import { createTestDatabase } from '../../../test/database.ts'
import {
  expectDeclared,
  expectExplained,
  expectNothingDue,
  expectProfiles,
  expectReplayed,
  heldIn,
  readHeld,
} from '../../../test/invariants.ts'
import { readWorld, wantedOf } from '../../../test/oracle.ts'
import { change } from '../../change.ts'
import { silentBell } from '../../platform/bell.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { silentLog } from '../../platform/log.ts'
import { Problem } from '../../platform/problem.ts'
import { startEngineWorker, workOff } from '../jobs.ts'

const author = { kind: 'demo' } as const
const seed = Number(process.env.MUSTER_SEED ?? Date.now() % 2 ** 31)

test(`writers, workers, rollbacks and killed connections leave exactly what the facts say (MUSTER_SEED=${seed})`, {
  timeout: 120_000,
}, async () => {
  const { db, url, drop } = await createTestDatabase()
  const crowd = openDatabase(url, { maxConnections: 10, applicationName: 'crowd' })
  try {
    await change(db, { kind: 'world', author }, buildWorld)
    const steps = fc.sample(anyStep, { seed, numRuns: 240 })
    const workers = [0, 1].map(() => startEngineWorker({ db: crowd.db, bell: silentBell, log: silentLog }))
    const writers = [0, 1, 2, 3].map((nth) =>
      writeAll(
        crowd.db,
        steps.filter((_, at) => at % 4 === nth),
      ),
    )
    const writing = Promise.all(writers)
    const killing = killConnections(db, writing)
    const done = await writing
    await killing
    await Promise.all(workers.map((worker) => worker.stop()))
    await workOff(db)

    expect(done.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(60)
    const world = await readWorld(db)
    const rules = await readHeld(db)
    const active = new Set(world.users.filter((user) => user.active).map((user) => user.id))
    const held = [...(await heldIn(db))].filter(([key]) => active.has(Number(key.split(':')[0])))
    expect(
      held
        .filter(([, { state }]) => state === 1)
        .map(([key]) => key)
        .sort(),
    ).toEqual([...wantedOf(world, rules).keys()].sort())
    await expectProfiles(db, world)
    await expectDeclared(db, world, rules)
    await expectExplained(db, world, rules)
    await expectNothingDue(db)
    await expectReplayed(db)
  } finally {
    await crowd.close()
    await drop()
  }
})

/** Performs the steps one after the other; every fifth is rolled back at its end. Answers how many were committed. */
async function writeAll(db: Parameters<typeof change>[0], steps: Step[]): Promise<number> {
  let committed = 0
  for (const [nth, step] of steps.entries()) {
    try {
      await change(db, { kind: 'random', author }, async (tx) => {
        await perform(tx, step)
        if (nth % 5 === 4) throw new Problem(409, 'rolled-back', 'Changed my mind.')
      })
      committed += 1
    } catch (error) {
      if (!isExpected(error)) throw error
    }
  }
  return committed
}

/** A clash with another writer, or a connection that was killed. */
function isExpected(error: unknown): boolean {
  if (isClash(error)) return true
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === '57P01' || (error instanceof Error && /terminat|not queryable|ECONNRESET/i.test(error.message))
}

async function killConnections(db: Parameters<typeof change>[0], until: Promise<unknown>): Promise<void> {
  let over = false
  const end = () => {
    over = true
  }
  until.then(end, end)
  while (!over) {
    await pause(100)
    await sql`
      select pg_terminate_backend(pid) from (
        select pid from pg_stat_activity
        where datname = current_database() and application_name = 'crowd' and state <> 'idle'
        order by random() limit 1
      ) victim`.execute(db)
  }
}
