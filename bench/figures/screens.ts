import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beginSession } from '../../server/access/session.ts'
import { silentLog } from '../../server/platform/log.ts'
import { startMuster } from '../../server/start.ts'
import { buildWeb } from '../../server/webBuild.ts'
import { openBrowser } from '../../test/browser.ts'
import { freePort } from '../../test/freePort.ts'
import type { Bench, Figure, Topic } from '../figure.ts'
import { barely, repeat, summary } from '../measure.ts'

const times = 7

/**
 * What people wait for, in a real browser before the built app: from the key or the click until the browser has painted what
 * follows. Beside it the answer of the server alone, fetched by the same page.
 */
export const screens: Topic = {
  name: 'screens',
  async measure(bench) {
    const muster = await serve(bench, await buildWeb())
    const browser = await openBrowser()
    try {
      return await asAdministrator(bench, async (token) => {
        const visit = () => openWindow(browser, muster.url, token)
        return [
          ...(await firstScreen(visit)),
          await filtering(await visit()),
          await jumping(await visit()),
          await picking(await visit(), bench),
          await counting(await visit()),
        ]
      })
    } finally {
      await browser.close()
      await muster.stop()
    }
  },
}

type Visit = () => Promise<BrowserContext>

async function firstScreen(visit: Visit): Promise<Figure[]> {
  let bytes = { first: 0, plots: 0 }
  const paints = await repeat(times, async () => {
    const window = await visit()
    const page = await window.newPage()
    bytes = { first: 0, plots: 0 }
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      const length = Number(response.headers()['content-length'] ?? 0)
      if (response.url().includes('/Plots-')) bytes.plots += length
      else bytes.first += length
    })
    await page.goto('/home')
    await page.getByRole('heading', { name: 'What needs you' }).waitFor()
    await page.waitForLoadState('networkidle')
    const paint = await page.evaluate(largestPaint)
    await window.close()
    return paint
  })
  return [
    {
      key: 'first-screen-scripts',
      what: 'scripts of the first screen, compressed as sent',
      unit: 'bytes',
      value: bytes.first,
      aim: { of: 'value', most: 300_000 },
      note: `${bytes.plots.toLocaleString('en')} more for its plots, when it stands`,
    },
    {
      key: 'first-screen-paint',
      what: 'first screen, nothing cached, to its largest paint',
      unit: 'ms',
      ...summary(paints),
      aim: { of: 'value', most: 1500 },
    },
  ]
}

async function filtering(window: BrowserContext): Promise<Figure> {
  const page = await window.newPage()
  await page.goto('/users')
  await page.getByRole('row').nth(2).waitFor()
  const search = page.getByRole('searchbox')
  const painted: number[] = []
  for (let nth = 0; nth < times; nth += 1) {
    await search.fill('')
    await page.waitForURL((url) => !url.search.includes('search='))
    await page.waitForLoadState('networkidle')
    await search.fill('user')
    await page.waitForURL(/search=user/)
    await page.waitForLoadState('networkidle')
    await watch(page, 'table tbody', 'table[aria-busy="false"]')
    await search.press(String(nth + 2))
    painted.push(await watched(page))
  }
  const bare = await answers(page, (nth) => `/api/users?search=user${nth}&sort=name`)
  await window.close()
  return {
    key: 'list-filter',
    what: 'a letter in the search of Users to the rows painted',
    unit: 'ms',
    ...summary(painted),
    bare: { what: 'the page of the list alone', ...summary(bare) },
    aim: { of: 'value', most: 200 },
  }
}

/** As by dragging the bar: nothing of what lies between was loaded. */
async function jumping(window: BrowserContext): Promise<Figure> {
  const page = await window.newPage()
  const painted = await repeat(times, async () => {
    await page.goto('/users')
    await page.getByRole('row').nth(2).waitFor()
    await page.waitForLoadState('networkidle')
    await watch(page, 'table tbody', 'table[aria-busy="false"]')
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight / 2 }))
    return watched(page)
  })
  const bare = await answers(page, (nth) => `/api/users?sort=name&at=${5_000 + nth}`)
  await window.close()
  return {
    key: 'list-jump',
    what: 'the middle of the list of Users scrolled to, to its rows painted',
    unit: 'ms',
    ...summary(painted),
    bare: { what: 'a page of the list from there', ...summary(bare) },
    aim: { of: 'value', most: 200 },
  }
}

async function picking(window: BrowserContext, { db }: Bench): Promise<Figure> {
  const page = await window.newPage()
  const { rows } = await sql<{ id: number }>`select min(id) as id from learning_activities`.execute(db)
  await page.goto(`/courses/${rows[0]?.id}`)
  await page.getByRole('button', { name: 'Add', exact: true }).first().click()
  const search = page.getByRole('dialog').getByRole('combobox').first()
  await page.getByRole('option').first().waitFor()
  const painted: number[] = []
  for (let nth = 0; nth < times; nth += 1) {
    await search.fill('user')
    await page.waitForLoadState('networkidle')
    await watch(page, '[role="dialog"] [role="option"]', '[role="dialog"]')
    await search.press(String(nth + 2))
    painted.push(await watched(page))
  }
  const bare = await answers(page, (nth) => `/api/users?search=user${nth}&status=active&sort=name&glance=true`)
  await window.close()
  return {
    key: 'picker-keystroke',
    what: 'a letter in the picker of users to what it finds painted',
    unit: 'ms',
    ...summary(painted),
    bare: { what: 'what it finds alone', ...summary(bare) },
    aim: { of: 'value', most: 100 },
  }
}

async function counting(window: BrowserContext): Promise<Figure> {
  const page = await window.newPage()
  await page.goto('/organise/rules/new')
  await page.waitForLoadState('networkidle')
  const counts = async () => {
    const criteria = [{ kind: 'user', is: 'manager', negated: false }]
    return page.evaluate(
      async (body) => {
        const began = performance.now()
        await (
          await fetch('/api/rules/count', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-muster': '1' },
            body: JSON.stringify(body),
          })
        ).text()
        return performance.now() - began
      },
      { criteria },
    )
  }
  const painted: number[] = []
  for (let nth = 0; nth < times; nth += 1) {
    await page.goto('/organise/rules/new')
    await page.waitForLoadState('networkidle')
    await page.getByRole('button', { name: 'Add a criterion' }).click()
    await watch(page, 'p[role="status"]', 'p[role="status"]:not([data-stale])')
    await page
      .getByRole('menuitem', { name: /manager/i })
      .first()
      .click()
    painted.push(await watched(page))
  }
  const bare = await repeat(times, counts)
  await window.close()
  return {
    key: 'rule-count',
    what: 'a criterion chosen to the count of whom the rule matches painted',
    unit: 'ms',
    ...summary(painted),
    bare: { what: 'the count alone', ...summary(bare) },
    aim: { of: 'value', most: 300 },
  }
}

/** From the next key, click or scroll until the words of `what` have changed, `settled` is there, and both are painted. */
async function watch(page: Page, what: string, settled: string): Promise<void> {
  await page.evaluate(
    ([what, settled]) => {
      const words = () => [...document.querySelectorAll(what)].map((one) => one.textContent).join('|')
      const before = words()
      let began = 0
      for (const act of ['keydown', 'click', 'scroll']) {
        document.addEventListener(act, () => (began ||= performance.now()), { capture: true, once: true })
      }
      const watching = window as unknown as { painted: Promise<number> }
      watching.painted = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`nothing changed in ${what} within 10 s`)), 10_000)
        const observer = new MutationObserver(() => {
          if (began === 0 || words() === before || !document.querySelector(settled)) return
          observer.disconnect()
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)))
        })
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
      })
    },
    [what, settled] as const,
  )
}

function watched(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted)
}

/** What the browser says was the largest thing it painted, and when. */
function largestPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
      type: 'largest-contentful-paint',
      buffered: true,
    })
  })
}

async function answers(page: Page, path: (nth: number) => string): Promise<number[]> {
  return repeat(times, (nth) =>
    page.evaluate(
      async (address) => {
        const began = performance.now()
        await (await fetch(address)).text()
        return performance.now() - began
      },
      path(nth + 2),
    ),
  )
}

async function openWindow(browser: Browser, url: string, token: string): Promise<BrowserContext> {
  const window = await browser.newContext({ baseURL: url, locale: 'en', viewport: { width: 1280, height: 900 } })
  await window.addCookies([{ name: 'muster_session', value: token, url }])
  return window
}

async function serve({ url: databaseUrl }: Bench, webFolder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'muster-bench-screens-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const muster = await startMuster({
    settings: {
      host: '127.0.0.1',
      port,
      url,
      data,
      databaseUrl,
      smtpUrl: null,
      mailFrom: 'Bench <bench@example.com>',
      logLevel: 'silent',
    },
    log: silentLog,
    webFolder,
  })
  return {
    url,
    stop: async () => {
      await muster.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Somebody of the academy is its administrator for as long as it takes, and reads English. */
async function asAdministrator<Result>({ db }: Bench, act: (token: string) => Promise<Result>): Promise<Result> {
  const { rows } = await sql<{ id: number }>`select min(id) as id from users where language = 'en'`.execute(db)
  const userId = rows[0]?.id ?? 0
  const is = (role: string) => barely(db, (tx) => sql`update users set role = ${role} where id = ${userId}`.execute(tx))
  await is('administrator')
  try {
    return await act(await beginSession(db, { userId, now: new Date() }))
  } finally {
    await is('learner')
  }
}
