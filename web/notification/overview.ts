import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listMessages } from '../../server/notification/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { query } from '../kit/query.ts'

export type MailOverview = Omit<ResponseOf<typeof listMessages>, 'items'>

/** How mail stands as a whole. Asked again while something is on its way, and then the list is read anew too. */
export function useMailOverview(): MailOverview | undefined {
  const client = useQueryClient()
  const { data } = useQuery({
    ...query(listMessages, { query: { limit: 1 } }),
    refetchInterval: ({ state }) => (state.data && state.data.counts.due > 0 ? 2_000 : 5_000),
  })
  const counted = JSON.stringify([data?.counts, data?.postponed])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other counts mean that the list has changed.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: [listMessages.path] })
  }, [counted])
  return data
}
