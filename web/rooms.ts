import { accessMenu, accessOpenPages, accessPages, accessPlaces } from './access/access.ts'
import { academyFinders } from './finding/finding.ts'
import { historyMenu, historyPages } from './history/history.ts'
import { homeMenu, homePages } from './home/home.ts'
import { importActs, importPages } from './import/import.ts'
import type { MenuEntry, Page } from './kit/pages.ts'
import type { PaletteContents } from './kit/palette.ts'
import { courseActs, courseMenu, coursePages, coursePlaces } from './learning/courses.ts'
import { myLearningMenu, myLearningPages } from './learning/myLearning.ts'
import { mailMenu, mailPages } from './notification/mail.ts'
import { organizationActs, organizationMenu, organizationPages, organizationPlaces } from './organization/organise.ts'
import { ruleActs, rulePages } from './rule/rules.ts'
import { teamFinders, teamMenu, teamPages, teamPlaces } from './team/team.ts'
import { userActs, userMenu, userPages } from './user/user.ts'

/** What each room brings: its pages and its entries of the menu. A room is added by naming it here. */
export const pages: readonly Page[] = [
  ...homePages,
  ...myLearningPages,
  ...teamPages,
  ...userPages,
  ...importPages,
  ...coursePages,
  ...organizationPages,
  ...rulePages,
  ...historyPages,
  ...mailPages,
  ...accessPages,
]

/** Pages for whoever is not signed in. */
export const openPages: readonly Page[] = accessOpenPages

/** In the order of the menu. The first that concerns a person is where they begin: managers with their team. */
export const menu: readonly MenuEntry[] = [
  ...teamMenu,
  ...myLearningMenu,
  ...homeMenu,
  ...userMenu,
  ...courseMenu,
  ...organizationMenu,
  ...historyMenu,
  ...mailMenu,
  ...accessMenu,
]

/** What the palette offers beside the pages of the menu: what one does most, and what it finds. */
export const palette: PaletteContents = {
  acts: [...userActs, ...importActs, ...courseActs, ...ruleActs, ...organizationActs],
  places: [...teamPlaces, ...organizationPlaces, ...coursePlaces, ...accessPlaces],
  finders: [...academyFinders, ...teamFinders],
}
