import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { editUser } from '../../server/user/commands.ts'
import { expectNoAxeViolations } from '../browser.ts'
import { type Academy, openAcademy } from './academy.ts'
import { untilLoaded, untilStill } from './loading.ts'

// Every screen of Courses, Organise, My Team, History and Mail, in Dutch: for those who do not see, in light and dark, and on the
// narrowest phone.

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  const { people, activities } = story
  // Ruth manages the warehouse and reads Dutch; as an administrator she sees every screen.
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: people.ruth.id, edit: { role: 'administrator' } }),
  )
  const ada = {
    userId: people.ada.id,
    name: 'Ada Okafor',
    role: 'administrator',
    isManager: false,
    language: 'en',
  } as const
  await change(context.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    enrollByHand(tx, { actor: ada, userIds: [people.ann.id, people.bo.id], activityIds: [activities.forklift] }),
  )
})
afterAll(() => academy.close())

type Scene = { name: string; path: () => string; open?: (page: Page) => Promise<void> }

/** The one button that the label's key has in both languages. */
const press = (english: string, dutch: string) => async (page: Page) => {
  await page
    .getByRole('button', { name: new RegExp(`^(${english}|${dutch})$`) })
    .first()
    .click()
  await page.getByRole('dialog').first().waitFor()
  await untilLoaded(page)
}

const scenes: Scene[] = [
  { name: 'Courses', path: () => '/courses' },
  {
    name: 'a new learning activity',
    path: () => '/courses',
    open: press('New learning activity', 'Nieuwe leeractiviteit'),
  },
  { name: 'Participants', path: () => `/courses/${academy.story.activities.forklift}` },
  {
    name: 'the picker of users',
    path: () => `/courses/${academy.story.activities.forklift}`,
    open: press('Add', 'Toevoegen'),
  },
  { name: 'nobody enrolled', path: () => `/courses/${academy.story.activities.loads}` },
  { name: 'Assigned to', path: () => `/courses/${academy.story.activities.firstAid}/assigned-to` },
  { name: 'Details', path: () => `/courses/${academy.story.activities.forklift}/details` },
  { name: 'Companies', path: () => '/organise' },
  { name: 'Assign, empty', path: () => `/organise/companies/${academy.story.companies.rakema}` },
  {
    name: 'Assign, not saved',
    path: () => `/organise/companies/${academy.story.companies.rakema}`,
    open: async (page) => {
      await press('Add', 'Toevoegen')(page)
      await page.getByRole('option').first().click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(Add|Toevoegen)$/ })
        .click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    },
  },
  { name: 'Members', path: () => `/organise/companies/${academy.story.companies.rakema}/members` },
  { name: 'Team Members', path: () => '/team' },
  { name: 'what happened in a team', path: () => '/team/history' },
  { name: 'a team member', path: () => `/team/${academy.story.people.ann.id}` },
  {
    name: 'the picker of learning activities',
    path: () => `/team/${academy.story.people.ann.id}`,
    open: press('Add registration', 'Inschrijving toevoegen'),
  },
  { name: 'Kept enrollments', path: () => '/courses/kept' },
  { name: 'History', path: () => '/history' },
  { name: 'the history of a person', path: () => `/users/${academy.story.people.ann.id}/history` },
  { name: 'an act of the setup', path: () => '/history/1/facts' },
  { name: 'Mail', path: () => '/mail' },
  {
    name: 'a message',
    path: () => '/mail',
    open: async (page) => {
      await page
        .getByRole('table')
        .getByRole('button', { name: /Rakema/ })
        .first()
        .click()
      await page.getByRole('dialog').locator('pre').waitFor()
    },
  },
]

async function show(page: Page, { path, open }: Scene): Promise<void> {
  await page.goto(path())
  await page.getByRole('heading', { level: 1 }).waitFor()
  await untilLoaded(page)
  await open?.(page)
  await untilStill(page)
}

/** Every key of a text that has none is shown as it is: `learning:title`. */
const untranslated = /\b(kit|learning|organization|team|notification|enrollment|user|access):[a-z]\w*/

it.each(scenes)('$name has nothing in the way of anyone', async (scene) => {
  const { page, expectNoComplaint, close } = await academy.visit(academy.story.people.ruth)
  await show(page, scene)
  expect(await page.locator('body').textContent()).not.toMatch(untranslated)
  await expectNoAxeViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
  await untilStill(page)
  await expectNoAxeViolations(page)

  await page.setViewportSize({ width: 320, height: 640 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl')
  expectNoComplaint()
  await close()
})
