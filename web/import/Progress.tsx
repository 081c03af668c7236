import styles from './Progress.module.css'

/** How far something is, from 0 to 1; without a value it moves, and nobody knows. */
export function Progress({ label, value }: { label: string; value?: number }) {
  return <progress className={styles.progress} aria-label={label} max={1} value={value} />
}
