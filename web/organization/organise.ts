import { IconCertificate, IconFilter, IconSitemap } from '@tabler/icons-react'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { PaletteAct } from '../kit/palette.ts'
import { kinds, kindsInOrder } from './kinds.ts'

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
    seenBy: 'administrators',
  },
]

export const organizationActs: readonly PaletteAct[] = [
  {
    label: 'learning:qualification.new',
    icon: IconCertificate,
    to: '/organise/qualifications?open=new',
    seenBy: 'administrators',
  },
  { label: 'organization:teams.new', icon: kinds.teams.icon, to: '/organise/teams?open=new', seenBy: 'administrators' },
]

/** The tabs of Organise. */
export const organizationPlaces: readonly PaletteAct[] = [
  ...kindsInOrder.map(
    (kind): PaletteAct => ({
      label: `organization:${kind}.many`,
      icon: kinds[kind].icon,
      to: `/organise/${kind}`,
      seenBy: 'administrators',
    }),
  ),
  {
    label: 'learning:qualification.many',
    icon: IconCertificate,
    to: '/organise/qualifications',
    seenBy: 'administrators',
  },
  { label: 'rule:rules', icon: IconFilter, to: '/organise/rules', seenBy: 'administrators' },
]
