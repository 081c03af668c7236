import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ada, database, story } from '../../test/served/once.ts'
import * as access from '../access/contract.ts'
import { change, commit } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { workOff } from '../enrollment/jobs.ts'
import { joinAudience } from '../facts.ts'
import { createUsers } from '../user/commands.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'
import { countBatches } from './counted.ts'

const latest = async (client = ada) => {
  const { items } = await client.call(contract.listBatches, { query: { limit: 1 } })
  if (!items[0]) throw new Error('nothing has happened')
  return items[0]
}

test('of a batch with more than a thousand facts the first are read, and it says so; when it is done all are counted', async () => {
  const { companies } = story
  const crowd = Array.from({ length: 1_100 }, (_, nth) =>
    users.newUser.parse({ name: `Many ${nth}`, email: `many.${nth}@example.com`, companyId: companies.logistics }),
  )
  await change(database.db, { kind: 'user.import', author: story.author }, (tx) => createUsers(tx, { users: crowd }))
  expect(await latest()).toMatchObject({
    facts: 1_100,
    about: {
      isWhole: false,
      more: 997,
      kinds: [{ kind: 'user', count: 1_000 }],
      things: [{ name: 'Many 0' }, {}, {}],
    },
  })
  const uncounted = await latest()
  expect(await countBatches(database.db)).toBeGreaterThan(0)
  expect(await latest()).toEqual({
    ...uncounted,
    about: { ...uncounted.about, isWhole: true, more: 1_097, kinds: [{ kind: 'user', count: 1_100 }] },
  })
  expect(await countBatches(database.db)).toBe(0)
})

test('an invitation, which writes no fact, is told by whom it is for, also when it is counted', async () => {
  const { id, name } = story.people.ann
  await ada.call(access.inviteUser, { params: { userId: id } })
  const told = {
    kind: 'user.invite',
    facts: 0,
    about: { things: [{ kind: 'user', id, name }], more: 0, isWhole: true },
  }
  expect(await latest()).toMatchObject(told)
  expect(await countBatches(database.db)).toBeGreaterThan(0)
  expect(await latest()).toMatchObject(told)
})

test('what is under way is not counted before it is done, and then as it was told before', async () => {
  const { db } = database
  const { rows } = await sql<{ id: number }>`select id from users where name like 'Many %'`.execute(db)
  const members = { audienceId: audience('byHand', story.activities.loads), userIds: rows.map(({ id }) => id) }
  const { batchId } = await commit(db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    joinAudience(tx, members),
  )
  expect(await countBatches(db)).toBe(0)
  await workOff(db)
  const told = await latest()
  expect(told).toMatchObject({ id: batchId, facts: 1_100, enrolled: 1_100 })
  const { loads, privacy } = story.activities
  const asked = [
    {},
    { kind: 'enrolled' },
    { kind: 'withdrawn' },
    { activityId: loads },
    { activityId: privacy },
  ] as const
  const pages = () =>
    Promise.all(
      asked.map((query) => ada.call(contract.listMoves, { params: { batchId }, query: { ...query, limit: 2 } })),
    )
  const moved = await pages()
  expect(moved.map(({ total }) => total)).toEqual([1_100, 1_100, 0, 1_100, 0])
  expect(await countBatches(db)).toBe(1)
  expect(await latest()).toEqual(told)
  expect(await pages()).toEqual(moved)
})
