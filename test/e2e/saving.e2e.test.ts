import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editAssignments } from '../../server/enrollment/assignment/assignments.ts'
import { editQualification } from '../../server/learning/qualifications.ts'
import { createRule } from '../../server/rule/commands.ts'
import { newRule } from '../../server/rule/contract.ts'
import { type Academy, openAcademy } from './academy.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/**
 * Holds back what a page asks until it is let go: the server answers as ever, only as late as a test wants it.
 * `held` is there when something waits.
 */
async function holdBack(page: Page, path: string, which: (request: Request) => boolean) {
  const met = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  await page.route(path, async (route) => {
    if (!which(route.request())) return route.fallback()
    met.resolve()
    await gate.promise
    await route.fallback()
  })
  return { held: met.promise, letGo: () => gate.resolve() }
}

const writes = (request: Request) => request.method() === 'PATCH' && !request.url().includes('/preview/')
const reads = (request: Request) => request.method() === 'GET'

async function pick(page: Page, opener: string, title: RegExp): Promise<void> {
  await button(page, opener).first().click()
  const picker = page.getByRole('dialog')
  await picker.getByRole('option', { name: title }).click()
  await picker.getByRole('button', { name: 'Add', exact: true }).click()
  await picker.waitFor({ state: 'detached' })
}

describe('what is changed while a save is under way', () => {
  it('stays to be saved where activities are assigned, and can be saved before all is read anew', async () => {
    const { people, companies, activities } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/companies/${companies.logistics}`)
    const row = (title: string) => page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: title })
    const path = `**/api/organisation/companies/${companies.logistics}/assignments`

    await pick(page, 'Add', /Forklift basics/)
    const saving = await holdBack(page, path, writes)
    const reading = await holdBack(page, path, reads)
    await button(page, 'Save changes').click()
    await saving.held
    await pick(page, 'Add', /Data privacy/)
    saving.letGo()

    // Forklift basics is saved, and shown so; the list that says when was not read yet.
    await row('Forklift basics').getByText('Not saved yet').waitFor({ state: 'detached' })
    await reading.held
    await row('Data privacy').getByText('Not saved yet').waitFor()
    await row('Forklift basics').waitFor()
    await button(page, 'Save changes').click()
    await button(page, 'Save changes').waitFor({ state: 'detached' })
    const assigned = await academy.context.db.selectFrom('assignments').select('target_id').execute()
    expect(assigned.map((one) => one.target_id)).toEqual(
      expect.arrayContaining([activities.forklift, activities.privacy]),
    )
    reading.letGo()
    await row('Forklift basics').getByText('today').waitFor()
    await row('Data privacy').getByText('today').waitFor()
    expectNoComplaint()
    await close()
  })

  it('stays to be saved in a form, and is not taken for what somebody else changed', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/users/${people.bo.id}/profile`)
    const saving = await holdBack(page, `**/api/users/${people.bo.id}`, writes)
    await page.getByRole('textbox', { name: 'Name' }).fill('Bo Smit-Jansen')
    await button(page, 'Save changes').click()
    await saving.held
    await page.getByRole('textbox', { name: 'Employee number' }).fill('R-77')
    saving.letGo()
    await page.getByRole('heading', { name: 'Bo Smit-Jansen' }).waitFor()
    await button(page, 'Save changes').click()
    await button(page, 'Save changes').waitFor({ state: 'detached' })
    const saved = await academy.context.db
      .selectFrom('users')
      .select(['name', 'employee_number'])
      .where('id', '=', people.bo.id)
      .executeTakeFirstOrThrow()
    expect(saved).toEqual({ name: 'Bo Smit-Jansen', employee_number: 'R-77' })
    expectNoComplaint()
    await close()
  })

  it('stays to be saved in a rule', async () => {
    const { people, author, activities, teams } = academy.story
    const rule = newRule.parse({
      name: 'Night',
      criteria: [{ kind: 'team', ids: [teams.nightShift] }],
      targetIds: [activities.forklift],
    })
    const { result } = await change(academy.context.db, { kind: 'rule.create', author }, (tx) => createRule(tx, rule))
    const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
    await goTo(`/organise/rules/${result.id}`)
    const saving = await holdBack(page, `**/api/rules/${result.id}`, writes)
    await page.getByRole('textbox', { name: 'Name' }).fill('Night drivers')
    await button(page, 'Save changes').click()
    await saving.held
    await page.getByRole('radio', { name: /^Withdraw, started or not/ }).check()
    saving.letGo()
    await page.getByRole('heading', { name: 'Night drivers' }).waitFor()
    await button(page, 'Save changes').click()
    await button(page, 'Save changes').waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { name: 'Night drivers' }).waitFor()
    expect(await page.getByRole('radio', { name: /^Withdraw, started or not/ }).isChecked()).toBe(true)
    expectNoComplaint()
    await close()
  })
})

it('a day that is half written is not saved, by whichever key', async () => {
  const { people } = academy.story
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  await goTo(`/users/${people.bo.id}/profile`)
  const day = page.getByRole('textbox', { name: 'Date added' })
  const before = await day.inputValue()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bo Smits')
  for (const key of ['Control+s', 'Enter']) {
    await day.fill('31-02')
    await day.press(key)
    await page.getByText(/^That is not a day/).waitFor()
    expect(await day.inputValue()).toBe(before)
    expect(await button(page, 'Save changes').isEnabled()).toBe(true)
  }
  await day.press('Control+s')
  await page.getByRole('heading', { name: 'Bo Smits' }).waitFor()
  expectNoComplaint()
  await close()
})

/** What BHV contains now. */
async function contained(): Promise<number[]> {
  const rows = await academy.context.db
    .selectFrom('target_activities')
    .select('activity_id')
    .where('target_id', '=', academy.story.qualifications.bhv)
    .execute()
  return rows.map(({ activity_id }) => activity_id)
}

it('what two people add to a qualification at the same time is not lost: the second is told, and saves again', async () => {
  const { people, author, qualifications, activities } = academy.story
  const { db } = academy.context
  const { page, goTo, close } = await academy.visit(people.ada)
  await goTo(`/organise/qualifications/${qualifications.bhv}`)
  await pick(page, 'Add activities', /Data privacy/)
  const before = await contained()
  await change(db, { kind: 'qualification.edit', author }, (tx) =>
    editQualification(tx, { id: qualifications.bhv, edit: { activityIds: [...before, activities.conduct] } }),
  )
  await button(page, 'Save changes').click()
  await page.getByText(/^Somebody else has changed this in the meantime, and their version is shown now\./).waitFor()
  await page.getByRole('row', { name: /Code of conduct/ }).waitFor()
  await page
    .getByRole('row', { name: /Data privacy/ })
    .getByText('Not saved yet')
    .waitFor()
  await button(page, 'Save changes').click()
  await button(page, 'Save changes').waitFor({ state: 'detached' })
  expect(new Set(await contained())).toEqual(new Set([...before, activities.conduct, activities.privacy]))
  await close()
})

const nothingLeft =
  'Somebody else has changed this in the meantime. Their version is shown now; nothing of yours is left to save.'

it('what two people add alike at the same time is there once, and the second is told why nothing is left to save', async () => {
  const { people, author, qualifications, activities } = academy.story
  const { db } = academy.context
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  await goTo(`/organise/qualifications/${qualifications.bhv}`)
  await pick(page, 'Add activities', /Lading zekeren/)
  const activityIds = [...(await contained()), activities.loads]
  await change(db, { kind: 'qualification.edit', author }, (tx) =>
    editQualification(tx, { id: qualifications.bhv, edit: { activityIds } }),
  )
  await button(page, 'Save changes').click()
  await page.getByText(nothingLeft).waitFor()
  await button(page, 'Save changes').waitFor({ state: 'detached' })
  await page
    .getByRole('row', { name: /Lading zekeren/ })
    .filter({ hasNotText: 'Not saved yet' })
    .waitFor()
  // What is added next is not told of what was before.
  await pick(page, 'Add activities', /Forklift basics/)
  await page
    .getByRole('region', { name: 'Unsaved changes' })
    .getByText(/^This /)
    .waitFor()
  expectNoComplaint()
  await close()
})

it('what two people assign alike at the same time is there once, and the rest is saved by saving again', async () => {
  const { people, author, teams, activities } = academy.story
  const { db } = academy.context
  const unit = { kind: 'teams' as const, id: teams.worksCouncil }
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  await goTo(`/organise/teams/${unit.id}`)
  const row = (title: string) => page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: title })
  const assign = (targetId: number) =>
    change(db, { kind: 'assignment.edit', author }, (tx) =>
      editAssignments(tx, { unit, add: [{ targetId, onLeaving: null, includesBelow: true }], edit: [], remove: [] }),
    )
  await pick(page, 'Add', /Forklift basics/)
  await pick(page, 'Add', /Data privacy/)
  await assign(activities.forklift)
  await button(page, 'Save changes').click()
  await page.getByText(/^Somebody else has changed this in the meantime, and their version is shown now\./).waitFor()
  await row('Forklift basics').filter({ hasNotText: 'Not saved yet' }).waitFor()
  await row('Data privacy').getByText('Not saved yet').waitFor()
  await button(page, 'Save changes').click()
  await button(page, 'Save changes').waitFor({ state: 'detached' })

  await pick(page, 'Add', /Fire safety/)
  await assign(activities.fireSafety)
  await button(page, 'Save changes').click()
  await page.getByText(nothingLeft).waitFor()
  await button(page, 'Save changes').waitFor({ state: 'detached' })
  await expect.poll(() => row('Fire safety').count()).toBe(1)
  expectNoComplaint()
  await close()
})
