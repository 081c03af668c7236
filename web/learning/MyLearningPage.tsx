import { IconBook, IconChecks } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrollment } from '../../server/enrollment/contract.ts'
import { enrollmentsQuery } from '../enrollment/EnrollmentList.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'
import { useSession } from '../kit/session.ts'
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx'
import { MyLearningNext } from './MyLearningNext.tsx'
import styles from './MyLearningPage.module.css'
import { MyLearningRow } from './MyLearningRow.tsx'
import { inOrder } from './myLearningOrder.ts'

/** What the signed-in person is enrolled in: the next thing first, what is done below, what was withdrawn not at all. */
export function MyLearningPage() {
  const { t } = useTranslation()
  const { person } = useSession()
  const { data, error, refetch } = useQuery(enrollmentsQuery(person.id))
  return (
    <div className={styles.page}>
      <PageHeader title={t('mylearning:title')} />
      {data ? (
        <MyEnrollments enrollments={data.items} />
      ) : error ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </div>
  )
}

function MyEnrollments({ enrollments }: { enrollments: readonly Enrollment[] }) {
  const { t } = useTranslation()
  const { next, then, done } = inOrder(enrollments)
  if (!next && done.length === 0) {
    return <EmptyState icon={<IconBook />} title={t('mylearning:none')} text={t('mylearning:noneText')} />
  }
  return (
    <>
      {next ? (
        <MyLearningNext enrollment={next} />
      ) : (
        <EmptyState icon={<IconChecks />} title={t('mylearning:allDone')} text={t('mylearning:allDoneText')} />
      )}
      {then.length > 0 && (
        <Group title={t('mylearning:then')} count={then.length}>
          {then.map((one) => (
            <MyLearningRow key={one.activity.id} enrollment={one} />
          ))}
        </Group>
      )}
      {done.length > 0 && (
        <Group title={t('mylearning:completed')} count={done.length}>
          {done.map((one) => (
            <MyLearningRow key={one.activity.id} enrollment={one} />
          ))}
        </Group>
      )}
    </>
  )
}

function Group({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles.group}>
      <h2 id={heading}>
        {title} <span>{count}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  )
}
