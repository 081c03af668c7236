import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editAssignments } from '../../server/enrollment/assignment/assignments.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { insertFacts, joinAudience } from '../../server/facts.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { arriveAt, findOn, focusOn, pressOn, saveByKey, tabTo } from './keyboard.ts'
import { searchIn, untilIdle, untilLoaded, untilStill } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const assigned = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: new RegExp(title) })

/** Who is enrolled in it now, by name. */
async function enrolledIn(activityId: number): Promise<string[]> {
  const rows = await academy.context.db
    .selectFrom('enrollments')
    .innerJoin('users', 'users.id', 'enrollments.user_id')
    .select('users.name')
    .where('enrollments.activity_id', '=', activityId)
    .where('enrollments.state', '=', 1)
    .orderBy('users.name')
    .execute()
  return rows.map(({ name }) => name)
}

/** The article tells the same of each of these; it says of itself that a function is a job title. */
const told = [
  { kind: 'Departments', unit: 'Transport', people: ['Jürgen Krause', 'Marta Kowalska'] },
  { kind: 'Teams', unit: 'Works council', people: ['Zoë Janssen'] },
  { kind: 'Functions', unit: 'Forklift driver', people: ['Ann de Vries'] },
  { kind: 'Groups', unit: 'Evacuation wardens', people: ['Bo Smit'] },
] as const

describe.each(told)('enrolling via $kind', ({ kind, unit, people }) => {
  it('goes as the article says', async () => {
    const { activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await menu(page, 'Organise').click()
    await tab(page, kind).click()
    await page.getByRole('link', { name: `Edit ${unit}`, exact: true }).click()
    await tab(page, 'Assign').click()
    await button(page, 'Add').click()

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    await picker.getByRole('option', { name: /BHV Qualification/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await assigned(page, 'Forklift basics').getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls \d/).waitFor()
    await button(page, 'Save changes').click()

    await page.getByText(/enrollments? added/).waitFor()
    expect(await enrolledIn(activities.forklift)).toEqual(expect.arrayContaining([...people]))
    expect(await enrolledIn(activities.firstAid)).toEqual(expect.arrayContaining([...people]))
    expectNoComplaint()
    await close()
  })

  it('goes without a mouse as well, and ends so', async () => {
    const { activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await tabTo(page, menu(page, 'Organise'))
    await page.keyboard.press('Enter')
    const kinds = ['Companies', 'Departments', 'Teams', 'Functions', 'Groups']
    await tabTo(page, tab(page, 'Companies'))
    for (const passed of kinds.slice(0, kinds.indexOf(kind))) await pressOn(tab(page, passed), 'ArrowRight')
    await pressOn(tab(page, kind), 'Enter')
    await tabTo(page, page.getByRole('link', { name: `Edit ${unit}`, exact: true }))
    await page.keyboard.press('Enter')
    await arriveAt(page, unit)
    await tabTo(page, tab(page, 'Assign'))
    await page.keyboard.press('Enter')
    await tabTo(page, button(page, 'Add'))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await findOn(picker.getByRole('combobox'), 'privacy', 'Data privacy')
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')
    await picker.waitFor({ state: 'detached' })
    await assigned(page, 'Data privacy').getByText('Not saved yet').waitFor()
    await tabTo(page, button(page, 'Save changes'))
    await page.keyboard.press('Enter')
    await page.getByText(/enrolled in Data privacy\./).waitFor()
    expect(await enrolledIn(activities.privacy)).toEqual(expect.arrayContaining([...people]))

    await assigned(page, 'Forklift basics').waitFor()
    await tabTo(page, button(page, 'End the assignment of Forklift basics'))
    await page.keyboard.press('Enter')
    await saveByKey(page)
    await page.getByText(/withdrawn/).waitFor()
    expect(await enrolledIn(activities.forklift)).not.toEqual(expect.arrayContaining([...people]))
    expectNoComplaint()
    await close()
  })
})

describe('departments', () => {
  it('keep the columns of their list as wide as there is room, below what they share too', async () => {
    const { page, goTo, expectNoComplaint, close } = await academy.visit(academy.story.people.ada)
    await goTo('/organise/departments')
    await page.getByRole('cell', { name: 'Rakema', exact: true }).waitFor()
    for (const width of [1280, 900, 700]) {
      await page.setViewportSize({ width, height: 900 })
      await untilStill(page)
      const left = await page.getByRole('table').evaluate((table) => {
        const rights = Array.from(
          table.querySelectorAll('th, tr[data-item] > td'),
          (one) => one.getBoundingClientRect().right,
        )
        return table.getBoundingClientRect().right - Math.max(...rights)
      })
      expect(left).toBeLessThan(1)
    }
    expectNoComplaint()
    await close()
  })

  it('stand as a tree, are made below one another, and moving one shows whom it touches', async () => {
    const { activities, people } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/organise/departments')
    const rows = page.getByRole('table', { name: 'Departments' }).getByRole('row')
    const names = async () => (await rows.allInnerTexts()).slice(1).map((text) => text.split(/[\t\n]/)[0])
    await expect
      .poll(names)
      .toEqual([
        'Rakema',
        'Office',
        'Finance',
        'Warehouse',
        'Rotterdam',
        'Night dock',
        'Venlo',
        'Rakema Logistics',
        'Transport',
        'Lorries',
      ])
    await expectGoodForEveryone(page)

    await page.getByRole('link', { name: 'Edit Venlo' }).click()
    await page.getByRole('heading', { name: 'Venlo', exact: true }).waitFor()
    await tab(page, 'Departments').click()
    await page.getByRole('heading', { name: 'No departments below it' }).waitFor()
    await button(page, 'New department').click()
    const sheet = page.getByRole('dialog', { name: 'New department' })
    await expect.poll(() => sheet.getByRole('combobox', { name: 'Below' }).inputValue()).toBe('Venlo')
    await sheet.getByRole('textbox', { name: 'Name' }).fill('Cold store')
    await sheet.getByRole('button', { name: 'Create department' }).click()
    await page.getByRole('heading', { name: 'Cold store' }).waitFor()

    await goTo(`/organise/departments/${academy.story.departments.finance}`)
    await button(page, 'Edit').click()
    const moving = page.getByRole('dialog', { name: 'Edit Finance' })
    await moving.getByRole('combobox', { name: 'Below' }).click()
    await page.getByRole('option', { name: 'Warehouse Rakema', exact: true }).click()
    await moving.getByText(/^This enrolls \d (person|people) in 1 learning activity\.$/).waitFor()
    await expectGoodForEveryone(page)
    await moving.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText(/^\d enrollments? added\.$/).waitFor()
    expect(await enrolledIn(activities.fireSafety)).toContain('Émile Dubois')
    await button(page, 'Undo').click()
    await page.getByText('Undone.').waitFor()
    await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Office' }).waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('the people of a team', () => {
  it('are asked about once more where adding them does more by now than stood beside the button', async () => {
    const { people, activities, author } = academy.story
    const { db } = academy.context
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    const { result } = await change(db, { kind: 'team.create', author, notify: false }, (tx) =>
      insertFacts(tx, 'teams', [{ name: 'Relief crew' }]),
    )
    const [id = 0] = result
    const assign = (targetId: number) =>
      change(db, { kind: 'assignment.edit', author, notify: false }, (tx) =>
        editAssignments(tx, {
          unit: { kind: 'teams', id },
          add: [{ targetId, onLeaving: null, includesBelow: false }],
          edit: [],
          remove: [],
        }),
      )
    await goTo(`/organise/teams/${id}/members`)
    await button(page, 'Add').click()
    const picker = page.getByRole('dialog', { name: 'Add people to Relief crew' })
    await searchIn(picker.getByRole('combobox'), 'marta')
    await picker.getByRole('option', { name: /Marta Kowalska/ }).click()
    await picker.getByText('Nobody’s enrollments change.').waitFor()
    await assign(activities.loads)
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    const more = page.getByRole('dialog', { name: 'What this does has changed' })
    await more.getByText('It enrolls 1 person.').waitFor()
    // Nobody expects it: a key that is still being pressed agrees to nothing.
    await pressOn(more.getByRole('button', { name: 'Cancel' }), 'Enter')
    await more.waitFor({ state: 'detached' })
    expect(await enrolledIn(activities.loads)).not.toContain('Marta Kowalska')
    // Beside the button stands by now what it does.
    await picker.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await assign(activities.conduct)
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await more.getByText('It enrolls 1 person. That adds 2 enrollments.').waitFor()
    await more.getByRole('button', { name: 'Enroll' }).click()
    await page.getByText(/^1 person was added to Relief crew\./).waitFor()
    // What added the first is gone with the empty list; the next is added from the same button above it.
    await page.getByRole('table').getByText('Marta Kowalska').waitFor()
    await focusOn(button(page, 'Add'))
    expect(await enrolledIn(activities.loads)).toContain('Marta Kowalska')
    expectNoComplaint()
    await close()
  })

  it('are left one by one, and the message of one is not undone with the key that undid another', async () => {
    const { people, author } = academy.story
    const { db } = academy.context
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    const { result: id } = await change(db, { kind: 'team.create', author, notify: false }, async (tx) => {
      const [made = 0] = await insertFacts(tx, 'teams', [{ name: 'Spare crew' }])
      await joinAudience(tx, { audienceId: audience('team', made), userIds: [people.emile.id, people.zoe.id] })
      return made
    })
    await goTo(`/organise/teams/${id}/members`)
    for (const name of ['Émile Dubois', 'Zoë Janssen']) {
      await button(page, `Remove ${name}`).press('Enter')
      const remove = page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true })
      await expect.poll(() => remove.isEnabled()).toBe(true)
      await remove.press('Enter')
      // What is pointed at stays.
      await page.getByText(`${name} was removed from Spare crew.`).hover()
    }
    const undos: string[] = []
    page.on('request', (request) => {
      if (/\/undo$/.test(request.url()) && !/preview/.test(request.url())) undos.push(request.url())
    })
    await page.getByRole('button', { name: 'Undo' }).last().focus()
    for (let pressed = 0; pressed < 6; pressed += 1) {
      await page.keyboard.down('Enter')
      await untilIdle(page)
    }
    await page.keyboard.up('Enter')
    await page.getByText('Undone.').waitFor()
    await untilLoaded(page)
    // Nor with what is pressed too often: a message that goes away leaves the focus to what closes another.
    const messages = page.getByRole('status').getByRole('button', { name: 'Close' })
    await expect.poll(() => messages.count()).toBe(2)
    for (let left = 1; left >= 0; left -= 1) {
      await pressOn(messages.first(), 'Enter')
      await expect.poll(() => messages.count()).toBe(left)
    }
    expect(undos).toHaveLength(1)
    expectNoComplaint()
    await close()
  })

  it('are added from a pasted list and removed several at once, each with its impact', async () => {
    const { people, teams, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/teams/${teams.firstAiders}/members`)
    await button(page, 'Add').click()
    const picker = page.getByRole('dialog', { name: 'Add people to First aiders' })
    await picker
      .getByRole('option', { name: /Daan Visser/ })
      .getByText('Already here')
      .waitFor()
    await picker.getByRole('combobox').evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', 'femke.bakker@example.com\nBO.SMIT@example.com\nnobody@example.com')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await picker.getByText('nobody@example.com').waitFor()
    await picker.getByText(/^This enrolls \d (person|people) in 1/).waitFor()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(/^2 people were added to First aiders\./).waitFor()
    expect(await enrolledIn(activities.firstAid)).toEqual(expect.arrayContaining(['Bo Smit', 'Femke Bakker']))

    await page.getByRole('checkbox', { name: 'Select Femke Bakker' }).check()
    await page.getByRole('checkbox', { name: 'Select Daan Visser' }).check()
    await page.getByText('2 selected').waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Remove').click()
    const asked = page.getByRole('dialog', { name: 'Remove 2 people from First aiders?' })
    await asked.getByText('no longer through team First aiders').first().waitFor()
    await expectGoodForEveryone(page)
    await asked.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText(/^2 people were removed from First aiders\./).waitFor()
    await page.getByRole('row', { name: /Daan Visser/ }).waitFor({ state: 'detached' })
    expectNoComplaint()
    await close()
  })
})

describe('a group', () => {
  it('is archived after one saw what refers to it, found among the archived ones, and restored', async () => {
    const { people, groups } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/groups/${groups.wardens}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    const asked = page.getByRole('dialog', { name: 'Archive Evacuation wardens?' })
    await asked.getByText('People in it 1').waitFor()
    await asked.getByText('Bo Smit').first().waitFor()
    await expectGoodForEveryone(page)
    await asked.getByRole('button', { name: 'Archive', exact: true }).click()
    await page.getByText(/^Evacuation wardens is archived\./).waitFor()
    await button(page, 'Restore').waitFor()
    await expect.poll(() => button(page, 'Add').count()).toBe(0)

    await goTo('/organise/groups')
    await page.getByRole('link', { name: 'Edit New hires' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'Edit Evacuation wardens' }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Archived' }).click()
    await page.getByRole('option', { name: 'Archived only' }).click()
    await page.getByRole('link', { name: 'Edit Evacuation wardens' }).click()
    await button(page, 'Restore').click()
    await page
      .getByRole('dialog', { name: 'Restore Evacuation wardens?' })
      .getByRole('button', { name: 'Restore', exact: true })
      .click()
    await page.getByText(/^Evacuation wardens is restored\./).waitFor()
    expectNoComplaint()
    await close()
  })

  it('takes over what is assigned to another unit', async () => {
    const { people, groups } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/groups/${groups.newHires}`)
    await button(page, 'Copy from another').click()
    const sheet = page.getByRole('dialog', { name: 'Copy assignments to New hires' })
    await sheet.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Departments' }).click()
    await sheet.getByRole('combobox', { name: 'Copy from' }).click()
    await page.getByRole('option', { name: 'Warehouse Rakema', exact: true }).click()
    await sheet.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await expectGoodForEveryone(page)
    await sheet.getByRole('button', { name: 'Copy assignments' }).click()
    await page.getByText(/^1 assignment was copied to New hires\./).waitFor()
    await assigned(page, 'Fire safety').waitFor()
    expectNoComplaint()
    await close()
  })
})

describe('enrolling via qualifications', () => {
  it('goes as the article says', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/')
    await menu(page, 'Organise').click()
    await tab(page, 'Qualifications').click()
    await page.getByRole('link', { name: 'Edit BHV' }).click()
    await button(page, 'Add activities').click()
    const picker = page.getByRole('dialog', { name: 'Add activities' })
    await picker
      .getByRole('option', { name: /First aid/ })
      .getByText('Already in it')
      .waitFor()
    await picker.getByRole('option', { name: /Lading zekeren/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls \d/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Save changes').click()
    await page.getByText(/enrollments? added\.$/).waitFor()
    expect((await enrolledIn(activities.loads)).length).toBeGreaterThan(0)

    await tab(page, 'Holders').click()
    const holder = page.getByRole('table', { name: 'Holders' }).getByRole('row').nth(1)
    await holder.getByText(/of \d/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Add').click()
    const toPeople = page.getByRole('dialog', { name: 'Give BHV to people' })
    await searchIn(toPeople.getByRole('combobox'), 'ruth')
    await toPeople.getByRole('option', { name: /Ruth de Wit/ }).click()
    await toPeople.getByText(/^This enrolls 1 person/).waitFor()
    await toPeople.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(/^BHV was given to 1 person\./).waitFor()
    await button(page, 'Take it away from Ruth de Wit').click()
    const asked = page.getByRole('dialog', { name: 'Take BHV away from Ruth de Wit?' })
    await asked.getByRole('button', { name: 'Take away', exact: true }).click()
    await page.getByText(/^BHV was taken away from Ruth de Wit\./).waitFor()
    expectNoComplaint()
    await close()
  })

  it('goes without a mouse as well', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo('/organise/qualifications')
    await tabTo(page, page.getByRole('link', { name: 'Edit BHV' }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'BHV')
    await tabTo(page, button(page, 'Add activities'))
    await page.keyboard.press('Enter')
    const picker = page.getByRole('dialog', { name: 'Add activities' })
    await findOn(picker.getByRole('combobox'), 'conduct', 'Code of conduct')
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('Not saved yet').waitFor()
    await picker.waitFor({ state: 'detached' })
    await saveByKey(page)
    await page.getByText(/enrollments? added\.$/).waitFor()
    expect((await enrolledIn(activities.conduct)).length).toBeGreaterThan(0)
    expectNoComplaint()
    await close()
  })
})

describe('what leads to a learning activity', () => {
  it('is added and ended from its own page, units and qualifications together', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.loads}/assigned-to`)
    await button(page, 'Add').click()
    const picker = page.getByRole('dialog', { name: 'Assigned to' })
    await searchIn(picker.getByRole('combobox'), 'new hires')
    await picker.getByRole('option', { name: /New hires Group/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    const row = page.getByRole('table', { name: 'Assigned to' }).getByRole('row', { name: /New hires/ })
    await row.getByText('Not saved yet').waitFor()
    await page.getByText(/^This enrolls 1 person/).waitFor()
    await expectGoodForEveryone(page)
    await button(page, 'Save changes').click()
    await page.getByText('1 enrollment added.').waitFor()
    expect(await enrolledIn(activities.loads)).toContain('李伟')
    await row.getByText('today').waitFor()
    await button(page, 'Remove New hires').click()
    // The button is busy until what was saved before has been read anew.
    await untilLoaded(page)
    await button(page, 'Save changes').click()
    await page.getByText('1 withdrawn.').waitFor()
    expect(await enrolledIn(activities.loads)).not.toContain('李伟')
    await goTo(`/courses/${activities.loads}`)
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    const asked = page.getByRole('dialog', { name: 'Archive Lading zekeren?' })
    await asked.getByText('Qualifications with it 1').waitFor()
    await expectGoodForEveryone(page)
    await asked.getByRole('button', { name: 'Cancel' }).click()
    expectNoComplaint()
    await close()
  })
})
