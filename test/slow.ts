import type { BrowserContext, Page } from 'playwright-core'

/**
 * A tool for finding races in the browser tests, and in the screens: makes the browser slow, so that a test that is only
 * right on a fast machine fails here.
 *
 *     MUSTER_SLOW=8 npx vitest run --project e2e       what a page computes takes eight times as long
 *     MUSTER_LATE=300 …                                each answer of the API comes 300 ms later
 *     MUSTER_LATE=0-600 …                              … or as much later as chance has it, so that answers overtake one another
 *
 * Whoever waits, waits longer by the same measure.
 */
const rate = Number(process.env.MUSTER_SLOW ?? 1)
const [least = 0, most = least] = (process.env.MUSTER_LATE ?? '0').split('-').map(Number)

/** By how much what has a limit takes longer than usual. */
export const patience = Math.max(rate, most > 0 ? 3 : 1)

/** Makes what this window's pages ask come late. */
export async function makeLate(window: BrowserContext): Promise<void> {
  window.setDefaultTimeout(30_000 * patience)
  if (most === 0) return
  await window.route('**/api/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, least + Math.random() * (most - least)))
    // The window may have been closed meanwhile, or the page has changed its mind.
    await route.fallback().catch(() => undefined)
  })
}

/** Makes a page compute slowly. */
export async function makeSlow(page: Page): Promise<void> {
  if (rate === 1) return
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}
