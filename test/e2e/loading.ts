import type { Locator, Page, Request } from 'playwright-core'
import { expect } from 'vitest'

const asked = new WeakMap<Page, Set<Request>>()

/** Keeps count of what a page has asked and was not answered yet. */
export function watchLoading(page: Page): void {
  const open = new Set<Request>()
  asked.set(page, open)
  page.on('request', (request) => {
    // What streams has no end; and whatever was asked before is forgotten when the page is loaded anew.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) open.clear()
    if (request.resourceType() !== 'eventsource') open.add(request)
  })
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
}

/**
 * Waits until a page stands: something is drawn, nothing is being loaded, and nothing that was loaded is still to be
 * drawn or leads to the next question. A pause in what is asked, such as Playwright's `networkidle`, says less: a slow page
 * pauses before it asks.
 */
export async function untilLoaded(page: Page): Promise<void> {
  await expect.poll(() => whatIsMissing(page), { message: `${page.url()} is not loaded` }).toEqual([])
}

async function whatIsMissing(page: Page): Promise<string[]> {
  const open = asked.get(page)
  if (!open) throw new Error('nobody watches what this page asks')
  // Twice: what is drawn first may ask for more.
  for (let look = 0; look < 2; look += 1) {
    await untilIdle(page)
    const missing = await page.evaluate(() => {
      if (!document.querySelector('h1, h2')) return ['a heading']
      // A button is busy for as long as what it asked waits for an answer, and that can be a person's.
      return Array.from(document.querySelectorAll('[aria-busy="true"]:not(button)'), ({ outerHTML }) =>
        outerHTML.slice(0, 200),
      )
    })
    const found = [...missing, ...Array.from(open, (request) => request.url())]
    if (found.length > 0) return found
  }
  return []
}

/**
 * Fills in a search and waits for what it finds. Until then what is listed may be what was found before, and go away under a
 * click.
 */
export async function searchIn(field: Locator, term: string): Promise<void> {
  await field.fill(term)
  await untilLoaded(field.page())
}

/** Waits until a page has done what it was about to do: handled what arrived, drawn it, and had a moment to spare. */
export async function untilIdle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame)
    // After whatever waits already, such as timers that are due.
    await scheduler.postTask(() => undefined, { priority: 'background' })
  })
}

/**
 * Waits until a page is loaded and nothing on it moves or changes its color any more; of one that is held while it loads, only
 * for what does not move for as long as that.
 */
export async function untilStill(page: Page, { loading = false } = {}): Promise<void> {
  if (!loading) await untilLoaded(page)
  await untilIdle(page)
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}
