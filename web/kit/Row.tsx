// biome-ignore-all lint/a11y/noRedundantRoles: drawn as cards on a phone, a table would otherwise lose its roles.
import { IconPencil } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type MouseEvent, memo, type ReactNode, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { IconLink } from './Button.tsx'
import { type Selection, TickOne } from './Selection.tsx'
import { Bone } from './states.tsx'
import styles from './Table.module.css'

export type Column<Item> = {
  /** Also the name under which the server sorts. */
  key: string
  header: string
  cell: (item: Item) => ReactNode
  sortable?: boolean
  /** A CSS width; columns without one share what is left. */
  width?: string
  align?: 'start' | 'end'
  /** Takes as many lines as it needs, such as a sentence; otherwise a row is one line high. */
  wrap?: boolean
  /** 1 is always seen, 2 from a medium width on, 3 only where there is plenty of room. The first column is 1. */
  priority?: 1 | 2 | 3
  /** Shown only where somebody chose it; needs a list that `remembers`. */
  hidden?: boolean
}

/** What each row of a table is drawn with. */
export type RowLook<Item> = {
  columns: readonly Column<Item>[]
  /** Where a row leads. The first column becomes the link; a click anywhere in the row follows it. */
  itemTo?: (item: Item) => string
  /** A pencil beside the name, called "Edit <name>". Needs `itemTo`. */
  editName?: (item: Item) => string
  /** Buttons at the end of a row. */
  actions?: (item: Item) => ReactNode
  /** What is chosen for an act on several, from `useSelection`; a box to tick stands before each row. */
  selection?: Selection<Item>
  /** Whether what it tells of was added or ended: a coloured edge. */
  tone?: (item: Item) => 'added' | 'ended' | undefined
}

type RowProps<Item> = RowLook<Item> & {
  item: Item
  /** Tells it from the others, also to who looks for it on the page. */
  id: string | number
  /** Those among which a range is ticked. */
  shown: (item: Item) => readonly Item[]
  /** Where it stands in a table that draws only what is in view, 0-based. */
  place?: number
  rowRef?: Ref<HTMLTableRowElement>
}

function DrawnRow<Item>(props: RowProps<Item>) {
  const { item, id, shown, columns, itemTo, editName, actions, tone, selection, place, rowRef } = props
  const go = useNavigate()
  const to = itemTo?.(item)
  const follow = (event: MouseEvent<HTMLElement>) => {
    if (!to || isBusyElsewhere(event)) return
    if (event.metaKey || event.ctrlKey) window.open(to, '_blank', 'noopener')
    else void go({ to })
  }
  return (
    // The link in the first cell is what the keyboard uses; the click on the row is a convenience of the pointer.
    <tr
      ref={rowRef}
      role="row"
      data-item={id}
      data-index={place}
      aria-rowindex={place === undefined ? undefined : place + firstRow}
      data-opens={to ? true : undefined}
      data-tone={tone?.(item)}
      data-chosen={selection?.has(item) || undefined}
      onClick={follow}
    >
      {selection && (
        <td role="cell" className={styles.pick}>
          <TickOne selection={selection} item={item} shown={shown} />
        </td>
      )}
      {columns.map((column, nth) => (
        <td
          key={column.key}
          role="cell"
          data-align={column.align}
          data-priority={column.priority}
          data-wrap={column.wrap || undefined}
          title={column.wrap ? undefined : wordsOf(column.cell(item))}
          data-label={nth === 0 ? undefined : column.header}
        >
          {nth === 0 ? (
            <FirstCell to={to} edit={editName?.(item)}>
              {column.cell(item)}
            </FirstCell>
          ) : (
            column.cell(item)
          )}
        </td>
      ))}
      {actions && (
        <td role="cell" className={styles.actions}>
          {actions(item)}
        </td>
      )}
    </tr>
  )
}

/** A row, drawn anew only when something of it is another. */
export const Row = memo(DrawnRow) as typeof DrawnRow

/** The number of the first one; that of the header is 1. */
const firstRow = 2

function FirstCell({ to, edit, children }: { to: string | undefined; edit: string | undefined; children: ReactNode }) {
  const { t } = useTranslation()
  if (!to)
    return (
      <span className={styles.first}>
        {typeof children === 'string' ? <span className={styles.words}>{children}</span> : children}
      </span>
    )
  return (
    <span className={styles.first}>
      <Link to={to} className={styles.open}>
        {children}
      </Link>
      {edit !== undefined && (
        <span className={styles.pencil}>
          <IconLink to={to} label={t('kit:table.edit', { name: edit })} icon={<IconPencil />} />
        </span>
      )}
    </span>
  )
}

type SkeletonRowProps<Item> = Pick<RowLook<Item>, 'columns' | 'selection' | 'actions'> & {
  row: number
  rowRef?: Ref<HTMLTableRowElement>
}

/** In the columns that a row has in this width. */
export function SkeletonRow<Item>({ row, columns, selection, actions, rowRef }: SkeletonRowProps<Item>) {
  return (
    <tr ref={rowRef} role="row" data-index={row} data-skeleton aria-hidden>
      {selection && <td role="cell" className={styles.pick} />}
      {columns.map(({ key, priority }, column) => (
        <td key={key} role="cell" data-priority={priority}>
          <Bone width={`${[70, 52, 61, 45][(row + column) % 4]}%`} />
        </td>
      ))}
      {actions && <td role="cell" className={styles.actions} />}
    </tr>
  )
}

/** What may be cut short is whole on hover. */
function wordsOf(cell: ReactNode): string | undefined {
  return typeof cell === 'string' ? cell : undefined
}

/** The click was for a link or button in the row, in a sheet that was opened from it, or it ended a selection of text. */
function isBusyElsewhere(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement
  const onControl = target.closest('a, button, input, label, select, [role="menu"]')
  return (
    onControl !== null ||
    !event.currentTarget.contains(target) ||
    event.defaultPrevented ||
    (window.getSelection()?.toString() ?? '') !== ''
  )
}
