import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ImportView } from '../../server/import/contract.ts'
import { useFormat } from '../kit/format.ts'
import styles from './StartStep.module.css'

/** What was different when it was started than when it was looked at: nothing was done, and here is what it is now. */
export function Drift({ drift }: { drift: ImportView['drift'] }) {
  const { t } = useTranslation()
  const { number } = useFormat()
  if (!drift || drift.length === 0) return null
  return (
    <div role="alert" className={styles.drift}>
      <h3>{t('import:drift.title')}</h3>
      <p>{t('import:drift.text')}</p>
      <ul>
        {drift.map(({ what, before, now }) => (
          <li key={what}>{wordsOf(what.replaceAll('.', '-'), number(before), number(now))}</li>
        ))}
      </ul>
    </div>
  )

  /** A number that is another now, or a sentence where there is no number to tell. */
  function wordsOf(key: string, before: string, now: string): string {
    if (i18next.exists(`import:drift.names.${key}`)) return t(`import:drift.names.${key}`)
    return t('import:drift.change', { what: t(`import:drift.what.${key}`, { defaultValue: key }), before, now })
  }
}
