import { type ReactNode, useId } from 'react'
import styles from './Panel.module.css'

/** One matter of a settings page that is set apart from the others, with its own form. */
export function Panel({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles.panel}>
      <h2 id={heading}>{title}</h2>
      {text && <p>{text}</p>}
      <div className={styles.content}>{children}</div>
    </section>
  )
}
