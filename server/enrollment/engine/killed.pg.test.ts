import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildWorld, perform } from '../../../test/acts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { differencesIn } from '../../../test/differences.ts'
import { type Change, change } from '../../change.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../../facts.ts'
import { composeMessages } from '../../notification/compose.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { undoBatch } from '../../undo.ts'
import { workOff } from '../jobs.ts'
import { audience } from './index.ts'

/*
 * A process that dies: at each statement of an act in turn, of its drains and of the work it left, the connection breaks and no
 * other is made. Before: the statement is not sent. After: it is, and nobody hears the answer; if it was the commit, all stands.
 */

type When = 'before' | 'after'
let fate: { at: number; when: When; said: number } | undefined

const killable = 'killed'
const ask = pg.Client.prototype.query as (...asked: unknown[]) => Promise<unknown>
type Victim = { connectionParameters: { application_name: string }; connection: { stream: { end(): void } } }

beforeAll(() => {
  pg.Client.prototype.query = function query(this: pg.Client & Victim, ...asked: unknown[]) {
    if (!fate || this.connectionParameters.application_name !== killable) return ask.apply(this, asked)
    fate.said += 1
    if (fate.said < fate.at) return ask.apply(this, asked)
    if (fate.said === fate.at && fate.when === 'after') ask.apply(this, asked).catch(() => undefined)
    this.connection.stream.end()
    return Promise.reject(new Killed())
  } as typeof pg.Client.prototype.query
})
afterAll(() => {
  pg.Client.prototype.query = ask as typeof pg.Client.prototype.query
})

class Killed extends Error {}

const act = { kind: 'test', author: { kind: 'demo' } } as const

/** Acts that come with a mark, with a column, and with all of an undo: done, and the next time done the other way. */
const acts = {
  'somebody moves, and joins or leaves a team': async (tx, turn) => {
    await editFacts(tx, 'users', [{ id: 1023, language: turn ? 'nl' : 'en', department_id: turn ? 2 : null }])
    const members = { audienceId: audience('team', 1), userIds: [1023, 1024] }
    await (turn ? joinAudience(tx, members) : leaveAudience(tx, members))
  },
  'everyone is assigned something, or no longer': async (tx) => {
    const row = { audience_id: audience('everyone', 0), target_id: 3 }
    const { rows } = await sql<{ id: number }>`
      select id from assignments where audience_id = ${row.audience_id} and target_id = ${row.target_id}`.execute(tx.db)
    if (rows.length > 0) await removeFacts(tx, 'assignments', rows)
    else await insertFacts(tx, 'assignments', [row])
  },
  'the last batch is taken back': async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from batches b where kind = 'test' and id < ${tx.batchId}
        and not exists (select from batches u where u.undoes = b.id) order by id desc limit 1`.execute(tx.db)
    await undoBatch(tx, { batchId: rows[0]?.id ?? 0, withdrawStarted: true })
  },
} satisfies Record<string, (tx: Change, turn: boolean) => Promise<void>>

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  const { db } = database
  await change(db, act, buildWorld)
  for (const [nth, step] of (['assign', 'addRule', 'assign', 'join', 'addRule', 'enrollByHand'] as const).entries()) {
    await change(db, act, (tx) => perform(tx, { act: step, a: nth * 37, b: nth * 11, c: nth * 5 }))
  }
  await workOff(db)
}, 30_000)
afterAll(() => database.drop())

/** Does it all in a process of its own, as it were, that is killed at that statement. Answers whether it was. */
async function live(at: number, when: When, command: (tx: Change) => Promise<unknown>): Promise<boolean> {
  const victim = openDatabase(database.url, { maxConnections: 1, applicationName: killable })
  fate = { at, when, said: 0 }
  try {
    await change(victim.db, act, command)
    await workOff(victim.db)
    await composeMessages(victim.db, { mailReady: true })
    return false
  } catch (error) {
    if (error instanceof Killed) return true
    throw error
  } finally {
    fate = undefined
    await victim.close()
    await untilGone()
  }
}

async function untilGone(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where application_name = ${killable} and datname = current_database()`.execute(
      database.db,
    )
    if (rows.length === 0) return
    await pause(5)
  }
}

/** What there is of acts, and of work that is owed. */
async function standing() {
  const { rows } = await sql<{ batches: number; owed: number }>`
    select (select count(*) from batches)::int as batches, (
      (select count(*) from dirty_users) + (select count(*) from column_jobs) + (select count(*) from column_chunks)
    )::int as owed`.execute(database.db)
  return rows[0] ?? { batches: 0, owed: 0 }
}

describe.each(['before', 'after'] as const)('killed %s a statement is answered, whichever it is,', (when) => {
  const named = Object.entries(acts)
  test.each(named)('while %s: all of it follows, or nothing of it stands', { timeout: 120_000 }, async (_, command) => {
    const { db } = database
    const left = { nothing: 0, work: 0, all: 0 }
    let killed = 2
    for (let at = 1; killed > 0; at += 1) {
      killed = 0
      for (const turn of [true, false]) {
        const { batches } = await standing()
        if (await live(at, when, (tx) => command(tx, turn))) killed += 1
        const now = await standing()
        left[now.batches === batches ? 'nothing' : now.owed > 0 ? 'work' : 'all'] += 1
        await workOff(db)
        expect(await differencesIn(db)).toEqual([])
      }
    }
    for (const times of Object.values(left)) expect(times).toBeGreaterThan(1)
  })
})

test('a bulk of several chunks goes on where those who worked on it were killed', { timeout: 120_000 }, async () => {
  const { db } = database
  const many = 5000
  const { result } = await change(db, act, async (tx) => {
    const people = Array.from({ length: many }, (_, nth) => ({
      name: `User ${nth}`,
      email: `user${nth}@example.com`,
      company_id: 2,
      language: 'en',
      added_on: '2026-01-01',
    }))
    const userIds = await insertFacts(tx, 'users', people)
    const [teamId = 0] = await insertFacts(tx, 'teams', [{ name: 'Crowd' }])
    const [target_id = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam', on_leaving: 1 }])
    const team = audience('team', teamId)
    await joinAudience(tx, { audienceId: team, userIds })
    return { audience_id: team, target_id }
  })
  await workOff(db)
  const reached = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from enrollments where activity_id = ${result.target_id} and state = 1`.execute(db)
    return rows[0]?.n
  }
  const moved = async (after: number) => {
    const { rows } = await sql<{ n: number }>`
      select coalesce(sum(cardinality(user_ids)), 0)::int as n from events
      where id > ${after} and activity_ids = array[${result.target_id}::int]`.execute(db)
    return rows[0]?.n
  }
  let halfway = 0
  for (let at = 1, [linkId, killed] = [0, true]; killed; at += 1) {
    const { batches } = await standing()
    const last = (await sql<{ id: number }>`select max(id) as id from events`.execute(db)).rows[0]?.id ?? 0
    const links = linkId === 0
    killed = await live(at, at % 4 < 2 ? 'before' : 'after', async (tx) => {
      if (links) [linkId = 0] = await insertFacts(tx, 'assignments', [result])
      else await removeFacts(tx, 'assignments', [{ id: linkId }])
    })
    const stands = (await standing()).batches > batches
    const done = await moved(last)
    if (done !== 0 && done !== many) halfway += 1
    await workOff(db)
    expect([await reached(), await moved(last)]).toEqual([links === stands ? many : 0, stands ? many : 0])
    expect(await standing()).toMatchObject({ owed: 0 })
    if (links !== stands) linkId = 0
  }
  expect(halfway).toBeGreaterThan(0)
})
