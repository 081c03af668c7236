import { IconSitemap } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'

export const organizationPages = [
  page('/organise', () => import('./OrganisePage.tsx'), 'OrganisePage', [
    page('/', () => import('./OrganisePage.tsx'), 'FirstKind'),
    page('/rules', () => import('../rule/RulesTab.tsx'), 'RulesTab'),
    page('/qualifications', () => import('../learning/QualificationsTab.tsx'), 'QualificationsTab'),
    page('/$kind', () => import('./UnitsTab.tsx'), 'UnitsTab'),
  ]),
  page(
    '/organise/qualifications/$qualificationId',
    () => import('../learning/QualificationPage.tsx'),
    'QualificationPage',
    [
      page('/', () => import('../learning/QualificationActivitiesTab.tsx'), 'QualificationActivitiesTab'),
      page('/holders', () => import('../learning/HoldersTab.tsx'), 'HoldersTab'),
      page('/assigned-to', () => import('../learning/AssignedToTab.tsx'), 'QualificationAssignedToTab'),
    ],
  ),
  page('/organise/$kind/$unitId', () => import('./UnitPage.tsx'), 'UnitPage', [
    page('/', () => import('./AssignTab.tsx'), 'AssignTab'),
    page('/members', () => import('./MembersTab.tsx'), 'MembersTab'),
    page('/departments', () => import('./BelowTab.tsx'), 'BelowTab'),
  ]),
]

export const organizationMenu: readonly MenuEntry[] = [
  {
    label: 'organization:organise',
    icon: IconSitemap,
    to: '/organise',
    group: 'academy',
    seenBy: ({ role }) => role === 'administrator',
  },
]
