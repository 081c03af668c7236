import { listQualifications } from '../../server/learning/contract.ts'
import { companies, departments, type UnitListItem } from '../../server/organization/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { call } from '../kit/api.ts'
import type { Found } from '../kit/SearchSelect.tsx'
import { type Kind, kinds } from './kinds.ts'

type Search = (term: string, signal: AbortSignal) => Promise<{ items: Found[]; total: number }>
export type Searched = { searchKey: readonly unknown[]; search: Search }

export const companySearch: Searched = {
  searchKey: [companies.list.path],
  search: async (search, signal) => found(await call(companies.list, { query: { search, sort: 'name' } }, signal)),
}

/** The departments of one company as they stand below one another, without one and those below it. */
export function departmentSearch(companyId: number, withoutId?: number): Searched {
  return {
    searchKey: [departments.list.path, companyId, 'without', withoutId],
    search: async (search, signal) => {
      const { items, total } = await call(departments.list, { query: { search, companyId, sort: 'place' } }, signal)
      const others = items.filter(({ id, above }) => id !== withoutId && !above.some((one) => one.id === withoutId))
      return found({ items: others, total: total - (items.length - others.length) })
    },
  }
}

/** The units of one kind, perhaps without one: those that something else can go to. */
export function unitSearch(kind: Kind, withoutId?: number): Searched {
  const { list } = kinds[kind].operations
  return {
    searchKey: [list.path, 'without', withoutId],
    search: async (search, signal) => {
      const sort = kind === 'departments' ? 'place' : 'name'
      const { items, total } = await call(list, { query: { search, sort } }, signal)
      const others = items.filter(({ id }) => id !== withoutId)
      return found({ items: others, total: total - (items.length - others.length) })
    },
  }
}

/** The qualifications but one: those that can take its place. */
export function qualificationSearch(withoutId: number): Searched {
  return {
    searchKey: [listQualifications.path, 'without', withoutId],
    search: async (search, signal) => {
      const { items, total } = await call(listQualifications, { query: { search, sort: 'name' } }, signal)
      const others = items.filter(({ id }) => id !== withoutId)
      return { items: others.map(chosen), total: total - (items.length - others.length) }
    },
  }
}

/** What a form holds at first, named. */
export function chosen({ id, name }: Named): Found {
  return { id, title: name }
}

/** Where a department stands, in one line: "Rakema · Warehouse · Rotterdam". */
export function placeOf({ company, above }: Pick<UnitListItem, 'company' | 'above'>): string {
  return [company?.name, ...above.map(({ name }) => name)].filter(Boolean).join(' · ')
}

function found({ items, total }: { items: readonly UnitListItem[]; total: number }) {
  return { total, items: items.map((unit) => ({ ...chosen(unit), detail: placeOf(unit) || undefined })) }
}
