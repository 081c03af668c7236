import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { authorKind, type Batch, listBatches } from '../../server/history/contract.ts'
import { day, idText } from '../../server/platform/contract.ts'
import { ListPage } from '../kit/ListPage.tsx'
import { useSession } from '../kit/session.ts'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { useBatchColumns } from './batchColumns.tsx'
import { DayFilter } from './DayFilter.tsx'
import { beginningOf, dayAfter } from './days.ts'
import styles from './HistoryPage.module.css'
import { movesOf } from './moves.ts'
import { PersonFilter } from './PersonFilter.tsx'

/** What an act can be about: the first word of its kind. */
const nouns = [
  'enrollment',
  'import',
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
  by: authorKind.optional(),
  person: idText.optional(),
  noun: z.enum(nouns).optional(),
  from: day.optional(),
  to: day.optional(),
})

/** Everything that was done in the academy, newest first. */
export function HistoryPage() {
  const { t } = useTranslation()
  const { academy } = useSession()
  const [{ by, person, noun, from, to }] = useUrl(inUrl)
  return (
    <ListPage
      title={t('history:title')}
      exports="all"
      remembers="history"
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
      columns={useBatchColumns()}
      itemTo={(batch) => pathOf(batch)}
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

/** Where nobody's enrollments moved, the other tab has what there is to see. */
function pathOf(batch: Batch): string {
  const isFacts = batch.state !== 'running' && movesOf(batch) === 0 && batch.facts > 0
  return `/history/${batch.id}${isFacts ? '/facts' : ''}`
}
