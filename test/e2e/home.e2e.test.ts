import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Academy, openAcademy } from './academy.ts'
import { arriveAt, findOn, moveDownTo, pressOn, typeOn } from './keyboard.ts'
import { untilLoaded } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

it('home tells what needs somebody, and each matter leads to where it is dealt with', async () => {
  const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
  await goTo('/home')
  const matter = page.getByRole('link', { name: /^Mail is off: \d+ messages? (is|are) kept$/ })
  const calm = page.getByText('Nothing needs you at the moment.')
  await matter.or(calm).waitFor()
  await page.getByRole('table', { name: 'Enrollments over time' }).waitFor({ state: 'attached' })
  await page
    .getByRole('link', { name: /Rakema/ })
    .first()
    .waitFor()
  expectNoComplaint()
})

it('Ctrl-K goes to a page, a person and an act with the keyboard alone', async () => {
  const { ada, ann } = academy.story.people
  const { page, goTo, expectNoComplaint } = await academy.visit(ada)
  const where = () => new URL(page.url())
  await goTo('/home')

  const search = page.getByRole('combobox', { name: 'Search or go to' })
  await page.keyboard.press('Control+k')
  await findOn(search, 'cour', 'Courses')
  await expect.poll(() => where().pathname).toBe('/courses')

  await arriveAt(page, 'Courses')
  await page.keyboard.press('Control+k')
  await typeOn(search, 'ann')
  await untilLoaded(page)
  await page.getByRole('group', { name: 'Users' }).getByRole('option', { name: /^Ann/ }).waitFor()
  await moveDownTo(search, 'Ann de Vries')
  await page.keyboard.press('Enter')
  await expect.poll(() => where().pathname).toBe(`/users/${ann.id}`)

  await arriveAt(page, 'Ann de Vries')
  await page.keyboard.press('Control+k')
  await findOn(search, 'new user', 'New user')
  const sheet = page.getByRole('dialog', { name: 'New user' })
  await sheet.waitFor()
  await expect.poll(() => where().search).toBe('?open=new')

  // What has a name in Organise is found too, and the tabs there.
  await pressOn(sheet, 'Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await typeOn(search, 'night')
  await untilLoaded(page)
  const organise = page.getByRole('group', { name: 'Organise' })
  await organise.getByRole('option', { name: 'Night shift Team', exact: true }).waitFor()
  await organise.getByRole('option', { name: /^Night dock\s*Department · Rakema$/ }).waitFor()
  await moveDownTo(search, 'Night shift')
  await page.keyboard.press('Enter')
  await arriveAt(page, 'Night shift')
  await page.keyboard.press('Control+k')
  await findOn(search, 'func', 'Functions')
  await expect.poll(() => where().pathname).toBe('/organise/functions')

  await page.keyboard.press('Control+k')
  const acts = page.getByRole('group', { name: 'Do' }).getByRole('option')
  await expect
    .poll(() => acts.allTextContents())
    .toEqual(['New user', 'Import from a file', 'New learning activity', 'New rule', 'New qualification', 'New team'])
  await findOn(search, 'new team', 'New team')
  const newTeam = page.getByRole('dialog', { name: 'New team' })
  await newTeam.waitFor()

  // The field is left with Esc, and what was typed is gone the next time.
  await pressOn(newTeam, 'Escape')
  await newTeam.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await expect.poll(() => search.inputValue()).toBe('')
  await typeOn(search, 'nobody of that name')
  await page.getByText('Nothing matches “nobody of that name”.').waitFor()
  expectNoComplaint()
})
