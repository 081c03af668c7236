import { IconHierarchy2, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { departments, type UnitListItem } from '../../server/organization/contract.ts'
import { Button } from '../kit/Button.tsx'
import { List } from '../kit/ListPage.tsx'
import { PageNotFound } from '../kit/PageError.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import type { Place } from './DepartmentFields.tsx'
import { useDepartments } from './departmentTree.tsx'
import { useKind } from './kinds.ts'
import { unitQuery } from './UnitPage.tsx'
import { UnitSheet } from './UnitSheet.tsx'
import { useColumns } from './UnitsTab.tsx'

/** The departments of a company, or those below a department. */
export function BelowTab() {
  const kind = useKind()
  const unitId = useIdInPath('unitId')
  if (kind !== 'companies' && kind !== 'departments') return <PageNotFound />
  return <Below kind={kind} unitId={unitId} />
}

function Below({ kind, unitId }: { kind: 'companies' | 'departments'; unitId: number }) {
  const { data: unit } = useQuery(unitQuery(kind, unitId))
  return unit ? <DepartmentsOf key={unit.id} kind={kind} unit={unit} /> : <Skeleton />
}

function DepartmentsOf({ kind, unit }: { kind: 'companies' | 'departments'; unit: UnitListItem }) {
  const { t } = useTranslation()
  const [creating, setCreating] = useState(false)
  const isCompany = kind === 'companies'
  const tree = useDepartments({ isFlat: false, topLevel: isCompany ? 0 : unit.above.length + 1 })
  const place: Place | undefined = isCompany
    ? { company: unit, parent: null }
    : unit.company
      ? { company: unit.company, parent: unit }
      : undefined
  return (
    <>
      <List
        label={t('organization:departments.many')}
        source={{ operation: departments.list, query: isCompany ? { companyId: unit.id } : { belowId: unit.id } }}
        searchLabel={t('organization:departments.search')}
        defaultSort="place"
        exports="all"
        columns={useColumns(tree)}
        itemTo={({ id }) => `/organise/departments/${id}`}
        editName={({ name }) => name}
        toolbar={
          !unit.archived && (
            <Button look="primary" icon={<IconPlus />} onClick={() => setCreating(true)}>
              {t('organization:departments.new')}
            </Button>
          )
        }
        empty={{
          icon: <IconHierarchy2 />,
          title: t(isCompany ? 'organization:departments.noneHere' : 'organization:departments.noneBelow'),
          text: t(isCompany ? 'organization:departments.noneHereText' : 'organization:departments.noneBelowText'),
        }}
      />
      <UnitSheet kind="departments" place={place} open={creating} onClose={() => setCreating(false)} />
    </>
  )
}
