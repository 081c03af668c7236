import type { Ref } from 'react'
import { z } from 'zod'
import { DayInput } from '../kit/DayInput.tsx'
import { useUrl } from '../kit/url.ts'
import styles from './HistoryPage.module.css'

const anything = z.record(z.string(), z.string())

type DayFilterProps = { name: string; label: string; hint?: string; ref?: Ref<HTMLInputElement> }

/** A day that limits a list; it is in the address under its name. Perhaps with a word before it. */
export function DayFilter({ name, label, hint, ref }: DayFilterProps) {
  const [url, setUrl] = useUrl(anything)
  const day = url[name] ?? ''
  const field = (
    <DayInput
      {...(ref && { ref })}
      aria-label={label}
      title={label}
      className={styles.day ?? ''}
      value={day}
      data-chosen={day !== '' || undefined}
      onChange={(given) => void setUrl({ [name]: given || undefined }, { replace: true })}
    />
  )
  if (!hint) return field
  return (
    <span className={styles.days}>
      <span className={styles.hint} aria-hidden>
        {hint}
      </span>
      {field}
    </span>
  )
}
