import { type FocusEvent, useMemo } from 'react'

/** Which item has it, where that stands among the rows that are drawn, and which of its controls it is on. */
type Held = { item: string | undefined; place: number; nth: number }

/**
 * Keeps the focus in a list whose rows come and go, also when it grows to one that is scrolled or shrinks to one that is not: on
 * its row, and where that went away on what took its place. Spread the handlers on the element around the list.
 */
export function useRowFocus() {
  return useMemo(() => {
    let held: Held | undefined
    let list: HTMLElement | undefined
    const giveBack = () => {
      if (!held || !list || document.activeElement !== document.body) return
      const { item, place, nth } = held
      const rows = rowsIn(list)
      const row = rows.find(({ dataset }) => dataset.item === item) ?? rows[Math.min(place, rows.length - 1)]
      controlsIn(row)[nth]?.focus({ preventScroll: true })
    }
    return {
      ref: (element: HTMLElement) => {
        const watching = new MutationObserver(giveBack)
        watching.observe(element, { childList: true, subtree: true })
        list = element
        return () => watching.disconnect()
      },
      onFocus: ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
        const rows = rowsIn(currentTarget)
        const place = rows.findIndex((row) => row.contains(target))
        const row = rows[place]
        held = row && { item: row.dataset.item, place, nth: controlsIn(row).indexOf(target) }
      },
      onBlur: () => {
        held = undefined
      },
    }
  }, [])
}

export const rowsIn = (list: HTMLElement) => Array.from(list.querySelectorAll<HTMLElement>('tr[data-item]'))

export const controlsIn = (row: HTMLElement | undefined) =>
  Array.from(row?.querySelectorAll<HTMLElement>('a, button, input') ?? [])
