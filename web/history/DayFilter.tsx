import type { Ref } from 'react'
import { z } from 'zod'
import { day as dayText } from '../../server/platform/contract.ts'
import { DayInput } from '../kit/DayInput.tsx'
import { useUrl } from '../kit/url.ts'
import styles from './HistoryPage.module.css'

type DayFilterProps = { name: string; label: string; hint?: string; ref?: Ref<HTMLInputElement> }

/** A day that limits a list; it is in the address under its name. Perhaps with a word before it. */
export function DayFilter({ name, label, hint, ref }: DayFilterProps) {
  const [{ [name]: day = '' }, setUrl] = useUrl(z.object({ [name]: dayText.optional() }))
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
