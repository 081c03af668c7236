import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { editFacts } from '../../server/facts.ts'
import { createRule, editRule } from '../../server/rule/commands.ts'
import { type NewRule, newRule } from '../../server/rule/contract.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { chooseInMenu, findOn, focusOn, pressOn, tabTo, typeOn } from './keyboard.ts'
import { searchIn } from './loading.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

async function writeRule(given: { name: string } & Record<string, unknown>): Promise<number> {
  const { author } = academy.story
  const rule: NewRule = newRule.parse(given)
  const { result } = await change(academy.context.db, { kind: 'rule.create', author, notify: false }, (tx) =>
    createRule(tx, rule),
  )
  return result.id
}

async function add(page: Page, kind: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add a criterion' }).click()
  await page.getByRole('menuitem', { name: kind, exact: true }).click()
  const editor = page.getByRole('dialog')
  await editor.waitFor()
  return editor
}

const matching = (page: Page, count: number) =>
  page.getByRole('region', { name: 'People' }).getByText(new RegExp(`^${count} (person matches|people match) now$`))
const chip = (page: Page, words: string) => page.getByRole('button', { name: words, exact: true })

describe('a rule', () => {
  it('is written as a sentence, counted while it is written, and seen before it applies', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/organise/companies')
    await page.getByRole('tab', { name: 'Rules', exact: true }).click()
    await page.getByRole('heading', { name: 'No rules yet' }).waitFor()
    await page.getByRole('link', { name: 'New rule' }).click()
    await matching(page, 11).waitFor()

    let editor = await add(page, 'Department')
    await searchIn(editor.getByRole('combobox'), 'ware')
    await editor.getByRole('option', { name: /^Warehouse/ }).click()
    await chip(page, 'in department Warehouse or below').waitFor()
    await matching(page, 5).waitFor()
    await expectGoodForEveryone(page)
    await editor.getByRole('button', { name: 'Done' }).click()

    editor = await add(page, 'Language')
    await editor.getByRole('option', { name: 'Dutch' }).click()
    await pressOn(editor, 'Escape')
    await matching(page, 4).waitFor()
    editor = await add(page, 'Team')
    await editor.getByRole('radio', { name: 'None of these' }).check()
    await editor.getByRole('option', { name: 'First aiders' }).click()
    await editor.getByRole('button', { name: 'Done' }).click()
    await chip(page, 'not in team First aiders').waitFor()
    await matching(page, 3).waitFor()

    await page.getByRole('button', { name: 'Who?' }).click()
    const names = page.getByRole('dialog', { name: 'Who matches' })
    await names.getByRole('row', { name: /Ruth de Wit/ }).waitFor()
    await searchIn(names.getByRole('combobox').or(names.getByRole('searchbox')), 'femke')
    await names.getByRole('row', { name: /Ruth de Wit/ }).waitFor({ state: 'detached' })
    await names.getByRole('row', { name: /Femke Bakker/ }).waitFor()
    await pressOn(names, 'Escape')

    await page.getByRole('button', { name: 'Add learning activities or qualifications' }).click()
    const targets = page.getByRole('dialog', { name: 'What the rule leads to' })
    await targets.getByRole('option', { name: /Data privacy/ }).click()
    await targets.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByText('Fill this in.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('Privacy on the floor')
    await page.getByRole('button', { name: 'Activate' }).click()

    const impact = page.getByRole('dialog', { name: 'Activate Privacy on the floor' })
    await impact.getByText('This enrolls 3 people in 1 learning activity.').waitFor()
    expect(await academy.enrolledIn(activities.privacy)).toEqual([])
    await impact.getByRole('button', { name: 'Activate' }).click()
    await page.getByText('3 enrollments added.').waitFor()
    expect(await academy.enrolledIn(activities.privacy)).toEqual(['Ann de Vries', 'Femke Bakker', 'Ruth de Wit'])
    await page.getByRole('heading', { name: 'Privacy on the floor' }).waitFor()

    await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Rules' }).click()
    const row = page.getByRole('row', { name: /Privacy on the floor/ })
    await row
      .getByText('Everyone in department Warehouse or below, with language Dutch and not in team First aiders.')
      .waitFor()
    await row.getByRole('cell', { name: '3', exact: true }).waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
  })

  it('is written without a mouse as well', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/organise/rules')
    await tabTo(page, page.getByRole('button', { name: 'New rule' }).or(page.getByRole('link', { name: 'New rule' })))
    await page.keyboard.press('Enter')
    // One begins with the name.
    await typeOn(page.getByRole('textbox', { name: 'Name' }), 'Newcomers')

    const addCriterion = page.getByRole('button', { name: 'Add a criterion' })
    const editor = page.getByRole('dialog')
    const kind = (kindName: string) => page.getByRole('menuitem', { name: kindName, exact: true })
    await tabTo(page, addCriterion)
    await page.keyboard.press('Enter')
    await pressOn(kind('Company'), 'Escape')
    await kind('Company').waitFor({ state: 'detached' })
    await pressOn(addCriterion, 'Enter')
    await pressOn(kind('Company'), 'Enter')
    await findOn(editor.getByRole('combobox'), 'logistics', 'Rakema Logistics')
    await chip(page, 'in company Rakema Logistics').waitFor()
    await pressOn(editor, 'Control+Enter')

    await pressOn(chip(page, 'in company Rakema Logistics'), 'ArrowRight')
    await pressOn(addCriterion, 'Enter')
    await chooseInMenu(page, kind('Date added'))
    const days = editor.getByRole('spinbutton', { name: 'Days' })
    await focusOn(editor)
    await tabTo(page, days)
    await pressOn(days, 'Control+a')
    await typeOn(days, '10000')
    await tabTo(page, editor.getByRole('button', { name: 'Done' }))
    await page.keyboard.press('Enter')
    await chip(page, 'added in the last 10,000 days').waitFor()
    await matching(page, 3).waitFor()
    // Nobody is withdrawn on day 31: that is chosen by itself, and said.
    await expect.poll(() => page.getByRole('radio', { name: /^Keep/ }).isChecked()).toBe(true)
    await page.getByText('Nobody is withdrawn on day 10,001.').waitFor()

    await focusOn(chip(page, 'added in the last 10,000 days'))
    await tabTo(page, addCriterion)
    await page.keyboard.press('Enter')
    await chooseInMenu(page, kind('Is a manager'))
    await pressOn(editor, 'Escape')
    await matching(page, 1).waitFor()
    await pressOn(chip(page, 'who is a manager'), 'Delete')
    await chip(page, 'who is a manager').waitFor({ state: 'detached' })
    await matching(page, 3).waitFor()

    // The next in the sentence is what it leads to.
    await tabTo(page, addCriterion)
    await page.keyboard.press('Tab')
    await pressOn(page.getByRole('button', { name: 'Add learning activities or qualifications' }), 'Enter')
    const targets = page.getByRole('dialog', { name: 'What the rule leads to' })
    await findOn(targets.getByRole('combobox'), 'conduct', 'Code of conduct')
    await targets.getByText('1 selected').waitFor()
    await pressOn(targets, 'Control+Enter')
    await targets.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Remove Code of conduct' }).waitFor()
    await page.keyboard.press('Shift+Tab')
    await tabTo(page, page.getByRole('button', { name: 'Save as draft' }))
    await page.keyboard.press('Enter')

    await page.getByText('Newcomers was saved as a draft.').waitFor()
    await page.getByRole('heading', { name: 'Newcomers' }).waitFor()
    expect(await academy.enrolledIn(activities.conduct)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: 'Activate', exact: true }))
    await page.keyboard.press('Enter')
    const impact = page.getByRole('dialog', { name: 'Activate Newcomers' })
    await impact.getByText('This enrolls 3 people in 1 learning activity.').waitFor()
    await tabTo(page, impact.getByRole('button', { name: 'Activate', exact: true }))
    await page.keyboard.press('Enter')
    await page.getByText('3 enrollments added.').waitFor()
    expect(await academy.enrolledIn(activities.conduct)).toEqual(['Jürgen Krause', 'Marta Kowalska', '李伟'])
    expectNoComplaint()
  })
})

describe('of a rule', () => {
  it('one learns whom it does not match and why, and what somebody else made of it meanwhile', async () => {
    const { people, teams, activities, author } = academy.story
    const { db } = academy.context
    const criteria = [
      { kind: 'team', ids: [teams.nightShift] },
      { kind: 'language', codes: ['nl'] },
    ]
    const ruleId = await writeRule({ name: 'Night', criteria, targetIds: [activities.forklift], state: 'active' })
    await writeRule({ name: 'Night, again', criteria, targetIds: [] })
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/rules/${ruleId}`)
    await page.getByText('The same people are matched by Night, again (draft, leads elsewhere).').waitFor()

    await page.getByRole('button', { name: 'Does it match …?' }).click()
    const sheet = page.getByRole('dialog', { name: 'Does it match …?' })
    await searchIn(sheet.getByRole('combobox', { name: 'Search people' }), 'bo smit')
    await sheet.getByRole('option', { name: /Bo Smit/ }).click()
    await sheet
      .getByText('Not matched: is in no team, the rule asks Night shift; language is English, the rule asks Dutch.')
      .waitFor()
    await expectGoodForEveryone(page)
    await pressOn(sheet, 'Escape')

    // Two people edit it: the second is told, and puts theirs over it only by saving again.
    await page.getByRole('textbox', { name: 'Name' }).fill('Night drivers')
    await change(db, { kind: 'rule.edit', author, notify: false }, (tx) =>
      editRule(tx, { id: ruleId, edit: { name: 'Night people', onLeaving: 'withdraw' } }),
    )
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText(/^Somebody else has changed this since you opened it/).waitFor()
    await page.getByRole('heading', { name: 'Night people' }).waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: 'Night drivers' }).waitFor()
    await expect.poll(() => page.getByRole('radio', { name: /^Withdraw, started or not/ }).isChecked()).toBe(true)
    expectNoComplaint()
  })

  it('one learns that it is paused or frozen, how to heal it, and what happened to it', async () => {
    const { people, teams, activities, author } = academy.story
    const { db } = academy.context
    const criteria = [{ kind: 'team', ids: [teams.worksCouncil] }]
    const ruleId = await writeRule({ name: 'Council', criteria, targetIds: [activities.firstAid], state: 'active' })
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/rules/${ruleId}`)
    await page.getByRole('button', { name: 'Pause' }).click()
    const pausing = page.getByRole('dialog', { name: 'Pause Council' })
    await pausing.getByText('Nobody’s enrollments change').waitFor()
    await pausing.getByRole('button', { name: 'Pause' }).click()
    await page.getByText(/^Paused since .*: it adds nobody and ends nothing/).waitFor()
    await page.getByText(/1 person has been in it since .*, and stays in/).waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/^Paused since/).waitFor({ state: 'detached' })

    await change(db, { kind: 'team.archive', author }, (tx) =>
      editFacts(tx, 'teams', [{ id: teams.worksCouncil, archived: true }]),
    )
    await goTo('/organise/rules?frozen=true')
    await page
      .getByRole('row', { name: /Council/ })
      .getByText('Works council is archived')
      .waitFor()
    await page.getByRole('link', { name: 'Edit Council', exact: true }).click()
    await page.getByText(/^Frozen since .*: team Works council is archived/).waitFor()
    await expectGoodForEveryone(page)
    await page.getByRole('button', { name: 'Take it out' }).click()
    await chip(page, 'in team …').waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('A criterion asks nothing yet. Choose what it asks, or take it out.').waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()

    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('row', { name: /Ada Okafor archived team Works council/ }).waitFor()
    await page.getByRole('row', { name: /Ada Okafor paused rule Council/ }).waitFor()
    await page.getByRole('link', { name: /Ada Okafor made rule Council/ }).click()
    await page.waitForURL(/\/history\/\d+$/)
    expectNoComplaint()
  })
})
