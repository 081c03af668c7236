import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Client, signedIn } from '../../test/client.ts'
import { expectNothingDue } from '../../test/invariants.ts'
import { ada, app, as, database, idsOf, story, type Who } from '../../test/served/anew.ts'
import { change } from '../change.ts'
import { insertFacts } from '../facts.ts'
import { createRule, editRule } from '../rule/commands.ts'
import { newRule } from '../rule/contract.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'
import { audience } from './engine/index.ts'
import * as exclusions from './exclusion/contract.ts'
import * as previews from './preview/contract.ts'

let ruth: Client

beforeEach(async () => {
  ruth = await as('ruth')
})

async function enrollmentOf(who: Who, activityId: number) {
  const { items } = await ada.call(contract.listUserEnrollments, { params: { userId: story.people[who].id } })
  return items.find(({ activity }) => activity.id === activityId)
}

const enroll = (client: Client, activityId: number, who: Who) =>
  client.call(contract.enrollUser, { params: { userId: story.people[who].id }, body: { activityIds: [activityId] } })
const end = (client: Client, userIds: number[], activityIds: number[], exclude?: { reason: string }) =>
  client.call(contract.endEnrollments, { body: { userIds, activityIds, ...(exclude && { exclude }) } })

describe('ending enrollments of several people in several activities', () => {
  test('is one act, which withdraws what nothing else requires and names what stays, with why', async () => {
    const { conduct, privacy, fireSafety } = story.activities
    for (const activityId of [conduct, privacy, fireSafety]) await enroll(ada, activityId, 'ann')
    await enroll(ruth, conduct, 'bo')
    const answer = await end(ada, idsOf('ann', 'bo', 'zoe'), [conduct, privacy, fireSafety])
    expect(answer).toMatchObject({ state: 'done', withdrawn: 3, kept: 0, ended: 5, notEnrolled: 4 })
    expect(answer.notEnded).toEqual({ total: 0, items: [] })
    expect(answer.remaining).toMatchObject({
      total: 2,
      items: [
        { user: { name: 'Ann de Vries' }, activity: { title: 'Fire safety' }, causes: [{ kind: 'department-below' }] },
        {
          user: { name: 'Bo Smit' },
          activity: { title: 'Fire safety' },
          causes: [{ audience: { name: 'Warehouse' } }],
        },
      ],
    })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ causes: [{ kind: 'department-below' }] })
    await expectNothingDue(database.db)
  })

  test('names what any kind of cause keeps alive: units, everyone, rules held or not, lists of others', async () => {
    const { firstAid, conduct, privacy, loads, forklift } = story.activities
    const { ann } = story.people
    const activityIds = [firstAid, conduct, privacy, loads, forklift]
    const act = { kind: 'test', author: story.author, notify: false }
    const [, pausedId] = await change(database.db, act, async (tx) => {
      await insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: conduct }])
      const rule = (name: string, targetId: number) =>
        createRule(tx, newRule.parse({ name, criteria: [], targetIds: [targetId], state: 'active' }))
      const [active, paused] = [await rule('Active', privacy), await rule('Paused', loads)]
      return [active.id, paused.id]
    }).then(({ result }) => result)
    await change(database.db, act, (tx) => editRule(tx, { id: pausedId ?? 0, edit: { state: 'paused' } }))
    await ada.call(users.editUser, {
      params: { userId: ann.id },
      body: { qualificationIds: [story.qualifications.bhv] },
    })
    await enroll(ada, forklift, 'ann')
    const answer = await end(ada, [ann.id], activityIds)
    expect(answer).toMatchObject({ ended: 5, withdrawn: 1, remaining: { total: 4 } })
    expect(
      answer.remaining.items.map(({ activity, causes }) => [activity.id, ...causes.map(({ kind }) => kind)]),
    ).toEqual([
      [firstAid, 'qualification'],
      [conduct, 'everyone'],
      [privacy, 'rule'],
      [loads, 'rule'],
    ])
  })

  test('is previewed with what ends, and what stays', async () => {
    const { conduct, fireSafety } = story.activities
    for (const activityId of [conduct, fireSafety]) await enroll(ada, activityId, 'ann')
    const body = { userIds: idsOf('ann'), activityIds: [conduct, fireSafety] }
    const foreseen = await ada.call(previews.previewOf(contract.endEnrollments), { body })
    expect(foreseen).toMatchObject({ people: 1, counts: { withdrawn: { enrollments: 1 }, kept: { enrollments: 0 } } })
    const names = await ada.call(previews.listPreviewNames, {
      params: { previewId: foreseen.previewId },
      query: { kind: 'withdrawn' },
    })
    expect(names.items).toMatchObject([{ activity: { id: conduct }, because: 'by-hand' }])
    expect(await ada.call(contract.endEnrollments, { body })).toMatchObject({ withdrawn: 1, remaining: { total: 1 } })
  })

  test('withdraws what is only kept, although no fact says that it is there', async () => {
    const { fireSafety } = story.activities
    const [userId = 0] = idsOf('ann')
    const ann = await signedIn(app, userId)
    await ann.call(contract.startActivity, { params: { userId, activityId: fireSafety } })
    await ada.call(users.editUser, { params: { userId }, body: { departmentId: story.departments.office } })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'kept' })
    expect(await end(ada, [userId], [fireSafety])).toMatchObject({ ended: 1, withdrawn: 1 })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn', status: 'started' })
  })

  test('by a manager ends what managers made, and names the rest', async () => {
    const { conduct, privacy } = story.activities
    await enroll(ruth, conduct, 'ann')
    await enroll(ada, conduct, 'bo')
    await enroll(ruth, privacy, 'bo')
    await enroll(ada, privacy, 'bo')
    const answer = await end(ruth, idsOf('ann', 'bo'), [conduct, privacy])
    expect(answer).toMatchObject({
      ended: 2,
      withdrawn: 1,
      notEnrolled: 1,
      notEnded: {
        total: 1,
        items: [{ user: { name: 'Bo Smit' }, activity: { title: 'Gedragscode' }, why: 'not-by-manager' }],
      },
      remaining: { total: 1, items: [{ activity: { title: 'Data privacy' }, causes: [{ kind: 'by-hand' }] }] },
    })
    expect(await enrollmentOf('bo', privacy)).toMatchObject({ state: 'active', causes: [{ kind: 'by-hand' }] })
  })

  test('leaves inactive people’s enrollments as they stand, and names them', async () => {
    const { conduct } = story.activities
    await enroll(ada, conduct, 'ann')
    await ada.call(users.editUser, { params: { userId: story.people.ann.id }, body: { status: 'inactive' } })
    expect(await end(ada, idsOf('ann', 'bo'), [conduct])).toMatchObject({
      ended: 0,
      notEnrolled: 1,
      notEnded: { total: 1, items: [{ user: { name: 'Ann de Vries' }, why: 'inactive' }] },
    })
    await ada.call(users.editUser, { params: { userId: story.people.ann.id }, body: { status: 'active' } })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({ state: 'active', causes: [{ kind: 'by-hand' }] })
  })

  test('of people whom a manager may not know of is refused as if there were none', async () => {
    const { conduct } = story.activities
    await enroll(ada, conduct, 'zoe')
    const refused = await ruth.refusal(contract.endEnrollments, {
      body: { userIds: idsOf('ann', 'zoe'), activityIds: [conduct] },
    })
    expect(refused).toMatchObject({
      status: 422,
      errors: [
        {
          field: 'userIds',
          message: `There is no user with the number ${story.people.zoe.id}, or you may not see them. Choose from the list.`,
        },
      ],
    })
  })

  test('may exclude them in the same act, so that nothing brings them back', async () => {
    const { fireSafety, conduct } = story.activities
    await enroll(ada, fireSafety, 'ann')
    const answer = await end(ada, idsOf('ann', 'zoe'), [fireSafety, conduct], { reason: 'Works from home' })
    expect(answer).toMatchObject({ ended: 1, withdrawn: 1, notEnrolled: 3, remaining: { total: 0 } })
    const { items } = await ada.call(exclusions.listUserExclusions, { params: { userId: story.people.ann.id } })
    expect(items.map(({ activity, reason }) => [activity.title, reason])).toEqual([['Fire safety', 'Works from home']])
    const facts = await sql`
      select fact from changes where batch_id = ${answer.batchId} group by fact order by fact`.execute(database.db)
    expect(facts.rows).toEqual([{ fact: 'exclusions' }, { fact: 'memberships' }])
    await expectNothingDue(database.db)
  })

  test('and excluding them is for administrators', async () => {
    const { conduct } = story.activities
    await enroll(ruth, conduct, 'ann')
    const body = { userIds: idsOf('ann'), activityIds: [conduct], exclude: { reason: 'No' } }
    expect(await ruth.refusal(contract.endEnrollments, { body })).toMatchObject({ status: 403 })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({ state: 'active' })
  })
})

describe('ending one enrollment', () => {
  test('may exclude in the same act, also what no person made', async () => {
    const { fireSafety } = story.activities
    const params = { userId: story.people.ann.id, activityId: fireSafety }
    const until = await academyDay()
    const answer = await ada.call(contract.endEnrollment, { params, body: { exclude: { reason: 'On leave', until } } })
    expect(answer).toMatchObject({ withdrawn: 1, remaining: [] })
    const { items } = await ada.call(exclusions.listUserExclusions, { params: { userId: params.userId } })
    expect(items).toMatchObject([{ reason: 'On leave', until, by: { name: 'Ada Okafor' } }])
  })

  test('a manager may not exclude', async () => {
    const { conduct } = story.activities
    await enroll(ruth, conduct, 'ann')
    const params = { userId: story.people.ann.id, activityId: conduct }
    const body = { exclude: { reason: 'No' } }
    expect(await ruth.refusal(contract.endEnrollment, { params, body })).toMatchObject({ status: 403 })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({ state: 'active' })
  })
})

describe('ending participants of one activity', () => {
  test('ends as many as are chosen', async () => {
    const { conduct } = story.activities
    const params = { activityId: conduct }
    await ada.call(contract.addParticipants, { params, body: { userIds: idsOf('ann', 'bo', 'zoe') } })
    expect(await ada.call(contract.endParticipants, { params, body: { userIds: idsOf('ann', 'zoe') } })).toMatchObject({
      ended: 2,
      withdrawn: 2,
    })
    const left = await ada.call(contract.listParticipants, { params })
    expect(left.items.map(({ user }) => user.name)).toEqual(['Bo Smit'])
  })

  test('is for a manager among their own people', async () => {
    const { conduct } = story.activities
    await enroll(ruth, conduct, 'ann')
    const params = { activityId: conduct }
    expect(await ruth.call(contract.endParticipants, { params, body: { userIds: idsOf('ann') } })).toMatchObject({
      withdrawn: 1,
    })
    expect(await ruth.refusal(contract.endParticipants, { params, body: { userIds: idsOf('zoe') } })).toMatchObject({
      status: 422,
    })
  })
})

test('what is kept is told by learning activity, in the language of the one who cleans up', async () => {
  const { conduct, privacy } = story.activities
  await enroll(ada, privacy, 'bo')
  for (const who of ['ann', 'zoe'] as const) {
    await enroll(ada, conduct, who)
    const params = { userId: story.people[who].id, activityId: conduct }
    await ada.call(contract.completeActivity, { params, body: {} })
  }
  await end(ada, idsOf('ann', 'zoe'), [conduct])
  expect(await ada.call(contract.listKept)).toEqual({
    items: [{ activity: expect.objectContaining({ id: conduct, title: 'Code of conduct' }), kept: 2 }],
    total: 2,
  })
})

async function academyDay(): Promise<string> {
  const { rows } = await sql<{ today: string }>`select today from academy`.execute(database.db)
  return rows[0]?.today ?? ''
}
