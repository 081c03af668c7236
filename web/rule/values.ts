import type { TFunction } from 'i18next'
import { findLeadersByName, type LeaderKind, listLeaders } from '../../server/enrollment/assignment/contract.ts'
import type { Language } from '../../server/learning/contract.ts'
import { departments } from '../../server/organization/contract.ts'
import { type Criterion, mostValues } from '../../server/rule/contract.ts'
import { findUsersByEmail, listUsers } from '../../server/user/contract.ts'
import { allPages } from '../kit/allPages.ts'
import { call } from '../kit/api.ts'
import { languageChoices } from '../kit/languageNames.ts'
import type { Paste } from '../kit/PickerPaste.tsx'
import type { All, PickerItem } from '../kit/picking.ts'
import { companySearch, managerSearch, unitSearch } from '../user/searches.ts'
import { languageName } from './sentence.ts'

type Item = PickerItem & { id: number }
type Search = (term: string, signal: AbortSignal) => Promise<{ items: Item[]; total: number }>
type Searched = { searchKey: readonly unknown[]; search: Search }
type Several = { all: (term: string) => Promise<All<Item>>; paste: Paste<Item> }

/** Departments of every company; the one above and the company tell those of the same name apart. */
const departmentSearch: Searched = {
  searchKey: [departments.list.path, 'all'],
  search: async (search, signal) => {
    const page = await call(departments.list, { query: { search, sort: 'name' } }, signal)
    return {
      total: page.total,
      items: page.items.map(({ id, name, parent, company }) => ({
        id,
        title: name,
        detail: [company?.name, parent?.name].filter(Boolean).join(' · '),
      })),
    }
  },
}

const unitSearches = {
  company: { kind: 'companies', ...companySearch },
  department: { kind: 'departments', ...departmentSearch },
  team: { kind: 'teams', ...unitSearch('teams') },
  function: { kind: 'functions', ...unitSearch('functions') },
  group: { kind: 'groups', ...unitSearch('groups') },
} as const

/** Where the values of a criterion are looked up, one by one or several at once. Languages and dates are not searched for. */
export function searchOf(criterion: Extract<Criterion, { ids: number[] }>, t: TFunction): Searched & Several {
  if (criterion.kind === 'user') return { ...managerSearch(), ...severalUsers(t) }
  const { kind, ...searched } = unitSearches[criterion.kind]
  return { ...searched, ...severalUnits(kind) }
}

function severalUnits(kind: LeaderKind): Several {
  const itemOf = ({ id, name }: { id: number; name: string }): Item => ({ id, title: name })
  return {
    all: async (search) => {
      const { items, total } = await call(listLeaders, { query: { search, kinds: kind, each: mostValues } })
      return { items: items.map(itemOf), more: total > items.length }
    },
    paste: {
      of: 'names',
      read: async (names) => {
        const { items, ...rest } = await call(findLeadersByName, { body: { names, kinds: [kind] } })
        return { found: items.map(itemOf), ...rest }
      },
    },
  }
}

function severalUsers(t: TFunction): Several {
  return {
    all: async (search) => {
      const query = { search, status: 'active', sort: 'name' } as const
      const { items, more } = await allPages((asked) => call(listUsers, { query: { ...query, ...asked } }), mostValues)
      return { items: items.map(({ id, name }) => ({ id, title: name })), more }
    },
    paste: {
      of: 'people',
      read: async (emails) => {
        const { users, unknown } = await call(findUsersByEmail, { body: { emails } })
        const found = users.map(({ id, name, status }) => ({
          id,
          title: name,
          already: status === 'inactive' ? t('enrollment:pick.inactive') : undefined,
        }))
        return { found, unknown }
      },
    },
  }
}

/** The languages that people can have, by their names in the language of the screen. */
export function languagesIn(language: string): Array<{ code: Language; name: string }> {
  return languageChoices.map(({ value }) => ({ code: value, name: languageName(value, language) }))
}
