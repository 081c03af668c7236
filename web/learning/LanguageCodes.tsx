import { Fragment } from 'react'
import type { Language } from '../../server/learning/contract.ts'
import styles from './LanguageCodes.module.css'
import { useLanguageName } from './languageName.ts'

/** The languages a learning activity has texts in: EN NL, their names on hover. */
export function LanguageCodes({ languages }: { languages: readonly Language[] }) {
  const nameOf = useLanguageName()
  return (
    <span className={styles.codes}>
      {languages.map((language) => (
        <Fragment key={language}>
          <abbr title={nameOf(language)}>{language.toUpperCase()}</abbr>{' '}
        </Fragment>
      ))}
    </span>
  )
}
