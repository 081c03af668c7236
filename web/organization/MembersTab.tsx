import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../kit/Button.tsx'
import { List } from '../kit/ListPage.tsx'
import { useIdInPath } from '../kit/url.ts'
import { kinds, useKind } from './kinds.ts'

/** The people in a unit. */
export function MembersTab() {
  const { t } = useTranslation()
  const kind = useKind()
  const unitId = useIdInPath('unitId')
  if (!kind) return null
  return (
    <List
      label={t('organization:tab.members')}
      source={{ operation: kinds[kind].operations.members, params: { unitId } }}
      searchLabel={t('organization:searchMembers')}
      defaultSort="name"
      columns={[
        { key: 'name', header: t('organization:name'), cell: (user) => user.name, sortable: true },
        { key: 'email', header: t('organization:email'), cell: (user) => user.email, priority: 2 },
      ]}
      itemTo={(user) => `/users/${user.id}`}
      empty={{
        icon: <IconUsers />,
        title: t('organization:nobody'),
        text: t(`organization:${kind}.nobodyText`),
        action: <ButtonLink to="/users">{t('organization:toUsers')}</ButtonLink>,
      }}
    />
  )
}
