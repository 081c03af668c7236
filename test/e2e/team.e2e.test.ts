import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { undoBatch } from '../../server/undo.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { arriveAt, findOn, focusOn, pressOn, tabTo } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  const { people, activities } = story
  // Ruth manages the warehouse; here she reads English.
  await change(context.db, { kind: 'user.edit', author: story.author }, (tx) =>
    editUser(tx, { id: people.ruth.id, edit: { language: 'en' } }),
  )
  const ada = {
    userId: people.ada.id,
    name: 'Ada Okafor',
    role: 'administrator',
    isManager: false,
    language: 'en',
  } as const
  await change(context.db, { kind: 'enrollment.add', author: story.author, notify: false }, (tx) =>
    enrollByHand(tx, { actor: ada, userIds: [people.ann.id], activityIds: [activities.loads] }),
  )
})
afterAll(() => academy.close())

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })
const enrollment = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Enrollments' }).getByRole('row', { name: new RegExp(title) })

describe('enrolling via My Team', () => {
  it('goes as the article says', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ruth)
    await goTo('/')
    await menu(page, 'My Team').click()
    await page.getByRole('tab', { name: 'Team Members', exact: true }).click()
    await page.getByRole('link', { name: /^Ann de Vries/ }).click()
    await page.getByRole('tab', { name: 'Learning activities', exact: true }).click()
    await page.getByRole('button', { name: 'Add registration', exact: true }).click()

    const picker = page.getByRole('dialog', { name: 'Enroll Ann de Vries' })
    await picker
      .getByRole('option', { name: /Fire safety/ })
      .getByText('Already enrolled')
      .waitFor()
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    await searchIn(picker.getByRole('combobox'), 'conduct')
    await picker.getByRole('option', { name: /Code of conduct/ }).click()
    await picker.getByRole('button', { name: 'Enrollments added', exact: true }).click()

    await page.getByText('Ann de Vries is enrolled in 2 more learning activities.').waitFor()
    await enrollment(page, 'Forklift basics').getByText('Ruth de Wit, a manager, enrolled them').waitFor()
    await enrollment(page, 'Code of conduct').waitFor()
    await page.getByRole('tab', { name: 'Learning activities', exact: true }).getByText('4').waitFor()
    expectNoComplaint()
  })

  it('goes without a mouse as well', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ruth)
    await goTo('/')
    await tabTo(page, menu(page, 'My Team'))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('tab', { name: 'Team Members', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: /^Bo Smit/ }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'Bo Smit')
    await tabTo(page, page.getByRole('tab', { name: 'Learning activities', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('button', { name: 'Add registration', exact: true }))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Enroll Bo Smit' })
    await findOn(picker.getByRole('combobox'), 'privacy', 'Data privacy')
    await picker.getByText('1 selected').waitFor()
    await tabTo(page, picker.getByRole('button', { name: 'Enrollments added', exact: true }))
    await page.keyboard.press('Enter')

    await page.getByText('Bo Smit is enrolled in 1 more learning activity.').waitFor()
    await enrollment(page, 'Data privacy').waitFor()
    await focusOn(page.getByRole('button', { name: 'Add registration', exact: true }))

    // The way back is one step, as an administrator's is, and stands in the history too.
    await page.getByRole('status').getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Undone. 1 withdrawn.').waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Undo', exact: true }).waitFor()
    await goTo('/team/history')
    const acts = page.getByRole('table', { name: 'History' })
    await acts.getByText('Undone', { exact: true }).waitFor()
    await acts.getByText('Undoes an earlier act').waitFor()
    await expectGoodForEveryone(page)
    await acts.getByRole('button', { name: /^Undo: Ruth de Wit undid “/ }).click()
    const asked = question(page, 'Undo this?')
    await asked.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await asked.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Undone. 1 enrollment added.').waitFor()
    await goTo(`/team/${academy.story.people.bo.id}`)
    await enrollment(page, 'Data privacy').waitFor()
    expectNoComplaint()
  })
})

describe('undoing', () => {
  it('says once who was first, where somebody else did it meanwhile', async () => {
    const { context, story } = academy
    const { ruth, bo } = story.people
    const author = { kind: 'user', userId: ruth.id } as const
    const actor = { userId: ruth.id, name: 'Ruth', role: 'learner', isManager: true, language: 'en' } as const
    const { outcome } = await change(context.db, { kind: 'enrollment.add', author, notify: false }, (tx) =>
      enrollByHand(tx, { actor, userIds: [bo.id], activityIds: [story.activities.conduct] }),
    )
    const { page, goTo } = await academy.visit(ruth)
    await goTo('/team/history')
    await page.getByRole('button', { name: 'Undo: Ruth de Wit enrolled Bo Smit in Code of conduct.' }).click()
    const asked = question(page, 'Undo this?')
    await asked.getByText('This withdraws 1 enrollment.').waitFor()
    await change(context.db, { kind: 'undo', author: story.author, notify: false }, (tx) =>
      undoBatch(tx, { batchId: outcome.batchId, withdrawStarted: false }),
    )
    await asked.getByRole('button', { name: 'Undo', exact: true }).click()
    const said = page.getByText(/undid this already, on .* To have it again, undo the undo\.$/)
    await said.waitFor()
    await asked.waitFor({ state: 'detached' })
    expect(await said.count()).toBe(1)
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})

describe('a manager', () => {
  it('sees their people, those further below as well, and how far they are', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth)
    await goTo('/team')
    const members = page.getByRole('table', { name: 'Team Members' })
    await members
      .getByRole('row', { name: /Femke Bakker/ })
      .getByText('Rakema · Night dock')
      .waitFor()
    await members
      .getByRole('row', { name: /Daan Visser/ })
      .getByText('0 of 2')
      .waitFor()
    await expect.poll(() => members.getByText('Marta Kowalska').count()).toBe(0)
    await page.getByRole('searchbox', { name: 'Search team members' }).fill('femke')
    await members.getByText('Daan Visser').waitFor({ state: 'detached' })
    expectNoComplaint()
  })

  it('ends only what managers made by hand', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth)
    await goTo(`/team/${people.ann.id}`)
    await enrollment(page, 'Lading zekeren').getByText('Ada Okafor enrolled them by hand').waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^End / }).allTextContents()).toHaveLength(2)
    await expect.poll(() => page.getByRole('button', { name: 'End Lading zekeren' }).count()).toBe(0)
    await expect.poll(() => page.getByRole('button', { name: 'End Fire safety' }).count()).toBe(0)

    // Without a mouse: the focus is in the sheet at once, and Enter that is still held down neither ends nor cancels.
    await page.getByRole('button', { name: 'End Code of conduct' }).focus()
    await page.keyboard.down('Enter')
    const asked = question(page, 'End Code of conduct for Ann de Vries?')
    await focusOn(asked.getByRole('button', { name: 'Cancel', exact: true }))
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await asked.getByText('This withdraws 1 enrollment.').waitFor()
    await page.keyboard.press('Tab')
    await pressOn(asked.getByRole('button', { name: 'End', exact: true }), 'Enter')
    await page.getByText('Ann de Vries is no longer enrolled in Code of conduct.').waitFor()
    await enrollment(page, 'Code of conduct').waitFor({ state: 'detached' })
    // What took the place of the row has the focus.
    await focusOn(page.getByRole('button', { name: 'Why: Fire safety' }))
    expectNoComplaint()
  })

  it('finds nobody who is not theirs', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.ruth)
    await goTo(`/team/${people.marta.id}`)
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  })

  it('is who has the entry in the menu: a learner without reports has none', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.bo)
    await goTo('/')
    await menu(page, 'My learning').waitFor()
    await expect.poll(() => menu(page, 'My Team').count()).toBe(0)
  })
})

it('a manager enrolls several team members at once, and sees whom that touches', async () => {
  const { people, activities } = academy.story
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth)
  await goTo('/team')
  for (const name of ['Bo Smit', 'Daan Visser'])
    await page
      .getByRole('row', { name: new RegExp(name) })
      .getByRole('checkbox')
      .check()
  const bar = page.getByRole('region', { name: 'Selected' })
  await bar.getByText('2 selected').waitFor()
  await bar.getByRole('button', { name: 'Add registration', exact: true }).click()

  const picker = page.getByRole('dialog', { name: 'Enroll 2 team members' })
  await picker.getByRole('option', { name: /^Lading zekeren/ }).click()
  await picker.getByText('This enrolls 2 people in 1 learning activity.').waitFor()

  // Esc leaves what is on top alone: the names, then, when asked, the question.
  const whom = picker.getByRole('button', { name: 'Whom?', exact: true })
  await whom.click()
  const names = page.getByRole('dialog', { name: 'Whom this touches' })
  await names.getByRole('row', { name: /^Bo Smit/ }).waitFor()
  await pressOn(names, 'Escape')
  await names.waitFor({ state: 'detached' })
  await focusOn(whom)
  const leaving = question(page, 'Leave without saving?')
  expect(await leaving.count()).toBe(0)
  await pressOn(picker, 'Escape')
  await pressOn(leaving.getByRole('button', { name: 'Stay', exact: true }), 'Enter')
  await leaving.waitFor({ state: 'detached' })
  await focusOn(whom)
  await pressOn(picker, 'Escape')
  await pressOn(leaving, 'Escape')
  await leaving.waitFor({ state: 'detached' })
  await focusOn(whom)
  await picker.getByRole('button', { name: 'Enrollments added', exact: true }).click()
  await page.getByText('2 enrollments added.').waitFor()
  await bar.waitFor({ state: 'detached' })
  const { rows } = await sql<{ user_id: number }>`
    select user_id from enrollments where activity_id = ${activities.loads} and state = 1`.execute(academy.context.db)
  expect(rows.map(({ user_id }) => user_id)).toEqual(expect.arrayContaining([people.bo.id, people.daan.id]))
  expectNoComplaint()
})

it('a manager sees what happened to their people lately, and nothing of others', async () => {
  const { people, activities } = academy.story
  await change(academy.context.db, { kind: 'enrollment.add', author: academy.story.author, notify: false }, (tx) =>
    enrollByHand(tx, {
      actor: { userId: people.ada.id, name: 'Ada Okafor', role: 'administrator', isManager: false, language: 'en' },
      userIds: [people.femke.id, people.marta.id],
      activityIds: [activities.privacy],
    }),
  )
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth)
  await goTo('/team')
  await page.getByRole('main').getByRole('tab', { name: 'History' }).click()
  const latest = page.getByRole('table', { name: 'History' }).getByRole('row').nth(1)
  await latest.getByText('enrolled Femke Bakker in Data privacy.').waitFor()
  await latest.getByText('1 enrolled').waitFor()
  await expect.poll(() => page.getByText('Marta Kowalska').count()).toBe(0)
  await expectGoodForEveryone(page)
  await latest.getByRole('link', { name: 'Femke Bakker' }).click()
  await arriveAt(page, 'Femke Bakker')
  expectNoComplaint()
})
