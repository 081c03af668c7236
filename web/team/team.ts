import { IconUsersGroup } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const teamPages = [
  page('/team', () => import('./TeamPage.tsx'), 'TeamPage', [
    page('/', () => import('./TeamMembersTab.tsx'), 'TeamMembersTab'),
  ]),
  page('/team/$userId', () => import('./TeamMemberPage.tsx'), 'TeamMemberPage', [
    page('/', () => import('./TeamMemberActivities.tsx'), 'TeamMemberActivities'),
  ]),
]

export const teamMenu: readonly MenuEntry[] = [
  { label: 'team:team', icon: IconUsersGroup, to: '/team', group: 'mine', seenBy: ({ isManager }) => isManager },
]
