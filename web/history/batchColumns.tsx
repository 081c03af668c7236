import { useTranslation } from 'react-i18next'
import type { Batch } from '../../server/history/contract.ts'
import { useFollowed } from '../enrollment/running.ts'
import type { Column } from '../kit/Table.tsx'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'
import { Progress, Standing } from './Standing.tsx'

/** What a list of batches tells of each: the academy's, or those about one thing. */
export function useBatchColumns(): Column<Batch>[] {
  const { t, i18n } = useTranslation()
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
    momentColumn(t, ({ at }) => at),
  ]
}
