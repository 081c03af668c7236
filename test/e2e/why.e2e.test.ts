import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { createRule } from '../../server/rule/commands.ts'
import { newRule } from '../../server/rule/contract.ts'
import { type Academy, expectGoodForEveryone, openAcademy, question } from './academy.ts'
import { findOn, moveDownTo, pressOn, tabTo } from './keyboard.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { people, activities, author } = academy.story
  const { db } = academy.context
  const rule = newRule.parse({
    name: 'Privacy for German speakers',
    criteria: [{ kind: 'language', codes: ['de'] }],
    targetIds: [activities.privacy],
    state: 'active',
  })
  await change(db, { kind: 'rule.create', author, notify: false }, (tx) => createRule(tx, rule))
  const actor = { userId: people.ada.id, name: 'Ada', role: 'administrator', isManager: false, language: 'en' } as const
  await change(db, { kind: 'enrollment.add', author, notify: false }, (tx) =>
    enrollByHand(tx, { actor, userIds: [people.ann.id], activityIds: [activities.fireSafety] }),
  )
})
afterAll(() => academy.close())

const sheet = (page: Page, title: string) => page.getByRole('dialog', { name: title })

describe('why somebody is enrolled', () => {
  it('opens beside the sentence: every cause, and what happened', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.ann.id}`)
    await page.getByRole('button', { name: 'Why: Fire safety' }).click()
    const why = sheet(page, 'Fire safety')
    await why.getByText('Ann de Vries is enrolled in Fire safety.').waitFor()
    await why.getByText(/are in department Warehouse or below it/).waitFor()
    await why.getByText(/Ada Okafor enrolled them by hand/).waitFor()
    await why.getByRole('link', { name: 'Open in History' }).first().waitFor()
    await expectGoodForEveryone(page)
    expectNoComplaint()
  })

  it('is told to a manager as well, who may not exclude', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ruth, { locale: 'nl' })
    await goTo(`/team/${people.daan.id}`)
    await page.getByRole('button', { name: /^Waarom: Brandveiligheid|^Why: Fire safety/ }).click()
    await page.getByText(/Daan Visser is ingeschreven voor|Daan Visser is enrolled in/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^Uitsluiten$|^Exclude$/ }).count()).toBe(0)
    expectNoComplaint()
  })
})

describe('why somebody is not', () => {
  it('names each way that leads there and what is missing, without a mouse as well', async () => {
    const { people } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.ann.id}`)
    await tabTo(page, page.getByRole('button', { name: 'Why not?' }))
    await page.keyboard.press('Enter')
    const asking = question(page, 'Why is Ann de Vries not enrolled in …')
    const search = asking.getByRole('combobox')
    await asking.getByRole('option', { name: /First aid/ }).waitFor()
    await moveDownTo(search, 'First aid')
    await findOn(search, 'privacy', 'Data privacy')
    const why = sheet(page, 'Data privacy')
    await why.getByText('Ann de Vries was never enrolled in Data privacy.').waitFor()
    await why.getByText(/the rule Privacy for German speakers/i).waitFor()
    await why.getByText(/Not matched: language is .*, the rule asks German\./).waitFor()
    await expect.poll(() => new URL(page.url()).search).toMatch(/^\?why=\d+$/)
    await pressOn(why, 'Escape')
    await why.waitFor({ state: 'detached' })
    expectNoComplaint()
  })
})

describe('an exclusion', () => {
  it('is made with a reason where other causes remain, seen, and lifted again', async () => {
    const { people, activities } = academy.story
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/users/${people.ann.id}`)
    await page.getByRole('button', { name: 'End Fire safety' }).click()
    const ending = question(page, 'End Fire safety for Ann de Vries?')
    await ending.getByText(/Still enrolled because they are in department Warehouse/).waitFor()
    await ending.getByRole('radio', { name: /^End, and exclude Ann de Vries/ }).check()
    await expect.poll(() => ending.getByRole('button', { name: 'End', exact: true }).isDisabled()).toBe(true)
    await ending.getByRole('textbox', { name: /^Reason/ }).fill('On leave until summer.')
    await ending.getByText('This withdraws 1 enrollment.').waitFor()
    await expectGoodForEveryone(page)
    await ending.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('Ann de Vries is excluded from Fire safety.').waitFor()
    const excluded = page.getByRole('table', { name: 'Exclusions' }).getByRole('row', { name: /Fire safety/ })
    await excluded.getByText('On leave until summer.').waitFor()

    await goTo(`/courses/${activities.fireSafety}/exclusions`)
    const row = page.getByRole('row', { name: /Ann de Vries/ })
    await row.getByText('On leave until summer.').waitFor()
    await expectGoodForEveryone(page)
    await row.getByRole('button', { name: /edit or lift/ }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: /^Reason/ }).fill('On leave.')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await row.getByText('On leave.', { exact: true }).waitFor()

    await row.getByRole('button', { name: /edit or lift/ }).click()
    await page.getByRole('menuitem', { name: 'Lift and enroll' }).click()
    const lifting = question(page, 'Lift the exclusion of Ann de Vries from Fire safety?')
    await lifting.getByText(/^This enrolls 1 person/).waitFor()
    await lifting.getByRole('button', { name: 'Lift and enroll' }).click()
    await page.getByText('Nobody is excluded').waitFor()
    expectNoComplaint()
  })
})
