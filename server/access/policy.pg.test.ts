import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { editFacts, insertFacts, removeFacts } from '../facts.ts'
import type { Problem } from '../platform/problem.ts'
import { type Actor, findActor } from './actor.ts'
import { authorize, inWords, reach } from './policy.ts'

let database: TestDatabase
let story: Story
const granted: { user_id: number; audience_id: number }[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database?.drop())
afterEach(async () => {
  const grants = granted.splice(0)
  await change(database.db, act(), (tx) => removeFacts(tx, 'grants', grants))
})

const act = () => ({ kind: 'user.edit', author: story.author })

async function grant(userId: number, audienceId: number): Promise<void> {
  const row = { user_id: userId, audience_id: audienceId }
  granted.push(row)
  await change(database.db, act(), (tx) => insertFacts(tx, 'grants', [row]))
}

async function actor(name: keyof Story['people']): Promise<Actor> {
  const found = await findActor(database.db, story.people[name].id)
  if (!found) throw new Error(`${name} is not active`)
  return found
}

/** The first names of an actor's people. */
async function peopleOf(name: keyof Story['people']): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select split_part(name, ' ', 1) as name from users where ${reach(await actor(name))} order by name`.execute(
    database.db,
  )
  return rows.map((row) => row.name)
}

test('the people of a manager are those who report to them at any depth, as long as they are active', async () => {
  expect(await peopleOf('ruth')).toEqual(['Ann', 'Bo', 'Daan', 'Femke'])
  expect(await peopleOf('daan')).toEqual(['Femke'])
  // Ole reported to Marta too.
  expect(await peopleOf('marta')).toEqual(['Jürgen'])
  expect(await peopleOf('ann')).toEqual([])
})

test('having reports or a grant makes a manager, and losing them ends it', async () => {
  expect((await actor('ruth')).isManager).toBe(true)
  expect((await actor('zoe')).isManager).toBe(false)
  await grant(story.people.zoe.id, audience('team', story.teams.nightShift))
  expect((await actor('zoe')).isManager).toBe(true)
})

test.each([
  ['a company', () => audience('company', story.companies.logistics), ['Jürgen', 'Marta', '李伟']],
  [
    'a department and those below',
    () => audience('departmentBelow', story.departments.rotterdam),
    ['Ann', 'Bo', 'Daan', 'Femke'],
  ],
  ['a department alone', () => audience('department', story.departments.nightDock), ['Femke']],
  ['a team', () => audience('team', story.teams.nightShift), ['Ann', 'Daan']],
  ['one user', () => audience('everyone', story.people.bo.id), ['Bo']],
])('%s that was granted is reached', async (_, audienceId, people) => {
  await grant(story.people.zoe.id, audienceId())
  expect(await peopleOf('zoe')).toEqual(people)
})

test('nobody is one of their own people, by a grant neither', async () => {
  await grant(story.people.zoe.id, audience('team', story.teams.worksCouncil))
  await grant(story.people.zoe.id, audience('departmentBelow', story.departments.office))
  expect(await peopleOf('zoe')).toEqual(['Émile'])
  const zoe = await actor('zoe')
  await expect(authorize(database.db, zoe, 'enrollment.add', zoe.userId)).rejects.toMatchObject({ status: 403 })
  await authorize(database.db, zoe, 'enrollment.add', story.people.emile.id)
})

test('when managers manage each other, each reaches the other and nobody is counted twice', async () => {
  const { ruth, daan } = story.people
  const managedBy = (id: number, manager_id: number | null) =>
    change(database.db, act(), (tx) => editFacts(tx, 'users', [{ id, manager_id }]))
  await managedBy(ruth.id, daan.id)
  expect(await peopleOf('ruth')).toEqual(['Ann', 'Bo', 'Daan', 'Femke'])
  expect(await peopleOf('daan')).toEqual(['Ann', 'Bo', 'Femke', 'Ruth'])
  await managedBy(ruth.id, null)
})

test('what one may know of is refused with who may; what one may not know of does not exist', async () => {
  const [ann, none] = [await actor('ann'), 100_000_000]
  const refusal = (id: number) => authorize(database.db, ann, 'user.edit', id).catch((problem: Problem) => problem)
  expect(await refusal(ann.userId)).toMatchObject({
    status: 403,
    message: 'Administrators may edit a user. You are signed in as Ann de Vries.',
  })
  const stranger = await refusal(story.people.zoe.id)
  expect(stranger).toMatchObject({ status: 404, message: 'There is no such user, or you may not see it.' })
  expect(await refusal(none)).toEqual(stranger)
})

test('sentences read as English', () => {
  expect(inWords('user.read')).toBe("Administrators, the user's managers and the user may see a user.")
  expect(inWords('myself.edit')).toBe('Anyone signed in may edit their own settings.')
  expect(inWords('batch.read')).toBe('Administrators and whoever did it may see what a batch did.')
})
