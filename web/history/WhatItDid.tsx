import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type FactChange, listFacts } from '../../server/history/contract.ts'
import { TextLink } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { ProblemNote } from '../kit/states.tsx'
import { Why } from '../kit/Why.tsx'
import styles from './BatchPage.module.css'
import { Fields } from './FactsTab.tsx'
import { factSentence } from './factChange.ts'

/** So many facts are listed; all of them stand on the page of the act. */
const listed = 5
/** Among so many it is looked for what kinds of things were made. */
const read = 50

/** What an act did, which its undo turns back as far as it still stands; and what becomes of what it made, which never disappears. */
export function WhatItDid({ batchId }: { batchId: number }) {
  const { t, i18n } = useTranslation()
  const { number } = useFormat()
  const { data, error } = useQuery(query(listFacts, { params: { batchId }, query: { limit: read } }))
  if (error && !data) return <ProblemNote fault={error} />
  if (!data) return null
  const shown = data.items.filter((fact) => !isEnrollment(fact)).slice(0, listed)
  if (shown.length === 0) return null
  const made = new Set(data.items.flatMap((fact) => becomesOf(fact) ?? []))
  return (
    <section className={styles.did}>
      <h3>{t('history:undoing.did')}</h3>
      <ul>
        {shown.map((fact) => (
          <li key={JSON.stringify(fact)}>
            <Why {...factSentence(fact, { t, language: i18n.language, links: false })} />
            {fact.happened === 'changed' && <Fields of={fact} />}
          </li>
        ))}
      </ul>
      {data.total > shown.length && (
        <TextLink to={`/history/${batchId}/facts`}>
          {t('history:undoing.all', { count: data.total, shown: number(data.total) })}
        </TextLink>
      )}
      {[...made].map((what) => (
        <p key={what}>{t(`history:undoing.made.${what}`)}</p>
      ))}
    </section>
  )
}

/** What was done by hand to enrollments stands below, among those that move. */
const isEnrollment = ({ fact, about }: FactChange) =>
  fact === 'memberships' && about.some(({ kind }) => kind === 'activity')

const archived: ReadonlySet<string> = new Set([
  'companies',
  'departments',
  'teams',
  'job_functions',
  'groups',
  'learning_activities',
  'qualifications',
])

function becomesOf({ fact, happened }: FactChange): 'users' | 'rules' | 'others' | undefined {
  if (happened !== 'made') return undefined
  if (fact === 'users' || fact === 'rules') return fact
  return archived.has(fact) ? 'others' : undefined
}
