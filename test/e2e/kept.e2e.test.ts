import { afterAll, beforeAll, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editAssignments } from '../../server/enrollment/assignment/assignments.ts'
import { editFacts, insertFacts } from '../../server/facts.ts'
import { editActivity } from '../../server/learning/commands.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { focusOn } from './keyboard.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { author, teams, activities } = academy.story
  // What leads to *Code of conduct* ends softly: whoever leaves the team keeps it.
  const unit = { kind: 'teams', id: teams.nightShift } as const
  const add = [{ targetId: activities.conduct, onLeaving: null, includesBelow: false }]
  await change(academy.context.db, { kind: 'assignment.edit', author, notify: false }, (tx) =>
    editAssignments(tx, { unit, add, edit: [], remove: [] }),
  )
})
afterAll(() => academy.close())

/** How somebody's enrollment in it stands. */
const stateOf = async ({ id }: { id: number }) => {
  const { state } = await academy.context.db
    .selectFrom('enrollments')
    .select('state')
    .where('user_id', '=', id)
    .where('activity_id', '=', academy.story.activities.conduct)
    .executeTakeFirstOrThrow()
  return { 1: 'active', 2: 'kept', 3: 'withdrawn' }[state]
}

it('what is kept on leaving is found among the kept, ended from there after one saw whom that touches, and had back', async () => {
  const { people, teams } = academy.story
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  await goTo(`/organise/teams/${teams.nightShift}/members`)
  await page.getByRole('checkbox', { name: 'Select Daan Visser' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const leaving = question(page, 'Remove Daan Visser from Night shift?')
  await leaving.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
  await leaving.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('1 kept, no longer required').waitFor()
  expect(await stateOf(people.daan)).toBe('kept')

  await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Courses' }).click()
  await page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Kept enrollments' }).click()
  const kept = page.getByRole('table', { name: 'Kept enrollments' }).getByRole('row', { name: /^Code of conduct .*1$/ })
  await expectGoodForEveryone(page)
  await kept.getByRole('link').click()
  // Those who are kept, and nobody whom the team still requires it of.
  const row = page.getByRole('table', { name: 'Participants' }).getByRole('row', { name: /^Select Daan Visser/ })
  await row.getByText('Kept', { exact: true }).waitFor()
  expect(await page.getByRole('checkbox', { name: /^Select / }).count()).toBe(2)

  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'End', exact: true }).click()
  const ending = question(page, 'End 1 enrollment in Code of conduct?')
  await ending.getByText('This withdraws 1 enrollment.').waitFor()
  await ending.getByRole('row', { name: /Daan Visser.*ended by hand/ }).waitFor()
  await expectGoodForEveryone(page)
  await ending.getByRole('button', { name: 'End', exact: true }).click()
  await page.getByText('1 withdrawn.').waitFor()
  expect(await stateOf(people.daan)).toBe('withdrawn')

  // Of both acts: the later is said last.
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText(/^Undone\./).waitFor()
  await row.getByText('Kept', { exact: true }).waitFor()
  expect(await stateOf(people.daan)).toBe('kept')
  expectNoComplaint()
  await close()
})

it('is foreseen anew for whoever comes back from another tab, where *on leaving* was changed meanwhile', async () => {
  const { people, teams, author } = academy.story
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  await goTo(`/organise/teams/${teams.nightShift}/members`)
  await page.getByRole('checkbox', { name: 'Select Ann de Vries' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const leaving = question(page, 'Remove Ann de Vries from Night shift?')
  await leaving.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
  await change(academy.context.db, { kind: 'activity.edit', author, notify: false }, (tx) =>
    editActivity(tx, { id: academy.story.activities.conduct, edit: { onLeaving: 'withdraw' } }),
  )
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await leaving.getByText('This withdraws 1 enrollment.').waitFor()
  expectNoComplaint()
  await close()
})

it('is asked about once more, in its sheet, where it would do more by now than one saw', async () => {
  const { people, teams, author, activities } = academy.story
  const { page, goTo, expectNoComplaint, close } = await academy.visit(people.ada)
  const onLeaving = (value: 'keep' | 'withdraw') =>
    change(academy.context.db, { kind: 'activity.edit', author, notify: false }, (tx) =>
      editActivity(tx, { id: activities.conduct, edit: { onLeaving: value } }),
    )
  await onLeaving('keep')
  await goTo(`/organise/teams/${teams.nightShift}/members`)
  await page.getByRole('checkbox', { name: 'Select Ann de Vries' }).check()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const leaving = question(page, 'Remove Ann de Vries from Night shift?')
  await leaving.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
  await onLeaving('withdraw')
  await leaving.getByRole('button', { name: 'Remove', exact: true }).click()
  await leaving.getByText(/^What this does has changed since you saw it\./).waitFor()
  await leaving.getByText('This withdraws 1 enrollment.').waitFor()
  await leaving.getByRole('table').getByText('Ann de Vries').waitFor()
  // Nobody expects it: a key that is still being pressed agrees to nothing.
  await focusOn(leaving.getByRole('button', { name: 'Cancel' }))
  await expectGoodForEveryone(page)
  expect(await stateOf(people.ann)).toBe('active')
  // What is true no more is not said any more.
  const comesBack = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await onLeaving('keep')
  await comesBack()
  await leaving.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
  expect(await leaving.getByText(/^What this does has changed since/).count()).toBe(0)
  await onLeaving('withdraw')
  await comesBack()
  await leaving.getByText('This withdraws 1 enrollment.').waitFor()
  // No number is typed: it is little.
  await leaving.getByRole('button', { name: 'Remove', exact: true }).click()
  await leaving.waitFor({ state: 'detached' })
  expect(await stateOf(people.ann)).toBe('withdrawn')
  expectNoComplaint()
  await close()
})

it('is asked again where the server could not be reached, and shows what is there where somebody else did it first', async () => {
  const { people, author } = academy.story
  const { db } = academy.context
  const { page, goTo, close } = await academy.visit(people.ada)
  const { result: id } = await change(db, { kind: 'team.create', author, notify: false }, async (tx) => {
    const [made = 0] = await insertFacts(tx, 'teams', [{ name: 'Relay crew', archived: true }])
    return made
  })
  await goTo(`/organise/teams/${id}`)
  await page.getByText('Archived', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Restore' }).click()
  const restoring = page.getByRole('dialog')
  const restore = restoring.getByRole('button', { name: 'Restore', exact: true })
  await page.route('**/api/teams/*/restore', (route) => route.abort(), { times: 1 })
  await restore.click()
  await page.getByText('Muster cannot be reached. Check the connection and try again.').waitFor()
  await expect.poll(() => restore.isEnabled()).toBe(true)

  await change(db, { kind: 'team.restore', author, notify: false }, (tx) =>
    editFacts(tx, 'teams', [{ id, archived: false }]),
  )
  await restore.click()
  await page.getByText('“Relay crew” is not archived.').waitFor()
  await restoring.waitFor({ state: 'detached' })
  await page.getByText('Archived', { exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Rename' }).waitFor()
  await close()
})
