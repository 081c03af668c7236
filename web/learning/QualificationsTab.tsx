import { IconCertificate, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { listQualifications, type QualificationListItem } from '../../server/learning/contract.ts'
import { archivedFilter } from '../../server/platform/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { useOpenInUrl, useUrl } from '../kit/url.ts'
import { ArchivedFilter } from './ArchivedFilter.tsx'
import { NameOf } from './NameOf.tsx'
import { NewQualificationSheet } from './QualificationSheet.tsx'

const inUrl = z.object({ archived: archivedFilter.optional() })

/** The qualifications: a tab of Organise. The pencil opens one. */
export function QualificationsTab() {
  const { t } = useTranslation()
  const creating = useOpenInUrl('new')
  const [{ archived }] = useUrl(inUrl)
  const create = (
    <Button look="primary" icon={<IconPlus />} onClick={creating.show}>
      {t('learning:qualification.new')}
    </Button>
  )
  return (
    <>
      <List
        label={t('learning:qualification.many')}
        source={{ operation: listQualifications, query: { archived } }}
        searchLabel={t('learning:qualification.search')}
        defaultSort="name"
        remembers="qualifications"
        exports="chosen"
        columns={useColumns()}
        itemTo={({ id }) => `/organise/qualifications/${id}`}
        editName={({ name }) => name}
        filters={<ArchivedFilter />}
        toolbar={create}
        empty={{
          icon: <IconCertificate />,
          title: t('learning:qualification.none'),
          text: t('learning:qualification.noneText'),
        }}
      />
      <NewQualificationSheet open={creating.open} onClose={creating.hide} />
    </>
  )
}

function useColumns(): Column<QualificationListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    {
      key: 'name',
      header: t('organization:name'),
      cell: ({ name, archived }) => <NameOf name={name} archived={archived} />,
      sortable: true,
    },
    {
      key: 'activities',
      header: t('learning:qualification.activities'),
      cell: ({ activities }) => number(activities),
      align: 'end',
      width: '152px',
      priority: 2,
    },
    {
      key: 'holders',
      header: t('learning:qualification.given'),
      cell: ({ holders }) => number(holders),
      align: 'end',
      width: '152px',
      priority: 2,
    },
  ]
}
