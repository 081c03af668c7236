import { IconLock, IconPlus, IconSchool } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'

export const coursePages = [
  page('/courses', () => import('./CoursesPage.tsx'), 'CoursesPage'),
  page('/courses/kept', () => import('./KeptPage.tsx'), 'KeptPage'),
  page('/courses/$activityId', () => import('./ActivityPage.tsx'), 'ActivityPage', [
    page('/', () => import('./ParticipantsTab.tsx'), 'ParticipantsTab'),
    page('/assigned-to', () => import('./AssignedToTab.tsx'), 'AssignedToTab'),
    page('/exclusions', () => import('./ExclusionsTab.tsx'), 'ExclusionsTab'),
    page('/history', () => import('../history/ActivityHistoryTab.tsx'), 'ActivityHistoryTab'),
    page('/details', () => import('./DetailsTab.tsx'), 'DetailsTab'),
  ]),
]

export const courseMenu: readonly MenuEntry[] = [
  {
    label: 'learning:courses',
    icon: IconSchool,
    to: '/courses',
    group: 'academy',
    seenBy: 'administrators',
  },
]

export const courseActs: readonly PaletteAct[] = [
  { label: 'learning:new', icon: IconPlus, to: '/courses?open=new', seenBy: 'administrators' },
]

export const coursePlaces: readonly PaletteAct[] = [
  { label: 'learning:kept.title', icon: IconLock, to: '/courses/kept', seenBy: 'administrators' },
]
