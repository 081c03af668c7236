import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Frame } from './Frame.tsx'
import { isSpeaking, screenLanguage, speak } from './language.ts'
import { PageError, PageNotFound } from './PageError.tsx'
import type { MenuEntry, Page } from './pages.ts'
import type { PaletteContents } from './palette.ts'
import { queryClient } from './query.ts'
import { sessionQuery } from './session.ts'
import { Skeleton } from './states.tsx'
import { parseSearch, stringifySearch } from './url.ts'

export type Declared = {
  /** Pages behind the sign-in, inside the frame. */
  pages: readonly Page[]
  /** Pages for everybody, without the frame: sign-in, invitation, first set-up. */
  openPages: readonly Page[]
  menu: readonly MenuEntry[]
  /** What is running in the background, at the foot of the menu. */
  running?: ReactNode
  /** What the palette offers beside the pages of the menu. */
  palette?: PaletteContents
  /** What any page may have laid over it, such as the sheet in which an act is foreseen. */
  over?: ReactNode
}

/** Builds the router of what the rooms declare. */
export function routerOf({ pages, openPages, menu, running, palette, over }: Declared) {
  const root = createRootRoute({
    component: Outlet,
    // Nothing is drawn before its words are there.
    beforeLoad: () => (isSpeaking() ? undefined : speak(screenLanguage(...navigator.languages))),
  })
  const signedIn: AnyRoute = createRoute({
    getParentRoute: () => root,
    id: 'signed-in',
    beforeLoad: async ({ location }) => {
      const { academy, user } = await queryClient.ensureQueryData(sessionQuery)
      if (!academy) throw redirect({ to: '/setup' })
      if (!user) throw redirect({ to: '/sign-in', search: { next: location.href } as never })
      await speak(screenLanguage(user.language, academy.language))
    },
    component: () => (
      <Frame menu={menu} running={running} palette={palette ?? { acts: [], places: [], finders: [] }} over={over} />
    ),
  })
  const home = createRoute({
    getParentRoute: () => signedIn,
    path: '/',
    beforeLoad: async () => {
      const { user } = await queryClient.ensureQueryData(sessionQuery)
      const first = user && menu.find((entry) => entry.group === firstGroup(user.role) && entry.seenBy(user))
      throw redirect({ to: first?.to ?? '/my-learning' })
    },
  })

  return createRouter({
    routeTree: root.addChildren([
      signedIn.addChildren([home, ...pages.map((page) => routeOf(page, signedIn))]),
      ...openPages.map((page) => routeOf(page, root)),
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Skeleton />,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: PageNotFound,
    scrollRestoration: true,
  })
}

function routeOf(page: Page, parent: AnyRoute): AnyRoute {
  const route: AnyRoute = createRoute({
    getParentRoute: () => parent,
    path: page.path,
    component: page.component as RouteComponent,
  })
  return page.tabs.length === 0 ? route : route.addChildren(page.tabs.map((tab) => routeOf(tab, route)))
}

function firstGroup(role: string): MenuEntry['group'] {
  return role === 'administrator' ? 'academy' : 'mine'
}
