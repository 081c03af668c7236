import { IconUser, IconUserPlus, IconUsers } from '@tabler/icons-react'
import { listUsers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { Finder, PaletteAct } from '../kit/palette.ts'
import type { Person } from '../kit/session.ts'

const isAdministrator = ({ role }: Person) => role === 'administrator'

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
    seenBy: isAdministrator,
  },
]

export const userActs: readonly PaletteAct[] = [
  { label: 'user:new.action', icon: IconUserPlus, to: '/users?open=new', seenBy: isAdministrator },
]

export const userFinders: readonly Finder[] = [
  {
    label: 'user:users',
    seenBy: isAdministrator,
    find: async (search, signal) => {
      const { items } = await call(listUsers, { query: { search, limit: 6 } }, signal)
      return items.map(({ id, name, email }) => ({
        id: `user ${id}`,
        title: name,
        detail: email,
        icon: IconUser,
        to: `/users/${id}`,
      }))
    },
  },
]
