import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { choose, csv, fill, marked, step, upload } from './importing.ts'
import { arriveAt, findOn, focusOn, pressOn, tabTo, typeOn } from './keyboard.ts'
import { untilIdle } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows with something wrong' })
const cell = (page: Page, name: string | RegExp) => grid(page).getByRole('textbox', { name })
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
    await start.getByRole('heading', { name: 'Not imported: 2 rows' }).waitFor()
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
    await page.getByRole('heading', { name: 'Not imported: 1 row' }).waitFor()
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
