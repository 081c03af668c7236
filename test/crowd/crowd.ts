import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beginSession } from '../../server/access/session.ts'
import { type Change, change } from '../../server/change.ts'
import { workOff } from '../../server/enrollment/jobs.ts'
import { editFacts, insertFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { ids, pick } from '../acts/choose.ts'
import { people } from '../acts/people.ts'
import { firstDay } from '../acts/rules.ts'
import { buildWorld } from '../acts.ts'
import { differencesIn } from '../differences.ts'
import { type ReceivedMail, startMailServer } from '../mailServer.ts'
import { Administrator, type Known } from './administrator.ts'
import type { MortalDatabase } from './database.ts'
import { isLost } from './lost.ts'
import { brokenPromises } from './promised.ts'
import { type MortalServer, startMortalServer } from './server.ts'

type Role = 'writer' | 'administrator' | 'worker'
const roles: readonly Role[] = ['writer', 'writer', 'administrator', 'worker']

/** Whole servers on the one database, and the people who act on both of them over HTTP. */
const howMany = { servers: 2, administrators: 2 }

/** What befalls them, in this order again and again: connections break often, the database dies least. */
const blows = ['connection', 'process', 'server', 'back end', 'connection', 'server', 'process', 'database'] as const
type Blow = (typeof blows)[number]

type Member = {
  role: Role
  child: ChildProcess
  heard: { committed: number }
  ready: Promise<unknown>
  ended: Promise<unknown>
}

/** What a crowd did and suffered, and what is wrong now that nothing is owed any more. */
export type Aftermath = {
  committed: number
  /** What administrators were told over HTTP to be done, what no answer came to, and what they had foreseen. */
  told: number
  unanswered: number
  foreseen: number
  suffered: Record<Blow, number>
  differences: string[]
}

/**
 * Lets writers, administrators, workers and whole servers loose on one academy, each in a process of its own, for as long as
 * `seconds`, or until everything has befallen them once and administrators were told of, and foresaw, more than `least`, but no
 * longer than ten times that. Connections are cut, processes, servers and back ends killed, and the
 * whole database. In the end they stop, what is owed is worked off, and all is compared with the oracle and with what anybody was
 * told. Throws when one of them met what it cannot explain.
 */
export async function letLoose(
  database: MortalDatabase,
  input: { seconds: number; seed: number; every: number; least?: Done },
): Promise<Aftermath> {
  const judge = new Judge(database)
  const { result: authors } = await change(judge.db, { kind: 'world', author: { kind: 'demo' } }, buildCrowdedWorld)
  const mail = await startMailServer()
  const servers: MortalServer[] = []
  const crowd = new Crowd(database.url, input.seed)
  try {
    const given = { databaseUrl: database.url, smtpUrl: mail.url }
    for (let nth = 0; nth < howMany.servers; nth += 1) servers.push(await startMortalServer(given))
    await crowd.ready()
    const administrators = await openBrowsers(judge, { authors, servers, seed: input.seed })
    const suffered = await strike({ ...input, judge, servers, crowd, administrators })
    await Promise.all(administrators.map((one) => one.stop()))
    const committed = await crowd.stop()
    await Promise.all(servers.map((server) => server.stop()))
    const { db } = judge
    await patiently(() => workOff(db))
    const differences = [...(await differencesIn(db)), ...(await brokenPromises(db, administrators))]
    const unanswered = administrators.flatMap((one) => one.deeds).filter(({ batchId }) => batchId === null).length
    return {
      committed,
      ...countDone(administrators),
      unanswered,
      suffered,
      differences: [...differences, ...sentTwice(mail.received)],
    }
  } finally {
    crowd.killAll()
    for (const server of servers) server.kill()
    await mail.stop()
    await judge.close()
  }
}

/** Whoever looks on: a connection of its own, which the death of the database ends as well. */
class Judge {
  private readonly database: MortalDatabase
  private opened: ReturnType<MortalDatabase['open']>

  constructor(database: MortalDatabase) {
    this.database = database
    this.opened = database.open()
  }

  get db(): Db {
    return this.opened.db
  }

  async killDatabase(): Promise<void> {
    await this.opened.close()
    await this.database.killAndRestart()
    this.opened = this.database.open()
  }

  close(): Promise<void> {
    return this.opened.close()
  }
}

/** What administrators were told to be done, and what they had foreseen. */
type Done = Pick<Aftermath, 'told' | 'foreseen'>

const nothing: Done = { told: -1, foreseen: -1 }

function countDone(administrators: readonly Administrator[]): Done {
  return {
    told: administrators.flatMap((one) => one.deeds).filter(({ batchId }) => batchId !== null).length,
    foreseen: administrators.reduce((sum, one) => sum + one.foreseen, 0),
  }
}

/** One blow after the other, as long as there is time and until each has fallen, and enough was done. Answers how often each did. */
async function strike(input: {
  seconds: number
  seed: number
  every: number
  least?: Done
  judge: Judge
  servers: readonly MortalServer[]
  crowd: Crowd
  administrators: readonly Administrator[]
}): Promise<Aftermath['suffered']> {
  const { seconds, seed, every, least = nothing, judge, servers, crowd, administrators } = input
  const suffered: Aftermath['suffered'] = { connection: 0, process: 0, server: 0, 'back end': 0, database: 0 }
  const [until, atMost] = [Date.now() + seconds * 1000, Date.now() + seconds * 10_000]
  const isEnough = () => {
    const { told, foreseen } = countDone(administrators)
    return (told > least.told && foreseen > least.foreseen) || Date.now() > atMost
  }
  let returning: Promise<unknown> = Promise.resolve()
  for (let nth = 0; Date.now() < until || nth < blows.length || !isEnough(); nth += 1) {
    await pause(every)
    crowd.refuseFaults()
    for (const one of [...servers, ...administrators]) one.refuseFaults()
    const blow = blows[(seed + nth) % blows.length] ?? 'connection'
    suffered[blow] += 1
    if (blow === 'connection') await cut(judge.db)
    if (blow === 'back end') await killBackEnd(judge.db)
    if (blow === 'process') await crowd.killOne(nth)
    if (blow === 'database') await judge.killDatabase()
    if (blow === 'server') {
      // While it comes back the others go on, and so do the blows; but one server is always there.
      await returning
      returning = pick(servers, seed + nth).killAndRestart()
    }
  }
  await returning
  return suffered
}

async function openBrowsers(
  judge: Judge,
  { authors, servers, seed }: { authors: readonly number[]; servers: readonly MortalServer[]; seed: number },
): Promise<Administrator[]> {
  const known = await readKnown(judge.db)
  return authors.map(
    (userId, nth) =>
      new Administrator({
        userId,
        known,
        urls: servers.map(({ url }) => url),
        steps: fc.sample(anyNumbers, { seed: seed + nth, numRuns: 5000 }),
        signIn: () => patiently(() => letIn(judge.db, userId)),
      }),
  )
}

const anyNumbers = fc.record({ a: fc.nat({ max: 997 }), b: fc.nat({ max: 997 }), c: fc.nat({ max: 997 }) })

/** The random world, with more people than it, in three buckets, and those who act over HTTP. */
async function buildCrowdedWorld(tx: Change): Promise<number[]> {
  await buildWorld(tx)
  for (const bucket of [2, 3]) {
    await sql`select setval(pg_get_serial_sequence('users', 'id'), ${bucket * 1024 - 2})`.execute(tx.db)
    await people.addUsers(tx, { a: 2, b: bucket, c: bucket })
  }
  await insertFacts(
    tx,
    'learning_activity_texts',
    (await ids(tx, 'learning_activities')).map((id) => ({ activity_id: id, language: 'en', title: `Activity ${id}` })),
  )
  const [company_id = 0] = await ids(tx, 'companies')
  return insertFacts(
    tx,
    'users',
    Array.from({ length: howMany.administrators }, (_, nth) => ({
      name: `Administrator ${nth}`,
      email: `administrator${nth}@example.com`,
      role: 'administrator',
      company_id,
      language: 'en',
      added_on: firstDay,
    })),
  )
}

/** Somebody may have put them away meanwhile: they are called back. */
async function letIn(db: Db, userId: number): Promise<string> {
  await change(db, { kind: 'called back', author: { kind: 'demo' } }, (tx) =>
    editFacts(tx, 'users', [{ id: userId, status: 'active' }]),
  )
  return beginSession(db, { userId, now: new Date() })
}

async function readKnown(db: Db): Promise<Known> {
  const [users, teams, groups, companies, targets] = [
    await ids(db, 'users'),
    await ids(db, 'teams'),
    await ids(db, 'groups'),
    await ids(db, 'companies'),
    await ids(db, 'learning_activities'),
  ]
  return { users, teams, groups, companies, targets, told: [] }
}

/** Each message has a number, and goes out once whoever died while handing it over. */
function sentTwice(received: readonly ReceivedMail[]): string[] {
  const byNumber = Map.groupBy(received, ({ messageId }) => messageId)
  return [...byNumber]
    .filter(([, mails]) => mails.length > 1)
    .map(([number, mails]) => `${number} was sent ${mails.length} times`)
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

  killAll(): void {
    for (const { child } of this.members) child.kill('SIGKILL')
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
      where datname = current_database() and application_name in ('crowd', 'muster') and state <> 'idle'
      order by random() limit 1`.execute(db),
  )
}

/** PostgreSQL then ends all others too, and recovers. */
async function killBackEnd(db: Db): Promise<void> {
  const victim = await patiently(() =>
    sql<{ pid: number }>`
      select pid from pg_stat_activity
      where datname = current_database() and application_name in ('crowd', 'muster') order by state = 'idle', random() limit 1`.execute(
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
