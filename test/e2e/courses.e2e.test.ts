import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, openAcademy, question } from './academy.ts'
import { arriveAt, findOn, focusOn, tabTo } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })
const participant = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Participants' }).getByRole('row', { name: new RegExp(name) })

describe('enrolling via the learning activity', () => {
  it('goes as the article says', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await menu(page, 'Courses').click()
    await page.getByRole('link', { name: 'Edit Forklift basics' }).click()
    await page.getByRole('tab', { name: 'Participants', exact: true }).click()
    await page.getByRole('heading', { name: 'Nobody is enrolled yet' }).waitFor()
    await page.getByRole('button', { name: 'Add', exact: true }).click()

    const picker = page.getByRole('dialog', { name: 'Enroll users in Forklift basics' })
    await picker.getByRole('option', { name: /Ann de Vries/ }).click()
    await searchIn(picker.getByRole('combobox'), 'bakker')
    await picker.getByRole('option', { name: /Femke Bakker/ }).click()
    await picker.getByText('2 selected').waitFor()
    await page.evaluate(() => history.back())
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await picker.getByText('2 selected').waitFor()
    await picker.getByRole('button', { name: 'Add Users', exact: true }).click()

    await page.getByText('2 people are enrolled in Forklift basics.').waitFor()
    await participant(page, 'Ann de Vries').getByText('Rakema · Rotterdam').waitFor()
    await participant(page, 'Ann de Vries').getByText('Enrolled because Ada Okafor enrolled them by hand').waitFor()
    await participant(page, 'Femke Bakker').getByText('Not started').waitFor()
    expectNoComplaint()
  })

  it('takes a pasted column of addresses, and lists those nobody is known by', async () => {
    const { people, activities } = academy.story
    const { page, window, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await window.grantPermissions(['clipboard-read', 'clipboard-write'])
    await goTo(`/courses/${activities.fireSafety}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Enroll users in Fire safety' })
    await picker.getByRole('option', { name: /Zoë Janssen/ }).waitFor()
    const column = ` ZOE.Janssen@example.com\nann.de.vries@example.com\nnobody@example.com\njurgen.krause@example.com\n`
    await page.evaluate((text) => navigator.clipboard.writeText(text), column)
    await picker.getByRole('combobox').press('Control+v')

    await picker.getByText('2 people recognized and selected. 1 is already there.').waitFor()
    await picker.getByText('1 address is not known').waitFor()
    await picker.getByText('nobody@example.com').waitFor()
    await picker.getByRole('button', { name: 'Add Users', exact: true }).click()

    await page.getByText('2 people are enrolled in Fire safety.').waitFor()
    await participant(page, 'Zoë Janssen').waitFor()
    await participant(page, 'Jürgen Krause').waitFor()
    // Whom the warehouse brought here is here by that, and not by hand as well.
    await participant(page, 'Ann de Vries')
      .getByText(/^Enrolled because they are in department Warehouse or below it \(since [^)]*\)\.$/)
      .waitFor()
    expectNoComplaint()
  })

  it('goes without a mouse as well', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await tabTo(page, menu(page, 'Courses'))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Edit Code of conduct' }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'Code of conduct')
    await tabTo(page, page.getByRole('tab', { name: 'Participants', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Enroll users in Code of conduct' })
    const search = picker.getByRole('combobox')
    await findOn(search, 'visser', 'Daan Visser', 'Shift+Enter')
    await picker.getByRole('button', { name: 'Remove Daan Visser' }).waitFor()
    await findOn(search, 'kowalska', 'Marta Kowalska')
    await picker.getByText('2 selected').waitFor()
    await tabTo(page, picker.getByRole('button', { name: 'Add Users', exact: true }))
    await page.keyboard.press('Enter')

    await page.getByText('2 people are enrolled in Code of conduct.').waitFor()
    await participant(page, 'Daan Visser').waitFor()
    await participant(page, 'Marta Kowalska').waitFor()
    // What opened the picker has made room for the list: the same button above it has the focus.
    await focusOn(page.getByRole('button', { name: 'Add', exact: true }))
    expectNoComplaint()
  })

  it('ends by hand from the same list', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.loads}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('option', { name: /Jürgen Krause/ }).click()
    await page.getByRole('button', { name: 'Add Users', exact: true }).click()
    await page.getByRole('button', { name: 'End the enrollment of Jürgen Krause' }).click()
    const asked = question(page, 'End Lading zekeren for Jürgen Krause?')
    const agree = asked.getByRole('button', { name: 'End', exact: true })
    // What was done a moment ago is said above the buttons, not over them.
    const said = page.getByRole('status').getByText('1 person is enrolled in Lading zekeren.')
    const [message, button] = await Promise.all([said.boundingBox(), agree.boundingBox()])
    expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThan(button?.y ?? 0)
    await agree.click()
    await page.getByText('Jürgen Krause is no longer enrolled in Lading zekeren.').waitFor()
    await page.getByRole('heading', { name: 'Nobody is enrolled yet' }).waitFor()
    expectNoComplaint()
  })
})

describe('an inactive participant', () => {
  it('stands suspended in the list, and is not ended', async () => {
    const { story, context } = academy
    const { people, activities } = story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.fireSafety}`)
    await page.getByRole('button', { name: 'End the enrollment of Bo Smit' }).waitFor()
    await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
      editUser(tx, { id: people.bo.id, edit: { status: 'inactive' } }),
    )
    await page.reload()
    await participant(page, 'Bo Smit').getByText('Suspended: the user is inactive').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'End the enrollment of Bo Smit' }).count()).toBe(0)
    expectNoComplaint()
  })

  it('is found in the picker, and pasted, as inactive', async () => {
    const { people, activities } = academy.story
    const { page, window, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await window.grantPermissions(['clipboard-read', 'clipboard-write'])
    await goTo(`/courses/${activities.fireSafety}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Enroll users in Fire safety' })
    await searchIn(picker.getByRole('combobox'), 'smit')
    const bo = picker.getByRole('option', { name: /Bo Smit.*Inactive$/ })
    await expect.poll(() => bo.getAttribute('aria-disabled')).toBe('true')
    await page.evaluate(() => navigator.clipboard.writeText('bo.smit@example.com\nann.de.vries@example.com'))
    await picker.getByRole('combobox').press('Control+v')
    await picker.getByText('0 people recognized and selected. 1 is already there.', { exact: true }).waitFor()
    await picker.getByRole('group').getByText('1 person is inactive').waitFor()
    await picker.getByRole('group').getByText('Bo Smit').waitFor()
    expectNoComplaint()
  })
})

describe('a learning activity', () => {
  it('is created with texts in two languages, and each person reads their own', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/courses')
    await page.getByRole('button', { name: 'New learning activity' }).click()
    const sheet = page.getByRole('dialog', { name: 'New learning activity' })
    const title = sheet.getByRole('textbox', { name: 'Title' })
    await focusOn(title)
    await title.fill('Reach truck')
    await sheet.getByRole('textbox', { name: 'Link' }).fill('https://learning.example.com/reach-truck')
    await sheet.getByRole('tab', { name: 'Dutch' }).click()
    await sheet.getByRole('textbox', { name: 'Description' }).fill('Hoog stapelen.')
    await sheet.getByRole('tab', { name: 'English' }).click()
    await sheet.getByRole('button', { name: 'Create learning activity' }).click()

    // The text that lacks a title comes forward, with the cursor where something is missing.
    await sheet.getByText('Fill this in.').waitFor()
    await expect.poll(() => sheet.getByRole('tab', { selected: true }).textContent()).toContain('Dutch')
    await focusOn(title)
    await title.fill('Reachtruck')
    await sheet.getByRole('button', { name: 'Create learning activity' }).click()

    await page.getByText('Reach truck was created.').waitFor()
    await page.getByRole('heading', { name: 'Reach truck' }).waitFor()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('option', { name: /Zoë Janssen/ }).click()
    await page.getByRole('button', { name: 'Add Users', exact: true }).click()
    await participant(page, 'Zoë Janssen').waitFor()
    expectNoComplaint()

    const zoe = await academy.visit(people.zoe)
    await zoe.goTo('/my-learning')
    await zoe.page.getByText('Reachtruck').first().waitFor()
    await zoe.close()
  })

  it('is edited, and a refused link is said beside its field', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/courses')
    await page.getByRole('link', { name: 'Edit Data privacy' }).click()
    await page.getByRole('tab', { name: 'Details' }).click()
    await page.getByRole('tab', { name: 'French' }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Protection des données')
    await page.getByRole('textbox', { name: 'Link' }).fill('privé')
    await page.getByRole('spinbutton', { name: 'Valid for, in months' }).fill('')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('This is not a link; one begins with https://.').waitFor()
    await page.getByRole('textbox', { name: 'Link' }).fill('https://learning.example.com/prive')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByText('Always', { exact: true }).waitFor()
    expectNoComplaint()

    const { db } = academy.context
    const texts = await db
      .selectFrom('learning_activity_texts')
      .select(['language', 'title'])
      .where('activity_id', '=', activities.privacy)
      .orderBy('language')
      .execute()
    expect(texts).toEqual([
      { language: 'en', title: 'Data privacy' },
      { language: 'fr', title: 'Protection des données' },
    ])
  })

  it('is not left with something unsaved unless one says so', async () => {
    const { people, activities } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.forklift}/details`)
    const title = page.getByRole('textbox', { name: 'Title' })
    await title.fill('Forklift, the basics')
    await page.getByRole('tab', { name: 'Participants' }).click()
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await expect.poll(() => title.inputValue()).toBe('Forklift, the basics')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => title.inputValue()).toBe('Forklift basics')
  })

  it('names what leads to it', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.firstAid}`)
    await page.getByRole('tab', { name: 'Assigned to' }).click()
    const row = page.getByRole('table', { name: 'Assigned to' }).getByRole('row', { name: /First aiders/ })
    await row.getByText('Team').waitFor()
    await row.getByText('BHV').waitFor()
    await goTo(`/courses/${activities.loads}/assigned-to`)
    await page.getByRole('heading', { name: 'Nothing leads here automatically' }).waitFor()
    expectNoComplaint()
  })
})

describe('the list of courses', () => {
  it('is searched, filtered and sorted, and keeps it in the address', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/courses')
    const academyHas = Number((await page.locator('main h1 + span').textContent()) ?? 0)
    const titles = () =>
      page
        .getByRole('table', { name: 'Courses' })
        .getByRole('link')
        .and(page.locator('a:not([aria-label])'))
        .allTextContents()
    await page.getByRole('searchbox', { name: 'Search learning activities' }).fill('fire')
    await expect.poll(titles).toEqual(['Fire safety'])
    await page.getByRole('searchbox', { name: 'Search learning activities' }).fill('')
    await expect.poll(async () => (await titles()).length).toBe(academyHas)
    await page.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: 'Exam' }).click()
    await expect.poll(titles).toEqual(['Data privacy'])
    await expect.poll(() => new URL(page.url()).searchParams.get('type')).toBe('exam')
    await page.goBack()
    await page.getByRole('button', { name: 'Title' }).click()
    await expect.poll(async () => (await titles()).at(-1)).toBe('Code of conduct')
    expectNoComplaint()
  })

  it('says that there is nothing at an address that leads nowhere', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada)
    await goTo('/courses/999999')
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  })
})
