import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { listMoves, type MoveItem, moveKind } from '../../server/history/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { impactTone } from '../enrollment/impact.ts'
import { TextLink } from '../kit/Button.tsx'
import { List } from '../kit/ListPage.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useIdInPath, useUrl } from '../kit/url.ts'
import styles from './HistoryPage.module.css'

const inUrl = z.object({ kind: moveKind.optional() })

/** Whose enrollments in what a batch moved. */
export function MovesTab() {
  const { t } = useTranslation()
  const batchId = useIdInPath('batchId')
  const [{ kind }] = useUrl(inUrl)
  return (
    <List
      label={t('history:batch.tab.enrollments')}
      source={{ operation: listMoves, params: { batchId }, query: { kind } }}
      exports="all"
      searchLabel={t('history:batch.searchMoves')}
      filters={
        <UrlFilter
          name="kind"
          label={t('history:batch.kind')}
          all={t('history:batch.anyKind')}
          choices={moveKind.options.map((value) => ({ value, label: t(`enrollment:impact.kind.${value}`) }))}
        />
      }
      columns={useColumns()}
      itemKey={({ user, activity, kind: moved, at }) => `${user.id} ${activity.id} ${moved} ${at}`}
      itemTo={({ user }) => `/users/${user.id}`}
      empty={{ icon: <IconUsers />, title: t('history:batch.noMoves'), text: t('history:batch.noMovesText') }}
    />
  )
}

function useColumns(): Column<MoveItem>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('history:batch.person'),
      cell: ({ user }) => (
        <TwoLines first={user.name} second={[user.department?.name, user.company.name].filter(Boolean).join(' · ')} />
      ),
    },
    {
      key: 'activity',
      header: t('history:batch.activity'),
      cell: ({ activity }) => (
        <span className={styles.activity}>
          <ActivityType type={activity.type} quiet />
          <TextLink to={`/courses/${activity.id}`}>{activity.title}</TextLink>
        </span>
      ),
      width: '44%',
    },
    {
      key: 'kind',
      header: t('history:batch.moved'),
      cell: ({ kind }) => <StateBadge tone={impactTone[kind]}>{t(`enrollment:impact.kind.${kind}`)}</StateBadge>,
      width: '150px',
    },
  ]
}
