import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import type { Operation } from '../../server/platform/contract.ts'
import type { ResponseOf } from './api.ts'
import { query } from './query.ts'
import { fitting, useUrl } from './url.ts'

/** One page of a list as the server sends it (`pageOf` of the platform's contract). */
export type ListPageOf<Item> = {
  items: Item[]
  total: number
  /** There are more than `total`, and nobody counted them. */
  uncounted: boolean
  from: number
  next: string | null
  previous: string | null
}

// biome-ignore lint/suspicious/noExplicitAny: any page will do; the item's type is read from the operation itself.
export type ListOperation = Operation<any, any, any, z.ZodType<ListPageOf<any>>>
export type ItemOf<Op extends ListOperation> = ResponseOf<Op>['items'][number]

/** What a list reads: the operation, its path parameters, and what it asks beside search, sort and page. */
export type ListSource<Op extends ListOperation> = {
  operation: Op
  params?: Record<string, number | string>
  query?: Record<string, string | number | boolean | undefined>
}

type ListInput = Pick<ListSource<ListOperation>, 'params'> & { query: NonNullable<ListSource<ListOperation>['query']> }

/** What `useList` answers. */
export type ListRead<Op extends ListOperation> = ReturnType<typeof useList<Op>>

/** What the address of a list holds beside its filters. The past day of which it is does not narrow it down. */
const notFilters = ['sort', 'at', 'open', 'day']

const listUrl = z.looseObject({
  search: z.string().optional(),
  sort: z.string().optional(),
})

/**
 * Reads the first page of the list that the address names: `?search=&sort=`. The table and the count of one screen share it;
 * `useRows` reads on.
 */
export function useList<Op extends ListOperation>(
  { operation, params, query: extra }: ListSource<Op>,
  defaultSort?: string,
) {
  const [{ search, sort: chosenSort, ...others }, setUrl] = useUrl(listUrl)
  // What the operation does not take is not asked: the list is there, narrowed down by the rest.
  const asks = fitting(operation.query, textsOf({ ...extra, search, sort: chosenSort }))
  const sort = asks.sort ?? defaultSort
  const filters = Object.keys({ ...(search && { search }), ...others }).filter((name) => !notFilters.includes(name))
  const written = JSON.stringify({ params, query: { ...asks, sort } })
  const input = useMemo((): ListInput => JSON.parse(written), [written])
  const asking = query(operation as Operation, input as never)
  const result = useQuery({
    ...asking,
    // Of another list in this place nothing is shown: its items are of another kind.
    placeholderData: (shown, before) => (before?.queryKey[0] === operation.path ? shown : undefined),
  })
  const page = result.data as ListPageOf<ItemOf<Op>> | undefined
  const { sort: _, ...asked } = asks
  return {
    operation,
    /** Which list it is, without a place in it. */
    input,
    page,
    /** What is asked beside sort and page. */
    asked,
    sort,
    searching: filters.length > 0,
    stale: result.isPlaceholderData,
    fault: page ? undefined : result.error,
    retry: () => void result.refetch(),
    setSort: (next: string) => void setUrl({ sort: next === defaultSort ? undefined : next }),
    clear: () => void setUrl(Object.fromEntries(filters.map((name) => [name, undefined]))),
  }
}

/** As it stands in an address, without what is not asked. */
function textsOf(asks: Record<string, string | number | boolean | undefined>): Record<string, string> {
  const asked = Object.entries(asks).filter(([, value]) => value !== undefined)
  return Object.fromEntries(asked.map(([name, value]) => [name, String(value)]))
}
