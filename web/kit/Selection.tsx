import { Checkbox } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { useFormat } from './format.ts'
import styles from './Selection.module.css'

/** What is ticked in a list. It stays ticked while one searches and turns pages. */
export type Selection<Item> = {
  readonly items: readonly Item[]
  has: (item: Item) => boolean
  nameOf: (item: Item) => string
  set: (items: readonly Item[], on: boolean) => void
  clear: () => void
}

/**
 * Rows that can be ticked for an act on several; give it to the table, and show a `SelectionBar` below.
 *
 *     const selection = useSelection<Member>({ idOf: ({ id }) => id, nameOf: ({ name }) => name })
 *     <List … selection={selection} />
 *     <SelectionBar selection={selection}><Button …>{t('organization:remove')}</Button></SelectionBar>
 */
export function useSelection<Item>(of: {
  idOf: (item: Item) => number
  nameOf: (item: Item) => string
}): Selection<Item> {
  const [chosen, setChosen] = useState<ReadonlyMap<number, Item>>(new Map())
  return {
    items: [...chosen.values()],
    has: (item) => chosen.has(of.idOf(item)),
    nameOf: of.nameOf,
    set: (items, on) =>
      setChosen((before) => {
        const next = new Map(before)
        for (const item of items) on ? next.set(of.idOf(item), item) : next.delete(of.idOf(item))
        return next
      }),
    clear: () => setChosen(new Map()),
  }
}

/** The box before one row. */
export function TickOne<Item>({ selection, item }: { selection: Selection<Item>; item: Item }) {
  const { t } = useTranslation()
  return (
    <Checkbox
      size="xs"
      aria-label={t('kit:selection.one', { name: selection.nameOf(item) })}
      checked={selection.has(item)}
      onChange={(event) => selection.set([item], event.currentTarget.checked)}
    />
  )
}

/** The box above them: all that are shown. */
export function TickAll<Item>({
  selection,
  items = [],
}: {
  selection: Selection<Item>
  items: readonly Item[] | undefined
}) {
  const { t } = useTranslation()
  const ticked = items.filter((item) => selection.has(item)).length
  return (
    <Checkbox
      size="xs"
      aria-label={t('kit:selection.all')}
      checked={items.length > 0 && ticked === items.length}
      indeterminate={ticked > 0 && ticked < items.length}
      onChange={(event) => selection.set(items, event.currentTarget.checked)}
    />
  )
}

/** How many are ticked and what can be done with them, at the foot of the page while any are. */
export function SelectionBar<Item>({ selection, children }: { selection: Selection<Item>; children: ReactNode }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const count = selection.items.length
  if (count === 0) return null
  return (
    <section className={styles.bar} aria-label={t('kit:selection.name')}>
      <p role="status">{t('kit:selection.count', { count, shown: number(count) })}</p>
      {children}
      <Button look="quiet" onClick={selection.clear}>
        {t('kit:selection.clear')}
      </Button>
    </section>
  )
}
