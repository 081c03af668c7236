import styles from './Mark.module.css'

/**
 * The mark of Muster: the lines of a roll, the last of which is ticked. The word stands beside it, or is left out
 * where the menu is narrow.
 */
export function Mark({ word = true }: { word?: boolean }) {
  return (
    <span className={styles.mark}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden focusable="false">
        <rect width="24" height="24" rx="6" className={styles.ground} />
        <path d="M6.5 7.25h11M6.5 11.25h6.25" className={styles.line} />
        <path d="m6.75 16.1 2.6 2.4 7.9-7.6" className={styles.tick} />
      </svg>
      {word && <span className={styles.word}>Muster</span>}
    </span>
  )
}
