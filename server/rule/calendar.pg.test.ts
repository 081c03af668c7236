import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue, heldIn } from '../../test/invariants.ts'
import { change } from '../change.ts'
import { moveToday } from '../enrollment/calendar.ts'
import { workOff } from '../enrollment/jobs.ts'
import { editFacts, insertFacts } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import { createRule } from './commands.ts'
import { newRule } from './contract.ts'

const opened: TestDatabase[] = []
let db: Db
beforeEach(async () => {
  const database = await createTestDatabase()
  opened.push(database)
  db = database.db
})
afterAll(() => Promise.all(opened.map(({ drop }) => drop())))

const act = { kind: 'test', author: { kind: 'demo' } } as const

/** An academy on 1 June 2026, where people were added on these days, and one activity. */
async function found(input: { timeZone?: string; added?: string[] } = {}) {
  const { timeZone = 'Europe/Amsterdam', added = ['2026-05-03', '2026-06-01'] } = input
  const { result } = await change(db, act, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: timeZone, today: '2026-06-01' }])
    const [company_id = 0] = await insertFacts(tx, 'companies', [{ name: 'Rakema' }])
    const rows = added.map((added_on, nth) => ({
      name: `User ${nth}`,
      email: `user${nth}@example.com`,
      company_id,
      language: 'en',
      added_on,
    }))
    const users = await insertFacts(tx, 'users', rows)
    const [activityId = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam', valid_months: 1 }])
    return { users, activityId }
  })
  return result
}

async function rule(
  activityId: number,
  criteria: object[],
  onLeaving: { onLeaving?: 'withdraw' } = { onLeaving: 'withdraw' },
) {
  const { result } = await change(db, act, (tx) =>
    createRule(
      tx,
      newRule.parse({ name: 'Newcomers', state: 'active', criteria, targetIds: [activityId], ...onLeaving }),
    ),
  )
  return result.id
}

const at = (moment: string) => moveToday(db, { now: new Date(moment) })
const states = async () => [...(await heldIn(db)).values()].map(({ state }) => state)
const today = async () => (await sql<{ today: string }>`select today from academy`.execute(db)).rows[0]?.today

describe('a rule that moves with the date', () => {
  test('lets somebody in on the day they arrive and lets them go when the days are over, at midnight', async () => {
    const { activityId } = await found({ added: ['2026-06-02'] })
    await rule(activityId, [{ kind: 'added', is: 'in-last-days', days: 30 }])
    expect(await states()).toEqual([])
    expect(await at('2026-06-01T21:59:59Z')).toBeNull()
    expect(await at('2026-06-01T22:00:00Z')).toBe('2026-06-02')
    expect(await states()).toEqual([1])
    await at('2026-07-01T21:59:59Z')
    expect([await today(), await states()]).toEqual(['2026-07-01', [1]])
    await at('2026-07-01T22:00:00Z')
    expect([await today(), await states()]).toEqual(['2026-07-02', [3]])
    await expectNothingDue(db)
  })

  test('keeps whoever is in when nothing else is said', async () => {
    const { activityId } = await found({ added: ['2026-06-01'] })
    await rule(activityId, [{ kind: 'added', is: 'in-last-days', days: 30 }], {})
    await at('2026-08-01T12:00:00Z')
    expect(await states()).toEqual([2])
  })

  test('lets in whoever has been here for so many days', async () => {
    const { activityId } = await found({ added: ['2026-05-03', '2026-05-04', '2026-06-01'] })
    await rule(activityId, [{ kind: 'added', is: 'at-least-days-ago', days: 30 }])
    expect(await states()).toEqual([])
    await at('2026-06-02T12:00:00Z')
    expect(await states()).toEqual([1])
    await at('2026-06-03T12:00:00Z')
    expect(await states()).toEqual([1, 1])
  })

  test('moves nobody while it is paused, and goes straight to today when it resumes', async () => {
    const { activityId } = await found({ added: ['2026-06-01'] })
    const id = await rule(activityId, [{ kind: 'added', is: 'in-last-days', days: 2 }])
    await change(db, act, (tx) => editFacts(tx, 'rules', [{ id, state: 'paused' }]))
    await at('2026-06-20T12:00:00Z')
    expect(await states()).toEqual([1])
    await change(db, act, (tx) => editFacts(tx, 'rules', [{ id, state: 'active' }]))
    await workOff(db)
    expect(await states()).toEqual([3])
    await expectNothingDue(db)
  })
})

test('a server that slept for weeks goes straight to today, in one batch', async () => {
  const { activityId } = await found({ added: ['2026-06-01', '2026-06-10', '2026-07-20'] })
  await rule(activityId, [{ kind: 'added', is: 'in-last-days', days: 7 }])
  await at('2026-07-21T12:00:00Z')
  expect(await today()).toBe('2026-07-21')
  const { rows } = await sql`select from batches where author = 'calendar'`.execute(db)
  expect(rows).toHaveLength(1)
  // The second came and went while nobody looked: what never was required never was.
  expect(await states()).toEqual([3, 1])
  await expectNothingDue(db)
})

test('of several processes that notice midnight at once one moves the day, in the only batch there is of it', async () => {
  const { activityId } = await found({ added: ['2026-06-01', '2026-06-02'] })
  await rule(activityId, [{ kind: 'added', is: 'in-last-days', days: 2 }])
  const days = await Promise.all([1, 2, 3, 4].map(() => at('2026-06-03T12:00:00Z')))
  expect(days.filter((day) => day !== null)).toEqual(['2026-06-03'])
  const { rows } = await sql`select from batches where author = 'calendar'`.execute(db)
  expect(rows).toHaveLength(1)
  expect(await states()).toEqual([3, 1])
  await expectNothingDue(db)
})

test('the day never goes back', async () => {
  await found()
  await at('2026-06-05T12:00:00Z')
  expect(await at('2026-06-03T12:00:00Z')).toBeNull()
  await change(db, act, (tx) => editFacts(tx, 'academy', [{ id: true, time_zone: 'Pacific/Honolulu' }]))
  expect(await at('2026-06-05T12:00:00Z')).toBeNull()
  expect(await today()).toBe('2026-06-05')
})

describe('midnight', () => {
  // Where clocks change at midnight there is no 0:00 on one day, and two of them on another.
  const nights: Array<[zone: string, before: string, after: string, day: string]> = [
    ['Europe/Amsterdam', '2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Amsterdam', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['Africa/Cairo', '2027-04-29T21:59:59Z', '2027-04-29T22:00:00Z', '2027-04-30'],
    ['Africa/Cairo', '2026-10-29T21:59:59Z', '2026-10-29T22:00:00Z', '2026-10-30'],
    ['America/Santiago', '2026-09-06T03:59:59Z', '2026-09-06T04:00:00Z', '2026-09-06'],
    ['Pacific/Kiritimati', '2026-06-09T09:59:59Z', '2026-06-09T10:00:00Z', '2026-06-10'],
  ]
  test.each(nights)('in %s comes after %s, at %s', async (timeZone, before, after, day) => {
    await found({ timeZone })
    await at(before)
    expect(await today()).not.toBe(day)
    expect(await at(after)).toBe(day)
  })
})

describe('an exclusion', () => {
  test('holds on its last day and ends with it', async () => {
    const { users, activityId } = await found({ added: ['2026-05-03'] })
    const user_id = users[0] ?? 0
    await rule(activityId, [])
    await change(db, act, (tx) =>
      insertFacts(tx, 'exclusions', [{ user_id, activity_id: activityId, until: '2026-06-03' }]),
    )
    await at('2026-06-03T12:00:00Z')
    expect(await states()).toEqual([3])
    await at('2026-06-03T22:00:00Z')
    expect(await states()).toEqual([1])
    await expectNothingDue(db)
  })

  test('leaves whoever has completed it kept, until that completion runs out', async () => {
    const { users, activityId } = await found({ added: ['2026-05-03'] })
    const user_id = users[0] ?? 0
    await rule(activityId, [])
    await change(db, act, (tx) =>
      insertFacts(tx, 'completions', [{ user_id, activity_id: activityId, completed_on: '2026-06-01' }]),
    )
    await change(db, act, (tx) => insertFacts(tx, 'exclusions', [{ user_id, activity_id: activityId }]))
    await at('2026-06-30T12:00:00Z')
    expect(await states()).toEqual([2])
    await at('2026-07-01T12:00:00Z')
    expect(await states()).toEqual([3])
    await expectNothingDue(db)
  })
})
