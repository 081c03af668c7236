import { inject } from 'vitest'
import { type Database, openDatabase } from '../server/platform/database/database.ts'
import { cloneDatabase, createEmptyDatabase, dropDatabase, uniqueName, urlOf } from './server.ts'

export type TestDatabase = Database & {
  /** Closes it and removes it from the server. */
  drop(): Promise<void>
}

/** A database of this test file's own, migrated and empty, cloned from the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = inject('testServer')
  return openOwn((name) => cloneDatabase(url, template, name))
}

/** A database without any of our tables, for tests of the migrations themselves. */
export async function createBareDatabase(): Promise<TestDatabase> {
  const { url } = inject('testServer')
  return openOwn((name) => createEmptyDatabase(url, name))
}

async function openOwn(create: (name: string) => Promise<void>): Promise<TestDatabase> {
  const { url } = inject('testServer')
  const name = uniqueName('test')
  await create(name)
  const database = openDatabase(urlOf(url, name), { maxConnections: 8, applicationName: 'muster test' })
  return {
    ...database,
    async drop() {
      await database.close()
      await dropDatabase(url, name)
    },
  }
}
