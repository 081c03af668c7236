import type { Language } from '../../learning/contract.ts'
import type { MailTexts } from './mailTexts.ts'
import { en } from './texts.en.ts'
import { nl } from './texts.nl.ts'

const spoken = { en, nl } as const
export type MailLanguage = keyof typeof spoken

export const textsIn = (language: MailLanguage): MailTexts => spoken[language]

/** The language a mail is written in: the reader's, else the academy's, else English. Titles have languages of their own. */
export function mailLanguage(reader: Language, academy: Language): MailLanguage {
  return [reader, academy].find(isSpoken) ?? 'en'
}

function isSpoken(language: Language): language is MailLanguage {
  return Object.hasOwn(spoken, language)
}
