import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField } from './SearchField.tsx'
import styles from './SearchList.module.css'
import { ErrorState, Skeleton } from './states.tsx'
import { TwoLines } from './TwoLines.tsx'
import { isFound, useSettled } from './useSettled.ts'

export type Found = { id: number; title: string; detail: string }

type SearchListProps<Item extends Found> = {
  label: string
  /** Distinguishes what is searched: `['/users']`. */
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<Item[]>
  choose: (item: Item) => void
}

/**
 * A search and what it finds, of which one is chosen at once; inside a sheet.
 *
 *     <SearchList label={t('user:search')} searchKey={['/users']} search={findUsers} choose={({ id }) => show(id)} />
 */
export function SearchList<Item extends Found>({ label, searchKey, search, choose }: SearchListProps<Item>) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const term = useSettled(typed.trim(), 120)
  const results = useQuery({
    queryKey: ['search-list', ...searchKey, term],
    queryFn: ({ signal }) => search(term, signal),
    placeholderData: keepPreviousData,
  })
  const { data, error, refetch } = results
  return (
    <div className={styles.asking}>
      <SearchField label={label} value={typed} onChange={setTyped} data-autofocus />
      {error && !data ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={5} />
      ) : data.length === 0 ? (
        <p className={styles.nothing}>{t('kit:search.nothing')}</p>
      ) : (
        <ul className={styles.found} aria-label={label} aria-busy={!isFound(results, term, typed)}>
          {data.map((item) => (
            <li key={item.id}>
              <button type="button" onClick={() => choose(item)}>
                <TwoLines first={item.title} second={item.detail} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
