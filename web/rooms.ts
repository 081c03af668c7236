import type { MenuEntry, Page } from './kit/pages.ts'
import { courseMenu, coursePages } from './learning/courses.ts'
import { mailMenu, mailPages } from './notification/mail.ts'
import { organizationMenu, organizationPages } from './organization/organise.ts'
import { teamMenu, teamPages } from './team/team.ts'

/** What each room brings: its pages and its entries of the menu. A room is added by naming it here. */
export const pages: readonly Page[] = [...teamPages, ...coursePages, ...organizationPages, ...mailPages]

/** Pages for whoever is not signed in. */
export const openPages: readonly Page[] = []

export const menu: readonly MenuEntry[] = [...teamMenu, ...courseMenu, ...organizationMenu, ...mailMenu]
