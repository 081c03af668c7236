import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { behindTheBack, createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Doors, openHouse } from '../../test/doors.ts'
import { freePort } from '../../test/freePort.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { silentLog } from '../platform/log.ts'
import { readSettings } from '../platform/settings.ts'
import { openAcademy } from '../start.ts'

// Each command is a process of its own; on a busy machine one takes seconds to begin.
vi.setConfig({ testTimeout: 120_000 })

let house: Doors
let database: TestDatabase
let story: Story
beforeAll(async () => {
  house = await openHouse()
})
beforeEach(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
})
afterEach(async () => {
  await house.killAll()
  await database.drop()
})
afterAll(() => house.close())

const ask = (command: string) => house.door(command, { DATABASE_URL: database.url })

test('says that nothing differs, and ends with 0', async () => {
  const { output, ...rest } = await ask('verify')
  expect(rest).toEqual({ code: 0, errors: '' })
  expect(output).toMatch(/^Compared \d+ people and all that follows from the facts, in [\d.]+ s: no differences\.\n$/)
})

test('lists what differs by kind and by name, and ends with 1; repairs it, and ends with 0', async () => {
  const { daan } = story.people
  await behindTheBack(
    database.db,
    sql`
    update enrollments set state = 3 where user_id = ${daan.id} and activity_title(activity_id, 'en') = 'Fire safety'`,
  )
  const seen = await ask('verify')
  expect(seen).toMatchObject({ code: 1, errors: '' })
  expect(seen.output).toMatch(/: 3 differences\.\n/)
  expect(seen.output).toContain(`
Enrollments that are required, and not active (1)
  ${daan.name} <${daan.email}> · Fire safety · withdrawn, should be active

Enrollments whose history tells something else (1)
  ${daan.name} <${daan.email}> · Fire safety · withdrawn; by the history active

Learning activities with another number of participants than is shown (1)
  Fire safety
`)
  expect(seen.output).toMatch(/\nTo make it right: npm run muster -- verify --repair\n$/)
  const repaired = await ask('verify --repair')
  expect(repaired).toMatchObject({ code: 0, errors: '' })
  expect(repaired.output).toMatch(/^Repaired 3 differences \(batch \d+\): 1 resumed\.\n/)
  expect(repaired.output).toMatch(/: no differences\.\n$/)
})

test('tells programs the same', async () => {
  const { daan } = story.people
  await behindTheBack(database.db, sql`delete from profiles where user_id = ${daan.id}`)
  const { code, output, errors } = await ask('verify --json')
  expect({ code, errors }).toEqual({ code: 1, errors: '' })
  expect(JSON.parse(output)).toMatchObject({
    onTheirWay: 0,
    differences: [
      { kind: 'profile-missing', count: 1, first: [{ userId: daan.id, user: { name: daan.name } }] },
      { kind: 'members-miscounted' },
    ],
    repaired: null,
  })
})

test('names no more than twenty of a kind', async () => {
  await behindTheBack(
    database.db,
    sql`insert into profiles select n, '2026-01-01', '{0}' from generate_series(50001, 50023) n`,
  )
  const { code, output } = await ask('verify')
  expect(code).toBe(1)
  expect(output).toContain(
    '\nProfiles of users who are inactive or do not exist (23)\n  user 50001, who does not exist\n',
  )
  expect(output).toContain('\n  user 50020, who does not exist\n  and 3 more\n')
})

test('a database that is not there, not up to date or without an academy is refused with 2', async () => {
  expect(await house.door('verify')).toMatchObject({
    code: 2,
    output: '',
    errors: expect.stringMatching(/^There is no academy in the data folder .* yet\. Start Muster there first/),
  })
  await sql`delete from migration.applied where number > 1`.execute(database.db)
  expect((await ask('verify')).errors).toMatch(/^The database is of an older Muster than this one\./)
  await sql`drop schema migration cascade`.execute(database.db)
  expect((await ask('verify')).errors).toBe('There is no academy in this database yet. Start Muster on it first.\n')
})

test('with its own database: alone it starts and stops it, beside a running server it uses the same', async () => {
  const settings = readSettings({ MUSTER_DATA: house.data })
  const academy = await openAcademy({ settings, log: silentLog })
  await tellStory(academy.db)
  await academy.close()
  const alone = await house.door('verify')
  expect(alone).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('no differences') })

  const { child, ended } = await house.serveAt(await freePort(), {})
  const beside = await house.door('verify')
  expect(beside).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('no differences') })
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
})
