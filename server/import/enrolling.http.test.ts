import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { type Imports, openImports, problemsOf } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { exclude } from '../enrollment/exclusion/contract.ts'
import { workOff } from '../enrollment/jobs.ts'
import { listPreviewNames } from '../enrollment/preview/contract.ts'
import { undoBatch } from '../history/contract.ts'
import { teams } from '../organization/contract.ts'
import { editUser } from '../user/contract.ts'
import {
  discardImport,
  editImport,
  findThings,
  fixCells,
  listImports,
  listProblemRows,
  listProblemValues,
  skipRows,
} from './contract.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

describe('a file that enrolls users', () => {
  test('is checked and planned with names, does what was planned, and is taken back', async () => {
    const { ann, bo, daan, ole } = story.people
    const view = await imports.upload(
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

    const done = await imports.start(view)
    expect(done).toMatchObject({ state: 'started', batchId: expect.any(Number), expiresAt: expect.any(String) })
    // What stayed behind is still there to be seen, and to be taken along.
    expect(problemsOf(done)).toEqual(problemsOf(view))
    const behind = await ada.call(listProblemRows, { params: { importId: view.id } })
    expect(behind.items.map(({ row, cells }) => [row, cells[0]?.text])).toEqual([
      [5, 'nobody@example.com'],
      [6, ole.email],
      [8, daan.email],
    ])
    expect((await imports.fetch(`/api/imports/${view.id}/problem-file`)).subarray(0, 2).toString()).toBe('PK')
    const ofBatch = await ada.call(listImports, { query: { batchId: String(done.batchId) as never } })
    expect(ofBatch.items.map(({ id }) => id)).toEqual([view.id])
    expect(await imports.titlesOf(ann.id)).toEqual(expect.arrayContaining(['Forklift basics', 'Data privacy']))
    expect(await imports.titlesOf(bo.id)).toContain('Forklift basics')
    await ada.call(undoBatch, { params: { batchId: done.batchId ?? 0 }, body: {} })
    await workOff(imports.db)
    expect(await imports.titlesOf(bo.id)).not.toContain('Forklift basics')
  })

  test('is mended in all columns that say the same, and nothing else beside it', async () => {
    const { ann, bo, daan } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Data privacy', 'Forklift basics', 'Remarks'],
        [ann.email, 'ja', 'ja', 'ja'],
        [bo.email, 'x', 'ja', ''],
        [daan.email, 'nee', 'x', ''],
      ],
      'enroll',
    )
    expect(problemsOf(view)).toEqual(
      expect.arrayContaining([
        ['not-a-mark', 1, 2],
        ['not-a-mark', 2, 2],
      ]),
    )
    const params = { importId: view.id }
    const fix = (value: string, text: string) =>
      ada.call(fixCells, { params, body: { column: 1, alsoIn: [2], rows: { value }, text } })
    expect((await fix('ja', 'x')).fixed).toBe(3)
    expect((await fix('nee', '')).fixed).toBe(1)
    await imports.work()
    expect(await imports.look(view.id)).toMatchObject({ problems: [], check: { people: 3, pairs: 5 } })
    const kept = await imports.db.selectFrom('import_rows').select('cells').where('import_id', '=', view.id).execute()
    expect(kept.filter(({ cells }) => Object.hasOwn(cells as object, '3'))).toHaveLength(1)
    // And back: a mark is a text as others are.
    expect((await fix('x', '?')).fixed).toBe(5)
    await imports.work()
    expect(problemsOf(await imports.look(view.id))).toEqual([
      ['not-a-mark', 2, 3],
      ['not-a-mark', 1, 2],
    ])
    await ada.call(discardImport, { params })
  })

  test('is mended cell by cell, all alike at once, and by leaving rows out', async () => {
    const { ann, bo, emile } = story.people
    const view = await imports.upload(
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
    await imports.work()
    expect(await ada.call(skipRows, { params, body: { rows: skipped } })).toMatchObject({
      changed: 1,
      state: 'checking',
    })
    await imports.work()
    const mended = await imports.look(view.id)
    expect(mended).toMatchObject({ problems: [], check: { skipped: 1, withProblems: 0, people: 3, pairs: 3 } })
    await ada.call(discardImport, { params })
    expect((await ada.call(listImports)).items.map(({ id }) => id)).not.toContain(view.id)
  })

  test('is told as it stands at one moment, also when it is looked at in the very moment in which its check ends', async () => {
    const view = await imports.upload(
      [
        ['E-mail', 'Data privacy'],
        [story.people.ann.email, 'ja'],
      ],
      'enroll',
    )
    const params = { importId: view.id }
    await ada.call(fixCells, { params, body: { column: 1, rows: { value: 'ja' }, text: 'jo' } })
    // Between what is read first and what is read next of it.
    const { looking } = await imports.db.transaction().execute(async (tx) => {
      await sql`lock table academy in access exclusive mode`.execute(tx)
      const looking = imports.look(view.id)
      const waiting = sql`
        select from pg_locks where not granted and relation = 'academy'::regclass and database = (
          select oid from pg_database where datname = current_database()
        )`
      await expect.poll(async () => (await waiting.execute(tx)).rows.length).toBe(1)
      await sql`update imports set state = 'open' where id = ${view.id}`.execute(tx)
      return { looking }
    })
    expect(await looking).toMatchObject({ state: 'checking', problems: [] })
    expect(problemsOf(await imports.look(view.id))).toEqual([['not-a-mark', 1, 1]])
    await ada.call(discardImport, { params })
  })

  test('has an address with spaces mended as it stands there, and says when it was mended meanwhile', async () => {
    const { ann, bo } = story.people
    const given = ['not an address', `${bo.email.replace('.', ' . ')} too`]
    const view = await imports.upload([['E-mail', 'Data privacy'], ...given.map((one) => [one, 'x'])], 'enroll')
    const params = { importId: view.id }
    const query = { kind: 'person-unknown', column: '0' as never } as const
    const { items } = await ada.call(listProblemValues, { params, query })
    expect(items.map(({ value }) => value).toSorted()).toEqual(given.toSorted())
    const fix = { column: 0, rows: { value: 'not an address' }, text: ann.email }
    expect(await ada.call(fixCells, { params, body: fix })).toMatchObject({ fixed: 1 })
    await imports.work()
    expect(await imports.look(view.id)).toMatchObject({ check: { people: 1, withProblems: 1 } })
    const again = await ada.refusal(fixCells, { params, body: fix })
    expect(again).toMatchObject({ status: 409, code: 'mended-meanwhile' })
    expect(await imports.look(view.id)).toMatchObject({ state: 'open' })
    await ada.call(discardImport, { params })
  })

  test('names by what somebody is in already, and not by what it adds to that', async () => {
    const { daan } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'First aid'],
        [daan.email, 'x'],
      ],
      'enroll',
    )
    const names = await ada.call(listPreviewNames, { params: { previewId: view.plan?.previewId ?? 0 } })
    expect(names.items.map(({ user, kind, causes }) => [user.name, kind, causes.map((one) => one.kind)])).toEqual([
      [daan.name, 'already', ['team']],
    ])
    await ada.call(discardImport, { params: { importId: view.id } })
  })

  test('that meets another academy than was planned does nothing, and says what is other', async () => {
    const { wei } = story.people
    const view = await imports.upload(
      [
        ['E-mail', 'Code of conduct'],
        [wei.email, 'x'],
      ],
      'enroll',
    )
    await ada.call(exclude, { body: { userIds: [wei.id], activityIds: [story.activities.conduct], reason: 'no' } })
    const refused = await imports.start(view)
    expect(refused).toMatchObject({
      state: 'open',
      drift: expect.arrayContaining([
        { what: 'plan.enrolled', before: 1, now: 0 },
        { what: 'plan.excluded', before: 0, now: 1 },
      ]),
    })
    expect(await imports.titlesOf(wei.id)).not.toContain('Code of conduct')
  })
})

describe('a column', () => {
  test('that names no activity and has marks is asked about, and means what somebody says', async () => {
    const { bo } = story.people
    const view = await imports.upload(
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
    await imports.work()
    expect(await imports.look(view.id)).toMatchObject({ check: { people: 1, pairs: 1 }, plan: { people: 1 } })
  })
})

describe('a person', () => {
  test('is found by number, else by address, and the two must not be of different people', async () => {
    const { ann, bo, zoe } = story.people
    await ada.call(editUser, { params: { userId: ann.id }, body: { employeeNumber: 'P1' } })
    await ada.call(editUser, { params: { userId: zoe.id }, body: { employeeNumber: null } })
    const view = await imports.upload(
      [
        ['A list of our people', '', ''],
        ['Employee number', 'E-mail', 'Fire safety'],
        ['p1', '', 'x'],
        ['P1', ann.email.toUpperCase(), 'x'],
        ['P1', bo.email, 'x'],
        ['P1', 'nobody@example.com', 'x'],
        ['P2', ann.email, 'x'],
        // What the academy does not know of somebody contradicts nothing.
        ['P3', zoe.email, 'x'],
        ['P4', 'nobody@example.com', 'x'],
        ['', '', 'x'],
      ],
      'enroll',
    )
    expect(view).toMatchObject({ headerRow: 2, check: { people: 2, repeated: 1, withProblems: 5 } })
    const { items } = await ada.call(listProblemRows, { params: { importId: view.id } })
    expect(items.map(({ row, problems: [one] }) => [row, one?.kind, one?.column, one?.about])).toEqual([
      [5, 'person-contradiction', 1, `${ann.name} (${ann.email})`],
      [6, 'email-unknown', 1, `${ann.name} (${ann.email})`],
      [7, 'number-unknown', 0, `${ann.name} (${ann.email})`],
      [9, 'person-unknown', 0, null],
      [10, 'person-missing', 1, null],
    ])
    await ada.call(discardImport, { params: { importId: view.id } })
  })
})

test('a file without an action waits until somebody says what it is for', async () => {
  const { bo } = story.people
  const view = await imports.upload([
    ['E-mail', 'Forklift basics'],
    [bo.email, 'x'],
  ])
  expect(view).toMatchObject({ state: 'open', action: null, check: null })
  await ada.call(editImport, { params: { importId: view.id }, body: { action: 'enroll' } })
  await imports.work()
  expect(await imports.look(view.id)).toMatchObject({ check: { people: 1 }, action: 'enroll' })
})

test('things are found by a pasted list of their names, in whatever language, and what is not is answered', async () => {
  const { forklift, privacy } = story.activities
  const names = ['Heftruck: de basis', ' data\u00a0PRIVACY', 'No such thing', 'Forklift basics']
  expect(await ada.call(findThings, { body: { kind: 'activity', names } })).toEqual({
    things: [
      { id: forklift, name: 'Forklift basics' },
      { id: privacy, name: 'Data privacy' },
    ],
    ambiguous: [],
    unknown: ['No such thing'],
  })
  const archived = await ada.call(teams.create, { body: { name: 'Old team' } })
  await ada.call(teams.archive, { params: { unitId: archived.id } })
  expect(await ada.call(findThings, { body: { kind: 'team', names: ['night shift', 'Old team'] } })).toMatchObject({
    things: [{ name: 'Night shift' }],
    unknown: ['Old team'],
  })
})
