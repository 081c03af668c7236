import { Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { z } from 'zod'
import styles from './UrlFilter.module.css'
import { useUrl } from './url.ts'

type UrlFilterProps = {
  /** Its name in the address: `?type=exam`. */
  name: string
  label: string
  /** The first choice, which filters nothing. */
  all: string
  choices: ReadonlyArray<{ value: string; label: string }>
}

const anything = z.record(z.string(), z.string())

/**
 * One filter of a list, beside its search; what is chosen is in the address. The page reads it from there with `useUrl`.
 *
 *     filters={<UrlFilter name="status" label={t('user:status')} all={t('user:anyStatus')} choices={statuses} />}
 */
export function UrlFilter({ name, label, all, choices }: UrlFilterProps) {
  const [url, setUrl] = useUrl(anything)
  const chosen = choices.some(({ value }) => value === url[name]) ? (url[name] ?? '') : ''
  return (
    <Select
      aria-label={label}
      className={styles.filter ?? ''}
      data={[{ value: '', label: all }, ...choices]}
      value={chosen}
      data-chosen={chosen !== '' || undefined}
      allowDeselect={false}
      checkIconPosition="right"
      rightSection={<IconChevronDown size={14} aria-hidden />}
      comboboxProps={{
        transitionProps: { duration: 80 },
        shadow: 'sm',
        width: 'max-content',
        position: 'bottom-start',
      }}
      onChange={(value) => void setUrl({ [name]: value || undefined })}
    />
  )
}
