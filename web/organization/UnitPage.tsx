import { IconArchive, IconArchiveOff, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UnitListItem } from '../../server/organization/contract.ts'
import { Button, TextLink } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import type { Fact } from '../kit/Facts.tsx'
import { PageNotFound } from '../kit/PageError.tsx'
import { query } from '../kit/query.ts'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useIdInPath } from '../kit/url.ts'
import { useArchiving } from './archiving.tsx'
import { type Kind, kinds, useKind } from './kinds.ts'
import { SuccessionSheet } from './SuccessionSheet.tsx'
import { useSucceeding } from './succeeding.tsx'
import { UnitSheet } from './UnitSheet.tsx'

export const unitQuery = (kind: Kind, unitId: number) => query(kinds[kind].operations.read, { params: { unitId } })

export function UnitPage() {
  const kind = useKind()
  return kind ? <Unit kind={kind} /> : <PageNotFound />
}

function Unit({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const unitId = useIdInPath('unitId')
  const [editing, setEditing] = useState(false)
  const succeeding = useSucceeding()
  const { data: unit, error, refetch } = useQuery(unitQuery(kind, unitId))
  const { archive, restore } = useArchiving(kind)
  const facts = useFacts(unit)
  const path = `/organise/${kind}/${unitId}`
  const hasDepartments = kind === 'companies' || kind === 'departments'
  return (
    <>
      <DetailPage
        breadcrumb={[
          { label: t('organization:organise'), to: '/organise' },
          { label: t(`organization:${kind}.many`), to: `/organise/${kind}` },
          ...(unit?.above ?? []).map(({ id, name }) => ({ label: name, to: `/organise/departments/${id}` })),
        ]}
        title={unit?.name}
        status={
          unit?.archived && (
            <StateBadge tone="unchanged" icon={<IconArchive />}>
              {t('organization:archived.is')}
            </StateBadge>
          )
        }
        facts={facts}
        toolbar={
          unit && (
            <Button icon={<IconPencil />} onClick={() => setEditing(true)}>
              {t(kind === 'departments' ? 'organization:edit' : 'organization:rename')}
            </Button>
          )
        }
        action={
          unit?.archived && (
            <Button look="primary" icon={<IconArchiveOff />} onClick={() => void restore(unit)}>
              {t('organization:archived.restore')}
            </Button>
          )
        }
        more={
          unit && !unit.archived
            ? [
                ...succeeding.actions,
                {
                  label: t('organization:archived.archive'),
                  icon: <IconArchive />,
                  run: () => void archive(unit),
                  danger: true,
                },
              ]
            : []
        }
        tabs={[
          { label: t('organization:tab.assign'), to: path, count: unit?.assignments },
          { label: t('organization:tab.members'), to: `${path}/members`, count: unit?.members },
          ...(hasDepartments ? [{ label: t('organization:departments.many'), to: `${path}/departments` }] : []),
        ]}
        fault={error}
        retry={() => void refetch()}
      />
      {unit && <SuccessionSheet how={succeeding.how} onClose={succeeding.onClose} kind={kind} of={unit} />}
      <UnitSheet kind={kind} unit={unit} open={editing && unit !== undefined} onClose={() => setEditing(false)} />
    </>
  )
}

/** Where a department stands; the others stand nowhere. */
function useFacts(unit: UnitListItem | undefined): Fact[] | undefined {
  const { t } = useTranslation()
  if (!unit?.company) return undefined
  const { company, parent } = unit
  return [
    {
      label: t('organization:company'),
      value: <TextLink to={`/organise/companies/${company.id}`}>{company.name}</TextLink>,
    },
    {
      label: t('organization:departments.below'),
      value: parent && <TextLink to={`/organise/departments/${parent.id}`}>{parent.name}</TextLink>,
    },
  ]
}
