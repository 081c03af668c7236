import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { ada, as, database, idOf, story, type Who } from '../../test/served/anew.ts'
import { change } from '../change.ts'
import { editFacts, insertFacts } from '../facts.ts'
import * as learning from '../learning/contract.ts'
import * as organization from '../organization/contract.ts'
import * as users from '../user/contract.ts'
import * as assignments from './assignment/contract.ts'
import * as contract from './contract.ts'

async function enrollmentOf(who: Who, activityId: number, client = ada) {
  const { items } = await client.call(contract.listUserEnrollments, { params: { userId: idOf(who) } })
  return items.find(({ activity }) => activity.id === activityId)
}

describe('enrolling by hand', () => {
  test('several activities at once, and the answer says what followed', async () => {
    const { forklift, conduct, fireSafety } = story.activities
    const answer = await ada.call(contract.enrollUser, {
      params: { userId: idOf('ann') },
      body: { activityIds: [forklift, conduct, fireSafety] },
    })
    expect(answer).toMatchObject({ state: 'done', enrolled: 2, already: 1, excluded: [] })
    expect(await enrollmentOf('ann', forklift)).toMatchObject({
      state: 'active',
      status: 'not-started',
      mayEnd: true,
      causes: [{ kind: 'by-hand', by: { id: idOf('ada'), name: 'Ada Okafor' }, through: null }],
    })
  })

  test('someone whom a department brought here is enrolled for both reasons', async () => {
    const { fireSafety } = story.activities
    await ada.call(contract.addParticipants, { params: { activityId: fireSafety }, body: { userIds: [idOf('ann')] } })
    const enrollment = await enrollmentOf('ann', fireSafety)
    expect(enrollment?.causes.map(({ kind, audience }) => [kind, audience?.name])).toEqual([
      ['department-below', 'Warehouse'],
      ['by-hand', undefined],
    ])
  })

  test('many people at once; those enrolled already and those excluded are told apart', async () => {
    const { fireSafety } = story.activities
    await change(database.db, { kind: 'exclusion.add', author: story.author }, (tx) =>
      insertFacts(tx, 'exclusions', [{ user_id: idOf('zoe'), activity_id: fireSafety }]),
    )
    const answer = await ada.call(contract.addParticipants, {
      params: { activityId: fireSafety },
      body: { userIds: [idOf('ann'), idOf('zoe'), idOf('wei'), idOf('marta')] },
    })
    expect(answer).toMatchObject({
      enrolled: 2,
      already: 1,
      excluded: [{ id: idOf('zoe'), name: story.people.zoe.name }],
    })
    expect(await enrollmentOf('zoe', fireSafety)).toBeUndefined()
  })

  test('inactive users and numbers of nobody are refused with their names, and nobody is enrolled', async () => {
    const { forklift } = story.activities
    const refused = await ada.refusal(contract.addParticipants, {
      params: { activityId: forklift },
      body: { userIds: [idOf('ann'), idOf('ole'), 99_999] },
    })
    expect(refused).toMatchObject({ status: 422, errors: [{ field: 'userIds' }] })
    expect(refused.detail).toContain('Ole Hansen')
    expect(refused.detail).toContain('99999')
    expect(await enrollmentOf('ann', forklift)).toBeUndefined()
  })

  test('an activity that does not exist is refused by its number', async () => {
    const refused = await ada.refusal(contract.enrollUser, {
      params: { userId: idOf('ann') },
      body: { activityIds: [story.activities.forklift, 77_777] },
    })
    expect(refused).toMatchObject({ status: 422, errors: [{ field: 'activityIds' }] })
    expect(refused.detail).toContain('77777')
  })

  test('a manager enrolls their people, and the cause says so', async () => {
    const ruth = await as('ruth')
    const { privacy } = story.activities
    await ruth.call(contract.enrollUser, { params: { userId: idOf('femke') }, body: { activityIds: [privacy] } })
    expect(await enrollmentOf('femke', privacy, ruth)).toMatchObject({
      mayEnd: true,
      causes: [{ kind: 'by-manager', by: { name: 'Ruth de Wit' } }],
    })
  })
})

describe('ending by hand', () => {
  test('withdraws at once, started or not', async () => {
    const { conduct } = story.activities
    const params = { userId: idOf('ann'), activityId: conduct }
    await ada.call(contract.enrollUser, { params: { userId: params.userId }, body: { activityIds: [conduct] } })
    await (await as('ann')).call(contract.startActivity, { params })
    expect(await ada.call(contract.endEnrollment, { params })).toMatchObject({ withdrawn: 1, remaining: [] })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({ state: 'withdrawn', status: 'started', mayEnd: false })
  })

  test('what automatic causes still require stays, and they are named', async () => {
    const { fireSafety } = story.activities
    const answer = await ada.call(contract.endEnrollment, { params: { userId: idOf('ann'), activityId: fireSafety } })
    expect(answer).toMatchObject({
      withdrawn: 0,
      remaining: [{ kind: 'department-below', audience: { name: 'Warehouse' } }],
    })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active' })
  })

  test('what is completed stays as kept, and progress survives', async () => {
    const { forklift } = story.activities
    const params = { userId: idOf('ann'), activityId: forklift }
    await ada.call(contract.enrollUser, { params: { userId: params.userId }, body: { activityIds: [forklift] } })
    await (await as('ann')).call(contract.completeActivity, { params, body: {} })
    expect(await ada.call(contract.endEnrollment, { params })).toMatchObject({ kept: 1, withdrawn: 0 })
    expect(await enrollmentOf('ann', forklift)).toMatchObject({ state: 'kept', status: 'completed', causes: [] })
  })

  test('a manager ends what managers made by hand, and nothing else', async () => {
    const ruth = await as('ruth')
    const { privacy, forklift, fireSafety } = story.activities
    const userId = idOf('ann')
    await ruth.call(contract.enrollUser, { params: { userId }, body: { activityIds: [privacy] } })
    await ada.call(contract.enrollUser, { params: { userId }, body: { activityIds: [forklift] } })
    expect(await ruth.call(contract.endEnrollment, { params: { userId, activityId: privacy } })).toMatchObject({
      withdrawn: 1,
    })
    for (const activityId of [forklift, fireSafety]) {
      expect(await ruth.refusal(contract.endEnrollment, { params: { userId, activityId } })).toMatchObject({
        status: 403,
      })
    }
  })

  test('twice is refused, and so is what never was', async () => {
    const { conduct } = story.activities
    const params = { userId: idOf('ann'), activityId: conduct }
    expect(await ada.refusal(contract.endEnrollment, { params })).toMatchObject({ status: 404 })
    await ada.call(contract.enrollUser, { params: { userId: params.userId }, body: { activityIds: [conduct] } })
    await ada.call(contract.endEnrollment, { params })
    expect(await ada.refusal(contract.endEnrollment, { params })).toMatchObject({ status: 409, code: 'ended-already' })
  })

  test('who is enrolled again resumes the same enrollment with its progress', async () => {
    const { conduct } = story.activities
    const params = { userId: idOf('ann'), activityId: conduct }
    const enroll = () =>
      ada.call(contract.enrollUser, { params: { userId: params.userId }, body: { activityIds: [conduct] } })
    await enroll()
    const started = await (await as('ann')).call(contract.startActivity, { params })
    await ada.call(contract.endEnrollment, { params })
    expect(await enroll()).toMatchObject({ enrolled: 0, resumed: 1 })
    expect(await enrollmentOf('ann', conduct)).toMatchObject({
      state: 'active',
      startedAt: started.startedAt,
      enrolledAt: started.enrolledAt,
    })
  })
})

describe('learning', () => {
  test('opening twice is starting once', async () => {
    const { fireSafety } = story.activities
    const params = { userId: idOf('ann'), activityId: fireSafety }
    const ann = await as('ann')
    const first = await ann.call(contract.startActivity, { params })
    expect(first.status).toBe('started')
    expect((await ann.call(contract.startActivity, { params })).startedAt).toBe(first.startedAt)
  })

  test('nothing is recorded on a withdrawn enrollment', async () => {
    const { conduct } = story.activities
    const params = { userId: idOf('ann'), activityId: conduct }
    await ada.call(contract.enrollUser, { params: { userId: params.userId }, body: { activityIds: [conduct] } })
    await ada.call(contract.endEnrollment, { params })
    const ann = await as('ann')
    expect(await ann.refusal(contract.startActivity, { params })).toMatchObject({ status: 409, code: 'withdrawn' })
    expect(await ann.refusal(contract.completeActivity, { params, body: {} })).toMatchObject({ status: 409 })
  })

  test('a learner completes what allows it, today and once; an administrator records any day past', async () => {
    const { fireSafety, firstAid } = story.activities
    const daan = await as('daan')
    const own = (activityId: number) => ({ userId: idOf('daan'), activityId })
    expect(await daan.call(contract.completeActivity, { params: own(fireSafety), body: {} })).toMatchObject({
      status: 'completed',
    })
    expect(await daan.refusal(contract.completeActivity, { params: own(fireSafety), body: {} })).toMatchObject({
      status: 409,
    })
    expect(await daan.refusal(contract.completeActivity, { params: own(firstAid), body: {} })).toMatchObject({
      status: 403,
    })
    const recorded = await ada.call(contract.completeActivity, {
      params: own(firstAid),
      body: { completedOn: '2026-01-31' },
    })
    expect(recorded).toMatchObject({ status: 'completed', completedOn: '2026-01-31', validUntil: '2028-01-31' })
    expect(
      await ada.refusal(contract.completeActivity, { params: own(firstAid), body: { completedOn: '2999-01-01' } }),
    ).toMatchObject({ status: 422, errors: [{ field: 'completedOn' }] })
  })

  test('a completion that ran out asks for the activity anew', async () => {
    const params = { userId: idOf('daan'), activityId: story.activities.firstAid }
    const recorded = await ada.call(contract.completeActivity, { params, body: { completedOn: '2020-01-31' } })
    expect(recorded).toMatchObject({ status: 'expired', validUntil: '2022-01-31', state: 'active' })
  })
})

describe('why', () => {
  test('names the unit, the qualification between, and since when', async () => {
    const enrollment = await enrollmentOf('daan', story.activities.firstAid)
    expect(enrollment?.causes).toMatchObject([
      { kind: 'team', audience: { name: 'First aiders' }, through: { name: 'BHV' }, by: { name: 'Ada Okafor' } },
    ])
    const joined = await sql<{ since: Date }>`
      select since from memberships where user_id = ${idOf('daan')} and audience_id >> 27 = 4 order by audience_id`.execute(
      database.db,
    )
    const since = enrollment?.causes[0]?.since
    expect(joined.rows.map((row) => row.since.toISOString())).toContain(since)
  })

  test('since is the latest move into the department, never before the link was made', async () => {
    const { fireSafety } = story.activities
    await ada.call(users.editUser, { params: { userId: idOf('zoe') }, body: { departmentId: story.departments.venlo } })
    const moved = await sql<{ at: Date }>`select at from batches order by id desc limit 1`.execute(database.db)
    expect((await enrollmentOf('zoe', fireSafety))?.causes).toMatchObject([
      { kind: 'department-below', audience: { name: 'Warehouse' }, since: moved.rows[0]?.at.toISOString() },
    ])
  })
})

describe('on leaving', () => {
  const leave = () =>
    ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { departmentId: story.departments.office } })

  test('withdraws what was not started, by default', async () => {
    await leave()
    expect(await enrollmentOf('ann', story.activities.fireSafety)).toMatchObject({ state: 'withdrawn' })
  })

  test('keeps what was started, by default, and requires it again when the cause returns', async () => {
    const { fireSafety } = story.activities
    await (await as('ann')).call(contract.startActivity, { params: { userId: idOf('ann'), activityId: fireSafety } })
    await leave()
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'kept', causes: [], mayEnd: true })
    await ada.call(users.editUser, {
      params: { userId: idOf('ann') },
      body: { departmentId: story.departments.nightDock },
    })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active', status: 'started' })
  })

  test('the link decides before the activity, and the most keeping of several causes wins', async () => {
    const { fireSafety } = story.activities
    const unit = { unit: 'teams' as const, unitId: story.teams.nightShift }
    await ada.call(assignments.editAssignments, {
      params: unit,
      body: { add: [{ targetId: fireSafety, onLeaving: 'keep' }] },
    })
    await change(database.db, { kind: 'activity.edit', author: story.author }, (tx) =>
      editFacts(tx, 'learning_activities', [{ id: fireSafety, on_leaving: 1 }]),
    )
    await ada.call(organization.teams.removeMembers, {
      params: { unitId: unit.unitId },
      body: { userIds: [idOf('ann'), idOf('daan')] },
    })
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active' })
    await leave()
    expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn' })
  })
})

describe('assigning to a part of the organisation', () => {
  test('enrolls its people, with those below unless told otherwise, and says how many', async () => {
    const { conduct, privacy } = story.activities
    const params = { unit: 'departments' as const, unitId: story.departments.rotterdam }
    const answer = await ada.call(assignments.editAssignments, {
      params,
      body: { add: [{ targetId: conduct }, { targetId: privacy, includesBelow: false }] },
    })
    expect(answer.outcome).toMatchObject({ state: 'done', enrolled: 4 + 3 })
    expect(answer.items.map(({ target, includesBelow }) => [target.name, includesBelow])).toEqual([
      ['Code of conduct', true],
      ['Data privacy', false],
    ])
    expect(await enrollmentOf('femke', privacy)).toBeUndefined()
  })

  test('ending an assignment ends what nothing else requires', async () => {
    const params = { unit: 'teams' as const, unitId: story.teams.firstAiders }
    const { items } = await ada.call(assignments.listAssignments, { params })
    const { outcome } = await ada.call(assignments.editAssignments, {
      params,
      body: { remove: items.map(({ id }) => id) },
    })
    // Fire safety is required of Daan by his department as well.
    expect(outcome).toMatchObject({ withdrawn: 1 })
  })

  test('the same twice, an assignment of another unit, and a target that does not exist are refused', async () => {
    const params = { unit: 'teams' as const, unitId: story.teams.firstAiders }
    const refusal = (body: object) => ada.refusal(assignments.editAssignments, { params, body })
    expect(await refusal({ add: [{ targetId: story.qualifications.bhv }] })).toMatchObject({ code: 'assigned-already' })
    const elsewhere = await ada.call(assignments.listAssignments, {
      params: { unit: 'departments', unitId: story.departments.warehouse },
    })
    expect(await refusal({ remove: [elsewhere.items[0]?.id ?? 0] })).toMatchObject({ status: 409 })
    expect(await refusal({ add: [{ targetId: 88_888 }] })).toMatchObject({ status: 422, errors: [{ field: 'add' }] })
    expect(await refusal({})).toMatchObject({ status: 422 })
  })

  test('what a qualification contains is enrolled in as soon as it contains it', async () => {
    const { firstAid, fireSafety, loads } = story.activities
    await ada.call(learning.editQualification, {
      params: { qualificationId: story.qualifications.bhv },
      body: { activityIds: [fireSafety, loads] },
    })
    expect(await enrollmentOf('daan', loads)).toMatchObject({ causes: [{ through: { name: 'BHV' } }] })
    expect(await enrollmentOf('daan', firstAid)).toMatchObject({ state: 'withdrawn' })
  })

  test('an activity knows what leads to it', async () => {
    const { items } = await ada.call(assignments.assignedTo, { params: { activityId: story.activities.fireSafety } })
    expect(items.map(({ kind, audience, through }) => [kind, audience?.name, through?.name])).toEqual([
      ['department-below', 'Warehouse', undefined],
      ['team', 'First aiders', 'BHV'],
      ['qualification', 'BHV', undefined],
    ])
  })

  test('targets are found by any word, and those assigned already are marked', async () => {
    const { items, total } = await ada.call(assignments.listTargets, {
      query: { search: 'b', unit: 'teams', unitId: story.teams.firstAiders },
    })
    expect(total).toBe(items.length)
    expect(items.find(({ name }) => name === 'BHV')).toMatchObject({ kind: 'qualification', already: true })
    expect(items.find(({ name }) => name === 'Forklift basics')).toMatchObject({ kind: 'activity', already: false })
  })
})

describe('participants', () => {
  test('are listed by name with their causes, and found by search', async () => {
    const params = { activityId: story.activities.fireSafety }
    const all = await ada.call(contract.listParticipants, { params })
    expect(all.items.map(({ user }) => user.name)).toEqual([
      'Ann de Vries',
      'Bo Smit',
      'Daan Visser',
      'Femke Bakker',
      'Ruth de Wit',
    ])
    expect(all.items[2]?.causes.map(({ kind }) => kind).sort()).toEqual(['department-below', 'team'])
    const found = await ada.call(contract.listParticipants, { params, query: { search: 'vries' } })
    expect(found).toMatchObject({ total: 1, items: [{ user: { name: 'Ann de Vries' }, status: 'not-started' }] })
  })
})

test('an inactive user keeps their enrollments as they are, and is matched afresh on return', async () => {
  const { fireSafety } = story.activities
  const edit = (body: object) => ada.call(users.editUser, { params: { userId: idOf('ann') }, body })
  await edit({ status: 'inactive' })
  expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'active', causes: [] })
  const ending = { params: { userId: idOf('ann'), activityId: fireSafety } }
  expect(await ada.refusal(contract.endEnrollment, ending)).toMatchObject({ status: 409, code: 'inactive' })
  await edit({ status: 'active', departmentId: story.departments.office })
  expect(await enrollmentOf('ann', fireSafety)).toMatchObject({ state: 'withdrawn' })
})

test('a move to another company ends what the old one led to and begins what the new one does; while inactive nothing moves', async () => {
  const { conduct, privacy, fireSafety } = story.activities
  const { rakema, logistics } = story.companies
  const assign = (unitId: number, targetId: number) =>
    ada.call(assignments.editAssignments, {
      params: { unit: 'companies', unitId },
      body: { add: [{ targetId, onLeaving: 'withdraw' }] },
    })
  await assign(rakema, conduct)
  await assign(logistics, privacy)
  const edit = (body: object) => ada.call(users.editUser, { params: { userId: idOf('ann') }, body })
  const states = async () =>
    Promise.all([conduct, privacy, fireSafety].map(async (id) => (await enrollmentOf('ann', id))?.state))
  expect(await states()).toEqual(['active', undefined, 'active'])
  // Her department, which led to fire safety, stays behind.
  await edit({ companyId: logistics })
  expect(await states()).toEqual(['withdrawn', 'active', 'withdrawn'])
  await edit({ status: 'inactive' })
  await edit({ companyId: rakema, departmentId: story.departments.rotterdam })
  expect(await states()).toEqual(['withdrawn', 'active', 'withdrawn'])
  await edit({ status: 'active' })
  expect(await states()).toEqual(['active', 'withdrawn', 'active'])
})
