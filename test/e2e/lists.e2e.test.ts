import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const table = (page: Page) => page.getByRole('table', { name: 'Users' })
const namesIn = (page: Page) => table(page).locator('tbody tr td:first-child a:not([aria-label])').allTextContents()
const search = (page: Page) => new URL(page.url()).searchParams

async function filterBy(page: Page, filter: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: filter }).click()
}

describe('the list of users', () => {
  it('is narrowed to what is picked by search, kept in the address and taken away again', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await filterBy(page, 'Teams')
    await page.getByRole('textbox', { name: 'Search in Teams' }).fill('night')
    await page.getByRole('option', { name: 'Night shift' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => namesIn(page)).toEqual(['Ann de Vries', 'Daan Visser'])
    expect(search(page).get('teamId')).toBe(String(academy.story.teams.nightShift))

    await filterBy(page, 'Status')
    await page.getByRole('option', { name: 'Inactive' }).click()
    await page.getByText('Nothing found').waitFor()
    await page.getByRole('button', { name: 'Remove filter Status' }).click()
    await expect.poll(() => namesIn(page)).toEqual(['Ann de Vries', 'Daan Visser'])

    await page.reload()
    await page.getByRole('button', { name: 'Teams Night shift' }).waitFor()
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Remove filter Teams' }).click()
    await expect.poll(() => namesIn(page)).toHaveLength(12)
    expectNoComplaint()
  })

  it('remembers its columns, and all of it under a name', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users?language=nl&sort=-addedOn')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Manager' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'E-mail' }).click()
    await page.keyboard.press('Escape')
    await table(page).getByRole('columnheader', { name: 'Manager' }).waitFor()
    expect(await table(page).getByRole('columnheader', { name: 'E-mail' }).count()).toBe(0)
    const names = await namesIn(page)

    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('Newest in Dutch')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Newest in Dutch', exact: true }).waitFor()

    await goTo('/users')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Newest in Dutch', exact: true }).click()
    await expect.poll(() => namesIn(page)).toEqual(names)
    expect(Object.fromEntries(search(page))).toEqual({ language: 'nl', sort: '-addedOn' })
    expectNoComplaint()
  })
})
