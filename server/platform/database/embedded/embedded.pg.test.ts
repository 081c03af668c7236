import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../log.ts'
import { openDatabase } from '../database.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts'
import { identifyProcess, isAlive, type ProcessIdentity, waitUntilGone } from './osProcess.ts'

const ledger = join(import.meta.dirname, '../../../../test/ledger.ts')

/** A data folder with a new database in it, copied for each test: making one takes most of a second. */
let pristine: string
let home: string
let folder: string
let running: EmbeddedDatabase[]
let children: ChildProcess[]

beforeAll(async () => {
  pristine = await mkdtemp(join(tmpdir(), 'muster-pristine-'))
  const { stop } = await startEmbeddedDatabase({ folder: pristine, log: silentLog })
  await stop()
})

afterAll(() => rm(pristine, { recursive: true }))

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'muster-embedded-'))
  folder = join(home, 'data')
  execFileSync('cp', ['-a', pristine, folder])
  running = []
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(running.map((database) => database.stop()))
  const left = await readPostmaster()
  if (left) await waitUntilGone(left, 10_000)
  await rm(home, { recursive: true })
})

async function start(address = 'http://localhost:3000'): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ folder, address, log: silentLog })
  running.push(database)
  return database
}

/** The PostgreSQL that now works in the folder. */
async function readPostmaster(): Promise<ProcessIdentity | null> {
  const text = await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => null)
  return text === null ? null : identifyProcess(Number.parseInt(text, 10))
}

async function ask<T>(url: string, question: string): Promise<T[]> {
  const { db, close } = openDatabase(url)
  try {
    const { rows } = await sql.raw<T>(question).execute(db)
    return rows
  } finally {
    await close()
  }
}

/** Starts the ledger and gives it back when it has committed so many numbers, with the last it printed so far. */
async function startLedger(numbers: number) {
  const child = spawn(process.execPath, [ledger, folder, 'http://localhost:4000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  children.push(child)
  const heard = { last: 0 }
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ledger ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('committed ')) heard.last = Number(line.slice('committed '.length))
      if (heard.last >= numbers) resolve()
    })
  })
  const postmaster = await readPostmaster()
  if (!child.pid || !postmaster) throw new Error('the ledger runs without PostgreSQL')
  return { child, pid: child.pid, heard, postmaster }
}

async function countLedger(): Promise<number> {
  const { url } = await start()
  const rows = await ask<{ count: number }>(url, 'select count(*) as count from ledger')
  return rows[0]?.count ?? 0
}

async function findWatchdog(of: ProcessIdentity): Promise<number> {
  for (const name of await readdir('/proc')) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(`watchdog.ts\0${of.pid}\0`)) return Number(name)
  }
  throw new Error('there is no watchdog')
}

describe('the embedded database', () => {
  it('is made at the first start, and what an interrupted first start left is removed', async () => {
    await rm(folder, { recursive: true })
    await mkdir(join(folder, 'postgres.half-made'), { recursive: true })
    const { url } = await start()
    expect(await ask(url, 'select current_database() as name')).toEqual([{ name: 'muster' }])
    expect((await readdir(folder)).sort()).toEqual(['database.json', 'muster.json', 'postgres'])
  })

  it('starts, stops within a second, and is there again at the same place', async () => {
    const first = await start()
    await ask(first.url, 'create table plants as select 1 as id')
    const postmaster = await readPostmaster()
    const before = performance.now()
    await first.stop()
    expect(performance.now() - before).toBeLessThan(1000)
    expect(postmaster && (await isAlive(postmaster))).toBe(false)
    expect((await readdir(folder)).sort()).toEqual(['database.json', 'postgres'])

    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select id from plants')).toEqual([{ id: 1 }])
  })

  it('gives itself a new password when the file with it was lost', async () => {
    const first = await start()
    await first.stop()
    await rm(join(folder, 'database.json'))
    const second = await start()
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password)
  })

  it('takes another port when its own is taken', async () => {
    const first = await start()
    await first.stop()
    const intruder = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    await once(intruder, 'listening')
    try {
      const second = await start()
      expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
      expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      intruder.close()
    }
  })

  it('refuses a cluster of another PostgreSQL', async () => {
    const { stop } = await start()
    await stop()
    await writeFile(join(folder, 'postgres/PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17; this Muster brings PostgreSQL 18\./)
  })

  it('says so when its folder cannot be made', async () => {
    folder = join(folder, 'database.json')
    await expect(start()).rejects.toThrow(/^The data folder .* cannot be (made|written)/)
  })
})

describe('a data folder', () => {
  it('is free when its claim is stale: the process is gone, or the number is someone else’s now', async () => {
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(gone, 'exit')
    for (const claim of [
      { pid: gone.pid, startedAt: '1', address: 'http://localhost:3456' },
      { pid: process.pid, startedAt: '1', address: 'http://localhost:3456' },
      'cut sh',
    ]) {
      await writeFile(join(folder, 'muster.json'), JSON.stringify(claim))
      const { stop } = await start()
      await stop()
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('muster.json'))).toEqual([])
  })

  it('goes to exactly one of several that start at once over a stale claim', async () => {
    await writeFile(join(folder, 'muster.json'), JSON.stringify({ pid: 1, startedAt: 'long ago', address: 'x' }))
    const starts = await Promise.allSettled([startLedgerQuietly(), startLedgerQuietly(), startLedgerQuietly()])
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  /** Gives up its standard error, for refusals are expected here. */
  async function startLedgerQuietly(): Promise<void> {
    const child = spawn(process.execPath, [ledger, folder, 'x'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    })
    children.push(child)
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('refused')))
      child.stdout.once('data', () => resolve())
    })
  }
})

describe('when the server is killed', () => {
  it('no PostgreSQL is left behind and no acknowledged commit is lost', async () => {
    const { child, heard, postmaster } = await startLedger(50)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await waitUntilGone(postmaster, 5_000)).toBe(true)
    expect(heard.last).toBeGreaterThanOrEqual(50)
    const kept = await countLedger()
    // The last commit may have been made and not yet told of.
    expect(kept === heard.last || kept === heard.last + 1).toBe(true)
  })

  it('together with its watchdog, the next start stops the PostgreSQL that was left, and loses nothing', async () => {
    const { child, pid, heard, postmaster } = await startLedger(50)
    process.kill(await findWatchdog(postmaster), 'SIGKILL')
    process.kill(pid, 'SIGKILL')
    await once(child, 'close')
    expect(await isAlive(postmaster)).toBe(true)
    expect(await countLedger()).toBeGreaterThanOrEqual(heard.last)
    expect(await isAlive(postmaster)).toBe(false)
  })

  it('together with PostgreSQL, the next start recovers and loses nothing', async () => {
    const { child, pid, heard, postmaster } = await startLedger(50)
    process.kill(postmaster.pid, 'SIGKILL')
    process.kill(pid, 'SIGKILL')
    await once(child, 'close')
    expect(await countLedger()).toBeGreaterThanOrEqual(heard.last)
  })

  it('with its PostgreSQL, and a back end of that is slow to notice, the next start waits for its end', async () => {
    const { url, stop } = await start()
    const { db, close } = openDatabase(url, { maxConnections: 1 })
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
    const slow = rows[0]?.pid ?? 0
    process.kill(slow, 'SIGSTOP')
    const postmaster = await readPostmaster()
    if (!postmaster) throw new Error('there is no PostgreSQL')
    process.kill(postmaster.pid, 'SIGKILL')
    await waitUntilGone(postmaster, 10_000)
    await stop()
    const again = start()
    const [early] = await Promise.all([Promise.race([again, pause(600)]), pause(600)])
    expect(early).toBeUndefined()
    process.kill(slow, 'SIGCONT')
    expect(await ask((await again).url, 'select 1 as one')).toEqual([{ one: 1 }])
    await close()
  })

  it('a number in postmaster.pid that is someone else’s now is left in peace', async () => {
    const { stop } = await start()
    await stop()
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' })
    children.push(bystander)
    await writeFile(join(folder, 'postgres/postmaster.pid'), `${bystander.pid}\n/somewhere/else\n`)
    const { url } = await start()
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  })
})

it('Ctrl-C in the terminal ends everything in order within a second', async () => {
  const { child, pid, heard, postmaster } = await startLedger(20)
  const before = performance.now()
  process.kill(-pid, 'SIGINT')
  const [code] = await once(child, 'close')
  expect(performance.now() - before).toBeLessThan(1000)
  expect(code).toBe(0)
  expect(await isAlive(postmaster)).toBe(false)
  expect(await countLedger()).toBe(heard.last)
})

it('tells when PostgreSQL ends without having been asked to', async () => {
  const lost = Promise.withResolvers<string>()
  const database = await startEmbeddedDatabase({ folder, log: silentLog, onLost: lost.resolve })
  running.push(database)
  const postmaster = await readPostmaster()
  process.kill(postmaster?.pid ?? 0, 'SIGTERM')
  expect(await lost.promise).toContain('database system is shut down')
})

if (process.getuid?.() === 0) {
  it('as root it works in a data folder below a home that is closed to everyone else', async () => {
    await chmod(home, 0o700)
    await rm(folder, { recursive: true })
    const { url, stop } = await start()
    expect(await ask(url, `select 'here' as answer`)).toEqual([{ answer: 'here' }])
    const postmaster = await readPostmaster()
    const owner = await stat(`/proc/${postmaster?.pid}`)
    expect(owner.uid).not.toBe(0)
    await stop()
    const again = await start()
    expect(await ask(again.url, `select 'again' as answer`)).toEqual([{ answer: 'again' }])
  })
}
