import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActivityPicker } from '../enrollment/ActivityPicker.tsx'
import { EnrollmentList } from '../enrollment/EnrollmentList.tsx'
import { Button } from '../kit/Button.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import { memberQuery } from './TeamMemberPage.tsx'

/** What one of my people is enrolled in; a manager adds, and ends what managers made by hand. */
export function TeamMemberActivities() {
  const { t } = useTranslation()
  const { data: member } = useQuery(memberQuery(useIdInPath('userId')))
  const [adding, setAdding] = useState(false)
  if (!member) return <Skeleton />
  return (
    <>
      <EnrollmentList
        user={member}
        toolbar={
          <Button look="primary" icon={<IconPlus />} onClick={() => setAdding(true)}>
            {t('team:addRegistration')}
          </Button>
        }
      />
      <ActivityPicker user={member} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}
