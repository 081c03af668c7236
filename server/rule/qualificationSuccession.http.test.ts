import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectNothingDue } from '../../test/invariants.ts'
import { ada, app, database, story } from '../../test/served/anew.ts'
import { editAssignments, qualificationAssignedTo } from '../enrollment/assignment/contract.ts'
import { listParticipants } from '../enrollment/contract.ts'
import { exclude } from '../enrollment/exclusion/contract.ts'
import { addHolders, listHolders } from '../enrollment/holder/contract.ts'
import { previewOf } from '../enrollment/preview/contract.ts'
import { describeBatch, undoBatch } from '../history/contract.ts'
import { archiveQualification, createQualification, readQualification } from '../learning/contract.ts'
import { createRule, mergeQualification, readRule, replaceQualification } from './contract.ts'

/** Leads on to *Code of conduct* beside first aid, and is led to by the works council, where an assignment keeps. */
let response: number
let ruleId: number

beforeEach(async () => {
  await tellResponse()
})
afterEach(async () => {
  await app.http.close()
  await database.drop()
})

async function tellResponse() {
  const { activities, qualifications, teams, people } = story
  const activityIds = [activities.firstAid, activities.conduct]
  response = (await ada.call(createQualification, { body: { name: 'Response', activityIds } })).id
  await assign(teams.worksCouncil, response, 'keep')
  await assign(teams.worksCouncil, qualifications.bhv, 'withdraw')
  await assign(teams.nightShift, qualifications.bhv, 'keep')
  await give(qualifications.bhv, people.zoe.id, people.emile.id, people.ole.id)
  await give(response, people.emile.id)
  const criteria = [{ kind: 'group' as const, ids: [story.groups.wardens] }]
  const body = { name: 'Wardens', criteria, targetIds: [qualifications.bhv], state: 'active' as const }
  ruleId = (await ada.call(createRule, { body })).rule.id
}

const assign = (unitId: number, targetId: number, onLeaving: 'keep' | 'withdraw') =>
  ada.call(editAssignments, { params: { unit: 'teams', unitId }, body: { add: [{ targetId, onLeaving }] } })
const give = (qualificationId: number, ...userIds: number[]) =>
  ada.call(addHolders, { params: { qualificationId }, body: { userIds } })

const inTheirPlace = () => ({ params: { qualificationId: story.qualifications.bhv }, body: { byId: response } })

async function stateOf(qualificationId: number) {
  const params = { qualificationId }
  const { name, archived, activities } = await ada.call(readQualification, { params })
  const { items: leading } = await ada.call(qualificationAssignedTo, { params })
  const { items: direct } = await ada.call(listHolders, { params, query: { direct: 'true' as never } })
  return {
    name,
    archived,
    contains: activities.map(({ title }) => title),
    leading: leading.map(({ audience, onLeaving }) => [audience?.name, onLeaving]),
    given: direct.map(({ user }) => user.name),
  }
}

const participants = async (activityId: number) => {
  const { items } = await ada.call(listParticipants, { params: { activityId }, query: {} })
  return items.map(({ user, state }) => [user.name, state])
}

const everything = async () => ({
  bhv: await stateOf(story.qualifications.bhv),
  response: await stateOf(response),
  rule: (await ada.call(readRule, { params: { ruleId } })).targets.map(({ name }) => name),
  firstAid: await participants(story.activities.firstAid),
  fireSafety: await participants(story.activities.fireSafety),
  conduct: await participants(story.activities.conduct),
})

const taken = {
  leading: [
    ['First aiders', null],
    ['Night shift', 'keep'],
    // What leads there already stays as it is.
    ['Works council', 'keep'],
    ['Wardens', null],
  ],
  given: ['Émile Dubois', 'Zoë Janssen'],
}

describe('a qualification', () => {
  test('is replaced by another: whatever leads to it leads there, its holders hold that; it stays as it is, and an undo brings all back', async () => {
    const before = await everything()
    const foreseen = await ada.call(previewOf(replaceQualification), inTheirPlace())
    expect(await everything()).toEqual(before)
    const { batchId, enrolled, kept, withdrawn } = await ada.call(replaceQualification, inTheirPlace())
    expect({ enrolled, kept, withdrawn }).toEqual({
      enrolled: foreseen.counts.enrolled.enrollments,
      kept: foreseen.counts.kept.enrollments,
      withdrawn: foreseen.counts.withdrawn.enrollments,
    })
    const after = await everything()
    expect(after).toMatchObject({
      bhv: { archived: false, contains: ['Fire safety', 'First aid'], leading: [], given: [] },
      response: { contains: ['Code of conduct', 'First aid'], ...taken },
      rule: ['Response'],
    })
    expect(after.firstAid).toEqual(before.firstAid)
    expect(after.conduct.map(([name]) => name)).toEqual(before.firstAid.map(([name]) => name))
    const held = await database.db
      .selectFrom('memberships')
      .select('user_id')
      .where('user_id', '=', story.people.ole.id)
      .where('audience_id', '=', 15 * 2 ** 27 + response)
      .execute()
    expect(held, 'who is inactive holds the other too').toHaveLength(1)
    await expectNothingDue(database.db)

    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await everything()).toEqual(before)
  })

  test('is merged into another, which contains what either did: nobody loses an enrollment, and it is archived', async () => {
    const before = await everything()
    const foreseen = await ada.call(previewOf(mergeQualification), inTheirPlace())
    expect(foreseen.counts).toMatchObject({ withdrawn: { enrollments: 0 }, kept: { enrollments: 0 } })
    const { batchId, enrolled } = await ada.call(mergeQualification, inTheirPlace())
    expect(enrolled).toBe(foreseen.counts.enrolled.enrollments)
    const after = await everything()
    expect(after).toMatchObject({
      bhv: { archived: true, contains: ['Fire safety', 'First aid'], leading: [], given: [] },
      response: { contains: ['Code of conduct', 'Fire safety', 'First aid'], ...taken },
      rule: ['Response'],
    })
    expect(after.fireSafety).toEqual(expect.arrayContaining(before.fireSafety))
    expect(after.firstAid).toEqual(before.firstAid)
    expect(await ada.call(describeBatch, { params: { batchId } })).toMatchObject({ kind: 'qualification.merge' })
    await expectNothingDue(database.db)

    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await everything()).toEqual(before)
  })

  test('leaves whoever is excluded where they are, and names them beforehand', async () => {
    const { people, activities } = story
    const body = {
      userIds: [people.zoe.id],
      activityIds: [activities.conduct],
      reason: 'Trained elsewhere',
      until: null,
    }
    await ada.call(exclude, { body })
    const foreseen = await ada.call(previewOf(replaceQualification), inTheirPlace())
    expect(foreseen.counts).toMatchObject({ excluded: { people: 1 } })
    await ada.call(replaceQualification, inTheirPlace())
    expect((await participants(activities.conduct)).map(([name]) => name)).not.toContain('Zoë Janssen')
  })

  test('never takes its own place, nor does what is archived or not there', async () => {
    const { bhv } = story.qualifications
    const refused = (qualificationId: number, byId: number) =>
      ada.refusal(mergeQualification, { params: { qualificationId }, body: { byId } })
    expect(await refused(99_999, bhv)).toMatchObject({ status: 404 })
    expect(await refused(bhv, bhv)).toMatchObject({
      status: 422,
      errors: [{ field: 'byId', message: 'A qualification cannot take its own place. Choose another.' }],
    })
    expect(await refused(bhv, 99_999)).toMatchObject({ status: 422, errors: [{ field: 'byId' }] })
    await ada.call(archiveQualification, { params: { qualificationId: response } })
    expect(await refused(bhv, response)).toMatchObject({
      status: 422,
      errors: [{ message: '"Response" is archived. Restore it first, or choose another.' }],
    })
    expect(await refused(response, bhv)).toMatchObject({
      status: 409,
      detail: '"Response" is archived. Restore it first.',
    })
  })

  test('that leads much away is replaced only by whoever says how much', async () => {
    const create = (name: string, activityIds: number[]) =>
      ada.call(createQualification, { body: { name, activityIds } })
    const privacy = await create('Privacy', [story.activities.privacy])
    const empty = await create('Empty', [])
    for (const unitId of Object.values(story.companies)) {
      const body = { add: [{ targetId: privacy.id, onLeaving: null }] }
      await ada.call(editAssignments, { params: { unit: 'companies', unitId }, body })
    }
    const params = { qualificationId: privacy.id }
    const { confirm } = await ada.call(previewOf(replaceQualification), { params, body: { byId: empty.id } })
    expect(confirm).toMatchObject({ isNeeded: true, enrolls: 0, ends: 11 })
    expect(await ada.refusal(replaceQualification, { params, body: { byId: empty.id } })).toMatchObject({ status: 409 })
    const body = { byId: empty.id, confirm: { enrolls: 0, ends: 11 } }
    expect(await ada.call(replaceQualification, { params, body })).toMatchObject({ withdrawn: 11 })
  })
})
