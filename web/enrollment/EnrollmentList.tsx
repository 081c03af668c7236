import { IconCircleOff, IconClipboardList } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Enrollment, listUserEnrollments } from '../../server/enrollment/contract.ts'
import type { Named } from '../../server/platform/contract.ts'
import { WhyNot } from '../explanation/WhyNot.tsx'
import { WhySheet } from '../explanation/WhySheet.tsx'
import { useWhyInUrl } from '../explanation/whyInUrl.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { UrlSearchField } from '../kit/SearchField.tsx'
import { useSession } from '../kit/session.ts'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import { searchInUrl, useUrl } from '../kit/url.ts'
import { ActivityType } from './ActivityType.tsx'
import { EndSheet } from './EndSheet.tsx'
import styles from './EnrollmentList.module.css'
import { EnrollmentWhy } from './EnrollmentWhy.tsx'
import { type Endable, endingOf } from './ending.ts'
import { Standing } from './Standing.tsx'
import { UserExclusions } from './UserExclusions.tsx'

/** From so many on it is worth searching them. */
const worthSearching = 12

export const enrollmentsQuery = (userId: number) => query(listUserEnrollments, { params: { userId } })

type EnrollmentListProps = {
  user: Named
  toolbar?: ReactNode
  /** The user is inactive: the enrollments stay as they are, and none is ended. */
  suspended?: boolean
}

/**
 * A user's enrollments with why, and *End* by hand where one may. Withdrawn ones stand folded below.
 *
 *     <EnrollmentList user={{ id, name }} toolbar={<Button onClick={add}>{t('team:addRegistration')}</Button>} />
 */
export function EnrollmentList({ user, toolbar, suspended = false }: EnrollmentListProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [{ search = '' }] = useUrl(searchInUrl)
  const { data, error, refetch } = useQuery(enrollmentsQuery(user.id))
  const [why, showWhy] = useWhyInUrl()
  if (error && !data) return <ErrorState fault={error} retry={() => void refetch()} />

  const all = data?.items
  const standing = all?.filter(({ state }) => state !== 'withdrawn')
  const withdrawn = all?.filter(({ state }) => state === 'withdrawn') ?? []
  const searched = standing?.filter((one) => matches(one, search))

  const tools = (
    <>
      <WhyNot user={user} onChoose={showWhy} />
      {toolbar}
    </>
  )
  const beside = (
    <>
      <UserExclusions userId={user.id} />
      <WhySheet
        of={why === undefined ? undefined : { userId: user.id, activityId: why }}
        onClose={() => showWhy(undefined)}
      />
    </>
  )
  if (all?.length === 0) {
    return (
      <>
        <EmptyState
          icon={<IconClipboardList />}
          title={t('enrollment:list.none')}
          text={t('enrollment:list.noneText', { name: user.name })}
          action={tools}
        />
        {beside}
      </>
    )
  }
  return (
    <>
      <div className={styles.line}>
        {standing && standing.length >= worthSearching ? (
          <UrlSearchField label={t('enrollment:list.search')} />
        ) : (
          <p className={styles.summary}>{standing && summary(standing)}</p>
        )}
        <div className={styles.toolbar}>{tools}</div>
      </div>
      {searched?.length === 0 ? (
        <EmptyState
          icon={<IconCircleOff />}
          title={search ? t('kit:search.nothing') : t('enrollment:list.onlyWithdrawn')}
          text={search ? t('kit:search.nothingText') : undefined}
        />
      ) : (
        <EnrollmentTable label={t('enrollment:list.name')} enrollments={searched} suspended={suspended} />
      )}
      {withdrawn.length > 0 && (
        <details className={styles.withdrawn}>
          <summary>{t('enrollment:list.withdrawn', { count: withdrawn.length })}</summary>
          <EnrollmentTable label={t('enrollment:list.withdrawnName')} enrollments={withdrawn} suspended />
        </details>
      )}
      {beside}
    </>
  )

  function summary(shown: readonly Enrollment[]): string {
    const done = shown.filter(({ status }) => status === 'completed').length
    const words = [t('enrollment:list.count', { count: shown.length, shown: number(shown.length) })]
    if (done > 0) words.push(t('enrollment:list.completed', { count: done }))
    return words.join(' · ')
  }
}

type EnrollmentTableProps = { label: string; enrollments: readonly Enrollment[] | undefined; suspended: boolean }

function EnrollmentTable({ label, enrollments, suspended }: EnrollmentTableProps) {
  const { t } = useTranslation()
  const { person } = useSession()
  const [ending, end] = useState<Endable>()
  const columns: Column<Enrollment>[] = [
    { key: 'activity', header: t('enrollment:list.activity'), cell: (one) => <ActivityCell enrollment={one} /> },
    { key: 'status', header: t('enrollment:list.status'), width: '210px', cell: (one) => <Standing {...one} /> },
    {
      key: 'enrolledAt',
      header: t('enrollment:list.enrolled'),
      width: '110px',
      priority: 2,
      cell: (one) => <RelativeDate value={one.enrolledAt} />,
    },
  ]
  const actions = (one: Enrollment) =>
    !suspended && one.mayEnd && !endingOf(one, person.role).changesNothing ? (
      <Button
        look="quiet"
        aria-label={t('enrollment:end.label', { activity: one.activity.title })}
        onClick={() => end(one)}
      >
        {t('enrollment:end.action')}
      </Button>
    ) : null
  return (
    <>
      <Table
        label={label}
        columns={columns}
        items={enrollments}
        itemKey={(one) => one.activity.id}
        actions={actions}
        actionsWidth="124px"
        skeletons={5}
      />
      <EndSheet of={ending} onClose={() => end(undefined)} />
    </>
  )
}

function ActivityCell({ enrollment }: { enrollment: Enrollment }) {
  const { activity } = enrollment
  const { person } = useSession()
  const [, showWhy] = useWhyInUrl()
  return (
    <div className={styles.activity}>
      <span className={styles.title}>
        <ActivityType type={activity.type} quiet />
        {person.role === 'administrator' ? (
          <TextLink to={`/courses/${activity.id}`}>{activity.title}</TextLink>
        ) : (
          <span>{activity.title}</span>
        )}
      </span>
      <EnrollmentWhy of={enrollment} open={{ label: activity.title, run: () => showWhy(activity.id) }} />
    </div>
  )
}

function matches({ activity }: Enrollment, search: string): boolean {
  const title = activity.title.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.includes(word))
}
