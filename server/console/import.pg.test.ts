import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Doors, openHouse } from '../../test/doors.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { change } from '../change.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { explain } from '../enrollment/engine/explain.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import { importAction } from '../import/contract.ts'

// Each command is a process of its own; on a busy machine one takes seconds to begin.

let house: Doors
let database: TestDatabase
let story: Story
let folder: string
beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'muster-import-'))
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

const at = (name: string) => join(folder, name)
const run = (...words: string[]) => house.door(['import', ...words], { DATABASE_URL: database.url })
const activeIn = async (activityId: number) => {
  const rows = await database.db
    .selectFrom('enrollments')
    .select('user_id')
    .where('activity_id', '=', activityId)
    .where('state', '=', 1)
    .execute()
  return rows.map(({ user_id }) => user_id)
}

test('says without doing it what a file would do, then does it, and writes a report', { timeout: 60_000 }, async () => {
  const { bo, ann } = story.people
  await writeFile(at('feed.csv'), `E-mail,Forklift basics\n${bo.email},x\n${ann.email},x\nnobody@example.com,x\n`)
  const dry = await run(at('feed.csv'), '--action', 'enroll', '--dry-run')
  expect(dry).toMatchObject({ code: 1, errors: '' })
  expect(dry.output).toContain('3 rows: 2 people in good rows, 1 with problems, 0 that ask for nothing.')
  expect(dry.output).toContain('enrolled: 2 people, 2 enrollments')
  expect(dry.output).toContain(`${bo.name} (${bo.email}): Forklift basics enrolled`)
  expect(dry.output).toContain('A4 “nobody@example.com”: Nobody is known by this. Write')
  expect(dry.output).toContain('Nothing was done.')
  expect(await activeIn(story.activities.forklift)).toEqual([])

  const done = await run(at('feed.csv'), '--action', 'enroll', '--report', at('report.json'))
  expect(done).toMatchObject({ code: 1, errors: '' })
  expect(done.output).toMatch(/Done, as batch \d+\./)
  expect((await activeIn(story.activities.forklift)).toSorted()).toEqual([ann.id, bo.id].toSorted())
  expect(JSON.parse(await readFile(at('report.json'), 'utf8'))).toMatchObject({
    code: 1,
    import: { state: 'started', author: null },
    changes: [],
    enrollments: [
      { kind: 'enrolled', user: { name: ann.name }, activity: { title: 'Forklift basics' } },
      { kind: 'enrolled', user: { name: bo.name } },
    ],
    problems: [{ row: 4, problems: [{ kind: 'person-unknown', value: 'nobody@example.com' }] }],
  })
  const again = await run(at('feed.csv'), '--action', 'enroll', '--json')
  expect(JSON.parse(again.output)).toMatchObject({ code: 1, import: { plan: null, check: { people: 2 } } })
})

test('names whom it gives something, and from whom it takes', { timeout: 60_000 }, async () => {
  const { bo, daan } = story.people
  await writeFile(at('teams.csv'), `E-mail;Night shift\n${bo.email};x\n${daan.email};-\n`)
  const dry = await run(at('teams.csv'), '--action', 'teams', '--dry-run', '--report', at('teams.json'))
  expect(dry).toMatchObject({ code: 0, errors: '' })
  expect(dry.output).toContain('1 given, 1 taken.')
  expect(dry.output).toContain(`row 2: ${bo.name} (${bo.email}): Night shift begins`)
  expect(dry.output).toContain(`row 3: ${daan.name} (${daan.email}): Night shift ends`)
  expect(JSON.parse(await readFile(at('teams.json'), 'utf8'))).toMatchObject({
    code: 0,
    changes: [
      { row: 2, kind: 'joined', thing: { name: 'Night shift' } },
      { row: 3, kind: 'left' },
    ],
    problems: [],
  })
})

test('what a feed said the night before is done once, and one of headings alone does nothing', {
  timeout: 60_000,
}, async () => {
  const { bo } = story.people
  const batches = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from batches`.execute(database.db)
    return rows[0]?.n
  }
  await writeFile(at('nightly.csv'), `E-mail;Name;Works council\n${bo.email};Bo Smit the Second;\n`)
  const first = await run(at('nightly.csv'), '--action', 'users')
  expect(first).toMatchObject({ code: 0, output: expect.stringContaining('Bo Smit the Second (bo') })
  const before = await batches()
  const second = await run(at('nightly.csv'), '--action', 'users')
  expect(second).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('There was nothing to do.') })
  await writeFile(at('headings.csv'), 'E-mail;Name\n')
  const headings = await run(at('headings.csv'), '--action', 'users')
  expect(headings).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('There was nothing to do.') })
  expect(await batches()).toBe(before)
  await writeFile(at('empty.csv'), '')
  expect(await run(at('empty.csv'), '--action', 'users')).toMatchObject({
    code: 2,
    errors: expect.stringMatching(/^\S+empty\.csv is empty\.\n$/),
  })
})

test('who stays enrolled for another reason loses the one they were given, once', { timeout: 60_000 }, async () => {
  const { daan } = story.people
  const { fireSafety } = story.activities
  await change(database.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    joinAudience(tx, { audienceId: audience('byHand', fireSafety), userIds: [daan.id] }),
  )
  await writeFile(at('unenroll.csv'), `E-mail;Fire safety\n${daan.email};x\n`)
  const first = await run(at('unenroll.csv'), '--action', 'unenroll')
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/1 enrollment stays, .*; 1 reason ends\./) })
  expect(first.output).toMatch(/Done, as batch \d+\./)
  expect(await activeIn(fireSafety)).toContain(daan.id)
  const causes = await explain(database.db, { userIds: [daan.id], activityIds: [fireSafety] })
  expect(causes.map(({ cause }) => cause.kind)).not.toContain('by-hand')
  const second = await run(at('unenroll.csv'), '--action', 'unenroll')
  expect(second).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('There was nothing to do.') })
})

test('two feeds at once are both done, or one says that the academy changed', { timeout: 60_000 }, async () => {
  const { ann, bo, daan } = story.people
  await writeFile(at('left.csv'), `E-mail;Works council\n${ann.email};x\n`)
  await writeFile(at('right.csv'), `E-mail;Works council\n${bo.email};x\n${daan.email};x\n`)
  const both = await Promise.all([run(at('left.csv'), '--action', 'teams'), run(at('right.csv'), '--action', 'teams')])
  for (const { code, errors } of both) {
    if (code !== 0)
      expect({ code, errors }).toEqual({ code: 3, errors: expect.stringMatching(/changed while .*It waits as import/) })
  }
  expect(both.some(({ code }) => code === 0)).toBe(true)
})

test('says all about itself to whoever asks', { timeout: 60_000 }, async () => {
  const asked = await Promise.all([run('--help'), house.door(['help', 'import'], {})])
  for (const { code, output, errors } of asked) {
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    for (const action of importAction.options) expect(output).toContain(action)
    for (const word of ['--dry-run', '--confirm', '--report', '--no-mail', '--json'])
      expect(output).toContain(`\n  ${word}`)
    expect(output).toMatch(/\n {2}0 {2}when.*\n {2}1 {2}when.*\n {2}2 {2}when.*\n {2}3 {2}when/)
  }
})

test('what cannot be confirmed, or written down, is refused before anything is done', { timeout: 60_000 }, async () => {
  const { zoe } = story.people
  await writeFile(at('one.csv'), `E-mail,First aid\n${zoe.email},x\n`)
  expect(await run(at('one.csv'), '--action', 'enroll', '--report', at('nowhere/report.json'))).toMatchObject({
    code: 2,
    output: '',
    errors: expect.stringMatching(/^\S+report\.json cannot be written: .*\n$/),
  })
  expect(await run(at('one.csv'), '--action', 'enroll', '--confirm', 'all')).toMatchObject({
    code: 2,
    errors: '--confirm all is not understood. It is two whole numbers, as --confirm 500,0.\n',
  })
  expect(await activeIn(story.activities.firstAid)).not.toContain(zoe.id)
})

test('a feed that would end many is not done without its numbers', { timeout: 60_000 }, async () => {
  const { db } = database
  const emails = Array.from({ length: 60 }, (_, nth) => `leaver${nth}@example.com`)
  await change(db, { kind: 'user.create', author: story.author }, async (tx) => {
    await insertFacts(
      tx,
      'users',
      emails.map((email) => ({
        name: email,
        email,
        language: 'en',
        company_id: story.companies.rakema,
        department_id: story.departments.venlo,
        added_on: '2026-01-01',
      })),
    )
  })
  await writeFile(at('leavers.csv'), ['E-mail;Status', ...emails.map((email) => `${email};inactive`)].join('\n'))
  const refused = await run(at('leavers.csv'), '--action', 'users')
  expect(refused.code).toBe(3)
  expect(refused.output).toContain('60 people become inactive.')
  expect(refused.errors).toMatch(/Nothing was changed yet.*That is --confirm 0,60\. It waits as import \d+/s)
  const done = await run(at('leavers.csv'), '--action', 'users', '--confirm', '0,60')
  expect(done).toMatchObject({ code: 0, errors: '' })
  const left = await db
    .selectFrom('users')
    .select('id')
    .where('status', '=', 'active')
    .where('email', 'in', emails)
    .execute()
  expect(left).toEqual([])
})

test('what cannot be read, or does not say what it is for, is refused in a sentence', { timeout: 60_000 }, async () => {
  await writeFile(at('list.csv'), 'E-mail,Forklift basics\n')
  expect(await run(at('none.csv'))).toMatchObject({ code: 2, errors: expect.stringContaining('cannot be read') })
  expect(await run(at('list.csv'))).toMatchObject({
    code: 2,
    errors: expect.stringContaining('The file does not say what it is for. Add --action: enroll, unenroll,'),
  })
  expect(await run(at('list.csv'), '--action', 'delete')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('There is no action delete'),
  })
  await writeFile(at('fake.xlsx'), 'PK but no')
  const fake = await run(at('fake.xlsx'), '--action', 'enroll')
  expect(fake.code).toBe(2)
  expect(fake.errors).not.toBe('')
})
