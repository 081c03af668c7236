import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { createUnits, editUnit } from '../../server/organization/commands.ts'
import { createUsers } from '../../server/user/commands.ts'
import { newUser } from '../../server/user/contract.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { arriveAt, chooseOn, findOn, saveByKey, tabTo } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

const menu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })
const assigned = (page: Page, title: string) =>
  page.getByRole('table', { name: 'Assign' }).getByRole('row', { name: new RegExp(title) })

describe('enrolling via a company', () => {
  it('goes as the article says', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/')
    await menu(page, 'Organise').click()
    await page.getByRole('tab', { name: 'Companies', exact: true }).click()
    await page.getByRole('link', { name: 'Edit Rakema Logistics' }).click()
    await page.getByRole('tab', { name: 'Assign', exact: true }).click()
    await page.getByRole('button', { name: 'Add', exact: true }).click()

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await picker.getByRole('option', { name: /Forklift basics/ }).click()
    await searchIn(picker.getByRole('combobox'), 'bhv')
    await picker.getByRole('option', { name: /BHV Qualification/ }).click()
    await picker.getByText('2 selected').waitFor()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()

    await assigned(page, 'Forklift basics').getByText('Not saved yet').waitFor()
    await assigned(page, 'BHV').getByText('Not saved yet').waitFor()
    expect(await academy.enrolledIn(activities.forklift)).toEqual([])
    await page.getByRole('button', { name: 'Save changes' }).click()

    // Three people; BHV holds two learning activities.
    await page.getByText('9 enrollments added.').waitFor()
    const ofLogistics = ['Jürgen Krause', 'Marta Kowalska', '李伟']
    expect(await academy.enrolledIn(activities.forklift)).toEqual(ofLogistics)
    expect(await academy.enrolledIn(activities.firstAid)).toEqual(expect.arrayContaining(ofLogistics))
    await assigned(page, 'Forklift basics').getByText('today').waitFor()
    expectNoComplaint()

    await goTo(`/courses/${activities.firstAid}`)
    await page
      .getByRole('row', { name: /Jürgen Krause/ })
      .getByText('they have qualification BHV through company Rakema Logistics')
      .waitFor()
  })

  it('goes without a mouse as well', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/')
    await tabTo(page, menu(page, 'Organise'))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('tab', { name: 'Companies', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('link', { name: 'Edit Rakema', exact: true }))
    await page.keyboard.press('Enter')
    await arriveAt(page, 'Rakema')
    await tabTo(page, page.getByRole('tab', { name: 'Assign', exact: true }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')

    const picker = page.getByRole('dialog', { name: 'Assign' })
    await findOn(picker.getByRole('combobox'), 'privacy', 'Data privacy')
    await picker.getByText('1 selected').waitFor()
    await tabTo(page, picker.getByRole('button', { name: 'Add', exact: true }))
    await page.keyboard.press('Enter')

    await assigned(page, 'Data privacy').getByText('Not saved yet').waitFor()
    await picker.waitFor({ state: 'detached' })
    const onLeaving = page.getByRole('combobox', { name: 'On leaving, for Data privacy' })
    await tabTo(page, onLeaving)
    await chooseOn(onLeaving, page.getByRole('option', { name: 'Keep' }))
    await expect.poll(() => onLeaving.inputValue()).toBe('Keep')
    await tabTo(page, page.getByRole('button', { name: 'Save changes' }))
    await page.keyboard.press('Enter')

    await page.getByText('8 people are enrolled in Data privacy.').waitFor()
    expect(await academy.enrolledIn(activities.privacy)).toContain('Ann de Vries')
    const { on_leaving } = await academy.context.db
      .selectFrom('assignments')
      .select('on_leaving')
      .where('target_id', '=', activities.privacy)
      .where('audience_id', '=', (1 << 27) | academy.story.companies.rakema)
      .executeTakeFirstOrThrow()
    expect(on_leaving).toBe(3)
    expectNoComplaint()
  })

  it('ends an assignment only when it is saved, and says what followed', async () => {
    const { people, activities, companies } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/companies/${companies.logistics}`)
    await page.getByRole('button', { name: 'End the assignment of Forklift basics' }).click()
    await assigned(page, 'Forklift basics').getByText('Ends when saved').waitFor()
    await page.getByRole('button', { name: 'Put back Forklift basics' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Save changes' }).count()).toBe(0)
    await page.getByRole('button', { name: 'End the assignment of Forklift basics' }).click()
    expect(await academy.enrolledIn(activities.forklift)).toHaveLength(3)

    // On a phone what saving does has a line of its own, above the buttons.
    await page.setViewportSize({ width: 320, height: 640 })
    const bar = page.getByRole('region', { name: 'Unsaved changes' })
    const impact = await bar.getByText('This withdraws 3 enrollments.').boundingBox()
    const discard = await bar.getByRole('button', { name: 'Discard' }).boundingBox()
    expect(impact && impact.y + impact.height).toBeLessThanOrEqual(discard?.y ?? 0)
    await page.setViewportSize({ width: 1280, height: 900 })

    await page.getByRole('tab', { name: 'Members' }).click()
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Stay' }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('3 withdrawn.').waitFor()
    expect(await academy.enrolledIn(activities.forklift)).toEqual([])
    await assigned(page, 'Forklift basics').waitFor({ state: 'detached' })
    expectNoComplaint()
  })

  it('marks what is assigned already, and keeps what was added when the server says no', async () => {
    const { people, companies } = academy.story
    const { page, goTo } = await academy.visit(people.ada)
    await goTo(`/organise/companies/${companies.logistics}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const picker = page.getByRole('dialog', { name: 'Assign' })
    await picker.getByRole('option', { name: /BHV/ }).getByText('Already assigned').waitFor()
    await picker.getByRole('option', { name: /Code of conduct/ }).click()
    await picker.getByRole('button', { name: 'Add', exact: true }).click()
    await page.route('**/api/organisation/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Muster cannot be reached. Check the connection and try again.').waitFor()
    await assigned(page, 'Code of conduct').getByText('Not saved yet').waitFor()
    await page.unroute('**/api/organisation/**')
    await saveByKey(page)
    await page.getByText('3 people are enrolled in Code of conduct.').waitFor()
  })
})

describe('an assignment to very many', () => {
  it('runs on in the background, where one sees how far it is, and says what followed', async () => {
    const { story, context } = academy
    const { author, people, activities } = story
    const [crowd = 0] = (
      await change(context.db, { kind: 'company.create', author }, (tx) =>
        createUnits(tx, { kind: 'companies', names: ['Rakema Crowd'] }),
      )
    ).result
    // More than are decided before the answer.
    const users = Array.from({ length: 8200 }, (_, nth) =>
      newUser.parse({ name: `Extra ${nth}`, email: `extra.${nth}@example.com`, companyId: crowd }),
    )
    await change(context.db, { kind: 'user.create', author, notify: false }, (tx) => createUsers(tx, { users }))

    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/companies/${crowd}`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    for (const title of [/^Code of conduct/, /^Data privacy/, /^Lading zekeren/])
      await page.getByRole('option', { name: title }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Tell them by e-mail' }).uncheck()
    await page.getByRole('button', { name: 'Save changes' }).click()

    // So many are enrolled only by whoever says how many.
    const much = question(page, 'This changes a lot')
    await much.getByText('It enrolls 8,200 people.').waitFor()
    await expectGoodForEveryone(page)
    await much.getByRole('button', { name: 'Cancel' }).click()
    await much.waitFor({ state: 'detached' })
    expect(await academy.enrolledIn(activities.loads)).toEqual([])
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect.poll(() => much.getByRole('button', { name: 'Enroll', exact: true }).isDisabled()).toBe(true)
    await much.getByRole('textbox', { name: 'Type 8200 to go on' }).fill('8200')
    await page.keyboard.press('Enter')

    await page.getByText('Saved. The rest is running in the background.').waitFor()
    await page.getByRole('list', { name: 'Running work' }).getByRole('progressbar').first().waitFor()
    await page.getByText('24,600 enrollments added.').waitFor()
    await page.getByRole('progressbar').first().waitFor({ state: 'detached' })
    expect(await academy.enrolledIn(activities.loads)).toHaveLength(8200)
    const owed = await context.db
      .selectFrom('messages')
      .innerJoin('users', 'users.id', 'messages.user_id')
      .select('messages.id')
      .where('users.company_id', '=', crowd)
      .execute()
    expect(owed).toEqual([])
    expectNoComplaint()
  })
})

describe('a company', () => {
  it('is created, renamed, and lists its people', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/organise')
    await page.getByRole('button', { name: 'New company' }).click()
    const sheet = page.getByRole('dialog', { name: 'New company' })
    await sheet.getByRole('textbox', { name: 'Name' }).fill('Rakema')
    await sheet.getByRole('button', { name: 'Create company' }).click()
    await expect.poll(() => sheet.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true')
    await sheet.getByRole('textbox', { name: 'Name' }).fill('Rakema Foods')
    await sheet.getByRole('button', { name: 'Create company' }).click()

    await page.getByRole('heading', { name: 'Rakema Foods' }).waitFor()
    await page.getByRole('heading', { name: 'Nothing is assigned yet' }).waitFor()
    await page.getByRole('button', { name: 'Rename' }).click()
    const renaming = page.getByRole('dialog', { name: 'Rename Rakema Foods' })
    await renaming.getByRole('textbox', { name: 'Name' }).fill('Rakema Fresh')
    // Somebody else was first: told so, one puts theirs over it.
    const { db } = academy.context
    await change(db, { kind: 'company.edit', author: academy.story.author }, async (tx) => {
      const { id } = await db
        .selectFrom('companies')
        .select('id')
        .where('name', '=', 'Rakema Foods')
        .executeTakeFirstOrThrow()
      await editUnit(tx, { kind: 'companies', id, name: 'Rakema Food' })
    })
    await renaming.getByRole('button', { name: 'Rename' }).click()
    const overtaken = question(page, 'Rename Rakema Food')
    await overtaken.getByText('“Rename” again overwrites theirs, “Cancel” leaves what is there now.').waitFor()
    await overtaken.getByRole('button', { name: 'Rename' }).click()
    await page.getByText('It is now called Rakema Fresh.').waitFor()
    await page.getByRole('heading', { name: 'Rakema Fresh', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Members' }).click()
    await page.getByRole('heading', { name: 'Nobody here yet' }).waitFor()

    // Back to the tab before leaves what is open over both.
    await page.getByRole('button', { name: 'Rename' }).click()
    const unsaved = page.getByRole('dialog', { name: 'Rename Rakema Fresh' })
    await unsaved.getByRole('textbox', { name: 'Name' }).fill('Rakema Frozen')
    await page.goBack()
    await question(page, 'Leave without saving?').getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Nothing is assigned yet' }).waitFor()
    await unsaved.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Rakema Fresh', exact: true }).waitFor()

    await goTo(`/organise/companies/${academy.story.companies.logistics}/members`)
    await page.getByRole('table', { name: 'Members' }).getByText('marta.kowalska@example.com').waitFor()
    expectNoComplaint()
  })

  it('that does not exist is not found, and neither is a kind of unit without screens', async () => {
    const { page, goTo } = await academy.visit(academy.story.people.ada)
    await goTo('/organise/companies/99999')
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await goTo('/organise/planets')
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  })
})
