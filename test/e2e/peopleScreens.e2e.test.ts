import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patience } from '../slow.ts'
import { type Academy, expectGoodForEveryone, openAcademy, type Visit } from './academy.ts'
import { typeOn } from './keyboard.ts'

let academy: Academy
let empty: Academy
beforeAll(async () => {
  academy = await openAcademy()
  empty = await openAcademy({ empty: true })
})
afterAll(async () => {
  await academy.close()
  await empty.close()
})

type Screen = { name: string; path: string; open?: (page: Page) => Promise<void> }

/** Every screen of these rooms, and what opens over them. */
function screensOfAdministrator(userId: number): Screen[] {
  const user = `/users/${userId}`
  return [
    {
      name: 'home',
      path: '/home',
      open: (page) => page.getByRole('heading', { name: 'Enrollments over time' }).waitFor(),
    },
    {
      name: 'palette',
      path: '/home',
      open: async (page) => {
        await page.keyboard.press('Control+k')
        await typeOn(page.getByRole('combobox', { name: 'Search or go to' }), 'ann')
        await page.getByRole('option', { name: /Ann/ }).first().waitFor()
      },
    },
    { name: 'users', path: '/users' },
    { name: 'users, none found', path: '/users?search=nobody%20of%20that%20name' },
    { name: 'new user', path: '/users', open: (page) => page.getByRole('button', { name: 'New user' }).click() },
    { name: 'enrollments', path: user },
    {
      name: 'picker of learning activities',
      path: user,
      open: async (page) => {
        await page.getByRole('button', { name: 'Add enrollments' }).click()
        await page.getByRole('option', { name: /Data privacy/ }).click()
      },
    },
    {
      name: 'question before ending',
      path: user,
      open: (page) => page.getByRole('button', { name: 'End First aid' }).click(),
    },
    { name: 'organisation', path: `${user}/organisation` },
    {
      name: 'organisation, while choosing',
      path: `${user}/organisation`,
      open: async (page) => {
        await page.getByRole('combobox', { name: 'Groups' }).click()
        await page.getByRole('option', { name: 'New hires' }).waitFor()
      },
    },
    { name: 'qualifications', path: `${user}/qualifications` },
    { name: 'profile', path: `${user}/profile` },
    {
      name: 'invitation',
      path: `${user}/profile`,
      open: async (page) => {
        await page.getByRole('button', { name: 'Invitation link' }).click()
        await page.getByRole('button', { name: 'Make link' }).click()
        await page.getByRole('textbox', { name: 'Invitation link' }).waitFor()
      },
    },
    { name: 'a user who does not exist', path: '/users/99999' },
    { name: 'settings', path: '/settings' },
    { name: 'my settings', path: '/my-settings' },
    { name: 'my learning, with nothing', path: '/my-learning' },
  ]
}

/** Runs through screens in one window, which is faster than one each. */
async function lookAt(visit: Visit, screens: readonly Screen[]): Promise<void> {
  const found: string[] = []
  for (const { name, path, open } of screens) {
    await visit.goTo(path)
    await open?.(visit.page)
    await expectGoodForEveryone(visit.page).catch((error: unknown) => found.push(`${name}: ${error}`))
  }
  expect(found).toEqual([])
  visit.expectNoComplaint()
  await visit.close()
}

describe('accessible, in light and dark, down to the narrowest phone, are', () => {
  it("an administrator's screens", { timeout: 240_000 * patience }, async () => {
    const { ada, daan } = academy.story.people
    await lookAt(await academy.visit(ada), screensOfAdministrator(daan.id))
  })

  it("a learner's screens, in Dutch", async () => {
    const screens = ['/my-learning', '/my-settings'].map((path) => ({ name: path, path }))
    await lookAt(await academy.visit(academy.story.people.daan), screens)
  })

  it('the screens for whoever is not signed in', async () => {
    const screens = ['/sign-in', '/invitation/no-such-link-was-ever-made'].map((path) => ({ name: path, path }))
    await lookAt(await academy.visit(), screens)
    await lookAt(await empty.visit(), [{ name: 'setup', path: '/setup' }])
  })
})
