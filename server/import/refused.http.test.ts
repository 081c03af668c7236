import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { type Imports, openImports } from '../../test/imports.ts'
import type { Story } from '../../test/story.ts'
import { silentBell } from '../platform/bell.ts'
import { silentLog } from '../platform/log.ts'
import { discardImport, editImport, fixCells, listImports, startImport } from './contract.ts'
import { startImportWorker } from './jobs.ts'

let imports: Imports
let story: Story
let ada: Client
beforeAll(async () => {
  imports = await openImports()
  ;({ story, ada } = imports)
})
afterAll(() => imports.close())

test('a file without a column for people is refused, in a sentence', async () => {
  const view = await imports.upload(
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
  const view = await imports.send(content, { fileName, action: 'enroll' })
  expect(view).toMatchObject({ state: 'refused', rows: 0, plan: null })
  expect(view.refusal?.message).toMatch(/^[A-Z].*\.$/)
  const listed = (await ada.call(listImports)).items.find(({ id }) => id === view.id)
  expect(listed).toMatchObject({ state: 'refused', refusal: view.refusal })
  await ada.call(discardImport, { params: { importId: view.id } })
})

test('starting is agreeing to the plan that was seen, and to no other that was made since', async () => {
  const { ann, bo } = story.people
  const view = await imports.upload(
    [
      ['E-mail', 'Data privacy'],
      [ann.email, 'x'],
      [bo.email, '?'],
    ],
    'enroll',
  )
  const params = { importId: view.id }
  await ada.call(fixCells, { params, body: { column: 1, rows: { value: '?' }, text: 'x' } })
  const begin = () => ada.refusal(startImport, { params, body: { previewId: view.plan?.previewId } })
  expect(await begin()).toMatchObject({ status: 409, code: 'busy' })
  await imports.work()
  expect(await begin()).toMatchObject({ status: 409, code: 'planned-anew' })
  const now = await imports.look(view.id)
  expect(now).toMatchObject({ state: 'open', plan: { people: 2 } })
  const start = { params, body: { previewId: now.plan?.previewId } }
  await ada.call(startImport, start)
  // In another window, which saw the same plan or the one before.
  for (const late of [start, { params, body: { previewId: view.plan?.previewId } }]) {
    expect(await ada.refusal(startImport, late)).toMatchObject({
      status: 409,
      code: 'started-already',
      detail: expect.stringContaining(`by ${story.people.ada.name}`),
    })
  }
  await imports.work()
  expect(await imports.look(view.id)).toMatchObject({ state: 'started', drift: null })
})

test('a fault of ours is tried again, and then said, and blocks nothing', async () => {
  const { bo } = story.people
  const view = await imports.upload(
    [
      ['E-mail', 'Forklift basics'],
      [bo.email, 'x'],
    ],
    'enroll',
  )
  await sql`update imports set known = 'null', state = 'checking' where id = ${view.id}`.execute(imports.db)
  await imports.work()
  expect(await imports.look(view.id)).toMatchObject({ state: 'open', planProblem: { code: 'fault' } })
  await ada.call(discardImport, { params: { importId: view.id } })
})

test('nothing, and more than a file may have, is refused at once', async () => {
  const send = (payload: Buffer, length?: number) =>
    imports.app.http.inject({
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
  expect((await send(Buffer.alloc(0))).json()).toMatchObject({
    status: 422,
    code: 'empty',
    detail: expect.stringMatching(/^This file is empty/),
  })
  expect((await send(Buffer.alloc(10), 60_000_000)).json()).toMatchObject({ status: 413, code: 'too-large' })
})

test('an import to which nobody comes back for a month loses its rows, what was wrong in them and its file, says so, and can be discarded', async () => {
  const { bo } = story.people
  const rows = [
    ['E-mail', 'Forklift basics'],
    [bo.email, 'x'],
    ['stranger@example.com', 'x'],
  ]
  const [left, kept] = [await imports.upload(rows, 'enroll'), await imports.upload(rows, 'enroll')]
  await sql`update imports set touched_at = now() - interval '31 days' where id = ${left.id}`.execute(imports.db)
  const worker = startImportWorker({ db: imports.db, bell: silentBell, log: silentLog })
  await expect.poll(async () => (await imports.look(left.id)).state).toBe('expired')
  await worker.stop()
  // What was wrong in the rows names people too.
  for (const table of ['import_rows', 'import_problems'] as const) {
    const { rows: remaining } = await sql<{ id: number }>`
      select distinct import_id as id from ${sql.table(table)}
      where import_id in (${left.id}, ${kept.id})`.execute(imports.db)
    expect(remaining.map(({ id }) => id)).toEqual([kept.id])
  }
  const params = { importId: left.id }
  expect(await ada.refusal(startImport, { params, body: {} })).toMatchObject({ status: 409 })
  expect(await ada.refusal(editImport, { params, body: { action: 'unenroll' } })).toMatchObject({ code: 'expired' })
  expect((await ada.call(listImports)).items.map(({ id }) => id)).not.toContain(left.id)
  for (const { id } of [left, kept]) await ada.call(discardImport, { params: { importId: id } })
})
