import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Academy, openAcademy } from './academy.ts'

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

  await page.keyboard.press('Control+k')
  await page.keyboard.type('cour')
  await page.getByRole('option', { name: 'Courses' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => where().pathname).toBe('/courses')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('ann')
  await page.getByRole('group', { name: 'Users' }).getByRole('option', { name: /^Ann/ }).waitFor()
  const chosen = page.getByRole('option', { selected: true })
  while (!(await chosen.textContent())?.startsWith('Ann de Vries')) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => where().pathname).toBe(`/users/${ann.id}`)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('new user')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'New user' }).waitFor()
  expect(where().search).toBe('?open=new')

  // The field is left with Esc, and what was typed is gone the next time.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  expect(await page.getByRole('combobox', { name: 'Search or go to' }).inputValue()).toBe('')
  await page.keyboard.type('nobody of that name')
  await page.getByText('Nothing matches “nobody of that name”.').waitFor()
  expectNoComplaint()
})
