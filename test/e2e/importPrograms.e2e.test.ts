import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { change } from '../../server/change.ts'
import { insertFacts } from '../../server/facts.ts'
import { excel, googleSheets, numbers } from '../files/programs.ts'
import { type Academy, openAcademy } from './academy.ts'
import { step, upload } from './importing.ts'

/** Who stands in the files of other programs. */
const inFiles = ['person0', 'person1', 'person2', 'ann', 'bo'].map((name) => `${name}@example.com`)

const fixture = (name: string) => readFile(new URL(`../files/fixtures/${name}`, import.meta.url))

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  const who = {
    language: 'en',
    company_id: story.companies.rakema,
    department_id: null,
    added_on: '2026-01-01',
  } as const
  await change(context.db, { kind: 'user.create', author: story.author }, (tx) =>
    insertFacts(
      tx,
      'users',
      inFiles.map((email) => ({ ...who, name: email, email })),
    ),
  )
})
afterAll(() => academy.close())

describe('a file of another program', () => {
  it.each([
    ['LibreOffice', () => fixture('libreoffice.xlsx')],
    ['openpyxl', () => fixture('openpyxl.xlsx')],
  ])('goes all the way: %s, with a title above the headers, a hidden row and more columns', async (program, make) => {
    const visit = await academy.visit(academy.story.people.ada)
    const { page, goTo, expectNoComplaint } = visit
    const file = { name: `${program}.xlsx`, mimeType: 'application/octet-stream', buffer: await make() }
    await upload(visit, 'Enroll users', file)
    await step(page, 'Learning activities').getByText('First aid').waitFor()
    const start = step(page, 'Start')
    await start.getByText('This enrolls 3 people in 1 learning activity.').waitFor()
    await page.getByRole('button', { name: 'Show: Check' }).click()
    const check = step(page, 'Check')
    await check.getByText('1 row is hidden in the file, and read like the others.').waitFor()
    await check.getByText('The columns Date and Note mean nothing to the import.').waitFor()
    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await start.getByText('Imported. 3 enrollments added.').waitFor()
    await start.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('This import was undone.').waitFor()
    await goTo('/users/import')
    expectNoComplaint()
  })

  it.each([
    ['Excel', excel, 1],
    ['Google Sheets', googleSheets, 1],
    ['Numbers', numbers, 2],
  ])('says what is wrong in it with the rows and columns that %s shows', async (program, make, headerRow) => {
    const visit = await academy.visit(academy.story.people.ada)
    const { page, expectNoComplaint } = visit
    const file = { name: `${program}.xlsx`, mimeType: 'application/octet-stream', buffer: make() }
    await upload(visit, 'Record completions', file)
    const check = step(page, 'Check')
    await check.getByText('2 rows: 1 has something wrong and 1 asks for nothing').waitFor()
    await check.getByRole('heading', { name: 'This is not a day C · First aid' }).waitFor()
    const sheet = check.getByRole('grid')
    await sheet.getByRole('textbox', { name: `C${headerRow + 1} First aid` }).waitFor()
    await sheet.getByRole('columnheader', { name: String(headerRow), exact: true }).waitFor()
    await sheet.getByRole('rowheader', { name: String(headerRow + 1), exact: true }).waitFor()
    expectNoComplaint()
  })
})
