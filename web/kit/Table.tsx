// biome-ignore-all lint/a11y/noRedundantRoles: drawn as cards on a phone, a table would otherwise lose its roles.
// biome-ignore-all lint/suspicious/noArrayIndexKey: rows in view are where they are, skeletons never move.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import { type Column, Row, type RowLook, SkeletonRow } from './Row.tsx'
import type { Rows } from './rows.ts'
import { useRowsInView } from './rowsInView.ts'
import { TickAll } from './Selection.tsx'
import styles from './Table.module.css'

export type { Column }

export type TableProps<Item> = RowLook<Item> & {
  /** What the table lists, for screen readers. */
  label: string
  /** Undefined while they are being loaded: as many skeleton rows as `skeletons`. */
  items: readonly Item[] | undefined
  itemKey?: (item: Item) => string | number
  /** A CSS width for the buttons at the end of a row, where they are more than one icon. */
  actionsWidth?: string
  /** Rows that belong together follow one another; what they share stands once above them. */
  groupOf?: (item: Item) => string
  /** `name`, or `-name` for descending. */
  sort?: string | undefined
  onSort?: (sort: string) => void
  skeletons?: number
  /** How many there are, said below them. */
  total?: number | undefined
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
  const { items, itemKey = idOf, skeletons = 8, groupOf, total } = props
  return (
    <Shell
      {...props}
      below={items && total !== undefined && <Places first={0} last={items.length - 1} total={total} />}
    >
      <tbody role="rowgroup">
        {items
          ? items.map((item, place) => (
              <Fragment key={itemKey(item)}>
                <GroupRow of={item} after={items[place - 1]} groupOf={groupOf} />
                <Row item={item} id={itemKey(item)} shown={() => items} {...drawn(props)} />
              </Fragment>
            ))
          : Array.from({ length: skeletons }, (_, row) => <SkeletonRow key={row} row={row} {...drawn(props)} />)}
      </tbody>
    </Shell>
  )
}

/** The same for a list that has more than a page: only the rows in view are drawn, the others keep their room. */
export function LongTable<Item>(props: Omit<TableProps<Item>, 'items'> & { rows: Rows<Item> }) {
  const { rows, itemKey = idOf, groupOf } = props
  const view = useRowsInView(rows)
  const keys = keysOf(view.places, rows, itemKey)
  return (
    <Shell
      {...props}
      items={rows.loaded}
      isPart={rows.loaded.length < rows.count}
      isWaiting={view.places.some(({ place }) => rows.at(place) === undefined)}
      rowCount={rows.uncounted ? -1 : rows.count + 1}
      below={<Places {...view.seen} total={rows.total} isMore={rows.uncounted} floats />}
    >
      <tbody role="rowgroup" ref={view.body} className={styles.long} onFocus={view.keep} onBlur={view.release}>
        {view.places.map(({ place, gap }, nth) => {
          const item = rows.at(place)
          return (
            <Fragment key={keys[nth]}>
              {gap > 0 && <Gap height={gap} />}
              {item === undefined ? (
                <SkeletonRow row={place} rowRef={view.measure} {...drawn(props)} />
              ) : (
                <>
                  <GroupRow of={item} after={rows.at(place - 1)} groupOf={groupOf} />
                  <Row
                    item={item}
                    id={itemKey(item)}
                    shown={rows.around}
                    place={place}
                    rowRef={view.measure}
                    {...drawn(props)}
                  />
                </>
              )}
            </Fragment>
          )
        })}
        <Gap height={view.below} />
      </tbody>
    </Shell>
  )
}

/**
 * A row is that of its item wherever it stands: what is open in it stays with it when others come or go before it. What stands
 * in two places until both are read anew is kept apart, and so is what is not there yet.
 */
function keysOf<Item>(
  places: readonly { place: number }[],
  rows: Rows<Item>,
  itemKey: (item: Item) => string | number,
): string[] {
  const seen = new Set<string | number>()
  return places.map(({ place }) => {
    const item = rows.at(place)
    const key = item && itemKey(item)
    if (key === undefined || seen.has(key)) return `place ${place}`
    seen.add(key)
    return `item ${key}`
  })
}

type PlacesProps = { first: number; last: number; total: number; isMore?: boolean; floats?: boolean }

/** "31–62 of 2,500": which rows are in view, counted from 0. */
function Places({ first, last, total, isMore = false, floats = false }: PlacesProps) {
  const { t } = useTranslation()
  const { number, atLeast } = useFormat()
  const places = { from: number(first + 1), to: number(last + 1), total: atLeast(total, isMore) }
  return (
    <p className={styles.places} data-floats={floats || undefined}>
      <span>{t('kit:pager.range', places)}</span>
    </p>
  )
}

type ShellProps<Item> = TableProps<Item> & {
  /** How many rows there are with the header, where not all are drawn; -1 where nobody counted them. */
  rowCount?: number
  /** There are more rows than `items`. */
  isPart?: boolean
  /** Some that are in view are not there yet. */
  isWaiting?: boolean
  below?: ReactNode
  children: ReactNode
}

function Shell<Item>(props: ShellProps<Item>) {
  const { t } = useTranslation()
  const { label, columns, items, actions, actionsWidth, sort, onSort, stale = false, selection } = props
  const { rowCount, isPart = false, isWaiting = false, below, children } = props
  return (
    <div className={styles.container}>
      <table
        className={styles.table}
        role="table"
        aria-label={label}
        aria-busy={items === undefined || stale || isWaiting}
        aria-rowcount={rowCount}
        data-stale={stale || undefined}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={rowCount === undefined ? undefined : 1}>
            {selection && (
              <th role="columnheader" scope="col" className={styles.pickHeader}>
                <TickAll selection={selection} items={items} isPart={isPart} />
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
        {children}
      </table>
      {below}
    </div>
  )
}

/** What each row is drawn with. */
function drawn<Item>(props: RowLook<Item>): RowLook<Item> {
  const { columns, itemTo, editName, actions, tone, selection } = props
  return { columns, itemTo, editName, actions, tone, selection }
}

type GroupRowProps<Item> = {
  of: Item
  after: Item | undefined
  groupOf: ((item: Item) => string) | undefined
}

/** What the rows from here on share, where the one before does not. Its words reach over all columns, and it spans none of them. */
function GroupRow<Item>({ of, after, groupOf }: GroupRowProps<Item>) {
  if (!groupOf || (after !== undefined && groupOf(after) === groupOf(of))) return null
  return (
    <tr role="row" className={styles.group} data-group>
      <td role="cell">
        <span>{groupOf(of)}</span>
      </td>
    </tr>
  )
}

/** Room for rows that are not drawn. It spans nothing: columns that are not seen in this width would take some of it. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden className={styles.gap} style={{ height }}>
      <td />
    </tr>
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

function idOf(item: unknown): string | number {
  return (item as { id: number }).id
}
