import { useTranslation } from 'react-i18next'
import { type Format, formatIn, localeOf } from './formatIn.ts'

export { type Format, formatIn, localeOf }

/** Numbers, days and lists for the person at the screen. */
export function useFormat() {
  return formatIn(useTranslation().i18n.language)
}
