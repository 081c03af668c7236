import { IconArchive, IconArchiveOff, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readQualification } from '../../server/learning/contract.ts'
import { Button } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import { query } from '../kit/query.ts'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useIdInPath } from '../kit/url.ts'
import { SuccessionSheet } from '../organization/SuccessionSheet.tsx'
import { useSucceeding } from '../organization/succeeding.tsx'
import { useArchiving } from './archiving.tsx'
import { QualificationSheet } from './QualificationSheet.tsx'

export const qualificationQuery = (qualificationId: number) => query(readQualification, { params: { qualificationId } })

/** One qualification: what it contains, who holds it, what leads to it. */
export function QualificationPage() {
  const { t } = useTranslation()
  const qualificationId = useIdInPath('qualificationId')
  const [editing, setEditing] = useState(false)
  const succeeding = useSucceeding()
  const { data: qualification, error, refetch } = useQuery(qualificationQuery(qualificationId))
  const { archive, restore } = useArchiving('qualification')
  const path = `/organise/qualifications/${qualificationId}`
  return (
    <>
      <DetailPage
        breadcrumb={[
          { label: t('organization:organise'), to: '/organise' },
          { label: t('learning:qualification.many'), to: '/organise/qualifications' },
        ]}
        title={qualification?.name}
        status={
          qualification?.archived && (
            <StateBadge tone="unchanged" icon={<IconArchive />}>
              {t('organization:archived.is')}
            </StateBadge>
          )
        }
        facts={
          qualification?.description
            ? [{ label: t('learning:description'), value: qualification.description }]
            : undefined
        }
        toolbar={
          qualification && (
            <Button icon={<IconPencil />} onClick={() => setEditing(true)}>
              {t('organization:edit')}
            </Button>
          )
        }
        action={
          qualification?.archived && (
            <Button look="primary" icon={<IconArchiveOff />} onClick={() => void restore(qualification)}>
              {t('organization:archived.restore')}
            </Button>
          )
        }
        more={
          qualification && !qualification.archived
            ? [
                ...succeeding.actions,
                {
                  label: t('organization:archived.archive'),
                  icon: <IconArchive />,
                  run: () => void archive(qualification),
                  danger: true,
                },
              ]
            : []
        }
        tabs={[
          { label: t('learning:qualification.activities'), to: path, count: qualification?.activities.length },
          { label: t('learning:qualification.holders'), to: `${path}/holders` },
          { label: t('learning:tab.assignedTo'), to: `${path}/assigned-to` },
        ]}
        fault={error}
        retry={() => void refetch()}
      />
      {qualification && (
        <SuccessionSheet how={succeeding.how} onClose={succeeding.onClose} kind="qualifications" of={qualification} />
      )}
      <QualificationSheet qualification={qualification} open={editing} onClose={() => setEditing(false)} />
    </>
  )
}
