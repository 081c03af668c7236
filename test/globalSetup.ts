import type { TestProject } from 'vitest/node'
import { type RunningServer, startTestServer, type TestServer } from './server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer
  }
}

// Each vitest project runs its own global setup, in one process; they share one server.
const shared = globalThis as typeof globalThis & {
  musterTestServer?: { users: number; running: Promise<RunningServer> }
}

/** Before a run: a PostgreSQL server with a migrated template database, from which every test file's are cloned. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.musterTestServer ??= { users: 0, running: startTestServer() }
  const { musterTestServer } = shared
  musterTestServer.users += 1
  project.provide('testServer', (await musterTestServer.running).server)
  return async () => {
    musterTestServer.users -= 1
    if (musterTestServer.users > 0) return
    delete shared.musterTestServer
    await (await musterTestServer.running).stop()
  }
}
