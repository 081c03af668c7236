import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { BatchHead } from '../../server/history/contract.ts'
import { actSentence } from '../history/act.ts'
import { batchQuery } from '../history/batchQuery.ts'
import { Why } from '../kit/Why.tsx'
import styles from './ActLink.module.css'

/** The act that messages tell of, as a link to its page. `whole`: it says of whom and what too, which is read for it. */
export function ActLink({ act, whole = false }: { act: BatchHead; whole?: boolean }) {
  const { t, i18n } = useTranslation()
  const { data } = useQuery({ ...batchQuery(act.id), enabled: whole })
  return (
    <Link to={`/history/${act.id}`} className={styles.act}>
      <Why {...actSentence((whole && data) || act, { t, language: i18n.language, links: false })} />
    </Link>
  )
}
