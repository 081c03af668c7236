import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../server/learning/contract.ts'
import { languages } from './activityForm.ts'
import styles from './LanguageTabs.module.css'
import { useLanguageName } from './languageName.ts'

type LanguageTabsProps = {
  shown: Language
  show: (language: Language) => void
  isWritten: (language: Language) => boolean
  isWrong: (language: Language) => boolean
  children: ReactNode
}

/** One text at a time, and at a glance which languages have one. */
export function LanguageTabs({ shown, show, isWritten, isWrong, children }: LanguageTabsProps) {
  const { t } = useTranslation()
  const nameOf = useLanguageName()
  const bar = useRef<HTMLDivElement>(null)
  const id = useId()

  const move = (event: KeyboardEvent) => {
    const at = languages.indexOf(shown)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: languages.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const place = (to + languages.length) % languages.length
    show(languages[place] ?? shown)
    bar.current?.querySelectorAll<HTMLElement>('[role="tab"]')[place]?.focus()
  }

  return (
    <div className={styles.texts}>
      <div role="tablist" ref={bar} aria-label={t('learning:language')} className={styles.bar} onKeyDown={move}>
        {languages.map((language) => (
          <button
            key={language}
            type="button"
            role="tab"
            id={`${id}-${language}`}
            aria-selected={language === shown}
            aria-controls={id}
            tabIndex={language === shown ? 0 : -1}
            className={styles.tab}
            data-wrong={isWrong(language) || undefined}
            onClick={() => show(language)}
          >
            {isWrong(language) ? (
              <IconAlertTriangle size={14} aria-label={t('learning:textWrong')} />
            ) : (
              isWritten(language) && <IconCheck size={14} aria-label={t('learning:textWritten')} />
            )}
            {nameOf(language)}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={id} aria-labelledby={`${id}-${shown}`} className={styles.panel} lang={shown}>
        {children}
      </div>
    </div>
  )
}
