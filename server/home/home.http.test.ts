import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ada, database, story } from '../../test/served/once.ts'
import { enrollUser } from '../enrollment/contract.ts'
import * as contract from './contract.ts'
import { countOwedPlots } from './plots.ts'

/** As the plots are meant: counted in plain loops over what stands. */
async function countPlainly(unit: 'company_id' | 'department_id') {
  const { db } = database
  const { rows } = await sql<{ unit: number | null; user_id: number; activity_id: number }>`
    select ${sql.ref(unit)} as unit, e.user_id, e.activity_id
    from enrollments e join users on users.id = e.user_id
    where users.status = 'active' and e.state <> 3`.execute(db)
  const { rows: done } = await sql<{ user_id: number; activity_id: number }>`select * from valid_completions`.execute(
    db,
  )
  const counts = new Map<number, { enrollments: number; completed: number }>()
  for (const row of rows) {
    if (row.unit === null) continue
    const count = counts.get(row.unit) ?? { enrollments: 0, completed: 0 }
    count.enrollments += 1
    if (done.some((one) => one.user_id === row.user_id && one.activity_id === row.activity_id)) count.completed += 1
    counts.set(row.unit, count)
  }
  return counts
}

test('plots are counted when somebody looks, and told with the moment they were counted', async () => {
  const { db } = database
  expect(await ada.call(contract.readPlots)).toEqual({ plots: null, countedAt: null, isBeingCounted: true })
  expect(await countOwedPlots(db, new Date())).toBe(true)
  expect(await countOwedPlots(db, new Date())).toBe(false)

  const { plots, countedAt, isBeingCounted } = await ada.call(contract.readPlots)
  expect(isBeingCounted).toBe(false)
  expect(countedAt).not.toBeNull()
  for (const [unit, told] of [
    ['company_id', plots?.companies],
    ['department_id', plots?.departments],
  ] as const) {
    const plainly = await countPlainly(unit)
    expect(told?.length).toBeGreaterThan(0)
    for (const { id, enrollments, completed } of told ?? []) expect(plainly.get(id)).toEqual({ enrollments, completed })
  }
})

test('what enrolled people this week is told by the kind of act, and weeks without any are there too', async () => {
  const { db } = database
  const { people, activities } = story
  const read = async () => {
    await sql`update home_plots set asked_at = clock_timestamp() + interval '1 second'`.execute(db)
    await countOwedPlots(db, new Date())
    return (await ada.call(contract.readPlots)).plots?.weeks ?? []
  }
  const before = await read()
  const { enrolled } = await ada.call(enrollUser, {
    params: { userId: people.zoe.id },
    body: { activityIds: [activities.loads] },
  })
  expect(enrolled).toBe(1)
  const after = await read()
  expect(after).toHaveLength(26)
  expect(after.at(-1)?.by.hand).toBe((before.at(-1)?.by.hand ?? 0) + 1)
  expect(after[0]?.by).toEqual({ hand: 0, import: 0, people: 0, assignments: 0, rules: 0, other: 0 })
  expect(new Date(after[0]?.week ?? '').getUTCDay()).toBe(1)
})

test('plots that are a while old are shown, and counted anew', async () => {
  const { db } = database
  await sql`update home_plots set counted_at = now() - interval '11 minutes', asked_at = now() - interval '12 minutes'`.execute(
    db,
  )
  expect(await ada.call(contract.readPlots)).toMatchObject({
    plots: { weeks: expect.any(Array) },
    isBeingCounted: true,
  })
  expect(await countOwedPlots(db, new Date())).toBe(true)
  expect((await ada.call(contract.readPlots)).isBeingCounted).toBe(false)
})
