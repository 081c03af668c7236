import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../kit/PageHeader.tsx'
import { Skeleton } from '../kit/states.tsx'
import { Attention } from './Attention.tsx'
import styles from './HomePage.module.css'

// What draws charts is as much as everything else on the first screen together.
const Plots = lazy(async () => ({ default: (await import('./Plots.tsx')).Plots }))

/** What needs an administrator today, and how the academy stands. */
export function HomePage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('home:home')} />
      <div className={styles.home}>
        <Attention />
        <Suspense fallback={<Skeleton rows={6} />}>
          <Plots />
        </Suspense>
      </div>
    </>
  )
}
