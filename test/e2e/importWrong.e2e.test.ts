import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { choose, csv, drop, fill, step, upload } from './importing.ts'
import { focusOn } from './keyboard.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows with something wrong' })
const cell = (page: Page, name: string | RegExp) => grid(page).getByRole('textbox', { name })

describe('what is wrong in a file', () => {
  it('is mended in a cell, in all cells alike, left out, or in the problem file', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv(
        'wrong.csv',
        ['Name', 'E-mail', 'Data privacy', 'Code of conduct'],
        ['Daan', people.daan.email, 'yes', ''],
        ['Ruth', people.ruth.email, 'yes', 'x'],
        ['Wei', people.wei.email, 'ja', ''],
        ['Marta', 'marta.kowalsky@example.com', 'x', ''],
        ['Temp', 'temp@example.com', 'x', ''],
        ['Ann', people.ann.email, 'n/a', 'x'],
      ),
    )
    const check = step(page, 'Check')
    await check.getByText('6 rows: 6 have something wrong').waitFor()
    await expectGoodForEveryone(page)

    // All alike. Whoever wrote one can write the next.
    const yes = check.getByRole('form', { name: 'yes' })
    await yes.getByRole('textbox').fill('x')
    await yes.getByRole('button', { name: 'Fix all 2 like this' }).waitFor()
    await yes.getByRole('textbox').press('Enter')
    await page.getByText('2 cells now say x.').waitFor()
    await check.getByText('6 rows: 2 are good and 4 have something wrong').waitFor()
    await yes.waitFor({ state: 'detached' })
    await focusOn(check.getByRole('form').first().getByRole('textbox'))

    // Nothing was meant.
    await check.getByRole('button', { name: /^This is not a mark/ }).click()
    const none = check.getByRole('form', { name: 'n/a' })
    await none.getByRole('button', { name: 'Empty this cell' }).click()
    await check.getByText('6 rows: 3 are good and 3 have something wrong').waitFor()

    // One cell.
    await check.getByRole('button', { name: /^This is not a mark/ }).click()
    const ja = cell(page, 'C4 Data privacy')
    await ja.fill('X')
    await ja.press('Enter')
    await check.getByText('6 rows: 4 are good and 2 have something wrong').waitFor()

    // What is nearest, and what is left out.
    const marta = check.getByRole('form', { name: 'marta.kowalsky@example.com' })
    await marta.getByRole('button', { name: /^Marta Kowalska/ }).click()
    await check.getByText('6 rows: 5 are good and 1 has something wrong').waitFor()
    await grid(page).getByRole('button', { name: 'Leave row 6 out' }).click()
    await check.getByText('6 rows: 5 are good and 1 is left out').waitFor()
    await page.getByRole('button', { name: 'Show: Check' }).click()
    await check.getByRole('button', { name: 'Take them in again' }).click()
    await check.getByText('6 rows: 5 are good and 1 has something wrong').waitFor()

    // The problem file holds the one row that is left, and comes back mended as an import of its own.
    const downloading = page.waitForEvent('download')
    await check.getByRole('button', { name: 'Download the problem file' }).click()
    const mended = await fill(await downloading, (header) => {
      expect(header).toEqual(['Name', 'E-mail', 'Data privacy', 'Code of conduct', 'What is wrong'])
      return [['Jürgen', people.jurgen.email, 'x', null, null]]
    })
    const before = page.url()
    await choose(page, () => check.getByRole('button', { name: 'Upload it corrected' }).click(), mended)
    await page.waitForURL((url) => /\/users\/import\/\d+$/.test(url.pathname) && url.href !== before)
    await check.getByText('1 row, with nothing wrong in it').waitFor()
    await step(page, 'Start')
      .getByRole('row', { name: /Jürgen Krause.*Data privacy/ })
      .waitFor()
    expectNoComplaint()
  })

  it('is of one kind until that is done, also where another has more rows by then', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv(
        'kinds.csv',
        ['E-mail', 'Data privacy'],
        ['one@example.com', 'x'],
        ['two@example.com', 'x'],
        ['three@example.com', 'x'],
        [people.bo.email, 'ja'],
        [people.ann.email, 'nee'],
      ),
    )
    const first = cell(page, 'A2 E-mail')
    await focusOn(first)
    await first.fill(people.daan.email)
    await first.press('Enter')
    await step(page, 'Check').getByText('5 rows: 1 is good and 4 have something wrong').waitFor()
    await focusOn(cell(page, 'A3 E-mail'))
    await cell(page, 'A3 E-mail').fill(people.wei.email)
    await cell(page, 'A3 E-mail').press('Enter')
    // By now *ja* and *nee* are more.
    await step(page, 'Check').getByText('5 rows: 2 are good and 3 have something wrong').waitFor()
    await focusOn(cell(page, 'A4 E-mail'))
    await cell(page, 'A4 E-mail').fill(people.femke.email)
    await cell(page, 'A4 E-mail').press('Enter')
    // What one writes goes on in the next kind, and presses no button there.
    await focusOn(cell(page, 'B5 Data privacy'))
    expectNoComplaint()
  })

  it('may be the same text below many activities, which one fix mends', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    const header = ['E-mail', 'Forklift basics', 'Data privacy', 'First aid']
    await upload(visit, 'Enroll users', csv('yes.csv', header, [people.marta.email, 'yes', 'yes', 'yes']))
    const check = step(page, 'Check')
    await check.getByRole('switch', { name: 'Correct the same text in every column where this is wrong' }).click()
    await expectGoodForEveryone(page)
    await check
      .getByRole('form', { name: 'yes' })
      .getByRole('button', { name: /^x: write it/ })
      .click()
    await check.getByText('1 row, with nothing wrong in it').waitFor()
    expectNoComplaint()
  })

  it('may be a column, of which somebody says what it is about', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv('columns.csv', ['E-mail', 'Forklift bascis', 'Cost centre'], [people.jurgen.email, 'x', '4411']),
    )
    const columns = page.getByRole('region', { name: '1 column is not understood' })
    await columns.getByText('No learning activity is called this.').waitFor()
    await expectGoodForEveryone(page)
    await columns.getByRole('button', { name: 'Forklift basics' }).click()
    await step(page, 'Start').getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await step(page, 'Learning activities').getByText('Forklift basics').waitFor()
    expectNoComplaint()
  })

  it('may be a department that is not there, and is made beside', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Add or update users',
      csv(
        'hires.csv',
        ['E-mail', 'Name', 'Company', 'Department'],
        ['iris.mol@example.com', 'Iris Mol', 'Rakema', 'Returns'],
        ['joost.pot@example.com', 'Joost Pot', 'Rakema', 'Warehouse'],
      ),
    )
    const check = step(page, 'Check')
    await check.getByRole('form', { name: 'Returns' }).getByRole('button', { name: 'Create Returns' }).click()
    const sheet = page.getByRole('dialog')
    expect(await sheet.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Returns')
    const company = sheet.getByRole('combobox', { name: 'Company' })
    await company.click()
    await company.fill('Rakema')
    await page.getByRole('option', { name: 'Rakema', exact: true }).click()
    await sheet.getByRole('button', { name: 'Create department' }).click()
    await step(page, 'Check').getByText('2 rows, with nothing wrong in them').waitFor()
    const start = step(page, 'Start')
    await start.getByText('2 users are added.').waitFor()
    const added = start.getByRole('table', { name: 'Whom the file is about' })
    await added.getByRole('row', { name: /^Iris Mol.*added Name, E-mail, Company and Department/ }).waitFor()
    await start.getByRole('button', { name: '2 added' }).click()
    await added.getByRole('row', { name: /^Joost Pot/ }).waitFor()
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Start import', exact: true }).click()
    await page.getByText('Imported. 2 users were added.').waitFor()
    expectNoComplaint()
  })

  it('may be the whole file, which is refused in a sentence with a way on', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await visit.goTo('/users/import')
    await drop(page, { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) })
    const empty = page.getByText('This file is empty (0 bytes). Save it again where it was made, or choose another.')
    await empty.waitFor()
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    await upload(visit, 'Enroll users', { name: 'people.xlsx', mimeType: 'image/png', buffer: picture })
    await page.getByRole('alert').getByText('This is a picture: upload a spreadsheet, as .xlsx or .csv.').waitFor()
    expect(await empty.count()).toBe(0)
    await expectGoodForEveryone(page)
    await choose(
      page,
      () => step(page, 'Check').getByRole('button', { name: 'Upload another file' }).click(),
      csv('people.csv', ['E-mail', 'Data privacy'], [people.daan.email, 'x']),
    )
    await step(page, 'Check').getByText('1 row, with nothing wrong in it').waitFor()
    expectNoComplaint()
  })
})
