import { type Language, language } from '../../server/learning/contract.ts'

/** Each language names itself, so that whoever landed in the wrong one finds the way back. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  nl: 'Nederlands',
  de: 'Deutsch',
  fr: 'Français',
}

/** The languages that people and texts can have, to choose from. */
export const languageChoices = language.options.map((value) => ({ value, label: languageNames[value] }))
