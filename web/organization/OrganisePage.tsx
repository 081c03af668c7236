import { Navigate, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Tabs } from '../kit/DetailPage.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'
import { kindsInOrder } from './kinds.ts'

export function OrganisePage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('organization:organise')} />
      <Tabs
        tabs={[
          ...kindsInOrder.map((kind) => ({ label: t(`organization:${kind}.many`), to: `/organise/${kind}` })),
          { label: t('learning:qualification.many'), to: '/organise/qualifications' },
          { label: t('rule:rules'), to: '/organise/rules' },
        ]}
      >
        <Outlet />
      </Tabs>
    </>
  )
}

/** Organise by itself opens its first tab. */
export function FirstKind() {
  return <Navigate to={`/organise/${kindsInOrder[0]}`} replace />
}
