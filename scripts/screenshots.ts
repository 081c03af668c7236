/**
 * `npm run screenshots`: starts the demo academy on a free port, walks through it in a real browser and writes what the
 * README shows to docs/screenshots. With `-- --all <folder>` it writes every screen, light and dark, desktop and phone, and in
 * every language, to that folder: for looking at, not for committing. `--look nl-desktop` takes only one of these.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { loadDemo, password, signIns } from '../server/demo/load.ts'
import { silentLog } from '../server/platform/log.ts'
import { readSettings } from '../server/platform/settings.ts'
import { startMuster } from '../server/start.ts'
import { buildWeb } from '../server/webBuild.ts'
import { openBrowser } from '../test/browser.ts'
import { freePort } from '../test/freePort.ts'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { all: { type: 'string' }, look: { type: 'string' } } })

type Who = 'administrator' | 'manager' | 'learner'

/** A screen: who looks at it, where it is, and what is done there before the picture is taken. */
type Shot = { name: string; who: Who | 'nobody'; path: string; act?: (page: Page) => Promise<unknown> }

type Texts = { [key: string]: string | Texts }

/** Every text of the screens in a language, by its key. */
function textsIn(language: string): Map<string, string> {
  const folder = join(root, 'web/locales', language)
  const flat = (texts: Texts, prefix: string): Array<[string, string]> =>
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === 'string' ? [[`${prefix}.${key}`, text] as [string, string]] : flat(text, `${prefix}.${key}`),
    )
  return new Map(
    readdirSync(folder).flatMap((room) => flat(JSON.parse(readFileSync(join(folder, room), 'utf8')), room)),
  )
}

const english = textsIn('en')
let spoken = english

/** What the screen says in its language where it says this in English. */
function says(text: string): string {
  const key = [...english].find(([, words]) => words === text)?.[0]
  return (key && spoken.get(key)) ?? text
}

const rows = (page: Page) => page.getByRole('row').nth(1).waitFor()
const firstRow = async (page: Page) => {
  await rows(page)
  await page.getByRole('table').getByRole('link').first().click()
}

async function openFirst(page: Page, tab: string): Promise<void> {
  await firstRow(page)
  // The menu has links of the same names.
  const main = page.getByRole('main')
  await main
    .getByRole('tab', { name: says(tab) })
    .or(main.getByRole('link', { name: says(tab) }))
    .first()
    .click()
}

async function openAct(page: Page, tab: string): Promise<void> {
  await rows(page)
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByRole('tab', { name: says(tab) }).click()
}

async function openMore(page: Page, action: string): Promise<void> {
  await firstRow(page)
  await page.getByRole('button', { name: says('More actions') }).click()
  await page.getByRole('menuitem', { name: says(action) }).click()
}

/** Two things are chosen, not saved yet, and one looks whom that would touch. */
async function showImpact(page: Page): Promise<void> {
  await openFirst(page, 'Assign')
  await page
    .getByRole('button', { name: says('Add'), exact: true })
    .first()
    .click()
  const options = page.getByRole('dialog').getByRole('option')
  await options.nth(0).click()
  await options.nth(3).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: says('Add'), exact: true })
    .click()
  await page.getByRole('button', { name: says('Whom?') }).click()
  await page.getByRole('dialog').getByRole('row').nth(2).waitFor()
}

/** A file that enrolls people of the demo academy, uploaded; some of it is wrong where `mistakes`. */
async function importPeople(page: Page, { mistakes }: { mistakes: boolean }): Promise<void> {
  const { users, activities } = await page.evaluate(async () => {
    const items = async (path: string) => ((await (await fetch(path)).json()) as { items: unknown[] }).items
    return {
      users: (await items('/api/users?limit=96&sort=name&status=active')) as Array<{ email: string }>,
      activities: (await items('/api/activities?limit=3&sort=title')) as Array<{ title: string }>,
    }
  })
  const rows = users.map(({ email }, nth) => {
    const who = mistakes && nth % 19 === 4 ? email.replace('example', 'exmaple') : email
    const mark = mistakes && nth % 8 === 2 ? (nth % 3 === 0 ? 'ok' : 'yes') : 'x'
    return [who, mark, nth % 3 ? 'x' : '', nth % 5 ? '' : 'x']
  })
  const text = [['E-mail', ...activities.map(({ title }) => title)], ...rows].map((cells) => cells.join(';')).join('\n')
  const file = { name: 'Safety autumn.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.getByRole('button', { name: says('Start import') }).waitFor()
}

/** Those marked with a number stand in the README, in this order. */
const shots: Shot[] = [
  {
    name: '1-home',
    who: 'administrator',
    path: '/home',
    act: (page) => page.getByRole('heading', { name: says('Enrollments over time') }).waitFor(),
  },
  { name: '2-impact', who: 'administrator', path: '/organise/companies', act: showImpact },
  {
    name: '3-rule',
    who: 'administrator',
    path: '/organise/rules?search=first+three',
    act: async (page) => {
      await firstRow(page)
      await page.getByText(says('people match now')).waitFor()
    },
  },
  {
    name: '4-why',
    who: 'administrator',
    path: '/users?search=learner%40example.com',
    act: async (page) => {
      await openFirst(page, 'Enrollments')
      await page
        .getByRole('button', { name: says('Why: {{title}}').replace('{{title}}', '') })
        .nth(5)
        .click()
      await page.getByRole('dialog').getByText(says('What happened')).waitFor()
    },
  },
  {
    name: '5-undo',
    who: 'administrator',
    path: '/history?noun=enrollment',
    act: async (page) => {
      await openAct(page, 'Enrollments')
      await page.getByRole('button', { name: says('Undo'), exact: true }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: says('Export list') })
        .waitFor()
    },
  },
  { name: '6-users', who: 'administrator', path: '/users', act: rows },
  { name: '7-my-learning', who: 'learner', path: '/my-learning' },
  {
    name: '8-import',
    who: 'administrator',
    path: '/users/import?action=enroll',
    act: async (page) => {
      await importPeople(page, { mistakes: true })
      await page.getByRole('grid').waitFor()
    },
  },
  { name: 'import', who: 'administrator', path: '/users/import' },
  {
    name: 'import-things',
    who: 'administrator',
    path: '/users/import?action=enroll',
    act: (page) => page.getByRole('option').nth(1).click(),
  },
  {
    name: 'import-start',
    who: 'administrator',
    path: '/users/import?action=enroll',
    act: async (page) => {
      await importPeople(page, { mistakes: false })
      await page.getByRole('button', { name: says('Start import') }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'import-refused',
    who: 'administrator',
    path: '/users/import?action=enroll',
    act: async (page) => {
      const file = { name: 'people.xlsx', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') }
      await page.locator('input[type=file]').first().setInputFiles(file)
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'enrollments',
    who: 'administrator',
    path: '/users?search=learner%40example.com',
    act: (page) => openFirst(page, 'Enrollments'),
  },
  {
    name: 'picker',
    who: 'administrator',
    path: '/users?search=learner%40example.com',
    act: async (page) => {
      await openFirst(page, 'Enrollments')
      await page.getByRole('button', { name: says('Add enrollments') }).click()
      await page.getByRole('dialog').getByRole('combobox').first().fill('safe')
      await page.getByRole('option').nth(1).waitFor()
      await page.getByRole('option').nth(1).click()
    },
  },
  { name: 'participants', who: 'administrator', path: '/courses', act: (page) => openFirst(page, 'Participants') },
  { name: 'assign', who: 'administrator', path: '/organise/companies', act: (page) => openFirst(page, 'Assign') },
  {
    name: 'palette',
    who: 'administrator',
    path: '/home',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('ma')
      await page.getByRole('option').nth(4).waitFor()
    },
  },
  { name: 'courses', who: 'administrator', path: '/courses', act: rows },
  { name: 'companies', who: 'administrator', path: '/organise/companies', act: rows },
  { name: 'departments', who: 'administrator', path: '/organise/departments', act: rows },
  { name: 'departments-found', who: 'administrator', path: '/organise/departments?search=night', act: rows },
  {
    name: 'department-edit',
    who: 'administrator',
    path: '/organise/departments',
    act: async (page) => {
      await firstRow(page)
      await page.getByRole('button', { name: says('Edit'), exact: true }).click()
    },
  },
  {
    name: 'department-assign',
    who: 'administrator',
    path: '/organise/departments',
    act: (page) => openFirst(page, 'Assign'),
  },
  {
    name: 'department-below',
    who: 'administrator',
    path: '/organise/companies',
    act: (page) => openFirst(page, 'Departments'),
  },
  { name: 'teams', who: 'administrator', path: '/organise/teams', act: rows },
  {
    name: 'team-members',
    who: 'administrator',
    path: '/organise/teams',
    act: async (page) => {
      await openFirst(page, 'Members')
      await page.getByRole('checkbox').nth(1).check()
    },
  },
  { name: 'functions', who: 'administrator', path: '/organise/functions', act: rows },
  { name: 'groups', who: 'administrator', path: '/organise/groups', act: rows },
  { name: 'group-archive', who: 'administrator', path: '/organise/groups', act: (page) => openMore(page, 'Archive') },
  { name: 'group-merge', who: 'administrator', path: '/organise/groups', act: (page) => openMore(page, 'Merge into…') },
  { name: 'qualifications', who: 'administrator', path: '/organise/qualifications', act: rows },
  {
    name: 'qualification',
    who: 'administrator',
    path: '/organise/qualifications',
    act: (page) => openFirst(page, 'Learning activities'),
  },
  {
    name: 'holders',
    who: 'administrator',
    path: '/organise/qualifications',
    act: (page) => openFirst(page, 'Holders'),
  },
  {
    name: 'qualification-merge',
    who: 'administrator',
    path: '/organise/qualifications',
    act: (page) => openMore(page, 'Merge into…'),
  },
  { name: 'assigned-to', who: 'administrator', path: '/courses', act: (page) => openFirst(page, 'Assigned to') },
  { name: 'course-details', who: 'administrator', path: '/courses', act: (page) => openFirst(page, 'Details') },
  { name: 'user-organisation', who: 'administrator', path: '/users', act: (page) => openFirst(page, 'Organisation') },
  {
    name: 'user-qualifications',
    who: 'administrator',
    path: '/users',
    act: (page) => openFirst(page, 'Qualifications'),
  },
  { name: 'rules', who: 'administrator', path: '/organise/rules', act: rows },
  {
    name: 'rule-criterion',
    who: 'administrator',
    path: '/organise/rules?search=palliative',
    act: async (page) => {
      await firstRow(page)
      await page.locator('[data-chip]').nth(1).click()
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'rule-why-not',
    who: 'administrator',
    path: '/organise/rules?search=heat+pumps',
    act: async (page) => {
      await firstRow(page)
      await page.getByRole('button', { name: says('Does it match …?') }).click()
      await page.getByRole('option').nth(2).click()
    },
  },
  {
    name: 'rule-activation',
    who: 'administrator',
    path: '/organise/rules?state=draft',
    act: async (page) => {
      await firstRow(page)
      await page.getByRole('button', { name: says('Activate') }).click()
    },
  },
  { name: 'rule-new', who: 'administrator', path: '/organise/rules/new' },
  { name: 'my-team', who: 'manager', path: '/team', act: rows },
  { name: 'my-team-history', who: 'manager', path: '/team/history', act: rows },
  { name: 'kept', who: 'administrator', path: '/courses/kept', act: rows },
  { name: 'history', who: 'administrator', path: '/history', act: rows },
  {
    name: 'history-act',
    who: 'administrator',
    path: '/history?noun=user',
    act: (page) => openAct(page, 'Facts'),
  },
  {
    name: 'user-history',
    who: 'administrator',
    path: '/users?search=learner%40example.com',
    act: (page) => openFirst(page, 'History'),
  },
  {
    name: 'why-not',
    who: 'administrator',
    path: '/users?search=learner%40example.com',
    act: async (page) => {
      await openFirst(page, 'Enrollments')
      await page.getByRole('button', { name: says('Why not?') }).click()
      await page.getByRole('dialog').getByRole('searchbox').fill('last phase')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /last phase/ })
        .click()
      await page.getByRole('dialog').getByText(says('What happened')).waitFor()
    },
  },
  { name: 'exclusions', who: 'administrator', path: '/courses', act: (page) => openFirst(page, 'Exclusions') },
  { name: 'mail', who: 'administrator', path: '/mail' },
  { name: 'settings', who: 'administrator', path: '/settings' },
  { name: 'my-settings', who: 'learner', path: '/my-settings' },
  { name: 'nothing-found', who: 'administrator', path: '/users?search=nobody+is+called+this' },
  { name: 'not-there', who: 'administrator', path: '/users/999999' },
  { name: 'sign-in', who: 'nobody', path: '/sign-in' },
]

const looks = {
  'light-desktop': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'dark-desktop': { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  'light-phone': { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true },
  'dark-phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true },
  'nl-desktop': { language: 'nl', viewport: { width: 1280, height: 800 } },
  'de-desktop': { language: 'de', viewport: { width: 1280, height: 800 } },
  'de-phone': { language: 'de', viewport: { width: 360, height: 740 }, hasTouch: true },
  'fr-desktop': { language: 'fr', viewport: { width: 1280, height: 800 } },
  'fr-phone': { language: 'fr', viewport: { width: 320, height: 640 }, hasTouch: true },
} as const satisfies Record<string, BrowserContextOptions & { language?: string }>

const data = await mkdtemp(join(tmpdir(), 'muster-shots-'))
const port = await freePort()
const settings = readSettings({ MUSTER_PORT: String(port), MUSTER_DATA: data, LOG_LEVEL: 'silent' })
const muster = await startMuster({
  settings,
  log: silentLog,
  webFolder: await buildWeb(),
  prepare: loadDemo,
})
const browser = await openBrowser()
try {
  if (values.all) {
    const wanted = (Object.keys(looks) as Array<keyof typeof looks>).filter((look) => look === (values.look ?? look))
    for (const look of wanted) await capture(browser, shots, look, resolve(values.all, look))
  } else {
    await capture(
      browser,
      shots.filter(({ name }) => /^\d/.test(name)),
      'light-desktop',
      join(root, 'docs/screenshots'),
    )
  }
} finally {
  await browser.close()
  await muster.stop()
  await rm(data, { recursive: true, force: true })
}

async function capture(browser: Browser, wanted: Shot[], look: keyof typeof looks, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { language, ...seen } = { language: 'en', ...looks[look] }
  spoken = textsIn(language)
  for (const [who, theirs] of Map.groupBy(wanted, (shot) => shot.who)) {
    const window = await browser.newContext({
      ...seen,
      baseURL: `http://127.0.0.1:${port}`,
      locale: language,
      reducedMotion: 'reduce',
    })
    const page = await window.newPage()
    if (who !== 'nobody') await signIn(page, who, language)
    for (const { name, path, act } of theirs) {
      try {
        await page.goto(path)
        await page.waitForLoadState('networkidle')
        await act?.(page)
        await settled(page)
      } catch (error) {
        // The picture shows how far it came; the run fails at its end.
        console.error(`${look} ${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
        process.exitCode = 1
      }
      await page.screenshot({ path: join(folder, `${name}.png`) })
      console.log(join(folder, `${name}.png`))
    }
    await window.close()
  }
}

/** Nothing is being loaded, and nothing begins to be in the moment after: a click asks only when what it opens is there. */
async function settled(page: Page): Promise<void> {
  for (let calm = 0; calm < 3; calm += 1) {
    await page.waitForLoadState('networkidle')
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"], [class*="bone"]') === null)
    await page.waitForTimeout(100)
  }
}

async function signIn(page: Page, who: Who, language: string): Promise<void> {
  const email = signIns.find(({ role }) => role === who)?.email ?? ''
  await page.goto('/sign-in')
  await page.getByLabel(says('E-mail')).fill(email)
  await page.getByLabel(says('Password'), { exact: true }).fill(password)
  await page.getByRole('button', { name: says('Sign in') }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  if (language === 'en') return
  await page.evaluate(
    (wanted) =>
      fetch('/api/me', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'x-muster': '1' },
        body: JSON.stringify({ language: wanted }),
      }),
    language,
  )
}
