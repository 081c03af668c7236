import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { ada, as, database, story } from '../../test/served/once.ts'
import * as enrollment from '../enrollment/contract.ts'
import * as exclusions from '../enrollment/exclusion/contract.ts'
import * as contract from './contract.ts'

let today: string

beforeAll(async () => {
  const { rows } = await sql<{ today: string }>`select academy_today() as today`.execute(database.db)
  today = rows[0]?.today ?? ''
  // What has happened so far in the story happened on the third of March, a minute before it was over.
  await sql`update events set at = '2026-03-03 23:59+01'`.execute(database.db)
  const { femke, zoe } = story.people
  const activityId = story.activities.fireSafety
  await ada.call(enrollment.addParticipants, { params: { activityId }, body: { userIds: [zoe.id] } })
  await ada.call(exclusions.exclude, { body: { userIds: [femke.id], activityIds: [activityId], reason: 'Left early' } })
})

const participants = async (query: { day: string; search?: string; limit?: number }) => {
  const params = { activityId: story.activities.fireSafety }
  const { items, total } = await ada.call(contract.listParticipantsOn, { params, query })
  return { names: items.map(({ user }) => user.name), total, items }
}

test('who was enrolled on a past day is told by name, and who came and went since is not', async () => {
  const then = ['Ann de Vries', 'Bo Smit', 'Daan Visser', 'Femke Bakker', 'Ruth de Wit']
  expect(await participants({ day: '2026-03-02' })).toMatchObject({ names: [], total: 0 })
  expect(await participants({ day: '2026-03-03' })).toMatchObject({ names: then, total: 5 })
  expect(await participants({ day: '2026-03-03', search: 'visser' })).toMatchObject({
    names: ['Daan Visser'],
    total: 1,
  })
  expect((await participants({ day: '2026-03-03', limit: 1 })).items).toEqual([
    {
      user: { id: story.people.ann.id, name: 'Ann de Vries', email: 'ann.de.vries@example.com' },
      state: 'active',
      since: '2026-03-03T22:59:00.000Z',
    },
  ])
  const now = ['Ann de Vries', 'Bo Smit', 'Daan Visser', 'Ruth de Wit', 'Zoë Janssen']
  expect((await participants({ day: today })).names).toEqual(now)
})

test('what somebody was enrolled in is told to them and their managers too', async () => {
  const params = { userId: story.people.femke.id }
  for (const who of ['femke', 'daan', 'ruth'] as const) {
    const client = await as(who)
    const { items } = await client.call(contract.listEnrollmentsOn, { params, query: { day: '2026-03-03' } })
    expect(items.map(({ activity, state }) => [activity.id, state])).toEqual([[story.activities.fireSafety, 'active']])
  }
  expect(await ada.call(contract.listEnrollmentsOn, { params, query: { day: today } })).toEqual({ items: [] })
})

test('a day to come is refused in a sentence, and so is no day', async () => {
  const params = { activityId: story.activities.fireSafety }
  expect(await ada.refusal(contract.listParticipantsOn, { params, query: { day: '2199-01-01' } })).toMatchObject({
    status: 422,
    detail: `Who will be enrolled on 2199-01-01 is not known yet. Today is ${today}; choose that day or one before.`,
    errors: [{ field: 'day' }],
  })
  expect(await ada.refusal(contract.listParticipantsOn, { params, query: {} })).toMatchObject({ status: 422 })
})
