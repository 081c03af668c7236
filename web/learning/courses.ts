import { IconSchool } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const coursePages = [
  page('/courses', () => import('./CoursesPage.tsx'), 'CoursesPage'),
  page('/courses/$activityId', () => import('./ActivityPage.tsx'), 'ActivityPage', [
    page('/', () => import('./ParticipantsTab.tsx'), 'ParticipantsTab'),
    page('/assigned-to', () => import('./AssignedToTab.tsx'), 'AssignedToTab'),
    page('/details', () => import('./DetailsTab.tsx'), 'DetailsTab'),
  ]),
]

export const courseMenu: readonly MenuEntry[] = [
  {
    label: 'learning:courses',
    icon: IconSchool,
    to: '/courses',
    group: 'academy',
    seenBy: ({ role }) => role === 'administrator',
  },
]
