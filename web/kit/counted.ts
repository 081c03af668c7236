import { keepPreviousData, type UseQueryOptions, useQueries } from '@tanstack/react-query'
import { type ItemOf, type ListOperation, type ListSource, useList } from './list.ts'
import { useLoadedPages } from './rows.ts'

type Counted = { id: number }
// biome-ignore lint/suspicious/noExplicitAny: whatever options `query` makes for such an operation.
type Asks<Count extends Counted> = (ids: string) => UseQueryOptions<{ items: Count[] }, Error, { items: Count[] }, any>

/**
 * What takes longer to count is asked when its page of a list is there, and its column shown: the list does not wait for it. By
 * the id of the item.
 *
 *     const counts = useCounted(source, 'name', (ruleIds) => query(countRules, { query: { ruleIds } }))
 */
export function useCounted<Op extends ListOperation, Count extends Counted>(
  source: ListSource<Op>,
  defaultSort: string,
  asks: Asks<Count>,
  { when: enabled = true } = {},
): ReadonlyMap<number, Count> {
  const { pages } = useLoadedPages(useList(source, defaultSort))
  const ids = [...pages.values()]
    .map(({ page }) => page.items.map((item: ItemOf<Op>) => item.id).join(','))
    .filter((some) => some !== '')
  const counted = useQueries({
    queries: ids.map((some) => ({ ...asks(some), placeholderData: keepPreviousData, enabled })),
  })
  return new Map(counted.flatMap(({ data }) => data?.items ?? []).map((count) => [count.id, count]))
}
