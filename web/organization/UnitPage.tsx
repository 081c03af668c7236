import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import { useFormat } from '../kit/format.ts'
import { PageNotFound } from '../kit/PageError.tsx'
import { query } from '../kit/query.ts'
import { useIdInPath } from '../kit/url.ts'
import { type Kind, kinds, useKind } from './kinds.ts'
import { UnitNameSheet } from './UnitNameSheet.tsx'

export const unitQuery = (kind: Kind, unitId: number) => query(kinds[kind].operations.read, { params: { unitId } })

export function UnitPage() {
  const kind = useKind()
  return kind ? <Unit kind={kind} /> : <PageNotFound />
}

function Unit({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const unitId = useIdInPath('unitId')
  const [renaming, setRenaming] = useState(false)
  const { data: unit, error, refetch } = useQuery(unitQuery(kind, unitId))
  const path = `/organise/${kind}/${unitId}`
  return (
    <>
      <DetailPage
        breadcrumb={[
          { label: t('organization:organise'), to: '/organise' },
          { label: t(`organization:${kind}.many`), to: `/organise/${kind}` },
        ]}
        title={unit?.name}
        facts={
          unit && [
            { label: t('organization:members'), value: number(unit.members) },
            { label: t('organization:assigned'), value: number(unit.assignments) },
          ]
        }
        toolbar={
          unit && (
            <Button icon={<IconPencil />} onClick={() => setRenaming(true)}>
              {t('organization:rename')}
            </Button>
          )
        }
        tabs={[
          { label: t('organization:tab.assign'), to: path },
          { label: t('organization:tab.members'), to: `${path}/members` },
        ]}
        fault={error}
        retry={refetch}
      />
      {unit && <UnitNameSheet kind={kind} unit={unit} open={renaming} onClose={() => setRenaming(false)} />}
    </>
  )
}
