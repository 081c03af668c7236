import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { screenLanguages, speak } from '../kit/language.ts'
import { languageNames } from '../kit/languageNames.ts'
import { Mark } from '../kit/Mark.tsx'
import { PageHeader } from '../kit/PageHeader.tsx'
import styles from './OpenPage.module.css'

type OpenPageProps = { title: string; text?: ReactNode; wide?: boolean; children: ReactNode }

/** A page for whoever is not signed in: one thing to do, beside a roll of names that fills as far as the eye goes. */
export function OpenPage({ title, text, wide = false, children }: OpenPageProps) {
  return (
    <div className={styles.page}>
      <div className={styles.side}>
        <header className={styles.top}>
          <Mark />
        </header>
        <main className={styles.main} data-wide={wide || undefined}>
          <PageHeader title={title} />
          {text && <p className={styles.text}>{text}</p>}
          {children}
        </main>
        <LanguageChoice />
      </div>
      <Roll />
    </div>
  )
}

/** Each language names itself, so that whoever landed in the wrong one finds the way out. */
function LanguageChoice() {
  const { t, i18n } = useTranslation()
  return (
    <footer className={styles.foot}>
      <nav aria-label={t('kit:person.language')}>
        {screenLanguages.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void speak(language)}
          >
            {languageNames[language]}
          </button>
        ))}
      </nav>
    </footer>
  )
}

/** Lengths of names on the roll, and whether they are ticked; drawn, not listed. */
const names = [62, 48, 71, 55, 80, 44, 66, 58, 74, 50, 69, 46, 60, 77]
const open = new Set([5, 9, 12])

function Roll() {
  return (
    <div className={styles.aside}>
      <svg viewBox="0 0 360 520" className={styles.roll} focusable="false" aria-hidden>
        {names.map((length, row) => (
          <g key={length} transform={`translate(0 ${row * 36})`} data-open={open.has(row) || undefined}>
            <rect x="0" y="6" width="20" height="20" rx="5" />
            <path d="m5 16.2 3.6 3.4 6.6-7.2" />
            <rect x="36" y="9" width={length * 1.7} height="6" rx="3" />
            <rect x="36" y="20" width={length * 0.9} height="4" rx="2" />
            <rect x="284" y="13" width={(length % 9) * 5 + 24} height="6" rx="3" />
          </g>
        ))}
      </svg>
    </div>
  )
}
