import { IconLink, IconUserCheck, IconUserOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../server/user/contract.ts'
import { TextLink } from '../kit/Button.tsx'
import { DetailPage } from '../kit/DetailPage.tsx'
import { Email } from '../kit/Email.tsx'
import type { SecondaryAction } from '../kit/PageHeader.tsx'
import { RelativeDate } from '../kit/RelativeDate.tsx'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useIdInPath } from '../kit/url.ts'
import { InvitationSheet } from './InvitationSheet.tsx'
import { useStatusChange } from './statusChange.ts'
import { UserStatus } from './UserStatus.tsx'
import { userQuery } from './userQuery.ts'

/** One user: who it is on top, and behind the tabs what they are enrolled in and why. */
export function UserPage() {
  const { t } = useTranslation()
  const userId = useIdInPath('userId')
  const { data: user, error, refetch } = useQuery(userQuery(userId))
  const [inviting, setInviting] = useState(false)
  const changeStatus = useStatusChange()
  return (
    <>
      <DetailPage
        breadcrumb={[{ label: t('user:users'), to: '/users' }]}
        title={user?.name}
        status={user && <Badges user={user} />}
        facts={user && factsOf(user)}
        tabs={[
          { label: t('user:tab.enrollments'), to: `/users/${userId}`, count: user?.enrollments },
          { label: t('user:tab.organisation'), to: `/users/${userId}/organisation` },
          { label: t('user:tab.qualifications'), to: `/users/${userId}/qualifications` },
          { label: t('user:tab.profile'), to: `/users/${userId}/profile` },
          { label: t('history:title'), to: `/users/${userId}/history` },
        ]}
        more={user ? actionsOn(user) : []}
        fault={user ? undefined : error}
        retry={() => void refetch()}
      />
      {user && <InvitationSheet user={user} open={inviting} onClose={() => setInviting(false)} />}
    </>
  )

  function actionsOn(one: User): SecondaryAction[] {
    if (one.status === 'inactive') {
      return [{ label: t('user:activate.action'), icon: <IconUserCheck />, run: () => void changeStatus(one) }]
    }
    return [
      { label: t('user:invite.action'), icon: <IconLink />, run: () => setInviting(true) },
      { label: t('user:deactivate.action'), icon: <IconUserOff />, run: () => void changeStatus(one), danger: true },
    ]
  }

  function factsOf(one: User) {
    return [
      { label: t('user:email'), value: <Email of={one.email} /> },
      { label: t('user:company'), value: one.company.name },
      { label: t('user:department'), value: one.department?.name },
      {
        label: t('user:manager'),
        value: one.manager && <TextLink to={`/users/${one.manager.id}`}>{one.manager.name}</TextLink>,
      },
      { label: t('user:employeeNumber'), value: one.employeeNumber },
      { label: t('user:added'), value: <RelativeDate value={one.addedOn} /> },
    ]
  }
}

/** What is out of the ordinary: an active learner who signs in needs no badge. */
function Badges({ user }: { user: User }) {
  const { t } = useTranslation()
  return (
    <>
      {user.status === 'inactive' && <UserStatus user={user} />}
      {user.role === 'administrator' && <StateBadge tone="info">{t('user:roleOf.administrator')}</StateBadge>}
      {user.status === 'active' && !user.canSignIn && <StateBadge tone="quiet">{t('user:noPassword')}</StateBadge>}
    </>
  )
}
