import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { arriveAt, findOn, pressOn, saveByKey, tabTo } from './keyboard.ts'
import { searchIn, untilLoaded, untilStill } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const assigned = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: new RegExp(title) })

/** The article tells the same of each of these; it says of itself that a function is a job title. */
const told = [
  { kind: 'Departments', unit: 'Transport', people: ['Jürgen Krause', 'Marta Kowalska'] },
  { kind: 'Teams', unit: 'Works council', people: ['Zoë Janssen'] },
  { kind: 'Functions', unit: 'Forklift driver', people: ['Ann de Vries'] },
  { kind: 'Groups', unit: 'Evacuation wardens', people: ['Bo Smit'] },
] as const

describe.each(told)('enrolling via $kind', ({ kind, unit, people }) => {
  it('goes as the article says', async () => {
    const { activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await menu(page, 'Organise').click()
    await tab(page, kind).click()
    await page.getByRole('link', { name: `Edit ${unit}`, exact: true }).click()
    await tab(page, 'Assign').click()
    await button(page, 'Add').click()

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    await picker.getByRole('option', { name: /BHV Qualification/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await assigned(page, 'Forklift basics').getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls \d/).waitFor()
    await button(page, 'Save changes').click()

    await page.getByText(/enrollments? added/).waitFor()
    expect(await academy.enrolledIn(activities.forklift)).toEqual(expect.arrayContaining([...people]))
    expect(await academy.enrolledIn(activities.firstAid)).toEqual(expect.arrayContaining([...people]))
    expectNoComplaint()
    await close()
  })

  it('goes without a mouse as well, and ends so', async () => {
    const { activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await tabTo(page, menu(page, 'Organise'))
    await page.keyboard.press('Enter')
    const kinds = ['Companies', 'Departments', 'Teams', 'Functions', 'Groups']
    await tabTo(page, tab(page, 'Companies'))
    for (const passed of kinds.slice(0, kinds.indexOf(kind))) await pressOn(tab(page, passed), 'ArrowRight')
    await pressOn(tab(page, kind), 'Enter')
    await tabTo(page, page.getByRole('link', { name: `Edit ${unit}`, exact: true }))
    await page.keyboard.press('Enter')
    await arriveAt(page, unit)
    await tabTo(page, tab(page, 'Assign'))
    await page.keyboard.press('Enter')
    await tabTo(page, button(page, 'Add'))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await findOn(picker.getByRole('combobox'), 'privacy', 'Data privacy')
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')
    await picker.waitFor({ state: 'detached' })
    await assigned(page, 'Data privacy').getByText('Not saved yet').waitFor()
    await tabTo(page, button(page, 'Save changes'))
    await page.keyboard.press('Enter')
    await page.getByText(/enrolled in Data privacy\./).waitFor()
    expect(await academy.enrolledIn(activities.privacy)).toEqual(expect.arrayContaining([...people]))

    await assigned(page, 'Forklift basics').waitFor()
    await tabTo(page, button(page, 'End the assignment of Forklift basics'))
    await page.keyboard.press('Enter')
    await saveByKey(page)
    await page.getByText(/withdrawn/).waitFor()
    expect(await academy.enrolledIn(activities.forklift)).not.toEqual(expect.arrayContaining([...people]))
    expectNoComplaint()
    await close()
  })
})

describe('departments', () => {
  it('keep the columns of their list as wide as there is room, below what they share too', async () => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/organise/departments')
    await page.getByRole('cell', { name: 'Rakema', exact: true }).waitFor()
    for (const width of [1280, 900, 700]) {
      await page.setViewportSize({ width, height: 900 })
      await untilStill(page)
      const left = await page.getByRole('table').evaluate((table) => {
        const rights = Array.from(
          table.querySelectorAll('th, tr[data-item] > td'),
          (one) => one.getBoundingClientRect().right,
        )
        return table.getBoundingClientRect().right - Math.max(...rights)
      })
      expect(left).toBeLessThan(1)
    }
    expectNoComplaint()
    await close()
  })

  it('stand as a tree, are made below one another, and moving one shows whom it touches', async () => {
    const { activities, people } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/organise/departments')
    const rows = page.getByRole('table', { name: 'Departments' }).getByRole('row')
    const names = async () => (await rows.allInnerTexts()).slice(1).map((text) => text.split(/[\t\n]/)[0])
    await expect
      .poll(names)
      .toEqual([
        'Rakema',
        'Office',
        'Finance',
        'Warehouse',
        'Rotterdam',
        'Night dock',
        'Venlo',
        'Rakema Logistics',
        'Transport',
        'Lorries',
      ])
    await expectGoodForEveryone(page)

    await page.getByRole('link', { name: 'Edit Venlo' }).click()
    await page.getByRole('heading', { name: 'Venlo', exact: true }).waitFor()
    await tab(page, 'Departments').click()
    await page.getByRole('heading', { name: 'No departments below it' }).waitFor()
    await button(page, 'New department').click()
    const sheet = page.getByRole('dialog', { name: 'New department' })
    await expect.poll(() => sheet.getByRole('combobox', { name: 'Below' }).inputValue()).toBe('Venlo')
    await sheet.getByRole('textbox', { name: 'Name' }).fill('Cold store')
    await sheet.getByRole('button', { name: 'Create department' }).click()
    await page.getByRole('heading', { name: 'Cold store' }).waitFor()

    await goTo(`/organise/departments/${academy.story.departments.finance}`)
    await button(page, 'Edit').click()
    const moving = page.getByRole('dialog', { name: 'Edit Finance' })
    await moving.getByRole('combobox', { name: 'Below' }).click()
    await page.getByRole('option', { name: 'Warehouse Rakema', exact: true }).click()
    await moving.getByText(/^This enrolls \d (person|people) in 1 learning activity\.$/).waitFor()
    await expectGoodForEveryone(page)
    await moving.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText(/^\d enrollments? added\.$/).waitFor()
    expect(await academy.enrolledIn(activities.fireSafety)).toContain('Émile Dubois')
    await button(page, 'Undo').click()
    await page.getByText('Undone.').waitFor()
    await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Office' }).waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('a group', () => {
  it('is archived after one saw what refers to it, found among the archived ones, and restored', async () => {
    const { people, groups } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/groups/${groups.wardens}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    const asked = page.getByRole('dialog', { name: 'Archive Evacuation wardens?' })
    await asked.getByText('People in it 1').waitFor()
    await asked.getByText('Bo Smit').first().waitFor()
    await expectGoodForEveryone(page)
    await asked.getByRole('button', { name: 'Archive', exact: true }).click()
    await page.getByText(/^Evacuation wardens is archived\./).waitFor()
    await button(page, 'Restore').waitFor()
    await expect.poll(() => button(page, 'Add').count()).toBe(0)

    await goTo('/organise/groups')
    await page.getByRole('link', { name: 'Edit New hires' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Edit Evacuation wardens' }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Archived' }).click()
    await page.getByRole('option', { name: 'Archived only' }).click()
    await page.getByRole('link', { name: 'Edit Evacuation wardens' }).click()
    await button(page, 'Restore').click()
    await page
      .getByRole('dialog', { name: 'Restore Evacuation wardens?' })
      .getByRole('button', { name: 'Restore', exact: true })
      .click()
    await page.getByText(/^Evacuation wardens is restored\./).waitFor()
    expectNoComplaint()
    await close()
  })

  it('takes over what is assigned to another unit', async () => {
    const { people, groups } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/groups/${groups.newHires}`)
    await button(page, 'Copy from another').click()
    const sheet = page.getByRole('dialog', { name: 'Copy assignments to New hires' })
    await sheet.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Departments' }).click()
    await sheet.getByRole('combobox', { name: 'Copy from' }).click()
    await page.getByRole('option', { name: 'Warehouse Rakema', exact: true }).click()
    await sheet.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await expectGoodForEveryone(page)
    await sheet.getByRole('button', { name: 'Copy assignments' }).click()
    await page.getByText(/^1 assignment was copied to New hires\./).waitFor()
    await assigned(page, 'Fire safety').waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('enrolling via qualifications', () => {
  it('goes as the article says', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/')
    await menu(page, 'Organise').click()
    await tab(page, 'Qualifications').click()
    await page.getByRole('link', { name: 'Edit BHV' }).click()
    await button(page, 'Add activities').click()
    const picker = page.getByRole('dialog', { name: 'Add activities' })
    await picker
      .getByRole('option', { name: /First aid/ })
      .getByText('Already in it')
      .waitFor()
    await picker.getByRole('option', { name: /Lading zekeren/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls \d/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Save changes').click()
    await page.getByText(/enrollments? added\.$/).waitFor()
    expect((await academy.enrolledIn(activities.loads)).length).toBeGreaterThan(0)

    await tab(page, 'Holders').click()
    const holder = page.getByRole('table', { name: 'Holders' }).getByRole('row').nth(1)
    await holder.getByText(/of \d/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Add').click()
    const toPeople = page.getByRole('dialog', { name: 'Give BHV to people' })
    await searchIn(toPeople.getByRole('combobox'), 'ruth')
    await toPeople.getByRole('option', { name: /Ruth de Wit/ }).click()
    await toPeople.getByText(/^This enrolls 1 person/).waitFor()
    await toPeople.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(/^BHV was given to 1 person\./).waitFor()
    await button(page, 'Take it away from Ruth de Wit').click()
    const asked = page.getByRole('dialog', { name: 'Take BHV away from Ruth de Wit?' })
    await asked.getByRole('button', { name: 'Take away', exact: true }).click()
    await page.getByText(/^BHV was taken away from Ruth de Wit\./).waitFor()
    expectNoComplaint()
    await close()
  })

  it('goes without a mouse as well', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/organise/qualifications')
    await tabTo(page, page.getByRole('link', { name: 'Edit BHV' }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'BHV')
    await tabTo(page, button(page, 'Add activities'))
    await page.keyboard.press('Enter')
    const picker = page.getByRole('dialog', { name: 'Add activities' })
    await findOn(picker.getByRole('combobox'), 'conduct', 'Code of conduct')
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('Not saved yet').waitFor()
    await picker.waitFor({ state: 'detached' })
    await saveByKey(page)
    await page.getByText(/enrollments? added\.$/).waitFor()
    expect((await academy.enrolledIn(activities.conduct)).length).toBeGreaterThan(0)
    expectNoComplaint()
    await close()
  })
})

describe('what leads to a learning activity', () => {
  it('is added and ended from its own page, units and qualifications together', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.loads}/assigned-to`)
    await button(page, 'Add').click()
    const picker = page.getByRole('dialog', { name: 'Assigned to' })
    await searchIn(picker.getByRole('combobox'), 'new hires')
    await picker.getByRole('option', { name: /New hires Group/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    const row = page.getByRole('table', { name: 'Assigned to' }).getByRole('row', { name: /New hires/ })
    await row.getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls 1 person/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Save changes').click()
    await page.getByText('1 enrollment added.').waitFor()
    expect(await academy.enrolledIn(activities.loads)).toContain('李伟')
    await row.getByText('today').waitFor()
    await button(page, 'Remove New hires').click()
    // The button is busy until what was saved before has been read anew.
    await untilLoaded(page)
    await button(page, 'Save changes').click()
    await page.getByText('1 withdrawn.').waitFor()
    expect(await academy.enrolledIn(activities.loads)).not.toContain('李伟')
    await goTo(`/courses/${activities.loads}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    const asked = page.getByRole('dialog', { name: 'Archive Lading zekeren?' })
    await asked.getByText('Qualifications with it 1').waitFor()
    await expectGoodForEveryone(page)
    await asked.getByRole('button', { name: 'Cancel' }).click()
    expectNoComplaint()
    await close()
  })
})
