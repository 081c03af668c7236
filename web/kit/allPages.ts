import type { All } from './picking.ts'

type Page<Item> = { items: readonly Item[]; next: string | null }

/** All that a list has, page by page from its first, or as many as `most`. */
export async function allPages<Item>(
  read: (asked: { after?: string; limit: number }) => Promise<Page<Item>>,
  most: number,
): Promise<All<Item>> {
  const items: Item[] = []
  let next: string | null = null
  do {
    const page: Page<Item> = await read({ limit: 200, ...(next !== null && { after: next }) })
    items.push(...page.items)
    next = page.next
  } while (next !== null && items.length < most)
  return { items: items.slice(0, most), more: next !== null || items.length > most }
}
