import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serveGallery } from '../../web/kit/gallery/server.ts'
import { expectNoAxeViolations, openBrowser } from '../browser.ts'
import { makeLate, makeSlow } from '../slow.ts'
import { chooseOn, focusOn, pressOn, typeOn } from './keyboard.ts'
import { untilIdle } from './loading.ts'

// The kit by itself, in the states that a healthy server seldom shows. What the product does with it is tested beside.

let folder: string
let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let window: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-gallery-'))
  await build({ configFile: 'vite.config.ts', mode: 'gallery', logLevel: 'warn', build: { outDir: folder } })
  gallery = await serveGallery(`${folder}/`)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await gallery?.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => open())
afterEach(() => window.close())

async function open(look: { scheme?: 'light' | 'dark'; width?: number } = {}): Promise<void> {
  const { scheme = 'light', width = 1280 } = look
  complaints = []
  window = await browser.newContext({
    baseURL: gallery.url,
    colorScheme: scheme,
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
    locale: 'en',
  })
  await makeLate(window)
  await window.grantPermissions(['clipboard-read', 'clipboard-write'])
  page = await window.newPage()
  await makeSlow(page)
  page.on('console', (message) => {
    const refused = message.text().startsWith('Failed to load resource')
    if (!refused && ['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (fault) => complaints.push(String(fault)))
}

const heading = (name: string) => page.getByRole('heading', { level: 1, name })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const option = (name: string) => page.getByRole('option', { name })

const states: { name: string; path: string; show: () => Promise<unknown> }[] = [
  { name: 'a list', path: '/people', show: () => page.getByRole('row').nth(5).waitFor() },
  { name: 'a list being loaded', path: '/slow', show: () => heading('Users').waitFor() },
  { name: 'an empty list', path: '/empty', show: () => page.getByText('Nobody yet').waitFor() },
  { name: 'a list that failed', path: '/broken', show: () => page.getByText('Muster is starting').waitFor() },
  {
    name: 'a page being loaded',
    path: '/people/1',
    show: async () => {
      await page.route('**/api/users/1', () => undefined)
      await page.reload()
      await heading('Loading').waitFor()
    },
  },
  { name: 'a form', path: '/people/1', show: () => page.getByLabel('Employee number').waitFor() },
  { name: 'a table with reasons', path: '/people/1/enrollments', show: () => page.getByRole('table').waitFor() },
  { name: 'every part', path: '/parts', show: () => button('Show a toast').click() },
  { name: 'what does not exist', path: '/people/99999', show: () => page.getByText('There is nothing here').waitFor() },
  { name: 'an open picker', path: '/people/1/enrollments', show: openPicker },
  {
    name: 'a sheet with errors',
    path: '/people',
    show: async () => {
      await button('Add user').click()
      await button('Create user').click()
      await page.getByText('Fill this in.').first().waitFor()
    },
  },
]

async function openPicker(): Promise<void> {
  await button('Add enrollments').click()
  await option('Fire safety e-learning').waitFor()
}

describe.each([
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 360 },
] as const)('in $scheme at $width pixels', (look) => {
  it.each(states)('$name is accessible and breaks no policy', async ({ path, show }) => {
    await window.close()
    await open(look)
    await page.goto(path)
    await show()
    await expectNoAxeViolations(page)
    expect(complaints).toEqual([])
  })
})

describe('a list', () => {
  it('keeps search and sort in the address', async () => {
    await page.goto('/people')
    await page.getByRole('searchbox', { name: 'Search users' }).fill('ines')
    await page.waitForURL(/search=ines/)
    await expect.poll(() => page.getByText(/^1–\d+ of 2\d\d$/).count()).toBe(1)
    await button('E-mail').click()
    await page.waitForURL(/sort=email/)
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'E-mail' }).getAttribute('aria-sort'))
      .toBe('ascending')
    await page.goBack()
    await page.waitForURL((url) => !url.search.includes('sort='))
  })

  it('opens a row by a click on it, by its name and by its pencil', async () => {
    await page.goto('/people?search=bo smit')
    const row = page.getByRole('row').filter({ hasText: 'bo.smit14@' })
    for (const opens of [
      row.getByText('bo.smit14@'),
      row.getByRole('link', { name: 'Bo Smit', exact: true }),
      row.getByRole('link', { name: 'Edit Bo Smit' }),
    ]) {
      await opens.click()
      await page.waitForURL('**/people/14')
      await heading('Bo Smit').waitFor()
      await page.goBack()
    }
  })

  it.each([1280, 900, 640])('has in %i pixels the same columns while it is loaded as with its rows', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    const edges = (cells: string) =>
      page.locator(cells).evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().right)))
    await page.goto('/people')
    await page.getByRole('row').nth(5).waitFor()
    const columns = await edges('tbody tr:first-child > td')
    await page.goto('/slow')
    await page.locator('tr[data-skeleton]').first().waitFor()
    expect(await edges('tbody tr:first-child > td')).toEqual(columns)
    expect(await edges('th')).toEqual(columns)
  })

  it('says after navigation where one is', async () => {
    await page.goto('/people')
    await page.getByRole('link', { name: 'Organise' }).click()
    await heading('Parts').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Parts')
    expect(await page.title()).toBe('Parts · Muster')
  })
})

describe('the picker', () => {
  beforeEach(async () => {
    await page.goto('/people/1/enrollments')
    await openPicker()
  })

  it('is worked from the search field: arrows, Enter, Shift-Enter, Ctrl-Enter', async () => {
    const search = page.getByRole('combobox', { name: 'Search learning activities' })
    await expect.poll(() => button('Enrollments added').isDisabled()).toBe(true)
    await search.pressSequentially('fire')
    await page.getByRole('option').first().and(option('Fire safety')).waitFor()
    await search.press('ArrowDown')
    await search.press('Enter')
    await expect.poll(() => option('Fire safety – refresher').getAttribute('aria-selected')).toBe('true')
    await search.press('ArrowDown')
    await search.press('Shift+Enter')
    await expect.poll(() => search.inputValue()).toBe('')
    await page.getByText('2 selected').waitFor()
    await search.press('Control+Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('2 enrollments added.').waitFor()
  })

  it('is worked from the list with Space', async () => {
    const list = page.getByRole('listbox', { name: 'Search learning activities' })
    await list.focus()
    await list.press('ArrowDown')
    await list.press('Space')
    await expect.poll(() => page.getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true')
  })

  it('marks who is in already, and does not tick them', async () => {
    const already = option('First aid e-learning Already enrolled')
    await expect.poll(() => already.getAttribute('aria-disabled')).toBe('true')
    await already.click({ force: true })
    await page.getByText('0 selected').waitFor()
  })

  it('keeps what was picked when the server refuses, and says why', async () => {
    await option('Forklift basics e-learning').click()
    await button('Enrollments added').click()
    await page.getByRole('alert').getByText('Somebody changed this meanwhile.').waitFor()
    await button('Remove Forklift basics').waitFor()
  })

  it('recognizes a pasted column of addresses and lists the unknown', async () => {
    await page.evaluate(() => navigator.clipboard.writeText('bo.smit14@example.com\nNobody <nobody@example.com>\n'))
    await page.getByRole('combobox', { name: 'Search learning activities' }).press('Control+v')
    await page.getByText('1 person recognized and selected.').waitFor()
    await page.getByText('nobody@example.com', { exact: true }).waitFor()
    await button('Remove Bo Smit').waitFor()
  })

  it('asks before it forgets, closes with Esc and gives the focus back', async () => {
    await option('Forklift basics e-learning').click()
    await pressOn(page.getByRole('dialog'), 'Escape')
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await button('Leave').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await focusOn(button('Add enrollments'))
  })
})

describe('a form', () => {
  it('offers to save only what was changed, and asks before leaving', async () => {
    await page.goto('/people/1')
    await page.getByLabel('Employee number').fill('7')
    await button('Save changes').waitFor()
    await page.getByRole('link', { name: 'Organise' }).click()
    await button('Stay').click()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/people/1')
    await button('Discard').click()
    await button('Save changes').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Organise' }).click()
    await heading('Parts').waitFor()
  })

  it('shows what the server refuses at the field it names', async () => {
    await page.goto('/people')
    await button('Add user').click()
    await page.getByLabel('Name').fill('Ann')
    await page.getByLabel('E-mail', { exact: false }).and(page.getByRole('textbox')).fill('ann@example.com')
    await page.getByLabel('Company').click()
    await option('Oostveen Foods').click()
    await button('Create user').click()
    const field = page.getByRole('textbox', { name: 'E-mail' })
    await page.getByText('Ann de Vries has this e-mail address.').waitFor()
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    await focusOn(field)
  })
})

describe('a field that searches', () => {
  const company = () => page.getByRole('combobox', { name: 'Company' })

  beforeEach(async () => {
    await page.goto('/people')
    await button('Add user').click()
    await page.getByLabel('Name').fill('Ann')
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ann@example.com')
    await company().focus()
  })

  it('chooses with Enter the only one it finds, as soon as it is found, and with the next submits the form', async () => {
    const held = Promise.withResolvers<void>()
    await page.route('**/api/companies?*search=oost*', async (route) => {
      await held.promise
      await route.fallback()
    })
    await typeOn(company(), 'oost')
    await pressOn(company(), 'Enter')
    await untilIdle(page)
    expect(await company().inputValue()).toBe('oost')
    held.resolve()
    await expect.poll(() => company().inputValue()).toBe('Oostveen Foods')
    await expect.poll(() => page.getByRole('listbox').count()).toBe(0)
    expect(await page.getByText('Fill this in.').count()).toBe(0)
    await pressOn(company(), 'Enter')
    await page.getByText('Ann de Vries has this e-mail address.').waitFor()
  })

  it('does not submit the form with Enter while several are found, and chooses the one the arrows lead to', async () => {
    await typeOn(company(), 'r')
    await pressOn(company(), 'Enter')
    await option('Rakema Logistics').waitFor()
    await option('Oostveen Foods').waitFor({ state: 'detached' })
    await pressOn(company(), 'Enter')
    await untilIdle(page)
    expect(await page.getByText('Fill this in.').count()).toBe(0)
    await chooseOn(company(), option('Nordlicht Service'))
    await expect.poll(() => company().inputValue()).toBe('Nordlicht Service')
  })
})

describe('a message', () => {
  it('goes by itself, but not while it is pointed at or the keyboard is on it', async () => {
    await page.clock.install()
    await page.goto('/parts')
    const message = page.getByText('2 enrollments added.')
    const undo = page.getByRole('status').getByRole('button', { name: 'Undo' })
    await button('Show a toast').press('Enter')
    await message.hover()
    await page.clock.fastForward(60_000)
    expect(await message.count()).toBe(1)
    await undo.focus()
    await page.mouse.move(0, 0)
    await page.clock.fastForward(60_000)
    expect(await message.count()).toBe(1)
    await button('Show a toast').focus()
    await page.clock.runFor(3000)
    await message.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

describe('the first screen', () => {
  it('needs at most 300 kB, forms included, of compressed script', async () => {
    const scripts: Promise<Buffer>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body())
    })
    await page.goto('/people')
    await page.getByRole('row').nth(5).waitFor()
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000)
  })
})
