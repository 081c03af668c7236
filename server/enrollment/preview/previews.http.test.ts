import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { heldIn } from '../../../test/invariants.ts'
import { ada, database, story } from '../../../test/served/once.ts'
import * as access from '../../access/contract.ts'
import * as history from '../../history/contract.ts'
import * as imports from '../../import/contract.ts'
import * as learning from '../../learning/contract.ts'
import * as organization from '../../organization/contract.ts'
import type { Operation } from '../../platform/contract.ts'
import * as rules from '../../rule/contract.ts'
import * as users from '../../user/contract.ts'
import * as assignments from '../assignment/contract.ts'
import * as enrollment from '../contract.ts'
import * as exclusions from '../exclusion/contract.ts'
import * as holders from '../holder/contract.ts'
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
