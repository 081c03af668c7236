import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { BatchHead } from '../../server/history/contract.ts'
import { actSentence, authorOf } from '../history/act.ts'
import { batchQuery } from '../history/batchQuery.ts'
import { Moment } from '../history/momentColumn.tsx'
import { TwoLines } from '../kit/TwoLines.tsx'
import { Why } from '../kit/Why.tsx'
import styles from './ActLink.module.css'

/** The act that messages tell of, in words, as a link to its page. */
export function ActLink({ act }: { act: BatchHead }) {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(batchQuery(act.id))
  return (
    <Link to={`/history/${act.id}`} className={styles.act}>
      <Why {...actSentence(data ?? act, { t, language: i18n.language, links: false })} />
    </Link>
  )
}

/** The same in a list: by whom and when it was done. */
export function ActCell({ act }: { act: BatchHead }) {
  const { t, i18n } = useTranslation()
  const who = authorOf(act.author, { t, language: i18n.language, links: false })
  return (
    <TwoLines
      first={
        <Link to={`/history/${act.id}`} className={styles.act}>
          <Why sentence="{who}" parts={{ who }} />
        </Link>
      }
      second={<Moment value={act.at} />}
    />
  )
}
