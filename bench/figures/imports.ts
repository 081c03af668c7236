import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { workOff } from '../../server/enrollment/jobs.ts'
import { listNames } from '../../server/enrollment/preview/previews.ts'
import { keepFile, startImport } from '../../server/import/commands.ts'
import { importOnce } from '../../server/import/jobs.ts'
import { planOf } from '../../server/import/queries.ts'
import { readStored } from '../../server/import/stored.ts'
import { createActivities } from '../../server/learning/commands.ts'
import { newActivity } from '../../server/learning/contract.ts'
import { silentBell } from '../../server/platform/bell.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { xlsxOf } from '../../server/platform/export/xlsx.ts'
import { silentLog } from '../../server/platform/log.ts'
import { copyIn, copyOut } from '../copy.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { barely, timed } from '../measure.ts'
import { peakOf } from '../memory.ts'
import { throughTheEngine } from './acts.ts'

const columns = 50
/** Of each row's cells one in so many is an x. */
const every = 10
/** So many rows are what the aims are about, in larger academies too. */
const most = 100_000
/** As many as a sheet has, below its header. */
const fullSheet = 1_048_575

/**
 * A workbook with a row for each user, up to a hundred thousand, and fifty activities, five of them marked in each row: read and checked, planned with the
 * first names, and done, up to the last enrollment. Beside it another library's bare read of the file, and a bare COPY of the
 * same rows.
 */
export const imports: Topic = {
  name: 'imports',
  async measure(bench) {
    const activities = await makeActivities(bench.db)
    const emails = await readEmails(bench.db)
    const enrolling = await enroll(bench, { activities, emails })
    return bench.users < most ? enrolling : [...enrolling, ...(await checkFullSheet(bench.db, { activities, emails }))]
  },
}

type Cells = (string | null)[]
type Made = { activities: ReadonlyArray<{ id: number; title: string }>; emails: readonly string[] }

async function enroll(bench: Bench, { activities, emails }: Made): Promise<Figure[]> {
  const { db, users } = bench
  const file = await workbook(
    activities.map(({ title }) => title),
    rowsOf(emails),
  )
  const bareRead = await timed(() => readXlsx(file))
  const checked = await check(db, file)
  const stored = await readStored(db, checked.importId)
  const plan = await planOf(db, stored)
  if (!plan) throw new Error(`the import was not planned: ${JSON.stringify(stored.planProblem ?? stored.refusal)}`)
  const names = await timed(() =>
    listNames(db, { previewId: plan.previewId, language: 'en', asked: { limit: 50, kind: 'enrolled' } as never }),
  )
  const pairs = Math.ceil((emails.length * columns) / every)
  const apply = await timed(async () => {
    await startImport(db, { importId: checked.importId, confirm: plan.confirm, plan })
    await importOnce(db, { bell: silentBell, log: silentLog, importId: checked.importId })
    await workOff(db)
  })
  await expectEnrolled(db, activities, pairs)
  const bareCopy = await copyBarely(bench, activities)
  await expectEnrolled(db, activities, pairs)
  await takeAway(db, activities, checked.importId)
  const what = `${emails.length.toLocaleString('en')} rows × ${columns} activities`
  return [
    {
      key: 'import-check',
      what: `${what}: read and checked`,
      unit: 'ms',
      value: checked.read + checked.check,
      note: `${Math.round(checked.read)} ms reading, ${Math.round(checked.check)} ms checking`,
      bare: { what: 'the file read by hucre', value: bareRead },
      ...(users >= most && { aim: { of: 'value' as const, most: 3000 } }),
    },
    {
      key: 'import-memory',
      what: `${what}: memory above idle`,
      unit: 'bytes',
      value: checked.memory,
      aim: { of: 'value', most: 200 * 1024 * 1024 },
    },
    {
      key: 'import-plan',
      what: `${what}: planned, with the first names`,
      unit: 'ms',
      value: checked.plan + names,
      note: `${Math.round(checked.plan)} ms the plan, ${Math.round(names)} ms the names`,
      ...(users >= most && { aim: { of: 'value' as const, most: 2000 } }),
    },
    {
      key: 'import-apply',
      what: `${pairs.toLocaleString('en')} enrollments imported`,
      unit: 'ms',
      value: apply,
      bare: { what: 'COPY of the same rows', value: bareCopy },
      ...(users >= most && { aim: { of: 'value' as const, most: 15_000 } }),
    },
  ]
}

/** A sheet that is full, about everybody again and again. */
async function checkFullSheet(db: Db, { activities, emails }: Made): Promise<Figure[]> {
  const [first] = activities
  const rows = function* () {
    for (let nth = 0; nth < fullSheet; nth += 1)
      yield [emails[nth % emails.length] ?? '', nth % every === 0 ? 'x' : null]
  }
  const file = await workbook([first?.title ?? ''], rows())
  const { read, check: checking, memory, importId } = await check(db, file)
  await discardAll(db, importId)
  return [
    {
      key: 'import-full',
      what: 'a full sheet of 1,048,575 rows: read and checked',
      unit: 'ms',
      value: read + checking,
    },
    {
      key: 'import-full-memory',
      what: 'a full sheet: memory above idle',
      unit: 'bytes',
      value: memory,
      aim: { of: 'value', most: 256 * 1024 * 1024 },
    },
  ]
}

async function makeActivities(db: Db): Promise<Made['activities']> {
  // An academy that is kept has those of the run before: a column is about one activity.
  const run = Date.now().toString(36)
  const titles = Array.from({ length: columns }, (_, nth) => `Imported activity ${nth + 1} (${run})`)
  const ids = await throughTheEngine(db, (tx) =>
    createActivities(tx, {
      activities: titles.map((title) => newActivity.parse({ type: 'e-learning', texts: [{ language: 'en', title }] })),
    }),
  )
  return ids.map((id, nth) => ({ id, title: titles[nth] ?? '' }))
}

async function readEmails(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    email: string
  }>`select email from users where status = 'active' order by id limit ${most}`.execute(db)
  return rows.map(({ email }) => email)
}

function* rowsOf(emails: readonly string[]): Generator<Cells> {
  for (const [row, email] of emails.entries()) {
    yield [email, ...Array.from({ length: columns }, (_, column) => ((column + row) % every === 0 ? 'x' : null))]
  }
}

async function workbook(titles: readonly string[], rows: Iterable<Cells>): Promise<Buffer> {
  async function* all() {
    yield* rows
  }
  return buffer(xlsxOf({ name: 'People', headers: ['E-mail', ...titles], rows: all() }))
}

/** Uploaded, read, checked and planned; milliseconds of each, and the most memory that this took beside what was there. */
async function check(db: Db, content: Buffer) {
  const times = { check: 0, plan: 0 }
  const log = pino({ level: 'info' }, { write: (line: string) => void Object.assign(times, JSON.parse(line).ms) })
  const importId = await keepFile(db, { authorId: null, fileName: 'people.xlsx', content, action: 'enroll' })
  const once = () => importOnce(db, { bell: silentBell, log, importId })
  let read = 0
  const memory = await peakOf(async () => {
    read = await timed(once)
    await once()
  })
  return { importId, read, memory, ...times }
}

/** A figure of something that went wrong is none. */
async function expectEnrolled(db: Db, activities: Made['activities'], pairs: number): Promise<void> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from enrollments
    where activity_id = any (${activities.map(({ id }) => id)}::int[]) and state = 1`.execute(db)
  if (found.rows[0]?.n !== pairs) throw new Error(`${found.rows[0]?.n} enrollments were imported, not ${pairs}`)
}

/** The same rows once more, in bulk, in one transaction, with nothing of what Muster makes of them. */
async function copyBarely({ db, url }: Bench, activities: Made['activities']): Promise<number> {
  const ids = activities.map(({ id }) => id)
  const lists = ids.map((id) => (14 << 27) | id)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const memberships = await copyOut(
      client,
      `select * from memberships where audience_id = any ('{${lists}}') order by user_id, audience_id`,
    )
    const enrollments = await copyOut(
      client,
      `select * from enrollments where activity_id = any ('{${ids}}') order by user_id, activity_id`,
    )
    await removeRows(db, ids)
    return await timed(async () => {
      await client.query(`begin; select set_config('muster.batch', '0', true)`)
      await copyIn(client, 'memberships', memberships)
      await copyIn(client, 'enrollments', enrollments)
      await client.query('commit')
    })
  } finally {
    await client.end()
  }
}

async function removeRows(db: Db, ids: readonly number[]): Promise<void> {
  await barely(db, async (tx) => {
    await sql`delete from memberships where audience_id = any (${ids.map((id) => (14 << 27) | id)}::int[])`.execute(tx)
    await sql`delete from enrollments where activity_id = any (${[...ids]}::int[])`.execute(tx)
  })
  await sql`vacuum memberships, enrollments`.execute(db)
}

async function takeAway(db: Db, activities: Made['activities'], importId: number): Promise<void> {
  const ids = activities.map(({ id }) => id)
  await removeRows(db, ids)
  await sql`delete from events where activity_ids && ${ids}::int[]`.execute(db)
  // They were taken away behind the back of what counts them.
  await sql`select mend_tallies()`.execute(db)
  await sql`truncate outbox`.execute(db)
  await discardAll(db, importId)
}

async function discardAll(db: Db, importId: number): Promise<void> {
  for (const table of ['import_problems', 'import_rows'] as const) {
    await sql`delete from ${sql.table(table)} where import_id = ${importId}`.execute(db)
  }
  await sql`delete from imports where id = ${importId}`.execute(db)
}
