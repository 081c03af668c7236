import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { change } from '../server/change.ts'
import { audience } from '../server/enrollment/engine/index.ts'
import { editFacts, insertFacts } from '../server/facts.ts'
import { type Db, openDatabase } from '../server/platform/database/database.ts'
import { academyFiles } from '../server/platform/database/definition.ts'
import { startEmbeddedDatabase } from '../server/platform/database/embedded/embedded.ts'
import { migrate } from '../server/platform/database/migrate.ts'
import { silentLog } from '../server/platform/log.ts'
import { type BenchAcademy, buildAcademy, throughTheEngine } from './academy.ts'

// Prints each figure beside its limit, both measured in this run, on a database as the product starts it (fsync on).
//   npm run bench                    10,000 and 100,000 users
//   npm run bench -- --users 1000000

const { values } = parseArgs({ options: { users: { type: 'string', multiple: true } } })
const sizes = (values.users ?? ['10000', '100000']).map(Number)
const repetitions = 5
const moves = 400

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; Node ${process.version}`,
)

async function benchmark(users: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'))
  const embedded = process.env.DATABASE_URL ? undefined : await startEmbeddedDatabase({ folder, log: silentLog })
  const url = process.env.DATABASE_URL ?? embedded?.url ?? ''
  const { db, close } = openDatabase(url, { applicationName: 'muster bench' })
  try {
    await migrate(url, await academyFiles())
    const began = performance.now()
    const academy = await buildAcademy(db, users)
    const [size] = (
      await sql<{ enrollments: number; version: string }>`
      select count(*)::int as enrollments, current_setting('server_version') as version from enrollments`.execute(db)
    ).rows
    console.log(
      `\n${format(users)} users, ${format(size?.enrollments ?? 0)} enrollments, PostgreSQL ${size?.version}; built in ${seconds(performance.now() - began)}`,
    )
    await bulkLink(db, academy)
    await oneMove(db, academy)
  } finally {
    await close()
    await embedded?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * One activity linked to everyone: planned, then every user decided anew under lock, with events, outbox and journal;
 * against one bare statement that inserts the same rows into a copy of the table. Alternately, so that neither has the
 * warmer cache; the median of the ratios counts.
 */
async function bulkLink(db: Db, { users, spareActivities }: BenchAcademy): Promise<void> {
  await sql`create table bare (like enrollments including all)`.execute(db)
  await sql`insert into bare select * from enrollments order by user_id, activity_id`.execute(db)
  await sql`vacuum analyze bare`.execute(db)
  const rounds: Array<{ bare: number; engine: number }> = []
  for (const activityId of spareActivities.slice(0, repetitions)) {
    await sql`checkpoint`.execute(db)
    const bare = await timed(() =>
      sql`insert into bare (user_id, activity_id, state, on_leaving, batch_id)
        select user_id, ${activityId}::int, 1, 2, 1 from profiles order by user_id`.execute(db),
    )
    await sql`checkpoint`.execute(db)
    const engine = await timed(() =>
      throughTheEngine(db, (tx) =>
        insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: activityId }]),
      ),
    )
    const enrolled = await sql<{ n: number }>`
      select count(*)::int as n from enrollments where activity_id = ${activityId} and state = 1`.execute(db)
    if (enrolled.rows[0]?.n !== users) throw new Error(`${enrolled.rows[0]?.n} of ${users} users were enrolled`)
    rounds.push({ bare, engine })
  }
  const ratio = percentile(
    rounds.map(({ bare, engine }) => engine / bare),
    50,
  )
  print(
    'bulk link of one activity',
    `${milliseconds(
      percentile(
        rounds.map((round) => round.engine),
        50,
      ),
    )}`,
    [
      `bare insert … select ${milliseconds(
        percentile(
          rounds.map((round) => round.bare),
          50,
        ),
      )}`,
      `${ratio.toFixed(2)} × bare (aim ≤ 3 ×)`,
    ],
  )
}

/** One user moves to another department: facts, journal, profile and enrollments, both commits waited for. */
async function oneMove(db: Db, { users, departments }: BenchAcademy): Promise<void> {
  const times: number[] = []
  let moved = 0
  for (let nth = 0; nth < moves + 20; nth += 1) {
    const id = 1 + ((nth * 7919) % users)
    const department = await sql<{ id: number; company_id: number }>`
      select id, company_id from departments where id = ${1 + ((nth * 104_729) % departments)}`.execute(db)
    const to = department.rows[0]
    if (!to) throw new Error('the department to move to is missing')
    const began = performance.now()
    const { outcome } = await change(db, { kind: 'bench', author: { kind: 'demo' } }, (tx) =>
      editFacts(tx, 'users', [{ id, company_id: to.company_id, department_id: to.id }]),
    )
    if (nth >= 20) times.push(performance.now() - began)
    moved += outcome.enrolled + outcome.withdrawn + outcome.kept + outcome.resumed
  }
  const commit = await bareCommit(db)
  print(
    'one user moves, with commit',
    `${milliseconds(percentile(times, 50))} p50, ${milliseconds(percentile(times, 99))} p99`,
    [
      `${(moved / moves).toFixed(1)} enrollments change`,
      `bare one-row update with commit ${milliseconds(commit)}`,
      'aim ≤ 5 ms p50',
    ],
  )
}

async function bareCommit(db: Db): Promise<number> {
  const times: number[] = []
  for (let nth = 0; nth < 200; nth += 1) {
    times.push(await timed(() => sql`update users set added_on = added_on - 1 where id = ${nth + 1}`.execute(db)))
  }
  return percentile(times, 50)
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

function percentile(times: number[], percent: number): number {
  const ascending = [...times].sort((a, b) => a - b)
  return ascending[Math.min(ascending.length - 1, Math.floor((ascending.length * percent) / 100))] ?? Number.NaN
}

function print(what: string, figure: string, beside: string[]): void {
  console.log(`  ${what.padEnd(30)} ${figure.padEnd(26)} ${beside.join(' · ')}`)
}

const format = (n: number) => n.toLocaleString('en')
const milliseconds = (ms: number) => `${ms.toFixed(ms < 100 ? 2 : 0)} ms`
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

for (const users of sizes) await benchmark(users)
