import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { academyFiles } from '../server/platform/database/definition.ts'
import { startEmbeddedDatabase } from '../server/platform/database/embedded/embedded.ts'
import { migrate } from '../server/platform/database/migrate.ts'
import { silentLog } from '../server/platform/log.ts'
import { createEmptyDatabase, dropDatabase, type TestServer, uniqueName, urlOf } from './server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer
  }
}

type Running = { server: TestServer; stop(): Promise<void> }

// Each vitest project runs its own global setup, in one process; they share one server.
const shared = globalThis as typeof globalThis & { musterTestServer?: { users: number; running: Promise<Running> } }

/** Before a run: a PostgreSQL server with a migrated template database, from which every test file's are cloned. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.musterTestServer ??= { users: 0, running: start() }
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

async function start(): Promise<Running> {
  const external = process.env.DATABASE_URL
  if (external) return withTemplate(external, async () => {})
  const folder = await mkdtemp(join(tmpdir(), 'muster-test-'))
  const embedded = await startEmbeddedDatabase({ folder, log: silentLog, disposable: true })
  return withTemplate(embedded.url, () => embedded.stop())
}

async function withTemplate(url: string, stop: () => Promise<void>): Promise<Running> {
  const template = uniqueName('template')
  try {
    await createEmptyDatabase(url, template)
    await migrate(urlOf(url, template), await academyFiles())
  } catch (error) {
    await stop()
    throw error
  }
  return {
    server: { url, template },
    async stop() {
      await dropDatabase(url, template)
      await stop()
    },
  }
}
