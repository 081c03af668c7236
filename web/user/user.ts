import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

export const userPages = [
  page('/users', () => import('./UsersPage.tsx'), 'UsersPage'),
  page('/users/$userId', () => import('./UserPage.tsx'), 'UserPage', [
    page('/', () => import('./EnrollmentsTab.tsx'), 'EnrollmentsTab'),
    page('/organisation', () => import('./OrganisationTab.tsx'), 'OrganisationTab'),
    page('/qualifications', () => import('./QualificationsTab.tsx'), 'QualificationsTab'),
    page('/profile', () => import('./ProfileTab.tsx'), 'ProfileTab'),
    page('/history', () => import('../history/UserHistoryTab.tsx'), 'UserHistoryTab'),
  ]),
]

export const userMenu: readonly MenuEntry[] = [
  {
    label: 'user:users',
    icon: IconUsers,
    to: '/users',
    group: 'academy',
    seenBy: 'administrators',
  },
]

export const userActs: readonly PaletteAct[] = [
  { label: 'user:new.action', icon: IconUserPlus, to: '/users?open=new', seenBy: 'administrators' },
]
