import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { type Academy, openAcademy, question } from './academy.ts'

let academy: Academy
beforeAll(async () => {
  academy = await openAcademy()
  const { story, context } = academy
  const actor = {
    userId: story.people.ada.id,
    name: 'Ada Okafor',
    role: 'administrator',
    isManager: false,
    language: 'en',
  } as const
  const { fireSafety, firstAid, forklift } = story.activities
  await change(context.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    enrollByHand(tx, { actor, userIds: [story.people.bo.id], activityIds: [fireSafety, firstAid, forklift] }),
  )
})
afterAll(() => academy.close())

describe('my learning', () => {
  it('is where learners begin; managers begin with their team, administrators at home', async () => {
    const { ann, ruth, ada } = academy.story.people
    for (const [person, path] of [
      [ann, '/my-learning'],
      [ruth, '/team'],
      [ada, '/home'],
    ] as const) {
      const { page, goTo, close } = await academy.visit(person)
      await goTo('/')
      await expect.poll(() => new URL(page.url()).pathname).toMatch(new RegExp(`^${path}`))
      await close()
    }
  })

  it('opens the next thing in a tab of its own, and knows that it was begun', async () => {
    const { bo } = academy.story.people
    const { page, window, goTo, expectNoComplaint } = await academy.visit(bo)
    await window.route('https://learning.example.com/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Fire</title>' }),
    )
    await goTo('/my-learning')
    const next = page.getByRole('region', { name: 'Fire safety' })
    await next.getByText('Enrolled because').waitFor()
    await next.getByText('you are in department Warehouse or below it').waitFor()
    await next.getByText('Ada Okafor enrolled you by hand').waitFor()
    const [opened] = await Promise.all([
      window.waitForEvent('page'),
      next.getByRole('link', { name: 'Open', exact: true }).click(),
    ])
    await opened.waitForURL('https://learning.example.com/fire')
    await opened.close()
    await next.getByText('Started').waitFor()
    await next.getByText('Continue with').waitFor()
    const begun = await sql`
      select from progress where user_id = ${bo.id} and activity_id = ${academy.story.activities.fireSafety}`.execute(
      academy.context.db,
    )
    expect(begun.rows).toHaveLength(1)
    expectNoComplaint()
  })

  it('marks complete where one may; what is next comes up, and what is done stands below', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.bo)
    await goTo('/my-learning')
    await page.getByRole('region', { name: 'Fire safety' }).getByRole('button', { name: 'Mark complete' }).click()
    await question(page, 'Mark Fire safety complete?').getByRole('button', { name: 'Mark complete' }).click()
    await page.getByText('Fire safety is completed.').waitFor()
    const done = page.getByRole('region', { name: /^Completed/ }).getByRole('listitem')
    await done.filter({ hasText: 'Fire safety' }).getByText('Completed').waitFor()
    await expect.poll(() => done.getByRole('button', { name: 'Mark complete' }).count()).toBe(0)
    await done.getByRole('link', { name: 'Open', exact: true }).waitFor()

    // First aid is recorded by the trainer, and has nothing to open.
    const aid = page.getByRole('region', { name: 'First aid', exact: true })
    await aid.getByText('Your trainer or an administrator records the completion.').waitFor()
    await expect.poll(() => aid.getByRole('button', { name: 'Mark complete' }).count()).toBe(0)
    await expect.poll(() => aid.getByRole('link', { name: 'Open' }).count()).toBe(0)
    expectNoComplaint()
  })

  it('shows nothing that was withdrawn, and says so when there is nothing', async () => {
    const { people, activities } = academy.story
    const admin = await academy.visit(people.ada)
    await admin.goTo(`/users/${people.bo.id}`)
    await admin.page.getByRole('button', { name: 'End Forklift basics' }).click()
    await question(admin.page, 'End Forklift basics for Bo Smit?')
      .getByRole('button', { name: 'End', exact: true })
      .click()
    await admin.page.getByText('Bo Smit is no longer enrolled in Forklift basics.').waitFor()

    const bo = await academy.visit(people.bo)
    await bo.goTo('/my-learning')
    await bo.page.getByRole('region', { name: 'First aid', exact: true }).waitFor()
    await expect.poll(() => bo.page.getByText('Forklift basics').count()).toBe(0)
    expect(activities.forklift).toBeGreaterThan(0)

    const wei = await academy.visit(people.wei)
    await wei.goTo('/my-learning')
    await wei.page.getByRole('heading', { name: 'Nothing to learn at the moment' }).waitFor()
    for (const visit of [admin, bo, wei]) visit.expectNoComplaint()
  })
})
