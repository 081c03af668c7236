import { IconPlus, IconUsersPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { enrollmentState, listParticipants, type Participant } from '../../server/enrollment/contract.ts'
import { EnrollmentWhy } from '../enrollment/EnrollmentWhy.tsx'
import { endingOf, useEnding } from '../enrollment/ending.ts'
import { Standing } from '../enrollment/Standing.tsx'
import { UserPicker } from '../enrollment/UserPicker.tsx'
import { Button } from '../kit/Button.tsx'
import { List } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSession } from '../kit/session.ts'
import { Skeleton } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useIdInPath, useUrl } from '../kit/url.ts'
import { activityQuery } from './ActivityPage.tsx'

const inUrl = z.object({ state: enrollmentState.optional() })

export function ParticipantsTab() {
  const activityId = useIdInPath('activityId')
  const { data: activity } = useQuery(activityQuery(activityId))
  return activity ? <Participants activity={activity} /> : <Skeleton />
}

type Of = { activity: { id: number; title: string } }

function Participants({ activity }: Of) {
  const { t } = useTranslation()
  const [{ state }] = useUrl(inUrl)
  const [adding, setAdding] = useState(false)
  return (
    <>
      <List
        label={t('learning:tab.participants')}
        source={{ operation: listParticipants, params: { activityId: activity.id }, query: { state } }}
        searchLabel={t('learning:participant.search')}
        filters={
          <UrlFilter
            name="state"
            label={t('learning:participant.state')}
            all={t('learning:participant.anyState')}
            choices={enrollmentState.options.map((one) => ({ value: one, label: t(`enrollment:state.${one}`) }))}
          />
        }
        defaultSort="name"
        columns={useColumns()}
        itemKey={(one) => one.user.id}
        itemTo={(one) => `/users/${one.user.id}`}
        actions={(one) => <End activity={activity} participant={one} />}
        actionsWidth="80px"
        toolbar={
          <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
            {t('learning:add')}
          </Button>
        }
        empty={{
          icon: <IconUsersPlus />,
          title: t('learning:participant.none'),
          text: t('learning:participant.noneText'),
        }}
      />
      <UserPicker activity={activity} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function End({ activity, participant }: Of & { participant: Participant }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const end = useEnding()
  const { user, mayEnd } = participant
  if (!mayEnd || endingOf(participant, person.role).changesNothing) return null
  return (
    <Button
      look="quiet"
      aria-label={t('learning:participant.end', { name: user.name })}
      busy={end.busy({ userId: user.id, activityId: activity.id })}
      onClick={() => void end.ask({ ...participant, activity })}
    >
      {t('enrollment:end.action')}
    </Button>
  )
}

/** An inactive user is not asked for anything, so nothing is said to require it. */
function WhyOf({ participant }: { participant: Participant }) {
  const { t } = useTranslation()
  if (participant.user.status === 'active') return <EnrollmentWhy of={participant} />
  return <StateBadge tone="quiet">{t('learning:participant.suspended')}</StateBadge>
}

function useColumns(): Column<Participant>[] {
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
      cell: (one) => <WhyOf participant={one} />,
      wrap: true,
      width: '36%',
      priority: 2,
    },
    {
      key: 'standing',
      header: t('learning:participant.status'),
      cell: (one) => <Standing {...one} />,
      width: '190px',
    },
    {
      key: 'enrolledAt',
      header: t('learning:participant.enrolled'),
      cell: (one) => <RelativeDate value={one.enrolledAt} />,
      sortable: true,
      width: '104px',
      priority: 3,
    },
  ]
}
