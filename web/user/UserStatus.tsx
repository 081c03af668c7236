import { IconCircleCheck, IconCircleOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UserStatus as Status } from '../../server/user/contract.ts'
import { StateBadge } from '../kit/StateBadge.tsx'

/** Active, which is no news, or inactive. */
export function UserStatus({ user }: { user: { status: Status } }) {
  const { t } = useTranslation()
  const isActive = user.status === 'active'
  return (
    <StateBadge tone={isActive ? 'quiet' : 'unchanged'} icon={isActive ? <IconCircleCheck /> : <IconCircleOff />}>
      {t(`user:statusOf.${user.status}`)}
    </StateBadge>
  )
}
