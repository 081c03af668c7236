import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { useFormat } from './format.ts'
import styles from './Picker.module.css'
import { PickerChips } from './PickerChips.tsx'
import { type Paste, PickerPaste, usePaste } from './PickerPaste.tsx'
import { PickerResults } from './PickerResults.tsx'
import { PickerSearch } from './PickerSearch.tsx'
import { type All, type Matches, type PickerItem, usePicking } from './picking.ts'
import { Sheet } from './Sheet.tsx'
import { ProblemNote } from './states.tsx'
import { longestSearch } from './url.ts'
import { isFound, useSettled } from './useSettled.ts'

export type { PickerItem } from './picking.ts'

export type PickerProps<Item extends PickerItem> = {
  open: boolean
  onClose: () => void
  title: string
  subtitle?: ReactNode
  searchLabel: string
  /** Distinguishes what is searched: `['/activities', userId]`. */
  searchKey: readonly unknown[]
  /** What the server finds; with an empty term its suggestions. */
  search: (term: string, signal: AbortSignal) => Promise<Matches<Item>>
  /** All that match, as many as one act takes: offers to pick them all. */
  all?: (term: string) => Promise<All<Item>>
  /** So many can be picked, as many as one act takes. */
  most?: number
  /** Takes the picked ones. What it throws is shown in the sheet, and nothing picked is lost; else the sheet closes. */
  save: (picked: Item[]) => Promise<unknown>
  /** The exact accessible name of the primary button. */
  saveLabel: string
  /** A column can be pasted. */
  paste?: Paste<Item>
  /** Above the buttons, always in sight: such as "tell them by e-mail". */
  options?: ReactNode
  /** What saving what is picked would do, above the buttons. */
  impact?: (picked: readonly Item[]) => ReactNode
}

/**
 * The sheet in which several things are picked: search on top, what is ticked stays ticked while one searches on.
 * Enter ticks, Shift-Enter ticks and empties the search for the next, Ctrl-Enter saves.
 *
 *     <Picker
 *       open={adding} onClose={stop}
 *       title={t('enrollment:pick')} searchLabel={t('enrollment:searchActivities')} saveLabel={t('enrollment:enrollmentsAdded')}
 *       searchKey={['/activities', userId]}
 *       search={async (term, signal) => {
 *         const page = await call(listActivities, { query: { search: term, forUser: userId } }, signal)
 *         return { total: page.total, items: page.items.map((one) => ({ id: one.id, title: one.title, detail: t(`learning:type.${one.type}`), already: one.already ? t('enrollment:already') : undefined })) }
 *       }}
 *       save={(picked) => enroll.mutateAsync(picked.map((one) => one.id))}
 *     />
 */
export function Picker<Item extends PickerItem>(props: PickerProps<Item>) {
  // Mounted anew each time it opens: a closed picker remembers nothing.
  return props.open ? <OpenPicker {...props} /> : null
}

function OpenPicker<Item extends PickerItem>(props: PickerProps<Item>) {
  const {
    onClose,
    title,
    subtitle,
    searchLabel,
    searchKey,
    search,
    all,
    most,
    save,
    saveLabel,
    paste,
    options,
    impact,
  } = props
  const { t } = useTranslation()
  const { number } = useFormat()
  const [term, setTerm] = useState('')
  const [saving, setSaving] = useState<{ busy: boolean; fault?: unknown }>({ busy: false })
  const settled = useSettled(term.trim(), 40)
  const results = useQuery({
    queryKey: ['picker', ...searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
    placeholderData: keepPreviousData,
  })
  const isCurrent = isFound(results, settled, term)
  const picking = usePicking(
    results.data?.items ?? [],
    { term, isCurrent, entered: (withShift) => withShift && setTerm('') },
    { most },
  )
  const { pasted, onPaste } = usePaste(paste, picking)
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const unsaved = useRef(false)
  unsaved.current = picking.picked.length > 0

  const leave = () => {
    unsaved.current = false
    onClose()
  }
  const finish = async () => {
    if (picking.picked.length === 0 || picking.isWaiting || saving.busy) return
    setSaving({ busy: true })
    try {
      await save(picking.picked)
      leave()
    } catch (fault) {
      setSaving({ busy: false, fault })
    }
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title={title}
      subtitle={subtitle}
      unsaved={unsaved}
      width={560}
      footer={
        <>
          {impact && picking.picked.length > 0 && <div className={styles.options}>{impact(picking.picked)}</div>}
          {options && <div className={styles.options}>{options}</div>}
          <span className={styles.count} role="status">
            {t('kit:picker.picked', { count: picking.picked.length, shown: number(picking.picked.length) })}
            {picking.isFull && ` · ${t('kit:picker.full')}`}
          </span>
          <Button onClick={leave}>{t('kit:cancel')}</Button>
          <Button
            look="primary"
            busy={saving.busy}
            disabled={picking.picked.length === 0 || picking.isWaiting}
            onClick={finish}
          >
            {saveLabel}
          </Button>
        </>
      }
    >
      <div className={styles.search}>
        <PickerSearch
          ref={field}
          list={list}
          picking={picking}
          label={searchLabel}
          value={term}
          onChange={setTerm}
          onPaste={onPaste}
          onKey={(event) => {
            const finishes = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
            if (finishes) void finish()
            return finishes
          }}
          data-autofocus
        />
        <p className={styles.hint}>
          {paste && <span>{t(`kit:picker.pasteHint.${paste.of}`)}</span>}
          <span className={styles.keys}>{t('kit:picker.keys')}</span>
        </p>
      </div>
      <PickerPaste
        pasted={pasted}
        of={paste?.of}
        search={(line) => {
          setTerm(line.slice(0, longestSearch))
          field.current?.focus()
        }}
      />
      <PickerChips picked={picking.picked} remove={picking.toggle} removeUnseen={picking.removeUnseen} />
      <PickerResults
        id={list}
        label={searchLabel}
        results={results}
        term={settled}
        isCurrent={isCurrent}
        picking={picking}
        finish={finish}
        all={all}
      />
      <ProblemNote fault={saving.fault} />
    </Sheet>
  )
}
