import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Exclusion, listUserExclusions } from '../../server/enrollment/exclusion/contract.ts'
import { TextLink } from '../kit/Button.tsx'
import { query } from '../kit/query.ts'
import { useSession } from '../kit/session.ts'
import { type Column, Table } from '../kit/Table.tsx'
import styles from './Exclusion.module.css'
import { ExclusionActions } from './ExclusionActions.tsx'
import { useExclusionColumns } from './exclusionColumns.tsx'

/** What a user is excluded from, below their enrollments; nothing where it is nothing. */
export function UserExclusions({ userId }: { userId: number }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const mayEdit = person.role === 'administrator'
  const { data } = useQuery(query(listUserExclusions, { params: { userId } }))
  const rest = useExclusionColumns()
  if (!data || data.items.length === 0) return null
  const columns: Column<Exclusion>[] = [
    {
      key: 'activity',
      header: t('enrollment:exclusion.of'),
      cell: ({ activity }) =>
        mayEdit ? <TextLink to={`/courses/${activity.id}`}>{activity.title}</TextLink> : activity.title,
    },
    ...rest,
  ]
  return (
    <section className={styles.section} aria-label={t('enrollment:exclusion.name')}>
      <h2>{t('enrollment:exclusion.name')}</h2>
      <Table
        label={t('enrollment:exclusion.name')}
        columns={columns}
        items={data.items}
        itemKey={({ activity }) => activity.id}
        {...(mayEdit && { actions: (one: Exclusion) => <ExclusionActions of={one} menuName={one.activity.title} /> })}
      />
    </section>
  )
}
