import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import i18next from 'i18next'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { listWork } from '../../server/history/contract.ts'
import { Tip } from '../kit/Button.tsx'
import { useFormat } from '../kit/format.ts'
import { query } from '../kit/query.ts'
import { useSession } from '../kit/session.ts'
import styles from './RunningWork.module.css'
import { follow, followRemembered, mostFollowed, useFollowed } from './running.ts'

/** Others begin work too; more than can be followed at once is looked after less often. */
const looksAgainMillis = 30_000

/**
 * What is running in the background and how far it is: for administrators all of it, for others what they began here.
 * Nothing while nothing runs.
 */
export function RunningWork() {
  const { t } = useTranslation()
  const { number } = useFormat()
  const { shown, total, opens } = useWork()
  if (shown.length === 0) return null
  return (
    <ul className={styles.running} aria-label={t('enrollment:running.name')}>
      {shown.map((one) => (
        <li key={one.batchId}>
          <Work {...one} opens={opens} />
        </li>
      ))}
      {total > shown.length && (
        <li className={styles.more}>
          <Link to="/history">
            {t('enrollment:running.more', {
              count: total - shown.length,
              shown: number(total - shown.length),
            })}
          </Link>
        </li>
      )}
    </ul>
  )
}

type Running = { batchId: number; kind: string | undefined; progress: number }

function useWork() {
  const { person } = useSession()
  const seesAll = person.role === 'administrator'
  const followed = useFollowed()
  const { data } = useQuery({ ...query(listWork), enabled: seesAll, refetchInterval: looksAgainMillis })
  useEffect(followRemembered, [])
  useEffect(() => {
    for (const { id, progress } of data?.items ?? []) follow(id, { progress })
  }, [data])
  const known = new Map(data?.items.map(({ id, kind }) => [id, kind]))
  const all: Running[] = [...followed].map(([batchId, { progress }]) => ({
    batchId,
    kind: known.get(batchId),
    progress,
  }))
  const total = Math.max(all.length, data?.total ?? 0)
  return { shown: all.slice(0, mostFollowed), total, opens: seesAll }
}

function Work({ batchId, kind, progress, opens }: Running & { opens: boolean }) {
  const { t } = useTranslation()
  const { percent } = useFormat()
  const noun = `history:nounOf.${kind?.split('.')[0]}`
  const name = kind && i18next.exists(noun) ? t(noun) : t('enrollment:running.work')
  const bar = (
    <>
      <span className={styles.words}>
        <span className={styles.name}>{name}</span> <span>{percent(progress)}</span>
      </span>
      <progress value={progress} max={1} aria-label={name} />
    </>
  )
  if (!opens) return bar
  return (
    <Tip label={`${name} ${percent(progress)}`}>
      <Link to={`/history/${batchId}`} className={styles.work} aria-label={t('enrollment:running.open', { name })}>
        {bar}
      </Link>
    </Tip>
  )
}
