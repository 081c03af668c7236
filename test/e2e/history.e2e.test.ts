import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand, startLearning } from '../../server/enrollment/commands.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { insertFacts, joinAudience } from '../../server/facts.ts'
import { undoBatch } from '../../server/undo.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { arriveAt, focusOn, pressOn, tabTo } from './keyboard.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { people, activities, departments } = academy.story
  await enroll(people.ann.id, activities.forklift)
  await enroll(people.bo.id, activities.conduct)
  await move(people.zoe.id, departments.transport)
})
afterAll(() => academy.close())

const ada = () => {
  const { id: userId, name } = academy.story.people.ada
  return { userId, name, role: 'administrator', isManager: false, language: 'en' } as const
}
const did = <Result>(kind: string, command: Parameters<typeof change<Result>>[2]) =>
  change(academy.context.db, { kind, author: academy.story.author, notify: false }, command)
const enroll = (userId: number, activityId: number) =>
  did('enrollment.add', (tx) => enrollByHand(tx, { actor: ada(), userIds: [userId], activityIds: [activityId] }))
const move = (id: number, departmentId: number) =>
  did('user.edit', (tx) => editUser(tx, { id, edit: { companyId: academy.story.companies.logistics, departmentId } }))

const menu = (page: Page) => page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'History' })
const act = (page: Page, words: string | RegExp) => page.getByRole('table').getByRole('link', { name: words })

describe('what was done', () => {
  it('is told in words, newest first, and narrowed down in the address', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/')
    await menu(page).click()
    await act(page, 'Ada Okafor enrolled Ann de Vries in Forklift basics.').waitFor()
    await act(page, 'Ada Okafor moved Zoë Janssen to department Transport of Rakema Logistics.').waitFor()
    await expectGoodForEveryone(page)

    await page.getByRole('combobox', { name: 'About' }).click()
    await page.getByRole('option', { name: 'Users', exact: true }).click()
    await act(page, /enrolled Ann de Vries/).waitFor({ state: 'detached' })
    await expect.poll(() => new URL(page.url()).search).toBe('?noun=user')
    await act(page, /moved Zoë Janssen/).waitFor()
    expectNoComplaint()
  })

  it('shows whose enrollments it moved and which facts it changed, before and after', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/history?noun=user')
    await act(page, /moved Zoë Janssen/).click()
    await page.getByRole('heading', { name: /^Ada Okafor moved Zoë Janssen/ }).waitFor()
    await page.getByRole('tab', { name: 'Facts' }).click()
    const fact = page.getByRole('row', { name: /Zoë Janssen was changed/ })
    await fact.getByText('department').waitFor()
    await fact.getByText('Transport').waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
  })
})

describe('taking it back', () => {
  it('is foreseen, done, and each of the two acts leads to the other', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/history')
    await act(page, /enrolled Ann de Vries in Forklift basics/).click()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    const asked = question(page, 'Undo this?')
    await asked.getByText('This withdraws 1 enrollment.').waitFor()
    // What it did is among those whose enrollments move.
    expect(await asked.getByText('What it did').count()).toBe(0)
    // Nobody has started since, so nobody asks what becomes of that.
    expect(await asked.getByRole('radio').count()).toBe(0)
    await expectGoodForEveryone(page)
    // Two clicks are one.
    await asked.getByRole('button', { name: 'Undo', exact: true }).dblclick()
    await page.getByText('Undone. 1 withdrawn.').waitFor()
    expect(await page.getByText('undid this already').count()).toBe(0)
    await page.getByText('This was undone already. To have it again, undo the undo.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(1)

    await goTo('/history')
    await page.getByRole('link', { name: 'Undone', exact: true }).click()
    await page
      .getByRole('heading', { name: 'Ada Okafor undid “Ada Okafor enrolled Ann de Vries in Forklift basics”' })
      .waitFor()
    await page.getByRole('link', { name: 'Ada Okafor enrolled Ann de Vries in Forklift basics', exact: true }).click()
    await page.getByRole('heading', { name: 'Ada Okafor enrolled Ann de Vries in Forklift basics' }).waitFor()
    await page
      .getByRole('link', { name: /^Ada Okafor undid “Ada Okafor enrolled Ann de Vries in Forklift basics”/ })
      .waitFor()
    await expectGoodForEveryone(page)
    await goTo(`/courses/${activities.forklift}/history`)
    await act(page, /undid “/).waitFor()
    await page.getByRole('link', { name: 'Undone', exact: true }).waitFor()
    await goTo(`/users/${people.ann.id}/history`)
    await act(page, 'Ada Okafor enrolled Ann de Vries in Forklift basics.').waitFor()
    expectNoComplaint()
  })

  it('says what was done beside enrollments, and what becomes of what was made', async () => {
    const { people } = academy.story
    await did('team.create', async (tx) => {
      const [id = 0] = await insertFacts(tx, 'teams', [{ name: 'Spare crew' }])
      await joinAudience(tx, { audienceId: audience('team', id), userIds: [people.zoe.id] })
    })
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/history')
    await act(page, /made team Spare crew/).click()
    // Nobody’s enrollments moved: what there is to see is on the other tab.
    await page.getByRole('table', { name: 'Facts' }).getByText('Zoë Janssen joined team Spare crew.').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    const asked = question(page, 'Undo this?')
    await asked.getByText('Team Spare crew was made.').waitFor()
    await asked.getByText('Zoë Janssen joined team Spare crew.').waitFor()
    await asked.getByText('What was made is archived.').waitFor()
    expectNoComplaint()
  })

  it('asks about enrollments that were started meanwhile, without a mouse as well', async () => {
    const { people, activities } = academy.story
    await did('progress.start', (tx) => startLearning(tx, { userId: people.bo.id, activityId: activities.conduct }))
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/')
    await tabTo(page, menu(page))
    await page.keyboard.press('Enter')
    await tabTo(page, act(page, /enrolled Bo Smit in Code of conduct/))
    await page.keyboard.press('Enter')
    await arriveAt(page, /^Ada Okafor enrolled Bo Smit/)
    await tabTo(page, page.getByRole('button', { name: 'Undo', exact: true }))
    await page.keyboard.press('Enter')
    const asked = question(page, 'Undo this?')
    await asked.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
    await tabTo(page, asked.getByRole('radio', { name: /^Keep them/ }))
    await pressOn(asked, 'ArrowDown')
    await asked.getByText('This withdraws 1 enrollment.').waitFor()
    await pressOn(asked, 'ArrowUp')
    await asked.getByText('This keeps 1 enrollment that nothing requires any more.').waitFor()
    await tabTo(page, asked.getByRole('button', { name: 'Undo', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('Undone. 1 kept, no longer required.').waitFor()
    await page
      .getByRole('button', { name: 'Undo', exact: true })
      .and(page.locator('main *'))
      .waitFor({ state: 'detached' })
    await focusOn(page.getByRole('main'))
    expectNoComplaint()
  })

  it('says once who was first, where somebody else did it meanwhile', async () => {
    const { people, activities } = academy.story
    const { outcome } = await enroll(people.femke.id, activities.conduct)
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/history/${outcome.batchId}`)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    const asked = question(page, 'Undo this?')
    await asked.getByText('This withdraws 1 enrollment.').waitFor()
    await did('undo', (tx) => undoBatch(tx, { batchId: outcome.batchId, withdrawStarted: false }))
    await asked.getByRole('button', { name: 'Undo', exact: true }).click()
    const said = page.getByText(/undid this already, on .* To have it again, undo the undo\.$/)
    await said.waitFor()
    await asked.waitFor({ state: 'detached' })
    expect(await said.count()).toBe(1)
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('is refused in words where it cannot be', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada)
    await goTo('/history?by=setup')
    await act(page, 'The setup began the academy.').click()
    await page.getByText('What the setup made cannot be undone: the academy stands on it.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0)
  })
})

describe('work in the background', () => {
  it('is seen from any page and after a reload, and what followed is said to whoever began it', async () => {
    const { page, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    const author = { kind: 'user', id: academy.story.people.ada.id, name: 'Ada Okafor' }
    const work = [{ id: 3, kind: 'assignment.edit', author, at: '2026-05-03T10:00:00Z', progress: 0.42 }]
    const done = {
      enrolled: 12,
      resumed: 0,
      requiredAgain: 0,
      kept: 0,
      withdrawn: 0,
      batchId: 3,
      state: 'done',
      progress: 1,
    }
    const end = Promise.withResolvers<void>()
    await page.addInitScript(() => sessionStorage.setItem('muster-running', '[3]'))
    await page.route('**/api/work', (route) => route.fulfill({ json: { items: work.splice(0, 1), total: 1 } }))
    await page.route('**/api/batches/3/progress', async (route) => {
      await end.promise
      await route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(done)}\n\n` })
    })
    await page.goto('/mail')
    const running = page.getByRole('list', { name: 'Running work' })
    await running.getByRole('link', { name: 'Assignments: open in History' }).waitFor()
    await expect.poll(() => running.getByRole('link').getAttribute('href')).toBe('/history/3')
    end.resolve()
    await page.getByText('12 enrollments added.').waitFor()
    await running.waitFor({ state: 'detached' })
    expectNoComplaint()
  })
})
