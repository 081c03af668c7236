import { type Client, createTestApp, signedIn, type TestApp } from '../client.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { type Story, tellStory } from '../story.ts'

/** The story, behind the whole server, in a database of its own. */
export type Served = { database: TestDatabase; app: TestApp; story: Story; ada: Client }

export async function serveStory(): Promise<Served> {
  const database = await createTestDatabase()
  const story = await tellStory(database.db)
  const app = await createTestApp(database.db)
  return { database, app, story, ada: await signedIn(app, story.people.ada.id) }
}

export async function close({ app, database }: Served): Promise<void> {
  await app.http.close()
  await database.drop()
}
