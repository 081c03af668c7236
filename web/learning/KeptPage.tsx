import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type KeptIn, listKept } from '../../server/enrollment/contract.ts'
import { ActivityType } from '../enrollment/ActivityType.tsx'
import { ExportMenu } from '../kit/ExportMenu.tsx'
import { useFormat } from '../kit/format.ts'
import { PageHeader } from '../kit/PageHeader.tsx'
import { query } from '../kit/query.ts'
import { EmptyState, ErrorState } from '../kit/states.tsx'
import { type Column, Table } from '../kit/Table.tsx'
import styles from './KeptPage.module.css'

/** Where enrollments are kept though nothing requires them any more; each leads to those people, to be cleaned up. */
export function KeptPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(query(listKept))
  const columns = useColumns()
  return (
    <>
      <PageHeader
        title={t('learning:kept.title')}
        breadcrumb={[{ label: t('learning:courses'), to: '/courses' }]}
        count={data?.total}
        toolbar={data && data.items.length > 0 && <ExportMenu source={{ operation: listKept }} />}
      />
      {error && !data ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <EmptyState icon={<IconLock />} title={t('learning:kept.none')} text={t('learning:kept.text')} />
      ) : (
        <>
          <p className={styles.text}>{t('learning:kept.text')}</p>
          <Table
            label={t('learning:kept.title')}
            columns={columns}
            items={data?.items}
            itemKey={({ activity }) => activity.id}
            itemTo={({ activity }) => `/courses/${activity.id}?state=kept`}
          />
        </>
      )}
    </>
  )
}

function useColumns(): Column<KeptIn>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    { key: 'title', header: t('learning:title'), cell: ({ activity }) => activity.title },
    {
      key: 'type',
      header: t('learning:type'),
      cell: ({ activity }) => <ActivityType type={activity.type} />,
      width: '160px',
      priority: 2,
    },
    { key: 'kept', header: t('learning:kept.count'), cell: ({ kept }) => number(kept), width: '120px', align: 'end' },
  ]
}
