import { IconLock, IconPlus, IconSchool } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type ActivityListItem, activityType, countCompleted, listActivities } from '../../server/learning/contract.ts'
import { archivedFilter } from '../../server/platform/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { Button } from '../kit/Button.tsx'
import { useIsShown } from '../kit/columns.ts'
import { useCounted } from '../kit/counted.ts'
import { useFormat } from '../kit/format.ts'
import { ListPage } from '../kit/ListPage.tsx'
import { query } from '../kit/query.ts'
import { Bone } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useOpenInUrl, useUrl } from '../kit/url.ts'
import { ArchivedFilter } from './ArchivedFilter.tsx'
import { LanguageCodes } from './LanguageCodes.tsx'
import { NameOf } from './NameOf.tsx'
import { NewActivitySheet } from './NewActivitySheet.tsx'

const inUrl = z.object({ type: activityType.optional(), archived: archivedFilter.optional() })

export function CoursesPage() {
  const { t } = useTranslation()
  const [{ type, archived }] = useUrl(inUrl)
  const go = useNavigate()
  const creating = useOpenInUrl('new')
  const source = { operation: listActivities, query: { type, archived } }
  const counts = useCounted(source, 'title', (activityIds) => query(countCompleted, { query: { activityIds } }), {
    when: useIsShown('courses', 'completed'),
  })
  const create = (
    <Button look="primary" icon={<IconPlus />} onClick={creating.show}>
      {t('learning:new')}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t('learning:courses')}
        source={source}
        searchLabel={t('learning:search')}
        filters={
          <>
            <UrlFilter
              name="type"
              label={t('learning:type')}
              all={t('learning:anyType')}
              choices={activityType.options.map((one) => ({ value: one, label: t(`enrollment:type.${one}`) }))}
            />
            <ArchivedFilter />
          </>
        }
        defaultSort="title"
        remembers="courses"
        exports="chosen"
        columns={useColumns(counts)}
        itemTo={(activity) => `/courses/${activity.id}`}
        editName={(activity) => activity.title}
        action={create}
        more={[{ label: t('learning:kept.title'), icon: <IconLock />, run: () => void go({ to: '/courses/kept' }) }]}
        empty={{ icon: <IconSchool />, title: t('learning:none'), text: t('learning:noneText'), action: create }}
      />
      <NewActivitySheet open={creating.open} onClose={creating.hide} />
    </>
  )
}

function useColumns(counts: ReadonlyMap<number, { completed: number }>): Column<ActivityListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    {
      key: 'title',
      header: t('learning:title'),
      cell: (activity) => <NameOf name={activity.title} archived={activity.archived} />,
      sortable: true,
    },
    {
      key: 'type',
      header: t('learning:type'),
      cell: (activity) => <ActivityType type={activity.type} />,
      sortable: true,
      width: '136px',
      priority: 2,
    },
    {
      key: 'languages',
      header: t('learning:languages'),
      cell: (activity) => <LanguageCodes languages={activity.languages} />,
      width: '128px',
      priority: 3,
    },
    {
      key: 'participants',
      header: t('learning:participants'),
      cell: (activity) => number(activity.participants),
      sortable: true,
      align: 'end',
      width: '112px',
      priority: 2,
    },
    {
      key: 'completed',
      header: t('learning:completed'),
      cell: ({ id }) => {
        const counted = counts.get(id)
        return counted ? number(counted.completed) : <Bone width={24} />
      },
      align: 'end',
      width: '104px',
      priority: 2,
    },
  ]
}
