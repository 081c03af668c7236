import { useEffectEvent, useLayoutEffect } from 'react'
import { useFocusReturn } from './useFocusReturn.ts'

/** Somebody has begun to click since it opened. */
type Dialog = { isMet: boolean }

/** What is open above the page, the topmost last. */
const opened: Dialog[] = []

/**
 * What opens above the page: keys and clicks are for the topmost alone, and for it only those that were begun after it opened.
 * Esc closes it and nothing below. The second click of a double click that opened it neither answers it nor closes it, as little
 * as Enter that is still held down ({@link actOncePerKey}). Gives the focus back.
 */
export function useDialog(isOpen: boolean, close: () => void): void {
  useFocusReturn(isOpen)
  const leave = useEffectEvent(close)
  useLayoutEffect(() => {
    if (!isOpen) return
    const dialog: Dialog = { isMet: false }
    const isTopmost = () => opened.at(-1) === dialog
    const onKey = (event: KeyboardEvent) => {
      if (!isTopmost()) return
      if (event.key === 'Escape' && !event.isComposing && !isOfMenu(event.target)) {
        // What is below becomes the topmost at once, and is not meant.
        event.stopImmediatePropagation()
        leave()
      }
    }
    const onPress = (event: MouseEvent) => {
      if (!isTopmost()) return
      if (event.detail > 1 && !dialog.isMet) refuse(event)
      else if (event.type === 'mousedown') dialog.isMet = true
    }
    opened.push(dialog)
    const listening = new AbortController()
    const how = { capture: true, signal: listening.signal }
    window.addEventListener('keydown', onKey, how)
    window.addEventListener('mousedown', onPress, how)
    window.addEventListener('click', onPress, how)
    return () => {
      opened.splice(opened.indexOf(dialog), 1)
      listening.abort()
    }
  }, [isOpen])
}

/**
 * Enter and Esc act once, however long they are held: what has the focus by then, such as what opened or what took the place of
 * what was pressed, was not meant. Only lines of text go on.
 */
export function actOncePerKey(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { key, repeat, target } = event
    if (repeat && (key === 'Escape' || (key === 'Enter' && !(target instanceof HTMLTextAreaElement)))) refuse(event)
  }
  window.addEventListener('keydown', onKey, true)
  return () => window.removeEventListener('keydown', onKey, true)
}

function refuse(event: Event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** A menu or a list of choices that is open closes itself. */
const isOfMenu = (target: EventTarget | null) =>
  target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true'

/**
 * The focus goes into what opens at once: to what asks for it, and where that cannot have it yet, to the whole, which is called
 * by its title. Where it is to go back to has been noted by then.
 */
export function takeFocus(dialog: HTMLElement | null): void {
  if (!dialog) return
  queueMicrotask(() => {
    const asks = dialog.querySelector<HTMLElement>('[data-autofocus]:not(:disabled)')
    const to = asks ?? dialog
    to.focus({ preventScroll: true })
  })
}

/** Of how the library draws what opens above the page: what is done here is not done there as well. */
export const drawnDialog = { closeOnEscape: false, returnFocus: false } as const

/** What covers the page below: pressing on it closes what is open, and takes no focus out of it before that is decided. */
export const drawnVeil = {
  backgroundOpacity: 0,
  onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault(),
}
