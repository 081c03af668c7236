import { IconCalendarOff, IconPlus, IconUsersPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  enrollmentState,
  listParticipantIds,
  listParticipants,
  type Participant,
} from '../../server/enrollment/contract.ts'
import { listParticipantsOn } from '../../server/history/contract.ts'
import { EndSheet } from '../enrollment/EndSheet.tsx'
import { EnrollmentWhy } from '../enrollment/EnrollmentWhy.tsx'
import { type Endable, endingOf } from '../enrollment/ending.ts'
import { Standing } from '../enrollment/Standing.tsx'
import { UserPicker } from '../enrollment/UserPicker.tsx'
import { WhyNot } from '../explanation/WhyNot.tsx'
import { WhySheet } from '../explanation/WhySheet.tsx'
import { useWhyInUrl } from '../explanation/whyInUrl.ts'
import { AsOf } from '../history/AsOf.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { SelectionBar, useSelection } from '../kit/Selection.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSession } from '../kit/session.ts'
import { Skeleton } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useIdInPath, useUrl } from '../kit/url.ts'
import { activityQuery } from './ActivityPage.tsx'
import { participantsInUrl } from './participantsInUrl.ts'
import { usePastColumns } from './pastColumns.tsx'
import { SeveralParticipants } from './SeveralParticipants.tsx'

export function ParticipantsTab() {
  const activityId = useIdInPath('activityId')
  const { data: activity } = useQuery(activityQuery(activityId))
  return activity ? <Participants activity={activity} /> : <Skeleton />
}

type Of = { activity: { id: number; title: string } }

function Participants({ activity }: Of) {
  const { t } = useTranslation()
  const format = useFormat()
  const [{ state, day }] = useUrl(participantsInUrl)
  const [adding, setAdding] = useState(false)
  const [ending, end] = useState<Endable>()
  const [why, showWhy] = useWhyInUrl()
  const params = { activityId: activity.id }
  const source = { operation: listParticipants, params, query: { state } }
  const selection = useSelection<Participant>({ idOf: ({ user }) => user.id, nameOf: ({ user }) => user.name })
  const columns = useColumns(showWhy)
  const pastColumns = usePastColumns()
  const asOf = (
    <AsOf
      label={t('learning:participant.on')}
      hint={t('learning:participant.asOf')}
      back={t('learning:participant.now')}
    />
  )
  return (
    <>
      {/* Both lists in one place: the field in which a day is written stays, and keeps the keyboard. */}
      {day ? (
        <List
          label={t('learning:participant.then', { day: format.day(day) })}
          source={{ operation: listParticipantsOn, params, query: { day } }}
          searchLabel={t('learning:participant.search')}
          asOf={asOf}
          defaultSort="name"
          columns={pastColumns}
          itemKey={({ user }) => user.id}
          itemTo={({ user }) => `/users/${user.id}`}
          empty={{
            icon: <IconCalendarOff />,
            title: t('learning:participant.nobodyThen'),
            text: t('learning:participant.nobodyThenText', { day: format.day(day) }),
          }}
        />
      ) : (
        <List
          label={t('learning:tab.participants')}
          source={source}
          searchLabel={t('learning:participant.search')}
          filters={
            <UrlFilter
              name="state"
              label={t('learning:participant.state')}
              all={t('learning:participant.anyState')}
              choices={enrollmentState.options.map((one) => ({ value: one, label: t(`enrollment:state.${one}`) }))}
            />
          }
          asOf={asOf}
          defaultSort="name"
          exports="all"
          remembers="participants"
          columns={columns}
          itemKey={(one) => one.user.id}
          itemTo={(one) => `/users/${one.user.id}`}
          selection={selection}
          actions={(one) => <End participant={one} end={() => end({ ...one, activity })} />}
          actionsWidth="124px"
          toolbar={
            <>
              <WhyNot activity={activity} onChoose={showWhy} />
              <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
                {t('learning:add')}
              </Button>
            </>
          }
          empty={{
            icon: <IconUsersPlus />,
            title: t('learning:participant.none'),
            text: t('learning:participant.noneText'),
          }}
        />
      )}
      {!day && (
        <SelectionBar
          selection={selection}
          matches={{ source, find: (asked) => call(listParticipantIds, { params, query: asked }) }}
        >
          <SeveralParticipants activity={activity} selected={selection} />
        </SelectionBar>
      )}
      <UserPicker activity={activity} open={adding} onClose={() => setAdding(false)} />
      <EndSheet of={ending} onClose={() => end(undefined)} />
      <WhySheet
        of={why === undefined ? undefined : { userId: why, activityId: activity.id }}
        onClose={() => showWhy(undefined)}
      />
    </>
  )
}

function End({ participant, end }: { participant: Participant; end: () => void }) {
  const { t } = useTranslation()
  const { person } = useSession()
  if (!participant.mayEnd || endingOf(participant, person.role).changesNothing) return null
  return (
    <Button look="quiet" aria-label={t('learning:participant.end', { name: participant.user.name })} onClick={end}>
      {t('enrollment:end.action')}
    </Button>
  )
}

/** An inactive user is not asked for anything, so nothing is said to require it. */
function WhyOf({ participant, show }: { participant: Participant; show: (userId: number) => void }) {
  const { t } = useTranslation()
  const { id, name, status } = participant.user
  if (status === 'active') return <EnrollmentWhy of={participant} open={{ label: name, run: () => show(id) }} />
  return <StateBadge tone="quiet">{t('learning:participant.suspended')}</StateBadge>
}

function useColumns(show: (userId: number) => void): Column<Participant>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('learning:participant.name'),
      cell: ({ user: { name, company, department } }) => (
        <TwoLines first={name} second={[company.name, department?.name].filter(Boolean).join(' · ')} />
      ),
      sortable: true,
    },
    {
      key: 'why',
      header: t('learning:participant.why'),
      cell: (one) => <WhyOf participant={one} show={show} />,
      wrap: true,
      width: '30%',
      priority: 2,
    },
    {
      key: 'standing',
      header: t('learning:participant.status'),
      cell: (one) => <Standing {...one} />,
      width: '232px',
    },
    {
      key: 'enrolledAt',
      header: t('learning:participant.enrolled'),
      cell: (one) => <RelativeDate value={one.enrolledAt} />,
      sortable: true,
      width: '128px',
      priority: 3,
    },
  ]
}
