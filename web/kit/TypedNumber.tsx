import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Numbers } from './api.ts'
import styles from './TypedNumber.module.css'

/** The number of an act that does much: what ends weighs more than what begins. */
export function numberToType({ enrolls, ends }: Numbers): string {
  return String(ends > 0 ? ends : enrolls)
}

type TypedNumberProps = {
  number: string
  /** What was typed, without the marks that people put into numbers. */
  onChange: (typed: string) => void
  onEnter?: () => void
}

/** Asks for the number of an act that does much, so that nobody does it by habit. */
export function TypedNumber({ number, onChange, onEnter }: TypedNumberProps) {
  const { t } = useTranslation()
  return (
    <TextInput
      className={styles.typed ?? ''}
      label={t('kit:much.type', { number })}
      inputMode="numeric"
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value.replace(/[\s.,]/g, ''))}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onEnter?.()
      }}
      ref={takeOver}
      data-autofocus
    />
  )
}

/** It may appear in a sheet that is open: it takes the focus from where it waited, not from what somebody writes in. */
function takeOver(field: HTMLInputElement | null) {
  if (document.activeElement?.matches('[role="dialog"], [role="dialog"] button[data-autofocus]')) field?.focus()
}
