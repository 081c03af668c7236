import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PickerChips } from '../kit/PickerChips.tsx'
import { PickerResults } from '../kit/PickerResults.tsx'
import { PickerSearch } from '../kit/PickerSearch.tsx'
import { type PickerItem, usePicking } from '../kit/picking.ts'
import { isFound, useSettled } from '../kit/useSettled.ts'
import styles from './Criterion.module.css'

type ValuesEditorProps<Item extends PickerItem> = {
  label: string
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<{ items: Item[]; total: number }>
  picked: Item[]
  onToggle: (item: Item) => void
  finish: () => void
}

/** The values of a criterion: what is chosen on top, a search, and what it finds. Enter ticks, Ctrl-Enter is done. */
export function ValuesEditor<Item extends PickerItem>(props: ValuesEditorProps<Item>) {
  const { label, searchKey, search, picked, onToggle, finish } = props
  const { t } = useTranslation()
  const [term, setTerm] = useState('')
  const settled = useSettled(term.trim(), 160)
  const results = useQuery({
    queryKey: ['rule values', ...searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: keepPreviousData,
  })
  const isCurrent = isFound(results, settled, term)
  const searching = { term, isCurrent, entered: () => setTerm('') }
  const picking = usePicking(results.data?.items ?? [], searching, { picked, toggle: onToggle })
  const list = useId()
  return (
    <div className={styles.values}>
      <PickerChips picked={picked} remove={onToggle} />
      <PickerSearch
        list={list}
        picking={picking}
        label={label}
        value={term}
        onChange={setTerm}
        onKey={(event) => {
          const [last] = picked.slice(-1)
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish()
          else if (event.key === 'Backspace' && term === '' && last) onToggle(last)
          else return false
          return true
        }}
        data-autofocus
      />
      <p className={styles.keys}>{t('rule:form.keys')}</p>
      <div className={styles.results}>
        <PickerResults
          id={list}
          label={label}
          results={results}
          term={settled}
          isCurrent={isCurrent}
          picking={picking}
          finish={finish}
        />
      </div>
    </div>
  )
}
