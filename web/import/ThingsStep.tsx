import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findThings, mostThings, type ThingKind } from '../../server/import/contract.ts'
import { allPages } from '../kit/allPages.ts'
import { call } from '../kit/api.ts'
import { useFormat } from '../kit/format.ts'
import { PickerChips } from '../kit/PickerChips.tsx'
import { PickerPaste, usePaste } from '../kit/PickerPaste.tsx'
import { PickerResults } from '../kit/PickerResults.tsx'
import { PickerSearch } from '../kit/PickerSearch.tsx'
import { isUnseen, usePicking } from '../kit/picking.ts'
import { isFound, useSettled } from '../kit/useSettled.ts'
import styles from './ThingsStep.module.css'
import { sourceOf, type ThingItem } from './things.ts'

type ThingsStepProps = { kind: ThingKind; ids: readonly number[]; choose: (ids: readonly number[]) => void }

/** What the columns of the file are about: searched, ticked, and kept in the address. */
export function ThingsStep({ kind, ids, choose }: ThingsStepProps) {
  const { t } = useTranslation()
  const [term, setTerm] = useState('')
  const settled = useSettled(term.trim(), 40)
  const { path, search } = sourceOf(kind, t)
  const results = useQuery({
    queryKey: ['import things', path, settled],
    queryFn: ({ signal }) => search({ search: settled }, signal),
    placeholderData: keepPreviousData,
  })
  const { picked, learn } = useNamed(kind, ids)
  const kept = {
    picked,
    toggle: (item: ThingItem) => {
      learn([item])
      choose(ids.includes(item.id) ? ids.filter((id) => id !== item.id) : [...ids, item.id])
    },
    add: (items: readonly ThingItem[]) => {
      learn(items)
      choose([...ids, ...items.map(({ id }) => id)])
    },
  }
  const isCurrent = isFound(results, settled, term)
  const searching = { term, isCurrent, entered: () => setTerm('') }
  const picking = usePicking<ThingItem>(results.data?.items ?? [], searching, { kept, most: mostThings })
  const paste = usePaste<ThingItem>(
    {
      of: 'names',
      read: async (names) => {
        const { things, ...rest } = await call(findThings, { body: { kind, names } })
        return { found: things.map(({ id, name }) => ({ id, title: name })), ...rest }
      },
    },
    picking,
  )
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const label = t(`import:things.search.${kind}`)
  return (
    <div className={styles.things}>
      <PickerChips
        picked={picked}
        remove={kept.toggle}
        removeUnseen={() => choose(picked.filter((item) => !isUnseen(item)).map(({ id }) => id))}
      />
      <PickerSearch
        ref={field}
        list={list}
        picking={picking}
        label={label}
        value={term}
        onChange={setTerm}
        onPaste={paste.onPaste}
        onKey={(event) => {
          const [last] = picked.slice(-1)
          if (event.key !== 'Backspace' || term !== '' || !last) return false
          kept.toggle(last)
          return true
        }}
        data-arrive
      />
      <p className={styles.hint}>{t('import:things.paste')}</p>
      <PickerPaste
        pasted={paste.pasted}
        of="names"
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
          finish={() => undefined}
          all={(searched) => allPages((asked) => search({ search: searched, ...asked }), mostThings)}
        />
      </div>
    </div>
  )
}

/** So many of those in the address are named one by one; of more only the number is said. */
const namedAtMost = 12

/** The chosen ones by name: those picked here are known, some of the others are asked for. */
export function useNamed(kind: ThingKind, ids: readonly number[]) {
  const { t } = useTranslation()
  const known = useRef(new Map<number, ThingItem>())
  const { path, read } = sourceOf(kind, t)
  const unknown = ids.filter((id) => !known.current.has(id)).slice(0, namedAtMost)
  const reading = useQueries({
    queries: unknown.map((id) => ({
      queryKey: ['import thing', path, id],
      queryFn: () => read(id),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const asked = new Map(reading.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])))
  return {
    picked: ids.map((id) => known.current.get(id) ?? asked.get(id) ?? { id, title: '' }),
    learn: (items: readonly ThingItem[]) => {
      for (const item of items) known.current.set(item.id, item)
    },
  }
}

/** The chosen ones in one line: "Forklift basics, First aid and 37 more". */
export function ThingNames({ kind, ids }: { kind: ThingKind; ids: readonly number[] }) {
  const { t } = useTranslation()
  const { list, number } = useFormat()
  const { picked } = useNamed(kind, ids.slice(0, shownInLine))
  const more = ids.length - shownInLine
  const names = picked.map(({ title }) => title).filter(Boolean)
  return list([...names, ...(more > 0 ? [t('import:things.more', { count: more, shown: number(more) })] : [])])
}

export const shownInLine = 4
