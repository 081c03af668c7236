import { z } from 'zod'
import { day, idText } from '../../server/platform/contract.ts'
import type { Found } from './SearchSelect.tsx'
import { useUrl } from './url.ts'

/** One of many, found by typing: how to search, and how to name those that the address holds. */
export type Searched = {
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<{ items: Found[]; total: number }>
  nameOf: (id: number) => Promise<string>
}

/** Something a list can be narrowed to. Its value is in the address under its name, as the server's query takes it. */
export type Filter = { name: string; label: string } & (
  | { kind: 'one' | 'some'; choices: ReadonlyArray<{ value: string; label: string }> }
  | ({ kind: 'found' } & Searched)
  | { kind: 'days'; from: string; until: string }
)

const anything = z.record(z.string(), z.string())

/** The names under which a filter stands in the address. */
export function namesOf(filter: Filter): string[] {
  return filter.kind === 'days' ? [filter.from, filter.until] : [filter.name]
}

/** What the address says of a filter under one of its names, without what means nothing. */
function meant(filter: Filter, given: string): string | undefined {
  if (filter.kind === 'days') return day.safeParse(given).data
  const values = filter.kind === 'one' ? [given] : [...new Set(given.split(','))]
  const known = values.filter((value) =>
    filter.kind === 'found' ? idText.safeParse(value).success : filter.choices.some((choice) => choice.value === value),
  )
  return known.length > 0 ? known.slice(0, mostValues).join(',') : undefined
}

/** As many as the server takes: see `idsText`. */
const mostValues = 50

/** What the filters of a list ask of the server: what the address holds of them. */
export function useFilters(filters: readonly Filter[]) {
  const [url, setUrl] = useUrl(anything)
  const asked = filters.flatMap((filter) =>
    namesOf(filter).flatMap((name) => {
      const value = url[name] && meant(filter, url[name])
      return value ? [[name, value] as const] : []
    }),
  )
  return { query: Object.fromEntries(asked) as Record<string, string>, set: setUrl }
}
