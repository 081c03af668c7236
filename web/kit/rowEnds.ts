import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { controlsIn } from './rowFocus.ts'

/** Which row is gone to, and on which of its controls. */
type Goal = { place: number; nth: number }

type Ends = {
  body: RefObject<HTMLElement | null>
  count: number
  /** None of the rows in view is still being read. */
  isHere: boolean
  /** Brings a row into view, the last one to the end. */
  goTo: (place: number) => void
}

/**
 * One press of End leads to the last row of a long list and gives it the focus; one of Home leads from a row to the first. While
 * rows that nobody saw are read and measured the end moves, so one is on the way until the row stands in view. Whoever scrolls
 * elsewhere meanwhile is let go.
 */
export function useRowEnds({ body, count, isHere, goTo }: Ends): void {
  const goal = useRef<Goal>(undefined)

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isOfPage(event) || count === 0) return
    const row = (event.target as HTMLElement).closest<HTMLElement>('tr[data-item]') ?? undefined
    const isInRow = row !== undefined && body.current?.contains(row)
    goal.current = undefined
    if (event.key !== 'End' && (event.key !== 'Home' || !isInRow)) return
    event.preventDefault()
    const nth = isInRow ? controlsIn(row).indexOf(event.target as HTMLElement) : -1
    goal.current = { place: event.key === 'End' ? count - 1 : 0, nth }
    approach()
  })
  useEffect(() => {
    const letGo = () => {
      goal.current = undefined
    }
    window.addEventListener('keydown', onKey)
    const scrolls = ['wheel', 'touchmove', 'pointerdown'] as const
    for (const kind of scrolls) window.addEventListener(kind, letGo, { passive: true })
    return () => {
      window.removeEventListener('keydown', onKey)
      for (const kind of scrolls) window.removeEventListener(kind, letGo)
    }
  }, [])

  const approach = () => {
    if (!goal.current) return
    const { nth } = goal.current
    const place = Math.min(goal.current.place, count - 1)
    goTo(place)
    const row = body.current?.querySelector<HTMLElement>(`tr[data-item][data-index="${place}"]`)
    if (!row || !isHere) return
    goal.current = undefined
    const controls = controlsIn(row)
    const control = controls[nth] ?? controls.find((one) => one.matches('a')) ?? controls[0]
    control?.focus({ preventScroll: true })
  }
  useLayoutEffect(approach)
}

/** Not for what is written in, nor for what is open above the page. */
function isOfPage({ defaultPrevented, altKey, ctrlKey, metaKey, shiftKey, target }: KeyboardEvent): boolean {
  if (defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return false
  const taken = 'input:not([type="checkbox"]), textarea, select, [role="dialog"] *, [role="menu"] *, [role="listbox"] *'
  return !(target as HTMLElement).matches(taken)
}
