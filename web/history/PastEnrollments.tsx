import { IconCalendarOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type EnrollmentThen, listEnrollmentsOn } from '../../server/history/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'

/** What a user was enrolled in at the end of a past day. */
export function PastEnrollments({ userId, day }: { userId: number; day: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const columns = useColumns()
  const { data, error, refetch } = useQuery(query(listEnrollmentsOn, { params: { userId }, query: { day } }))
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />
  if (data?.items.length === 0) {
    return (
      <EmptyState
        icon={<IconCalendarOff />}
        title={t('history:then.none')}
        text={t('history:then.noneText', { day: format.day(day) })}
      />
    )
  }
  return (
    <Table
      label={t('history:then.title', { day: format.day(day) })}
      items={data?.items}
      itemKey={({ activity }) => activity.id}
      columns={columns}
    />
  )
}

function useColumns(): Column<EnrollmentThen>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('enrollment:list.activity'),
      cell: ({ activity }) => <TwoLines first={activity.title} second={<ActivityType type={activity.type} />} />,
    },
    {
      key: 'state',
      header: t('history:then.state'),
      cell: ({ state }) => (
        <StateBadge tone={state === 'kept' ? 'kept' : 'added'}>{t(`enrollment:state.${state}`)}</StateBadge>
      ),
      width: '180px',
    },
    {
      key: 'since',
      header: t('history:then.since'),
      cell: ({ since }) => <RelativeDate value={since} />,
      width: '160px',
    },
  ]
}
