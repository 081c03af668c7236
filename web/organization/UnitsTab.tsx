import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UnitListItem } from '../../server/organization/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { PageNotFound } from '../kit/PageError.tsx'
import type { Column } from '../kit/Table.tsx'
import { type Kind, kinds, useKind } from './kinds.ts'
import { UnitNameSheet } from './UnitNameSheet.tsx'

/** The list of one kind of unit: a tab of Organise. */
export function UnitsTab() {
  const kind = useKind()
  return kind ? <Units key={kind} kind={kind} /> : <PageNotFound />
}

function Units({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const [creating, setCreating] = useState(false)
  const { operations, icon: Icon } = kinds[kind]
  return (
    <>
      <List
        label={t(`organization:${kind}.many`)}
        source={{ operation: operations.list }}
        searchLabel={t(`organization:${kind}.search`)}
        defaultSort="name"
        columns={useColumns()}
        itemTo={(unit) => `/organise/${kind}/${unit.id}`}
        editName={(unit) => unit.name}
        toolbar={
          <Button look="primary" icon={<IconPlus />} onClick={() => setCreating(true)}>
            {t(`organization:${kind}.new`)}
          </Button>
        }
        empty={{ icon: <Icon />, title: t(`organization:${kind}.none`), text: t(`organization:${kind}.noneText`) }}
      />
      <UnitNameSheet kind={kind} open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function useColumns(): Column<UnitListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    { key: 'name', header: t('organization:name'), cell: (unit) => unit.name, sortable: true },
    {
      key: 'members',
      header: t('organization:members'),
      cell: (unit) => number(unit.members),
      sortable: true,
      align: 'end',
      width: '120px',
      priority: 2,
    },
    {
      key: 'assignments',
      header: t('organization:assigned'),
      cell: (unit) => number(unit.assignments),
      align: 'end',
      width: '120px',
      priority: 2,
    },
  ]
}
