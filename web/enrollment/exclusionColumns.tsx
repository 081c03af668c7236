import { useTranslation } from 'react-i18next'
import type { Exclusion } from '../../server/enrollment/exclusion/contract.ts'
import { useFormat } from '../kit/format.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import type { Column } from '../kit/Table.tsx'
import styles from './Exclusion.module.css'

/** Why somebody is excluded, since when, until when, and who decided it. */
export function useExclusionColumns(): Column<Exclusion>[] {
  const { t } = useTranslation()
  const { day } = useFormat()
  return [
    {
      key: 'reason',
      header: t('enrollment:exclusion.reason'),
      cell: ({ reason }) => <span className={styles.reason}>{reason}</span>,
      wrap: true,
      width: '34%',
    },
    {
      key: 'since',
      header: t('enrollment:exclusion.since'),
      cell: ({ since, until }) => (
        <span>
          <RelativeDate value={since} />
          {', '}
          {until === null ? t('enrollment:exclusion.forever') : t('enrollment:exclusion.untilDay', { day: day(until) })}
        </span>
      ),
      sortable: true,
      wrap: true,
      width: '170px',
      priority: 2,
    },
    {
      key: 'by',
      header: t('enrollment:exclusion.by'),
      cell: ({ by }) => by?.name,
      width: '150px',
      priority: 3,
    },
  ]
}
