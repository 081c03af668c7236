const heights = new Map<HTMLElement, number>()

/**
 * Says that this stands at the foot of the screen: messages appear above it, not over its buttons.
 *
 *     <div className={styles.footer} ref={standsAtFoot}>…</div>
 */
export function standsAtFoot(element: HTMLElement | null) {
  if (!element) return undefined
  const measuring = new ResizeObserver(() => {
    // What sticks to the foot keeps a distance from it.
    heights.set(element, element.offsetHeight + (Number.parseFloat(getComputedStyle(element).bottom) || 0))
    tell()
  })
  measuring.observe(element)
  return () => {
    measuring.disconnect()
    heights.delete(element)
    tell()
  }
}

const tell = () => document.documentElement.style.setProperty('--foot', `${Math.max(0, ...heights.values())}px`)
