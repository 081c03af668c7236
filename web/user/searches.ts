import { listQualifications } from '../../server/learning/contract.ts'
import { companies, departments, functions, groups, teams } from '../../server/organization/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { listUsers } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import type { Found } from '../kit/SearchSelect.tsx'

type Search = (term: string, signal: AbortSignal) => Promise<{ items: Found[]; total: number }>
type Searched = { searchKey: readonly unknown[]; search: Search }

export const companySearch: Searched = {
  searchKey: [companies.list.path],
  search: async (search, signal) => found(await call(companies.list, { query: { search, sort: 'name' } }, signal)),
}

/** The departments of one company; the one above tells those of the same name apart. */
export function departmentSearch(companyId: number): Searched {
  return {
    searchKey: [departments.list.path, companyId],
    search: async (search, signal) => {
      const page = await call(departments.list, { query: { search, companyId, sort: 'name' } }, signal)
      return {
        total: page.total,
        items: page.items.map(({ id, name, parent }) => ({ id, title: name, detail: parent?.name })),
      }
    },
  }
}

const lists = { teams, functions, groups }

export function unitSearch(kind: keyof typeof lists): Searched {
  const { list } = lists[kind]
  return {
    searchKey: [list.path],
    search: async (search, signal) => found(await call(list, { query: { search, sort: 'name' } }, signal)),
  }
}

export const qualificationSearch: Searched = {
  searchKey: [listQualifications.path],
  search: async (search, signal) => found(await call(listQualifications, { query: { search, sort: 'name' } }, signal)),
}

/** Who can be somebody's manager: anyone active but themselves. */
export function managerSearch(of?: { id: number }): Searched {
  return {
    searchKey: [listUsers.path, 'managers', of?.id],
    search: async (search, signal) => {
      const page = await call(listUsers, { query: { search, status: 'active', sort: 'name', glance: 'true' } }, signal)
      return {
        total: page.total,
        items: page.items
          .filter(({ id }) => id !== of?.id)
          .map(({ id, name, email }) => ({ id, title: name, detail: email })),
      }
    },
  }
}

/** What a form holds at first, named. */
export function chosen(named: Named): Found
export function chosen(named: Named | null): Found | null
export function chosen(named: Named | null): Found | null {
  return named && { id: named.id, title: named.name }
}

function found({ items, total }: { items: readonly Named[]; total: number }): { items: Found[]; total: number } {
  return { total, items: items.map((one) => chosen(one)) }
}
