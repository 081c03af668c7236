import type { Language } from '../../learning/contract.ts'
import type { MailTexts } from './mailTexts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'
import { fr } from './texts.fr.ts'
import { nl } from './texts.nl.ts'

const spoken: Record<Language, MailTexts> = { en, nl, de, fr }

/** Whoever reads a mail reads all of it in their own language; only titles may be in another, where they have none in it. */
export const textsIn = (language: Language): MailTexts => spoken[language]
