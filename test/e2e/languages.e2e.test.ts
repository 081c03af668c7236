import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, openAcademy } from './academy.ts'

// The main screens in German and French: nothing of them is left in English, and their longer words fit the narrowest phone.

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  const { people, activities } = story
  const ada = { userId: people.ada.id, name: 'Ada', role: 'administrator', isManager: false, language: 'en' } as const
  await change(context.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    enrollByHand(tx, {
      actor: ada,
      userIds: [people.ann.id, people.ruth.id, people.bo.id],
      activityIds: [activities.forklift],
    }),
  )
  // Their enrollment is suspended, which is said in many words.
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: people.bo.id, edit: { status: 'inactive' } }),
  )
})
afterAll(() => academy.close())

const locales = join(import.meta.dirname, '..', '..', 'web', 'locales')

type Texts = { [key: string]: string | Texts }

function textsOf(language: string): Set<string> {
  const texts = (given: Texts): string[] =>
    Object.values(given).flatMap((text) => (typeof text === 'string' ? [text] : texts(text)))
  const rooms = readdirSync(join(locales, language))
  return new Set(
    rooms.flatMap((room) => texts(JSON.parse(readFileSync(join(locales, language, room), 'utf8')) as Texts)),
  )
}

/** What is read on the page or said of it: each text of an element, and the names and hints of controls. */
function read(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const said: string[] = []
    while (walker.nextNode()) said.push(walker.currentNode.textContent?.trim() ?? '')
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      said.push(...['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''))
    return [...new Set(said)].filter((text) => text !== '')
  })
}

/** What is wider than the page lets it be: the page itself, and a button or heading whose words are cut. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide =
      document.documentElement.scrollWidth > innerWidth ? [`the page: ${document.documentElement.scrollWidth}`] : []
    const cut = [...document.querySelectorAll('button, h1, h2, h3, [role=tab], label')]
      .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName.toLowerCase()}: ${element.textContent}`)
    return [...wide, ...cut]
  })
}

it.each(['de', 'fr'] as const)('the screens speak %s, all of them, and fit', async (language) => {
  const { story, context } = academy
  const { people, activities, companies } = story
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: people.ruth.id, edit: { role: 'administrator', language } }),
  )
  const own = textsOf(language)
  const english = [...textsOf('en')].filter((text) => !own.has(text) && !text.includes('{'))
  expect(english.length).toBeGreaterThan(500)

  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ruth)
  const paths = [
    '/',
    '/users',
    '/users/import',
    '/users/import?action=teams',
    `/users/${people.ann.id}`,
    `/users/${people.ann.id}/profile`,
    '/courses',
    `/courses/${activities.forklift}`,
    `/courses/${activities.forklift}/assigned-to`,
    `/courses/${activities.forklift}/details`,
    '/organise',
    `/organise/companies/${companies.rakema}`,
    '/organise/rules',
    '/organise/rules/new',
    '/team',
    '/my-learning',
    '/history',
    '/history/1/facts',
    '/mail',
    '/settings',
    '/my-settings',
  ]
  const wrong: string[] = []
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 900 })
    await goTo(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const said = new Set(await read(page))
    wrong.push(...english.filter((text) => said.has(text)).map((text) => `${path} says ${text}`))
    wrong.push(...[...said].filter((text) => /^[a-z]+:[a-z][\w.-]+$/.test(text)).map((text) => `${path} says ${text}`))
    await page.setViewportSize({ width: 320, height: 640 })
    // Plots are drawn anew when the window has its width.
    await expect.poll(() => overflowing(page), { message: path }).toEqual([])
  }
  expect(wrong).toEqual([])
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
  expectNoComplaint()
  await close()
})

it('an address that leads nowhere is answered in the language of who reads it, with the menu beside it', async () => {
  const { story, context } = academy
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: story.people.ruth.id, edit: { role: 'administrator', language: 'nl' } }),
  )
  const { page, goTo, close } = await academy.visit(story.people.ruth)
  for (const path of ['/nonsense', '/nonsense/deeper', `/users/${story.people.ann.id}/nonsense`, '/users/99999999']) {
    await goTo(path)
    await page.getByRole('heading', { name: 'Hier is niets' }).waitFor()
    await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Gebruikers' }).waitFor()
  }
  await close()
})

it.each([
  ['de', 'Wie jemand anderes', 'Einschreibungen hinzufügen'],
  ['fr', 'Comme quelqu’un d’autre', 'Ajouter des inscriptions'],
] as const)('the plus of an enrollment stands beside words on every phone in %s', async (language, like, plus) => {
  const { story, context } = academy
  const { people } = story
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: people.ruth.id, edit: { role: 'administrator', language } }),
  )
  const { page, goTo, close } = await academy.visit(people.ruth, { width: 320, height: 640 })
  await goTo(`/users/${people.ann.id}`)
  const middleOf = async (name: string) => {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    return box && Math.round(box.y + box.height / 2)
  }
  for (let width = 320; width <= 440; width += 20) {
    await page.setViewportSize({ width, height: 640 })
    expect(await middleOf(plus), `at ${width}`).toBe(await middleOf(like))
  }
  await close()
})
