import type { Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { change } from '../../server/change.ts'
import { enrollByHand } from '../../server/enrollment/commands.ts'
import { insertFacts } from '../../server/facts.ts'
import { createUsers } from '../../server/user/commands.ts'
import { newUser } from '../../server/user/contract.ts'
import { startMailServer, type TestMailServer } from '../mailServer.ts'
import { type Academy, openAcademy, question } from './academy.ts'
import { focusOn, pressOn } from './keyboard.ts'

const open: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})
afterAll(() => expect(open).toEqual([]))

async function openWithMail(
  given?: Parameters<typeof startMailServer>[0],
): Promise<{ academy: Academy; mail: TestMailServer }> {
  const mail = await startMailServer(given)
  open.push(() => mail.stop())
  const academy = await openAcademy({ smtpUrl: mail.url })
  open.push(() => academy.close())
  return { academy, mail }
}

/** Enrolls people by hand, as Ada does on the screens; the messages that follow are composed by the running server. */
async function enroll({ story, context }: Academy, userIds: number[], activityIds: number[]): Promise<void> {
  const { ada } = story.people
  const actor = { userId: ada.id, name: ada.name, role: 'administrator', isManager: false, language: 'en' } as const
  await change(context.db, { kind: 'enrollment.add', author: story.author }, (tx) =>
    enrollByHand(tx, { actor, userIds, activityIds }),
  )
}

const message = (page: Page, to: string) =>
  page.getByRole('table', { name: 'Messages' }).getByRole('row', { name: new RegExp(to) })

describe('Mail', () => {
  it('says what is wrong in the language of the screen, and quotes the mail server', async () => {
    const { academy } = await openWithMail({ refuse: () => ({ code: 550, says: '5.1.1 No such mailbox' }) })
    const { people, activities } = academy.story
    const { db } = academy.context
    await db.updateTable('academy').set({ mail_on: true }).execute()
    await db.updateTable('users').set({ language: 'de' }).where('id', '=', people.ada.id).execute()
    await enroll(academy, [people.bo.id], [activities.forklift])
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    const words = 'Der Mailserver nimmt sie nicht an: „550 5.1.1 No such mailbox“'
    await page
      .getByRole('row', { name: /Bo Smit/ })
      .getByText(words)
      .waitFor()
    await page
      .getByRole('row', { name: /Bo Smit/ })
      .getByRole('button')
      .first()
      .click()
    await page.getByRole('dialog').getByText(words).waitFor()
    expectNoComplaint()
  })

  it('keeps messages while it is off, and sends them when somebody says so', async () => {
    const { academy, mail } = await openWithMail()
    const { people, activities } = academy.story
    await enroll(academy, [people.ann.id, people.bo.id], [activities.forklift, activities.conduct])
    await enroll(academy, [people.daan.id], [activities.privacy])
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    await page.getByText('Mail is off.', { exact: true }).waitFor()
    await page.getByText('Messages are kept until you send them.').waitFor()
    await message(page, 'Ann de Vries').getByText('Kept').waitFor()

    await message(page, 'Bo Smit')
      .getByRole('button', { name: 'Rakema: you are enrolled in 2 learning activities' })
      .click()
    const sheet = page.getByRole('dialog', { name: 'Rakema: you are enrolled in 2 learning activities' })
    await sheet.getByText('Code of conduct', { exact: false }).first().waitFor()
    await sheet.getByText('Mail was off when this was written.').waitFor()
    await pressOn(sheet, 'Escape')
    await sheet.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Switch mail on' }).press('Enter')
    await page.getByText('Mail is on. What was kept stays kept until you send it.').waitFor()
    await page.getByText('3 messages were kept while mail was off.').waitFor()
    expect(mail.received).toEqual([])
    // What comes in the place of the button has its focus.
    await focusOn(page.getByRole('button', { name: 'Send 3 kept messages' }))
    // What is of one act is sent alone.
    await page.getByRole('button', { name: 'Send 1 message', exact: true }).click()
    await question(page, 'Send 1 kept message?').getByRole('button', { name: 'Send 1 kept message' }).click()
    await mail.arrival(1)
    expect(mail.received[0]?.recipients).toEqual(['daan.visser@example.com'])
    // The second click of two is not an answer.
    await page.getByRole('button', { name: 'Send 2 kept messages' }).dblclick()
    const asked = question(page, 'Send 2 kept messages?')
    await pressOn(asked.getByRole('button', { name: 'Send 2 kept messages' }), 'Enter')
    await page.getByText('2 messages are on their way.').waitFor()

    await mail.arrival(3)
    expect(mail.to('ann.de.vries@example.com').map(({ subject }) => subject)).toEqual([
      'Rakema: je bent ingeschreven voor 2 leeractiviteiten',
    ])
    expect(mail.to('bo.smit@example.com')[0]?.text).toContain('Forklift basics')
    // The list follows by itself.
    await message(page, 'Ann de Vries').getByText('Sent').waitFor()
    await message(page, 'Bo Smit').getByText('Sent').waitFor()
    await expect.poll(() => page.getByText('messages were kept').count()).toBe(0)
    await focusOn(page.getByRole('heading', { level: 1, name: 'Mail' }))
    expectNoComplaint()
  })

  it('has what failed sent again or set aside, and Home counts what is neither', async () => {
    let takes: 'none' | 'later' | 'all' = 'none'
    const { academy, mail } = await openWithMail({
      refuse: () =>
        ({ none: { code: 550, says: '5.1.1 No such mailbox' }, later: { code: 450, says: 'Mailbox busy' }, all: null })[
          takes
        ],
    })
    const { people, activities } = academy.story
    await academy.context.db.updateTable('academy').set({ mail_on: true }).execute()
    await enroll(academy, [people.bo.id, people.zoe.id, people.daan.id], [activities.forklift])
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    await page.getByRole('region', { name: '3 messages could not be sent.' }).waitFor()

    await message(page, 'Bo Smit').getByRole('button').first().click()
    const sheet = page.getByRole('dialog', { name: 'Rakema: you are enrolled in Forklift basics' })
    await sheet.getByRole('button', { name: 'Set aside' }).click()
    await page.getByText('1 message is set aside.').waitFor()
    await sheet.waitFor({ state: 'detached' })
    await message(page, 'Bo Smit').getByText('Set aside').waitFor()
    await message(page, 'Bo Smit').getByRole('button').first().click()
    await sheet.getByText('Ada Okafor, today').waitFor()
    await pressOn(sheet, 'Escape')
    await goTo('/home')
    await page.getByRole('link', { name: '2 messages could not be sent' }).click()
    await page.getByRole('region', { name: '2 messages could not be sent.' }).waitFor()

    takes = 'later'
    await message(page, 'Zoë Janssen').getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
    await page.getByText('1 message is on its way.').waitFor()
    // It is none of those that failed any more.
    await message(page, 'Zoë Janssen').waitFor({ state: 'detached' })
    await goTo('/mail')
    await message(page, 'Zoë Janssen')
      .getByText(/^again today, \d+:\d+/)
      .waitFor()
    await message(page, 'Zoë Janssen').getByRole('button').first().click()
    const toZoe = page.getByRole('dialog')
    await toZoe.getByText(/^today, \d+:\d+/).waitFor()
    await toZoe.getByText('Next try').waitFor()
    await toZoe.getByText('It is tried again by itself.').waitFor()
    await toZoe.getByText('“450 Mailbox busy”').waitFor()
    await pressOn(toZoe, 'Escape')

    takes = 'all'
    await page.getByRole('button', { name: 'Send 1 message again' }).click()
    await question(page, 'Send 1 message again?').getByRole('button', { name: 'Send 1 message again' }).click()
    await mail.arrival(1)
    expect(mail.received[0]?.recipients).toEqual(['daan.visser@example.com'])
    await goTo('/home')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: /could not be sent/ }).count()).toBe(0)
    expectNoComplaint()
  })

  it('has what is kept discarded, of one act or all, and leads to the act; what ended is no longer true', async () => {
    const { academy } = await openWithMail()
    const { people, activities, author } = academy.story
    await enroll(academy, [people.bo.id, people.zoe.id], [activities.forklift])
    await enroll(academy, [people.daan.id], [activities.privacy])
    await enroll(academy, [people.femke.id], [activities.conduct])
    await enroll(academy, [people.ann.id, people.emile.id], [activities.loads])
    const excluded = [{ user_id: people.ann.id, activity_id: activities.loads }]
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    await page.getByRole('region', { name: '6 messages were kept while mail was off.' }).waitFor()
    await change(academy.context.db, { kind: 'exclusion.add', author, notify: false }, (tx) =>
      insertFacts(tx, 'exclusions', excluded),
    )
    await page.getByRole('region', { name: '5 messages were kept while mail was off.' }).waitFor()
    await message(page, 'Ann de Vries').getByText('No longer true').waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'No longer true (1)' }).click()
    await message(page, 'Bo Smit').waitFor({ state: 'detached' })
    await message(page, 'Ann de Vries').getByRole('button').first().click()
    const sheet = page.getByRole('dialog')
    await sheet.getByText('Nothing in it is true any more, so it is not sent.').waitFor()
    expect(await sheet.getByText('someone sends the kept messages').count()).toBe(0)
    await pressOn(sheet, 'Escape')

    await goTo('/mail')
    const acts = page.getByRole('list', { name: 'Acts that they are from' })
    await page.getByRole('button', { name: 'Show more' }).click()
    const ofForklift = acts.getByRole('listitem').filter({ hasText: 'Forklift basics' })
    await ofForklift.getByRole('button', { name: 'Discard 2 messages' }).click()
    await question(page, 'Discard 2 kept messages?').getByRole('button', { name: 'Discard 2 messages' }).click()
    await page.getByText('2 messages are discarded.').waitFor()
    await message(page, 'Bo Smit').getByText('Discarded').waitFor()
    await ofForklift.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Discard 3 kept messages' }).click()
    await question(page, 'Discard 3 kept messages?').getByRole('button', { name: 'Discard 3 messages' }).click()
    await page.getByRole('region', { name: /kept while mail was off/ }).waitFor({ state: 'detached' })

    await message(page, 'Femke').getByRole('link', { name: 'Ada Okafor' }).click()
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/history\/\d+$/)
    expectNoComplaint()
  })

  it('sends by itself when it is on, and shows only the state one asks for', async () => {
    const { academy, mail } = await openWithMail()
    const { people, activities } = academy.story
    await enroll(academy, [people.zoe.id], [activities.forklift])
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    await message(page, 'Zoë Janssen').getByText('Kept').waitFor()
    await page.getByRole('button', { name: 'Switch mail on' }).click()
    await page.getByText('Mail is on.').waitFor()
    await page.getByText('1 message was kept while mail was off.').waitFor()
    await enroll(academy, [people.bo.id], [activities.privacy])
    await mail.arrival(1)
    expect(mail.received[0]?.recipients).toEqual(['bo.smit@example.com'])
    await message(page, 'Bo Smit').getByText('Sent').waitFor()

    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Kept (1)' }).click()
    await message(page, 'Bo Smit').waitFor({ state: 'detached' })
    await message(page, 'Zoë Janssen').waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('state')).toBe('kept')

    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Switch mail off' }).click()
    await question(page, 'Switch mail off?').getByRole('button', { name: 'Switch mail off' }).click()
    await page.getByText('Mail is off.', { exact: true }).waitFor()
    expectNoComplaint()
  })

  it('lets a large batch wait, to be held or sent now', async () => {
    const { academy, mail } = await openWithMail()
    const { people, activities, companies, author } = academy.story
    const users = Array.from({ length: 101 }, (_, nth) =>
      newUser.parse({ name: `Guest ${nth}`, email: `guest.${nth}@example.com`, companyId: companies.logistics }),
    )
    const { result: guests } = await change(academy.context.db, { kind: 'user.create', author, notify: false }, (tx) =>
      createUsers(tx, { users }),
    )
    const { page, goTo, expectNoComplaint } = await academy.visit(people.ada)
    await goTo('/mail')
    await page.getByRole('heading', { name: 'No messages yet' }).waitFor()
    await page.getByRole('button', { name: 'Switch mail on' }).click()
    await page.getByText('Mail is on.').waitFor()
    await enroll(academy, guests, [activities.conduct])

    await page.getByText(/^101 messages wait until \d+:\d+/).waitFor()
    await page.getByRole('button', { name: 'Hold', exact: true }).press('Enter')
    await page.getByRole('region', { name: '101 messages are held.' }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Hold', exact: true }).count()).toBe(0)
    expect(mail.received).toEqual([])
    await pressOn(page.getByRole('button', { name: 'Send now', exact: true }), 'Enter')
    await page.getByText('101 messages are on their way.').waitFor()
    await mail.arrival(101)
    await page.getByRole('region', { name: '101 messages are held.' }).waitFor({ state: 'detached' })
    expectNoComplaint()
  })

  it('says that no mail server is set', async () => {
    const academy = await openAcademy()
    open.push(() => academy.close())
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/mail')
    await page.getByText('No mail server is set.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Switch mail on' }).count()).toBe(0)
    expectNoComplaint()
  })
})
