import type { ReactNode } from 'react'
import styles from './Facts.module.css'

export type Fact = { label: string; value: ReactNode }

/**
 * The facts that matter, in one calm line that wraps. A fact without a value is left out.
 *
 *     <Facts facts={[{ label: t('user:company'), value: user.company.name }, { label: t('user:added'), value: <RelativeDate value={user.addedOn} /> }]} />
 */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
