import { expect, test } from 'vitest'
import { type Client, signedIn } from '../../test/client.ts'
import { ada, app, as, database, story } from '../../test/served/once.ts'
import { archiveActivity } from '../learning/contract.ts'
import { createUser } from '../user/contract.ts'
import * as contract from './contract.ts'

const suggested = async (client: Client, forUser?: number) =>
  (await client.call(contract.suggestActivities, { query: { forUser } })).items.map(({ id, because }) => [id, because])

async function newcomer(name: string, role: 'learner' | 'administrator' = 'learner'): Promise<number> {
  const { id } = await ada.call(createUser, {
    body: {
      name,
      role,
      email: `${name}@example.com`,
      companyId: story.companies.rakema,
      departmentId: story.departments.rotterdam,
    },
  })
  return id
}

test('what one enrolled people in last comes first, to oneself alone, and never what the user has or what is archived', async () => {
  const { people, activities } = story
  const zoe = { userId: people.zoe.id }
  const enroll = (activityId: number) =>
    ada.call(contract.enrollUser, { params: zoe, body: { activityIds: [activityId] } })
  await enroll(activities.privacy)
  await enroll(activities.forklift)
  expect((await suggested(ada)).slice(0, 2)).toEqual([
    [activities.forklift, 'recent'],
    [activities.privacy, 'recent'],
  ])
  expect((await suggested(ada, people.zoe.id)).map(([id]) => id)).not.toContain(activities.forklift)
  const ruth = await as('ruth')
  expect(await suggested(ruth)).toEqual([])
  await ada.call(archiveActivity, { params: { activityId: activities.forklift } })
  expect((await suggested(ada)).map(([id]) => id)).not.toContain(activities.forklift)
})

test('what most of the department has is suggested for somebody who does not have it', async () => {
  const { activities } = story
  const [cas, dirk, els] = [await newcomer('cas'), await newcomer('dirk'), await newcomer('els')]
  const before = await suggested(ada, els)
  expect(before).not.toContainEqual([activities.conduct, 'colleagues'])
  const { rows } = await database.pool.query<{ id: number }>(
    `select id from users where department_id = $1 and status = 'active' and id <> $2`,
    [story.departments.rotterdam, els],
  )
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([cas, dirk]))
  const colleagues = rows.map(({ id }) => id)
  await ada.call(contract.addParticipants, {
    params: { activityId: activities.conduct },
    body: { userIds: colleagues },
  })
  const other = await newcomer('otto', 'administrator')
  expect(await suggested(await signedIn(app, other), els)).toContainEqual([activities.conduct, 'colleagues'])
})
