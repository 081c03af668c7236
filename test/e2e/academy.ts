import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { Context } from '../../server/access/route.ts'
import { beginSession } from '../../server/access/session.ts'
import { silentLog } from '../../server/platform/log.ts'
import { startMuster } from '../../server/start.ts'
import { expectNoAxeViolations, openBrowser } from '../browser.ts'
import { createTestDatabase } from '../database.ts'
import { freePort } from '../freePort.ts'
import { makeLate, makeSlow } from '../slow.ts'
import { type Story, tellStory } from '../story.ts'
import { untilLoaded, untilStill, watchLoading } from './loading.ts'

/** Muster as it is started for people, on a database of its own, with a browser in front of it. */
export type Academy = {
  readonly url: string
  /** The story that was told; it throws where none was. */
  readonly story: Story
  /** Of the running server: for what a test looks up or does behind the screens. */
  readonly context: Context
  /** Who is enrolled in an activity now, by name. */
  enrolledIn(activityId: number): Promise<string[]>
  /** Opens a browser window of its own, signed in as this person, or as nobody. */
  visit(person?: { id: number }, how?: How): Promise<Visit>
  close(): Promise<void>
}

type How = {
  scheme?: 'light' | 'dark'
  width?: number
  height?: number
  locale?: string
  timeZone?: string
  path?: string
}

export type Visit = {
  readonly page: Page
  readonly window: BrowserContext
  /** Goes to an address of the academy and waits until nothing is being loaded any more. */
  goTo(path: string): Promise<void>
  /** Fails when the browser complained: an error on the console, or something the content security policy refused. */
  expectNoComplaint(): void
  close(): Promise<void>
}

/**
 * Opens an academy, with the story told in it (`test/story.ts`) unless `empty`.
 *
 *     const academy = await openAcademy()
 *     const { page, goTo } = await academy.visit(academy.story.people.ada)
 *     await goTo('/users')
 */
export async function openAcademy({ empty = false, smtpUrl = null as string | null } = {}): Promise<Academy> {
  const database = await createTestDatabase()
  const story = empty ? undefined : await tellStory(database.db)
  const data = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const muster = await startMuster({
    settings: {
      host: '127.0.0.1',
      port,
      url,
      data,
      databaseUrl: database.url,
      smtpUrl,
      mailFrom: 'Rakema Academy <academy@example.com>',
      logLevel: 'silent',
    },
    log: silentLog,
    webFolder: inject('webFolder'),
  })
  const browser = await openBrowser()
  return {
    url,
    context: muster.context,
    get story() {
      if (!story) throw new Error('this academy was opened empty')
      return story
    },
    async enrolledIn(activityId) {
      const rows = await muster.context.db
        .selectFrom('enrollments')
        .innerJoin('users', 'users.id', 'enrollments.user_id')
        .select('users.name')
        .where('enrollments.activity_id', '=', activityId)
        .where('enrollments.state', '=', 1)
        .orderBy('users.name')
        .execute()
      return rows.map(({ name }) => name)
    },
    visit: (person, how) => openWindow({ browser, url, context: muster.context, person, how }),
    async close() {
      await browser.close()
      await muster.stop()
      await database.drop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function openWindow(input: {
  browser: Browser
  url: string
  context: Context
  person: { id: number } | undefined
  how: How | undefined
}): Promise<Visit> {
  const { browser, url, context, person } = input
  const { scheme = 'light', width = 1280, height = 900, locale = 'en', timeZone, path } = input.how ?? {}
  const window = await browser.newContext({
    baseURL: url,
    colorScheme: scheme,
    locale,
    ...(timeZone !== undefined && { timezoneId: timeZone }),
    viewport: { width, height },
    reducedMotion: 'reduce',
    // What people have: a phone is touched. Widths below 640 are phones.
    hasTouch: width < 640,
  })
  if (person) {
    const token = await beginSession(context.db, { userId: person.id, now: context.clock() })
    await window.addCookies([{ name: 'muster_session', value: token, url }])
  }
  const complaints: string[] = []
  await makeLate(window)
  const page = await window.newPage()
  await makeSlow(page)
  hear(page, complaints)
  watchLoading(page)
  const visit: Visit = {
    page,
    window,
    async goTo(to) {
      await page.goto(to)
      await untilLoaded(page)
    },
    expectNoComplaint: () => expect(complaints).toEqual([]),
    close: () => window.close(),
  }
  if (path !== undefined) await visit.goTo(path)
  return visit
}

/** The browser says on its console what a policy refused, what a script threw and what could not be loaded. */
function hear(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    const said = message.text()
    // A refused request is the server's answer, which the screen shows; the browser notes it all the same.
    if (/^Failed to load resource: the server responded with a status of (401|403|404|409|412|422|429)/.test(said))
      return
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(said)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
}

/** What the page asks before it goes on, by its title. */
export function question(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name })
}

/**
 * Holds what is on the page to account: axe finds nothing in light, nor in dark, where only the colors differ; and on the
 * narrowest phone nothing is wider than the screen. `loading`: it is held while it loads.
 */
export async function expectGoodForEveryone(page: Page, { loading = false } = {}): Promise<void> {
  await untilStill(page, { loading })
  await expectNoAxeViolations(page)
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 }
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
  await untilStill(page, { loading })
  await expectNoAxeViolations(page, { only: ['color-contrast'] })
  await page.setViewportSize({ width: 320, height: 640 })
  await untilStill(page, { loading })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: 'light' })
}
