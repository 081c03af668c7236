import { expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { heldIn } from '../../test/invariants.ts'
import { ada, as, database, story } from '../../test/served/once.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as enrollment from '../enrollment/contract.ts'
import * as exclusions from '../enrollment/exclusion/contract.ts'
import * as previews from '../enrollment/preview/contract.ts'
import * as organization from '../organization/contract.ts'
import * as user from '../user/contract.ts'
import * as contract from './contract.ts'

const livesIn = async () =>
  [...(await heldIn(database.db))].filter(([, { state }]) => state !== 3).map(([key, { state }]) => `${key} ${state}`)

test('an act is previewed in reverse, taken back, and stands in the history with its undo', async () => {
  const before = await livesIn()
  const assigned = await ada.call(assignments.editAssignments, {
    params: { unit: 'teams', unitId: story.teams.nightShift },
    body: { add: [{ targetId: story.activities.privacy, onLeaving: 'keep' }] },
  })
  const { batchId, enrolled } = assigned.outcome
  const foreseen = await ada.call(previews.previewOf(contract.undoBatch), { params: { batchId }, body: {} })
  expect(foreseen.counts.withdrawn.enrollments).toBe(enrolled)
  const names = await ada.call(previews.listPreviewNames, { params: foreseen, query: { kind: 'withdrawn' } })
  expect(names.items[0]).toMatchObject({ because: 'taken-back', causes: [{ audience: { name: 'Night shift' } }] })
  expect(await livesIn()).not.toEqual(before)

  const { outcome, stays } = await ada.call(contract.undoBatch, { params: { batchId }, body: {} })
  expect(stays).toEqual([])
  expect(outcome.withdrawn).toBe(enrolled)
  expect(await livesIn()).toEqual(before)
  const { items } = await ada.call(contract.listBatches, { query: { limit: 2 } })
  expect(items.map(({ id, kind }) => [id, kind])).toEqual([
    [outcome.batchId, 'undo'],
    [batchId, 'assignment.edit'],
  ])

  expect(await ada.refusal(contract.undoBatch, { params: { batchId }, body: {} })).toMatchObject({
    code: 'undone-already',
    detail: expect.stringMatching(/^Ada Okafor undid this already, on \d{4}-\d\d-\d\d\. /),
  })
  await ada.call(contract.undoBatch, { params: { batchId: outcome.batchId }, body: {} })
  expect(await livesIn()).not.toEqual(before)
})

test('of two who take back the same at the same moment one is told that it was', async () => {
  const { batchId } = await ada.call(enrollment.enrollUsers, {
    body: { userIds: [story.people.bo.id, story.people.wei.id], activityIds: [story.activities.privacy] },
  })
  const undo = async () =>
    (await ada.send('POST', `/api/batches/${batchId}/undo`, { body: {} })) as {
      status: number
      body: { code?: string }
    }
  const answers = await Promise.all([undo(), undo(), undo()])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  expect(answers.map(({ body }) => body.code).filter(Boolean)).toEqual(['undone-already', 'undone-already'])
})

test('a manager undoes what they did to their people, as long as these are theirs, and nothing else', async () => {
  const { ann, bo } = story.people
  const manager = await as('ruth')
  const undo = (batchId: number) => ({ params: { batchId }, body: {} })
  const enroll = (asker: Client) =>
    asker.call(enrollment.enrollUser, { params: { userId: ann.id }, body: { activityIds: [story.activities.conduct] } })
  const mayUndo = async () => (await manager.call(contract.listTeamHistory, { query: { limit: 1 } })).items[0]?.mayUndo

  const { batchId } = await enroll(manager)
  expect(await mayUndo()).toBe(true)
  const undone = await manager.call(contract.undoBatch, undo(batchId))
  expect(undone.outcome.withdrawn).toBe(1)
  expect((await manager.call(contract.undoBatch, undo(undone.outcome.batchId))).outcome.resumed).toBe(1)
  const params = { userId: ann.id, activityId: story.activities.conduct }
  const ended = await manager.call(enrollment.endEnrollment, { params, body: {} })
  expect((await manager.call(contract.undoBatch, undo(ended.batchId))).outcome.resumed).toBe(1)

  // What an administrator did they do not know; nor is Ann theirs where she goes.
  const { batchId: adas } = await ada.call(enrollment.enrollUser, {
    params: { userId: bo.id },
    body: { activityIds: [story.activities.conduct] },
  })
  expect(await manager.refusal(contract.undoBatch, undo(adas))).toMatchObject({ status: 404 })
  const again = await manager.call(enrollment.endEnrollment, { params, body: {} })
  expect(await mayUndo()).toBe(true)
  // Whom they could not enroll by hand they do not enroll by an undo.
  const exclusion = { userIds: [ann.id], activityIds: [story.activities.conduct], reason: 'On leave' }
  const excluded = await ada.call(exclusions.exclude, { body: exclusion })
  expect(await manager.refusal(contract.undoBatch, undo(again.batchId))).toMatchObject({ status: 403 })
  await ada.call(contract.undoBatch, undo(excluded.batchId))
  const edit = { companyId: story.companies.logistics, departmentId: null, managerId: null }
  await ada.call(user.editUser, { params: { userId: ann.id }, body: edit })
  expect(await manager.refusal(contract.undoBatch, undo(again.batchId))).toMatchObject({ status: 403 })
})

test('what was changed since is named, before and after', async () => {
  const { zoe, emile } = story.people
  const params = { unitId: story.teams.nightShift ?? 0 }
  const { batchId } = await ada.call(organization.teams.addMembers, { params, body: { userIds: [zoe.id, emile.id] } })
  await ada.call(organization.teams.removeMembers, { params, body: { userIds: [zoe.id] } })
  const stays = [{ fact: 'memberships', people: 1, about: [{ kind: 'team', id: params.unitId, name: 'Night shift' }] }]
  expect((await ada.call(previews.previewOf(contract.undoBatch), { params: { batchId }, body: {} })).stays).toEqual(
    stays,
  )
  expect((await ada.call(contract.undoBatch, { params: { batchId }, body: {} })).stays).toEqual(stays)
})

test('whether people have started since is foreseen, and nothing else is taken for it', async () => {
  const { bo, zoe, femke, wei } = story.people
  const { loads, fireSafety } = story.activities
  const start = (userId: number, activityId: number) =>
    ada.call(enrollment.startActivity, { params: { userId, activityId } })
  // Before the act, and in something else.
  await start(femke.id, fireSafety)
  const { batchId } = await ada.call(enrollment.enrollUsers, {
    body: { userIds: [bo.id, zoe.id, wei.id], activityIds: [loads] },
  })
  const foreseen = () => ada.call(previews.previewOf(contract.undoBatch), { params: { batchId }, body: {} })
  expect(await foreseen()).toMatchObject({ startedSince: 0, counts: { withdrawn: { people: 3 } } })
  await start(bo.id, loads)
  await start(zoe.id, loads)
  const params = { userId: zoe.id, activityId: loads }
  await ada.call(enrollment.completeActivity, { params, body: {} })
  // What is completed is kept either way.
  expect(await foreseen()).toMatchObject({ startedSince: 1, counts: { kept: { people: 2 }, withdrawn: { people: 1 } } })
  const withdrawing = { params: { batchId }, body: { started: 'withdraw' as const } }
  expect(await ada.call(previews.previewOf(contract.undoBatch), withdrawing)).toMatchObject({
    startedSince: 1,
    counts: { kept: { people: 1 }, withdrawn: { people: 2 } },
  })
})
