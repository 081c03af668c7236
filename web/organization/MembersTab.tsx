import { IconPlus, IconUserMinus, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, UnitListItem } from '../../server/organization/contract.ts'
import { Button, IconButton } from '../kit/Button.tsx'
import { Email } from '../kit/Email.tsx'
import { List } from '../kit/ListPage.tsx'
import { SelectionBar, useSelection } from '../kit/Selection.tsx'
import { Skeleton } from '../kit/states.tsx'
import type { Column } from '../kit/Table.tsx'
import { useIdInPath } from '../kit/url.ts'
import { type Kind, kinds, useKind } from './kinds.ts'
import { MemberPicker } from './MemberPicker.tsx'
import { useRemoving } from './removing.ts'
import { unitQuery } from './UnitPage.tsx'

/** The people in a unit: added with a picker, removed one by one or several at once. */
export function MembersTab() {
  const kind = useKind()
  const unitId = useIdInPath('unitId')
  return kind ? <MembersOf key={`${kind} ${unitId}`} kind={kind} unitId={unitId} /> : null
}

function MembersOf({ kind, unitId }: { kind: Kind; unitId: number }) {
  const { data: unit } = useQuery(unitQuery(kind, unitId))
  return unit ? <Members kind={kind} unit={unit} /> : <Skeleton />
}

function Members({ kind, unit }: { kind: Kind; unit: UnitListItem }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const selection = useSelection<Member>({ idOf: ({ id }) => id, nameOf: ({ name }) => name })
  const remove = useRemoving(kind, unit, selection.clear)
  const columns = useColumns(kind)
  const add = !unit.archived && (
    <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
      {t('organization:add')}
    </Button>
  )
  return (
    <>
      <List
        label={t('organization:tab.members')}
        source={{ operation: kinds[kind].operations.members, params: { unitId: unit.id } }}
        searchLabel={t('organization:searchMembers')}
        defaultSort="name"
        exports="all"
        columns={columns}
        itemTo={(user) => `/users/${user.id}`}
        toolbar={add}
        {...(remove && {
          selection,
          actions: (user: Member) => (
            <IconButton
              label={t('organization:remove.label', { name: user.name })}
              icon={<IconUserMinus />}
              onClick={() => void remove([user])}
            />
          ),
        })}
        empty={{
          icon: <IconUsers />,
          title: t('organization:nobody'),
          text: t(`organization:${kind}.nobodyText`),
          action: add,
        }}
      />
      {remove && (
        <SelectionBar selection={selection}>
          <Button icon={<IconUserMinus />} onClick={() => void remove(selection.items)}>
            {t('organization:remove.action')}
          </Button>
        </SelectionBar>
      )}
      <MemberPicker kind={kind} unit={unit} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

function useColumns(kind: Kind): Column<Member>[] {
  const { t } = useTranslation()
  const department: Column<Member> = {
    key: 'department',
    header: t('organization:department'),
    cell: (user) => user.department?.name,
    width: '24%',
    priority: 2,
  }
  const company: Column<Member> = {
    key: 'company',
    header: t('organization:company'),
    cell: (user) => user.company.name,
    width: '22%',
    priority: 3,
  }
  return [
    { key: 'name', header: t('organization:name'), cell: (user) => user.name, sortable: true },
    { key: 'email', header: t('organization:email'), cell: (user) => <Email of={user.email} />, priority: 2 },
    department,
    ...(kind === 'companies' || kind === 'departments' ? [] : [company]),
  ]
}
