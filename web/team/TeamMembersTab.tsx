import { IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { listTeamMembers } from '../../server/user/contract.ts'
import { useFormat } from '../kit/format.ts'
import { List } from '../kit/ListPage.tsx'
import type { ItemOf } from '../kit/list.ts'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { Progress } from './Progress.tsx'

/** The people of the manager who is signed in. */
export function TeamMembersTab() {
  const { t } = useTranslation()
  return (
    <List
      label={t('team:members')}
      source={{ operation: listTeamMembers }}
      searchLabel={t('team:search')}
      defaultSort="name"
      columns={useColumns()}
      itemTo={(member) => `/team/${member.id}`}
      empty={{ icon: <IconUsersGroup />, title: t('team:none'), text: t('team:noneText') }}
    />
  )
}

function useColumns(): Column<ItemOf<typeof listTeamMembers>>[] {
  const { t } = useTranslation()
  const { number } = useFormat()
  return [
    {
      key: 'name',
      header: t('team:name'),
      cell: (member) => <TwoLines first={member.name} second={member.email} />,
      sortable: true,
    },
    {
      key: 'company',
      header: t('team:company'),
      cell: ({ company, department }) => [company.name, department?.name].filter(Boolean).join(' · '),
      sortable: true,
      priority: 2,
    },
    {
      key: 'enrollments',
      header: t('team:enrollments'),
      cell: (member) => number(member.enrollments),
      width: '112px',
      priority: 2,
    },
    {
      key: 'completed',
      header: t('team:completed'),
      cell: (member) => <Progress done={member.completed} of={member.enrollments} />,
      width: '176px',
    },
  ]
}
