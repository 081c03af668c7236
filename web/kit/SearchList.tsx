import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { focusOnce } from './focusOnce.ts'
import styles from './Picker.module.css'
import { PickerResults } from './PickerResults.tsx'
import { PickerSearch } from './PickerSearch.tsx'
import { type Matches, type PickerItem, usePicking } from './picking.ts'
import { isFound, useSettled } from './useSettled.ts'

type SearchListProps<Item extends PickerItem> = {
  label: string
  /** Distinguishes what is searched: `['/users']`. */
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<Matches<Item>>
  choose: (item: Item) => void
}

/**
 * A search and what it finds, of which one is chosen at once; inside a sheet. The arrows move and Enter chooses.
 *
 *     <SearchList label={t('user:search')} searchKey={['/users']} search={findUsers} choose={({ id }) => show(id)} />
 */
export function SearchList<Item extends PickerItem>({ label, searchKey, search, choose }: SearchListProps<Item>) {
  const [term, setTerm] = useState('')
  const settled = useSettled(term.trim(), 120)
  const results = useQuery({
    queryKey: ['search-list', ...searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: keepPreviousData,
  })
  const isCurrent = isFound(results, settled, term)
  const picking = usePicking(results.data?.items ?? [], { term, isCurrent }, { kept: { picked: [], toggle: choose } })
  const list = useId()
  return (
    <div>
      <div className={styles.search}>
        <PickerSearch
          list={list}
          picking={picking}
          label={label}
          value={term}
          onChange={setTerm}
          ref={focusOnce}
          data-autofocus
        />
      </div>
      <PickerResults
        id={list}
        label={label}
        results={results}
        term={settled}
        isCurrent={isCurrent}
        picking={picking}
        finish={() => undefined}
        single
      />
    </div>
  )
}
