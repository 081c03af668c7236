import { IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './SearchField.module.css'
import { longestSearch, searchInUrl, useUrl } from './url.ts'

type SearchFieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** The key that moves the focus here, shown while it is empty. */
  hotkey?: string
} & Omit<React.ComponentProps<'input'>, 'value' | 'onChange'>

/** A search field, of as many letters as a search has. The label is its accessible name and its hint. */
export function SearchField({ label, value, onChange, hotkey, ...rest }: SearchFieldProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.field}>
      <IconSearch size={16} aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={longestSearch}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-keyshortcuts={hotkey}
        {...rest}
      />
      {hotkey && value === '' && <kbd aria-hidden>{hotkey}</kbd>}
      {value !== '' && (
        <button type="button" aria-label={t('kit:search.clear')} onClick={() => onChange('')}>
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}

/** The search field of a list: what is typed goes to the address when typing pauses. `/` moves the focus into it. */
export function UrlSearchField({ label }: { label: string }) {
  const [{ search = '' }, setUrl] = useUrl(searchInUrl)
  const [typed, setTyped] = useState(search)
  const sent = useRef(search)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (search !== sent.current) setTyped(search)
    sent.current = search
  }, [search])

  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      void setUrl({ search: sent.current || undefined }, { replace: true })
    }, 50)
    return () => clearTimeout(timer)
  }, [typed, setUrl])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const writing = (event.target as HTMLElement).closest(
        'input, textarea, select, [contenteditable], [role="dialog"]',
      )
      if (event.key !== '/' || writing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', focus)
    return () => document.removeEventListener('keydown', focus)
  }, [])

  return <SearchField ref={input} label={label} value={typed} onChange={setTyped} hotkey="/" />
}
