import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { UnitListItem } from '../../server/organization/contract.ts'
import { archivedFilter, idText } from '../../server/platform/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import { PageNotFound } from '../kit/PageError.tsx'
import type { Column } from '../kit/Table.tsx'
import { useOpenInUrl, useUrl } from '../kit/url.ts'
import { ArchivedFilter } from '../learning/ArchivedFilter.tsx'
import { NameOf } from '../learning/NameOf.tsx'
import { CompanyFilter } from './CompanyFilter.tsx'
import { type DepartmentsShown, useDepartments } from './departmentTree.tsx'
import { type Kind, kinds, useKind } from './kinds.ts'
import { UnitSheet } from './UnitSheet.tsx'
import styles from './UnitsTab.module.css'

const inUrl = z.object({ archived: archivedFilter.optional(), company: idText.optional() })

/** The list of one kind of unit: a tab of Organise. */
export function UnitsTab() {
  const kind = useKind()
  return kind ? <Units key={kind} kind={kind} /> : <PageNotFound />
}

function Units({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const creating = useOpenInUrl('new')
  const [{ archived, company }] = useUrl(inUrl)
  const { operations, icon: Icon } = kinds[kind]
  const tree = useDepartments({ isFlat: archived === 'only' })
  const isDepartments = kind === 'departments'
  return (
    <>
      {kind === 'functions' && <p className={styles.help}>{t('organization:functions.help')}</p>}
      <List
        label={t(`organization:${kind}.many`)}
        source={{ operation: operations.list, query: { archived, ...(isDepartments && { companyId: company }) } }}
        searchLabel={t(`organization:${kind}.search`)}
        defaultSort={isDepartments ? 'place' : 'name'}
        remembers={kind}
        exports="chosen"
        columns={useColumns(isDepartments ? tree : undefined)}
        {...(isDepartments && tree.isTree && { groupOf: companyOf })}
        itemTo={(unit) => `/organise/${kind}/${unit.id}`}
        editName={(unit) => unit.name}
        filters={
          <>
            {isDepartments && <CompanyFilter />}
            <ArchivedFilter />
          </>
        }
        toolbar={
          <Button look="primary" icon={<IconPlus />} onClick={creating.show}>
            {t(`organization:${kind}.new`)}
          </Button>
        }
        empty={{ icon: <Icon />, title: t(`organization:${kind}.none`), text: t(`organization:${kind}.noneText`) }}
      />
      <UnitSheet kind={kind} open={creating.open} onClose={creating.hide} />
    </>
  )
}

const companyOf = ({ company }: UnitListItem) => company?.name ?? ''

/** The columns of a list of units; of departments, each stands where it is. */
export function useColumns(departments?: DepartmentsShown): Column<UnitListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    {
      key: departments ? 'place' : 'name',
      header: t('organization:name'),
      cell: (unit) => <NameOf name={departments ? departments.nameOf(unit) : unit.name} archived={unit.archived} />,
      sortable: true,
    },
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
