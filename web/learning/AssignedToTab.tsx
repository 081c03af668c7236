import { IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { assignedTo } from '../../server/enrollment/contract.ts'
import type { ResponseOf } from '../kit/api.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useIdInPath } from '../kit/url.ts'

type Leading = ResponseOf<typeof assignedTo>['items'][number]

/** The units and qualifications that lead to this activity. */
export function AssignedToTab() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  const { data, error, refetch } = useQuery(query(assignedTo, { params: { activityId } }))
  const columns = useColumns()
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  if (data?.items.length === 0)
    return (
      <EmptyState icon={<IconSitemap />} title={t('learning:leading.none')} text={t('learning:leading.noneText')} />
    )
  return (
    <Table
      label={t('learning:tab.assignedTo')}
      items={data?.items}
      itemKey={(one) => one.assignmentId}
      columns={columns}
    />
  )
}

function useColumns(): Column<Leading>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'audience',
      header: t('learning:leading.who'),
      cell: ({ kind, audience }) => (
        <TwoLines
          first={audience?.name ?? t(`learning:leading.kind.${kind}`)}
          second={audience && t(`learning:leading.kind.${kind}`)}
        />
      ),
    },
    {
      key: 'through',
      header: t('learning:leading.through'),
      cell: ({ through }) => through?.name,
      priority: 2,
    },
    {
      key: 'onLeaving',
      header: t('learning:onLeaving'),
      cell: ({ onLeaving }) => t(`learning:leavingShort.${onLeaving ?? 'activity'}`),
      priority: 3,
    },
    {
      key: 'since',
      header: t('learning:leading.since'),
      cell: ({ since }) => <RelativeDate value={since} />,
      width: '112px',
      priority: 2,
    },
  ]
}
