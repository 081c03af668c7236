import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { patience } from '../slow.ts'
import { type Person, password } from '../story.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question, type Visit } from './academy.ts'

// Home, Mail, the settings, My learning and the pages for whoever is not signed in, in every state they can be in: while what they
// read is on its way, when it cannot be read, with nothing, with a question open, and when what was filled in is refused. Each
// for those who do not see, in light and dark, and on the narrowest phone.

let academy: Academy
let empty: Academy
beforeAll(async () => {
  // No such server is there, and nobody asks: mail is kept.
  academy = await openAcademy({ smtpUrl: 'smtp://127.0.0.1:9' })
  empty = await openAcademy({ empty: true })
  const { people, activities, author } = academy.story
  const { ada, ann, bo } = people
  const actor = { userId: ada.id, name: ada.name, role: 'administrator', isManager: false, language: 'en' } as const
  await change(academy.context.db, { kind: 'enrollment.add', author }, (tx) =>
    enrollByHand(tx, { actor, userIds: [ann.id, bo.id], activityIds: [activities.conduct, activities.privacy] }),
  )
})
afterAll(async () => {
  await academy.close()
  await empty.close()
})

const refused = {
  status: 403,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'No', status: 403, code: 'held', detail: 'It is not to be.' }),
}

/** Holds what a page reads, but for who is signed in and what it follows, until it is refused. */
async function hold(page: Page): Promise<{ refuse: () => Promise<void> }> {
  const gate = Promise.withResolvers<void>()
  const held = async (route: Route) => {
    const { pathname } = new URL(route.request().url())
    if (route.request().method() !== 'GET' || /^\/api\/(session|work\/)/.test(pathname)) return route.fallback()
    await gate.promise
    // The page may be gone meanwhile.
    await route.fulfill(refused).catch(() => undefined)
  }
  await page.route('**/api/**', held)
  return {
    refuse: async () => {
      gate.resolve()
    },
  }
}

type Screen = { name: string; path: string; by: (academy: Academy) => Person | undefined }

describe('while it is being loaded, and when it cannot be', () => {
  const ada = ({ story }: Academy) => story.people.ada
  const screens: Screen[] = [
    { name: 'Home', path: '/home', by: ada },
    { name: 'Mail', path: '/mail', by: ada },
    { name: 'a message', path: '/mail?message=1', by: ada },
    { name: 'Settings', path: '/settings', by: ada },
    { name: 'My learning', path: '/my-learning', by: ({ story }) => story.people.bo },
    { name: 'an invitation', path: '/invitation/a-link', by: () => undefined },
  ]
  it.each(screens)('$name has nothing in the way of anyone', async ({ path, by }) => {
    const { page, close, expectNoComplaint } = await academy.visit(by(academy))
    const { refuse } = await hold(page)
    await page.goto(path)
    await page.getByText('Loading').or(page.locator('[aria-busy="true"]')).first().waitFor({ state: 'attached' })
    await expectGoodForEveryone(page, { loading: true })
    await refuse()
    await page.getByRole('alert').first().waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
    await close()
  })
})

/** Runs through states of one window, each from its own address. */
async function lookAt(
  visit: Visit,
  states: Array<{ name: string; path: string; show: (page: Page) => Promise<unknown> }>,
) {
  const found: string[] = []
  for (const { name, path, show } of states) {
    await visit.goTo(path)
    await show(visit.page)
    await expectGoodForEveryone(visit.page).catch((error: unknown) => found.push(`${name}: ${error}`))
  }
  expect(found).toEqual([])
  visit.expectNoComplaint()
  await visit.close()
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
const refusal = (page: Page) => page.getByRole('alert').first().waitFor()

describe('with nothing, with a question open and when it is refused', () => {
  it("an administrator's screens have nothing in the way of anyone", { timeout: 120_000 * patience }, async () => {
    await lookAt(await academy.visit(academy.story.people.ada), [
      {
        name: 'Mail, none of this state',
        path: '/mail?state=failed',
        show: (page) => page.getByRole('heading', { level: 2, name: 'Nothing found' }).waitFor(),
      },
      {
        name: 'Mail, a message',
        path: '/mail',
        show: async (page) => {
          await page
            .getByRole('table')
            .getByRole('button', { name: /^Rakema/ })
            .first()
            .click()
          await page.getByRole('dialog').locator('pre').waitFor()
        },
      },
      {
        name: 'Mail, switched on, with what was kept',
        path: '/mail',
        show: async (page) => {
          await press(page, 'Switch mail on')
          await page.getByRole('button', { name: /^Send \d kept messages$/ }).click()
          await question(page, 'Send 2 kept messages?').waitFor()
        },
      },
      {
        name: 'Settings, with what is missing and not saved',
        path: '/settings',
        show: async (page) => {
          await page.getByLabel('Name of the academy').fill('')
          await press(page, 'Save changes')
          await page.getByText('Fill this in.').waitFor()
        },
      },
      {
        name: 'Settings, while leaving',
        path: '/settings',
        show: async (page) => {
          await page.getByLabel('Name of the academy').fill('Rakema & Co')
          await page.getByRole('link', { name: 'Users' }).click()
          await question(page, 'Leave without saving?').waitFor()
        },
      },
      {
        name: 'My settings, with the wrong password',
        path: '/my-settings',
        show: async (page) => {
          await page.getByRole('textbox', { name: 'Current password' }).fill('not this one')
          await page.getByRole('textbox', { name: 'New password' }).fill('a password that is long enough')
          await press(page, 'Change password')
          await page.getByText('This is not your current password.').waitFor()
        },
      },
    ])
  })

  it("a learner's have neither", async () => {
    await lookAt(await academy.visit(academy.story.people.bo), [
      {
        name: 'My learning, before something is complete',
        path: '/my-learning',
        show: async (page) => {
          await press(page, 'Mark complete')
          await page.getByRole('dialog').waitFor()
        },
      },
    ])
    await lookAt(await academy.visit(academy.story.people.wei), [
      {
        name: 'My learning, with nothing',
        path: '/my-learning',
        show: (page) => page.getByRole('heading', { level: 2 }).waitFor(),
      },
    ])
  })

  it('neither have those for whoever is not signed in', async () => {
    await lookAt(await academy.visit(), [
      {
        name: 'Sign-in, with nothing filled in',
        path: '/sign-in',
        show: async (page) => {
          await press(page, 'Sign in')
          await page.getByText('Fill this in.').first().waitFor()
        },
      },
      {
        name: 'Sign-in, with the wrong password',
        path: '/sign-in',
        show: async (page) => {
          await page.getByLabel('E-mail').fill(academy.story.people.bo.email)
          await page.getByRole('textbox', { name: 'Password' }).fill(`${password}, or another`)
          await press(page, 'Sign in')
          await refusal(page)
        },
      },
    ])
    await lookAt(await empty.visit(), [
      {
        name: 'Setup, with nothing filled in',
        path: '/setup',
        show: async (page) => {
          await page.locator('button[type="submit"]').click()
          await page.getByText('Fill this in.').first().waitFor()
        },
      },
    ])
  })
})
