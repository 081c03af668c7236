import type { Language } from '../../server/learning/contract.ts'
import { departments } from '../../server/organization/contract.ts'
import type { Criterion } from '../../server/rule/contract.ts'
import { call } from '../kit/api.ts'
import { languageChoices } from '../kit/languageNames.ts'
import type { Found } from '../kit/SearchSelect.tsx'
import { companySearch, managerSearch, unitSearch } from '../user/searches.ts'
import { languageName } from './sentence.ts'

type Search = (term: string, signal: AbortSignal) => Promise<{ items: Found[]; total: number }>
export type Searched = { searchKey: readonly unknown[]; search: Search }

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

/** Where the values of a criterion are looked up. Languages and dates are not searched for. */
export function searchOf(criterion: Extract<Criterion, { ids: number[] }>): Searched {
  switch (criterion.kind) {
    case 'company':
      return companySearch
    case 'department':
      return departmentSearch
    case 'team':
      return unitSearch('teams')
    case 'function':
      return unitSearch('functions')
    case 'group':
      return unitSearch('groups')
    case 'user':
      return managerSearch()
  }
}

/** The languages that people can have, by their names in the language of the screen. */
export function languagesIn(language: string): Array<{ code: Language; name: string }> {
  return languageChoices.map(({ value }) => ({ code: value, name: languageName(value, language) }))
}
