import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Academy, openAcademy } from './academy.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
})
afterAll(() => academy.close())

it('the holders of a qualification are taken along as a file, as they are searched', async () => {
  const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
  await goTo(`/organise/qualifications/${academy.story.qualifications.bhv}/holders?search=daan`)
  await page.getByRole('row', { name: /Daan Visser/ }).waitFor()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^Holders \d{4}-\d\d-\d\d\.csv$/)
  expect(new URL(file.url()).searchParams.get('search')).toBe('daan')
  expectNoComplaint()
})
