import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useOwed } from './useOwed.ts'

/** Why something cannot be picked that is not there: of a person, that they are inactive; or that an exclusion forbids it. */
export type Barred = 'inactive' | 'excluded'

export type PickerItem = {
  id: number | string
  title: string
  /** The one fact that distinguishes it from others of that name. */
  detail?: string | undefined
  /** Why it cannot be picked, in words: "Already enrolled". Shown, not hidden. */
  already?: string | undefined
  /** That this is why, and not that it is there. */
  barred?: Barred | undefined
}

/** What is ticked where somebody else keeps it, such as a rule that is being written. */
export type Kept<Item extends PickerItem> = {
  picked: Item[]
  toggle: (item: Item) => void
  /** Ticks more of them, as many as there is room for. */
  add?: (items: readonly Item[]) => void
}

/** What a search found; `isMore` where there are more than were counted. */
export type Matches<Item> = { items: Item[]; total: number; isMore?: boolean }

/** All that a search matches, or as many as one act takes; `more` where that is not all. */
export type All<Item> = { items: Item[]; more: boolean }

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
  /** `most`: so many can be ticked. */
  { kept, most = Number.POSITIVE_INFINITY }: { kept?: Kept<Item>; most?: number | undefined } = {},
) {
  const [own, setOwn] = useState<Item[]>([])
  const picked = kept?.picked ?? own
  const keeper = useRef(kept)
  keeper.current = kept
  // What is found late is added to what is ticked by then.
  const latest = useRef(picked)
  latest.current = picked
  const [active, setActive] = useState(0)
  const first = items[0]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results begin at their first.
  useEffect(() => setActive(0), [first])

  const ids = useMemo(() => new Set(picked.map(({ id }) => id)), [picked])
  const isPicked = (item: Item) => ids.has(item.id)
  const setPicked = (next: Item[]) => {
    latest.current = next
    setOwn(next)
  }
  const toggle = (item: Item) => {
    if (item.already) return
    const isTicked = latest.current.some(({ id }) => id === item.id)
    if (!isTicked && latest.current.length >= most) return
    if (keeper.current) return keeper.current.toggle(item)
    setPicked(isTicked ? latest.current.filter(({ id }) => id !== item.id) : [...latest.current, item])
  }

  /** Ticks those that can be and are not yet, as many as there is room for: how many that are, and how many are left out. */
  const add = (more: readonly Item[]): { added: number; left: number } => {
    const known = new Set(latest.current.map(({ id }) => id))
    const fresh = more.filter((one) => !one.already && !known.has(one.id))
    const taken = fresh.slice(0, Math.max(0, most - latest.current.length))
    if (keeper.current) keeper.current.add?.(taken)
    else setPicked([...latest.current, ...taken])
    return { added: taken.length, left: fresh.length - taken.length }
  }

  /** All of a search: who is known only by their id, and is not among what is shown, is picked unseen. */
  const addAll = (all: readonly Item[]) => {
    const shown = new Map(items.map((item) => [item.id, item]))
    return add(all.map((one) => shown.get(one.id) ?? one))
  }
  const [gathered, setGathered] = useState(0)
  /** While it lasts, more is to be ticked: all matches are read, or a pasted column. */
  const gather = async <Result>(reading: Promise<Result>): Promise<Result> => {
    setGathered((count) => count + 1)
    try {
      return await reading
    } finally {
      setGathered((count) => count - 1)
    }
  }
  const removeUnseen = () => setPicked(latest.current.filter((one) => !isUnseen(one)))

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
    /** No more can be ticked. */
    isFull: picked.length >= most,
    active,
    setActive,
    isPicked,
    toggle,
    add,
    addAll,
    removeUnseen,
    onKey,
    gather,
    /** More is to be ticked as soon as it is found. */
    isWaiting: enter.isOwed || gathered > 0,
    activeId: (list: string) => (items[active] ? `${list}-${active}` : undefined),
  }
}

export type Picking<Item extends PickerItem> = ReturnType<typeof usePicking<Item>>
