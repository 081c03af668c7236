import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { insertFacts } from '../../server/facts.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { choose, csv, type File, step, upload } from './importing.ts'
import { untilLoaded } from './loading.ts'

/** More than are planned and applied in the request that starts it. */
const crowd = 8500

let academy: Academy
let emails: string[]
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  emails = Array.from({ length: crowd }, (_, nth) => `crowd${nth}@example.com`)
  const { rakema } = story.companies
  await change(context.db, { kind: 'user.create', author: story.author }, (tx) =>
    insertFacts(
      tx,
      'users',
      emails.map((email, nth) => ({
        name: `Crowd ${nth}`,
        email,
        language: 'en',
        company_id: rakema,
        department_id: null,
        added_on: '2026-01-01',
      })),
    ),
  )
})
afterAll(() => academy.close())

const everybody = (name: string, title: string, many: number): File =>
  csv(name, ['E-mail', title], ...emails.slice(0, many).map((email) => [email, 'x']))

/** Does something while somebody else holds this person: what is about them waits. */
async function whileHeld(email: string, act: () => Promise<void>): Promise<void> {
  await academy.context.db.transaction().execute(async (tx) => {
    await sql`select lock_buckets(array(select id from users where email = ${email}))`.execute(tx)
    await act()
  })
}

const begin = (page: Page) => page.getByRole('button', { name: 'Start import', exact: true })

describe('an import that does much', () => {
  it('asks for its number, and begins with that number alone, however it is written', async () => {
    const visit = await academy.visit(academy.story.people.ada)
    const { page, expectNoComplaint } = visit
    await upload(visit, 'Enroll users', everybody('much.csv', 'Data privacy', 1200))
    const start = step(page, 'Start')
    await start.getByText('This enrolls 1,200 people in 1 learning activity.').waitFor()
    const number = start.getByRole('textbox', { name: 'Type 1200 to go on' })
    expect(await begin(page).isDisabled()).toBe(true)
    await number.fill('120')
    await number.press('Enter')
    expect(await begin(page).isDisabled()).toBe(true)
    await expectGoodForEveryone(page)
    await number.fill('1,200')
    expect(await begin(page).isEnabled()).toBe(true)
    await number.press('Enter')
    await start.getByText('Imported. 1,200 enrollments added.').waitFor()
    expectNoComplaint()
  })

  it('is followed while it runs, also by whoever left and came back, and says what it did', async () => {
    const visit = await academy.visit(academy.story.people.ada)
    const { page, goTo, expectNoComplaint } = visit
    await upload(visit, 'Enroll users', everybody('long.csv', 'Code of conduct', crowd))
    const start = step(page, 'Start')
    await start.getByRole('textbox', { name: `Type ${crowd} to go on` }).fill(String(crowd))
    await whileHeld(emails.at(-1) ?? '', async () => {
      await begin(page).click()
      const progress = start.getByRole('progressbar', { name: 'Importing' })
      await progress.waitFor()
      await start.getByText('You can leave this page.').waitFor()
      expect(await start.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0)
      await expectGoodForEveryone(page)
      const here = page.url()
      await goTo('/courses')
      await page.getByRole('list', { name: 'Running work' }).waitFor()
      await goTo(new URL(here).pathname)
      await progress.waitFor()
    })
    await start.getByText('Imported. 8,500 enrollments added.').waitFor()
    await start.getByRole('button', { name: 'Undo', exact: true }).waitFor()
    expectNoComplaint()
  })
})

describe('an import that is not gone on with', () => {
  it('is discarded after a month, says so to whoever comes back, and takes another file', async () => {
    const { story, context } = academy
    const visit = await academy.visit(story.people.ada)
    const { page, expectNoComplaint } = visit
    await upload(visit, 'Enroll users', csv('forgotten.csv', ['E-mail', 'First aid'], [story.people.zoe.email, 'x']))
    await begin(page).waitFor()
    const id = Number(new URL(page.url()).pathname.split('/').at(-1))
    await sql`update imports set touched_at = now() - interval '31 days' where id = ${id}`.execute(context.db)
    const stateNow = () => sql<{ state: string }>`select state from imports where id = ${id}`.execute(context.db)
    await expect.poll(async () => (await stateNow()).rows[0]?.state).toBe('expired')
    await page.reload()
    await untilLoaded(page)
    const alert = page.getByRole('alert')
    await alert.getByText('forgotten.csv was discarded').waitFor()
    await alert.getByText('Nobody came back to this import for 30 days').waitFor()
    await expectGoodForEveryone(page)
    await choose(
      page,
      () => page.getByRole('button', { name: 'Upload another file' }).click(),
      csv('again.csv', ['E-mail', 'First aid'], [story.people.zoe.email, 'x']),
    )
    await step(page, 'Check').getByText('1 row, with nothing wrong in it').waitFor()
    expectNoComplaint()
  })

  it('stands apart from files that were not read, each with why, and a phone folds both', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada, { width: 390, height: 800 })
    const { page, goTo, expectNoComplaint } = visit
    await upload(visit, 'Enroll users', csv('waits.csv', ['E-mail', 'First aid'], [people.zoe.email, 'x']))
    await begin(page).waitFor()
    const picture = { name: 'photo.xlsx', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a', 'hex') }
    await upload(visit, 'Enroll users', picture)
    await page.getByRole('alert').getByText('photo.xlsx was not read').waitFor()
    // Nothing of it counts as done.
    for (const name of ['Learning activities', 'Template']) {
      await step(page, name).and(page.locator('[data-state="ahead"]')).waitFor()
    }

    await goTo('/users/import')
    await page.getByText('What do you want to do?').waitFor()
    expect(await page.getByRole('link', { name: 'Go on waits.csv' }).isVisible()).toBe(false)
    await page.getByRole('heading', { name: /^Imports that wait/ }).click()
    await page.getByRole('link', { name: 'Go on waits.csv' }).waitFor()
    await page.getByRole('heading', { name: /^Files that were not read/ }).click()
    await page.getByText('This is a picture: upload a spreadsheet, as .xlsx or .csv.').waitFor()
    expect(await page.getByRole('link', { name: 'Go on photo.xlsx' }).count()).toBe(0)
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Discard photo.xlsx' }).click()
    await question(page, 'Discard photo.xlsx?').getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('heading', { name: /^Files that were not read/ }).waitFor({ state: 'detached' })
    expectNoComplaint()
  })
})

describe('an import that is being worked on', () => {
  it('says so while Muster does not answer, and goes on by itself when it does', async () => {
    const { story, context } = academy
    const visit = await academy.visit(story.people.ada)
    const { page, window } = visit
    await upload(visit, 'Enroll users', csv('worked.csv', ['E-mail', 'First aid'], [story.people.zoe.email, 'x']))
    await begin(page).waitFor()
    const id = Number(new URL(page.url()).pathname.split('/').at(-1))
    // As of a worker that has died, and is not taken for dead yet.
    await sql`
      update imports set state = 'checking', worker = gen_random_uuid(), leased_until = now() + interval '1 hour'
      where id = ${id}`.execute(context.db)
    await page.reload()
    await page.getByText('Checking the rows.').waitFor()
    await window.route('**/api/imports/*', (route) => route.abort())
    const away = page.getByText('Muster does not answer at the moment. Nothing is lost')
    await away.waitFor()
    await expectGoodForEveryone(page)
    await window.unroute('**/api/imports/*')
    await away.waitFor({ state: 'detached' })
    await sql`update imports set leased_until = now() where id = ${id}`.execute(context.db)
    await begin(page).waitFor()
  })
})

describe('an import in two windows', () => {
  it('is started as it was seen, and not as the other made it; and what the other discarded says so', async () => {
    const { people } = academy.story
    const one = await academy.visit(people.ada)
    const other = await academy.visit(people.ada)
    const file = csv('shared.csv', ['E-mail', 'First aid'], [people.wei.email, 'x'], [people.emile.email, 'yes'])
    await upload(one, 'Enroll users', file)
    await begin(one.page).waitFor()
    await other.goTo(new URL(one.page.url()).pathname)
    const seen = step(other.page, 'Start')
    await seen.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await one.page.getByRole('form', { name: 'yes' }).getByRole('textbox').fill('x')
    await one.page.keyboard.press('Enter')
    await step(one.page, 'Start').getByText('This enrolls 2 people in 1 learning activity.').waitFor()

    await begin(other.page).click()
    await other.page.getByText('This import was changed since you looked').waitFor()
    await seen.getByText('This enrolls 2 people in 1 learning activity.').waitFor()
    await one.page.getByRole('button', { name: 'More actions' }).click()
    await one.page.getByRole('menuitem', { name: 'Discard' }).click()
    await question(one.page, 'Discard shared.csv?').getByRole('button', { name: 'Discard' }).click()
    await one.page.getByText('What do you want to do?').waitFor()
    await begin(other.page).click()
    await other.page.getByRole('alert').getByText('This import is not there any more').waitFor()
    await expectGoodForEveryone(other.page)
    await other.page.getByRole('link', { name: 'Import another file' }).click()
    await other.page.getByText('What do you want to do?').waitFor()
    await other.close()
  })
})

describe('a pasted column of titles', () => {
  it('is recognised in whatever case, and what is not known is listed', async () => {
    const { page, goTo, window, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await window.grantPermissions(['clipboard-read', 'clipboard-write'])
    await goTo('/users/import?action=enroll')
    const column = 'Forklift basics\r\nDATA PRIVACY\r\n\r\nHow to fly\r\n'
    await page.evaluate((text) => navigator.clipboard.writeText(text), column)
    await page.getByRole('combobox', { name: 'Search learning activities' }).focus()
    await page.keyboard.press('Control+v')
    await page.getByText('2 names recognized and selected.').waitFor()
    await page.getByText('1 name is not known').waitFor()
    await page.getByText('How to fly').waitFor()
    for (const title of ['Forklift basics', 'Data privacy'])
      await page.getByRole('button', { name: `Remove ${title}` }).waitFor()
    await expectGoodForEveryone(page)
    // The address has them, as it has what is ticked.
    await page.reload()
    await page.getByRole('button', { name: 'Remove Data privacy' }).waitFor()
    expectNoComplaint()
  })
})
