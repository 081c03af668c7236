import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { insertFacts } from '../../server/facts.ts'
import { createActivities } from '../../server/learning/commands.ts'
import { newActivity } from '../../server/learning/contract.ts'
import { createQualifications } from '../../server/learning/qualifications.ts'
import { createDepartments } from '../../server/organization/departments.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { focusOn, pressOn, tabTo, typeOn } from './keyboard.ts'
import { searchIn, untilLoaded } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { author, companies } = academy.story
  const titles = ['First steps', ...Array.from({ length: 502 }, (_, nth) => `Lesson ${nth + 1}`)]
  const activities = titles.map((title) => newActivity.parse({ type: 'video', texts: [{ language: 'en', title }] }))
  await change(academy.context.db, { kind: 'activity.create', author }, async (tx) => {
    await createActivities(tx, { activities })
    // It is called as an activity is, and the department as another.
    await createQualifications(tx, { qualifications: [{ name: 'First aid', description: '', activityIds: [] }] })
    await createDepartments(tx, { departments: [{ name: 'Finance', companyId: companies.logistics, parentId: null }] })
  })
})
afterAll(() => academy.close())

/** Pastes a column into a search, as somebody does who copied it from a spreadsheet. */
async function paste(search: Locator, ...lines: string[]): Promise<void> {
  const page = search.page()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${lines.join('\r\n')}\r\n`)
  await pressOn(search, 'Control+v')
}

const opened = async (page: Page, button: string) => {
  await page.getByRole('button', { name: button, exact: true }).click()
  const picker = page.getByRole('dialog')
  const search = picker.getByRole('combobox')
  await focusOn(search)
  return { picker, search }
}

describe('the picker of what is assigned', () => {
  it('takes a pasted column of both kinds and all matches of a search, with the keyboard alone', async () => {
    const { people, teams } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/teams/${teams.firstAiders}`)
    const add = page.getByRole('button', { name: 'Add', exact: true })
    await tabTo(page, add)
    await page.keyboard.press('Enter')
    const picker = page.getByRole('dialog', { name: 'Assign' })
    const search = picker.getByRole('combobox')
    await paste(search, 'forklift  BASICS', 'BHV', 'First aid', 'Data privacy', 'How to fly')
    await picker.getByText('2 names recognized and selected. 1 is already there.').waitFor()
    await picker.getByText('1 name is not known').waitFor()
    await picker.getByText('How to fly').waitFor()
    await picker.getByText('1 name could mean several').waitFor()
    await expectGoodForEveryone(page)

    // What could mean several is searched for, and one of it is ticked.
    await tabTo(page, picker.getByRole('button', { name: 'First aid', exact: true }))
    await page.keyboard.press('Enter')
    await focusOn(search)
    await expect.poll(() => search.inputValue()).toBe('First aid')
    await untilLoaded(page)
    await pressOn(search, 'ArrowDown')
    await page.keyboard.press('Shift+Enter')
    await picker.getByText('3 selected').waitFor()

    await typeOn(search, 'first')
    await untilLoaded(page)
    const all = picker.getByRole('button', { name: 'Select all 3 matches' })
    await tabTo(page, all)
    await page.keyboard.press('Enter')
    await picker.getByText('5 selected').waitFor()
    await all.waitFor({ state: 'detached' })
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')
    await picker.waitFor({ state: 'detached' })
    const rows = page.getByRole('table').getByRole('row')
    await expect.poll(() => rows.filter({ hasText: 'Not saved yet' }).count()).toBe(5)
    await expect.poll(() => rows.filter({ hasText: 'First aid' }).count()).toBe(2)

    // They are marked now, and picked a second time by no way.
    await add.click()
    await paste(search, 'Forklift basics', 'First steps')
    await picker.getByText('0 names recognized and selected. 2 are already there.').waitFor()
    expectNoComplaint()
    await close()
  })

  it('picks as many as one act takes, and says that it is no more', async () => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo(`/organise/teams/${academy.story.teams.nightShift}`)
    const { picker, search } = await opened(page, 'Add')
    await searchIn(search, 'forklift')
    await picker.getByRole('option', { name: /^Forklift basics/ }).click()
    await searchIn(search, 'lesson')
    await picker.getByRole('button', { name: 'Select all 502 matches' }).click()
    await picker.getByText('500 selected · one act takes no more').waitFor()
    await page.getByText('499 more are selected, the first ones; one act takes no more.').waitFor()
    // One more is not ticked either.
    await searchIn(search, 'privacy')
    await picker.getByRole('option', { name: /^Data privacy/ }).click()
    await picker.getByText('500 selected').waitFor()
    await paste(search, 'Data privacy', 'Code of conduct')
    await picker.getByText('0 names recognized and selected. 2 are left out: one act takes no more.').waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
    await close()
  })
})

describe('the picker of people for a learning activity', () => {
  it('marks who is excluded, and picks them by no way', async () => {
    const { people, activities, author } = academy.story
    await change(academy.context.db, { kind: 'exclusion.add', author }, (tx) =>
      insertFacts(tx, 'exclusions', [
        { user_id: people.marta.id, activity_id: activities.loads, reason: 'Has it from school' },
      ]),
    )
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.loads}`)
    const { picker, search } = await opened(page, 'Add')
    await searchIn(search, 'marta')
    const marta = picker.getByRole('option', { name: /^Marta Kowalska/ })
    await marta.getByText('Excluded').waitFor()
    await pressOn(search, 'Enter')
    await picker.getByText('0 selected').waitFor()
    await paste(search, people.marta.email, people.daan.email)
    await picker.getByText('1 person recognized and selected.', { exact: true }).waitFor()
    await picker.getByText('1 is excluded').waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
    await close()
  })
})

describe('a search', () => {
  it('takes no more letters than can be searched for', async () => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo(`/organise/teams/${academy.story.teams.nightShift}`)
    const { picker, search } = await opened(page, 'Add')
    await page.keyboard.insertText('forklift'.repeat(30))
    expect((await search.inputValue()).length).toBe(200)
    await picker.getByText('Nothing matches').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.insertText('forklift'.repeat(30))
    const palette = page.getByRole('dialog').getByRole('combobox')
    expect((await palette.inputValue()).length).toBe(200)
    await page.getByRole('dialog').getByText('Nothing').waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('the picker of learning activities', () => {
  it('picks all matches but those that somebody is enrolled in, and takes a pasted column of titles', async () => {
    const { people } = academy.story
    // Their manager picks, who reads Dutch.
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ruth)
    await goTo(`/team/${people.ann.id}`)
    const { picker, search } = await opened(page, 'Inschrijving toevoegen')
    await paste(search, 'Data privacy', 'fire SAFETY', 'Heftruck: de basis')
    await picker.getByText('2 namen herkend en gekozen. 1 doet al mee.').waitFor()
    await searchIn(search, 'fi')
    // Fire safety, in which Ann is enrolled, First aid and First steps.
    await picker.getByRole('button', { name: 'Alle 3 gevonden selecteren' }).click()
    await picker.getByText('4 gekozen').waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
    await close()
  })
})

describe('the picker of what leads to a learning activity', () => {
  it('takes a pasted column of names of all kinds', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.conduct}/assigned-to`)
    const { picker, search } = await opened(page, 'Add')
    await paste(search, 'night shift', 'New hires', 'bhv', 'Finance', 'Nowhere')
    await picker.getByText('3 names recognized and selected.').waitFor()
    await picker.getByText('1 name could mean several').waitFor()
    await picker.getByText('Nowhere').waitFor()
    await searchIn(search, 'finance')
    await picker.getByRole('button', { name: 'Select all 2 matches' }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    const rows = page.getByRole('table', { name: 'Assigned to' }).getByRole('row')
    await expect.poll(() => rows.filter({ hasText: 'Not saved yet' }).count()).toBe(5)
    expectNoComplaint()
    await close()
  })
})

describe('the values of a criterion', () => {
  it('are pasted and chosen all at once', async () => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/organise/rules/new')
    await page.getByRole('button', { name: 'Add a criterion' }).click()
    await page.getByRole('menuitem', { name: 'Team', exact: true }).click()
    const editor = page.getByRole('dialog')
    const search = editor.getByRole('combobox')
    await paste(search, 'NIGHT shift', 'Works council', 'Day shift')
    await editor.getByText('2 names recognized and selected.').waitFor()
    await editor.getByText('Day shift').waitFor()
    await expectGoodForEveryone(page)
    await editor.getByRole('button', { name: 'Remove Works council' }).click()
    await editor.getByRole('button', { name: 'Select all 3 matches' }).click()
    await editor.getByRole('button', { name: 'Remove First aiders' }).waitFor()
    await editor.getByRole('button', { name: 'Remove Works council' }).waitFor()
    expectNoComplaint()
    await close()
  })
})
