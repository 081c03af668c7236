import { sql } from 'kysely'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editAssignments } from '../../server/enrollment/assignment/assignments.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, openAcademy, question } from './academy.ts'
import { focusOn, pressOn, saveByKey } from './keyboard.ts'
import { searchIn, untilLoaded } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  // So that the company leads somewhere, too.
  await change(context.db, { kind: 'assignment.edit', author: story.author }, (tx) =>
    editAssignments(tx, {
      unit: { kind: 'companies', id: story.companies.logistics },
      add: [{ targetId: story.activities.conduct, onLeaving: null, includesBelow: true }],
      edit: [],
      remove: [],
    }),
  )
})
afterAll(() => academy.close())

/** Types into a field that searches, and takes what it finds. */
async function choose(within: Page | Locator, label: string, name: string): Promise<void> {
  const field = within.getByRole('combobox', { name: label, exact: true })
  await field.click()
  await searchIn(field, name)
  const page = 'keyboard' in within ? within : within.page()
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

/** The learning activities that are listed, without what the reasons name. */
async function titles(page: Page): Promise<string[]> {
  const links = page.getByRole('table', { name: 'Enrollments' }).locator('a[href^="/courses/"]')
  return (await links.allTextContents()).toSorted()
}

describe('a new user', () => {
  it('is enrolled in all that company, team and qualification lead to when the save returns', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await page.getByRole('button', { name: 'New user' }).click()
    const sheet = page.getByRole('dialog', { name: 'New user' })
    await focusOn(sheet.getByRole('textbox', { name: 'Name', exact: true }))
    await sheet.getByRole('button', { name: 'Create user' }).click()
    await sheet.getByText('Fill this in.').first().waitFor()
    await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Noor Haddad')
    await sheet.getByRole('textbox', { name: 'E-mail' }).fill('noor.haddad@example.com')
    await choose(sheet, 'Company', 'Rakema Logistics')
    await choose(sheet, 'Department', 'Transport')
    await sheet.getByRole('button', { name: 'Clear Department' }).press('Enter')
    await focusOn(sheet.getByRole('combobox', { name: 'Department' }))
    await choose(sheet, 'Department', 'Lorries')
    // What is typed and not chosen does not stay there as if it were.
    await sheet.getByRole('combobox', { name: 'Teams' }).fill('night')
    await sheet.getByRole('combobox', { name: 'Teams' }).press('Tab')
    await expect.poll(() => sheet.getByRole('combobox', { name: 'Teams' }).inputValue()).toBe('')
    // Nor is Enter lost to whoever goes on while it is still searched.
    const held = Promise.withResolvers<void>()
    await page.route('**/api/teams?*search=night*', async (route) => {
      await held.promise
      await route.fallback()
    })
    await sheet.getByRole('combobox', { name: 'Teams' }).fill('night s')
    await sheet.getByRole('combobox', { name: 'Teams' }).press('Enter')
    await sheet.getByRole('combobox', { name: 'Teams' }).press('Tab')
    held.resolve()
    await sheet.getByRole('button', { name: 'Remove Night shift' }).waitFor()
    await expect.poll(() => sheet.getByRole('combobox', { name: 'Teams' }).inputValue()).toBe('')
    await choose(sheet, 'Functions', 'Forklift driver')
    await choose(sheet, 'Manager', 'Marta Kowalska')
    await choose(sheet, 'Qualifications', 'BHV')
    await sheet.getByRole('button', { name: 'Create user' }).click()

    await page.getByText('Noor Haddad was added and is enrolled in 3 learning activities.').waitFor()
    await page.getByRole('heading', { name: 'Noor Haddad' }).waitFor()
    await expect.poll(() => titles(page)).toEqual(['Code of conduct', 'Fire safety', 'First aid'])
    await page.getByText('Enrolled because they are in company Rakema Logistics (since').waitFor()
    await page.getByText('Enrolled because they hold qualification BHV (since').first().waitFor()
    expectNoComplaint()
  })

  it('with an address that is taken is refused beside the field, and nothing filled in is lost', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await page.getByRole('button', { name: 'New user' }).click()
    const sheet = page.getByRole('dialog', { name: 'New user' })
    await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Ann Again')
    const email = sheet.getByRole('textbox', { name: 'E-mail' })
    await email.fill('ANN.de.vries@example.com')
    await choose(sheet, 'Company', 'Rakema Logistics')
    await sheet.getByRole('button', { name: 'Create user' }).click()
    await expect.poll(() => email.getAttribute('aria-invalid')).toBe('true')
    await pressOn(sheet, 'Escape')
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await page.evaluate(() => history.back())
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await expect.poll(() => sheet.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Ann Again')
    await page.evaluate(() => history.back())
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Leave' }).click()
    await sheet.waitFor({ state: 'detached' })
  })
})

describe("a user's place", () => {
  it('leads to other enrollments, which the message counts', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.ann.id}/organisation`)
    await choose(page, 'Teams', 'First aiders')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Ann de Vries is enrolled in 1 more learning activity.').waitFor()

    await page.getByRole('tab', { name: 'Qualifications' }).click()
    await page.getByRole('table', { name: 'Through the organisation' }).getByText('team First aiders').waitFor()
    await page.getByRole('tab', { name: 'Enrollments' }).click()
    await page.getByText('they have qualification BHV through team First aiders').first().waitFor()
    expectNoComplaint()
  })

  it('in another company is another department, or none', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/users/${people.bo.id}/organisation`)
    const department = page.getByRole('combobox', { name: 'Department' })
    await expect.poll(() => department.inputValue()).toBe('Rotterdam')
    await choose(page, 'Company', 'Rakema Logistics')
    await expect.poll(() => department.inputValue()).toBe('')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => department.inputValue()).toBe('Rotterdam')

    await choose(page, 'Company', 'Rakema Logistics')
    await choose(page, 'Department', 'Transport')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page
      .getByText(
        'Bo Smit is enrolled in 1 more learning activity. Bo Smit is no longer enrolled in 1 learning activity.',
      )
      .waitFor()
  })

  it('is asked about before it is left unsaved', async () => {
    const { people } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/users/${people.zoe.id}/organisation`)
    await choose(page, 'Groups', 'New hires')
    await page.getByRole('tab', { name: 'Profile' }).click()
    const asked = question(page, 'Leave without saving?')
    await asked.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('textbox', { name: 'Employee number' }).waitFor()
  })
})

describe("a user's qualifications", () => {
  it('are added with the picker, saved together, and taken away again', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.zoe.id}/qualifications`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Qualifications for Zoë Janssen' })
    await picker.getByRole('option', { name: 'BHV' }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Zoë Janssen is enrolled in 2 more learning activities.').waitFor()

    await page.getByRole('button', { name: 'Remove BHV' }).click()
    await page.getByRole('button', { name: 'Put back' }).waitFor()
    // The button is busy until what was saved before has been read anew.
    await untilLoaded(page)
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Zoë Janssen is no longer enrolled in 2 learning activities.').waitFor()
    await page.getByText('None given directly.').waitFor()
    expectNoComplaint()
  })
})

describe("a user's profile", () => {
  it('is edited and saved', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.jurgen.id}/profile`)
    await page.getByRole('textbox', { name: 'Employee number' }).fill('L-2044')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Jürgen Krause-Blum')
    await saveByKey(page)
    await page.getByText('Saved.').waitFor()
    await page.getByRole('heading', { name: 'Jürgen Krause-Blum' }).waitFor()
    await page.getByRole('textbox', { name: 'Employee number' }).fill('R-1001')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.locator('[aria-invalid="true"]').waitFor()
    expectNoComplaint()
  })

  it('says when somebody is inactive, and lets them back in', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.femke.id}`)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Deactivate' }).click()
    const asked = question(page, 'Deactivate Femke Bakker?')
    await asked.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByText('Femke Bakker is inactive.', { exact: true }).waitFor()
    await page.getByText('The enrollments stand as they are').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Add enrollments' }).count()).toBe(0)
    await page.getByRole('tab', { name: 'Qualifications' }).click()
    await page.getByText('contains when the user is active again.').waitFor()
    await page.getByText('The enrollments stand as they are').waitFor()
    await page.getByRole('tab', { name: 'Enrollments', exact: true }).click()

    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Activate' }).click()
    await question(page, 'Activate Femke Bakker?').getByRole('button', { name: 'Activate' }).click()
    await page.getByText('Femke Bakker is active.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add enrollments' }).waitFor()
    expectNoComplaint()
  })
})

describe('the list of users', () => {
  const names = (page: Page) =>
    page
      .getByRole('link', { name: /^Edit / })
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')?.replace('Edit ', '')))

  it('is searched, filtered and sorted, all of it in the address', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await page.getByRole('searchbox', { name: 'Search users' }).fill('de')
    await expect.poll(() => names(page)).toEqual(['Ann de Vries', 'Ruth de Wit'])
    await page.getByRole('button', { name: 'Added' }).click()
    await expect.poll(() => names(page)).toEqual(['Ruth de Wit', 'Ann de Vries'])
    await expect.poll(() => new URL(page.url()).search).toBe('?search=de&sort=addedOn')
    await page.goBack()
    await expect.poll(() => names(page)).toEqual(['Ann de Vries', 'Ruth de Wit'])

    await page.getByRole('button', { name: 'Clear search' }).click()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Inactive' }).click()
    await expect.poll(() => names(page)).toEqual(['Ole Hansen'])
    await page.getByRole('searchbox', { name: 'Search users' }).fill('nobody of that name')
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    expectNoComplaint()
  })

  it('breaks a long address before its @ on a phone, and never in the middle of a word', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada, { width: 320, height: 640 })
    await goTo('/users')
    /** The lines of each address: of what is before its @, of what follows, and of all of it. */
    const lines = () =>
      page.locator('td[data-label="E-mail"]').evaluateAll((cells) =>
        cells.map((cell) => {
          const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
          const tops: number[][] = []
          while (words.nextNode()) {
            const range = document.createRange()
            range.selectNodeContents(words.currentNode)
            tops.push([...range.getClientRects()].map(({ top }) => Math.round(top)))
          }
          return { parts: tops.map((part) => part.length), all: new Set(tops.flat()).size }
        }),
      )
    const onPhone = await lines()
    expect(onPhone.map(({ parts }) => parts)).toEqual(onPhone.map(() => [1, 1]))
    expect(new Set(onPhone.map(({ all }) => all))).toEqual(new Set([1, 2]))

    // A row of a table is one line high.
    await page.setViewportSize({ width: 1280, height: 640 })
    const onDesk = await lines()
    expect(onDesk.map(({ all }) => all)).toEqual(onPhone.map(() => 1))
  })

  it('keeps names without a blank within the narrowest phone, in pages, sheets and messages', async () => {
    const { people, departments, teams } = academy.story
    const { db } = academy.context
    const long = 'Donaudampfschifffahrtsgesellschaft'.repeat(5)
    await sql`update users set name = ${long} where id = ${people.wei.id}`.execute(db)
    await sql`update departments set name = ${long} where id = ${departments.warehouse}`.execute(db)
    await sql`update teams set name = ${long} where id = ${teams.nightShift}`.execute(db)
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada, { width: 320, height: 640 })
    const expectWithin = async (...parts: Locator[]) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
      for (const part of parts) {
        const { left, right, over } = await part.evaluate((box) => {
          const { left, right } = box.getBoundingClientRect()
          return { left, right, over: box.scrollWidth - box.clientWidth }
        })
        expect([left >= 0, right <= 320, over]).toEqual([true, true, 0])
      }
    }
    await goTo(`/organise/departments/${departments.nightDock}`)
    await expectWithin(page.getByRole('heading', { level: 1 }), page.getByRole('navigation', { name: 'Where this is' }))
    await goTo(`/users/${people.ann.id}/organisation`)
    await page.getByRole('combobox', { name: 'Teams' }).click()
    const team = page.getByRole('option', { name: long })
    await team.waitFor()
    await expectWithin(team, page.getByRole('main'))
    await goTo(`/users/${people.wei.id}`)
    await page.getByRole('button', { name: 'Add enrollments' }).click()
    const picker = page.getByRole('dialog', { name: `Enroll ${long}` })
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    const impact = picker.getByText(`This enrolls ${long}`)
    await impact.waitFor()
    await expectWithin(picker, picker.getByRole('heading'), impact, picker.getByText(`Tell ${long}`))
    await picker.getByRole('button', { name: 'Enrollments added' }).click()
    const told = page.getByText(`${long} is enrolled in 1 more learning activity.`)
    await told.waitFor()
    await expectWithin(told)
    expectNoComplaint()
  })

  it('ends a name that is too long with an ellipsis, and lets none run under a button', async () => {
    const { people, departments, teams, qualifications, author } = academy.story
    const { db } = academy.context
    const long = 'More words than the widest of all columns has room for, '.repeat(4).trim()
    const dutch = 'Wilhelmina van den Bosch-Oosterhuis'
    await change(db, { kind: 'user.edit', author }, (tx) =>
      editUser(tx, { id: people.zoe.id, edit: { name: dutch, qualificationIds: [qualifications.bhv] } }),
    )
    await sql`update departments set name = ${long} where id = ${departments.nightDock}`.execute(db)
    await sql`update qualifications set name = ${long} where id = ${qualifications.bhv}`.execute(db)
    const { page, goTo } = await academy.visit(people.ada)
    const expectEllipsis = async (name: Locator) => {
      const { over, end } = await name.evaluate((box) => ({
        over: box.scrollWidth - box.clientWidth,
        end: getComputedStyle(box).textOverflow,
      }))
      expect([over > 0, end]).toEqual([true, 'ellipsis'])
    }
    await goTo('/organise/departments')
    await expectEllipsis(page.getByText(long, { exact: true }))
    await goTo(`/users/${people.zoe.id}/qualifications`)
    await expectEllipsis(page.getByRole('table', { name: 'Given directly' }).getByText(long, { exact: true }))

    await page.setViewportSize({ width: 320, height: 640 })
    await goTo(`/organise/teams/${teams.worksCouncil}/members`)
    const name = await page.getByRole('link', { name: dutch }).boundingBox()
    const remove = await page.getByRole('button', { name: `Remove ${dutch}` }).boundingBox()
    expect((name?.x ?? 0) + (name?.width ?? 0)).toBeLessThanOrEqual(remove?.x ?? 0)
    const pick = await page.getByRole('checkbox', { name: `Select ${dutch}` }).boundingBox()
    expect((pick?.x ?? 0) + (pick?.width ?? 0)).toBeLessThanOrEqual(name?.x ?? 0)
  })

  it('says when it cannot be read, and reads it when asked again', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada)
    await page.route('**/api/users?*', (route) => route.abort())
    await goTo('/users')
    const alert = page.getByRole('alert')
    await alert.getByText('Muster cannot be reached. Check the connection and try again.').waitFor()
    await page.unroute('**/api/users?*')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Edit Ann de Vries' }).waitFor()
  })
})
