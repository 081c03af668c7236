import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { authorKind, type Batch, listBatches } from '../../server/history/contract.ts'
import { day } from '../../server/platform/contract.ts'
import { useFollowed } from '../enrollment/running.ts'
import { useFormat } from '../kit/format.ts'
import { ListPage } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { useSession } from '../kit/session.ts'
import type { Column } from '../kit/Table.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { actSentence } from './act.ts'
import { DayFilter } from './DayFilter.tsx'
import { beginningOf, dayAfter } from './days.ts'
import { Effects } from './Effects.tsx'
import styles from './HistoryPage.module.css'
import { PersonFilter } from './PersonFilter.tsx'
import { Progress, Standing } from './Standing.tsx'

/** What an act can be about: the first word of its kind. */
const nouns = [
  'enrollment',
  'exclusion',
  'assignment',
  'rule',
  'user',
  'activity',
  'qualification',
  'completion',
  'progress',
  'company',
  'department',
  'team',
  'function',
  'group',
  'academy',
  'calendar',
  'undo',
] as const

const inUrl = z.object({
  by: authorKind.optional().catch(undefined),
  person: z.string().optional(),
  noun: z.enum(nouns).optional().catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
})

/** Everything that was done in the academy, newest first. */
export function HistoryPage() {
  const { t } = useTranslation()
  const { academy } = useSession()
  const [{ by, person, noun, from, to }] = useUrl(inUrl)
  return (
    <ListPage
      title={t('history:title')}
      source={{
        operation: listBatches,
        query: {
          authorKind: by,
          authorId: person,
          kind: noun,
          from: from && beginningOf(from, academy.timeZone),
          to: to && beginningOf(dayAfter(to), academy.timeZone),
        },
      }}
      columns={useColumns()}
      itemTo={(batch) => `/history/${batch.id}`}
      filters={<Filters />}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:noneText') }}
    />
  )
}

function Filters() {
  const { t } = useTranslation()
  return (
    <>
      <UrlFilter
        name="by"
        label={t('history:filter.author')}
        all={t('history:filter.anyAuthor')}
        choices={authorKind.options.map((value) => ({
          value,
          label: t(`history:authorKind.${value.replace(' ', '-')}`),
        }))}
      />
      <PersonFilter label={t('history:filter.person')} all={t('history:filter.anyPerson')} />
      <UrlFilter
        name="noun"
        label={t('history:filter.noun')}
        all={t('history:filter.anyNoun')}
        choices={nouns.map((value) => ({ value, label: t(`history:nounOf.${value}`) }))}
      />
      <span className={styles.days}>
        <DayFilter name="from" label={t('history:filter.from')} />
        <span aria-hidden>–</span>
        <DayFilter name="to" label={t('history:filter.to')} />
      </span>
    </>
  )
}

function useColumns(): Column<Batch>[] {
  const { t, i18n } = useTranslation()
  const { time } = useFormat()
  const followed = useFollowed()
  const telling = { t, language: i18n.language, links: false }
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: (batch) => (
        <span className={styles.what}>
          <Why {...actSentence(batch, telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'effect',
      header: t('history:effect'),
      cell: (batch) => (
        <span className={styles.effects}>
          {batch.state === 'running' ? (
            <Progress value={followed.get(batch.id)?.progress ?? batch.progress} />
          ) : (
            <Effects of={batch} />
          )}
          <Standing of={batch} />
        </span>
      ),
      wrap: true,
      width: '34%',
    },
    {
      key: 'at',
      header: t('history:when'),
      cell: ({ at }) => (
        <span className={styles.when}>
          <RelativeDate value={at} /> <span>{time(at)}</span>
        </span>
      ),
      sortable: true,
      width: '136px',
    },
  ]
}
