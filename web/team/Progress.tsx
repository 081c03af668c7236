import { useTranslation } from 'react-i18next'
import { useFormat } from '../kit/format.ts'
import styles from './Progress.module.css'

/** How many of what one is enrolled in are completed: in words, with a bar that one can compare down a column. */
export function Progress({ done, of }: { done: number; of: number }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  if (of === 0) return <span className={styles.words}>—</span>
  return (
    <span className={styles.progress}>
      <span className={styles.words}>{t('team:doneOf', { done: number(done), of: number(of) })}</span>
      <svg className={styles.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden focusable="false">
        <rect width="100" height="4" className={styles.ground} />
        <rect width={(100 * done) / of} height="4" className={styles.done} />
      </svg>
    </span>
  )
}
