import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { untilIdle } from './loading.ts'

// What somebody without a mouse does. They press a key when they see where the focus is, and so do these: a key that is
// pressed while the focus is still on its way goes to what had it before.

/** Waits until the focus has come to rest on this, or on something in it. */
export async function focusOn(place: Locator): Promise<void> {
  await expect.poll(() => hasFocus(place), { message: `the focus is not on ${place}` }).toBe(true)
}

/** Waits until this, or something in it, has the focus, and presses a key there. */
export async function pressOn(place: Locator, key: string): Promise<void> {
  await focusOn(place)
  await place.page().keyboard.press(key)
}

/** Waits until this field has the focus, and types into it. */
export async function typeOn(field: Locator, text: string): Promise<void> {
  await focusOn(field)
  await field.page().keyboard.type(text)
}

/** Moves with the Tab key until this has the focus. */
export async function tabTo(page: Page, to: Locator, { most = 60 } = {}): Promise<void> {
  await to.waitFor()
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if (await hasFocus(to)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${to} was not reached with ${most} presses of Tab`)
}

/** Moves down the open menu until this entry has the focus, and chooses it. */
export async function chooseInMenu(page: Page, entry: Locator): Promise<void> {
  await entry.waitFor()
  await focusOn(page.getByRole('menu'))
  for (let pressed = 0; pressed < 30; pressed += 1) {
    if (await hasFocus(entry)) return page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`${entry} was not reached in the menu`)
}

/** The page is there and has given the focus to its title, as it does after each navigation. */
export async function arriveAt(page: Page, title: string | RegExp): Promise<void> {
  await focusOn(page.getByRole('heading', { level: 1, name: title, exact: typeof title === 'string' }))
}

/**
 * Types into a search that has the focus, and presses a key when the keyboard is on what it should find: the first that is
 * listed, whose title begins so.
 */
export async function findOn(search: Locator, term: string, title: string, key = 'Enter'): Promise<void> {
  await typeOn(search, term)
  await expect.poll(() => activeOption(search)).toMatch(new RegExp(`^${title}`))
  await search.page().keyboard.press(key)
}

/** The option that the keyboard is on while the focus stays in its search. */
function activeOption(search: Locator): Promise<string> {
  return search.evaluate((field) => {
    const id = field.getAttribute('aria-activedescendant')
    return (id && document.getElementById(id)?.textContent) ?? ''
  })
}

/** Moves down what a search lists until the keyboard is on what begins so. Nothing else may arrive in the list meanwhile. */
export async function moveDownTo(search: Locator, title: string, { most = 30 } = {}): Promise<void> {
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if ((await activeOption(search)).startsWith(title)) return
    await pressOn(search, 'ArrowDown')
  }
  throw new Error(`${title} was not reached in what ${search} lists`)
}

/** Saves with Ctrl-S, when there is something to save and what was saved before has been read anew. */
export async function saveByKey(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: 'Save changes' })
  await expect.poll(() => save.getAttribute('aria-busy')).toBeNull()
  await page.keyboard.press('Control+s')
}

/** Opens the list of a field that has the focus, and chooses one of it. */
export async function chooseOn(field: Locator, option: Locator, { most = 12 } = {}): Promise<void> {
  await pressOn(field, 'ArrowDown')
  await option.waitFor()
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if (await atRest(option, (one) => one.hasAttribute('data-combobox-selected'))) return pressOn(field, 'Enter')
    await pressOn(field, 'ArrowDown')
  }
  throw new Error(`${option} was not reached in the list of ${field}`)
}

/** Whether the focus is here to stay. */
function hasFocus(place: Locator): Promise<boolean> {
  return atRest(place, (element) => element.contains(document.activeElement))
}

/** Whether this is so, and still is when the page has done what it was about to do. */
async function atRest(place: Locator, isSo: (element: Element) => boolean): Promise<boolean> {
  if (!(await place.evaluate(isSo))) return false
  await untilIdle(place.page())
  return place.evaluate(isSo)
}
