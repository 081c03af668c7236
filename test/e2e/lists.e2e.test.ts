import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { focusOn, pressOn } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const table = (page: Page) => page.getByRole('table', { name: 'Users' })
const namesIn = async (page: Page) =>
  (
    await page
      .getByRole('link', { name: /^Edit / })
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')?.replace('Edit ', '')))
  ).filter((name) => name !== undefined)
const search = (page: Page) => new URL(page.url()).searchParams

async function filterBy(page: Page, filter: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: filter }).click()
}

describe('the list of users', () => {
  it('is narrowed to what is picked by search, kept in the address and taken away again', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await filterBy(page, 'Teams')
    await searchIn(page.getByRole('textbox', { name: 'Search in Teams' }), 'night')
    await page.getByRole('option', { name: 'Night shift' }).click()
    await pressOn(page.getByRole('textbox', { name: 'Search in Teams' }), 'Escape')
    await focusOn(page.getByRole('button', { name: 'Teams Night shift' }))
    await expect.poll(() => namesIn(page)).toEqual(['Ann de Vries', 'Daan Visser'])
    await expect.poll(() => search(page).get('teamId')).toBe(String(academy.story.teams.nightShift))

    await filterBy(page, 'Groups')
    await pressOn(page.getByRole('textbox', { name: 'Search in Groups' }), 'Escape')
    await focusOn(page.getByRole('button', { name: 'Filter', exact: true }))
    await filterBy(page, 'Status')
    await page.getByRole('option', { name: 'Inactive' }).click()
    await page.getByText('Nothing matches these filters.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).last().waitFor()
    await page.getByRole('button', { name: 'Remove filter Status' }).click()
    await expect.poll(() => namesIn(page)).toEqual(['Ann de Vries', 'Daan Visser'])

    await page.reload()
    await page.getByRole('button', { name: 'Teams Night shift' }).waitFor()
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Remove filter Teams' }).click()
    await expect.poll(() => namesIn(page)).toHaveLength(12)
    expectNoComplaint()
  })

  it('leaves out what an address asks that means nothing, and goes by the rest', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo(
      '/users?search=ann&sort=bogus&addedFrom=zzz&companyId=x&status=nope&language=nl,xx&at=none&why=me&open=no',
    )
    await expect.poll(() => namesIn(page)).toContain('Ann de Vries')
    await page.getByRole('button', { name: 'Language Nederlands' }).waitFor()
    expect(await page.getByRole('button', { name: /^Remove filter/ }).count()).toBe(1)

    const { activities, people, teams } = academy.story
    const mangled = 'sort=-bogus&at=-1&day=1900-13-77&state=x&kind=x&why=x&archived=x&direct=x&frozen=x&show=x'
    for (const path of [
      '/history?from=2026-13-45&to=2026-02-30&by=x&noun=x&person=x&',
      '/courses?type=x&',
      `/courses/${activities.forklift}?`,
      `/courses/${activities.forklift}/history?`,
      `/users/${people.ann.id}?`,
      `/users/${people.ann.id}/history?`,
      '/organise/departments?company=x&',
      `/organise/teams/${teams.nightShift}?`,
      '/organise/qualifications?',
      '/mail?message=x&',
    ]) {
      await goTo(`${path}${mangled}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect([path, await page.getByRole('alert').allInnerTexts(), await page.getByRole('dialog').count()]).toEqual([
        path,
        [],
        0,
      ])
    }
    expectNoComplaint()
  })

  it('remembers its columns, and all of it under a name', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users?language=nl&sort=-addedOn')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Manager' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'E-mail' }).click()
    await pressOn(page.getByRole('menu'), 'Escape')
    await table(page).getByRole('columnheader', { name: 'Manager' }).waitFor()
    await expect.poll(() => table(page).getByRole('columnheader', { name: 'E-mail' }).count()).toBe(0)
    const names = await namesIn(page)

    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Save this view as' }).fill('Newest in Dutch')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Newest in Dutch', exact: true }).waitFor()

    await goTo('/users')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Newest in Dutch', exact: true }).click()
    await expect.poll(() => namesIn(page)).toEqual(names)
    expect(Object.fromEntries(search(page))).toEqual({ language: 'nl', sort: '-addedOn' })
    // Those of another list are its own.
    await goTo('/courses')
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('textbox', { name: 'Save this view as' }).waitFor()
    expect(await page.getByRole('button', { name: 'Newest in Dutch', exact: true }).count()).toBe(0)
    expectNoComplaint()
  })
})

describe('an export', () => {
  it('has the rows and the columns of the list, as a file', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users?language=fr,de')
    await page.getByRole('button', { name: 'Columns' }).click()
    for (const column of ['E-mail', 'Added', 'Enrollments', 'Department'])
      await page.getByRole('menuitemcheckbox', { name: column }).click()
    await pressOn(page.getByRole('menu'), 'Escape')
    const names = await namesIn(page)
    await page.getByRole('button', { name: 'Export' }).click()
    const started = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    const file = await started
    expect(file.suggestedFilename()).toMatch(/^Users \d{4}-\d\d-\d\d\.csv$/)
    const [header, ...rows] = (await readFile(await file.path(), 'utf8')).replace('\ufeff', '').trimEnd().split('\r\n')
    expect(header).toBe('Name,Company,Status')
    expect(rows.map((row) => row.split(',')[0])).toEqual(names)
    expectNoComplaint()
  })
})

describe('a selection', () => {
  const bar = (page: Page) => page.getByRole('region', { name: 'Selected' })

  it('is made with Shift and with the keyboard, survives searching, and takes all that match', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await page.getByRole('checkbox', { name: 'Select Ann de Vries' }).click()
    await page.getByRole('checkbox', { name: 'Select Émile Dubois' }).click({ modifiers: ['Shift'] })
    await bar(page).getByText('4 selected').waitFor()
    await page.getByRole('searchbox', { name: 'Search users' }).fill('visser')
    await expect.poll(() => namesIn(page)).toEqual(['Daan Visser'])
    await page.getByRole('checkbox', { name: 'Select Daan Visser' }).press('Space')
    await bar(page).getByText('3 selected').waitFor()
    await page.getByRole('searchbox', { name: 'Search users' }).fill('')
    await expect.poll(() => namesIn(page)).toHaveLength(12)
    await bar(page).getByRole('button', { name: 'Select all 12 matches' }).click()
    await bar(page).getByText('12 selected').waitFor()
    expect(await page.getByRole('checkbox', { name: 'Select all shown' }).isChecked()).toBe(true)
    await expectGoodForEveryone(page)
    await bar(page).getByRole('button', { name: 'Clear' }).click()
    await bar(page).waitFor({ state: 'detached' })
    expectNoComplaint()
  })

  it('of users is enrolled and moved at once, each foreseen and taken back', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    for (const name of ['Émile Dubois', 'Zoë Janssen'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).click()
    await bar(page).getByRole('button', { name: 'Enroll', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Enroll 2 people' })
    await searchIn(picker.getByRole('combobox', { name: 'Search learning activities' }), 'privacy')
    await picker.getByRole('option', { name: /^Data privacy/ }).click()
    await picker.getByText('Enrolls 2 people in 1 learning activity.').waitFor()
    await picker.getByRole('button', { name: 'Enrollments added' }).click()
    await page.getByText('2 enrollments added.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('2 withdrawn').waitFor()

    for (const name of ['Émile Dubois', 'Zoë Janssen'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).click()
    await bar(page).getByRole('button', { name: 'Change' }).click()
    await page.getByRole('menuitem', { name: 'Company or department' }).click()
    const sheet = page.getByRole('dialog', { name: 'Move 2 people' })
    for (const [label, name] of [
      ['Company', 'Rakema'],
      ['Department', 'Venlo'],
    ] as const) {
      await searchIn(sheet.getByRole('combobox', { name: label, exact: true }), name)
      await page.getByRole('option', { name: new RegExp(`^${name}( Warehouse|$)`) }).click()
    }
    await sheet.getByText('Enrolls 2 people in 1 learning activity.').waitFor()
    await sheet.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByText('2 people were changed.').waitFor()
    await bar(page).waitFor({ state: 'detached' })

    for (const name of ['Émile Dubois', 'Zoë Janssen'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).click()
    await bar(page).getByRole('button', { name: 'Add to' }).click()
    await page.getByRole('menuitem', { name: 'Qualification' }).click()
    const giving = page.getByRole('dialog', { name: 'Give 2 people a qualification' })
    await searchIn(giving.getByRole('combobox', { name: 'Qualification', exact: true }), 'BHV')
    await page.getByRole('option', { name: 'BHV' }).click()
    await giving.getByText(/^This enrolls 2 people in /).waitFor()
    await giving.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('2 people have it now.').waitFor()
    expectNoComplaint()
  })

  it('of participants is ended, and kept out with a reason', async () => {
    const { activities, people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.fireSafety}`)
    await page.getByRole('checkbox', { name: 'Select Ann de Vries' }).click()
    await bar(page).getByRole('button', { name: 'End and exclude' }).click()
    const sheet = page.getByRole('dialog', { name: 'Exclude 1 person from Fire safety' })
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('Has a certificate')
    await sheet.getByText(/withdraws 1/i).waitFor()
    await sheet.getByRole('button', { name: 'End and exclude' }).click()
    await page.getByText('1 person is excluded. 1 withdrawn.').waitFor()
    await expect.poll(() => page.getByRole('checkbox', { name: 'Select Ann de Vries' }).count()).toBe(0)
    expectNoComplaint()
  })
})

describe('the picker', () => {
  it('picks all that a search matches at once, beside what was ticked before', async () => {
    const { activities, people } = academy.story
    const { db } = academy.context
    await sql`
      insert into users (name, email, company_id, language, added_on)
      select 'Crowd ' || n, 'crowd' || n || '@example.com', ${academy.story.companies.rakema}, 'en', '2026-01-01'
      from generate_series(1, 120) n`.execute(db)
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.conduct}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const picker = page.getByRole('dialog')
    const search = picker.getByRole('combobox', { name: 'Search users' })
    await searchIn(search, 'visser')
    await picker.getByRole('option', { name: /^Daan Visser/ }).click()
    await searchIn(search, 'crowd')
    await picker.getByRole('button', { name: 'Select all 120 matches' }).click()
    await picker.getByText('121 selected').waitFor()
    await picker.getByText('This enrolls 121 people in 1 learning activity.').waitFor()
    await expectGoodForEveryone(page)
    await picker.getByRole('button', { name: 'Add Users' }).click()
    await page.getByText('121 people are enrolled in Code of conduct.').waitFor()
    expectNoComplaint()
  })
})
