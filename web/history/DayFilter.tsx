import { TextInput } from '@mantine/core'
import { z } from 'zod'
import { useUrl } from '../kit/url.ts'
import styles from './HistoryPage.module.css'

const anything = z.record(z.string(), z.string())

/** A day that limits a list; it is in the address under its name. The browser's own calendar, perhaps with a word before it. */
export function DayFilter({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const [url, setUrl] = useUrl(anything)
  const day = url[name] ?? ''
  const field = (
    <TextInput
      type="date"
      aria-label={label}
      title={label}
      className={styles.day ?? ''}
      value={day}
      data-chosen={day !== '' || undefined}
      onChange={(event) => void setUrl({ [name]: event.currentTarget.value || undefined }, { replace: true })}
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
