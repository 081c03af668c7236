import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { differencesIn } from '../../test/differences.ts'
import { seed } from '../../test/seed.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { workOff } from '../enrollment/jobs.ts'
import { composeMessages } from '../notification/compose.ts'
import { silentBell } from '../platform/bell.ts'
import { silentLog } from '../platform/log.ts'
import { undoBatch } from '../undo.ts'
import { listChangedUsers } from './changed.ts'
import { keepFile, startImport } from './commands.ts'
import { changeKind, type ImportAction, type ImportCheck, type ImportView, importAction } from './contract.ts'
import { importOnce } from './jobs.ts'
import { readImport } from './queries.ts'

const files = Number(process.env.MUSTER_FILES ?? 12)

let database: TestDatabase
let story: Story
beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(() => database.drop())

type File = { action: ImportAction; rows: string[][] }

const often = <T>(one: fc.Arbitrary<T>, other: fc.Arbitrary<T>, weight = 8) =>
  fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: other })
const blankOr = (cell: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: cell })

/** What people write: mostly sense, about people who are mostly there. */
function fileOf(told: Story): fc.Arbitrary<File> {
  const emails = Object.values(told.people).map(({ email }) => email)
  const person = often(
    fc.constantFrom(...emails),
    fc.constantFrom('nobody@example.com', '', emails[0]?.toUpperCase() ?? ''),
  )
  const titles = fc.subarray(['Forklift basics', 'First aid', 'Fire safety', 'Code of conduct', 'Data privacy'], {
    minLength: 1,
  })
  const names: Record<string, string[]> = {
    teams: ['Night shift', 'First aiders', 'Works council'],
    functions: ['Forklift driver', 'Shift leader', 'Accountant'],
    groups: ['New hires', 'Evacuation wardens'],
    qualifications: ['BHV'],
  }
  const mark = (action: ImportAction) =>
    blankOr(
      action === 'completions'
        ? often(fc.constantFrom('2026-01-05', '3.2.2025', '2026-01-05'), fc.constantFrom('x', '2199-01-01', 'soon'))
        : often(fc.constantFrom('x', 'X', action in names ? '-' : 'x'), fc.constantFrom('ja', '-')),
    )
  const marked = fc
    .constantFrom(...importAction.options.filter((action) => action !== 'users'))
    .chain((action) =>
      (action in names ? fc.constant(names[action] ?? []) : titles).chain((things) =>
        fc
          .array(fc.tuple(person, ...things.map(() => mark(action))), { minLength: 1, maxLength: 8 })
          .map((rows): File => ({ action, rows: [['E-mail', ...things], ...rows] })),
      ),
    )
  const someone = often(person, fc.constantFrom('new1@example.com', 'new2@example.com', 'new3@example.com'), 3)
  const user = fc.tuple(
    someone,
    blankOr(fc.constantFrom('Someone', 'Somebody Else')),
    blankOr(often(fc.constantFrom('Rakema', 'rakema logistics'), fc.constant('Acme'))),
    blankOr(fc.constantFrom('Warehouse', 'Rotterdam', 'Lorries', 'Finance', '(clear)', 'Attic')),
    blankOr(fc.constantFrom('Night shift', 'First aiders; Works council', '(clear)', 'Day shift')),
    blankOr(fc.oneof(someone, fc.constant('(clear)'))),
    blankOr(fc.constantFrom('nl', 'French', 'Klingon')),
    blankOr(often(fc.constant('active'), fc.constantFrom('inactive', 'asleep'), 3)),
    blankOr(fc.constantFrom('2026-02-03', '1999-12-31', 'x')),
    mark('users'),
  )
  const header = [
    'E-mail',
    'Name',
    'Company',
    'Department',
    'Teams',
    'Manager',
    'Language',
    'Status',
    'Date added',
    'Forklift basics',
  ]
  const users = fc
    .array(user, { minLength: 1, maxLength: 8 })
    .map((rows): File => ({ action: 'users', rows: [header, ...rows] }))
  return fc.oneof({ weight: 2, arbitrary: marked }, { weight: 1, arbitrary: users })
}

async function work(): Promise<void> {
  while (await importOnce(database.db, { bell: silentBell, log: silentLog }));
  await workOff(database.db)
  await composeMessages(database.db, { mailReady: false })
}

async function upload({ action, rows }: File): Promise<ImportView> {
  const text = rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n')
  const content = Buffer.from(text)
  const importId = await keepFile(database.db, {
    authorId: story.author.userId,
    fileName: 'random.csv',
    content,
    action,
  })
  await work()
  return look(importId)
}

const look = (importId: number) => readImport(database.db, { importId, language: 'en' })

async function start(view: ImportView): Promise<ImportView> {
  await startImport(database.db, { importId: view.id, confirm: view.plan?.confirm, plan: view.plan })
  await work()
  return look(view.id)
}

/** How many names there are of each kind. */
async function namesOf(importId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const kind of changeKind.options) {
    const query = { kind, skip: 0, limit: 200 }
    counts[kind] = (await listChangedUsers(database.db, { importId, query, language: 'en' })).items.length
  }
  return counts
}

function countsOf(check: ImportCheck): Record<string, number> {
  return Object.fromEntries(changeKind.options.map((kind) => [kind, check[kind]]))
}

/** What a batch did, by kind; what follows a newcomer included. */
async function movesOf(batchId: number | null): Promise<Record<string, number>> {
  const { rows } = await sql<{ kind: string; n: number }>`
    select kind_of_move(nullif(e.was, 0::smallint), e.state) as kind, count(*)::int as n
    from enrollments e where e.batch_id = ${batchId} group by 1`.execute(database.db)
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

/** Who is in what and stands where, of those who were there before. */
async function standing(before: number): Promise<unknown> {
  const { rows } = await sql`
    select u.id, u.name, u.email, u.status, u.company_id, u.department_id, u.manager_id, u.language, u.added_on,
      array(select m.audience_id from memberships m where m.user_id = u.id order by 1) as audience_ids,
      array(select array[e.activity_id, e.state] from enrollments e where e.user_id = u.id and e.state in (1, 2) order by 1) as enrollments
    from users u where u.id <= ${before} order by u.id`.execute(database.db)
  return rows
}

test(`random files do what was planned, twice is once, and what they did is taken back (MUSTER_SEED=${seed})`, async () => {
  const { db } = database
  const done = { started: 0, nothing: 0 }
  for (const [nth, file] of fc.sample(fileOf(story), { seed, numRuns: files }).entries()) {
    const told = `file ${nth}: ${JSON.stringify(file)}`
    const last = await sql<{ id: number }>`select max(id) as id from users`.execute(db)
    const before = await standing(last.rows[0]?.id ?? 0)
    const view = await upload(file)
    expect(view.refusal, told).toBeNull()
    expect(view.planProblem?.code ?? 'none', told).toMatch(/none|last-administrator/)
    if (view.check) expect(await namesOf(view.id), told).toEqual(countsOf(view.check))
    if (!view.plan) {
      done.nothing += 1
      continue
    }
    done.started += 1
    const after = await start(view)
    expect(after, told).toMatchObject({ state: 'started', drift: null })
    expect(await differencesIn(db), told).toEqual([])
    const planned = Object.fromEntries(
      Object.entries(view.plan.counts).flatMap(([kind, { enrollments }]) =>
        enrollments > 0 && kind !== 'already' && kind !== 'excluded' ? [[kind, enrollments]] : [],
      ),
    )
    expect(await movesOf(after.batchId), told).toEqual(planned)

    const again = await upload(file)
    expect(again.plan?.people ?? 0, `again ${told}`).toBe(0)
    const nothing = { created: 0, edited: 0, deactivated: 0, joined: 0, left: 0, completed: 0 }
    expect(again.check, `again ${told}`).toMatchObject(nothing)

    const batchId = after.batchId ?? 0
    await change(db, { kind: 'batch.undo', author: story.author }, (tx) =>
      undoBatch(tx, { batchId, withdrawStarted: true }),
    )
    await work()
    expect(await differencesIn(db), `undo of ${told}`).toEqual([])
    expect(await standing(last.rows[0]?.id ?? 0), `undo of ${told}`).toEqual(before)
  }
  expect(done.started).toBeGreaterThan(files / 4)
}, 120_000)
