import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { arriveAt, findOn, focusOn, tabTo } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

/** The row of a learning activity: others may name it too, in the reason why. */
const rowOf = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Enrollments' }).getByRole('row', { name: new RegExp(`^${title} `) })

describe('enrolling via the user overview', () => {
  it('goes as the article says', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Users' }).click()
    await page.getByRole('link', { name: 'Edit Ann de Vries' }).click()
    await page.getByRole('tab', { name: 'Enrollments', exact: true }).click()
    await page.getByRole('button', { name: 'Add enrollments' }).click()

    const picker = page.getByRole('dialog', { name: 'Enroll Ann de Vries' })
    const already = picker.getByRole('option', { name: /Fire safety/ })
    await already.getByText('Already enrolled').waitFor()
    await expect.poll(() => already.getAttribute('aria-disabled')).toBe('true')
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    await searchIn(picker.getByRole('combobox', { name: 'Search learning activities' }), 'privacy')
    await picker.getByRole('option', { name: /Data privacy/ }).click()
    await picker.getByText('2 selected').waitFor()
    await picker.getByRole('button', { name: 'Enrollments added', exact: true }).click()

    await page.getByText('Ann de Vries is enrolled in 2 more learning activities.').waitFor()
    await rowOf(page, 'Forklift basics').getByText('Enrolled because Ada Okafor enrolled them by hand on').waitFor()
    await rowOf(page, 'Data privacy').getByText('Not started').waitFor()
    await rowOf(page, 'Fire safety')
      .getByText('Enrolled because they are in department Warehouse or below it (since')
      .waitFor()
    await picker.waitFor({ state: 'detached' })
    expectNoComplaint()
  })

  it('goes without a mouse as well', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await tabTo(page, page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Users' }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Edit Bo Smit' }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'Bo Smit')
    await tabTo(page, page.getByRole('tab', { name: 'Enrollments', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('button', { name: 'Add enrollments' }))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Enroll Bo Smit' })
    const search = picker.getByRole('combobox')
    await findOn(search, 'conduct', 'Code of conduct', 'Shift+Enter')
    await picker.getByRole('button', { name: 'Remove Code of conduct' }).waitFor()
    await findOn(search, 'first aid', 'First aid')
    await picker.getByText('2 selected').waitFor()
    await tabTo(page, picker.getByRole('button', { name: 'Enrollments added', exact: true }))
    await page.keyboard.press('Enter')

    await page.getByText('Bo Smit is enrolled in 2 more learning activities.').waitFor()
    await rowOf(page, 'Code of conduct').waitFor()
    await rowOf(page, 'First aid').waitFor()
    // The focus is back where the picker was opened from.
    await focusOn(page.getByRole('button', { name: 'Add enrollments' }))
    expectNoComplaint()
  })

  it('loses nothing that was picked when the server says no', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/users/${people.femke.id}`)
    await page.getByRole('button', { name: 'Add enrollments' }).click()
    await page.getByRole('option', { name: /Data privacy/ }).click()
    await page.route('**/api/users/*/enrollments', (route) => route.abort())
    await page.getByRole('button', { name: 'Enrollments added', exact: true }).click()
    await page.getByText('Muster cannot be reached. Check the connection and try again.').waitFor()
    await page.unroute('**/api/users/*/enrollments')
    await page.getByRole('button', { name: 'Enrollments added', exact: true }).click()
    await page.getByText('Femke Bakker is enrolled in 1 more learning activity.').waitFor()
  })
})

describe('ending by hand', () => {
  it('says what it does, and withdraws at once', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.zoe.id}`)
    await page.getByRole('heading', { name: 'No enrollments yet' }).waitFor()
    await page.getByRole('button', { name: 'Add enrollments' }).click()
    await page.getByRole('option', { name: /Forklift basics/ }).click()
    await page.getByRole('button', { name: 'Enrollments added', exact: true }).click()

    await page.getByRole('button', { name: 'End Forklift basics' }).click()
    const asked = question(page, 'End Forklift basics for Zoë Janssen?')
    await asked.getByText('Zoë Janssen is withdrawn at once and can no longer open it.').waitFor()
    await asked.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('Zoë Janssen is no longer enrolled in Forklift basics.').waitFor()
    await page.getByText('1 withdrawn').click()
    await page
      .getByRole('table', { name: 'Withdrawn enrollments' })
      .getByText(/^Withdrawn on/)
      .waitFor()
    expectNoComplaint()
  })

  it('ends what was done by hand, and names the causes that remain', async () => {
    const { people, activities, author } = academy.story
    const actor = {
      userId: people.ada.id,
      name: 'Ada',
      role: 'administrator',
      isManager: false,
      language: 'en',
    } as const
    await change(academy.context.db, { kind: 'enrollment.add', author }, (tx) =>
      enrollByHand(tx, { actor, userIds: [people.daan.id], activityIds: [activities.fireSafety] }),
    )
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.daan.id}`)
    await rowOf(page, 'Fire safety').getByText('enrolled them by hand on').waitFor()
    await page.getByRole('button', { name: 'End Fire safety' }).click()
    const asked = question(page, 'End Fire safety for Daan Visser?')
    const remains = /Still enrolled because they are in department Warehouse or below it \(since .*\) and they have/
    await asked.getByText('What was done by hand ends.').waitFor()
    await asked.getByText(remains).waitFor()
    await asked.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByRole('status').getByText(remains).waitFor()
    await rowOf(page, 'Fire safety').getByText('enrolled them by hand on').waitFor({ state: 'detached' })
    await rowOf(page, 'Fire safety').getByText('they are in department').waitFor()
    expectNoComplaint()
  })

  it('changes nothing where nothing was done by hand, and says why', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/users/${people.daan.id}`)
    await page.getByRole('button', { name: 'End First aid' }).click()
    const told = question(page, 'First aid is required')
    await told
      .getByText(/Still enrolled because they have qualification BHV through team First aiders \(since .*\)\./)
      .waitFor()
    await told.getByRole('button', { name: 'Cancel' }).click()
    await told.waitFor({ state: 'detached' })
    await rowOf(page, 'First aid').getByText('Not started').waitFor()
  })
})

describe('enrolling like another person', () => {
  it('shows what the other has to do and why, and takes over what is ticked', async () => {
    const { people, activities } = academy.story
    const ada = {
      userId: people.ada.id,
      name: 'Ada Okafor',
      role: 'administrator',
      isManager: false,
      language: 'en',
    } as const
    await change(academy.context.db, { kind: 'enrollment.add', author: academy.story.author, notify: false }, (tx) =>
      enrollByHand(tx, { actor: ada, userIds: [people.daan.id], activityIds: [activities.loads, activities.privacy] }),
    )
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.zoe.id}`)
    await page.getByRole('button', { name: 'Like another' }).click()
    await searchIn(page.getByRole('dialog').getByRole('combobox', { name: 'Search people' }), 'daan')
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /^Daan Visser/ })
      .click()

    const difference = page.getByRole('dialog', { name: /like Daan Visser$/ })
    const loads = difference.getByRole('listitem').filter({ hasText: 'Lading zekeren' })
    await loads.getByText('Enrolled because Ada Okafor enrolled them by hand on').waitFor()
    await expectGoodForEveryone(page)
    for (const box of await difference.getByRole('listitem').getByRole('checkbox').all()) await box.uncheck()
    await expect
      .poll(() => difference.getByRole('button', { name: 'Enrollments added', exact: true }).isDisabled())
      .toBe(true)
    await loads.getByRole('checkbox').check()
    await difference.getByText(/^This enrolls .* in 1 learning activity\.$/).waitFor()
    await difference.getByRole('button', { name: 'Enrollments added', exact: true }).click()
    await page.getByText(/is enrolled in 1 more learning activity\./).waitFor()
    await rowOf(page, 'Lading zekeren').waitFor()
    expectNoComplaint()
  })
})
