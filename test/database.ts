import { inject } from 'vitest'
import { createDatabaseOn, createEmptyDatabase, openOwn, type TestDatabase } from './server.ts'

export type { TestDatabase } from './server.ts'

/** A database of this test file's own, migrated and empty, cloned from the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabaseOn(inject('testServer'))
}

/** A database without any of our tables, for tests of the migrations themselves. */
export async function createBareDatabase(): Promise<TestDatabase> {
  const { url } = inject('testServer')
  return openOwn(url, (name) => createEmptyDatabase(url, name))
}
