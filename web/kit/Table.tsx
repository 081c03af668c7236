// biome-ignore-all lint/a11y/noRedundantRoles: drawn as cards on a phone, a table would otherwise lose its roles.
// biome-ignore-all lint/suspicious/noArrayIndexKey: only skeletons are keyed by their place, and they never move.
import { IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Fragment, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconLink } from './Button.tsx'
import { type Selection, TickAll, TickOne } from './Selection.tsx'
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

export type TableProps<Item> = {
  /** What the table lists, for screen readers. */
  label: string
  columns: readonly Column<Item>[]
  /** Undefined while they are being loaded: as many skeleton rows as `skeletons`. */
  items: readonly Item[] | undefined
  itemKey?: (item: Item) => string | number
  /** Where a row leads. The first column becomes the link; a click anywhere in the row follows it. */
  itemTo?: (item: Item) => string
  /** A pencil beside the name, called "Edit <name>". Needs `itemTo`. */
  editName?: (item: Item) => string
  /** Buttons at the end of a row. */
  actions?: (item: Item) => ReactNode
  /** A CSS width for them, where they are more than one icon. */
  actionsWidth?: string
  /** What is chosen for an act on several, from `useSelection`; a box to tick stands before each row. */
  selection?: Selection<Item>
  /** Rows that belong together follow one another; what they share stands once above them. */
  groupOf?: (item: Item) => string
  /** A line below a row's cells, such as why someone is enrolled. */
  tone?: (item: Item) => 'added' | 'ended' | undefined
  /** `name`, or `-name` for descending. */
  sort?: string | undefined
  onSort?: (sort: string) => void
  skeletons?: number
  /** Older rows stay, paler, while newer ones are on their way. */
  stale?: boolean
}

/**
 * Rows and columns; on a phone each row is a card. Usable alone, inside a tab or a sheet.
 *
 *     <Table label={t('user:qualifications')} items={user.qualifications} itemTo={(q) => `/organise/qualifications/${q.id}`}
 *       columns={[{ key: 'name', header: t('user:name'), cell: (q) => q.name }]} />
 */
export function Table<Item>(props: TableProps<Item>) {
  const { t } = useTranslation()
  const {
    label,
    columns,
    items,
    itemKey = idOf,
    actions,
    actionsWidth,
    sort,
    onSort,
    skeletons = 8,
    stale = false,
    selection,
    groupOf,
  } = props
  const width = columns.length + (actions ? 1 : 0) + (selection ? 1 : 0)
  return (
    <div className={styles.container}>
      <table
        className={styles.table}
        role="table"
        aria-label={label}
        aria-busy={items === undefined || stale}
        data-stale={stale || undefined}
      >
        <thead role="rowgroup">
          <tr role="row">
            {selection && (
              <th role="columnheader" scope="col" className={styles.pickHeader}>
                <TickAll selection={selection} items={items} />
              </th>
            )}
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
            {actions && (
              <th role="columnheader" scope="col" className={styles.actionsHeader} style={{ width: actionsWidth }}>
                <span className={styles.hidden}>{t('kit:table.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items
            ? items.map((item, place) => (
                <Fragment key={itemKey(item)}>
                  {groupOf && (place === 0 || groupOf(item) !== groupOf(items[place - 1] as Item)) && (
                    <tr role="row" className={styles.group}>
                      <td role="cell" colSpan={width}>
                        {groupOf(item)}
                      </td>
                    </tr>
                  )}
                  <Row item={item} {...props} />
                </Fragment>
              ))
            : Array.from({ length: skeletons }, (_, row) => <SkeletonRow key={row} row={row} columns={width} />)}
        </tbody>
      </table>
    </div>
  )
}

type HeaderProps<Item> = {
  column: Column<Item>
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

function Header<Item>({ column: { key, header, sortable, width, align, priority }, sort, onSort }: HeaderProps<Item>) {
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined
  return (
    <th
      role="columnheader"
      scope="col"
      style={{ width }}
      data-align={align}
      data-priority={priority}
      aria-sort={sortable ? (direction ?? 'none') : undefined}
    >
      {sortable && onSort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort(direction === 'ascending' ? `-${key}` : key)}
        >
          {header}
          {direction === 'descending' ? (
            <IconArrowDown aria-hidden />
          ) : (
            <IconArrowUp aria-hidden data-idle={!direction || undefined} />
          )}
        </button>
      ) : (
        header
      )}
    </th>
  )
}

function Row<Item>(props: TableProps<Item> & { item: Item }) {
  const { item, items, columns, itemTo, editName, actions, tone, selection } = props
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
      role="row"
      data-opens={to ? true : undefined}
      data-tone={tone?.(item)}
      data-chosen={selection?.has(item) || undefined}
      onClick={follow}
    >
      {selection && (
        <td role="cell" className={styles.pick}>
          <TickOne selection={selection} item={item} shown={items ?? []} />
        </td>
      )}
      {columns.map((column, place) => (
        <td
          key={column.key}
          role="cell"
          data-align={column.align}
          data-priority={column.priority}
          data-wrap={column.wrap || undefined}
          title={column.wrap ? undefined : wordsOf(column.cell(item))}
          data-label={place === 0 ? undefined : column.header}
        >
          {place === 0 ? (
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

function FirstCell({ to, edit, children }: { to: string | undefined; edit: string | undefined; children: ReactNode }) {
  const { t } = useTranslation()
  if (!to) return <span className={styles.first}>{children}</span>
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

function SkeletonRow({ row, columns }: { row: number; columns: number }) {
  return (
    <tr role="row" aria-hidden>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} role="cell">
          <Bone width={`${[70, 52, 61, 45][(row + column) % 4]}%`} />
        </td>
      ))}
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

function idOf(item: unknown): string | number {
  return (item as { id: number }).id
}
