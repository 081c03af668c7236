import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useOwed } from './useOwed.ts'

export type PickerItem = {
  id: number | string
  title: string
  /** The one fact that distinguishes it from others of that name. */
  detail?: string | undefined
  /** Why it cannot be picked, in words: "Already enrolled". Shown, not hidden. */
  already?: string | undefined
}

/** What is ticked where somebody else keeps it, such as a rule that is being written. */
export type Kept<Item extends PickerItem> = { picked: Item[]; toggle: (item: Item) => void }

/** What a search found; `isMore` where there are more than were counted. */
export type Matches<Item> = { items: Item[]; total: number; isMore?: boolean }

/** Who was picked as one of all matches, and never shown. */
export const isUnseen = (item: PickerItem) => item.title === ''

/** What is typed into the search above what is picked from. */
export type Searching = {
  term: string
  /** What is listed was found for this term; until then Enter waits. */
  isCurrent: boolean
  /** Enter was pressed in the search, and has ticked what it was on. */
  entered?: (withShift: boolean) => void
}

/** What is ticked, and which result the keyboard is on. */
export function usePicking<Item extends PickerItem>(
  items: readonly Item[],
  { term, isCurrent, entered }: Searching,
  kept?: Kept<Item>,
) {
  const [own, setPicked] = useState<Item[]>([])
  const picked = kept?.picked ?? own
  const [active, setActive] = useState(0)
  const first = items[0]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results begin at their first.
  useEffect(() => setActive(0), [first])

  const ids = useMemo(() => new Set(picked.map(({ id }) => id)), [picked])
  const isPicked = (item: Item) => ids.has(item.id)
  const toggle = (item: Item) => {
    if (item.already) return
    if (kept) return kept.toggle(item)
    setPicked((before) =>
      before.some((one) => one.id === item.id) ? before.filter((one) => one.id !== item.id) : [...before, item],
    )
  }
  const add = (more: readonly Item[]) =>
    setPicked((before) => {
      const known = new Set(before.map((one) => one.id))
      return [...before, ...more.filter((one) => !one.already && !known.has(one.id))]
    })

  /** All of a search, by their ids: who is not among what is shown is picked unseen. */
  const addAll = (ids: readonly Item['id'][]) => {
    const shown = new Map(items.map((item) => [item.id, item]))
    add(ids.map((id) => shown.get(id) ?? ({ id, title: '' } as Item)))
  }
  const removeUnseen = () => setPicked((before) => before.filter((one) => !isUnseen(one)))

  const enterOn = (item: Item | undefined, withShift: boolean) => {
    if (item) toggle(item)
    entered?.(withShift)
  }
  const enter = useOwed(term, isCurrent, (withShift: boolean) => enterOn(items[0], withShift))

  /** Handles the arrows, Enter and, in the list itself, Space. */
  const onKey = (event: KeyboardEvent, { inList }: { inList: boolean }): void => {
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 8,
      PageUp: active - 8,
    }
    const step = steps[event.key]
    if (step !== undefined) setActive(Math.max(0, Math.min(items.length - 1, step)))
    const ticks = event.key === 'Enter' || (inList && event.key === ' ')
    const item = items[active]
    if (step === undefined && !ticks) return
    event.preventDefault()
    if (!ticks) return
    if (!inList && !isCurrent) enter.owe(event.shiftKey)
    else if (!inList) enterOn(item, event.shiftKey)
    else if (item) toggle(item)
  }

  return {
    picked,
    active,
    setActive,
    isPicked,
    toggle,
    add,
    addAll,
    removeUnseen,
    onKey,
    /** One more is to be ticked as soon as it is found. */
    isWaiting: enter.isOwed,
    activeId: (list: string) => (items[active] ? `${list}-${active}` : undefined),
  }
}

export type Picking<Item extends PickerItem> = ReturnType<typeof usePicking<Item>>
