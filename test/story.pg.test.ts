import { afterAll, beforeAll, expect, test } from 'vitest'
import { readUser } from '../server/user/queries.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type Story, tellStory } from './story.ts'

let database: TestDatabase
let story: Story

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

test('the story has two companies, managers with reports, and someone who has left', async () => {
  const { people } = story
  expect(Object.keys(people)).toHaveLength(12)
  expect(await readUser(database.db, { id: people.ruth.id })).toMatchObject({ reports: 3, canSignIn: true })
  expect(await readUser(database.db, { id: people.ole.id })).toMatchObject({ status: 'inactive' })
  expect(await readUser(database.db, { id: people.emile.id })).toMatchObject({ canSignIn: false, language: 'fr' })
  expect(await readUser(database.db, { id: people.daan.id })).toMatchObject({
    email: 'daan.visser@example.com',
    department: { name: 'Rotterdam' },
    manager: { name: 'Ruth de Wit' },
    teams: [{ name: 'First aiders' }, { name: 'Night shift' }],
    functions: [{ name: 'Shift leader' }],
  })
})

test('what was linked in the story enrolls people as it is told', async () => {
  const enrolled = await database.db
    .selectFrom('enrollments')
    .innerJoin('users', 'users.id', 'user_id')
    .select(['users.name', 'activity_id'])
    .where('state', '=', 1)
    .orderBy('users.id')
    .execute()
  const inActivity = (id: number) => enrolled.filter((row) => row.activity_id === id).map(({ name }) => name)
  expect(inActivity(story.activities.fireSafety)).toEqual([
    'Ruth de Wit',
    'Daan Visser',
    'Ann de Vries',
    'Bo Smit',
    'Femke Bakker',
  ])
  expect(inActivity(story.activities.firstAid)).toEqual(['Daan Visser'])
})
