import { IconCalendarOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listParticipantsOn, type ParticipantThen } from '../../server/history/contract.ts'
import { DayFilter } from '../history/DayFilter.tsx'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { useUrl } from '../kit/url.ts'
import { participantsInUrl } from './participantsInUrl.ts'

/** Who was enrolled at the end of a past day. */
export function PastParticipants({ activityId, day }: { activityId: number; day: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [, setUrl] = useUrl(participantsInUrl)
  return (
    <List
      label={t('learning:participant.then', { day: format.day(day) })}
      source={{ operation: listParticipantsOn, params: { activityId }, query: { day } }}
      searchLabel={t('learning:participant.search')}
      filters={
        <>
          <DayFilter name="day" label={t('learning:participant.on')} hint={t('learning:participant.asOf')} />
          <Button onClick={() => void setUrl({ day: undefined })}>{t('learning:participant.now')}</Button>
        </>
      }
      defaultSort="name"
      columns={useColumns()}
      itemKey={({ user }) => user.id}
      itemTo={({ user }) => `/users/${user.id}`}
      empty={{
        icon: <IconCalendarOff />,
        title: t('learning:participant.nobodyThen'),
        text: t('learning:participant.nobodyThenText', { day: format.day(day) }),
      }}
    />
  )
}

function useColumns(): Column<ParticipantThen>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('learning:participant.name'),
      cell: ({ user }) => <TwoLines first={user.name} second={user.email} />,
      sortable: true,
    },
    {
      key: 'state',
      header: t('learning:participant.stateThen'),
      cell: ({ state }) => (
        <StateBadge tone={state === 'kept' ? 'kept' : 'added'}>{t(`enrollment:state.${state}`)}</StateBadge>
      ),
      width: '180px',
    },
    {
      key: 'since',
      header: t('learning:participant.since'),
      cell: ({ since }) => <RelativeDate value={since} />,
      width: '160px',
      priority: 2,
    },
  ]
}
