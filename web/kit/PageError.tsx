import { IconMapOff } from '@tabler/icons-react'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from './api.ts'
import { ButtonLink } from './Button.tsx'
import { PageHeader } from './PageHeader.tsx'
import { EmptyState, ErrorState } from './states.tsx'

/** What stands in place of a page that could not be drawn; the menu stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const { reset: resetQueries } = useQueryErrorResetBoundary()
  if (error instanceof ApiProblem && error.status === 404) return <PageNotFound />
  return (
    <ErrorState
      fault={error}
      retry={() => {
        resetQueries()
        reset()
        void router.invalidate()
      }}
    />
  )
}

/** An address that leads nowhere, or to something this person may not know of. */
export function PageNotFound() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('kit:notFound.title')} quiet />
      <EmptyState
        icon={<IconMapOff />}
        title={t('kit:notFound.sentence')}
        text={t('kit:notFound.text')}
        action={<ButtonLink to="/">{t('kit:notFound.home')}</ButtonLink>}
      />
    </>
  )
}
