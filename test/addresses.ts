import type { Page } from '../web/kit/pages.ts'

/** Where the pages are, each once: a first tab is where its page is. */
export function addressesOf(pages: readonly Page[]): string[] {
  return [...new Set(pages.flatMap((page) => addressesUnder(page, '')))]
}

function addressesUnder({ path, tabs }: Page, under: string): string[] {
  const at = `${under}${path}`.replace(/\/\{-\$\w+\}$/, '').replace(/(.)\/$/, '$1')
  return [at, ...tabs.flatMap((tab) => addressesUnder(tab, at))]
}
