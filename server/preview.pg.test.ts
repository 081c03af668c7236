import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { heldIn } from '../test/invariants.ts'
import { type Story, tellStory } from '../test/story.ts'
import { type Change, change } from './change.ts'
import { editAssignments } from './enrollment/assignment/assignments.ts'
import { enrollByHand } from './enrollment/commands.ts'
import { audience } from './enrollment/engine/index.ts'
import { workOff } from './enrollment/jobs.ts'
import { listNames } from './enrollment/preview/previews.ts'
import { editFacts, endByHand, insertFacts, joinAudience, leaveAudience } from './facts.ts'
import { preview } from './preview.ts'

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

const act = { kind: 'test', author: { kind: 'demo' } } as const
const ada = () =>
  ({ userId: story.author.userId, name: 'Ada', role: 'administrator', isManager: false, language: 'en' }) as const

/** Previews a command, then performs it: what is reported is what was foreseen. */
async function foresee(command: (tx: Change) => Promise<unknown>) {
  const before = await heldIn(database.db)
  const foreseen = await preview(database.db, act, command)
  expect(await heldIn(database.db)).toEqual(before)
  const { outcome } = await change(database.db, act, command)
  await workOff(database.db)
  const { enrolled, resumed, kept, withdrawn } = foreseen.counts
  expect(outcome).toMatchObject({
    enrolled: enrolled.enrollments,
    resumed: resumed.enrollments,
    requiredAgain: foreseen.counts['required-again'].enrollments,
    kept: kept.enrollments,
    withdrawn: withdrawn.enrollments,
  })
  return foreseen
}

async function namesIn(previewId: number, kind?: 'enrolled' | 'withdrawn' | 'already' | 'excluded') {
  const page = await listNames(database.db, { previewId, language: 'en', asked: { limit: 50, ...(kind && { kind }) } })
  return page.items.map(({ user, activity, because, causes }) => ({
    name: user.name,
    title: activity.title,
    because,
    causes: causes.map((cause) => [cause.kind, cause.audience?.name, cause.through?.name].filter(Boolean).join(' ')),
  }))
}

test('whoever is enrolled by hand comes in by that, also where something else begins to lead there in the same act', async () => {
  const { privacy } = story.activities
  const { previewId } = await preview(database.db, act, async (tx) => {
    await joinAudience(tx, { audienceId: audience('byHand', privacy), userIds: [story.people.zoe.id] })
    await insertFacts(tx, 'assignments', [
      { audience_id: audience('team', story.teams.nightShift), target_id: privacy },
    ])
  })
  const names = await namesIn(previewId, 'enrolled')
  expect(names.filter(({ name }) => name === 'Zoë Janssen').map(({ causes }) => causes)).toEqual([['by-hand']])
})

test('a link says who comes in, who is in already and who is excluded, and why', async () => {
  const { teams, people, activities } = story
  const team = audience('team', teams.nightShift)
  await change(database.db, act, (tx) =>
    joinAudience(tx, { audienceId: team, userIds: [people.zoe.id, people.femke.id, people.ann.id] }),
  )
  await change(database.db, act, (tx) =>
    enrollByHand(tx, { actor: ada(), userIds: [people.zoe.id], activityIds: [activities.privacy] }),
  )
  await change(database.db, act, (tx) =>
    insertFacts(tx, 'exclusions', [{ user_id: people.femke.id, activity_id: activities.privacy }]),
  )
  const foreseen = await foresee((tx) =>
    editAssignments(tx, {
      unit: { kind: 'teams', id: teams.nightShift },
      add: [{ targetId: activities.privacy, onLeaving: 'keep', includesBelow: false }],
      edit: [],
      remove: [],
    }),
  )
  const enrolled = await namesIn(foreseen.previewId, 'enrolled')
  expect(enrolled.map(({ name }) => name)).toContain(people.ann.name)
  for (const { causes } of enrolled) expect(causes).toEqual(['team Night shift'])
  expect((await namesIn(foreseen.previewId, 'already')).map(({ name }) => name)).toEqual([people.zoe.name])
  expect((await namesIn(foreseen.previewId, 'excluded')).map(({ name }) => name)).toEqual([people.femke.name])
  expect(foreseen.confirm.isNeeded).toBe(false)
})

test('whoever moves while something begins to lead where they are already is named, and so is who is excluded from it', async () => {
  const { people, activities } = story
  const { db } = database
  const { marta, femke } = people
  await change(db, act, (tx) =>
    enrollByHand(tx, { actor: ada(), userIds: [marta.id], activityIds: [activities.conduct] }),
  )
  await change(db, act, (tx) => insertFacts(tx, 'exclusions', [{ user_id: femke.id, activity_id: activities.conduct }]))
  const { previewId } = await preview(db, act, async (tx) => {
    await editFacts(
      tx,
      'users',
      [marta, femke].map(({ id }) => ({ id, language: 'de' })),
    )
    await insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: activities.conduct }])
  })
  const names = async (kind: 'already' | 'excluded') =>
    (await namesIn(previewId, kind)).filter(({ title }) => title === 'Code of conduct').map(({ name }) => name)
  expect([await names('already'), await names('excluded')]).toEqual([[marta.name], [femke.name]])
})

test('whoever is put on a list and taken off it again in one act is not told to be in by it', async () => {
  const { activities, people, departments } = story
  const { conduct } = activities
  await change(database.db, act, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: audience('department', departments.finance), target_id: conduct }]),
  )
  const list = { audienceId: audience('byHand', conduct), userIds: [people.zoe.id] }
  const foreseen = await foresee(async (tx) => {
    await joinAudience(tx, list)
    await leaveAudience(tx, list)
  })
  expect(await namesIn(foreseen.previewId)).toEqual([])
})

test('somebody who leaves a team is told by what they were in, and by what they come in elsewhere', async () => {
  const { teams, people } = story
  const night = audience('team', teams.nightShift)
  const aiders = audience('team', teams.firstAiders)
  const foreseen = await foresee(async (tx) => {
    await leaveAudience(tx, { audienceId: night, userIds: [people.ann.id] })
    await joinAudience(tx, { audienceId: aiders, userIds: [people.zoe.id] })
  })
  expect(foreseen.people).toBeGreaterThan(1)
  const names = await namesIn(foreseen.previewId)
  expect(names.filter(({ name }) => name === people.ann.name).map(({ causes }) => causes)).toContainEqual([
    'team Night shift',
  ])
  expect(names.filter(({ name }) => name === people.zoe.name).map(({ causes }) => causes)).toContainEqual([
    'team First aiders BHV',
  ])
})

test('whoever is deactivated keeps what they have: nothing ends', async () => {
  const foreseen = await foresee((tx) => editFacts(tx, 'users', [{ id: story.people.zoe.id, status: 'inactive' }]))
  expect(foreseen.people).toBe(0)
  await foresee((tx) => editFacts(tx, 'users', [{ id: story.people.zoe.id, status: 'active' }]))
})

test('whoever is moved and put on a list, or taken off it by hand, in one act is foreseen by where they come to stand', async () => {
  const { teams, people, activities } = story
  const { ann, zoe } = people
  const { loads } = activities
  const list = audience('byHand', loads)
  await change(database.db, act, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: audience('team', teams.nightShift), target_id: loads }]),
  )
  await change(database.db, act, (tx) => joinAudience(tx, { audienceId: list, userIds: [ann.id] }))

  const deactivated = await foresee(async (tx) => {
    await editFacts(tx, 'users', [{ id: zoe.id, status: 'inactive' }])
    await joinAudience(tx, { audienceId: list, userIds: [zoe.id] })
  })
  expect(deactivated.people).toBe(0)
  await foresee(async (tx) => {
    await editFacts(tx, 'users', [{ id: zoe.id, status: 'active' }])
    await leaveAudience(tx, { audienceId: list, userIds: [zoe.id], byHand: true })
  })

  await foresee(async (tx) => {
    await leaveAudience(tx, { audienceId: list, userIds: [ann.id], byHand: true })
    endByHand(tx, { activityId: loads, userIds: [ann.id] })
    await joinAudience(tx, { audienceId: audience('team', teams.nightShift), userIds: [ann.id] })
  })
  expect((await heldIn(database.db)).get(`${ann.id}:${loads}`)?.state).toBe(1)
})

test('a removed link names those whom it lets go, and asks for its number', async () => {
  const { db } = database
  const { activities } = story
  const {
    result: [teamId = 0],
  } = await change(db, act, (tx) => insertFacts(tx, 'teams', [{ name: 'Temps' }]))
  const { result: ids } = await change(db, act, (tx) =>
    insertFacts(
      tx,
      'users',
      Array.from({ length: 12 }, (_, nth) => ({
        name: `Temp ${nth}`,
        email: `temp${nth}@example.com`,
        company_id: Object.values(story.companies)[0] ?? 0,
        language: 'en',
        added_on: '2026-01-01',
      })),
    ),
  )
  const audienceId = audience('team', teamId)
  await change(db, act, (tx) => joinAudience(tx, { audienceId, userIds: ids }))
  const { result } = await change(db, act, (tx) =>
    insertFacts(tx, 'assignments', [{ audience_id: audienceId, target_id: activities.privacy, on_leaving: 1 }]),
  )
  const unlink = (tx: Change) =>
    editAssignments(tx, { unit: { kind: 'teams', id: teamId }, add: [], edit: [], remove: result })
  const foreseen = await preview(db, act, unlink)
  expect(foreseen.confirm).toEqual({
    enrolls: 0,
    begins: 0,
    ends: foreseen.counts.withdrawn.enrollments,
    isNeeded: true,
  })
  await expect(change(db, { ...act, guard: {} }, unlink)).rejects.toMatchObject({
    code: 'confirm',
    confirm: { enrolls: 0, ends: foreseen.confirm.ends },
  })
  const short = { enrolls: 0, ends: foreseen.confirm.ends - 1 }
  await expect(change(db, { ...act, guard: { confirm: short } }, unlink)).rejects.toMatchObject({ code: 'confirm' })
  const { outcome } = await change(db, { ...act, guard: { confirm: foreseen.confirm } }, unlink)
  expect(outcome.withdrawn).toBe(foreseen.confirm.ends)
})
