import type { ReactNode } from 'react'
import styles from './Banner.module.css'

type BannerProps = {
  tone: 'kept' | 'info' | 'ended'
  icon: ReactNode
  title: string
  text: ReactNode
  /** Below, over the whole width. */
  more?: ReactNode
  /** The buttons. */
  children?: ReactNode
}

/** How part of mail stands, and what can be done about it. */
export function Banner({ tone, icon, title, text, more, children }: BannerProps) {
  return (
    <section className={styles.banner} data-tone={tone} aria-label={title}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <p>{text}</p>
      </div>
      {children && <div className={styles.actions}>{children}</div>}
      {more}
    </section>
  )
}
