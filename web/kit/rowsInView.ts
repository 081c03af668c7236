import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { useRowEnds } from './rowEnds.ts'
import type { Rows } from './rows.ts'
import { useUrl } from './url.ts'

const placeInUrl = z.object({ at: z.coerce.number().int().min(1).optional() })

/** What is usual; measured once rows are there. */
const usualHeight = 36

/** Milliseconds after which what is dragged is taken to rest. */
const restsAfter = 80

/** Milliseconds after which the place of what rests is written down. */
const writtenAfter = 300

/** The header of the table, which stays above, below the bar of the page. */
const headerHeight = 34

/**
 * Which rows of a long list are drawn: those in view and some around them, and one with the focus wherever it is, between the
 * two that Tab leads to. The first in view is in the address, so that who reloads or comes back is where they were.
 */
export function useRowsInView(rows: Pick<Rows<unknown>, 'of' | 'count' | 'at' | 'show'>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const focused = useRef<number>(undefined)
  const width = useRef(0)
  const settled = useRef(0)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(usualHeight)
  const rangeExtractor = useCallback((range: Range) => {
    const inView = defaultRangeExtractor(range)
    const place = focused.current
    if (place === undefined) return inView
    const kept = [place - 1, place, place + 1].filter((one) => one >= 0 && one < range.count && !inView.includes(one))
    return [...inView, ...kept].toSorted((one, other) => one - other)
  }, [])
  const covered = headerHeight + pixels('--bar')
  const covering = pixels('--places')
  const view = useWindowVirtualizer<HTMLTableRowElement>({
    count: rows.count,
    estimateSize: () => height,
    measureElement: heightOf,
    overscan: 8,
    isScrollingResetDelay: restsAfter,
    scrollMargin: top,
    scrollPaddingStart: covered,
    scrollPaddingEnd: covering,
    rangeExtractor,
  })

  const items = view.getVirtualItems()
  const placeAt = (below: number) => view.getVirtualItemForOffset((view.scrollOffset ?? 0) + below)?.index
  const first = placeAt(covered + 1) ?? 0
  const foot = (view.scrollRect?.height ?? 0) - covering
  const last = placeAt(foot - 1) ?? 0
  useLayoutEffect(() => {
    const { current } = body
    if (!current) return
    setTop(Math.round(current.getBoundingClientRect().top + window.scrollY))
    if (current.clientWidth === width.current) {
      settled.current = first
      return
    }
    const usual = meanHeight(current)
    if (usual === undefined) return
    // In another width rows have other heights, also those that are not drawn; who looks at one looks at it still.
    width.current = current.clientWidth
    setHeight(usual)
    view.measure()
    if (settled.current > 0) view.scrollToIndex(settled.current, { align: 'start' })
  })

  const { show } = rows
  const { isScrolling } = view
  useEffect(() => show(first, last, isScrolling), [show, first, last, isScrolling])
  usePlaceInUrl({
    of: rows.of,
    first,
    isScrolling,
    goTo: (place) => view.scrollToIndex(place, { align: 'start' }),
  })

  useRowEnds({
    body,
    count: rows.count,
    isHere: items.every(({ index }) => index < first || index > last || rows.at(index) !== undefined),
    // The first has the head of the page above it.
    goTo: (place) => (place === 0 ? view.scrollToOffset(0) : view.scrollToIndex(place, { align: 'end' })),
  })

  return {
    body,
    measure: view.measureElement,
    places: items.map(({ index, start }, nth) => ({ place: index, gap: start - (items[nth - 1]?.end ?? top) })),
    below: view.getTotalSize() + top - (items.at(-1)?.end ?? top),
    first,
    last,
    /** The rows of which at least half is seen. */
    seen: { first: placeAt(covered + height / 2) ?? 0, last: placeAt(foot - height / 2) ?? 0 },
    keep: (event: FocusEvent) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>('tr[data-index]')
      focused.current = row ? Number(row.dataset.index) : undefined
    },
    release: () => {
      focused.current = undefined
    },
  }
}

/** A length of tokens.css, of what stays above or below the rows. */
const pixels = (name: `--${string}`) =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name)) || 0

/** The group above a row is measured with it. */
function heightOf(row: HTMLTableRowElement): number {
  const above = row.previousElementSibling
  const group = above?.hasAttribute('data-group') ? above.getBoundingClientRect().height : 0
  return row.getBoundingClientRect().height + group
}

function meanHeight(body: HTMLTableSectionElement): number | undefined {
  const rows = [...body.querySelectorAll<HTMLTableRowElement>('tr[data-index]:not([data-skeleton])')]
  if (rows.length === 0) return undefined
  return rows.reduce((sum, row) => sum + row.getBoundingClientRect().height, 0) / rows.length
}

/** Goes where the address says, and to the top of another list; and says in the address where one is, when one rests. */
function usePlaceInUrl(view: { of: unknown; first: number; isScrolling: boolean; goTo: (place: number) => void }) {
  const { of, first, isScrolling, goTo } = view
  const [{ at }, setUrl] = useUrl(placeInUrl)
  const shown = useRef<unknown>(undefined)
  useEffect(() => {
    const before = shown.current
    shown.current = of
    if (before === undefined && at !== undefined && first === 0) return goTo(at - 1)
    if (before !== undefined && before !== of && first > 0) return goTo(0)
    const place = first === 0 ? undefined : String(first + 1)
    if (isScrolling || place === (at && String(at))) return undefined
    // The rows come first.
    const writing = setTimeout(() => void setUrl({ at: place }, { replace: true }), writtenAfter)
    return () => clearTimeout(writing)
  })
}
