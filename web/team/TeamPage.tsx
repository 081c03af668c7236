import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Tabs } from '../kit/DetailPage.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'

export function TeamPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('team:team')} />
      <Tabs
        tabs={[
          { label: t('team:members'), to: '/team' },
          { label: t('history:title'), to: '/team/history' },
        ]}
      >
        <Outlet />
      </Tabs>
    </>
  )
}
