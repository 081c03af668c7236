import type { ReactNode } from 'react'
import styles from './TwoLines.module.css'

/**
 * What something is called, and below it the fact that tells it from others; in one cell of a table.
 *
 *     <TwoLines first={user.name} second={user.company.name} />
 */
export function TwoLines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className={styles.lines}>
      <span>{first}</span>
      {second && <span className={styles.second}>{second}</span>}
    </span>
  )
}
