import { IconCertificate, IconFilter, IconSchool, IconUser } from '@tabler/icons-react'
import i18next from 'i18next'
import { type Found, findByName } from '../../server/finding/contract.ts'
import { call } from '../kit/api.ts'
import type { Finder, PaletteEntry, PaletteGroup } from '../kit/palette.ts'
import { kinds, kindsInOrder } from '../organization/kinds.ts'

/** All that the academy has a name for. */
export const academyFinders: readonly Finder[] = [
  {
    seenBy: 'administrators',
    find: async (search, signal) => groupsOf(await call(findByName, { query: { search } }, signal), search),
  },
]

/** In Organise each with the word for what it is, and what begins with what was typed first. */
function groupsOf({ users, activities, units, qualifications, rules }: Found, search: string): PaletteGroup[] {
  const people = users.map(({ id, name, email }) => ({
    id: `user ${id}`,
    title: name,
    detail: email,
    icon: IconUser,
    to: `/users/${id}`,
  }))
  const courses = activities.map(({ id, name }) => ({
    id: `activity ${id}`,
    title: name,
    icon: IconSchool,
    to: `/courses/${id}`,
  }))
  const organised = [
    ...kindsInOrder.flatMap((kind) => units[kind].map((one) => entryOf(one, kind, kinds[kind].icon))),
    ...qualifications.map((one) => entryOf(one, 'qualifications', IconCertificate)),
    ...rules.map((one) => entryOf(one, 'rules', IconFilter)),
  ]
  const begins = ({ title }: PaletteEntry) => title.toLocaleLowerCase().startsWith(search.toLocaleLowerCase())
  return [
    { label: 'user:users', entries: people },
    { label: 'learning:courses', entries: courses },
    {
      label: 'organization:organise',
      entries: organised.sort((one, other) => Number(begins(other)) - Number(begins(one))),
    },
  ]
}

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
