import { IconClockExclamation, IconRefresh, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { lateAfterDays, listTeamMembers } from '../../server/user/contract.ts'
import { SeveralPicker } from '../enrollment/SeveralPicker.tsx'
import { Button } from '../kit/Button.tsx'
import { Email } from '../kit/Email.tsx'
import { List } from '../kit/ListPage.tsx'
import type { ItemOf } from '../kit/list.ts'
import { SelectionBar, useSelection } from '../kit/Selection.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import type { Column } from '../kit/Table.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { UrlFilter } from '../kit/UrlFilter.tsx'
import { useUrl } from '../kit/url.ts'
import { Progress } from './Progress.tsx'
import styles from './TeamMembersTab.module.css'

type Member = ItemOf<typeof listTeamMembers>

const inUrl = z.object({ attention: z.enum(['true', 'false']).optional() })

/** The people of the manager who is signed in: how far along each is, and who needs a word. */
export function TeamMembersTab() {
  const { t } = useTranslation()
  const [{ attention }] = useUrl(inUrl)
  const selection = useSelection<Member>({ idOf: ({ id }) => id, nameOf: ({ name }) => name })
  return (
    <>
      <List
        label={t('team:members')}
        source={{ operation: listTeamMembers, query: { attention } }}
        searchLabel={t('team:search')}
        filters={
          <UrlFilter
            name="attention"
            label={t('team:attention')}
            all={t('team:everybody')}
            choices={[
              { value: 'true', label: t('team:needsAttention') },
              { value: 'false', label: t('team:onTrack') },
            ]}
          />
        }
        defaultSort="name"
        exports="all"
        remembers="team"
        selection={selection}
        columns={useColumns()}
        itemTo={(member) => `/team/${member.id}`}
        empty={{ icon: <IconUsersGroup />, title: t('team:none'), text: t('team:noneText') }}
      />
      <SelectionBar selection={selection}>
        <AddRegistrations userIds={selection.ids} done={selection.clear} />
      </SelectionBar>
    </>
  )
}

/** Several of one's people at once. */
function AddRegistrations({ userIds, done }: { userIds: readonly number[]; done: () => void }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <Button look="primary" onClick={() => setAdding(true)}>
        {t('team:addRegistration')}
      </Button>
      <SeveralPicker
        userIds={userIds}
        title={t('team:enrollSeveral', { count: userIds.length })}
        open={adding}
        onClose={() => setAdding(false)}
        done={done}
      />
    </>
  )
}

function useColumns(): Column<Member>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      header: t('team:name'),
      cell: (member) => <TwoLines first={member.name} second={<Email of={member.email} />} />,
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
      key: 'completed',
      header: t('team:completed'),
      cell: (member) => <Progress done={member.completed} of={member.enrollments} />,
      width: '176px',
    },
    {
      key: 'attention',
      header: t('team:attention'),
      cell: (member) => <Attention member={member} />,
      width: '220px',
    },
  ]
}

function Attention({ member: { expired, late } }: { member: Member }) {
  const { t } = useTranslation()
  if (expired + late === 0) return null
  return (
    <span className={styles.attention}>
      {expired > 0 && (
        <StateBadge tone="ended" icon={<IconRefresh />}>
          {t('team:expired', { count: expired })}
        </StateBadge>
      )}
      {late > 0 && (
        <StateBadge tone="kept" icon={<IconClockExclamation />}>
          {t('team:late', { count: late, time: t('team:lateAfter', { count: lateAfterDays }) })}
        </StateBadge>
      )}
    </span>
  )
}
