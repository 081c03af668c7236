import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActivityPicker } from '../enrollment/ActivityPicker.tsx'
import { EnrollmentList } from '../enrollment/EnrollmentList.tsx'
import { IconButton } from '../kit/Button.tsx'
import { Skeleton } from '../kit/states.tsx'
import styles from './EnrollmentsTab.module.css'
import { LikeAnother } from './LikeAnother.tsx'
import { Suspended } from './Suspended.tsx'
import { useUserInPath } from './userQuery.ts'

/** What a user is enrolled in and why; the plus enrolls by hand. */
export function EnrollmentsTab() {
  const { t } = useTranslation()
  const user = useUserInPath()
  const [adding, setAdding] = useState(false)
  if (!user) return <Skeleton />
  const isActive = user.status === 'active'
  return (
    <>
      <Suspended user={user} />
      <EnrollmentList
        user={user}
        suspended={!isActive}
        toolbar={
          isActive && (
            <div className={styles.together}>
              <LikeAnother user={user} />
              <IconButton
                label={t('user:addEnrollments')}
                look="primary"
                icon={<IconPlus />}
                onClick={() => setAdding(true)}
              />
            </div>
          )
        }
      />
      <ActivityPicker user={user} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}
