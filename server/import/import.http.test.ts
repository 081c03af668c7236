import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, createTestApp, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { exclude, listPreviewNames, listUserEnrollments } from '../enrollment/contract.ts'
import { workOff } from '../enrollment/jobs.ts'
import { undoBatch } from '../history/contract.ts'
import { silentBell } from '../platform/bell.ts'
import { silentLog } from '../platform/log.ts'
import { listUsers, readUser } from '../user/contract.ts'
import {
  discardImport,
  editImport,
  fixCells,
  type ImportView,
  listImports,
  listProblemRows,
  listProblemValues,
  readImport,
  skipRows,
  startImport,
} from './contract.ts'
import { importOnce } from './jobs.ts'

let database: TestDatabase
let story: Story
let app: TestApp
let ada: Client

beforeAll(async () => {
  database = await createTestDatabase()
  story = await tellStory(database.db)
  app = await createTestApp(database.db)
  ada = await signedIn(app, story.people.ada.id)
})
afterAll(async () => {
  await app.http.close()
  await database.drop()
})

const work = async () => {
  while (await importOnce(database.db, { bell: silentBell, log: silentLog }));
}

/** Uploads a table as csv, and waits until it is checked. */
async function upload(rows: string[][], action?: string): Promise<ImportView> {
  const text = rows.map((cells) => cells.map((cell) => (cell.includes(';') ? `"${cell}"` : cell)).join(';')).join('\n')
  const { body, status } = await ada.send(
    'POST',
    `/api/imports?fileName=people.csv${action ? `&action=${action}` : ''}`,
    {
      body: text,
      headers: { 'content-type': 'application/octet-stream' },
    },
  )
  expect(status).toBe(200)
  await work()
  return look((body as { id: number }).id)
}

const look = (importId: number) => ada.call(readImport, { params: { importId } })
const titlesOf = async (userId: number) => {
  const { items } = await ada.call(listUserEnrollments, { params: { userId } })
  return items.filter(({ state }) => state !== 'withdrawn').map(({ activity }) => activity.title)
}
const problemsOf = ({ problems }: ImportView) => problems.map(({ kind, column, rows }) => [kind, column, rows])

async function start(view: ImportView): Promise<ImportView> {
  const { enrolls = 0, ends = 0 } = view.plan?.confirm ?? {}
  await ada.call(startImport, { params: { importId: view.id }, body: { confirm: { enrolls, ends } } })
  await work()
  await workOff(database.db)
  return look(view.id)
}

describe('a file that enrolls users', () => {
  test('is checked and planned with names, does what was planned, and is taken back', async () => {
    const { ann, bo, daan, ole } = story.people
    const view = await upload(
      [
        ['E-mail', 'Name', 'Data privacy', 'Heftruck: de basis', 'Remarks'],
        [ann.email.toUpperCase(), 'Ann', 'x', 'X', 'hello'],
        [` ${bo.email} `, 'Bo', '', 'x', ''],
        [daan.email, '', '', '', 'nothing'],
        ['nobody@example.com', '', 'x', '', ''],
        [ole.email, '', 'x', '', ''],
        [ann.email, '', '', 'x', ''],
        [daan.email, '', 'ja', '', ''],
      ],
      'enroll',
    )
    expect(view).toMatchObject({ state: 'open', action: 'enroll', rows: 7, refusal: null, ignored: ['Remarks'] })
    expect(view.columns.map(({ letter, person, thing, marks }) => [letter, person, thing?.id ?? null, marks])).toEqual([
      ['A', 'email', null, 0],
      ['C', null, story.activities.privacy, 3],
      ['D', null, story.activities.forklift, 3],
    ])
    expect(view.check).toMatchObject({ idle: 1, repeated: 1, withProblems: 3, people: 2, pairs: 4 })
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['person-unknown', 0, 1],
        ['person-inactive', null, 1],
        ['not-a-mark', 2, 1],
      ]),
    )
    expect(view.plan?.counts.enrolled).toEqual({ people: 2, enrollments: 3 })
    expect(view.mails).toBe(2)
    const names = await ada.call(listPreviewNames, { params: { previewId: view.plan?.previewId ?? 0 } })
    expect(names.items.map(({ user, causes }) => [user.name, causes[0]?.kind])).toEqual([
      ['Ann de Vries', 'import'],
      ['Ann de Vries', 'import'],
      [bo.name, 'import'],
    ])

    const done = await start(view)
    expect(done).toMatchObject({ state: 'started', batchId: expect.any(Number) })
    const ofBatch = await ada.call(listImports, { query: { batchId: String(done.batchId) as never } })
    expect(ofBatch.items.map(({ id }) => id)).toEqual([view.id])
    expect(await titlesOf(ann.id)).toEqual(expect.arrayContaining(['Forklift basics', 'Data privacy']))
    expect(await titlesOf(bo.id)).toContain('Forklift basics')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(database.db)
    expect(await titlesOf(bo.id)).not.toContain('Forklift basics')
  })

  test('is mended cell by cell, all alike at once, and by leaving rows out', async () => {
    const { ann, bo, emile } = story.people
    const view = await upload(
      [
        ['E-mail', 'Forklift basics'],
        [ann.email.replace('@', '@@'), 'x'],
        [bo.email, 'ja'],
        [emile.email, 'ja'],
        ['gone@example.com', 'x'],
      ],
      'enroll',
    )
    const params = { importId: view.id }
    const values = await ada.call(listProblemValues, { params, query: { kind: 'not-a-mark', column: '1' as never } })
    expect(values).toMatchObject({ total: 1, items: [{ value: 'ja', rows: 2, firstRow: 3 }] })
    const unknown = await ada.call(listProblemValues, {
      params,
      query: { kind: 'person-unknown', column: '0' as never },
    })
    expect(unknown.items.find(({ firstRow }) => firstRow === 2)?.nearest[0]).toEqual({
      text: ann.email,
      name: ann.name,
    })
    const rows = await ada.call(listProblemRows, { params, query: { limit: '2' as never } })
    expect(rows).toMatchObject({
      more: true,
      items: [{ row: 2, problems: [{ kind: 'person-unknown', column: 0 }] }, { row: 3 }],
    })

    expect(await ada.call(fixCells, { params, body: { column: 1, rows: { value: 'ja' }, text: 'X' } })).toMatchObject({
      fixed: 2,
    })
    await ada.call(fixCells, { params, body: { column: 0, rows: { row: 2 }, text: ann.email } })
    const skipped = { kind: 'person-unknown', column: 0, value: null } as const
    await work()
    expect(await ada.call(skipRows, { params, body: { rows: skipped } })).toMatchObject({
      changed: 1,
      state: 'checking',
    })
    await work()
    const mended = await look(view.id)
    expect(mended).toMatchObject({ problems: [], check: { skipped: 1, withProblems: 0, people: 3, pairs: 3 } })
    await ada.call(discardImport, { params })
    expect((await ada.call(listImports)).items.map(({ id }) => id)).not.toContain(view.id)
  })

  test('that meets another academy than was planned does nothing, and says what is other', async () => {
    const { wei } = story.people
    const view = await upload(
      [
        ['E-mail', 'Code of conduct'],
        [wei.email, 'x'],
      ],
      'enroll',
    )
    await ada.call(exclude, { body: { userIds: [wei.id], activityIds: [story.activities.conduct], reason: 'no' } })
    const refused = await start(view)
    expect(refused).toMatchObject({
      state: 'open',
      drift: expect.arrayContaining([
        { what: 'plan.enrolled', before: 1, now: 0 },
        { what: 'plan.excluded', before: 0, now: 1 },
      ]),
    })
    expect(await titlesOf(wei.id)).not.toContain('Code of conduct')
  })
})

describe('a file of users', () => {
  test('adds those it does not know and edits those it does, and blank is no change', async () => {
    const { ann, ruth } = story.people
    const before = await ada.call(readUser, { params: { userId: ann.id } })
    const view = await upload(
      [
        [
          'Employee number',
          'Name',
          'E-mail',
          'Company',
          'Department',
          'Teams',
          'Manager',
          'Language',
          'Status',
          'Date added',
          'Forklift basics',
        ],
        [
          'N1',
          'Nina New',
          'nina.new@example.com',
          'rakema',
          'Warehouse / Rotterdam',
          'Night shift; First aiders',
          'N2',
          'Dutch',
          '',
          '2026-05-03',
          'x',
        ],
        ['N2', 'Max Manager', 'max.manager@example.com', 'Rakema', 'Office', '', ruth.email, '', '', '', ''],
        ['', '', ann.email, '', '(clear)', 'Works council', '', '', '', '', ''],
        ['', 'No Company', 'no.company@example.com', '', '', '', '', '', '', '', ''],
        [
          '',
          'Wrong',
          'wrong@example.com',
          'Rakemaa',
          'Nowhere',
          'Nightshift',
          'unknown@example.com',
          'Klingon',
          'maybe',
          'soon',
          'yes',
        ],
        ['', '', ann.email, 'Rakema Logistics', 'Warehouse', '', '', '', '', '', ''],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ created: 2, edited: 1, cleared: 1, withProblems: 3, people: 3 })
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['company-missing', 3, 1],
        ['company-unknown', 3, 1],
        ['team-unknown', 5, 1],
        ['language-unknown', 7, 1],
        ['status-unknown', 8, 1],
        ['not-a-date', 9, 1],
        ['not-a-mark', 10, 1],
        ['department-elsewhere', 4, 1],
      ]),
    )
    // Nobody has them yet, and they are named.
    const planned = await ada.call(listPreviewNames, {
      params: { previewId: view.plan?.previewId ?? 0 },
      query: { search: 'nina' },
    })
    expect(planned.items.map(({ user }) => user.name)).toEqual(['Nina New', 'Nina New', 'Nina New'])
    const done = await start(view)
    expect(done.state).toBe('started')
    const { items } = await ada.call(listUsers, { query: { search: 'nina' } })
    const nina = await ada.call(readUser, { params: { userId: items[0]?.id ?? 0 } })
    expect(nina).toMatchObject({
      name: 'Nina New',
      employeeNumber: 'N1',
      company: { name: 'Rakema' },
      department: { name: 'Rotterdam' },
      manager: { name: 'Max Manager' },
      language: 'nl',
      addedOn: '2026-05-03',
      role: 'learner',
    })
    expect(nina.teams.map(({ name }) => name).toSorted()).toEqual(['First aiders', 'Night shift'])
    expect(await titlesOf(nina.id)).toEqual(expect.arrayContaining(['Fire safety', 'First aid', 'Forklift basics']))
    const after = await ada.call(readUser, { params: { userId: ann.id } })
    expect(after).toMatchObject({ name: before.name, department: null, company: before.company })
    expect(after.teams.map(({ name }) => name)).toContain('Works council')

    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(database.db)
    expect(await ada.call(readUser, { params: { userId: ann.id } })).toEqual(before)
    // Who was ever there is not unmade, but is out again.
    expect(await ada.call(readUser, { params: { userId: nina.id } })).toMatchObject({
      status: 'inactive',
      enrollments: 0,
    })
  })

  test('is understood as a whole, however far its rows are apart', async () => {
    const { femke } = story.people
    const empty = ['', '', '', '', '', '']
    const filler = Array.from({ length: 2100 }, () => ['', femke.email, '', '', '', ''])
    const view = await upload(
      [
        ['Employee number', 'E-mail', 'Name', 'Company', 'Teams', 'Manager'],
        ['A7', 'late@example.com', 'Late Comer', 'Rakema', '', ''],
        ['F1', femke.email, '', '', '', ''],
        ...filler,
        empty,
        ['A7', '', '', '', 'Night shift', femke.email],
        ['F1', 'femke.new@example.com', '', '', '', ''],
        ['', 'boss@example.com', 'Boss', 'Rakema', '', ''],
        ['', 'report@example.com', 'Report', 'Rakema', '', 'boss@example.com'],
      ],
      'users',
    )
    // Femke's address is said in two ways, a long way from each other.
    expect(problemsOf(view)).toEqual([['row-contradiction', 1, 1]])
    expect(view.check).toMatchObject({ created: 3, edited: 1, withProblems: 1 })
    const done = await start(view)
    expect(done).toMatchObject({ state: 'started', drift: null })
    const [late] = (await ada.call(listUsers, { query: { search: 'late@example.com' } })).items
    expect(await ada.call(readUser, { params: { userId: late?.id ?? 0 } })).toMatchObject({
      name: 'Late Comer',
      employeeNumber: 'A7',
      manager: { name: femke.name },
      teams: [{ name: 'Night shift' }],
    })
    expect((await ada.call(readUser, { params: { userId: femke.id } })).employeeNumber).toBe('F1')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(database.db)
  })

  test('one unknown name among several is mended, and those beside it stay', async () => {
    const { bo } = story.people
    const view = await upload(
      [
        ['E-mail', 'Teams'],
        [bo.email, 'Night shift; Firt aiders ;Works council'],
        [story.people.ann.email, ''],
      ],
      'users',
    )
    const params = { importId: view.id }
    const values = await ada.call(listProblemValues, { params, query: { kind: 'team-unknown', column: '1' as never } })
    expect(values.items).toMatchObject([{ value: 'Firt aiders', nearest: [{ text: 'First aiders' }] }])
    const fix = { column: 1, rows: { value: 'Firt aiders' } }
    expect(await ada.call(fixCells, { params, body: { ...fix, text: 'First aiders' } })).toMatchObject({ fixed: 1 })
    const emptied = { column: 1, rows: { value: 'Nobody’s' }, text: '' }
    await work()
    await ada.call(fixCells, { params, body: { column: 1, rows: { row: 3 }, text: ' Nobody’s ; ' } })
    await work()
    expect(await ada.call(fixCells, { params, body: emptied })).toMatchObject({ fixed: 1 })
    await work()
    const mended = await look(view.id)
    expect(mended).toMatchObject({ problems: [], check: { edited: 1 } })
    await start(mended)
    const { teams } = await ada.call(readUser, { params: { userId: bo.id } })
    expect(teams.map(({ name }) => name)).toEqual(expect.arrayContaining(['First aiders', 'Works council']))
  })

  test('whose manager comes in a row that cannot be imported waits for that row', async () => {
    const view = await upload(
      [
        ['Name', 'E-mail', 'Company', 'Manager'],
        ['One', 'one@example.com', 'Rakema', 'two@example.com'],
        ['Two', 'two@example.com', 'Rakema', 'three@example.com'],
        ['Three', 'three@example.com', 'Unknown', ''],
        ['Four', 'four@example.com', 'Rakema', ''],
      ],
      'users',
    )
    expect(view.check).toMatchObject({ created: 1, withProblems: 3 })
    expect(problemsOf(view)).toEqual([
      ['manager-unknown', 3, 2],
      ['company-unknown', 2, 1],
    ])
  })
})

describe('a template', () => {
  const fetch = async (path: string) => {
    const answer = await app.http.inject({ url: path, headers: { cookie: `muster_session=${ada.token()}` } })
    expect(answer.statusCode).toBe(200)
    return answer.rawPayload
  }
  const send = async (content: Uint8Array) => {
    const sent = await app.http.inject({
      method: 'POST',
      url: '/api/imports?fileName=filled.xlsx',
      payload: Buffer.from(content),
      headers: {
        'x-muster': '1',
        'content-type': 'application/octet-stream',
        cookie: `muster_session=${ada.token()}`,
      },
    })
    await work()
    return look(sent.json().id)
  }
  /** What whoever fills it in does, by another library than reads it. */
  const filled = async (content: Uint8Array, fill: (rows: unknown[][]) => void) => {
    const { sheets } = await readXlsx(content)
    const [people] = sheets
    if (!people) throw new Error('a template without a sheet')
    fill(people.rows)
    return writeXlsx({
      sheets: sheets.map(({ name, rows, veryHidden }) => ({ name, rows, ...(veryHidden && { veryHidden }) })),
    })
  }

  test('that is filled in says itself what it is for and what its columns are, whatever they are called by now', async () => {
    const { bo } = story.people
    const { forklift, conduct } = story.activities
    const template = await fetch(`/api/import-template?action=enroll&things=${forklift},${conduct}&language=nl`)
    const view = await send(
      await filled(template, (rows) => {
        expect(rows[0]).toEqual(['Personeelsnummer', 'E-mail', 'Heftruck: de basis', expect.any(String)])
        rows[1] = [null, bo.email, null, 'x']
      }),
    )
    expect(view).toMatchObject({ action: 'enroll', state: 'open', otherSheets: [], check: { people: 1, pairs: 1 } })
    expect(view.columns.flatMap(({ thing }) => thing?.id ?? [])).toEqual([forklift, conduct])
    await ada.call(discardImport, { params: { importId: view.id } })
  })

  test('of another academy is refused', async () => {
    const template = await fetch('/api/import-template?action=teams')
    const { sheets } = await readXlsx(template, { sheets: () => true } as never)
    const foreign = await writeXlsx({
      sheets: sheets.map(({ name, rows, veryHidden }) => ({
        name,
        rows: rows.map((row) => (row[0] === 'academy' ? ['academy', crypto.randomUUID()] : row)),
        ...(veryHidden && { veryHidden }),
      })),
    })
    expect(await send(foreign)).toMatchObject({ state: 'refused', refusal: { code: 'other-academy' } })
  })

  test('comes back as a problem file of the rows that were wrong, and mended it is clean', async () => {
    const { bo, ann } = story.people
    const view = await upload(
      [
        ['E-mail', 'Remarks', 'Forklift basics'],
        [bo.email, 'good', 'x'],
        ['nobody@example.com', 'wrong', 'x'],
        [ann.email, 'wrong too', 'ja'],
      ],
      'enroll',
    )
    const problems = await fetch(`/api/imports/${view.id}/problem-file`)
    const mended = await send(
      await filled(problems, (rows) => {
        expect(rows.slice(0, 3).map((row) => row.slice(0, 3))).toEqual([
          ['E-mail', 'Remarks', 'Forklift basics'],
          ['nobody@example.com', 'wrong', 'x'],
          [ann.email, 'wrong too', 'ja'],
        ])
        expect(rows[2]?.[3]).toContain('Only an x counts here')
        const [, second, third] = rows
        if (second) second[0] = story.people.emile.email
        if (third) third[2] = 'x'
      }),
    )
    expect(mended).toMatchObject({
      action: 'enroll',
      problems: [],
      ignored: ['Remarks'],
      check: { people: 2, pairs: 2 },
    })
    for (const { id } of [view, mended]) await ada.call(discardImport, { params: { importId: id } })
  })
})

describe('the other actions', () => {
  test('teams are joined by x and left by -, and what two rows say against each other is not done', async () => {
    const { ann, bo, daan } = story.people
    const view = await upload(
      [
        ['E-mail', 'Night shift', 'Works council'],
        [bo.email, 'x', ''],
        [daan.email, '-', 'x'],
        [ann.email, 'x', ''],
        [ann.email, '-', ''],
      ],
      'teams',
    )
    expect(view.check).toMatchObject({ people: 2, pairs: 3, withProblems: 2 })
    expect(problemsOf(view)).toEqual([['mark-contradiction', 1, 2]])
    const done = await start(view)
    const teamsOf = async (userId: number) =>
      (await ada.call(readUser, { params: { userId } })).teams.map(({ name }) => name)
    expect(await teamsOf(bo.id)).toContain('Night shift')
    expect(await teamsOf(daan.id)).not.toContain('Night shift')
    expect(await teamsOf(daan.id)).toContain('Works council')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    expect(await teamsOf(daan.id)).toContain('Night shift')
  })

  test('completions are recorded with their day, once', async () => {
    const { ann } = story.people
    const rows = [
      ['E-mail', 'First aid', 'Fire safety'],
      [ann.email, '2026-03-01', '1-2-2026'],
      [ann.email, '2026-03-01', 'x'],
      [ann.email, '2199-01-01', ''],
      [ann.email, '05/06/2026', ''],
    ]
    const view = await upload(rows, 'completions')
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['not-a-date', 1, 1],
        ['not-a-date', 2, 1],
        ['date-in-future', 1, 1],
      ]),
    )
    expect(view.check).toMatchObject({ pairs: 2, unchanged: 0 })
    await start(view)
    expect((await upload(rows, 'completions')).check).toMatchObject({ pairs: 2, unchanged: 2 })
  })

  test('enrollments end for those who have them, and whatever else requires them stays', async () => {
    const { bo, emile } = story.people
    await start(
      await upload(
        [
          ['E-mail', 'Forklift basics'],
          [bo.email, 'x'],
        ],
        'enroll',
      ),
    )
    const view = await upload(
      [
        ['E-mail', 'Forklift basics'],
        [bo.email, 'x'],
        [emile.email, 'x'],
      ],
      'unenroll',
    )
    expect(view.check).toMatchObject({ people: 2, notEnrolled: 1 })
    expect(view.plan?.counts.withdrawn).toEqual({ people: 1, enrollments: 1 })
    await start(view)
    expect(await titlesOf(bo.id)).not.toContain('Forklift basics')
  })
})

describe('a column', () => {
  test('that names no activity and has marks is asked about, and means what somebody says', async () => {
    const { bo } = story.people
    const view = await upload(
      [
        ['E-mail', 'Forklift basic', 'Team leader'],
        [bo.email, 'x', 'Jan'],
      ],
      'enroll',
    )
    expect(view).toMatchObject({ ignored: ['Team leader'], check: { idle: 1, people: 0 }, plan: null })
    expect(view.columns[1]?.problem).toMatchObject({
      kind: 'unknown-thing',
      nearest: [expect.objectContaining({ id: story.activities.forklift })],
    })
    const columns = [{ column: 1, thingId: story.activities.forklift }]
    await ada.call(editImport, { params: { importId: view.id }, body: { columns } })
    await work()
    expect(await look(view.id)).toMatchObject({ check: { people: 1, pairs: 1 }, plan: { people: 1 } })
  })
})

test('a file without a column for people is refused, in a sentence', async () => {
  const view = await upload(
    [
      ['Who', 'What'],
      ['me', 'x'],
    ],
    'enroll',
  )
  expect(view).toMatchObject({ state: 'refused', refusal: { code: 'no-person-column' }, rows: 0 })
})

test.each([
  ['nothing but zeros', Buffer.alloc(100_000), 'people.xlsx'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'people.xlsx'],
  ['the beginning of a zip', Buffer.from('504b0304140000000800', 'hex'), 'people.xlsx'],
  ['a table in another encoding', Buffer.from('E-mail;Name\nren\xe9@example.com;Ren\xe9\n', 'latin1'), 'people.csv'],
])('%s is refused in a sentence, and the next question is answered', async (_, content, fileName) => {
  const sent = await app.http.inject({
    method: 'POST',
    url: `/api/imports?fileName=${fileName}&action=enroll`,
    payload: content,
    headers: {
      'x-muster': '1',
      'content-type': 'application/octet-stream',
      cookie: `muster_session=${ada.token()}`,
    },
  })
  expect(sent.statusCode).toBe(200)
  await work()
  const view = await look(sent.json().id)
  expect(view).toMatchObject({ state: 'refused', rows: 0, plan: null })
  expect(view.refusal?.message).toMatch(/^[A-Z].*\.$/)
  await ada.call(discardImport, { params: { importId: view.id } })
})

test('a fault of ours is tried again, and then said, and blocks nothing', async () => {
  const { bo } = story.people
  const view = await upload(
    [
      ['E-mail', 'Forklift basics'],
      [bo.email, 'x'],
    ],
    'enroll',
  )
  await sql`update imports set known = 'null', state = 'checking' where id = ${view.id}`.execute(database.db)
  await work()
  expect(await look(view.id)).toMatchObject({ state: 'open', planProblem: { code: 'fault' } })
  await ada.call(discardImport, { params: { importId: view.id } })
})

test('nothing, and more than a file may have, is refused at once', async () => {
  const send = (payload: Buffer, length?: number) =>
    app.http.inject({
      method: 'POST',
      url: '/api/imports?fileName=people.xlsx',
      payload,
      headers: {
        'x-muster': '1',
        'content-type': 'application/octet-stream',
        cookie: `muster_session=${ada.token()}`,
        ...(length !== undefined && { 'content-length': String(length) }),
      },
    })
  expect((await send(Buffer.alloc(0))).json()).toMatchObject({ status: 422, code: 'empty' })
  expect((await send(Buffer.alloc(10), 60_000_000)).json()).toMatchObject({ status: 413, code: 'too-large' })
})

test('a file without an action waits until somebody says what it is for', async () => {
  const { bo } = story.people
  const view = await upload([
    ['E-mail', 'Forklift basics'],
    [bo.email, 'x'],
  ])
  expect(view).toMatchObject({ state: 'open', action: null, check: null })
  await ada.call(editImport, { params: { importId: view.id }, body: { action: 'enroll' } })
  await work()
  expect(await look(view.id)).toMatchObject({ check: { people: 1 }, action: 'enroll' })
})
