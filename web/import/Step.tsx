import { IconCheck } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './Step.module.css'

/** `done` folds to its summary; `ahead` is not reached yet. */
export type StepState = 'done' | 'current' | 'open' | 'ahead'

type StepProps = {
  number: number
  title: string
  state: StepState
  /** What was decided or found, in one line. */
  summary?: ReactNode
  /** What opens a folded step again, or does it anew. */
  aside?: ReactNode
  children?: ReactNode
}

/** One step of several on a page. What is done folds to one line, and can be opened again. */
export function Step({ number, title, state, summary, aside, children }: StepProps) {
  const id = useId()
  const isOpen = state === 'current' || state === 'open'
  return (
    <li className={styles.step} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
      <section aria-labelledby={id}>
        <div className={styles.head}>
          <span className={styles.number} aria-hidden>
            {state === 'done' ? <IconCheck size={14} stroke={2.5} /> : number}
          </span>
          <div className={styles.words}>
            <h2 id={id} tabIndex={-1}>
              {title}
            </h2>
            {summary && !isOpen && <div className={styles.summary}>{summary}</div>}
          </div>
          {aside && state === 'done' && <div className={styles.aside}>{aside}</div>}
        </div>
        {isOpen && children && <div className={styles.body}>{children}</div>}
      </section>
    </li>
  )
}

/**
 * Whoever goes on to another step arrives there: it is in sight and holds the focus, in its first field where it has one.
 * Loading the page is arriving, too, where `atOnce`.
 */
export function useArrival(current: string, { atOnce }: { atOnce: boolean }) {
  const list = useRef<HTMLOListElement>(null)
  const before = useRef(atOnce ? undefined : current)
  useEffect(() => {
    if (before.current === current) return
    before.current = current
    const step = list.current?.querySelector<HTMLElement>('[aria-current="step"]')
    const heading = step?.querySelector('h2')
    if (!step || !heading || document.activeElement?.closest('[role="dialog"]')) return
    const { top } = heading.getBoundingClientRect()
    if (top < 0 || top > window.innerHeight / 2) heading.scrollIntoView({ block: 'start' })
    const field = step.querySelector<HTMLElement>('[data-arrive]')
    ;(field ?? heading).focus({ preventScroll: true })
  }, [current])
  return list
}
