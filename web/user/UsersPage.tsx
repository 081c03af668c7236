import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { listUsers, type UserListItem, userStatus } from '../../server/user/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { ListPage } from '../kit/ListPage.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import type { Column } from '../kit/Table.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { NewUserSheet } from './NewUserSheet.tsx'
import { UserStatus } from './UserStatus.tsx'

const inUrl = z.object({ status: userStatus.optional() })

/** Everyone with an account. The pencil opens one. */
export function UsersPage() {
  const { t } = useTranslation()
  const [{ status }] = useUrl(inUrl)
  const [creating, setCreating] = useState(false)
  const columns = useColumns()
  const create = (
    <Button look="primary" icon={<IconPlus />} onClick={() => setCreating(true)}>
      {t('user:new.action')}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t('user:users')}
        source={{ operation: listUsers, query: { status } }}
        defaultSort="name"
        searchLabel={t('user:search')}
        filters={
          <UrlFilter
            name="status"
            label={t('user:status')}
            all={t('user:anyStatus')}
            choices={userStatus.options.map((value) => ({ value, label: t(`user:statusOf.${value}`) }))}
          />
        }
        columns={columns}
        itemTo={(user) => `/users/${user.id}`}
        editName={(user) => user.name}
        action={create}
        empty={{ icon: <IconUsers />, title: t('user:none'), text: t('user:noneText'), action: create }}
      />
      <NewUserSheet open={creating} onClose={() => setCreating(false)} />
    </>
  )
}

function useColumns(): Column<UserListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    { key: 'name', header: t('user:name'), cell: (user) => user.name, sortable: true },
    { key: 'email', header: t('user:email'), cell: (user) => user.email, sortable: true, priority: 2 },
    { key: 'company', header: t('user:company'), cell: (user) => user.company.name, sortable: true, width: '15%' },
    { key: 'department', header: t('user:department'), cell: (user) => user.department?.name, width: '14%' },
    {
      key: 'enrollments',
      header: t('user:enrollments'),
      cell: (user) => number(user.enrollments),
      width: '104px',
      align: 'end',
    },
    {
      key: 'addedOn',
      header: t('user:added'),
      cell: (user) => <RelativeDate value={user.addedOn} />,
      sortable: true,
      width: '112px',
      priority: 3,
    },
    {
      key: 'status',
      header: t('user:status'),
      cell: (user) => <UserStatus user={user} />,
      width: '100px',
      priority: 3,
    },
  ]
}
