import { Checkbox } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { standsAtFoot } from './foot.ts'
import { useFormat } from './format.ts'
import { type ListOperation, type ListSource, useList } from './list.ts'
import styles from './Selection.module.css'
import { toast } from './toast.tsx'

/** What is ticked in a list. It stays ticked while one searches and scrolls. */
export type Selection<Item> = {
  readonly ids: readonly number[]
  /** Those of them that were shown at some time: who was selected as one of all matches may never have been. */
  readonly items: readonly Item[]
  has: (item: Item) => boolean
  nameOf: (item: Item) => string
  set: (items: readonly Item[], on: boolean) => void
  /**
   * One of those shown; with `range` all between the last one and this. False where the last one is not shown: then only this one
   * is ticked.
   */
  tick: (item: Item, how: { on: boolean; range: boolean; shown: readonly Item[] }) => boolean
  /** Whoever they are, in place of what is selected. */
  replace: (ids: readonly number[]) => void
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
  const [chosen, setChosen] = useState<ReadonlyMap<number, Item | undefined>>(new Map())
  const last = useRef<number>(undefined)
  const set = (items: readonly Item[], on: boolean) =>
    setChosen((before) => {
      const next = new Map(before)
      for (const item of items) on ? next.set(of.idOf(item), item) : next.delete(of.idOf(item))
      return next
    })
  return {
    ids: [...chosen.keys()],
    items: [...chosen.values()].filter((item) => item !== undefined),
    has: (item) => chosen.has(of.idOf(item)),
    nameOf: of.nameOf,
    set,
    tick: (item, { on, range, shown }) => {
      const place = shown.indexOf(item)
      const isRange = range && last.current !== undefined
      const from = isRange ? shown.findIndex((one) => of.idOf(one) === last.current) : -1
      last.current = of.idOf(item)
      set(from < 0 ? [item] : shown.slice(Math.min(from, place), Math.max(from, place) + 1), on)
      return !isRange || from >= 0
    },
    replace: (ids) => setChosen((before) => new Map(ids.map((id) => [id, before.get(id)]))),
    clear: () => setChosen(new Map()),
  }
}

/** The box before one row. */
export function TickOne<Item>({
  selection,
  item,
  shown,
}: {
  selection: Selection<Item>
  item: Item
  /** Those among which a range is ticked, in order. */
  shown: (item: Item) => readonly Item[]
}) {
  const { t } = useTranslation()
  return (
    <Checkbox
      size="xs"
      aria-label={t('kit:selection.one', { name: selection.nameOf(item) })}
      checked={selection.has(item)}
      onChange={({ currentTarget: { checked: on }, nativeEvent }) => {
        // A box is changed by a click, also when Space is what clicks it.
        const range = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
        if (!selection.tick(item, { on, range, shown: shown(item) })) toast.say(t('kit:selection.gap'))
      }}
    />
  )
}

/** The box above them: all that are there by now. */
export function TickAll<Item>({
  selection,
  items = [],
  isPart = false,
}: {
  selection: Selection<Item>
  items: readonly Item[] | undefined
  /** There are more, which are not there yet. */
  isPart?: boolean
}) {
  const { t } = useTranslation()
  const ticked = items.filter((item) => selection.has(item)).length
  return (
    <Checkbox
      size="xs"
      aria-label={t('kit:selection.all')}
      checked={items.length > 0 && ticked === items.length && !isPart}
      indeterminate={ticked > 0 && (ticked < items.length || isPart)}
      onChange={() => selection.set(items, ticked < items.length)}
    />
  )
}

type BarProps<Item, Op extends ListOperation> = {
  selection: Selection<Item>
  /** How all that match what the list asks are found, as many as one act takes; without it one ticks those that are there. */
  matches?: {
    source: ListSource<Op>
    find: (asked: Record<string, string>) => Promise<{ ids: number[]; more: boolean }>
  }
  children: ReactNode
}

/** How many are ticked and what can be done with them, at the foot of the page while any are. */
export function SelectionBar<Item, Op extends ListOperation>({ selection, matches, children }: BarProps<Item, Op>) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [isFirst, setFirst] = useState(false)
  const count = selection.ids.length
  if (count === 0) return null
  return (
    <section className={styles.bar} ref={standsAtFoot} aria-label={t('kit:selection.name')}>
      <p role="status">
        {t('kit:selection.count', { count, shown: number(count) })}
        {isFirst && count > 1 && (
          <span className={styles.first}>{t('kit:selection.first', { shown: number(count) })}</span>
        )}
      </p>
      {children}
      {matches && <AllMatches selection={selection} matches={matches} found={setFirst} />}
      <Button look="quiet" onClick={selection.clear}>
        {t('kit:selection.clear')}
      </Button>
    </section>
  )
}

/** "Select all 1,204 matches", where they are more than are selected. */
function AllMatches<Item, Op extends ListOperation>({
  selection,
  matches,
  found,
}: {
  selection: Selection<Item>
  matches: NonNullable<BarProps<Item, Op>['matches']>
  found: (isFirst: boolean) => void
}) {
  const { t } = useTranslation()
  const { atLeast } = useFormat()
  const { page, asked } = useList(matches.source)
  const [busy, setBusy] = useState(false)
  const [last, setLast] = useState<{ of: string; count: number }>()
  const of = JSON.stringify(asked)
  const isThat = last?.of === of && last.count === selection.ids.length
  if (!page || isThat || (!page.uncounted && page.total <= selection.ids.length)) return null
  const select = async () => {
    setBusy(true)
    try {
      const { ids, more } = await matches.find(asked)
      selection.replace(ids)
      setLast({ of, count: ids.length })
      found(more)
    } catch (fault) {
      toast.problem(fault)
    }
    setBusy(false)
  }
  return (
    <Button look="quiet" busy={busy} onClick={() => void select()}>
      {t('kit:selection.matches', { total: atLeast(page.total, page.uncounted) })}
    </Button>
  )
}
