import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Names languages in the language of the screen: `de` is German, and Duits. */
export function useLanguageName(): (code: string) => string {
  const { i18n } = useTranslation()
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'language' })
    return (code) => {
      const name = names.of(code) ?? code
      return name.charAt(0).toLocaleUpperCase(i18n.language) + name.slice(1)
    }
  }, [i18n.language])
}
