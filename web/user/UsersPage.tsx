import { IconPlus, IconUpload, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listUserIds, listUsers, type UserListItem } from '../../server/user/contract.ts'
import { call } from '../kit/api.ts'
import { Button, IconLink, TextLink } from '../kit/Button.tsx'
import { Email } from '../kit/Email.tsx'
import { Filters } from '../kit/Filters.tsx'
import { useFilters } from '../kit/filters.ts'
import { useFormat } from '../kit/format.ts'
import { ListPage } from '../kit/ListPage.tsx'
import { languageNames } from '../kit/languageNames.ts'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { SelectionBar, useSelection } from '../kit/Selection.tsx'
import type { Column } from '../kit/Table.tsx'
import { useOpenInUrl } from '../kit/url.ts'
import { userFilters } from './filters.ts'
import { NewUserSheet } from './NewUserSheet.tsx'
import { SeveralUsers } from './SeveralUsers.tsx'
import { UserStatus } from './UserStatus.tsx'

/** Everyone with an account. The pencil opens one. */
export function UsersPage() {
  const { t } = useTranslation()
  const filters = userFilters(t)
  const { query } = useFilters(filters)
  const source = { operation: listUsers, query }
  const selection = useSelection<UserListItem>({ idOf: ({ id }) => id, nameOf: ({ name }) => name })
  const creating = useOpenInUrl('new')
  const columns = useColumns()
  const create = (
    <Button look="primary" icon={<IconPlus />} onClick={creating.show}>
      {t('user:new.action')}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t('user:users')}
        source={source}
        defaultSort="name"
        searchLabel={t('user:search')}
        filters={<Filters of={filters} />}
        remembers="users"
        exports="chosen"
        selection={selection}
        columns={columns}
        itemTo={(user) => `/users/${user.id}`}
        editName={(user) => user.name}
        toolbar={<IconLink label={t('user:upload.name')} icon={<IconUpload />} to="/users/import" />}
        action={create}
        empty={{ icon: <IconUsers />, title: t('user:none'), text: t('user:noneText'), action: create }}
      />
      <SelectionBar selection={selection} matches={{ source, find: (asked) => call(listUserIds, { query: asked }) }}>
        <SeveralUsers selected={selection} />
      </SelectionBar>
      <NewUserSheet open={creating.open} onClose={creating.hide} />
    </>
  )
}

function useColumns(): Column<UserListItem>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    { key: 'name', header: t('user:name'), cell: (user) => user.name, sortable: true },
    { key: 'email', header: t('user:email'), cell: (user) => <Email of={user.email} />, sortable: true, priority: 2 },
    { key: 'company', header: t('user:company'), cell: (user) => user.company.name, width: '15%' },
    { key: 'department', header: t('user:department'), cell: (user) => user.department?.name, width: '14%' },
    {
      key: 'manager',
      header: t('user:manager'),
      cell: ({ manager }) => manager && <TextLink to={`/users/${manager.id}`}>{manager.name}</TextLink>,
      width: '14%',
      hidden: true,
    },
    {
      key: 'employeeNumber',
      header: t('user:employeeNumber'),
      cell: (user) => user.employeeNumber,
      width: '132px',
      hidden: true,
    },
    {
      key: 'language',
      header: t('user:language'),
      cell: (user) => languageNames[user.language],
      width: '104px',
      hidden: true,
    },
    {
      key: 'role',
      header: t('user:role'),
      cell: (user) => t(`user:roleOf.${user.role}`),
      width: '112px',
      hidden: true,
    },
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
      width: '128px',
      priority: 3,
    },
    {
      key: 'status',
      header: t('user:status'),
      cell: (user) => <UserStatus user={user} />,
      width: '100px',
      priority: 2,
    },
  ]
}
