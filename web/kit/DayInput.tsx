import { TextInput, type TextInputProps } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './DayInput.module.css'
import { readDay, writtenDay } from './days.ts'

type DayInputProps = Omit<TextInputProps, 'value' | 'onChange' | 'type'> & {
  /** `YYYY-MM-DD`, or empty. */
  value: string
  onChange: (day: string) => void
}

/**
 * A field for a day, written and read in the language of the screen; the button opens the browser's own calendar. A field of
 * the browser's own would follow the browser's language, and 3/5 be another day there.
 *
 *     <DayInput label={t('rule:form.added.from')} value={criterion.from} onChange={(from) => set({ ...criterion, from })} />
 */
export function DayInput({ value, onChange, error, ...rest }: DayInputProps) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  /** What is being typed; undefined while nobody does. */
  const [typed, setTyped] = useState<string>()
  const [isNoDay, setNoDay] = useState(false)
  const calendar = useRef<HTMLInputElement>(null)
  const example = writtenDay('2026-05-03', language)

  const write = (text: string) => {
    setTyped(text)
    setNoDay(false)
    const day = text.trim() === '' ? '' : readDay(text, language)
    if (day !== undefined && day !== value) onChange(day)
  }
  /** What is no day goes back to the day that was there, and says so. */
  const leave = () => {
    const isRead = typed === undefined || typed.trim() === '' || readDay(typed, language) !== undefined
    setNoDay(!isRead)
    setTyped(undefined)
    return isRead
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Nothing is saved with a day that is half written, by whichever key.
    const saves = event.key === 'Enter' || (event.key === 's' && (event.ctrlKey || event.metaKey))
    if (!saves || leave()) return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <TextInput
      {...rest}
      autoComplete="off"
      spellCheck={false}
      placeholder={t('kit:day.placeholder')}
      value={typed ?? writtenDay(value, language)}
      error={error || (isNoDay && t('kit:day.none', { example }))}
      onChange={(event) => write(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={leave}
      onKeyDown={onKeyDown}
      rightSectionPointerEvents="all"
      rightSection={
        <>
          <button
            type="button"
            className={styles.open}
            aria-label={t('kit:day.calendar')}
            title={t('kit:day.calendar')}
            disabled={rest.disabled}
            onClick={() => calendar.current?.showPicker()}
          >
            <IconCalendar size={16} stroke={1.7} aria-hidden />
          </button>
          <input
            ref={calendar}
            type="date"
            className={styles.calendar}
            tabIndex={-1}
            aria-hidden
            min="1900-01-01"
            max="2199-12-31"
            value={value}
            onChange={(event) => {
              setTyped(undefined)
              setNoDay(false)
              onChange(event.currentTarget.value)
            }}
          />
        </>
      }
    />
  )
}
