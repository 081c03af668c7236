import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { listUserHistory, type UserHistoryItem } from '../../server/history/contract.ts'
import { day } from '../../server/platform/contract.ts'
import { impactTone } from '../enrollment/impact.ts'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSession } from '../kit/session.ts'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath, useUrl } from '../kit/url.ts'
import { Why } from '../kit/Why.tsx'
import { AsOf } from './AsOf.tsx'
import { actSentence } from './act.ts'
import styles from './HistoryPage.module.css'
import { momentColumn } from './momentColumn.tsx'
import { PastEnrollments } from './PastEnrollments.tsx'
import { Standing } from './Standing.tsx'

/** What the address holds of a user's history: on which past day their enrollments are shown, rather than what happened. */
const inUrl = z.object({ day: day.optional() })

/** Everything that happened to a user and their enrollments, newest first; or what they were enrolled in on a past day. */
export function UserHistoryTab() {
  const userId = useIdInPath('userId')
  const [url] = useUrl(inUrl)
  const { t } = useTranslation()
  return (
    <>
      <div className={styles.then}>
        <AsOf label={t('history:then.on')} hint={t('history:then.asOf')} back={t('history:then.now')} />
      </div>
      {url.day ? <PastEnrollments userId={userId} day={url.day} /> : <WhatHappened userId={userId} />}
    </>
  )
}

/** Acts are an administrator's to open; a manager reads what they did to one of their people. */
function WhatHappened({ userId }: { userId: number }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const opens = person.role === 'administrator'
  return (
    <List
      label={t('history:title')}
      source={{ operation: listUserHistory, params: { userId } }}
      columns={useColumns()}
      itemKey={({ batch }) => batch.id}
      {...(opens && { itemTo: ({ batch }: UserHistoryItem) => `/history/${batch.id}` })}
      empty={{ icon: <IconHistory />, title: t('history:none'), text: t('history:ofUser.noneText') }}
    />
  )
}

/** So many are named; the batch names them all. */
const named = 4

function useColumns(): Column<UserHistoryItem>[] {
  const { t, i18n } = useTranslation()
  const telling = { t, language: i18n.language, links: false }
  return [
    {
      key: 'what',
      header: t('history:what'),
      cell: ({ batch }) => (
        <span className={styles.what}>
          <Why {...actSentence(batch, telling)} />
        </span>
      ),
      wrap: true,
    },
    {
      key: 'moves',
      header: t('history:effect'),
      cell: ({ batch, enrollments }) => (
        <>
          <Moves of={enrollments} /> <Standing of={batch} />
        </>
      ),
      wrap: true,
      width: '44%',
    },
    momentColumn(t, ({ batch }) => batch.at),
  ]
}

function Moves({ of }: { of: UserHistoryItem['enrollments'] }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  if (of.length === 0) return <span className={styles.none}>{t('history:nothingMoved')}</span>
  const more = of.length - named
  return (
    <ul className={styles.moves}>
      {of.slice(0, named).map(({ activity, kind, at }) => (
        <li key={`${activity.id} ${kind} ${at}`}>
          <StateBadge tone={impactTone[kind]}>{t(`enrollment:impact.kind.${kind}`)}</StateBadge>
          <span>{activity.title}</span>
        </li>
      ))}
      {more > 0 && <li className={styles.none}>{t('history:more', { count: more, shown: number(more) })}</li>}
    </ul>
  )
}
