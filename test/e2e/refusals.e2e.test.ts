import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import german from '../../web/locales/de/organization.json' with { type: 'json' }
import french from '../../web/locales/fr/organization.json' with { type: 'json' }
import dutch from '../../web/locales/nl/organization.json' with { type: 'json' }
import { type Academy, openAcademy } from './academy.ts'
import { untilLoaded } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

it.each([
  ['nl', dutch, /^Team “.+” is er al\. Kies een andere naam\.$/],
  ['de', german, /^Team „.+“ gibt es schon\. Einen anderen Namen wählen\.$/],
  ['fr', french, /^Équipe «\u00a0.+\u00a0»\u00a0: ce nom est déjà pris\. Choisissez-en un autre\.$/],
])('what names something is refused in the language of whoever asks: %s', async (language, words, sentence) => {
  const { db } = academy.context
  const { ada } = academy.story.people
  await sql`update users set language = ${language} where id = ${ada.id}`.execute(db)
  const { rows } = await sql<{ name: string }>`select name from teams order by id limit 1`.execute(db)
  const { page, goTo, close } = await academy.visit(ada)
  await goTo('/organise/teams')
  await page.getByRole('button', { name: words.teams.new }).click()
  const sheet = page.getByRole('dialog')
  await sheet
    .getByRole('textbox')
    .first()
    .fill(rows[0]?.name ?? '')
  await page.keyboard.press('Enter')
  await sheet.getByText(sentence).first().waitFor()
  expect(await page.getByText('There is a team').count()).toBe(0)
  await close()
})

it('whoever is signed out while a sheet is open signs in beside it, and goes on', async () => {
  const { people } = academy.story
  await sql`update users set language = 'en' where id = ${people.ada.id}`.execute(academy.context.db)
  const { page, window, goTo, close } = await academy.visit(people.ada)
  await page.clock.install()
  await goTo('/organise/teams')
  await page.getByRole('button', { name: 'New team' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('textbox').first().fill('Night watch')
  const cookies = await window.cookies()
  await window.clearCookies()
  await page.keyboard.press('Enter')
  await sheet.getByText('your session has ended').waitFor()
  const [other] = await Promise.all([
    window.waitForEvent('page'),
    sheet.getByRole('link', { name: 'Sign in in another tab' }).click(),
  ])
  await other.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
  await other.close()
  // Whatever is asked in the background meanwhile is refused too, and leads nowhere.
  await page.clock.fastForward(120_000)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await untilLoaded(page)
  expect(await sheet.getByRole('textbox').first().inputValue()).toBe('Night watch')
  expect(await page.getByRole('dialog').count()).toBe(1)
  await window.addCookies(cookies)
  await sheet.getByRole('button', { name: 'Create team' }).click()
  await page.getByRole('heading', { name: 'Night watch' }).waitFor()
  await close()
})
