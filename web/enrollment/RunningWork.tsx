import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { type Outcome, readBatch } from '../../server/enrollment/contract.ts'
import { ApiProblem, call } from '../kit/api.ts'
import { formatIn, useFormat } from '../kit/format.ts'
import { queryClient } from '../kit/query.ts'
import { toast } from '../kit/toast.tsx'
import { changesSentence } from './changes.ts'
import styles from './RunningWork.module.css'

const askEveryMillis = 1_000

let running: readonly Outcome[] = []
const listeners = new Set<() => void>()

/** Follows an act whose rest runs in the background, until it is done; then says what followed and reads all anew. */
export function followBatch(outcome: Outcome): void {
  if (outcome.state === 'running') void follow(outcome)
}

async function follow(begun: Outcome): Promise<void> {
  const others = () => running.filter(({ batchId }) => batchId !== begun.batchId)
  let outcome: Outcome | undefined = begun
  while (outcome?.state === 'running') {
    change([...others(), outcome])
    await new Promise((ready) => setTimeout(ready, askEveryMillis))
    outcome = await ask(outcome)
  }
  change(others())
  if (!outcome) return
  toast.done(changesSentence(i18next.t, formatIn(i18next.language), outcome))
  await queryClient.invalidateQueries()
}

/** How far it is now. A server out of reach changes nothing about the work; who may not ask any more is told nothing. */
async function ask(before: Outcome): Promise<Outcome | undefined> {
  try {
    return await call(readBatch, { params: { batchId: before.batchId } })
  } catch (fault) {
    const refused = fault instanceof ApiProblem && fault.status >= 400 && fault.status < 500
    return refused ? undefined : before
  }
}

function change(next: readonly Outcome[]): void {
  running = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is running in the background, with how far it is. Nothing while nothing runs. */
export function RunningWork() {
  const { t } = useTranslation()
  const { percent } = useFormat()
  const shown = useSyncExternalStore(subscribe, () => running)
  if (shown.length === 0) return null
  return (
    <ul className={styles.running} aria-label={t('enrollment:running.name')}>
      {shown.map(({ batchId, progress }) => (
        <li key={batchId}>
          <span className={styles.words}>
            {t('enrollment:running.enrolling')} <span>{percent(progress)}</span>
          </span>
          <progress value={progress} max={1} aria-label={t('enrollment:running.enrolling')} />
        </li>
      ))}
    </ul>
  )
}
