import { IconMapOff, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ImportView } from '../../server/import/contract.ts'
import { ApiProblem } from '../kit/api.ts'
import { ButtonLink } from '../kit/Button.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'
import { EmptyState, ErrorState, Skeleton } from '../kit/states.tsx'
import { useIdInPath } from '../kit/url.ts'
import { useDiscard } from './discarding.ts'
import { NewImport } from './NewImport.tsx'
import { OneImport } from './OneImport.tsx'
import { useImport } from './telling.ts'
import { Waiting } from './Waiting.tsx'

/** From what is to be done to a file that has done it: five steps on one page, and all of them in the address. */
export function ImportPage() {
  const importId = useIdInPath('importId')
  const { data: view, error, refetch } = useImport(importId)
  const isGone = error instanceof ApiProblem && error.status === 404
  return (
    <>
      <Header view={importId === 0 || isGone ? undefined : view} isLoading={importId !== 0 && !error} />
      {importId === 0 ? (
        <>
          <Waiting />
          <NewImport />
        </>
      ) : isGone ? (
        <Gone why={view ? 'gone' : 'missing'} />
      ) : view ? (
        <OneImport key={view.id} view={view} />
      ) : error ? (
        <ErrorState fault={error} retry={() => void refetch()} />
      ) : (
        <Skeleton rows={5} />
      )}
    </>
  )
}

/** Whoever was still looking at it knows that it was there. */
function Gone({ why }: { why: 'gone' | 'missing' }) {
  const { t } = useTranslation()
  return (
    <div role="alert">
      <EmptyState
        icon={<IconMapOff />}
        title={t(`import:${why}.title`)}
        text={t(`import:${why}.text`)}
        action={<ButtonLink to="/users/import">{t('import:started.another')}</ButtonLink>}
      />
    </div>
  )
}

function Header({ view, isLoading }: { view: ImportView | undefined; isLoading: boolean }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const discard = useDiscard(() => void go({ to: '/users/import' as string }))
  const mayDiscard = view !== undefined && view.state !== 'started' && view.state !== 'starting'
  return (
    <PageHeader
      title={view?.fileName ?? (isLoading ? undefined : t('import:title'))}
      breadcrumb={[
        { label: t('user:users'), to: '/users' },
        ...(view ? [{ label: t('import:title'), to: '/users/import' }] : []),
      ]}
      more={
        mayDiscard
          ? [{ label: t('import:discard.action'), icon: <IconTrash />, run: () => void discard(view), danger: true }]
          : []
      }
    />
  )
}
