import { IconBan } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Exclusion, listActivityExclusions } from '../../server/enrollment/exclusion/contract.ts'
import { ExclusionActions } from '../enrollment/ExclusionActions.tsx'
import { useExclusionColumns } from '../enrollment/exclusionColumns.tsx'
import { List } from '../kit/ListPage.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'

/** Who stays out of a learning activity although something may lead there, and why. */
export function ExclusionsTab() {
  const { t } = useTranslation()
  const activityId = useIdInPath('activityId')
  const rest = useExclusionColumns()
  const name: Column<Exclusion> = {
    key: 'name',
    header: t('enrollment:exclusion.person'),
    cell: ({ user }) => user.name,
    sortable: true,
  }
  return (
    <List
      label={t('enrollment:exclusion.name')}
      source={{ operation: listActivityExclusions, params: { activityId } }}
      searchLabel={t('enrollment:exclusion.search')}
      defaultSort="name"
      columns={[name, ...rest]}
      itemKey={({ user }) => user.id}
      itemTo={({ user }) => `/users/${user.id}`}
      actions={(one) => <ExclusionActions of={one} menuName={one.user.name} />}
      empty={{ icon: <IconBan />, title: t('enrollment:exclusion.none'), text: t('enrollment:exclusion.noneText') }}
    />
  )
}
