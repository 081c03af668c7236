import { IconCertificate, IconFilter, IconSitemap } from '@tabler/icons-react'
import i18next from 'i18next'
import { listQualifications } from '../../server/learning/contract.ts'
import { listRules } from '../../server/rule/contract.ts'
import { call } from '../kit/api.ts'
import { type MenuEntry, page } from '../kit/pages.ts'
import type { Finder, PaletteAct, PaletteEntry } from '../kit/palette.ts'
import type { Person } from '../kit/session.ts'
import { kinds, kindsInOrder } from './kinds.ts'

const isAdministrator = ({ role }: Person) => role === 'administrator'

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
    seenBy: isAdministrator,
  },
]

export const organizationActs: readonly PaletteAct[] = [
  {
    label: 'learning:qualification.new',
    icon: IconCertificate,
    to: '/organise/qualifications?open=new',
    seenBy: isAdministrator,
  },
  { label: 'organization:teams.new', icon: kinds.teams.icon, to: '/organise/teams?open=new', seenBy: isAdministrator },
]

/** The tabs of Organise. */
export const organizationPlaces: readonly PaletteAct[] = [
  ...kindsInOrder.map((kind) => ({
    label: `organization:${kind}.many`,
    icon: kinds[kind].icon,
    to: `/organise/${kind}`,
    seenBy: isAdministrator,
  })),
  {
    label: 'learning:qualification.many',
    icon: IconCertificate,
    to: '/organise/qualifications',
    seenBy: isAdministrator,
  },
  { label: 'rule:rules', icon: IconFilter, to: '/organise/rules', seenBy: isAdministrator },
]

/** Whatever has a name in Organise, with the word for what it is; what begins with what was typed stands first. */
export const organizationFinders: readonly Finder[] = [
  {
    label: 'organization:organise',
    seenBy: isAdministrator,
    find: async (search, signal) => {
      const query = { search, limit: 6 }
      const lists = await Promise.all([
        ...kindsInOrder.map(async (kind) => {
          const { items } = await call(kinds[kind].operations.list, { query }, signal)
          return items.map((one) => entryOf(one, kind, kinds[kind].icon))
        }),
        call(listQualifications, { query }, signal).then(({ items }) =>
          items.map((one) => entryOf(one, 'qualifications', IconCertificate)),
        ),
        call(listRules, { query }, signal).then(({ items }) => items.map((one) => entryOf(one, 'rules', IconFilter))),
      ])
      const begins = ({ title }: PaletteEntry) => title.toLocaleLowerCase().startsWith(search.toLocaleLowerCase())
      return lists.flat().sort((one, other) => Number(begins(other)) - Number(begins(one)))
    },
  },
]

const words = {
  companies: 'company',
  departments: 'department',
  teams: 'team',
  functions: 'function',
  groups: 'group',
  qualifications: 'qualification',
  rules: 'rule',
} as const

function entryOf(
  { id, name, company }: { id: number; name: string; company?: { name: string } | null },
  kind: keyof typeof words,
  icon: PaletteEntry['icon'],
): PaletteEntry {
  const word = i18next.t(`learning:leading.kind.${words[kind]}`)
  const detail = company ? `${word} · ${company.name}` : word
  return { id: `${kind} ${id}`, title: name, detail, icon, to: `/organise/${kind}/${id}` }
}
