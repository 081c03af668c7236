import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeAcademy } from '../../server/access/commands.ts'
import { findAcademy } from '../../server/access/queries.ts'
import { change } from '../../server/change.ts'
import { pages } from '../../web/rooms.ts'
import { addressesOf } from '../addresses.ts'
import { password } from '../story.ts'
import { type Academy, expectGoodForEveryone, openAcademy } from './academy.ts'
import { chooseOn, saveByKey, tabTo, typeOn } from './keyboard.ts'

describe('the first visit', () => {
  let academy: Academy
  beforeAll(async () => {
    academy = await openAcademy({ empty: true })
  })
  afterAll(() => academy.close())

  it('sets the academy up, and leads its administrator to the users', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit()
    await goTo('/')
    await page.getByRole('heading', { name: 'Set up your academy' }).waitFor()
    await page.getByRole('textbox', { name: 'Name of the academy' }).fill('Rakema Academy')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('new york')
    await page.getByRole('option', { name: /^America\/New York/ }).click()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada Okafor')
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ada.okafor@example.com')
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('too short')
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.getByText('At least 12 characters.', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
    await page.getByRole('button', { name: 'Set up' }).click()

    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.getByRole('link', { name: 'Muster, Rakema Academy' }).waitFor()
    await goTo('/settings')
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Time zone' }).inputValue())
      .toContain('America/New York')
    await goTo('/setup')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    expectNoComplaint()
  })
})

describe('in an academy that is set up', () => {
  let academy: Academy
  beforeAll(async () => {
    academy = await openAcademy()
  })
  afterAll(() => academy.close())

  it('one signs in to where one was going, and out again', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit()
    await goTo('/users?search=ann')
    await page.getByText('to Rakema').waitFor()
    await page.getByRole('textbox', { name: 'E-mail' }).fill(' Ada.Okafor@example.com ')
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The e-mail address or the password is not right.').waitFor()
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('link', { name: 'Edit Ann de Vries' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('?search=ann')
    await page.getByRole('button', { name: 'Ada Okafor: settings and sign out' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await goTo('/users')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expectNoComplaint()
  })

  it('one signs in without a mouse', async () => {
    const { page, goTo } = await academy.visit()
    await goTo('/')
    await typeOn(page.getByRole('textbox', { name: 'E-mail' }), 'ann.de.vries@example.com')
    await tabTo(page, page.getByRole('textbox', { name: 'Password', exact: true }))
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    // Ann reads Dutch, and is a learner.
    await page.getByRole('heading', { name: 'Mijn leeractiviteiten' }).waitFor()
  })

  it('one is refused in the language of the screen', async () => {
    const { page, goTo } = await academy.visit(undefined, { locale: 'nl-NL' })
    await goTo('/sign-in')
    await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.com')
    await page.getByRole('textbox', { name: 'Wachtwoord' }).fill('whatever it was')
    await page.getByRole('button', { name: 'Inloggen' }).click()
    await page.getByRole('alert').getByText('Het e-mailadres of het wachtwoord klopt niet.').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  it('a link that an administrator makes lets somebody in, once', async () => {
    const { emile, ada } = academy.story.people
    const admin = await academy.visit(ada)
    await admin.goTo(`/users/${emile.id}`)
    await admin.page.getByText('No password yet').waitFor()
    await admin.page.getByRole('button', { name: 'More actions' }).click()
    await admin.page.getByRole('menuitem', { name: 'Invitation link' }).click()
    await admin.page.getByRole('button', { name: 'Make link' }).click()
    await admin.page.getByText('The link was not mailed. Pass it on to Émile Dubois yourself.').waitFor()
    const link = await admin.page.getByRole('textbox', { name: 'Invitation link' }).inputValue()

    const invited = await academy.visit()
    await invited.goTo(new URL(link).pathname)
    await invited.page.getByRole('heading', { name: 'Welcome, Émile Dubois' }).waitFor()
    await invited.page.getByRole('textbox', { name: 'Password', exact: true }).fill('a lamp beside the harbour')
    await invited.page.getByRole('button', { name: 'Set password and sign in' }).click()
    // Émile reads French as soon as it is known who he is.
    await invited.page.getByRole('heading', { name: 'Ma formation' }).waitFor()

    const later = await academy.visit()
    await later.goTo(new URL(link).pathname)
    await later.page.getByRole('heading', { name: 'This link does not work' }).waitFor()
    await later.page.getByRole('link', { name: 'Sign in' }).click()
    await later.page.getByRole('textbox', { name: 'E-mail' }).fill('emile.dubois@example.com')
    await later.page.getByRole('textbox', { name: 'Password', exact: true }).fill('a lamp beside the harbour')
    await later.page.getByRole('button', { name: 'Sign in' }).click()
    await later.page.getByRole('heading', { name: 'Ma formation' }).waitFor()
    for (const visit of [admin, invited, later]) visit.expectNoComplaint()
  })

  it('one changes language, theme and password oneself', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.bo)
    await goTo('/my-settings')
    await page.getByRole('radio', { name: 'Dark' }).check()
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    await page.getByRole('combobox', { name: 'Language' }).click()
    await page.getByRole('option', { name: 'Nederlands' }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: 'Mijn instellingen' }).waitFor()
    await page.getByRole('textbox', { name: 'Huidig wachtwoord' }).fill('a wrong guess')
    await page.getByRole('textbox', { name: 'Nieuw wachtwoord' }).fill('seven geese over the polder')
    await page.getByRole('button', { name: 'Wachtwoord wijzigen' }).click()
    await page.getByText('Dit is niet je huidige wachtwoord.').waitFor()
    await page.getByRole('textbox', { name: 'Huidig wachtwoord' }).fill(password)
    await page.getByRole('button', { name: 'Wachtwoord wijzigen' }).click()
    await page.getByText('Wachtwoord gewijzigd. Je andere sessies zijn beëindigd.').waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: 'Huidig wachtwoord' }).inputValue()).toBe('')
    // Whoever comes next at this screen reads nothing of that.
    await page.getByText('Wachtwoord gewijzigd').hover()
    await page.getByRole('button', { name: 'Bo Smit: instellingen en uitloggen' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Uitloggen' }).press('Enter')
    await page.getByRole('button', { name: 'Inloggen' }).waitFor()
    expect(await page.getByText('Wachtwoord gewijzigd').count()).toBe(0)
    expectNoComplaint()
  })

  it('an administrator renames the academy and switches mail on, and is told that no server would send it', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/settings')
    await page.getByText('No mail server is configured, so nothing can be sent yet.').waitFor()
    await page.getByRole('textbox', { name: 'Name of the academy' }).fill('Rakema Learning')
    await page.getByRole('switch', { name: 'Send mail' }).check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Settings saved.').waitFor()
    await page.getByRole('link', { name: 'Muster, Rakema Learning' }).waitFor()
    await page.reload()
    await expect.poll(() => page.getByRole('switch', { name: 'Send mail' }).isChecked()).toBe(true)
    expectNoComplaint()
  })

  it('days and times are the academy’s, wherever the browser stands, and follow when its zone is changed', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada, {
      timeZone: 'America/New_York',
    })
    const told = page.getByRole('table').locator('time').last()
    const expectTimeIn = async (timeZone: string) => {
      const at = new Date((await told.getAttribute('datetime')) ?? '')
      const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at)
      const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(at)
      await told.locator('..').getByText(time, { exact: true }).waitFor()
      expect(await told.getAttribute('title')).toMatch(new RegExp(`^${day} at ${time} (GMT|CES?T)`))
    }
    await goTo('/history')
    await expectTimeIn('Europe/Amsterdam')
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    const zone = page.getByRole('combobox', { name: 'Time zone' })
    await zone.click()
    await page.keyboard.type('adelaide')
    await page.getByRole('option', { name: /^Australia\/Adelaide/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => zone.inputValue()).toMatch(/^Australia\/Adelaide/)
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Settings saved.').waitFor()
    await page.getByRole('link', { name: 'History', exact: true }).click()
    await expectTimeIn('Australia/Adelaide')
    expectNoComplaint()
  })

  it('an administrator says without a mouse what happens on leaving, and not over what another one said meanwhile', async () => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people.ada)
    await goTo('/settings')
    const onLeaving = page.getByRole('combobox', { name: 'On leaving' })
    const chooses = async (title: string) => {
      await tabTo(page, onLeaving)
      await chooseOn(onLeaving, page.getByRole('option', { name: title, exact: true }))
      await expect.poll(() => onLeaving.inputValue()).toBe(title)
    }
    await expect.poll(() => onLeaving.inputValue()).toBe('Withdraw if not started')
    await chooses('Withdraw, started or not')
    await page.getByText('Nobody’s enrollments change now: this decides for what ends from now on.').waitFor()
    await expectGoodForEveryone(page)
    await saveByKey(page)
    await page.getByText('Settings saved.').waitFor()

    await chooses('Keep: stays enrolled, no longer required')
    await change(academy.context.db, { kind: 'academy.edit', author: academy.story.author }, (tx) =>
      changeAcademy(tx, { onLeaving: 'withdraw-if-not-started' }),
    )
    await saveByKey(page)
    await page.getByText(/^Somebody else has changed this since you opened it\./).waitFor()
    await saveByKey(page)
    await expect.poll(async () => (await findAcademy(academy.context.db))?.onLeaving).toBe('keep')
    expectNoComplaint()
  })

  it.each([
    { who: 'learner', name: 'wei', title: 'This page is for administrators', way: 'My learning' },
    { who: 'manager', name: 'ruth', title: 'Deze pagina is voor beheerders', way: 'Mijn team' },
  ] as const)('a $who at any address of administrators is told whose it is, and shown a way on', async (one) => {
    const { page, goTo, expectNoComplaint } = await academy.visit(academy.story.people[one.name])
    const refused: string[] = []
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(response.url())
    })
    const main = page.getByRole('main')
    const addresses = addressesOf(pages).filter((address) => !/^\/(my-|team)/.test(address))
    expect(addresses.length).toBeGreaterThan(30)
    for (const address of addresses) {
      await goTo(address.replace('$kind', 'teams').replaceAll(/\$\w+/g, '1'))
      await main.getByRole('heading', { level: 2, name: one.title }).waitFor()
      expect(await main.getByRole('button').or(main.getByRole('link')).allTextContents(), address).toEqual([one.way])
    }
    await expectGoodForEveryone(page)
    await main.getByRole('link', { name: one.way }).click()
    await page.getByRole('heading', { level: 1, name: one.way }).waitFor()
    expect(refused).toEqual([])
    expectNoComplaint()
  })
})
