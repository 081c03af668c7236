import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostValues } from '../../server/rule/contract.ts'
import { PickerChips } from '../kit/PickerChips.tsx'
import { type Paste, PickerPaste, usePaste } from '../kit/PickerPaste.tsx'
import { PickerResults } from '../kit/PickerResults.tsx'
import { PickerSearch } from '../kit/PickerSearch.tsx'
import { type All, type PickerItem, usePicking } from '../kit/picking.ts'
import { isFound, useSettled } from '../kit/useSettled.ts'
import styles from './Criterion.module.css'

type ValuesEditorProps<Item extends PickerItem> = {
  label: string
  searchKey: readonly unknown[]
  search: (term: string, signal: AbortSignal) => Promise<{ items: Item[]; total: number }>
  /** Where all that match can be chosen at once. */
  all?: ((term: string) => Promise<All<Item>>) | undefined
  paste?: Paste<Item> | undefined
  picked: Item[]
  onToggle: (item: Item) => void
  onAdd?: (items: readonly Item[]) => void
  finish: () => void
}

/** The values of a criterion: what is chosen on top, a search, and what it finds. Enter ticks, Ctrl-Enter is done. */
export function ValuesEditor<Item extends PickerItem>(props: ValuesEditorProps<Item>) {
  const { label, searchKey, search, all, paste, picked, onToggle, onAdd, finish } = props
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
  const kept = { picked, toggle: onToggle, ...(onAdd && { add: onAdd }) }
  const picking = usePicking(results.data?.items ?? [], searching, { kept, most: mostValues })
  const { pasted, onPaste } = usePaste(paste, picking)
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  return (
    <div className={styles.values}>
      <PickerChips picked={picked} remove={onToggle} />
      <PickerSearch
        ref={field}
        list={list}
        picking={picking}
        label={label}
        value={term}
        onChange={setTerm}
        onPaste={onPaste}
        onKey={(event) => {
          const [last] = picked.slice(-1)
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish()
          else if (event.key === 'Backspace' && term === '' && last) onToggle(last)
          else return false
          return true
        }}
        data-autofocus
      />
      {paste && <p className={styles.hint}>{t(`kit:picker.pasteHint.${paste.of}`)}</p>}
      <p className={`${styles.hint} ${styles.keys}`}>{t('rule:form.keys')}</p>
      <PickerPaste
        pasted={pasted}
        of={paste?.of}
        search={(line) => {
          setTerm(line)
          field.current?.focus()
        }}
      />
      <div className={styles.results}>
        <PickerResults
          id={list}
          label={label}
          results={results}
          term={settled}
          isCurrent={isCurrent}
          picking={picking}
          finish={finish}
          all={all}
        />
      </div>
    </div>
  )
}
