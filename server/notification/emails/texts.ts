import type { ActivityType, Language } from '../../learning/contract.ts'
import { en } from './texts.en.ts'
import { nl } from './texts.nl.ts'

/** Every sentence of every mail, in one language. */
export type MailTexts = {
  hello: (name: string) => string
  type: Record<ActivityType, string>
  enrolled: {
    subjectOne: (academy: string, title: string) => string
    subjectMany: (academy: string, count: number) => string
    introOne: string
    introMany: (count: number) => string
    where: string
    open: string
  }
  invitation: {
    subject: (academy: string) => string
    intro: (academy: string) => string
    open: string
    signInAs: (email: string) => string
    once: (days: number) => string
    linkToCome: string
  }
  sentBy: (academy: string) => string
}

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
