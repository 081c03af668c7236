import { controlsIn, rowsIn } from './rowFocus.ts'

/** Where something that had the focus stands; once it was taken off the page, where that was. */
export type Stand = {
  element: HTMLElement
  row: { item: string | undefined; place: number; nth: number } | undefined
  gap?: Gap
}
type Gap = { parent: Node | null; previous: Node | null; next: Node | null }

const noted = new Set<Stand>()

let latest: EventTarget | null = null

/** What has the focus, or had it until it was taken off the page just now. */
export function lastFocused(): Element | null {
  const isJustGone = isNowhere() && latest instanceof Element && !latest.isConnected
  return isJustGone ? (latest as Element) : document.activeElement
}

/** Notes where the focus is, so that it can come back to there or near it. Undefined where it is nowhere. */
export function noteStand(element: Element | null): Stand | undefined {
  if (!(element instanceof HTMLElement) || element === document.body) return undefined
  const stand = { element, row: placeInRow(element) }
  noted.add(stand)
  return stand
}

export function forgetStand(stand: Stand | undefined): void {
  if (stand) noted.delete(stand)
}

/** Gives the focus to what stands there, or where it is gone to a neighbour, or else to the sheet that is open or the heading. */
export function focusAt(stand: Stand | undefined): void {
  for (const one of candidatesAt(stand)) {
    if (one.closest('tr[data-item]') && !isInView(one)) continue
    one.focus({ preventScroll: true })
    if (document.activeElement === one) return
  }
}

/**
 * Whatever had the focus and is taken off the page leaves it to a neighbour: the next row, what comes after it in its group, or
 * else the heading. Not where something else takes the focus in the same moment.
 */
export function keepFocus(): () => void {
  let held: Stand | undefined
  const hold = (stand: Stand | undefined) => {
    forgetStand(held)
    held = stand
  }
  const giveBack = () => {
    if (held?.gap && !held.element.isConnected && isNowhere() && isKept(held.gap.parent)) focusAt(held)
  }
  const onFocus = ({ target }: FocusEvent) => {
    latest = target
    hold(isKept(target) ? noteStand(target as Element) : undefined)
  }
  // Whoever leaves something for nothing wants it so; what is taken away is left, too.
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (!relatedTarget) queueMicrotask(() => held?.element.isConnected && isNowhere() && hold(undefined))
  }
  const watching = new MutationObserver((changes) => {
    for (const change of changes) for (const stand of noted) noteGap(stand, change)
    if (held?.gap && isNowhere()) requestAnimationFrame(giveBack)
  })
  watching.observe(document.body, { childList: true, subtree: true })
  document.addEventListener('focusin', onFocus)
  document.addEventListener('focusout', onBlur)
  return () => {
    watching.disconnect()
    document.removeEventListener('focusin', onFocus)
    document.removeEventListener('focusout', onBlur)
    hold(undefined)
  }
}

/** Of a long list, rows around those in view are drawn too. */
function isInView(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < window.innerHeight
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body

/** What floats above the page, such as a menu, gives the focus back itself; a sheet is a place of its own. */
function isKept(node: EventTarget | null): boolean {
  if (!(node instanceof Element) || !node.isConnected || node === document.body) return false
  return node.closest('[data-portal]') === null || node.closest(modal) !== null
}

function placeInRow(element: HTMLElement): Stand['row'] {
  const row = element.closest<HTMLElement>('tr[data-item]')
  if (!row?.parentElement) return undefined
  const place = rowsIn(row.parentElement).indexOf(row)
  return { item: row.dataset.item, place, nth: controlsIn(row).indexOf(element) }
}

function noteGap(stand: Stand, { target, removedNodes, previousSibling, nextSibling }: MutationRecord): void {
  const { element, gap } = stand
  const isIn = (node: Node) => node.contains(element) || (gap && !element.isConnected && node.contains(gap.parent))
  if ([...removedNodes].some(isIn)) stand.gap = { parent: target, previous: previousSibling, next: nextSibling }
}

const modal = '[aria-modal="true"]'
const texts = 'input:not([type="checkbox"], [type="radio"]), textarea, select'
const headings = ':scope > * > * > h2[tabindex]'
// What acts at once is chosen, and not come upon.
const others = 'a[href], button:not([data-at-once]), summary, input[type="checkbox"], input[type="radio"]'

function* candidatesAt(stand: Stand | undefined): Generator<HTMLElement> {
  if (stand) yield* nearStand(stand)
  // What is open is called by its title.
  yield* [...document.querySelectorAll<HTMLElement>('[role="dialog"][data-open]')].toReversed()
  yield* document.querySelectorAll<HTMLElement>('main h1')
}

function* nearStand(stand: Stand): Generator<HTMLElement> {
  const { element, row } = stand
  if (element.isConnected) yield element
  const gap = stand.gap ?? { parent: element.parentNode, previous: element.previousSibling, next: element.nextSibling }
  const scopes = scopesAround(gap.parent)
  // Where one wrote one writes on, or nothing is pressed by what one goes on writing; else nothing begins to be written in,
  // which would open the keyboard of a phone.
  if (element.matches(texts)) {
    for (const scope of scopes) {
      if (row && !scope.closest('tr')) yield* nearRow(scope, row)
      yield* near(gap, scope.querySelectorAll<HTMLElement>(texts))
      yield* scope.querySelectorAll<HTMLElement>(headings)
    }
  }
  for (const scope of scopes) {
    if (row && !scope.closest('tr')) yield* nearRow(scope, row)
    const controls = [...scope.querySelectorAll<HTMLElement>(others)]
    // What an empty list offers stands above it, once it is not.
    if (element.closest('[data-empty]'))
      yield* controls.filter((one) => one.textContent === element.textContent).slice(0, 1)
    yield* near(gap, controls)
    yield* scope.querySelectorAll<HTMLElement>(headings)
  }
}

/** What it stood in, from near to far, within the page or sheet. */
function scopesAround(node: Node | null): HTMLElement[] {
  const scope = node instanceof HTMLElement ? node : null
  return scope && !isWholePage(scope) ? [scope, ...scopesAround(scope.parentElement)] : []
}

/** Its row, or what took the place of it: on the same control, where it has that. */
function* nearRow(scope: HTMLElement, { item, place, nth }: NonNullable<Stand['row']>): Generator<HTMLElement> {
  const rows = rowsIn(scope)
  const row = rows.find(({ dataset }) => dataset.item === item) ?? rows[Math.min(place, rows.length - 1)]
  const controls = controlsIn(row)
  const same = controls[nth]
  if (same) yield same
  yield* controls
}

/** Those after the gap first, from there on; then those before it, the nearest first. */
function near({ parent, previous, next }: Gap, all: Iterable<HTMLElement>): HTMLElement[] {
  const follows = (anchor: Node, one: Node) =>
    (anchor.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const isAfter = (one: HTMLElement) => {
    if (previous?.isConnected) return follows(previous, one) && !previous.contains(one)
    if (next?.isConnected) return next.contains(one) || follows(next, one)
    return parent !== null && follows(parent, one)
  }
  const [after, before] = [[] as HTMLElement[], [] as HTMLElement[]]
  for (const one of all) (isAfter(one) ? after : before).push(one)
  return [...after, ...before.toReversed()]
}

const isWholePage = (scope: HTMLElement) => scope.matches(`main, body, ${modal}`) || scope.querySelector('h1') !== null
