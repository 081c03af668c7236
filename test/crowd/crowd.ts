import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Change, change } from '../../server/change.ts'
import { workOff } from '../../server/enrollment/jobs.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { people } from '../acts/people.ts'
import { buildWorld } from '../acts.ts'
import { differencesIn } from '../differences.ts'
import type { MortalDatabase } from './database.ts'
import { isLost } from './lost.ts'

type Role = 'writer' | 'administrator' | 'worker'
const roles: readonly Role[] = ['writer', 'writer', 'administrator', 'worker', 'worker']

/** What befalls them, in this order again and again: connections break often, the database dies least. */
const blows = ['connection', 'process', 'connection', 'back end', 'connection', 'process', 'database'] as const
type Blow = (typeof blows)[number]

type Member = {
  role: Role
  child: ChildProcess
  heard: { committed: number }
  ready: Promise<unknown>
  ended: Promise<unknown>
}

/** What a crowd did and suffered, and what is wrong now that nothing is owed any more. */
export type Aftermath = { committed: number; suffered: Record<Blow, number>; differences: string[] }

/**
 * Lets writers, administrators and workers loose on one academy, each in a process of its own, for as long as `seconds`, or
 * until everything has befallen them once. Connections are cut, processes and back ends killed, and the whole database. In the
 * end they stop, what is owed is worked off, and all is compared with the oracle. Throws when one of them met what it
 * cannot explain.
 */
export async function letLoose(
  database: MortalDatabase,
  input: { seconds: number; seed: number; every: number },
): Promise<Aftermath> {
  const { seconds, seed, every } = input
  let { db, close } = database.open()
  await change(db, { kind: 'world', author: { kind: 'demo' } }, buildCrowdedWorld)
  const crowd = new Crowd(database.url, seed)
  await crowd.ready()
  const suffered: Aftermath['suffered'] = { connection: 0, process: 0, 'back end': 0, database: 0 }
  const until = Date.now() + seconds * 1000
  for (let nth = 0; Date.now() < until || nth < blows.length; nth += 1) {
    await pause(every)
    crowd.refuseFaults()
    const blow = blows[(seed + nth) % blows.length] ?? 'connection'
    suffered[blow] += 1
    if (blow === 'connection') await cut(db)
    if (blow === 'back end') await killBackEnd(db)
    if (blow === 'process') await crowd.killOne(nth)
    if (blow === 'database') {
      await close()
      await database.killAndRestart()
      ;({ db, close } = database.open())
    }
  }
  const committed = await crowd.stop()
  await patiently(() => workOff(db))
  const differences = await differencesIn(db)
  await close()
  return { committed, suffered, differences }
}

/** The random world, with more people than it, in three buckets. */
async function buildCrowdedWorld(tx: Change): Promise<void> {
  await buildWorld(tx)
  for (const bucket of [2, 3]) {
    await sql`select setval(pg_get_serial_sequence('users', 'id'), ${bucket * 1024 - 2})`.execute(tx.db)
    await people.addUsers(tx, { a: 2, b: bucket, c: bucket })
  }
}

class Crowd {
  private readonly url: string
  private readonly seed: number
  private members: Member[]
  private committed = 0

  constructor(url: string, seed: number) {
    this.url = url
    this.seed = seed
    this.members = roles.map((role, nth) => spawnMember(url, role, seed + nth))
  }

  ready(): Promise<unknown> {
    return Promise.all(this.members.map(({ ready }) => ready))
  }

  refuseFaults(): void {
    for (const { role, child } of this.members) {
      if (child.exitCode !== null && child.exitCode !== 0) throw new Error(`a ${role} met a fault and ended`)
    }
  }

  /** Kills a process as a machine that dies would, and puts another in its place. */
  async killOne(nth: number): Promise<void> {
    const victim = this.members[nth % this.members.length]
    if (!victim) return
    victim.child.kill('SIGKILL')
    await victim.ended
    this.committed += victim.heard.committed
    const successor = spawnMember(this.url, victim.role, this.seed + 1000 + nth)
    this.members = this.members.map((member) => (member === victim ? successor : member))
    await successor.ready
  }

  /** Lets each end what it is at. Answers how many acts they committed in all. */
  async stop(): Promise<number> {
    for (const { child } of this.members) child.kill('SIGTERM')
    await Promise.all(this.members.map(({ ended }) => ended))
    this.refuseFaults()
    return this.members.reduce((sum, { heard }) => sum + heard.committed, this.committed)
  }
}

function spawnMember(url: string, role: Role, seed: number): Member {
  const script = join(import.meta.dirname, role === 'worker' ? 'worker.ts' : 'writer.ts')
  const child = spawn(process.execPath, [script, url, String(seed), role], { stdio: ['ignore', 'pipe', 'inherit'] })
  const heard = { committed: 0 }
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    if (line.startsWith('committed ')) heard.committed = Number(line.slice('committed '.length))
  })
  const ended = once(child, 'close')
  return { role, child, heard, ready: Promise.race([once(lines, 'line'), ended]), ended }
}

async function cut(db: Db): Promise<void> {
  await patiently(() =>
    sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'crowd' and state <> 'idle'
      order by random() limit 1`.execute(db),
  )
}

/** PostgreSQL then ends all others too, and recovers. */
async function killBackEnd(db: Db): Promise<void> {
  const victim = await patiently(() =>
    sql<{ pid: number }>`
      select pid from pg_stat_activity
      where datname = current_database() and application_name = 'crowd' order by state = 'idle', random() limit 1`.execute(
      db,
    ),
  )
  const pid = victim.rows[0]?.pid
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
}

/** While a database recovers it lets nobody in. */
async function patiently<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act()
    } catch (error) {
      if (!isLost(error) || attempt === 100) throw error
      await pause(200)
    }
  }
}
