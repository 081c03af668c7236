import { beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, idsOf, story } from '../../test/served/once.ts'
import { enrollUsers, listUserEnrollments } from '../enrollment/contract.ts'
import { exclude } from '../enrollment/exclusion/contract.ts'
import { previewOf } from '../enrollment/preview/contract.ts'
import { undoBatch } from '../history/contract.ts'
import { editUsers, readUser } from './contract.ts'

let ruth: Client

beforeAll(async () => {
  ruth = await as('ruth')
})

const read = (userId: number) => ada.call(readUser, { params: { userId } })

describe('several users', () => {
  test('moved to a department are in its company, are enrolled as a preview said, and come back by an undo', async () => {
    const userIds = idsOf('marta', 'emile')
    const before = await Promise.all(userIds.map(read))
    const body = { userIds, departmentId: story.departments.venlo }
    const preview = await ada.call(previewOf(editUsers), { body })
    expect(preview.counts.enrolled.people).toBe(2)
    expect(await Promise.all(userIds.map(read))).toEqual(before)

    const { edited, batchId } = await ada.call(editUsers, { body })
    expect(edited).toBe(2)
    for (const user of await Promise.all(userIds.map(read))) {
      expect(user).toMatchObject({ company: { name: 'Rakema' }, department: { name: 'Venlo' } })
      const { items } = await ada.call(listUserEnrollments, { params: { userId: user.id } })
      expect(items.map(({ activity }) => activity.title)).toContain('Fire safety')
    }

    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await Promise.all(userIds.map(read))).toEqual(before)
  })

  test('who come to another company leave their department, and who is there already keeps it', async () => {
    const userIds = idsOf('bo', 'marta')
    await ada.call(editUsers, { body: { userIds, companyId: story.companies.logistics } })
    expect(await read(story.people.bo.id)).toMatchObject({ company: { name: 'Rakema Logistics' }, department: null })
    expect((await read(story.people.marta.id)).department).not.toBeNull()
  })

  test('made inactive are signed out, and active again they are in', async () => {
    const wei = await as('wei')
    const params = { userId: story.people.wei.id }
    const userIds = idsOf('wei', 'ole')
    expect(await ada.call(editUsers, { body: { userIds, status: 'inactive' } })).toMatchObject({ edited: 1 })
    expect(await wei.refusal(readUser, { params })).toMatchObject({ status: 401 })
    await ada.call(editUsers, { body: { userIds: idsOf('wei'), status: 'active' } })
    expect(await read(story.people.wei.id)).toMatchObject({ status: 'active' })
  })

  test.each<[string, () => Record<string, unknown>, number, string | undefined]>([
    ['nothing to change', () => ({}), 422, ''],
    [
      'a department of another company',
      () => ({ companyId: story.companies.logistics, departmentId: story.departments.venlo }),
      422,
      'departmentId',
    ],
    ['a department there is not', () => ({ departmentId: 9999 }), 422, 'departmentId'],
    ['one of themselves as manager', () => ({ managerId: story.people.ann.id }), 422, 'managerId'],
    ['somebody there is not', () => ({ userIds: [story.people.ann.id, 9999], language: 'de' }), 422, 'userIds'],
    ['an end to all administrators', () => ({ userIds: idsOf('ada', 'ann'), status: 'inactive' }), 409, 'role'],
  ])('given %s are refused, and stay as they are', async (_, edit, status, field) => {
    const before = await read(story.people.ann.id)
    const body = { userIds: idsOf('ann', 'bo'), ...edit() }
    const problem = await ada.refusal(editUsers, { body: body as never })
    expect(problem).toMatchObject({ status })
    expect(problem.errors?.map((error) => error.field)).toEqual([field])
    expect(await read(story.people.ann.id)).toEqual(before)
  })

  test('are edited by administrators only', async () => {
    const body = { userIds: idsOf('ann'), language: 'de' as const }
    expect(await ruth.refusal(editUsers, { body })).toMatchObject({ status: 403 })
  })
})

describe('several users and activities', () => {
  test('come together by hand; the excluded and the inactive stay out and are named', async () => {
    const { activities, people } = story
    const activityIds = [activities.privacy, activities.conduct]
    await ada.call(exclude, {
      body: { userIds: [people.femke.id], activityIds: [activities.privacy], reason: 'On leave' },
    })
    const body = { userIds: idsOf('daan', 'femke', 'ole'), activityIds }
    const preview = await ada.call(previewOf(enrollUsers), { body })
    const answer = await ada.call(enrollUsers, { body })
    expect(answer).toMatchObject({
      enrolled: 3,
      excluded: { total: 1, items: [{ user: { name: 'Femke Bakker' } }] },
      inactive: { total: 1, items: [{ name: 'Ole Hansen' }] },
    })
    expect(preview.counts).toMatchObject({ enrolled: { people: 2, enrollments: 3 }, excluded: { people: 1 } })
  })

  test('are for a manager those of their own people', async () => {
    const activityIds = [story.activities.conduct]
    expect(
      await ruth.call(enrollUsers, { body: { userIds: idsOf('ann', 'bo').slice(0, 1), activityIds } }),
    ).toMatchObject({
      enrolled: 1,
    })
    const problem = await ruth.refusal(enrollUsers, { body: { userIds: idsOf('ann', 'zoe'), activityIds } })
    expect(problem).toMatchObject({ status: 422 })
  })

  test('who are all inactive cannot be enrolled', async () => {
    const body = { userIds: idsOf('ole'), activityIds: [story.activities.conduct] }
    expect(await ada.refusal(enrollUsers, { body })).toMatchObject({ status: 422 })
  })
})
