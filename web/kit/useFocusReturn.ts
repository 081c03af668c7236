import { useLayoutEffect } from 'react'

/**
 * Gives the focus back to where it was before something opened, also when what opened is taken off the page at once.
 * Where that is gone — the first row has taken the place of "nothing yet" — it goes to the title of the page rather
 * than to nowhere.
 */
export function useFocusReturn(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return
    const before = document.activeElement
    return () => {
      requestAnimationFrame(() => {
        const isThere = before instanceof HTMLElement && before.isConnected
        const to = isThere ? before : document.querySelector<HTMLElement>('main h1')
        to?.focus({ preventScroll: true })
      })
    }
  }, [open])
}
