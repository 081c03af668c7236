import type { TFunction } from 'i18next'
import { useFormat } from '../kit/format.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import type { Column } from '../kit/Table.tsx'
import styles from './HistoryPage.module.css'

/** The column that says when: the day, and the time of it. Histories are sorted by it. */
export function momentColumn<Item>(t: TFunction, at: (item: Item) => string): Column<Item> {
  return {
    key: 'at',
    header: t('history:when'),
    cell: (item) => <Moment value={at(item)} />,
    sortable: true,
    width: '164px',
  }
}

/** A day, and the time of it. */
export function Moment({ value }: { value: string }) {
  const { absolute, shortTime } = useFormat()
  return (
    <span className={styles.when}>
      <RelativeDate value={value} /> <span title={absolute(value)}>{shortTime(value)}</span>
    </span>
  )
}
