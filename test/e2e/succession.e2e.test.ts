import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { change } from '../../server/change.ts'
import { addHolders } from '../../server/enrollment/holder/holders.ts'
import { createQualifications } from '../../server/learning/qualifications.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { arriveAt, chooseInMenu, chooseOn, focusOn, pressOn, tabTo } from './keyboard.ts'

let academy: Academy
let response: number
beforeAll(async () => {
  academy = await openAcademy()
  response = await tellResponse()
})
afterAll(() => academy.close())

/** A second qualification beside BHV, which Zoë was given. */
async function tellResponse(): Promise<number> {
  const { activities, author, people, qualifications } = academy.story
  const actor = { userId: people.ada.id, name: people.ada.name, role: 'administrator', isManager: false } as const
  const did = <Result>(kind: string, command: Parameters<typeof change<Result>>[2]) =>
    change(academy.context.db, { kind, author, notify: false }, command)
  const activityIds = [activities.firstAid, activities.conduct]
  const { result } = await did('qualification.create', (tx) =>
    createQualifications(tx, { qualifications: [{ name: 'Response', description: '', activityIds }] }),
  )
  const given = { actor: { ...actor, language: 'en' as const }, qualificationId: qualifications.bhv }
  await did('qualification.addHolders', (tx) => addHolders(tx, { ...given, userIds: [people.zoe.id] }))
  return result[0] ?? 0
}

const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })
const assigned = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: new RegExp(title) })
const row = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('row', { name })

describe('a team in the place of another', () => {
  it('takes what names it, with its people or without, after one saw whom that touches; and gives it back', async () => {
    const { people, teams } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/teams/${teams.firstAiders}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Merge into…' }).click()
    const sheet = page.getByRole('dialog', { name: 'Merge First aiders into another' })
    await sheet.getByText('Assigned to it 1').waitFor()
    await sheet.getByRole('combobox', { name: 'Merge into' }).click()
    await page.getByRole('option', { name: 'Night shift' }).click()
    await sheet.getByText(/^This enrolls \d/).waitFor()
    await expectGoodForEveryone(page)
    await sheet.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByText(/^First aiders is merged\./).waitFor()
    await page.getByRole('heading', { name: 'Night shift', exact: true }).waitFor()
    await assigned(page, 'BHV').waitFor()
    await button(page, 'Undo').click()
    await page.getByText(/^Undone\./).waitFor()
    await assigned(page, 'BHV').waitFor({ state: 'detached' })

    await goTo(`/organise/teams/${teams.firstAiders}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Replace by…' }).click()
    await page.getByRole('dialog', { name: 'Replace First aiders by another' }).getByText('Assigned to it 1').waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('a qualification in the place of another', () => {
  it('takes over what leads to it, who was given it and what it contains, after one saw whom that touches; and gives it back', async () => {
    const { people, qualifications } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/qualifications/${qualifications.bhv}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Merge into…' }).click()
    const sheet = page.getByRole('dialog', { name: 'Merge BHV into another' })
    await sheet.getByText('First aiders').waitFor()
    await sheet.getByText('Zoë Janssen').waitFor()
    await sheet.getByRole('combobox', { name: 'Merge into' }).click()
    await page.getByRole('option', { name: 'Response' }).click()
    await sheet.getByText(/^This enrolls 2 people in 1 learning activity\.$/).waitFor()
    await expectGoodForEveryone(page)
    await button(sheet, 'Merge').click()
    await page.getByText(/^BHV is merged\./).waitFor()
    await page.getByRole('heading', { name: 'Response', exact: true }).waitFor()
    await row(page, 'Learning activities', 'Fire safety').waitFor()
    await row(page, 'Learning activities', 'Code of conduct').waitFor()
    await tab(page, 'Assigned to').click()
    await row(page, 'Assigned to', 'First aiders').waitFor()
    await tab(page, 'Holders').click()
    await row(page, 'Holders', 'Zoë Janssen').waitFor()
    await row(page, 'Holders', 'Daan Visser').waitFor()
    await button(page, 'Undo').click()
    await page.getByText(/^Undone\./).waitFor()
    await row(page, 'Holders', 'Zoë Janssen').waitFor({ state: 'detached' })
    await goTo('/history')
    await page.getByRole('link', { name: 'Ada Okafor merged qualification BHV into Response.' }).waitFor()
    expectNoComplaint()
    await close()
  })

  it('stays open where it is only replaced, which goes without a mouse as well', async () => {
    const { people, qualifications } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/organise/qualifications')
    await tabTo(page, page.getByRole('link', { name: 'Edit BHV' }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'BHV')
    await tabTo(page, button(page, 'More actions'))
    await page.keyboard.press('Enter')
    const replacing = page.getByRole('menuitem', { name: 'Replace by…' })
    await chooseInMenu(page, replacing)
    const sheet = page.getByRole('dialog', { name: 'Replace BHV by another' })
    const other = sheet.getByRole('combobox', { name: 'Replace by' })
    // Who leaves it is back at the button of the menu.
    await pressOn(other, 'Escape')
    await sheet.waitFor({ state: 'detached' })
    await pressOn(button(page, 'More actions'), 'Enter')
    await chooseInMenu(page, replacing)
    await focusOn(other)
    await chooseOn(other, page.getByRole('option', { name: 'Response' }))
    await sheet.getByText(/^This enrolls 2 people and withdraws \d/).waitFor()
    await tabTo(page, button(sheet, 'Replace'))
    await page.keyboard.press('Enter')
    await page.getByText(/^BHV is replaced\./).waitFor()
    await arriveAt(page, 'Response')
    await goTo(`/organise/qualifications/${qualifications.bhv}/assigned-to`)
    await page.getByRole('heading', { name: 'Nothing leads here automatically' }).waitFor()
    await button(page, 'More actions').waitFor()
    await goTo(`/organise/qualifications/${response}/holders`)
    await row(page, 'Holders', 'Zoë Janssen').waitFor()
    expectNoComplaint()
    await close()
  })
})
