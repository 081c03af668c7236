import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editAssignments } from '../../server/enrollment/assignment/assignments.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { insertFacts, joinAudience } from '../../server/facts.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { focusOn, pressOn } from './keyboard.ts'
import { searchIn, untilIdle, untilLoaded } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

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
    expect(await academy.enrolledIn(activities.loads)).not.toContain('Marta Kowalska')
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
    expect(await academy.enrolledIn(activities.loads)).toContain('Marta Kowalska')
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
    expect(await academy.enrolledIn(activities.firstAid)).toEqual(expect.arrayContaining(['Bo Smit', 'Femke Bakker']))

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
