import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { choose, csv, drop, fill, step, upload } from './importing.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

describe('an import', () => {
  it('begins wherever a file is dropped, and asks what it is for where the file does not say', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/courses')
    await drop(page, csv('dropped.csv', ['E-mail', 'Data privacy'], [people.emile.email, 'x']))
    await page.getByText('dropped.csv does not say what it is for. Choose it here.').waitFor()
    await page.getByRole('button', { name: 'Enroll users', exact: true }).click()
    await step(page, 'Start').getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    expectNoComplaint()
  })

  it('asks nothing of a file made from a template: that says what it is for, wherever it is dropped', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/import?action=completions&things=${activities.conduct}`)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Generate import template', exact: true }).click()
    const filled = await fill(await downloading, (header) => [
      header.map((title) => (title === 'E-mail' ? people.bo.email : title === 'Code of conduct' ? '2026-05-31' : null)),
    ])
    await goTo('/home')
    await drop(page, filled)
    await page.waitForURL(/\/users\/import\/\d+$/)
    await step(page, 'Action').getByText('Record completions').waitFor()
    await step(page, 'Start').getByText('1 completion is recorded.').waitFor()
    expectNoComplaint()
  })

  it('waits for whoever leaves, with all that was said, until it is gone on with or discarded', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, goTo, expectNoComplaint } = visit
    await goTo('/users/import')
    await page.getByRole('button', { name: 'Assign teams', exact: true }).click()
    await page.getByRole('option', { name: 'Night shift' }).click()
    await page.getByRole('button', { name: 'Remove Night shift' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Remove Night shift' }).waitFor()

    const file = csv('teams.csv', ['E-mail', 'Night shift'], [people.femke.email, 'x'], [people.bo.email, '?'])
    await choose(page, () => page.getByRole('button', { name: 'Upload file' }).click(), file)
    const check = step(page, 'Check')
    await check.getByText('An x or X adds, a - ends; an empty cell changes nothing.').first().waitFor()
    await check.getByRole('button', { name: 'Leave out this row' }).click()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    const tell = step(page, 'Start').getByRole('switch', { name: 'Tell them by e-mail' })
    expect(await tell.count()).toBe(0)

    await goTo('/home')
    await goTo('/users/import')
    await expectGoodForEveryone(page)
    await page.getByRole('link', { name: 'Go on teams.csv' }).click()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    await page.reload()
    await check.getByText('2 rows: 1 is good and 1 is left out').waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Discard' }).click()
    await question(page, 'Discard teams.csv?').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('What do you want to do?').waitFor()
    expect(await page.getByRole('link', { name: 'Go on teams.csv' }).count()).toBe(0)
    expectNoComplaint()
  })

  it('names whom it gives a thing and from whom it takes it, and who has it already, a page at a time', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Assign teams',
      csv(
        'council.csv',
        ['E-mail', 'Works council', 'Night shift'],
        [people.daan.email, 'x', '-'],
        [people.wei.email, 'x', ''],
      ),
    )
    const start = step(page, 'Start')
    const table = start.getByRole('table', { name: 'Whom the file is about' })
    await table.getByRole('row', { name: /^Daan Visser.*Night shift ends row 2/ }).waitFor()
    await table.getByRole('row', { name: /Works council begins row 3/ }).waitFor()
    await start.getByRole('button', { name: /^1 ends$/ }).click()
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    await expectGoodForEveryone(page)
    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await page.getByText('Imported. 3 memberships began or ended. Nobody’s enrollments changed.').waitFor()

    await upload(visit, 'Assign teams', csv('again.csv', ['E-mail', 'Works council'], [people.daan.email, 'x']))
    await start.getByRole('button', { name: '1 already so' }).click()
    await table.getByRole('row', { name: /^Daan Visser.*Works council already so row 2/ }).waitFor()

    const { ole: _, ...active } = people
    const days = Object.values(active).map(({ email }) => [email, '2020-02-02', '2020-02-03'])
    await upload(visit, 'Record completions', csv('days.csv', ['E-mail', 'First aid', 'Fire safety'], ...days))
    await table.getByRole('row', { name: /First aid recorded .*2020 row 2/ }).waitFor()
    await start.getByRole('button', { name: 'Show more', exact: true }).click()
    await expect.poll(() => table.getByRole('row').count()).toBe(2 * days.length + 1)
    await start.getByRole('searchbox', { name: 'Search these people' }).fill('fire safety')
    await table
      .getByRole('row', { name: /First aid/ })
      .first()
      .waitFor({ state: 'detached' })
    await table.getByRole('row', { name: /Fire safety recorded .*2020 row 2/ }).waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
  })

  it('that unenrolls names who stays enrolled and why, and after the start what stayed behind, in every window', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Unenroll users',
      csv('leave.csv', ['E-mail', 'First aid'], [people.daan.email, 'x'], ['not an address', 'x']),
    )
    await page.waitForURL(/\/users\/import\/\d+/)
    const check = step(page, 'Check')
    await check.getByText('not an address').first().waitFor()
    const start = step(page, 'Start')
    await start
      .getByText('Nobody’s enrollments change. 1 enrollment stays, since something else requires it.')
      .waitFor()
    const table = start.getByRole('table', { name: 'Whom the file is about' })
    const staying = table.getByRole('row', {
      name: /^Daan Visser.*First aid stays enrolled through .*First aiders.*BHV/,
    })
    await staying.waitFor()
    await expectGoodForEveryone(page)
    const other = await academy.visit(people.ada)
    await other.goTo(new URL(page.url()).pathname)
    const begin = { name: 'Start import', exact: true }
    await other.page.getByRole('button', begin).waitFor()

    await start.getByRole('button', begin).click()
    await start.getByText(/^Imported\..*1 enrollment stayed, since something else requires it\.$/).waitFor()
    await staying.waitFor()
    const behind = start.getByRole('table', { name: 'Rows with something wrong' })
    await behind
      .getByRole('row', { name: /^3 not an address · x A · E-mail · not an address: Nobody is known by this/ })
      .waitFor()
    await start.getByRole('button', { name: 'Download the problem file' }).waitFor()
    await expectGoodForEveryone(page)

    await other.page.getByRole('button', begin).click()
    await other.page.getByText('This import was started already, by Ada Okafor.').waitFor()
    await other.page.getByRole('link', { name: 'Show the report' }).waitFor()
    expect(await other.page.getByRole('button', begin).count()).toBe(0)
    await other.close()
    expectNoComplaint()
  })

  it('that finds something changed when it is started does nothing, and says what', async () => {
    const { people } = academy.story
    const visit = await academy.visit(people.ada)
    const { page, expectNoComplaint } = visit
    await upload(
      visit,
      'Enroll users',
      csv('late.csv', ['E-mail', 'Forklift basics'], [people.wei.email, 'x'], [people.marta.email, 'x']),
    )
    const start = step(page, 'Start')
    await start.getByText('This enrolls 2 people in 1 learning activity.').waitFor()
    const other = await academy.visit(people.ada)
    await upload(other, 'Enroll users', csv('first.csv', ['E-mail', 'Forklift basics'], [people.wei.email, 'x']))
    await other.page.getByRole('button', { name: 'Start import', exact: true }).click()
    await other.page.getByText('Imported. 1 enrollment added.').waitFor()
    await other.close()

    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await start.getByText('Something has changed since you looked. Nothing was imported.').waitFor()
    await start.getByText('This enrolls 1 person in 1 learning activity.').waitFor()
    await expectGoodForEveryone(page)
    await start.getByRole('button', { name: 'Start import', exact: true }).click()
    await start.getByText('Imported. 1 enrollment added.').waitFor()
    expectNoComplaint()
  })
})
