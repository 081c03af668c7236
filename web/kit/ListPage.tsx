import { IconSearchOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { pageLength } from '../../server/platform/contract.ts'
import { Button } from './Button.tsx'
import { ColumnMenu } from './ColumnMenu.tsx'
import { useColumns } from './columns.ts'
import { ExportMenu } from './ExportMenu.tsx'
import styles from './ListPage.module.css'
import { type ItemOf, type ListOperation, type ListSource, useList } from './list.ts'
import { type Crumb, PageHeader, type SecondaryAction } from './PageHeader.tsx'
import { useRowFocus } from './rowFocus.ts'
import { useRows } from './rows.ts'
import { UrlSearchField } from './SearchField.tsx'
import { SortMenu } from './SortMenu.tsx'
import { EmptyState, ErrorState } from './states.tsx'
import { LongTable, Table, type TableProps } from './Table.tsx'
import { Views } from './Views.tsx'

type Rows<Item> = Pick<
  TableProps<Item>,
  | 'label'
  | 'columns'
  | 'itemKey'
  | 'itemTo'
  | 'editName'
  | 'actions'
  | 'actionsWidth'
  | 'tone'
  | 'selection'
  | 'groupOf'
>

type ListProps<Op extends ListOperation> = Rows<ItemOf<Op>> & {
  source: ListSource<Op>
  /** The accessible name and the hint of the search field; without it there is none. */
  searchLabel?: string
  /** Filter fields beside the search; they keep their state in the address (`useUrl`) and add to `source.query`. */
  filters?: ReactNode
  /** Chooses the past day of which the list is (`AsOf`); one can also when nothing is listed. */
  asOf?: ReactNode
  /** Buttons at the right of the search line, inside tabs where the page has its own primary action. */
  toolbar?: ReactNode
  defaultSort?: string
  /** The name under which columns and views of this list are kept in the browser; without it there is no choice. */
  remembers?: string
  /** It can be taken along as a file: with the columns that were chosen, where those of the file are the same, or all. */
  exports?: 'chosen' | 'all'
  /** What this list is for, and the next step. Shown when it holds nothing at all. */
  empty: { icon?: ReactNode; title: string; text?: ReactNode; action?: ReactNode }
}

type ListPageProps<Op extends ListOperation> = Omit<ListProps<Op>, 'toolbar' | 'label'> & {
  title: string
  breadcrumb?: readonly Crumb[]
  /** The one primary action. */
  action?: ReactNode
  /** Icon buttons at the top right, left of the primary action. */
  toolbar?: ReactNode
  more?: readonly SecondaryAction[]
}

/**
 * A page that lists: title and count, search, table. Everything one can look at is in the address.
 *
 *     <ListPage
 *       title={t('user:users')}
 *       source={{ operation: listUsers, query: { status } }}
 *       searchLabel={t('user:search')}
 *       columns={[
 *         { key: 'name', header: t('user:name'), cell: (user) => user.name, sortable: true },
 *         { key: 'addedOn', header: t('user:added'), cell: (user) => <RelativeDate value={user.addedOn} />, sortable: true, width: '120px', priority: 2 },
 *       ]}
 *       itemTo={(user) => `/users/${user.id}`}
 *       editName={(user) => user.name}
 *       action={<Button look="primary" icon={<IconPlus />} onClick={…}>{t('user:add')}</Button>}
 *       empty={{ title: t('user:none'), text: t('user:noneText') }}
 *     />
 */
export function ListPage<Op extends ListOperation>({
  title,
  breadcrumb,
  action,
  toolbar,
  more,
  ...list
}: ListPageProps<Op>) {
  const { page } = useList(list.source, list.defaultSort)
  return (
    <>
      <PageHeader
        title={title}
        count={page?.total}
        isMore={page?.uncounted}
        {...{ breadcrumb, action, toolbar, more }}
      />
      <List {...list} label={title} />
    </>
  )
}

/**
 * The list without a page around it, for a tab.
 *
 *     <List label={t('learning:participants')} source={{ operation: listParticipants, params: { activityId } }}
 *       itemKey={(one) => one.user.id} columns={columns} toolbar={<Button …>{t('learning:add')}</Button>} empty={…} />
 */
export function List<Op extends ListOperation>(props: ListProps<Op>) {
  const { source, searchLabel, filters, asOf, toolbar, defaultSort, empty, remembers, exports, ...given } = props
  const { t } = useTranslation()
  const list = useList(source, defaultSort)
  const choice = useColumns(remembers ?? '', given.columns)
  const table = remembers ? { ...given, columns: choice.shown } : given
  const rows = useRows(list)
  const focus = useRowFocus()
  const { page, fault } = list
  const nothing = page?.items.length === 0 && !list.stale

  const isEmpty = nothing && !list.searching
  const isSearched = Boolean(list.asked.search)
  const state = { ...empty, action: empty.action ?? toolbar }
  if (isEmpty && !asOf) return <EmptyState {...state} />
  return (
    <section aria-label={table.label} className={styles.list} {...focus}>
      {(searchLabel || filters || asOf || toolbar || remembers || exports) && (
        <div className={styles.line}>
          {!isEmpty && searchLabel && <UrlSearchField label={searchLabel} />}
          {!isEmpty && <SortMenu columns={table.columns} sort={list.sort} onSort={list.setSort} />}
          {!isEmpty && filters}
          {asOf}
          {!isEmpty && (toolbar || remembers || exports) && (
            <div className={styles.toolbar}>
              {remembers && <Views list={remembers} columns={choice.chosen} choose={choice.choose} />}
              {remembers && <ColumnMenu columns={given.columns} choice={choice} />}
              {exports && (
                <ExportMenu
                  source={source}
                  asked={{ ...list.asked, sort: list.sort }}
                  columns={exports === 'chosen' && choice.chosen ? choice.shown.map(({ key }) => key) : undefined}
                />
              )}
              {toolbar}
            </div>
          )}
        </div>
      )}
      {fault ? (
        <ErrorState fault={fault} retry={list.retry} />
      ) : isEmpty ? (
        <EmptyState {...state} />
      ) : nothing ? (
        <EmptyState
          icon={<IconSearchOff />}
          title={t('kit:search.nothing')}
          text={t(isSearched ? 'kit:search.nothingText' : 'kit:search.nothingFiltered')}
          action={
            <Button onClick={list.clear}>{t(isSearched ? 'kit:search.clear' : 'kit:search.clearFilters')}</Button>
          }
        />
      ) : rows.count > pageLength ? (
        <LongTable<ItemOf<Op>> {...table} rows={rows} stale={list.stale} sort={list.sort} onSort={list.setSort} />
      ) : (
        <Table<ItemOf<Op>>
          {...table}
          items={page?.items}
          total={page?.total}
          stale={list.stale}
          sort={list.sort}
          onSort={list.setSort}
        />
      )}
    </section>
  )
}
