import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { focusOn, tabTo, typeOn } from './keyboard.ts'

let academy: Academy
let today: string
beforeAll(async () => {
  academy = await openAcademy()
  const { people, activities, author } = academy.story
  const { db } = academy.context
  const ada = {
    userId: people.ada.id,
    name: 'Ada Okafor',
    role: 'administrator',
    isManager: false,
    language: 'en',
  } as const
  await change(db, { kind: 'enrollment.add', author, notify: false }, (tx) =>
    enrollByHand(tx, { actor: ada, userIds: [people.bo.id], activityIds: [activities.conduct] }),
  )
  await sql`update users set language = 'en' where id = ${people.ruth.id}`.execute(db)
  const { rows } = await sql<{ today: string }>`select academy_today()::text as today`.execute(db)
  today = rows[0]?.today ?? ''
})
afterAll(() => academy.close())

const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

it('the history of a user shows what they were enrolled in on a day, which the address holds', async () => {
  const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
  await goTo(`/users/${academy.story.people.bo.id}/history`)
  await page.getByRole('link', { name: /enrolled Bo Smit in Code of conduct/ }).waitFor()
  await page.getByLabel('As it was on').fill(today)
  const then = page.getByRole('table', { name: /^Enrollments on/ })
  await then
    .getByRole('row', { name: /Code of conduct/ })
    .getByText('Enrolled', { exact: true })
    .waitFor()
  expect(new URL(page.url()).searchParams.get('day')).toBe(today)
  await expectGoodForEveryone(page)

  await page.getByLabel('As it was on').fill(dayBefore(today))
  await page.getByText('No enrollments then').waitFor()
  await page.getByRole('button', { name: 'Back to the history' }).click()
  await page.getByRole('link', { name: /enrolled Bo Smit in Code of conduct/ }).waitFor()
  expectNoComplaint()
})

const pages = [
  {
    of: 'a user',
    path: () => `/users/${academy.story.people.bo.id}/history`,
    listed: /Ada Okafor enrolled Bo Smit/,
    listedThen: /^Code of conduct/,
    back: 'Back to the history',
  },
  {
    of: 'a learning activity',
    path: () => `/courses/${academy.story.activities.conduct}`,
    listed: /^Select Bo Smit/,
    listedThen: /^Bo Smit/,
    back: 'Back to now',
  },
]

it.each(pages)(
  'the past of $of is looked up without a mouse: the keyboard stays where the day is written',
  async (one) => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo(one.path())
    const day = page.getByRole('textbox', { name: 'As it was on' })
    const back = page.getByRole('button', { name: one.back })
    await page.getByRole('row', { name: one.listed }).waitFor()
    await tabTo(page, day)
    await typeOn(day, today)
    await page.getByRole('row', { name: one.listedThen }).waitFor()
    await page.getByRole('row', { name: one.listed }).waitFor({ state: 'detached' })

    // Nobody was enrolled a day before; that is written over it, with nothing lost on the way.
    await focusOn(day)
    await page.keyboard.press('Control+a')
    await typeOn(day, dayBefore(today))
    await page.getByRole('heading', { name: /(No enrollments|Nobody was enrolled) then/ }).waitFor()
    await expectGoodForEveryone(page)
    await focusOn(day)
    await tabTo(page, back, { most: 2 })
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: one.listed }).waitFor()
    await focusOn(day)
    expect(new URL(page.url()).searchParams.has('day')).toBe(false)
    expectNoComplaint()
    await close()
  },
)

it('a manager reads the history of one of their people, and what they were enrolled in on a day', async () => {
  const { people } = academy.story
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth)
  await goTo(`/team/${people.bo.id}`)
  await page.getByRole('tab', { name: 'History' }).click()
  const told = page.getByRole('row', { name: /enrolled Bo Smit in Code of conduct/ })
  await told.waitFor()
  // What else an act did is not theirs to see.
  expect(await told.getByRole('link').count()).toBe(0)
  await expectGoodForEveryone(page)
  await page.getByLabel('As it was on').fill(today)
  await page
    .getByRole('table', { name: /^Enrollments on/ })
    .getByRole('row', { name: /Code of conduct/ })
    .waitFor()
  expectNoComplaint()
})

it('a day is written in the language of the screen, whatever the browser speaks', async () => {
  const { people } = academy.story
  await sql`update users set language = 'nl' where id = ${people.ada.id}`.execute(academy.context.db)
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ada, { locale: 'en-US' })
  await goTo('/history')
  const from = page.getByRole('textbox', { name: 'Vanaf dag' })
  await from.fill('3-5-2026')
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).toBe('2026-05-03')
  await page.keyboard.press('Tab')
  await expect.poll(() => from.inputValue()).toBe('3 mei 2026')

  // What is no day is not taken for one, and says so.
  await from.fill('gisteren')
  await page.keyboard.press('Enter')
  await page.getByText('Dat was geen dag. Schrijf hem als 3 mei 2026.').waitFor()
  expect(await from.inputValue()).toBe('3 mei 2026')
  expect(new URL(page.url()).searchParams.get('from')).toBe('2026-05-03')
  await expectGoodForEveryone(page)
  await from.fill('')
  await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(false)
  expectNoComplaint()
})
