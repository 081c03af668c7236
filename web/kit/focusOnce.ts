/**
 * Takes the focus when it appears: where something takes the place of what had it, which would leave it nowhere; and where
 * what is typed next must not be lost.
 *
 *     <input ref={focusOnce} … />
 */
export function focusOnce(element: HTMLElement | null): void {
  element?.focus()
}
