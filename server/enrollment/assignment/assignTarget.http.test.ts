import { describe, expect, test } from 'vitest'
import { ada, story } from '../../../test/served/once.ts'
import { undoBatch } from '../../history/contract.ts'
import { readQualification } from '../../learning/contract.ts'
import { teams } from '../../organization/contract.ts'
import { listParticipants } from '../contract.ts'
import { previewOf } from '../preview/contract.ts'
import { assignActivity, assignedTo, assignQualification, qualificationAssignedTo } from './contract.ts'

const participants = async (activityId: number) => {
  const { items } = await ada.call(listParticipants, { params: { activityId }, query: {} })
  return items.map(({ user }) => user.name)
}

describe('assigning from the other end', () => {
  test('an activity to several units and into a qualification is one act, previewed and taken back whole', async () => {
    const { forklift } = story.activities
    const { bhv } = story.qualifications
    const params = { activityId: forklift }
    const body = {
      units: [
        { unit: 'teams' as const, unitId: story.teams.worksCouncil },
        { unit: 'departments' as const, unitId: story.departments.transport },
      ],
      qualificationIds: [bhv],
    }
    const foreseen = await ada.call(previewOf(assignActivity), { params, body })
    const { enrolled, batchId } = await ada.call(assignActivity, { params, body })
    expect(enrolled).toBe(foreseen.counts.enrolled.enrollments)
    expect(await participants(forklift)).toEqual(['Daan Visser', 'Jürgen Krause', 'Marta Kowalska', 'Zoë Janssen'])
    const { items } = await ada.call(assignedTo, { params })
    expect(items.map(({ kind, audience, through }) => [kind, audience?.name, through?.name])).toEqual([
      ['department-below', 'Transport', undefined],
      ['team', 'First aiders', 'BHV'],
      ['team', 'Works council', undefined],
      ['qualification', 'BHV', undefined],
    ])
    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await participants(forklift)).toEqual([])
    const { activities } = await ada.call(readQualification, { params: { qualificationId: bhv } })
    expect(activities).toHaveLength(2)
  })

  test('a qualification to a unit makes its people holders, until that is ended', async () => {
    const params = { qualificationId: story.qualifications.bhv }
    await ada.call(assignQualification, {
      params,
      body: { units: [{ unit: 'functions', unitId: story.functions.accountant }] },
    })
    const { items } = await ada.call(qualificationAssignedTo, { params })
    expect(items.map(({ audience }) => audience?.name)).toEqual(['First aiders', 'Accountant'])
    expect(await participants(story.activities.firstAid)).toContain('Zoë Janssen')
    await ada.call(assignQualification, { params, body: { remove: [items[1]?.assignmentId ?? 0] } })
    expect(await participants(story.activities.firstAid)).not.toContain('Zoë Janssen')
  })

  test('is refused where it is there already, to what is archived or not there, and of what is not its own', async () => {
    const params = { activityId: story.activities.fireSafety }
    const warehouse = { unit: 'departments' as const, unitId: story.departments.warehouse }
    expect(await ada.refusal(assignActivity, { params, body: { units: [warehouse] } })).toMatchObject({
      status: 409,
      code: 'assigned-already',
    })
    await ada.call(teams.archive, { params: { unitId: story.teams.worksCouncil } })
    const council = { unit: 'teams' as const, unitId: story.teams.worksCouncil }
    expect(await ada.refusal(assignActivity, { params, body: { units: [council] } })).toMatchObject({
      status: 422,
      errors: [{ field: 'units', message: 'Team "Works council" is archived. Restore it first, or choose another.' }],
    })
    expect(await ada.refusal(assignActivity, { params, body: { qualificationIds: [99_999] } })).toMatchObject({
      status: 422,
      errors: [{ field: 'qualificationIds' }],
    })
    expect(await ada.refusal(assignActivity, { params, body: { remove: [99_999] } })).toMatchObject({ status: 409 })
    expect(await ada.refusal(assignActivity, { params, body: {} })).toMatchObject({ status: 422 })
  })
})
