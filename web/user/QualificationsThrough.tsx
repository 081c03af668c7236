import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Cause } from '../../server/enrollment/contract.ts'
import { enrollmentsQuery } from '../enrollment/EnrollmentList.tsx'
import { sourceOf } from '../enrollment/why.ts'
import { TextLink } from '../kit/Button.tsx'
import { Table } from '../kit/Table.tsx'
import { Why } from '../kit/Why.tsx'
import { Progress } from '../team/Progress.tsx'
import { farAlong } from './farAlong.ts'
import styles from './QualificationsTab.module.css'

type Through = { id: number; name: string; causes: Cause[] }

/** The qualifications that a user has through a company, a department, a team … : read here, changed there. */
export function QualificationsThrough({ userId }: { userId: number }) {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(enrollmentsQuery(userId))
  const through = throughOf(data?.items.flatMap(({ causes }) => causes) ?? [])
  if (through.length === 0) return null
  return (
    <section aria-labelledby="through" className={styles.through}>
      <h2 id="through">{t('user:through.title')}</h2>
      <Table
        label={t('user:through.title')}
        items={through}
        columns={[
          {
            key: 'name',
            header: t('user:qualification'),
            cell: ({ id, name }) => <TextLink to={`/organise/qualifications/${id}`}>{name}</TextLink>,
          },
          {
            key: 'source',
            header: t('user:through.source'),
            cell: ({ causes }) => (
              <Why
                sentence="{sources}"
                parts={{ sources: causes.map((cause) => sourceOf(cause, { t, language: i18n.language, links: true })) }}
              />
            ),
          },
          {
            key: 'progress',
            header: t('user:held.progress'),
            width: '200px',
            cell: ({ id }) => <Progress {...farAlong(data?.items ?? [], id)} />,
          },
        ]}
      />
    </section>
  )
}

/** Each qualification once, with each of its ways once: one link leads to many activities. */
function throughOf(causes: readonly Cause[]): Through[] {
  const found = new Map<number, Through>()
  for (const cause of causes) {
    if (!cause.through) continue
    const one = found.get(cause.through.id) ?? { ...cause.through, causes: [] }
    if (!one.causes.some(({ assignmentId }) => assignmentId === cause.assignmentId)) one.causes.push(cause)
    found.set(one.id, one)
  }
  return [...found.values()]
}
