import { skipToken, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { furthestPlace, type Operation, pageLength } from '../../server/platform/contract.ts'
import type { ItemOf, ListOperation, ListPageOf, ListRead } from './list.ts'
import { query } from './query.ts'

/** The rows of a list, of which those in view are loaded. Places count from 0. */
export type Rows<Item> = {
  /** Which list they are of. */
  of: unknown
  /** As many as have a place. */
  count: number
  /** As many as were counted; there are more where nobody counted further. */
  total: number
  uncounted: boolean
  at: (place: number) => Item | undefined
  /** Those that are there by now, in order. */
  loaded: readonly Item[]
  /** Those of them that follow one another without a gap, with this among them. */
  around: (item: Item) => readonly Item[]
  /** Says what is in view, and whether it is passing by. */
  show: (first: number, last: number, isPassing: boolean) => void
}

/** A page and how it was asked for. */
type Loaded<Item> = { asked: Place; page: ListPageOf<Item> }
type Place = { after?: string; at?: number }
type Pages<Item> = ReadonlyMap<number, Loaded<Item>>
const none: Pages<never> = new Map()

/** So many rows before and after those in view are loaded with them. */
const ahead = pageLength / 2

/** Of what passes by when it is dragged, something is asked for so often at most, in milliseconds. */
const passing = 300

const pageAt = (place: number) => Math.floor(Math.max(0, place) / pageLength)

/**
 * The pages of a list that were loaded so far, by number from 0. They stay while one is elsewhere: whoever comes back finds the
 * rows as they were, and sees them read anew.
 */
export function useLoadedPages<Op extends ListOperation>({ operation, input, page, stale }: ListRead<Op>) {
  const key = useMemo(() => [operation.path, 'pages', input], [operation, input])
  const { data = none } = useQuery<Pages<ItemOf<Op>>>({ queryKey: key, queryFn: skipToken, structuralSharing: false })
  const pages: Pages<ItemOf<Op>> = useMemo(() => {
    const others = stale ? none : data
    return page ? new Map(others).set(0, { asked: {}, page }) : others
  }, [data, page, stale])
  return { pages, key }
}

/**
 * Reads the pages of a list of which something is in view: after the page before where that is there, else from their place on.
 */
export function useRows<Op extends ListOperation>(list: ListRead<Op>): Rows<ItemOf<Op>> {
  type Item = ItemOf<Op>
  const { operation, input, page, stale } = list
  const client = useQueryClient()
  const { pages: before, key } = useLoadedPages(list)
  const [wanted, setWanted] = useState({ of: key, first: 0, last: 0 })
  const { first, last } = wanted.of === key && !stale ? wanted : { first: 0, last: 0 }
  // The first page is read by the list itself.
  const numbers = Array.from({ length: last - first + 1 }, (_, nth) => first + nth).filter((number) => number > 0)
  const asked = numbers.map((number) => placeOf(number, before))
  const results = useQueries({
    queries: asked.map((place) =>
      query(operation as Operation, { ...input, query: { ...input.query, ...place } } as never),
    ),
  })
  const news = numbers.flatMap((number, nth) => {
    const found = results[nth]?.data as ListPageOf<Item> | undefined
    const isNew = found && found !== before.get(number)?.page
    return isNew ? [[number, { asked: asked[nth] ?? {}, page: found }] as const] : []
  })
  // Who is told another number finds the list changed since its first page was read.
  const isOther = !page?.uncounted && news.some(([, loaded]) => loaded.page.total !== page?.total)
  const pages: Pages<Item> = news.length === 0 ? before : new Map([...before, ...news])
  useEffect(() => {
    if (news.length > 0) client.setQueryData(key, pages)
    if (isOther) list.retry()
  })

  const { count, total, uncounted } = extent(pages, page)
  const askedAt = useRef(0)
  const show = useCallback(
    (from: number, to: number, isPassing: boolean) => {
      const [first, last] = [pageAt(from - ahead), pageAt(Math.min(to + ahead, count - 1))]
      const isNear = [first - 1, first, last].some((number) => pages.has(number))
      const now = performance.now()
      if (isPassing && !isNear && now - askedAt.current < passing) return
      askedAt.current = now
      setWanted((before) =>
        before.of === key && before.first === first && before.last === last ? before : { of: key, first, last },
      )
    },
    [key, count, pages],
  )
  return useMemo(() => {
    const at = (place: number) => pages.get(pageAt(place))?.page.items[place % pageLength]
    const inOrder = [...pages]
      .toSorted(([one], [other]) => one - other)
      .map(([number, { page }]) => [number, page] as const)
    return {
      of: key,
      count,
      total,
      uncounted,
      at,
      loaded: inOrder.flatMap(([, { items }]) => items),
      around: (item) => runAround(inOrder, item),
      show,
    }
  }, [key, pages, count, total, uncounted, show])
}

/** How a page is asked for: as it was; where the one before ends otherwise by now, after that. */
function placeOf(number: number, pages: Pages<unknown>): Place {
  const asked = pages.get(number)?.asked
  const before = pages.get(number - 1)?.page
  if (asked?.at === undefined && before?.next) return { after: before.next }
  return asked ?? { at: Math.min(number * pageLength + 1, furthestPlace) }
}

/** Nobody knows how many there are beyond those counted: a page more than were seen have a place. */
function extent(pages: Pages<unknown>, first: ListPageOf<unknown> | undefined) {
  const { total = 0, uncounted = false } = first ?? {}
  if (!uncounted) return { count: total, total, uncounted }
  const ends = [...pages].map(([number, { page }]) => ({
    place: number * pageLength + page.items.length,
    next: page.next,
  }))
  const end = ends.find(({ next }) => next === null)
  if (end) return { count: end.place, total: end.place, uncounted: false }
  const furthest = Math.max(...ends.map(({ place }) => place))
  return { count: Math.max(total, furthest + pageLength), total: Math.max(total, furthest), uncounted }
}

function runAround<Item>(pages: readonly (readonly [number, ListPageOf<Item>])[], item: Item): readonly Item[] {
  const middle = pages.findIndex(([, { items }]) => items.includes(item))
  const follows = (nth: number) => pages[nth]?.[0] === (pages[nth - 1]?.[0] ?? Number.NaN) + 1
  let [from, to] = [middle, middle]
  while (follows(from)) from -= 1
  while (follows(to + 1)) to += 1
  return pages.slice(from, to + 1).flatMap(([, { items }]) => items)
}
