import { IconArchive, IconArchiveOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Activity, countCompleted, readActivity } from '../../server/learning/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { Button } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import type { Fact } from '../kit/Facts.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { StateBadge } from '../kit/StateBadge.tsx'
import { Bone } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import { useArchiving } from './archiving.tsx'
import { LanguageCodes } from './LanguageCodes.tsx'

export const activityQuery = (activityId: number) => query(readActivity, { params: { activityId } })

export function ActivityPage() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  const { data: activity, error, refetch } = useQuery(activityQuery(activityId))
  const facts = useFacts(activity)
  const { archive, restore } = useArchiving('activity')
  const path = `/courses/${activityId}`
  return (
    <DetailPage
      breadcrumb={[{ label: t('learning:courses'), to: '/courses' }]}
      title={activity?.title}
      status={
        activity?.archived && (
          <StateBadge tone="unchanged" icon={<IconArchive />}>
            {t('organization:archived.is')}
          </StateBadge>
        )
      }
      action={
        activity?.archived && (
          <Button
            look="primary"
            icon={<IconArchiveOff />}
            onClick={() => void restore({ id: activity.id, name: activity.title })}
          >
            {t('organization:archived.restore')}
          </Button>
        )
      }
      more={
        activity && !activity.archived
          ? [
              {
                label: t('organization:archived.archive'),
                icon: <IconArchive />,
                run: () => void archive({ id: activity.id, name: activity.title }),
                danger: true,
              },
            ]
          : []
      }
      facts={facts}
      tabs={[
        { label: t('learning:tab.participants'), to: path, count: activity?.participants },
        { label: t('learning:tab.assignedTo'), to: `${path}/assigned-to` },
        { label: t('enrollment:exclusion.name'), to: `${path}/exclusions` },
        { label: t('learning:tab.details'), to: `${path}/details` },
        { label: t('history:title'), to: `${path}/history` },
      ]}
      fault={error}
      retry={refetch}
    />
  )
}

function useFacts(activity: Activity | undefined): Fact[] | undefined {
  const { t } = useTranslation()
  const { number } = useFormat()
  const activityId = useIdInPath('activityId')
  const { data } = useQuery({
    ...query(countCompleted, { query: { activityIds: String(activityId) } }),
    enabled: activityId > 0,
  })
  const completed = data?.items[0]?.completed
  if (!activity) return undefined
  const { participants, validMonths } = activity
  return [
    { label: t('learning:type'), value: <ActivityType type={activity.type} /> },
    {
      label: t('learning:languages'),
      value: <LanguageCodes languages={activity.texts.map((text) => text.language)} />,
    },
    {
      label: t('learning:completed'),
      value:
        completed === undefined ? (
          <Bone width={88} />
        ) : (
          t('learning:completedOf', { completed: number(completed), participants: number(participants) })
        ),
    },
    {
      label: t('learning:valid'),
      value: validMonths === null ? t('learning:always') : t('learning:months', { count: validMonths }),
    },
  ]
}
