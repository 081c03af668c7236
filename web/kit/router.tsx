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
import { UnsavedGuard } from './guard.ts'
import { isSpeaking, screenLanguage, speak } from './language.ts'
import { PageError, PageNotFound } from './PageError.tsx'
import { PageOfOthers } from './PageOfOthers.tsx'
import { entryOf, firstOf, type MenuEntry, type Page } from './pages.ts'
import type { PaletteContents } from './palette.ts'
import { queryClient } from './query.ts'
import { isOneOf, sessionQuery, useSession } from './session.ts'
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
    component: () => (
      <>
        <Outlet />
        <UnsavedGuard />
      </>
    ),
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
      throw redirect({ to: (user && firstOf(menu, user)?.to) ?? '/my-learning' })
    },
  })

  const entries = menu.map((entry) => {
    const route = entryRouteOf(entry, { menu, parent: signedIn })
    const ofEntry = pages.filter(({ path }) => entryOf(menu, path) === entry)
    return route.addChildren(ofEntry.map((page) => routeOf(page, route)))
  })
  const ofNone = pages.filter(({ path }) => !entryOf(menu, path)).map((page) => routeOf(page, signedIn))

  return createRouter({
    routeTree: root.addChildren([
      signedIn.addChildren([home, ...entries, ...ofNone, nowhereIn(signedIn)]),
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
  if (page.tabs.length === 0) return route
  return route.addChildren([...page.tabs.map((tab) => routeOf(tab, route)), nowhereIn(route)])
}

/** Any other address below: answered where it leads, in the frame and the language of whoever is signed in. */
function nowhereIn(parent: AnyRoute): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path: '$', component: PageNotFound })
}

/** The pages of one entry of the menu: whoever they are not for is told so in place of any of them. */
function entryRouteOf(entry: MenuEntry, input: { menu: readonly MenuEntry[]; parent: AnyRoute }): AnyRoute {
  const { menu, parent } = input
  return createRoute({
    getParentRoute: () => parent,
    id: `entry${entry.to}`,
    component: () => (isOneOf(entry.seenBy, useSession().person) ? <Outlet /> : <PageOfOthers {...{ entry, menu }} />),
  })
}
