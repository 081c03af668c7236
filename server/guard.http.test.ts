import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ada, database, story } from '../test/served/once.ts'
import { change, commit } from './change.ts'
import { editAssignments, listAssignments } from './enrollment/assignment/contract.ts'
import { audience } from './enrollment/engine/audience.ts'
import { workOff } from './enrollment/jobs.ts'
import { type Preview, previewOf } from './enrollment/preview/contract.ts'
import { insertFacts, joinAudience } from './facts.ts'
import { listMoves } from './history/contract.ts'
import { createActivities } from './learning/commands.ts'
import { editActivity, newActivity } from './learning/contract.ts'
import { teams } from './organization/contract.ts'
import { createUsers } from './user/commands.ts'
import { createUser, newUser } from './user/contract.ts'

const { addMembers, removeMembers } = teams

const assign = (unitId: number, targetId: number) => ({
  params: { unit: 'teams' as const, unitId },
  body: { add: [{ targetId }] },
})

test('what would enroll more than 500 people asks for its number, and is done with it', async () => {
  const { db } = database
  const { author, companies, activities } = story
  const crowd = Array.from({ length: 501 }, (_, nth) =>
    newUser.parse({ name: `Crowd ${nth}`, email: `crowd${nth}@example.com`, companyId: companies.logistics }),
  )
  await change(db, { kind: 'user.create', author, notify: false }, (tx) => createUsers(tx, { users: crowd }))
  const given = (confirm?: { enrolls: number; ends: number }) => ({
    params: { unit: 'companies' as const, unitId: companies.logistics ?? 0 },
    body: { add: [{ targetId: activities.loads }], ...(confirm && { confirm }) },
  })
  const made = await ada.call(previewOf(editAssignments), given())
  expect(made.confirm).toMatchObject({ ends: 0, isNeeded: true })
  const { enrolls, ends } = made.confirm
  expect(await ada.refusal(editAssignments, given())).toMatchObject({
    code: 'confirm',
    confirm: { enrolls, ends },
  })
  const tooFew = given({ enrolls: enrolls - 1, ends })
  expect(await ada.refusal(editAssignments, tooFew)).toMatchObject({ code: 'confirm' })
  const { outcome } = await ada.call(editAssignments, given({ enrolls, ends }))
  expect(outcome.enrolled).toBe(enrolls)
  await workOff(db)
})

test('what does little is refused when by now it would do more than somebody saw, and done when they agree to that', async () => {
  const given = (confirm?: { enrolls: number; ends: number }) => ({
    params: { unitId: story.teams.nightShift },
    body: { userIds: [story.people.bo.id], ...(confirm && { confirm }) },
  })
  const seen = await ada.call(previewOf(addMembers), given())
  const { enrolls, ends, isNeeded } = seen.confirm
  expect({ enrolls, ends, isNeeded }).toEqual({ enrolls: 0, ends: 0, isNeeded: false })
  await ada.call(editAssignments, assign(story.teams.nightShift, story.activities.privacy))
  expect(await ada.refusal(addMembers, given({ enrolls, ends }))).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 1, ends: 0, isMuch: false },
  })
  await ada.call(addMembers, given({ enrolls: 1, ends: 0 }))

  // So are endings; and what does less than was seen is done.
  await ada.call(editActivity, {
    params: { activityId: story.activities.privacy },
    body: { onLeaving: 'withdraw' },
  })
  expect(await ada.refusal(removeMembers, given({ enrolls: 0, ends: 0 }))).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 0, ends: 1, isMuch: false },
  })
  const { batchId } = await ada.call(removeMembers, given({ enrolls: 1, ends: 2 }))
  const { items } = await ada.call(listMoves, { params: { batchId } })
  expect(items).toMatchObject([{ user: { id: story.people.bo.id }, kind: 'withdrawn' }])
})

test('more enrollments of the same people are more, where somebody says how many they saw', async () => {
  const userIds = [story.people.femke.id]
  const params = { unitId: story.teams.worksCouncil }
  const lead = (targetId: number) => ada.call(editAssignments, assign(story.teams.worksCouncil, targetId))
  await lead(story.activities.forklift)
  const { enrolls, begins, ends } = (await ada.call(previewOf(addMembers), { params, body: { userIds } })).confirm
  expect({ enrolls, begins, ends }).toEqual({ enrolls: 1, begins: 1, ends: 0 })
  await lead(story.activities.conduct)
  expect(
    await ada.refusal(addMembers, { params, body: { userIds, confirm: { enrolls, begins, ends } } }),
  ).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 1, begins: 2, ends: 0, isMuch: false },
  })
  await ada.call(addMembers, { params, body: { userIds, confirm: { enrolls, ends } } })
})

test('what other acts still owe somebody is not counted against an act that does little', async () => {
  const { db } = database
  const given = (confirm?: { enrolls: number; ends: number }) => ({
    params: { unitId: story.teams.worksCouncil },
    body: { userIds: [story.people.zoe.id], ...(confirm && { confirm }) },
  })
  const { enrolls, ends } = (await ada.call(previewOf(addMembers), given())).confirm
  expect({ enrolls, ends }).toEqual({ enrolls: 0, ends: 0 })
  const listed = { audienceId: audience('byHand', story.activities.loads), userIds: [story.people.zoe.id] }
  await commit(db, { kind: 'enrollment.add', author: story.author }, (tx) => joinAudience(tx, listed))
  await ada.call(addMembers, given({ enrolls, ends }))
  await workOff(db)
})

/** What somebody agrees to who saw this. */
const agreedTo = ({ previewId, confirm: { enrolls, begins, ends } }: Preview) => ({ previewId, enrolls, begins, ends })

/** A team that leads to one of two courses, and two people; nobody is in anything. */
async function found(name: string) {
  const { author, companies } = story
  const { result } = await change(database.db, { kind: 'team.create', author, notify: false }, async (tx) => {
    const [unitId = 0] = await insertFacts(tx, 'teams', [{ name }])
    const [one = 0, other = 0] = await createActivities(tx, {
      activities: ['one', 'other'].map((nth) =>
        newActivity.parse({ type: 'video', texts: [{ language: 'en', title: `${name} ${nth}` }] }),
      ),
    })
    const [first = 0, second = 0] = await createUsers(tx, {
      users: ['first', 'second'].map((nth) =>
        newUser.parse({ name: `${name} ${nth}`, email: `${name}.${nth}@example.com`, companyId: companies.rakema }),
      ),
    })
    return { params: { unitId }, unitId, one, other, first, second }
  })
  await ada.call(editAssignments, assign(result.unitId, result.one))
  const courses = [result.other, result.one]
  return {
    ...result,
    /** It leads to the other course instead. */
    swap: async () => {
      const { items } = await ada.call(listAssignments, { params: { unit: 'teams', unitId: result.unitId } })
      const remove = items.map(({ id }) => id)
      const { params, body } = assign(result.unitId, courses.shift() ?? 0)
      await ada.call(editAssignments, { params, body: { ...body, remove } })
    },
  }
}

test('what does as much as somebody saw, but something else, is refused, and done when they have seen that', async () => {
  const { params, first, swap } = await found('Swapped')
  const given = (confirm: object) => ({ params, body: { userIds: [first], confirm: confirm as never } })
  const seen = agreedTo(await ada.call(previewOf(addMembers), { params, body: { userIds: [first] } }))
  expect(seen).toMatchObject({ enrolls: 1, begins: 1, ends: 0 })
  await swap()
  expect(await ada.refusal(addMembers, given(seen))).toMatchObject({
    code: 'confirm',
    detail: expect.stringMatching(/^By now this enrolls 1 person, which is not what was confirmed\./),
    confirm: { enrolls: 1, begins: 1, ends: 0, isMuch: false },
  })
  const now = agreedTo(await ada.call(previewOf(addMembers), { params, body: { userIds: [first] } }))
  // Who names the preview agrees to its numbers as well.
  expect(await ada.refusal(addMembers, given({ ...now, begins: 0 }))).toMatchObject({ code: 'confirm' })
  await ada.call(addMembers, given(now))

  // So are endings.
  const leaving = agreedTo(await ada.call(previewOf(removeMembers), { params, body: { userIds: [first] } }))
  expect(leaving).toMatchObject({ enrolls: 0, ends: 1 })
  await swap()
  expect(await ada.refusal(removeMembers, given(leaving))).toMatchObject({ code: 'confirm', confirm: { ends: 1 } })
})

test('a link for somebody else than was seen is refused; for fewer it is made', async () => {
  const { params, unitId, other, first, second } = await found('Others')
  const toOther = assign(unitId, other)
  const made = (confirm: object) => ({ ...toOther, body: { ...toOther.body, confirm: confirm as never } })
  await ada.call(addMembers, { params, body: { userIds: [first] } })
  const seen = agreedTo(await ada.call(previewOf(editAssignments), toOther))
  await ada.call(addMembers, { params, body: { userIds: [second] } })
  await ada.call(removeMembers, { params, body: { userIds: [first] } })
  expect(await ada.refusal(editAssignments, made(seen))).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 1, begins: 1, ends: 0, isMuch: false },
  })
  await ada.call(addMembers, { params, body: { userIds: [first] } })
  const both = agreedTo(await ada.call(previewOf(editAssignments), toOther))
  expect(both.enrolls).toBe(2)
  await ada.call(removeMembers, { params, body: { userIds: [second] } })
  const { outcome } = await ada.call(editAssignments, made(both))
  expect(outcome.enrolled).toBe(1)
})

test('whoever is only just made is held to what they were seen to come to', async () => {
  const { unitId, swap } = await found('Made')
  const body = { name: 'Ida Blom', email: 'ida.blom@example.com', companyId: story.companies.rakema, teamIds: [unitId] }
  const seen = agreedTo(await ada.call(previewOf(createUser), { body }))
  expect(seen).toMatchObject({ enrolls: 1, begins: 1 })
  await swap()
  expect(await ada.refusal(createUser, { body: { ...body, confirm: seen } })).toMatchObject({ code: 'confirm' })
  const now = agreedTo(await ada.call(previewOf(createUser), { body }))
  await ada.call(createUser, { body: { ...body, confirm: now } })
})

test('a preview that is kept no more showed nothing; of very many enrollments the numbers alone are agreed to', async () => {
  const { params, first, swap } = await found('Gone')
  const body = { userIds: [first] }
  const seen = agreedTo(await ada.call(previewOf(addMembers), { params, body }))
  await sql`delete from previews where id = ${seen.previewId}`.execute(database.db)
  expect(await ada.refusal(addMembers, { params, body: { ...body, confirm: seen } })).toMatchObject({ code: 'confirm' })
  await swap()
  await ada.call(addMembers, { params, body: { ...body, confirm: { ...seen, begins: 1001 } } })
})
