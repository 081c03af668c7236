import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ActivityHistoryItem, listActivityHistory } from '../../server/history/contract.ts'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'

/** What happened in a learning activity and to it, newest first. */
export function ActivityHistoryTab() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  return (
    <List
      label={t('history:title')}
      source={{ operation: listActivityHistory, params: { activityId } }}
      columns={useColumns()}
      itemKey={({ batch }) => batch.id}
      itemTo={({ batch }) => `/history/${batch.id}`}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofActivity.noneText') }}
    />
  )
}

function useColumns(): Column<ActivityHistoryItem>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language, links: false }
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: ({ batch, facts }) => (
        <span className={styles.what}>
          <Why {...actSentence({ ...batch, told: facts }, telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'effect',
      header: t('history:ofActivity.here'),
      cell: (item) => <Effects of={item} />,
      wrap: true,
      width: '34%',
    },
    momentColumn(t, ({ batch }) => batch.at),
  ]
}
