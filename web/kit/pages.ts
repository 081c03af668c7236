import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { isOneOf, type Person, type Who } from './session.ts'

/** One page, as its room declares it. Its code is loaded when somebody goes there. */
export type Page = {
  path: string
  component: ComponentType & { preload?: () => Promise<void> }
  tabs: readonly Page[]
}

type Module<Name extends string> = { [name in Name]: ComponentType }

/**
 * Declares a page. The tabs of a page are pages below it, each with its own address; the first tab has the path `/`.
 *
 *     export const userPages = [
 *       page('/users', () => import('./UsersPage.tsx'), 'UsersPage'),
 *       page('/users/$userId', () => import('./UserPage.tsx'), 'UserPage', [
 *         page('/', () => import('./UserProfile.tsx'), 'UserProfile'),
 *         page('/enrollments', () => import('./UserEnrollments.tsx'), 'UserEnrollments'),
 *       ]),
 *     ]
 */
export function page<const Name extends string>(
  path: string,
  load: () => Promise<Module<Name>>,
  name: Name,
  tabs: readonly Page[] = [],
): Page {
  return {
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, ComponentType>>, name) as Page['component'],
    tabs,
  }
}

/** An entry of the menu on the left, as a room declares it. The label is a translation key. */
export type MenuEntry = {
  label: string
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  to: string
  /** `mine` stands above `academy`: first what concerns oneself, then what one administers. */
  group: 'mine' | 'academy'
  /** Whom the entry is for, and every page below it. */
  seenBy: Who
}

/** The entry of the menu at or below which a page is: whoever it is for, the page is for. */
export function entryOf(menu: readonly MenuEntry[], path: string): MenuEntry | undefined {
  return menu.find(({ to }) => path === to || path.startsWith(`${to}/`))
}

/** Where a person begins: administrators with the academy, others with what concerns themselves. */
export function firstOf(menu: readonly MenuEntry[], person: Person): MenuEntry | undefined {
  const group = person.role === 'administrator' ? 'academy' : 'mine'
  return menu.find((entry) => entry.group === group && isOneOf(entry.seenBy, person))
}
