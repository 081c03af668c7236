import { readFile } from 'node:fs/promises'
import { openXlsx, saveXlsx } from 'hucre/xlsx'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { choose, csv, drop, type File, step, upload } from './importing.ts'
import { arriveAt, findOn, focusOn, pressOn, tabTo, typeOn } from './keyboard.ts'
import { untilIdle } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows with something wrong' })
const cell = (page: Page, name: string | RegExp) => grid(page).getByRole('textbox', { name })

/** What a spreadsheet program does: opens the file, writes into its first sheet and saves it. */
async function fill(download: Download, write: (header: string[]) => Array<Array<string | null>>): Promise<File> {
  const workbook = await openXlsx(await readFile(await download.path()))
  const [sheet] = workbook.sheets
  if (!sheet) throw new Error('the template has no sheet')
  const header = (sheet.rows[0] ?? []).map((text) => String(text ?? ''))
  sheet.rows.splice(1, sheet.rows.length, ...write(header))
  // What is known of a cell beside its text goes before its text when it is saved.
  for (const at of sheet.cells?.keys() ?? []) if (!at.startsWith('0,')) sheet.cells?.delete(at)
  const buffer = Buffer.from(await saveXlsx(workbook))
  return { name: download.suggestedFilename(), mimeType: 'application/octet-stream', buffer }
}

/** A row of a template: who, and an x below these titles. */
const marked = (header: string[], email: string, ...titles: string[]) =>
  header.map((title) => (title === 'E-mail' ? email : titles.includes(title) ? 'x' : null))

const enrolledIn = (page: Page) => page.getByRole('table', { name: 'Enrollments' }).getByRole('link').allTextContents()

describe('enrolling users by a file', () => {
  it('goes as the help article says: a template, filled, checked, looked at once more and started', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/')
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Users' }).click()
    await page.getByRole('link', { name: 'Upload', exact: true }).click()
    await page.getByText('What do you want to do?').waitFor()
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Enroll users', exact: true }).click()

    const search = page.getByRole('combobox', { name: 'Search learning activities' })
    await search.fill('forklift')
    await page.getByRole('option', { name: 'Forklift basics' }).click()
    await search.fill('privacy')
    await page.getByRole('option', { name: 'Data privacy' }).click()
    await page.getByRole('button', { name: 'Remove Data privacy' }).waitFor()
    await expectGoodForEveryone(page)

    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Generate import template', exact: true }).click()
    const filled = await fill(await downloading, (header) => [
      marked(header, people.ann.email, 'Forklift basics', 'Data privacy'),
      marked(header, people.bo.email.toUpperCase(), 'Forklift basics'),
      marked(header, people.ole.email, 'Data privacy'),
      marked(header, 'nobody@example.com', 'Data privacy'),
    ])
    expect(filled.name).toMatch(/\.xlsx$/)
    await page.getByText('It is in your downloads.').waitFor()
    await choose(page, () => page.getByRole('button', { name: 'Upload file' }).click(), filled)

    await step(page, 'Check').getByText('4 rows: 2 are good and 2 have something wrong').waitFor()
    const start = step(page, 'Start')
    await start.getByText('This enrolls 2 people in 2 learning activities.').waitFor()
    await start.getByRole('row', { name: /Ann de Vries.*Forklift basics/ }).waitFor()
    await start.getByRole('heading', { name: '2 rows are not imported' }).waitFor()
    await start.getByText('This person is inactive · 1 row').waitFor()
    await start.getByText(/Nobody is known by this · . · E-mail · 1 row/).waitFor()
    expect(await start.getByRole('switch', { name: 'Tell them by e-mail' }).isChecked()).toBe(true)
    await start.getByText('Mail is off: 2 messages are kept').waitFor()
    await expectGoodForEveryone(page)
    await start.getByRole('button', { name: 'Start import', exact: true }).click()

    await start.getByText('Imported. 3 enrollments added.').waitFor()
    await expectGoodForEveryone(page)
    await goTo('/mail')
    await page.getByRole('row', { name: /Ann de Vries/ }).waitFor()
    await goTo(`/users/${people.ann.id}`)
    await page.getByRole('link', { name: 'Data privacy', exact: true }).waitFor()
    expect(await enrolledIn(page)).toEqual(expect.arrayContaining(['Data privacy', 'Forklift basics']))
    expectNoComplaint()
  })

  it('stays in the history with its report and the way back, and both lead to each other', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv('kitchen.csv', ['E-mail', 'Code of conduct'], [people.zoe.email, 'x'], ['who@example.com', 'x']),
    )
    // Two clicks are one.
    await page.getByRole('button', { name: 'Start import', exact: true }).dblclick()
    await page.getByText('Imported. 1 enrollment added.').waitFor()
    expect(await page.getByText('This import was started already').count()).toBe(0)
    await page.getByRole('link', { name: 'Show the report' }).click()
    await page.getByRole('heading', { level: 1, name: /Ada Okafor enrolled .*, by a file/ }).waitFor()
    await page.getByRole('link', { name: 'kitchen.csv' }).click()
    await page.getByRole('heading', { level: 1, name: 'kitchen.csv' }).waitFor()
    await page.getByRole('heading', { name: '1 row is not imported' }).waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('This import was undone.').waitFor()
    expectNoComplaint()
    await visit.goTo('/users/import/9999')
    await page.getByRole('alert').getByText('There is no such import').waitFor()
  })

  it('takes no more steps with the keyboard alone', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/users')
    await tabTo(page, page.getByRole('link', { name: 'Upload', exact: true }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'Import')
    await tabTo(page, page.getByRole('button', { name: 'Enroll users', exact: true }))
    await page.keyboard.press('Enter')
    await findOn(page.getByRole('combobox', { name: 'Search learning activities' }), 'first aid', 'First aid')
    await page.getByRole('button', { name: 'Remove First aid' }).waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Generate import template', exact: true }))
    const downloading = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    const filled = await fill(await downloading, (header) => [
      marked(header, people.femke.email, 'First aid'),
      marked(header, 'femke@example.com', 'First aid'),
    ])
    const send = page.getByRole('button', { name: 'Upload file' })
    // What made the template is still being read anew when its file is there.
    await untilIdle(page)
    await choose(page, () => pressOn(send, 'Enter'), filled)

    // The first wrong cell is where one arrives; mended, one arrives at the start.
    const wrong = cell(page, /^.3 E-mail$/)
    await pressOn(wrong, 'ArrowRight')
    await pressOn(cell(page, /^.3 First aid$/), 'ArrowLeft')
    await typeOn(wrong, 'not this')
    await pressOn(wrong, 'Escape')
    await expect.poll(() => wrong.inputValue()).toBe('femke@example.com')
    await pressOn(wrong, 'Control+a')
    await typeOn(wrong, people.emile.email)
    await pressOn(wrong, 'Enter')
    await step(page, 'Check').getByText('2 rows, with nothing wrong in them').waitFor()
    await focusOn(page.getByRole('heading', { level: 2, name: 'Start' }))
    await tabTo(page, page.getByRole('button', { name: 'Start import', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('Imported. 2 enrollments added.').waitFor()
    // What one pressed is gone, and the focus stays in its step.
    await focusOn(step(page, 'Start'))
    const undo = step(page, 'Start').getByRole('button', { name: 'Undo', exact: true })
    await tabTo(page, undo)
    await page.keyboard.press('Enter')
    const asked = page.getByRole('dialog', { name: 'Undo this?' })
    await asked.getByText('This withdraws 2 enrollments.').waitFor()
    await pressOn(asked.getByRole('button', { name: 'Cancel', exact: true }), 'Tab')
    await pressOn(asked.getByRole('button', { name: 'Undo', exact: true }), 'Enter')
    await page.getByText('This import was undone.').waitFor()
    await undo.waitFor({ state: 'detached' })
    await focusOn(step(page, 'Start'))
    expectNoComplaint()
  })
})

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

describe('an import', () => {
  it('begins wherever a file is dropped, and asks what it is for where the file does not say', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/courses')
    await drop(page, csv('dropped.csv', ['E-mail', 'Data privacy'], [people.emile.email, 'x']))
    await page.getByText('dropped.csv does not say what it is for. Choose it here.').waitFor()
    await page.getByRole('button', { name: 'Enroll users', exact: true }).click()
    await step(page, 'Start').getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    expectNoComplaint()
  })

  it('asks nothing of a file made from a template: that says what it is for, wherever it is dropped', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/import?action=completions&things=${activities.conduct}`)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Generate import template', exact: true }).click()
    const filled = await fill(await downloading, (header) => [
      header.map((title) => (title === 'E-mail' ? people.bo.email : title === 'Code of conduct' ? '2026-05-31' : null)),
    ])
    await goTo('/home')
    await drop(page, filled)
    await page.waitForURL(/\/users\/import\/\d+$/)
    await step(page, 'Action').getByText('Record completions').waitFor()
    await step(page, 'Start').getByText('1 completion is recorded.').waitFor()
    expectNoComplaint()
  })

  it('waits for whoever leaves, with all that was said, until it is gone on with or discarded', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, goTo, expectNoComplaint } = visit
    await goTo('/users/import')
    await page.getByRole('button', { name: 'Assign teams', exact: true }).click()
    await page.getByRole('option', { name: 'Night shift' }).click()
    await page.getByRole('button', { name: 'Remove Night shift' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Remove Night shift' }).waitFor()

    const file = csv('teams.csv', ['E-mail', 'Night shift'], [people.femke.email, 'x'], [people.bo.email, '?'])
    await choose(page, () => page.getByRole('button', { name: 'Upload file' }).click(), file)
    const check = step(page, 'Check')
    await check.getByText('An x or X adds, a - ends; an empty cell changes nothing.').first().waitFor()
    await check.getByRole('button', { name: 'Leave out this row' }).click()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    const tell = step(page, 'Start').getByRole('switch', { name: 'Tell them by e-mail' })
    expect(await tell.count()).toBe(0)

    await goTo('/home')
    await goTo('/users/import')
    await expectGoodForEveryone(page)
    await page.getByRole('link', { name: 'Go on teams.csv' }).click()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    await page.reload()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Discard' }).click()
    await question(page, 'Discard teams.csv?').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('What do you want to do?').waitFor()
    expect(await page.getByRole('link', { name: 'Go on teams.csv' }).count()).toBe(0)
    expectNoComplaint()
  })

  it('names whom it gives a thing and from whom it takes it, and who has it already, a page at a time', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Assign teams',
      csv(
        'council.csv',
        ['E-mail', 'Works council', 'Night shift'],
        [people.daan.email, 'x', '-'],
        [people.wei.email, 'x', ''],
      ),
    )
    const start = step(page, 'Start')
    const table = start.getByRole('table', { name: 'Whom the file is about' })
    await table.getByRole('row', { name: /^Daan Visser.*Night shift ends row 2/ }).waitFor()
    await table.getByRole('row', { name: /Works council begins row 3/ }).waitFor()
    await start.getByRole('button', { name: /^1 ends$/ }).click()
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    await expectGoodForEveryone(page)
    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await page.getByText('Imported. 3 memberships began or ended. Nobody’s enrollments changed.').waitFor()

    await upload(visit, 'Assign teams', csv('again.csv', ['E-mail', 'Works council'], [people.daan.email, 'x']))
    await start.getByRole('button', { name: '1 already so' }).click()
    await table.getByRole('row', { name: /^Daan Visser.*Works council already so row 2/ }).waitFor()

    const { ole: _, ...active } = people
    const days = Object.values(active).map(({ email }) => [email, '2020-02-02', '2020-02-03'])
    await upload(visit, 'Record completions', csv('days.csv', ['E-mail', 'First aid', 'Fire safety'], ...days))
    await table.getByRole('row', { name: /First aid recorded .*2020 row 2/ }).waitFor()
    await start.getByRole('button', { name: 'Show more', exact: true }).click()
    await expect.poll(() => table.getByRole('row').count()).toBe(2 * days.length + 1)
    await start.getByRole('searchbox', { name: 'Search these people' }).fill('fire safety')
    await table
      .getByRole('row', { name: /First aid/ })
      .first()
      .waitFor({ state: 'detached' })
    await table.getByRole('row', { name: /Fire safety recorded .*2020 row 2/ }).waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
  })

  it('that unenrolls names who stays enrolled and why, and after the start what stayed behind, in every window', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Unenroll users',
      csv('leave.csv', ['E-mail', 'First aid'], [people.daan.email, 'x'], ['not an address', 'x']),
    )
    await page.waitForURL(/\/users\/import\/\d+/)
    const check = step(page, 'Check')
    await check.getByText('not an address').first().waitFor()
    const start = step(page, 'Start')
    await start
      .getByText('Nobody’s enrollments change. 1 enrollment stays, since something else requires it.')
      .waitFor()
    const table = start.getByRole('table', { name: 'Whom the file is about' })
    const staying = table.getByRole('row', {
      name: /^Daan Visser.*First aid stays enrolled through .*First aiders.*BHV/,
    })
    await staying.waitFor()
    await expectGoodForEveryone(page)
    const other = await academy.visit(people.ada)
    await other.goTo(new URL(page.url()).pathname)
    const begin = { name: 'Start import', exact: true }
    await other.page.getByRole('button', begin).waitFor()

    await start.getByRole('button', begin).click()
    await start.getByText(/^Imported\..*1 enrollment stayed, since something else requires it\.$/).waitFor()
    await staying.waitFor()
    const behind = start.getByRole('table', { name: 'Rows with something wrong' })
    await behind
      .getByRole('row', { name: /^3 not an address · x A · E-mail · not an address: Nobody is known by this/ })
      .waitFor()
    await start.getByRole('button', { name: 'Download the problem file' }).waitFor()
    await expectGoodForEveryone(page)

    await other.page.getByRole('button', begin).click()
    await other.page.getByText('This import was started already, by Ada Okafor.').waitFor()
    await other.page.getByRole('link', { name: 'Show the report' }).waitFor()
    expect(await other.page.getByRole('button', begin).count()).toBe(0)
    await other.close()
    expectNoComplaint()
  })

  it('that finds something changed when it is started does nothing, and says what', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv('late.csv', ['E-mail', 'Forklift basics'], [people.wei.email, 'x'], [people.marta.email, 'x']),
    )
    const start = step(page, 'Start')
    await start.getByText('This enrolls 2 people in 1 learning activity.').waitFor()
    const other = await academy.visit(people.ada)
    await upload(other, 'Enroll users', csv('first.csv', ['E-mail', 'Forklift basics'], [people.wei.email, 'x']))
    await other.page.getByRole('button', { name: 'Start import', exact: true }).click()
    await other.page.getByText('Imported. 1 enrollment added.').waitFor()
    await other.close()

    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await start.getByText('Something has changed since you looked. Nothing was imported.').waitFor()
    await start.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await expectGoodForEveryone(page)
    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await start.getByText('Imported. 1 enrollment added.').waitFor()
    expectNoComplaint()
  })
})
