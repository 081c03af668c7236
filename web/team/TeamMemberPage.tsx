import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readUser } from '../../server/user/contract.ts'
import { DetailPage } from '../kit/DetailPage.tsx'
import { Email } from '../kit/Email.tsx'
import { query } from '../kit/query.ts'
import { useIdInPath } from '../kit/url.ts'

export const memberQuery = (userId: number) => query(readUser, { params: { userId } })

/** One of my people, as their manager sees them. */
export function TeamMemberPage() {
  const { t } = useTranslation()
  const userId = useIdInPath('userId')
  const { data: member, error, refetch } = useQuery(memberQuery(userId))
  return (
    <DetailPage
      breadcrumb={[{ label: t('team:team'), to: '/team' }]}
      title={member?.name}
      facts={
        member && [
          { label: t('team:email'), value: <Email of={member.email} /> },
          { label: t('team:company'), value: member.company.name },
          { label: t('team:department'), value: member.department?.name },
          { label: t('team:manager'), value: member.manager?.name },
        ]
      }
      tabs={[
        { label: t('team:activities'), to: `/team/${userId}`, count: member?.enrollments },
        { label: t('history:title'), to: `/team/${userId}/history` },
      ]}
      fault={error}
      retry={refetch}
    />
  )
}
