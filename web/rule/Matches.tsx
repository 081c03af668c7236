import { IconUserQuestion, IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { countMatches, countRules, type Rule } from '../../server/rule/contract.ts'
import { Button } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { Bone, ProblemNote } from '../kit/states.tsx'
import { useUrl } from '../kit/url.ts'
import { useSettled } from '../kit/useSettled.ts'
import { criteriaOf, type Draft, isUnfinished } from './builder.ts'
import { CompareSheet } from './CompareSheet.tsx'
import styles from './Matches.module.css'
import { MatchesSheet } from './MatchesSheet.tsx'

const settlesAfterMillis = 100

/** What is open beside the rule; `user` is whom it is compared with. */
const inUrl = z.object({ show: z.enum(['names', 'held', 'compare']).optional(), user: z.string().optional() })

/** How many people the criteria match as they are written now, and the ways to their names and to one person. */
export function Matches({ draft, saved }: { draft: Draft; saved: Rule | undefined }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const [{ show }, setUrl] = useUrl(inUrl)
  const finished = { chips: draft.chips.filter((chip) => !isUnfinished(chip)) }
  const { criteria, isSettled } = useSettledCriteria(finished)
  const { data, error, isPlaceholderData } = useQuery({
    ...query(countMatches, { body: { criteria } }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const isStale = isPlaceholderData || !isSettled
  const close = () => void setUrl({ show: undefined, user: undefined })
  return (
    <section className={styles.matches} aria-label={t('rule:people')}>
      {error ? (
        <ProblemNote fault={error} />
      ) : (
        <p role="status" className={styles.count} aria-busy={isStale} data-stale={isStale || undefined}>
          {data ? (
            <>
              <strong>{number(data.count)}</strong> {t('rule:match.people', { count: data.count })}
            </>
          ) : (
            <Bone width={96} height={24} />
          )}
        </p>
      )}
      <div className={styles.ways}>
        <Button
          icon={<IconUsers />}
          disabled={!data || data.count === 0 || Boolean(error)}
          onClick={() => void setUrl({ show: 'names' })}
        >
          {t('rule:match.who')}
        </Button>
        <Button icon={<IconUserQuestion />} onClick={() => void setUrl({ show: 'compare' })}>
          {t('rule:match.compare')}
        </Button>
      </div>
      {finished.chips.length < draft.chips.length && <p className={styles.note}>{t('rule:match.unfinished')}</p>}
      {saved?.heldSince && <Held rule={saved} show={() => void setUrl({ show: 'held' })} />}
      <MatchesSheet
        of={show === 'held' && saved ? { ruleId: saved.id } : { criteria }}
        open={show === 'names' || (show === 'held' && Boolean(saved))}
        onClose={close}
      />
      <CompareSheet criteria={criteria} saved={saved} open={show === 'compare'} onClose={close} />
    </section>
  )
}

/** Of a held rule: how many it holds, whoever matches now. */
function Held({ rule, show }: { rule: Rule; show: () => void }) {
  const { t } = useTranslation()
  const { number, day } = useFormat()
  const { data } = useQuery(query(countRules, { query: { ruleIds: String(rule.id) } }))
  const count = data?.items[0]?.count
  if (count === undefined || !rule.heldSince) return null
  return (
    <p className={styles.note}>
      {t('rule:match.held', { count, shown: number(count), day: day(rule.heldSince) })}{' '}
      {count > 0 && (
        <button type="button" className={styles.link} onClick={show}>
          {t('rule:match.heldNames')}
        </button>
      )}
    </p>
  )
}

/** Criteria as they were when nothing changed for a moment: a count is asked once, not for every key. */
function useSettledCriteria(draft: Pick<Draft, 'chips'>) {
  const written = JSON.stringify(criteriaOf(draft))
  const settled = useSettled(written, settlesAfterMillis)
  return { criteria: JSON.parse(settled) as ReturnType<typeof criteriaOf>, isSettled: settled === written }
}
