import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listUserHistory, type UserHistoryItem } from '../../server/history/contract.ts'
import { impactTone } from '../enrollment/impact.ts'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'

/** Everything that happened to a user and their enrollments, newest first. */
export function UserHistoryTab() {
  const { t } = useTranslation()
  const userId = useIdInPath('userId')
  return (
    <List
      label={t('history:title')}
      source={{ operation: listUserHistory, params: { userId } }}
      columns={useColumns()}
      itemKey={({ batch }) => batch.id}
      itemTo={({ batch }) => `/history/${batch.id}`}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofUser.noneText') }}
    />
  )
}

/** So many are named; the batch names them all. */
const named = 4

function useColumns(): Column<UserHistoryItem>[] {
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
      key: 'moves',
      header: t('history:effect'),
      cell: ({ enrollments }) => <Moves of={enrollments} />,
      wrap: true,
      width: '44%',
    },
    momentColumn(t, ({ batch }) => batch.at),
  ]
}

function Moves({ of }: { of: UserHistoryItem['enrollments'] }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  if (of.length === 0) return <span className={styles.none}>{t('history:nothingMoved')}</span>
  const more = of.length - named
  return (
    <ul className={styles.moves}>
      {of.slice(0, named).map(({ activity, kind, at }) => (
        <li key={`${activity.id} ${kind} ${at}`}>
          <StateBadge tone={impactTone[kind]}>{t(`enrollment:impact.kind.${kind}`)}</StateBadge>
          <span>{activity.title}</span>
        </li>
      ))}
      {more > 0 && <li className={styles.none}>{t('history:more', { count: more, shown: number(more) })}</li>}
    </ul>
  )
}
