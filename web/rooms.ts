import type { MenuEntry, Page } from './kit/pages.ts'

/** What each room brings: its pages and its entries of the menu. A room is added by naming it here. */
export const pages: readonly Page[] = []

/** Pages for whoever is not signed in. */
export const openPages: readonly Page[] = []

export const menu: readonly MenuEntry[] = []
