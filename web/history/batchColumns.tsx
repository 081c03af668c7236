import { useTranslation } from 'react-i18next'
import type { Batch } from '../../server/history/contract.ts'
import { useFollowed } from '../enrollment/running.ts'
import { useFormat } from '../kit/format.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import type { Column } from '../kit/Table.tsx'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { Progress, Standing } from './Standing.tsx'

/** What a list of batches tells of each: the academy's, or those about one thing. */
export function useBatchColumns(): Column<Batch>[] {
  const { t, i18n } = useTranslation()
  const { time } = useFormat()
  const followed = useFollowed()
  const telling = { t, language: i18n.language, links: false }
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: (batch) => (
        <span className={styles.what}>
          <Why {...actSentence(batch, telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'effect',
      header: t('history:effect'),
      cell: (batch) => (
        <span className={styles.effects}>
          {batch.state === 'running' ? (
            <Progress value={followed.get(batch.id)?.progress ?? batch.progress} />
          ) : (
            <Effects of={batch} />
          )}
          <Standing of={batch} />
        </span>
      ),
      wrap: true,
      width: '34%',
    },
    {
      key: 'at',
      header: t('history:when'),
      cell: ({ at }) => (
        <span className={styles.when}>
          <RelativeDate value={at} /> <span>{time(at)}</span>
        </span>
      ),
      sortable: true,
      width: '136px',
    },
  ]
}
