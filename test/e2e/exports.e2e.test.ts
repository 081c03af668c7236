import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { createRule } from '../../server/rule/commands.ts'
import { newRule } from '../../server/rule/contract.ts'
import { editUser } from '../../server/user/commands.ts'
import { type Academy, openAcademy } from './academy.ts'
import { pressOn } from './keyboard.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

/** Opens what one exports with this button, and takes it in this format. */
async function take(page: Page, name: string, format: 'Excel' | 'CSV'): Promise<Download> {
  await page.getByRole('button', { name, exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: format }).click()
  return download
}

const bytesOf = async (download: Download) => readFile(await download.path())

it('the holders of a qualification are taken along as a file, as they are searched', async () => {
  const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
  await goTo(`/organise/qualifications/${academy.story.qualifications.bhv}/holders?search=daan`)
  await page.getByRole('row', { name: /Daan Visser/ }).waitFor()
  const file = await take(page, 'Export', 'CSV')
  expect(file.suggestedFilename()).toMatch(/^Holders \d{4}-\d\d-\d\d\.csv$/)
  expect(new URL(file.url()).searchParams.get('search')).toBe('daan')
  expectNoComplaint()
})

it('the rules are taken along as their list stands: filtered, with its columns, and what is counted beside it', async () => {
  const { groups, author, people } = academy.story
  const name = '=1+1 wardens'
  const given = newRule.parse({ name, criteria: [{ kind: 'group', ids: [groups.wardens] }], state: 'active' })
  await change(academy.context.db, { kind: 'rule.create', author, notify: false }, async (tx) => {
    await createRule(tx, given)
    await createRule(tx, newRule.parse({ name: 'A draft', criteria: [] }))
  })
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
  await goTo('/organise/rules?state=active')
  const row = page.getByRole('row', { name: /1\+1 wardens/ })
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Leads to' }).click()
  await pressOn(page.getByRole('menu'), 'Escape')
  await row.getByText('Everyone in group Evacuation wardens.').waitFor()
  await row.getByRole('cell', { name: '1', exact: true }).waitFor()

  const csv = await take(page, 'Export', 'CSV')
  expect(csv.suggestedFilename()).toMatch(/^Rules \d{4}-\d\d-\d\d\.csv$/)
  const [shown] = parse(await bytesOf(csv), { bom: true, columns: true }) as Array<Record<string, string>>
  const whom = 'Everyone in group Evacuation wardens.'
  expect(shown).toEqual({ Name: `'${name}`, Whom: whom, Archived: '', State: 'Active', People: '1' })
  const xlsx = await take(page, 'Export', 'Excel')
  const [sheet] = (await readXlsx(await bytesOf(xlsx))).sheets
  expect(sheet?.rows).toEqual([
    ['Name', 'Whom', 'Archived', 'State', 'People'],
    [name, whom, null, 'Active', 1],
  ])
  expectNoComplaint()
})

it('whom an act would touch is taken along for somebody’s agreement: all of them with why, or one kind, and no formula', async () => {
  const { people, departments, author } = academy.story
  const formula = '=HYPERLINK("https://evil.example.com","Bo")'
  await change(academy.context.db, { kind: 'user.edit', author, notify: false }, (tx) =>
    editUser(tx, { id: people.bo.id, edit: { name: formula } }),
  )
  const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
  await goTo(`/organise/departments/${departments.rotterdam}`)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const picker = page.getByRole('dialog', { name: 'Assign' })
  await picker.getByRole('option', { name: /BHV Qualification/ }).click()
  await picker.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Whom?' }).click()
  const whom = page.getByRole('dialog', { name: 'Whom this touches' })
  await whom
    .getByRole('row', { name: /HYPERLINK/ })
    .first()
    .waitFor()
  const countOf = async (kind: string) =>
    Number((await whom.getByRole('button', { name: new RegExp(`^\\d+ ${kind}$`) }).textContent())?.match(/\d+/)?.[0])
  const enrolled = await countOf('enrolled')
  const already = await countOf('already')
  expect([enrolled, already].every((count) => count > 0)).toBe(true)

  const csv = await take(page, 'Export list', 'CSV')
  const rows = parse(await bytesOf(csv), { bom: true, columns: true }) as Array<Record<string, string>>
  const happened = Map.groupBy(rows, (row) => row['What happens'])
  expect(happened.get('Enrolled')).toHaveLength(enrolled)
  expect(happened.get('Already enrolled')).toHaveLength(already)
  expect(rows).toHaveLength(enrolled + already)
  expect(happened.get('Enrolled')).toContainEqual(
    expect.objectContaining({
      Name: `'${formula}`,
      'Learning activity': 'First aid',
      Why: expect.stringContaining('BHV'),
    }),
  )
  // Nothing in it begins as a formula does, with whatever program it is opened.
  expect(rows.flatMap((row) => Object.values(row)).filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([])

  await whom.getByRole('button', { name: /^\d+ enrolled$/ }).click()
  await whom
    .getByRole('row', { name: /already/ })
    .first()
    .waitFor({ state: 'detached' })
  const xlsx = await take(page, 'Export list', 'Excel')
  expect(xlsx.suggestedFilename()).toMatch(/\d{4}-\d\d-\d\d\.xlsx$/)
  const [sheet] = (await readXlsx(await bytesOf(xlsx))).sheets
  expect(sheet?.rows).toHaveLength(enrolled + 1)
  // What a cell of a formula holds would be what it computes.
  expect(sheet?.rows.flat()).toContain(formula)
  expectNoComplaint()
})
