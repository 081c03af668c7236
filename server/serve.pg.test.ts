import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createBareDatabase, type TestDatabase } from '../test/database.ts'
import { type Doors, openHouse } from '../test/doors.ts'
import { freePort } from '../test/freePort.ts'
import { openDatabase } from './platform/database/database.ts'
import { silentLog } from './platform/log.ts'
import { readSettings } from './platform/settings.ts'
import { StartProblem } from './platform/startProblem.ts'
import { reach, startMuster } from './start.ts'

let database: TestDatabase
let house: Doors

beforeAll(async () => {
  database = await createBareDatabase()
  house = await openHouse()
})
afterEach(() => house.killAll())
afterAll(async () => {
  await database?.drop()
  await house.close()
})

const door: Doors['door'] = (...given) => house.door(...given)
const serveAt: Doors['serveAt'] = (...given) => house.serveAt(...given)

test('help lists the commands; an unknown one is named, and ends with 2', async () => {
  const help = await door('help')
  expect(help).toMatchObject({ code: 0, errors: '' })
  for (const name of ['serve', 'demo', 'migrate', 'verify', 'explain', 'preview-rule', 'help'])
    expect(help.output).toContain(`\n  ${name} `)
  const unknown = await door('migrate --twice')
  expect(unknown).toMatchObject({ code: 2, output: '' })
  expect(unknown.errors).toMatch(/^There is no command "migrate --twice"\.\n/)
  expect(await door('verify --twice')).toEqual({
    code: 2,
    output: '',
    errors: '"verify --twice" is not understood. It is: npm run muster -- verify [--repair] [--json]\n',
  })
})

test('a wrong setting stops the start with a sentence that names it, and nothing else', async () => {
  expect(await door('serve', { MUSTER_PORT: 'eighty' })).toEqual({
    code: 1,
    output: '',
    errors: 'MUSTER_PORT is eighty; it must be a number from 1 to 65535.\n',
  })
})

test('a database that is starting up is waited for', async () => {
  const gate = await standBefore(database.url, 2)
  const settings = readSettings({ DATABASE_URL: gate.url })
  const reached = openDatabase(gate.url)
  try {
    await reach(reached, settings)
    expect(gate.refused()).toBe(2)
  } finally {
    await reached.close()
    gate.close()
  }
})

test('a database that cannot be reached stops it with a sentence, without the password', async () => {
  const refused = await door('migrate', { DATABASE_URL: 'postgres://muster:hush@127.0.0.1:1/muster' })
  expect(refused.code).toBe(1)
  expect(refused.errors).toBe(
    'The database that DATABASE_URL names, on 127.0.0.1:1, cannot be used: connect ECONNREFUSED 127.0.0.1:1.\n',
  )
})

test('migrate brings a database up to date, and says so', async () => {
  const first = await door('migrate', { DATABASE_URL: database.url })
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/^Applied 0001_foundation\.sql/) })
  expect(await door('migrate', { DATABASE_URL: database.url })).toMatchObject({
    code: 0,
    output: 'The database was up to date.\n',
  })
})

test('a port in use stops it with a sentence that says which setting to change', async () => {
  const port = await freePort()
  const first = await serveAt(port, { DATABASE_URL: database.url })
  const settings = readSettings({ MUSTER_PORT: String(port), DATABASE_URL: database.url })
  await expect(startMuster({ settings, log: silentLog })).rejects.toThrow(
    new StartProblem(`Port ${port} is in use already. Set MUSTER_PORT to another one, or stop what uses it.`),
  )
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0, output: `\n  Muster is at http://localhost:${port}\n\n` })
})

test('asked to stop, it lets the request at hand end, and takes no other', async () => {
  const { child, ended, url } = await serveAt(await freePort(), { DATABASE_URL: database.url })
  const asked: Promise<Response>[] = []
  await database.db.transaction().execute(async (tx) => {
    // Whoever asks for the session waits for this.
    await sql`lock table academy in access exclusive mode`.execute(tx)
    asked.push(fetch(`${url}/api/session`))
    const waiting = () => sql`select from pg_stat_activity where wait_event_type = 'Lock'`.execute(database.db)
    await expect.poll(async () => (await waiting()).rows.length).toBeGreaterThan(0)
    child.kill('SIGTERM')
    const refusal = () =>
      fetch(`${url}/health`).then(
        () => 'answered',
        (fault: Error) => fault.message,
      )
    await expect.poll(refusal).toBe('fetch failed')
  })
  expect((await asked[0])?.status).toBe(200)
  expect((await ended).code).toBe(0)
}, 30_000)

test('with its own database: a second start on the folder names the first, and Ctrl-C stops all', async () => {
  const port = await freePort()
  const first = await serveAt(port, {})
  for (const command of ['serve', 'demo']) {
    const second = await door(command, { MUSTER_PORT: String(await freePort()) })
    expect(second).toMatchObject({ code: 1, output: '' })
    expect(second.errors).toMatch(
      new RegExp(
        `^A Muster is already running on the data folder .*/data: http://localhost:${port} \\(process ${first.child.pid}\\)\\..*\n$`,
      ),
    )
  }
  const asked = performance.now()
  first.child.kill('SIGINT')
  expect((await first.ended).code).toBe(0)
  // A second on a machine of its own; here others may be busy.
  expect(performance.now() - asked).toBeLessThan(5_000)
  await pause(50)
  await expect(access(join(house.data, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')
}, 60_000)

/** Lets connections through to a database, but the first few, which it answers as PostgreSQL does while it starts up. */
async function standBefore(databaseUrl: string, few: number) {
  const { hostname, port } = new URL(databaseUrl)
  let refused = 0
  const gate = createServer((from) => {
    from.on('error', () => from.destroy())
    if (refused < few) {
      refused += 1
      from.once('data', () => from.end(startingUp))
      return
    }
    const to = connect(Number(port), hostname)
    to.on('error', () => from.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to).pipe(from)
  }).listen(0, '127.0.0.1')
  await once(gate, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(gate.address() as AddressInfo).port}`
  return { url: url.href, refused: () => refused, close: () => gate.close() }
}

/** PostgreSQL's ErrorResponse: a letter, the length of what follows, and fields that end in zeros. */
const fields = Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0')
const startingUp = Buffer.concat([
  Buffer.from('E'),
  Buffer.from(Uint32Array.of(fields.length + 4).buffer).swap32(),
  fields,
])
