import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { type Db, openDatabase } from '../server/platform/database/database.ts'
import { academyFiles } from '../server/platform/database/definition.ts'
import { startEmbeddedDatabase } from '../server/platform/database/embedded/embedded.ts'
import { migrate } from '../server/platform/database/migrate.ts'
import { silentLog } from '../server/platform/log.ts'
import { buildAcademy } from './academy/build.ts'
import { departmentsOf } from './academy/shape.ts'
import { warm } from './academy/warm.ts'
import type { Figure, Topic } from './figure.ts'
import { topics } from './figures/index.ts'
import { expectNoDifferences } from './figures/verify.ts'
import { describeMachine } from './machine.ts'
import { timed } from './measure.ts'
import { drawTable } from './report.ts'
import { writeResults } from './results.ts'

const usage = `
npm run bench -- --users 10000|100000|1000000 [--only name …] [--keep folder]

Prints each figure beside its limit, both measured in this run, on a database as the product starts it (fsync on), and
writes them to bench/results/<users>.json.
  --users  how many users; several times for several sizes (default 10000)
  --only   only these figures, and nothing is written: ${topics.map(({ name }) => name).join(', ')}
  --keep   makes the academy in this folder, or goes on with the one that is there, and leaves it
`

const { values } = parseArgs({
  options: {
    users: { type: 'string', multiple: true, default: ['10000'] },
    only: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Bulks of fewer run within their request, and a department needs people. */
const fewest = 10_000

async function benchmark(users: number, chosen: readonly Topic[]): Promise<void> {
  const folder = values.keep
    ? join(resolve(values.keep), String(users))
    : await mkdtemp(join(tmpdir(), 'muster-bench-'))
  const embedded = await startEmbeddedDatabase({ folder, log: silentLog })
  const { db, close } = openDatabase(embedded.url, { applicationName: 'muster bench' })
  try {
    await migrate(embedded.url, await academyFiles())
    const built = await timed(() => ensureAcademy(db, users))
    const academy = await describeAcademy(db)
    const machine = await describeMachine(db)
    console.log(
      `\n${users.toLocaleString('en')} users, ${academy.enrollments.toLocaleString('en')} enrollments, built in ${(built / 1000).toFixed(0)} s`,
    )
    console.log(
      `${machine.processor}, ${machine.cores} cores, ${machine.memory} GB; Node ${machine.node}, PostgreSQL ${machine.postgres}\n`,
    )
    progress('reading it into memory')
    await warm(db)
    const figures: Figure[] = []
    for (const topic of chosen) {
      progress(`measuring ${topic.name}`)
      figures.push(...(await topic.measure({ db, url: embedded.url, users, departments: departmentsOf(users) })))
    }
    progress('verifying what the figures left')
    await expectNoDifferences(db)
    progress('')
    console.log(drawTable(figures))
    if (chosen.length === topics.length) await writeResults({ users, ...academy, machine, figures })
  } finally {
    await close()
    await embedded.stop()
    if (!values.keep) await rm(folder, { recursive: true, force: true })
  }
}

async function ensureAcademy(db: Db, users: number): Promise<void> {
  const found = await sql<{ is_there: boolean }>`select exists (select from academy) as is_there`.execute(db)
  if (!found.rows[0]?.is_there) await buildAcademy(db, users, (what) => progress(`building: ${what}`))
}

async function describeAcademy(db: Db): Promise<{ enrollments: number; links: number; rules: number }> {
  const found = await sql<{ enrollments: number; links: number; rules: number }>`
    select (select count(*)::int from enrollments) as enrollments, (select count(*)::int from leads) as links,
      (select count(*)::int from rules) as rules`.execute(db)
  return found.rows[0] ?? { enrollments: 0, links: 0, rules: 0 }
}

/** For whoever watches: one line that the next one overwrites, or, written to a file, one after the other. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`)
  else if (what !== '') process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`)
}

function chosenTopics(names: readonly string[]): readonly Topic[] {
  const unknown = names.filter((name) => !topics.some((topic) => topic.name === name))
  if (unknown.length > 0) throw new Error(`there is no figure called ${unknown.join(', ')}${usage}`)
  return names.length === 0 ? topics : topics.filter(({ name }) => names.includes(name))
}

function sizesOf(given: readonly string[]): number[] {
  const sizes = given.map(Number)
  const odd = sizes.filter((users) => !(Number.isInteger(users) && users >= fewest))
  if (odd.length > 0) throw new Error(`--users takes whole numbers from ${fewest} on${usage}`)
  return sizes
}

if (values.help) console.log(usage)
else for (const users of sizesOf(values.users)) await benchmark(users, chosenTopics(values.only))
