import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { ada, as, database, story } from '../../test/served/once.ts'
import { change } from '../change.ts'
import { moveToday } from '../enrollment/calendar.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { joinAudience } from '../facts.ts'

let marta: Client

beforeAll(async () => {
  marta = await as('ada')
})

const read = async (path: string) => String((await ada.send('GET', path)).headers.etag)
const edit = (client: Client, path: string, body: unknown, version: string) =>
  client.send('PATCH', path, { body, headers: { 'if-match': version } })

test('who edits a thing that somebody changed meanwhile is refused, and nothing of theirs is written', async () => {
  const { people, companies, teams, qualifications, activities } = story
  for (const [path, mine, theirs] of [
    [`/api/users/${people.bo.id}`, { employeeNumber: 'M-1' }, { employeeNumber: 'M-2' }],
    [`/api/companies/${companies.logistics}`, { name: 'Mine' }, { name: 'Theirs' }],
    [`/api/teams/${teams.nightShift}`, { name: 'My shift' }, { name: 'Their shift' }],
    [`/api/activities/${activities.loads}`, { validMonths: 11 }, { validMonths: 12 }],
    [`/api/qualifications/${qualifications.bhv}`, { name: 'BHV mine' }, { name: 'BHV theirs' }],
    ['/api/academy', { name: 'My academy' }, { name: 'Their academy' }],
  ] as const) {
    const seen = await read(path)
    expect(seen).toMatch(/^"\d+"$/)
    expect((await edit(marta, path, theirs, seen)).status).toBe(200)

    const refused = await edit(ada, path, mine, seen)
    expect(refused).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } })
    expect((await ada.send('GET', path)).body).toMatchObject(theirs)

    // With what is there now, or saying nothing of a version, it is written.
    expect((await edit(ada, path, mine, await read(path))).status).toBe(200)
    expect((await ada.send('PATCH', path, { body: theirs })).status).toBe(200)
  }
})

test('a place in a team belongs to the user', async () => {
  const { people, teams } = story
  const path = `/api/users/${people.zoe.id}`
  const seen = await read(path)
  await change(database.db, { kind: 'test', author: story.author }, (tx) =>
    joinAudience(tx, { audienceId: audience('team', teams.firstAiders), userIds: [people.zoe.id] }),
  )
  expect((await edit(ada, path, { teamIds: [] }, seen)).status).toBe(412)
})

test('a day that goes on is nobody’s edit', async () => {
  const path = '/api/academy'
  const seen = await read(path)
  const { rows } = await sql<{ today: string }>`select today + 1 as today from academy`.execute(database.db)
  const now = new Date(`${rows[0]?.today}T12:00Z`)
  expect(await moveToday(database.db, { now })).toBe(rows[0]?.today)
  expect(await read(path)).toBe(seen)
  expect((await edit(ada, path, { name: 'Next day' }, seen)).status).toBe(200)
})

test('who edits on needs not read again: an edit answers the version that it made', async () => {
  const path = `/api/users/${story.people.emile.id}`
  const first = await edit(ada, path, { employeeNumber: 'E-1' }, await read(path))
  const made = String(first.headers.etag)
  expect(made).toBe(await read(path))
  expect((await edit(ada, path, { employeeNumber: 'E-2' }, made)).status).toBe(200)
  const refused = await edit(ada, path, { employeeNumber: 'E-3' }, made)
  expect([refused.status, refused.headers.etag]).toEqual([412, undefined])
})

test('of two who save at the same moment one is refused', async () => {
  const path = `/api/users/${story.people.femke.id}`
  const seen = await read(path)
  const answers = await Promise.all(
    ['F-1', 'F-2', 'F-3', 'F-4'].map((employeeNumber) => edit(ada, path, { employeeNumber }, seen)),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
})
