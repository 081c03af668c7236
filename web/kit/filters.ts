import { z } from 'zod'
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

/** What the filters of a list ask of the server: what the address holds of them. */
export function useFilters(filters: readonly Filter[]) {
  const [url, setUrl] = useUrl(anything)
  const names = filters.flatMap(namesOf)
  return {
    query: Object.fromEntries(names.flatMap((name) => (url[name] ? [[name, url[name]]] : []))) as Record<
      string,
      string
    >,
    set: setUrl,
  }
}
