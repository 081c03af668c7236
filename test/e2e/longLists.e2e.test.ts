import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { audience } from '../../server/enrollment/engine/audience.ts'
import { insertFacts, joinAudience, leaveAudience } from '../../server/facts.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { focusOn, pressOn } from './keyboard.ts'
import { untilIdle, untilLoaded, untilStill } from './loading.ts'

let academy: Academy
let userIds: number[]

beforeAll(async () => {
  academy = await openAcademy()
  const { rows } = await sql<{ id: number }>`
    insert into users (name, email, company_id, language, added_on)
    select 'Crowd ' || lpad(n::text, 4, '0'), 'crowd' || n || '@example.com', ${academy.story.companies.rakema}, 'en', '2026-01-01'
    from generate_series(1, 700) n returning id`.execute(academy.context.db)
  userIds = rows.map(({ id }) => id)
})
afterAll(() => academy.close())

const rowsOf = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link') })
/** The places and names of the rows that are drawn, in order. */
const drawn = (page: Page) =>
  rowsOf(page).evaluateAll((rows) =>
    rows.map((row) => ({
      place: Number(row.getAttribute('aria-rowindex')) - 1,
      name: row.querySelector('a')?.textContent,
    })),
  )
const isInView = (page: Page, name: string) =>
  page.getByRole('link', { name, exact: true }).evaluateAll((links) =>
    links.some((link) => {
      const { top, bottom } = link.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    }),
  )
const placeIn = (page: Page) => new URL(page.url()).searchParams.get('at')
const scrollTo = (page: Page, y: number): Promise<void> => page.evaluate((top) => window.scrollTo({ top }), y)
const names = async () =>
  (
    await sql<{ name: string }>`select name from users order by name collate "und-x-icu", id`.execute(
      academy.context.db,
    )
  ).rows.map(({ name }) => name)

/** Whatever is drawn is what stands in that place. */
async function expectInOrder(page: Page, all: string[]): Promise<void> {
  const rows = await drawn(page)
  expect(rows.length).toBeGreaterThan(10)
  expect(rows).toEqual(rows.map(({ place }) => ({ place, name: all[place - 1] })))
}

describe('a list that is longer than a page', () => {
  it('is scrolled from its first to its last row, of which only those in view are drawn', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    const all = await names()
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(all.length + 1))
    await expectInOrder(page, all)
    await expectGoodForEveryone(page)
    for (let y = 500; y < 6_000; y += 500) {
      await scrollTo(page, y)
      await untilLoaded(page)
      await expectInOrder(page, all)
    }
    await page.keyboard.press('End')
    await expect.poll(() => isInView(page, all.at(-1) ?? '')).toBe(true)
    await untilLoaded(page)
    await expectInOrder(page, all)
    expect((await drawn(page)).length).toBeLessThan(100)
    await page.getByText(new RegExp(`–${all.length} of ${all.length}$`)).waitFor()
    // Through the middle, where nobody was.
    await scrollTo(page, 15_000)
    await expect.poll(async () => (await drawn(page)).some(({ place }) => place > 300 && place < 500)).toBe(true)
    await untilLoaded(page)
    await expectInOrder(page, all)
    expectNoComplaint()
  })

  it('is found again in its place: after a reload, and by the way back', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await scrollTo(page, 12_000)
    await expect.poll(() => placeIn(page)).not.toBe(null)
    await untilLoaded(page)
    const [first] = await drawn(page).then((rows) => rows.filter(({ place }) => place === Number(placeIn(page))))
    await page.reload()
    await expect.poll(() => isInView(page, first?.name ?? '')).toBe(true)
    expect(placeIn(page)).toBe(String(first?.place))
    await page.getByRole('link', { name: first?.name ?? '', exact: true }).click()
    await page.getByRole('heading', { name: first?.name ?? '' }).waitFor()
    await page.goBack()
    await expect.poll(() => isInView(page, first?.name ?? '')).toBe(true)
    // Another list begins at its top.
    await page.getByRole('button', { name: 'E-mail' }).click()
    await expect.poll(() => placeIn(page)).toBe(null)
    await untilLoaded(page)
    expect((await drawn(page))[0]?.place).toBe(1)
    expectNoComplaint()
  })

  it('keeps what has the focus while one looks elsewhere, and is walked with Tab', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    await page.getByRole('link', { name: 'Crowd 0003', exact: true }).focus()
    await scrollTo(page, 20_000)
    await expect.poll(async () => (await drawn(page)).some(({ place }) => place > 500)).toBe(true)
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe('Crowd 0003')
    // Pencil, box and name of each.
    for (let nth = 4; nth <= 63; nth += 1) {
      for (let tab = 0; tab < 3; tab += 1) await page.keyboard.press('Tab')
      await untilIdle(page)
    }
    await expect.poll(focused).toBe('Crowd 0063')
    await expect.poll(() => isInView(page, 'Crowd 0063')).toBe(true)
    expectNoComplaint()
  })

  it('is ticked from one row to another, and is right where one is after an act', async () => {
    const { people, teams } = academy.story
    const team = teams.nightShift
    const crowd = { author: academy.story.author, kind: 'members.add' as const }
    await change(academy.context.db, crowd, (tx) => joinAudience(tx, { audienceId: audience('team', team), userIds }))
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/teams/${team}/members`)
    const at = (wanted: number) => page.locator(`tr[aria-rowindex="${wanted + 1}"]`)
    const bar = page.getByRole('region', { name: 'Selected' })
    await at(2).getByRole('checkbox').click()
    await scrollTo(page, 15_000)
    await untilLoaded(page)
    await expect.poll(() => placeIn(page)).not.toBe(null)
    await at(Number(placeIn(page)) + 4)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] })
    await page.getByText(/^Rows in between that were never in view are not ticked\./).waitFor()
    await bar.getByText('2 selected').waitFor()
    await bar.getByRole('button', { name: 'Clear' }).click()
    const far = placeIn(page)
    await scrollTo(page, 9_000)
    await untilLoaded(page)
    await expect.poll(() => placeIn(page)).not.toBe(far)
    const place = Number(placeIn(page)) + 4
    await at(place).getByRole('checkbox').click()
    await at(place + 6)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] })
    await bar.getByText('7 selected').waitFor()
    // As many as are there, not all there are.
    expect(await page.getByRole('checkbox', { name: 'Select all shown' }).isChecked()).toBe(false)
    const before = await drawn(page)
    await bar.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await bar.waitFor({ state: 'detached' })
    await untilLoaded(page)
    const next = before.find((row) => row.place === place + 7)
    await expect.poll(async () => (await drawn(page)).find((row) => row.place === place)?.name).toBe(next?.name)
    const { rows: members } = await sql<{ name: string }>`
      select name from memberships join users on users.id = user_id where audience_id = ${audience('team', team)}
      order by name collate "und-x-icu", id`.execute(academy.context.db)
    await expectInOrder(
      page,
      members.map(({ name }) => name),
    )
    expectNoComplaint()
  })

  it('keeps what is open over a row with its row, when others come before it', async () => {
    const { people, activities, author } = academy.story
    const { db } = academy.context
    const exclude = (excluded: readonly number[], reason: string) =>
      change(db, { author, kind: 'exclusion.add' }, (tx) =>
        insertFacts(
          tx,
          'exclusions',
          excluded.map((userId) => ({ user_id: userId, activity_id: activities.fireSafety, reason, until: null })),
        ),
      )
    await exclude(userIds.slice(10, 80), 'Works from home')
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/courses/${activities.fireSafety}/exclusions`)
    await page.getByRole('button', { name: 'Crowd 0015: edit or lift' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    const sheet = page.getByRole('dialog', { name: 'Crowd 0015' })
    await sheet.getByLabel('Reason').fill('Drives the fire engine')
    await exclude(userIds.slice(0, 3), 'Is new')
    // Whoever comes back to the window after a while sees what is there by now.
    await page.clock.setFixedTime(Date.now() + 60_000)
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
    await page.getByRole('row', { name: 'Crowd 0001', includeHidden: true }).waitFor({ state: 'attached' })
    await untilLoaded(page)
    await sheet.getByRole('button', { name: 'Save changes' }).click()
    await sheet.waitFor({ state: 'detached' })
    const { rows: edited } = await sql<{ name: string }>`
      select name from exclusions join users on users.id = user_id where reason = 'Drives the fire engine'`.execute(db)
    expect(edited).toEqual([{ name: 'Crowd 0015' }])
    expectNoComplaint()
  })

  it('keeps the focus and what is ticked while it shrinks to one that is not scrolled, and grows again', async () => {
    const { people, teams, author } = academy.story
    const { db } = academy.context
    const audienceId = audience('team', teams.firstAiders)
    const join = (some: number[]) =>
      change(db, { author, kind: 'members.add' }, (tx) => joinAudience(tx, { audienceId, userIds: some }))
    await join(userIds.slice(0, 60))
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo(`/organise/teams/${teams.firstAiders}/members`)
    await page.getByRole('checkbox', { name: 'Crowd 0012' }).click()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    const remove = (name: string) => page.getByRole('button', { name: `Remove ${name}` })
    const comeBack = async (later: number) => {
      await page.clock.setFixedTime(Date.now() + later)
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
    }
    await remove('Crowd 0012').focus()
    const some = [...userIds.slice(2, 8), ...userIds.slice(30, 50)]
    await change(db, { author, kind: 'members.remove' }, (tx) => leaveAudience(tx, { audienceId, userIds: some }))
    await comeBack(60_000)
    await page.locator('table:not([aria-rowcount])').waitFor()
    expect(await focused()).toBe('Remove Crowd 0012')
    await join(some)
    await comeBack(120_000)
    await page.locator('table[aria-rowcount]').waitFor()
    await expect.poll(focused).toBe('Remove Crowd 0012')
    expect(await page.getByRole('checkbox', { name: 'Crowd 0012' }).isChecked()).toBe(true)
    // What takes the place of a row that goes away takes its focus.
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await remove('Crowd 0012').waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('Remove Crowd 0013')
    expectNoComplaint()
  })

  it('shows the same rows when the window is made narrower, and wider again', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users?at=300')
    const all = await names()
    const first = all[299] ?? ''
    await expect.poll(() => isInView(page, first)).toBe(true)
    for (const width of [640, 320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      await untilStill(page)
      await expect.poll(() => isInView(page, first)).toBe(true)
      expect(placeIn(page)).toBe('300')
      // What is seen of a row is as wide as there is room, also where columns are left out.
      const left = await page.evaluate(() => {
        const right = (all: string) =>
          Math.max(...Array.from(document.querySelectorAll(all), (one) => one.getBoundingClientRect().right))
        return right('table') - right('tbody tr[data-item] > td')
      })
      expect(left).toBeLessThan(20)
    }
    expectNoComplaint()
  })

  it('leads with one press of End to its last row, also where those before it are higher than was thought; and with Home back', async () => {
    const { people, activities, author } = academy.story
    const exclude = (excluded: readonly number[], reason: string) =>
      change(academy.context.db, { author, kind: 'exclusion.add' }, (tx) =>
        insertFacts(
          tx,
          'exclusions',
          excluded.map((userId) => ({ user_id: userId, activity_id: activities.conduct, reason, until: null })),
        ),
      )
    await exclude(userIds.slice(0, 100), 'Is new')
    await exclude(userIds.slice(100, 160), 'Works from home, and '.repeat(20))
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada, { width: 320 })
    await goTo(`/courses/${activities.conduct}/exclusions`)
    const name = (of: string) => page.getByRole('link', { name: of, exact: true })
    await name('Crowd 0001').focus()
    await page.keyboard.press('End')
    await focusOn(name('Crowd 0160'))
    await untilLoaded(page)
    expect(await isInView(page, 'Crowd 0160')).toBe(true)
    const left = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY)
    await expect.poll(left).toBeLessThan(2)
    await pressOn(name('Crowd 0160'), 'Home')
    await focusOn(name('Crowd 0001'))
    await untilLoaded(page)
    expect(await page.evaluate(() => scrollY)).toBe(0)
    // Whoever is in no row is led to the last by its name, and goes back as they would on any page.
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('End')
    await focusOn(name('Crowd 0160'))
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('End')
    await untilIdle(page)
    await focusOn(page.getByRole('searchbox'))
    expectNoComplaint()
  })

  it('says where one is beside the primary action, in every width', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users?at=300')
    for (const width of [320, 400, 560, 640, 800]) {
      await page.setViewportSize({ width, height: 700 })
      await untilStill(page)
      const places = await page.getByText(/^\d+–\d+ of \d+$/).boundingBox()
      const action = await page.getByRole('button', { name: 'New user' }).boundingBox()
      if (!places || !action) throw new Error('the place or the action is not seen')
      const isBeside = places.x + places.width < action.x || places.y + places.height < action.y
      expect(isBeside || action.y + action.height < places.y, `in ${width} pixels`).toBe(true)
      // Where the two stay below the rows, they have a ground of their own.
      const ground = await page.locator('[data-primary]').boundingBox()
      if (width > 640 || !ground) continue
      expect([ground.x, ground.width, ground.y + ground.height], `in ${width} pixels`).toEqual([0, width, 700])
      expect(places.y, `in ${width} pixels`).toBeGreaterThanOrEqual(ground.y)
    }
    // In a line of its own: it lies over part of no row.
    const line = await page.locator('p', { hasText: /^\d+–\d+ of \d+$/ }).boundingBox()
    const table = await page.getByRole('table').boundingBox()
    expect(line && [line.x, line.width, line.y + line.height]).toEqual([table?.x, table?.width, 700])
    expectNoComplaint()
  })

  it('counts the rows of which half or more is seen', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/users')
    const places = page.locator('p', { hasText: /^\d+–\d+ of \d+$/ })
    const foot = await places.boundingBox()
    for (const y of [0, 310, 323, 337, 5_000, 5_018]) {
      await scrollTo(page, y)
      await untilLoaded(page)
      const seen = await rowsOf(page).evaluateAll((rows, below) => {
        const head = document.querySelector('th')?.getBoundingClientRect().bottom ?? 0
        const middles = rows.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => (top + bottom) / 2)
        const inView = rows.filter((_, nth) => (middles[nth] ?? 0) > head && (middles[nth] ?? 0) < below)
        return [inView[0], inView.at(-1)].map((row) => Number(row?.getAttribute('aria-rowindex')) - 1)
      }, foot?.y ?? 0)
      await expect.poll(() => places.textContent(), { message: `at ${y}` }).toContain(`${seen[0]}–${seen[1]} of `)
    }
    expectNoComplaint()
  })

  it('is scrolled on a phone, card by card', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada, {
      width: 320,
      scheme: 'dark',
    })
    await goTo('/users')
    const all = await names()
    for (const y of [800, 1_600, 9_000, 40_000]) {
      await scrollTo(page, y)
      await untilLoaded(page)
      await expectInOrder(page, all)
    }
    expectNoComplaint()
  })
})
