import { IconCheck, IconEqual, IconSearchOff, IconUserOff } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { useFormat } from './format.ts'
import styles from './Picker.module.css'
import type { All, Matches, PickerItem, Picking } from './picking.ts'
import { Bone, EmptyState, ErrorState, skeletonWidths } from './states.tsx'
import { toast } from './toast.tsx'

type ResultsProps<Item extends PickerItem> = {
  id: string
  label: string
  results: UseQueryResult<Matches<Item>>
  term: string
  /** What is listed was found for what is typed now. */
  isCurrent: boolean
  picking: Picking<Item>
  finish: () => void
  /** One is picked and nothing is ticked. */
  single?: boolean
  /** How all that match are found, where they can be picked at once. */
  all?: ((term: string) => Promise<All<Item>>) | undefined
}

/** What the search found. The list can be moved through from the search field, or by itself when it has the focus. */
export function PickerResults<Item extends PickerItem>({
  id,
  label,
  results,
  term,
  isCurrent,
  picking,
  finish,
  single = false,
  all,
}: ResultsProps<Item>) {
  const { t } = useTranslation()
  const { number, atLeast } = useFormat()
  const box = useRef<HTMLDivElement>(null)
  const { data, error, refetch } = results
  const hidden = data !== undefined && data.total > data.items.length

  // biome-ignore lint/correctness/useExhaustiveDependencies: the active one is kept in sight.
  useEffect(() => {
    box.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' })
  }, [picking.active])

  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  return (
    <>
      <div
        ref={box}
        id={id}
        role="listbox"
        aria-label={label}
        aria-multiselectable={!single}
        aria-busy={!isCurrent}
        aria-activedescendant={picking.activeId(id)}
        tabIndex={0}
        className={styles.results}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) finish()
          else picking.onKey(event, { inList: true })
        }}
      >
        {data
          ? data.items.map((item, place) => (
              <Result key={item.id} id={`${id}-${place}`} item={item} place={place} picking={picking} single={single} />
            ))
          : skeletonWidths.map((width) => (
              <div key={width} className={styles.result} aria-hidden>
                <Bone width={16} height={16} />
                <Bone width={width} />
              </div>
            ))}
      </div>
      {data?.items.length === 0 && (
        <EmptyState
          icon={<IconSearchOff />}
          title={t('kit:search.nothing')}
          text={term && t('kit:picker.nothing', { term })}
        />
      )}
      {data && data.items.length > 0 && (hidden || (all && mayTickSeveral(data.items, picking))) && (
        <div className={styles.more}>
          {hidden && (
            <p>{t('kit:picker.more', { shown: number(data.items.length), total: atLeast(data.total, data.isMore) })}</p>
          )}
          {all && <AllOfThem total={atLeast(data.total, data.isMore)} find={() => all(term)} picking={picking} />}
        </div>
      )}
    </>
  )
}

/** More than one of what is shown can still be ticked: a single one is ticked as quickly by itself. */
function mayTickSeveral<Item extends PickerItem>(items: readonly Item[], picking: Picking<Item>): boolean {
  return items.filter((item) => !item.already && !picking.isPicked(item)).length > 1
}

/** "Select all 1,204 matches": what was ticked before stays ticked. */
function AllOfThem<Item extends PickerItem>({
  total,
  find,
  picking,
}: {
  total: string
  find: () => Promise<All<Item>>
  picking: Picking<Item>
}) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [busy, setBusy] = useState(false)
  const all = async () => {
    setBusy(true)
    try {
      const { items, more } = await picking.gather(find())
      const { added, left } = picking.addAll(items)
      if (more || left > 0) toast.done(t('kit:picker.first', { count: added, shown: number(added) }))
    } catch (fault) {
      toast.problem(fault)
    }
    setBusy(false)
  }
  return (
    <Button look="quiet" busy={busy} onClick={() => void all()}>
      {t('kit:selection.matches', { total })}
    </Button>
  )
}

type ResultProps<Item extends PickerItem> = {
  id: string
  item: Item
  place: number
  picking: Picking<Item>
  single: boolean
}

function Result<Item extends PickerItem>({ id, item, place, picking, single }: ResultProps<Item>) {
  const ticked = picking.isPicked(item)
  return (
    // The keyboard is handled by the list, which holds the focus for all its options.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={ticked}
      aria-disabled={item.already ? true : undefined}
      data-active={picking.active === place || undefined}
      className={styles.result}
      onMouseMove={() => picking.setActive(place)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        picking.setActive(place)
        picking.toggle(item)
      }}
    >
      {!single && (
        <span className={styles.box} data-ticked={ticked || undefined} aria-hidden>
          {ticked && <IconCheck size={12} stroke={3} />}
        </span>
      )}
      <span className={styles.words}>
        <span className={styles.itemTitle}>{item.title}</span>
        {item.detail && <span className={styles.detail}>{item.detail}</span>}
      </span>
      {item.already && (
        <span className={styles.already}>
          {item.barred ? <IconUserOff size={13} aria-hidden /> : <IconEqual size={13} aria-hidden />}
          {item.already}
        </span>
      )}
    </div>
  )
}
