import {
  IconChevronRight,
  IconCircleCheck,
  IconMailExclamation,
  IconMailOff,
  IconMailPause,
  IconRefresh,
  IconSnowflake,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { listWork } from '../../server/history/contract.ts'
import { listMessages } from '../../server/notification/contract.ts'
import { listRules } from '../../server/rule/contract.ts'
import { type Format, useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import styles from './HomePage.module.css'

const rulesQuery = query(listRules, { query: { frozen: 'true', limit: 3 } })
const mailQuery = query(listMessages, { query: { limit: 1 } })
const workQuery = query(listWork)

type Matter = { key: string; tone: 'ended' | 'kept' | 'info'; icon: ComponentType; sentence: string; to: string }

/** What needs somebody: each matter with the page on which it is dealt with. */
export function Attention() {
  const { t } = useTranslation()
  const format = useFormat()
  const rules = useQuery(rulesQuery)
  const mail = useQuery(mailQuery)
  const work = useQuery({ ...workQuery, refetchInterval: ({ state }) => (state.data?.total ? 2_000 : false) })
  const fault = rules.error ?? mail.error ?? work.error
  const isRead = rules.data && mail.data && work.data
  const matters = isRead
    ? [...ruleMatters(rules.data), ...mailMatters(mail.data), ...workMatters(work.data)]
    : undefined
  return (
    <section aria-labelledby="attention">
      <h2 id="attention" className={styles.title}>
        {t('home:attention')}
      </h2>
      {fault && !isRead ? (
        <ErrorState fault={fault} retry={() => void Promise.all([rules.refetch(), mail.refetch(), work.refetch()])} />
      ) : matters === undefined ? (
        <Skeleton rows={2} />
      ) : matters.length === 0 ? (
        <p className={styles.calm}>
          <IconCircleCheck size={18} stroke={1.7} aria-hidden />
          {t('home:nothing')}
        </p>
      ) : (
        <ul className={styles.matters}>
          {matters.map(({ key, tone, icon: Icon, sentence, to }) => (
            <li key={key}>
              <Link to={to} className={styles.matter} data-tone={tone}>
                <span className={styles.icon} aria-hidden>
                  <Icon />
                </span>
                <span>{sentence}</span>
                <IconChevronRight size={16} aria-hidden className={styles.chevron} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )

  function ruleMatters({ total, items }: NonNullable<typeof rules.data>): Matter[] {
    if (total === 0) return []
    const words = { count: total, shown: format.number(total), names: named(items, total, format) }
    return [
      {
        key: 'frozen',
        tone: 'ended',
        icon: IconSnowflake,
        sentence: t('home:frozen', words),
        to: '/organise/rules?frozen=true',
      },
    ]
  }

  function mailMatters({ counts, mailOn, mailReady }: NonNullable<typeof mail.data>): Matter[] {
    const isOff = !mailOn || !mailReady
    const told = (state: 'failed' | 'held' | 'kept', tone: Matter['tone'], icon: Matter['icon']): Matter[] =>
      counts[state] === 0
        ? []
        : [
            {
              key: state,
              tone,
              icon,
              sentence: t(`home:mail.${state}`, { count: counts[state], shown: format.number(counts[state]) }),
              to: `/mail?state=${state}`,
            },
          ]
    return [
      ...told('failed', 'ended', IconMailExclamation),
      ...told('held', 'kept', IconMailPause),
      ...(isOff ? told('kept', 'kept', IconMailOff) : []),
    ]
  }

  function workMatters({ total }: NonNullable<typeof work.data>): Matter[] {
    if (total === 0) return []
    const sentence = t('home:running', { count: total, shown: format.number(total) })
    return [{ key: 'running', tone: 'info', icon: IconRefresh, sentence, to: '/history' }]
  }
}

/** The first few by name, and how many more there are. */
function named(items: ReadonlyArray<{ name: string }>, total: number, { list, number }: Format): string {
  const names = items.map(({ name }) => name)
  return list(total > names.length ? [...names, `+ ${number(total - names.length)}`] : names)
}
