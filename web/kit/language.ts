import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

/** The languages the screens speak. Texts and mails may have more (server/learning/contract.ts). */
export const screenLanguages = ['en', 'nl'] as const
export type ScreenLanguage = (typeof screenLanguages)[number]

/** The first of the wishes that the screens speak: the person's language, then the academy's, then the browser's. */
export function screenLanguage(...wishes: readonly (string | null | undefined)[]): ScreenLanguage {
  const spoken = wishes.map((wish) => screenLanguages.find((language) => wish?.toLowerCase().startsWith(language)))
  return spoken.find((language) => language !== undefined) ?? 'en'
}

// React escapes what it draws; a second time would show the entities.
void i18next.use(initReactI18next).init({
  resources: {},
  ns: [],
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
  initAsync: false,
})

/** Whether any language was loaded yet. */
export function isSpeaking(): boolean {
  return screenLanguages.some((language) => i18next.hasResourceBundle(language, 'kit'))
}

/** Shows every screen in this language. Its texts are loaded once, when first needed. */
export async function speak(language: ScreenLanguage): Promise<void> {
  if (i18next.language === language && i18next.hasResourceBundle(language, 'kit')) return
  const { texts } = await (language === 'nl' ? import('../locales/nl.ts') : import('../locales/en.ts'))
  for (const [path, room] of Object.entries(texts)) {
    i18next.addResourceBundle(language, path.replace(/^.*\/|\.json$/g, ''), room)
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
