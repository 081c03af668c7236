import { useLayoutEffect } from 'react'
import { focusAt, forgetStand, lastFocused, noteStand } from './focusKept.ts'

/**
 * Gives the focus back to where it was before something opened, also when what opened is taken off the page at once: from an entry
 * of a menu, to the button of the menu. Where that is gone — the first row has taken the place of "nothing yet" — it goes near it
 * rather than to nowhere. Where something else has opened meanwhile, it stays there.
 */
export function useFocusReturn(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return
    const before = noteStand(openerOf(lastFocused()))
    return () => {
      const left = dialogOf(document.activeElement)
      requestAnimationFrame(() => {
        const entered = dialogOf(document.activeElement)
        if (!entered || entered === left) focusAt(before)
        forgetStand(before)
      })
    }
  }, [open])
}

function openerOf(element: Element | null): Element | null {
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return (button && document.getElementById(button)) || element
}

function dialogOf(element: Element | null): Element | null {
  return element?.closest('[role="dialog"]') ?? null
}
