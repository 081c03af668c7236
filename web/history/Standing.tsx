import { IconArrowBackUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../server/history/contract.ts'
import { useFormat } from '../kit/format.ts'
import { StateBadge } from '../kit/StateBadge.tsx'
import { useSession } from '../kit/session.ts'
import styles from './HistoryPage.module.css'

/** Whether a batch was undone, or undoes one; for whoever may see both, each leads to the other. */
export function Standing({ of: { undoneBy, undoes, stands } }: { of: Pick<Batch, 'undoneBy' | 'undoes' | 'stands'> }) {
  const { t } = useTranslation()
  const { person } = useSession()
  const links = [
    { id: stands ? null : undoneBy, words: t('history:undoneBy') },
    { id: undoes, words: t('history:undoes') },
  ]
  return links.map(({ id, words }) => {
    if (id === null) return null
    const badge = (
      <StateBadge key={id} tone="info" icon={<IconArrowBackUp />}>
        {words}
      </StateBadge>
    )
    if (person.role !== 'administrator') return badge
    return (
      <Link key={id} to={`/history/${id}`} className={styles.standing}>
        {badge}
      </Link>
    )
  })
}

/** How far a batch is that still runs. */
export function Progress({ value }: { value: number }) {
  const { t } = useTranslation()
  const { percent } = useFormat()
  return (
    <span className={styles.progress}>
      <progress value={value} max={1} aria-label={t('history:running')} />
      {t('history:running')} {percent(value)}
    </span>
  )
}
