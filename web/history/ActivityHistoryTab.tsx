import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type ActivityHistoryItem, listActivityHistory } from '../../server/history/contract.ts'
import { readActivity } from '../../server/learning/contract.ts'
import { List } from '../kit/ListPage.tsx'
import { query } from '../kit/query.ts'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { type Act, actSentence } from './act.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'
import { Standing } from './Standing.tsx'

/** What happened in a learning activity and to it, newest first. */
export function ActivityHistoryTab() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  return (
    <List
      label={t('history:title')}
      source={{ operation: listActivityHistory, params: { activityId } }}
      columns={useColumns(activityId)}
      itemKey={({ batch }) => batch.id}
      itemTo={({ batch }) => `/history/${batch.id}`}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofActivity.noneText') }}
    />
  )
}

function useColumns(activityId: number): Column<ActivityHistoryItem>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language, links: false }
  const { data: activity } = useQuery(query(readActivity, { params: { activityId } }))
  // What an act says of the activity is told; of one that says nothing of it, what it was about.
  const actOf = ({ batch, facts, people }: ActivityHistoryItem): Act => ({
    ...batch,
    ...(facts.length > 0 && { told: facts, about: undefined }),
    here: activity && { activity: { kind: 'activity', id: activityId, name: activity.title }, people },
  })
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: (item) => (
        <span className={styles.what}>
          <Why {...actSentence(actOf(item), telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'effect',
      header: t('history:ofActivity.here'),
      cell: (item) => (
        <span className={styles.effects}>
          <Effects of={item} />
          <Standing of={item.batch} />
        </span>
      ),
      wrap: true,
      width: '34%',
    },
    momentColumn(t, ({ batch }) => batch.at),
  ]
}
