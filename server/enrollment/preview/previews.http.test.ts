import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { heldIn } from '../../../test/invariants.ts'
import { ada, database, story } from '../../../test/served/once.ts'
import * as access from '../../access/contract.ts'
import { change, commit } from '../../change.ts'
import { joinAudience } from '../../facts.ts'
import * as history from '../../history/contract.ts'
import * as imports from '../../import/contract.ts'
import * as learning from '../../learning/contract.ts'
import * as organization from '../../organization/contract.ts'
import type { Operation } from '../../platform/contract.ts'
import * as rules from '../../rule/contract.ts'
import { createUsers } from '../../user/commands.ts'
import * as users from '../../user/contract.ts'
import * as assignments from '../assignment/contract.ts'
import * as enrollment from '../contract.ts'
import { audience } from '../engine/audience.ts'
import * as exclusions from '../exclusion/contract.ts'
import * as holders from '../holder/contract.ts'
import { workOff } from '../jobs.ts'
import * as contract from './contract.ts'

const assignPrivacy = () => ({
  params: { unit: 'teams' as const, unitId: story.teams.nightShift },
  body: { add: [{ targetId: story.activities.privacy }] },
})

test('an operation that changes people answers at /preview whom it would touch, and touches nobody', async () => {
  const before = await heldIn(database.db)
  const made = await ada.call(contract.previewOf(assignments.editAssignments), assignPrivacy())
  expect(made.counts.enrolled.people).toBeGreaterThan(0)
  expect(await heldIn(database.db)).toEqual(before)
  expect(await ada.call(contract.readPreview, { params: made })).toEqual(made)

  const names = await ada.call(contract.listPreviewNames, { params: made, query: { kind: 'enrolled', limit: 1 } })
  expect(names.total).toBe(made.counts.enrolled.enrollments)
  const second = await ada.call(contract.listPreviewNames, {
    params: made,
    query: { kind: 'enrolled', limit: 1, after: names.next ?? '' },
  })
  const [first] = names.items
  expect(first?.causes).toMatchObject([{ kind: 'team', audience: { id: story.teams.nightShift, name: 'Night shift' } }])
  expect(second.items[0]?.user.id).not.toBe(first?.user.id)
  const found = await ada.call(contract.listPreviewNames, {
    params: made,
    query: { search: second.items[0]?.user.email ?? '' },
  })
  expect(found.items.map(({ user }) => user.id)).toEqual([second.items[0]?.user.id])
})

test('what is refused cannot be previewed, and is refused with the same sentence', async () => {
  const given = { ...assignPrivacy(), body: { add: [{ targetId: 99_999 }] } }
  const refused = await ada.refusal(assignments.editAssignments, given)
  expect(await ada.refusal(contract.previewOf(assignments.editAssignments), given)).toEqual(refused)
})

test('a preview leaves no batch, no journal and no mark', async () => {
  const counted = async () =>
    (
      await sql`
    select (select count(*) from batches) as batches, (select count(*) from changes) as changes,
      (select count(*) from dirty_users) as marks, (select count(*) from column_jobs) as jobs`.execute(database.db)
    ).rows
  const before = await counted()
  await ada.call(contract.previewOf(users.editUser), {
    params: { userId: story.people.ann.id },
    body: { departmentId: null },
  })
  await ada.call(contract.previewOf(enrollment.enrollUser), {
    params: { userId: story.people.ann.id },
    body: { activityIds: [story.activities.privacy] },
  })
  expect(await counted()).toEqual(before)
})

test('one that is an hour old is gone with the next that is made', async () => {
  const old = await ada.call(contract.previewOf(assignments.editAssignments), assignPrivacy())
  await sql`update previews set at = now() - interval '61 minutes' where id = ${old.previewId}`.execute(database.db)
  await ada.call(contract.previewOf(assignments.editAssignments), assignPrivacy())
  expect(await ada.refusal(contract.readPreview, { params: old })).toMatchObject({ code: 'not-found' })
})

test('what would enroll more than 500 people asks for its number, and is done with it', async () => {
  const { db } = database
  const { author, companies, activities } = story
  const crowd = Array.from({ length: 501 }, (_, nth) =>
    users.newUser.parse({ name: `Crowd ${nth}`, email: `crowd${nth}@example.com`, companyId: companies.logistics }),
  )
  await change(db, { kind: 'user.create', author, notify: false }, (tx) => createUsers(tx, { users: crowd }))
  const given = (confirm?: { enrolls: number; ends: number }) => ({
    params: { unit: 'companies' as const, unitId: companies.logistics ?? 0 },
    body: { add: [{ targetId: activities.loads }], ...(confirm && { confirm }) },
  })
  const made = await ada.call(contract.previewOf(assignments.editAssignments), given())
  expect(made.confirm).toMatchObject({ ends: 0, isNeeded: true })
  const { enrolls, ends } = made.confirm
  expect(await ada.refusal(assignments.editAssignments, given())).toMatchObject({
    code: 'confirm',
    confirm: { enrolls, ends },
  })
  const tooFew = given({ enrolls: enrolls - 1, ends })
  expect(await ada.refusal(assignments.editAssignments, tooFew)).toMatchObject({ code: 'confirm' })
  const { outcome } = await ada.call(assignments.editAssignments, given({ enrolls, ends }))
  expect(outcome.enrolled).toBe(enrolls)
  await workOff(db)
})

test('what does little is refused when by now it would do more than somebody saw, and done when they agree to that', async () => {
  const { addMembers, removeMembers } = organization.teams
  const given = (confirm?: { enrolls: number; ends: number }) => ({
    params: { unitId: story.teams.nightShift },
    body: { userIds: [story.people.bo.id], ...(confirm && { confirm }) },
  })
  const seen = await ada.call(contract.previewOf(addMembers), given())
  const { enrolls, ends, isNeeded } = seen.confirm
  expect({ enrolls, ends, isNeeded }).toEqual({ enrolls: 0, ends: 0, isNeeded: false })
  await ada.call(assignments.editAssignments, assignPrivacy())
  expect(await ada.refusal(addMembers, given({ enrolls, ends }))).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 1, ends: 0, isMuch: false },
  })
  await ada.call(addMembers, given({ enrolls: 1, ends: 0 }))

  // So are endings; and what does less than was seen is done.
  await ada.call(learning.editActivity, {
    params: { activityId: story.activities.privacy },
    body: { onLeaving: 'withdraw' },
  })
  expect(await ada.refusal(removeMembers, given({ enrolls: 0, ends: 0 }))).toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 0, ends: 1, isMuch: false },
  })
  const { batchId } = await ada.call(removeMembers, given({ enrolls: 1, ends: 2 }))
  const { items } = await ada.call(history.listMoves, { params: { batchId } })
  expect(items).toMatchObject([{ user: { id: story.people.bo.id }, kind: 'withdrawn' }])
})

test('more enrollments of the same people are more, where somebody says how many they saw', async () => {
  const { addMembers } = organization.teams
  const userIds = [story.people.femke.id]
  const params = { unitId: story.teams.worksCouncil }
  const assign = (targetId: number) =>
    ada.call(assignments.editAssignments, {
      params: { unit: 'teams' as const, unitId: story.teams.worksCouncil },
      body: { add: [{ targetId }] },
    })
  await assign(story.activities.forklift)
  const { enrolls, begins, ends } = (await ada.call(contract.previewOf(addMembers), { params, body: { userIds } }))
    .confirm
  expect({ enrolls, begins, ends }).toEqual({ enrolls: 1, begins: 1, ends: 0 })
  await assign(story.activities.conduct)
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
  const { addMembers } = organization.teams
  const { enrolls, ends } = (await ada.call(contract.previewOf(addMembers), given())).confirm
  expect({ enrolls, ends }).toEqual({ enrolls: 0, ends: 0 })
  const listed = { audienceId: audience('byHand', story.activities.loads), userIds: [story.people.zoe.id] }
  await commit(db, { kind: 'enrollment.add', author: story.author }, (tx) => joinAudience(tx, listed))
  await ada.call(addMembers, given({ enrolls, ends }))
  await workOff(db)
})

const modules: Array<Record<string, unknown>> = [
  enrollment,
  assignments,
  exclusions,
  holders,
  users,
  organization,
  learning,
  rules,
  history,
  access,
  imports,
]
const operations = modules
  .flatMap((module) => Object.values(module))
  .flatMap((exported) => {
    if (typeof exported !== 'object' || exported === null) return []
    return 'path' in exported ? [exported] : Object.values(exported).filter((one) => one?.path)
  }) as Operation[]
const named = (some: readonly Operation[]) => some.map(({ method, path }) => `${method} ${path}`).sort()

test('everything that previews takes the numbers that confirm it', () => {
  const previewed = operations.filter(({ previews }) => previews)
  expect(previewed.length).toBeGreaterThan(40)
  const odd = previewed.filter(({ body }) => {
    const read = body.safeParse({ confirm: { enrolls: 'many', ends: 0 } })
    return !read.error?.issues.some(({ path }) => path[0] === 'confirm')
  })
  expect(named(odd)).toEqual([])
})

/** What writes and has no preview, for nobody else is touched by it. */
const unseen = {
  'of oneself, one’s account, or an academy that is only just there': [
    ...['POST /session', 'DELETE /session', 'POST /me/password', 'PATCH /me', 'POST /setup'],
    ...['POST /invitations/:token', 'POST /users/:userId/invitations'],
    'POST /users/:userId/enrollments/:activityId/start',
    'POST /users/:userId/enrollments/:activityId/completions',
  ],
  'that nobody is in yet': [
    ...['companies', 'departments', 'teams', 'functions', 'groups'].map((kind) => `POST /${kind}`),
    ...['POST /activities', 'POST /qualifications', 'POST /rules/:ruleId/copy'],
  ],
  'that decides nothing at the moment it is said': ['PATCH /academy', 'PATCH /exclusions'],
  'that only asks': [
    ...['POST /users/by-email', 'POST /activities/by-title', 'POST /targets/by-name', 'POST /leaders/by-name'],
    ...['POST /rules/count', 'POST /rules/matches', 'POST /rules/compare', 'POST /import-things'],
  ],
  'of an import, which has its final check': [
    ...['POST /imports', 'PATCH /imports/:importId', 'DELETE /imports/:importId'],
    ...['check', 'fix', 'skip', 'start'].map((step) => `POST /imports/:importId/${step}`),
  ],
}

test('whatever may touch others is previewed', () => {
  const written = operations.filter(({ method, previews }) => method !== 'GET' && !previews)
  expect(named(written)).toEqual(Object.values(unseen).flat().sort())
})
