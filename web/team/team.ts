import { IconHistory, IconUser, IconUsersGroup } from '@tabler/icons-react'
import { listTeamMembers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { Finder, PaletteAct } from '../kit/palette.ts'

export const teamPages = [
  page('/team', () => import('./TeamPage.tsx'), 'TeamPage', [
    page('/', () => import('./TeamMembersTab.tsx'), 'TeamMembersTab'),
    page('/history', () => import('../history/TeamHistoryTab.tsx'), 'TeamHistoryTab'),
  ]),
  page('/team/$userId', () => import('./TeamMemberPage.tsx'), 'TeamMemberPage', [
    page('/', () => import('./TeamMemberActivities.tsx'), 'TeamMemberActivities'),
    page('/history', () => import('../history/UserHistoryTab.tsx'), 'UserHistoryTab'),
  ]),
]

export const teamMenu: readonly MenuEntry[] = [
  { label: 'team:team', icon: IconUsersGroup, to: '/team', group: 'mine', seenBy: 'managers' },
]

export const teamPlaces: readonly PaletteAct[] = [
  { label: 'team:history', icon: IconHistory, to: '/team/history', seenBy: 'managers' },
]

export const teamFinders: readonly Finder[] = [
  {
    seenBy: 'managers',
    find: async (search, signal) => {
      const { items } = await call(listTeamMembers, { query: { search, limit: 6 } }, signal)
      const entries = items.map(({ id, name, email }) => ({
        id: `member ${id}`,
        title: name,
        detail: email,
        icon: IconUser,
        to: `/team/${id}`,
      }))
      return [{ label: 'team:members', entries }]
    },
  },
]
