import type { Language } from '../learning/contract.ts'
import type { Words } from '../platform/export/export.ts'
import type { ImportAction, PersonField } from './contract.ts'

// The words that files are written in: what templates say, and what is understood of what people write.

/** The headers of the columns that say who somebody is, as templates write them. */
export const headers: Record<PersonField, Words> = {
  employeeNumber: { en: 'Employee number', nl: 'Personeelsnummer', de: 'Personalnummer', fr: 'Matricule' },
  email: { en: 'E-mail', nl: 'E-mail', de: 'E-Mail', fr: 'E-mail' },
  name: { en: 'Name', nl: 'Naam', de: 'Name', fr: 'Nom' },
  company: { en: 'Company', nl: 'Bedrijf', de: 'Unternehmen', fr: 'Entreprise' },
  department: { en: 'Department', nl: 'Afdeling', de: 'Abteilung', fr: 'Service' },
  teams: { en: 'Teams', nl: 'Teams', de: 'Teams', fr: 'Équipes' },
  functions: { en: 'Functions', nl: 'Functies', de: 'Funktionen', fr: 'Fonctions' },
  groups: { en: 'Groups', nl: 'Groepen', de: 'Gruppen', fr: 'Groupes' },
  manager: { en: 'Manager', nl: 'Leidinggevende', de: 'Führungskraft', fr: 'Responsable' },
  language: { en: 'Language', nl: 'Taal', de: 'Sprache', fr: 'Langue' },
  status: { en: 'Status', nl: 'Status', de: 'Status', fr: 'Statut' },
  addedOn: { en: 'Date added', nl: 'Datum toegevoegd', de: 'Hinzugefügt am', fr: 'Date d’ajout' },
}

/** What else such a column is called in the files of others. */
const alsoCalled: Record<PersonField, readonly string[]> = {
  employeeNumber: [
    'employee no',
    'employee nr',
    'employee id',
    'personnel number',
    'staff number',
    'personeelsnr',
    'medewerkernummer',
    'mitarbeiternummer',
    'numéro de personnel',
    'numéro employé',
  ],
  email: [
    'email',
    'mail',
    'e-mail address',
    'email address',
    'e-mailadres',
    'emailadres',
    'e-mail-adresse',
    'adresse e-mail',
    'courriel',
  ],
  name: ['full name', 'employee', 'volledige naam', 'vollständiger name', 'nom complet'],
  company: ['organisation', 'organization', 'firma', 'société'],
  department: ['afd', 'département'],
  teams: ['team', 'équipe'],
  functions: ['function', 'job', 'job title', 'functie', 'funktion', 'fonction'],
  groups: ['group', 'groep', 'gruppe', 'groupe'],
  manager: ['manager e-mail', 'reports to', 'leidinggevende e-mail', 'vorgesetzter', 'vorgesetzte', 'supérieur'],
  language: [],
  status: ['state', 'état'],
  addedOn: ['added', 'start date', 'in service', 'toegevoegd', 'in dienst', 'hinzugefügt', 'eintritt', 'ajout'],
}

/** A header as it is compared: no case, no spaces, dashes or dots. */
const headerKey = (header: string) => header.toLowerCase().replace(/[\s._\-:*()'’]+/g, '')

const fields = new Map(
  (Object.keys(headers) as PersonField[]).flatMap((field) =>
    [...Object.values(headers[field]), ...alsoCalled[field]].map((word) => [headerKey(word), field] as const),
  ),
)

/** Which column a header names, if it is one that says who somebody is. */
export const fieldOf = (header: string): PersonField | undefined => fields.get(headerKey(header))

/** Headers of which a sheet has one, where it is a list of people. */
export const identifyingHeaders: readonly string[] = (['employeeNumber', 'email'] as const).flatMap((field) =>
  [...Object.values(headers[field]), ...alsoCalled[field]].map((word) => word.toLowerCase()),
)

/** The columns of an action that are about the person; all others are for reading along. */
export function fieldsOf(action: ImportAction): readonly PersonField[] {
  const who = ['employeeNumber', 'email'] as const
  return action === 'users' ? (Object.keys(headers) as PersonField[]) : who
}

/** The name of the last column of a problem file, which says what is wrong in the row, and is not read. */
export const problemHeader: Words = {
  en: 'What is wrong',
  nl: 'Wat er niet klopt',
  de: 'Was nicht stimmt',
  fr: 'Ce qui ne va pas',
}
export const isProblemHeader = (header: string) => Object.values(problemHeader).includes(header)

/** Empties a field. */
const clearing = new Set(['(clear)', '(leeg)', '(leeren)', '(vider)'])
export const isClearing = (text: string) => clearing.has(text.toLowerCase())

/** Ends what a column is about, in the actions that assign. */
export const isEnding = (text: string) => text === '-' || text === '–' || text === '—'

export const statusWords: Record<'active' | 'inactive', Words> = {
  active: { en: 'active', nl: 'actief', de: 'aktiv', fr: 'actif' },
  inactive: { en: 'inactive', nl: 'inactief', de: 'inaktiv', fr: 'inactif' },
}

export function statusOf(text: string): 'active' | 'inactive' | undefined {
  const word = text.toLowerCase()
  return (['active', 'inactive'] as const).find((status) => Object.values(statusWords[status]).includes(word))
}

const languageNames: Record<Language, readonly string[]> = {
  en: ['en', 'english', 'engels', 'englisch', 'anglais'],
  nl: ['nl', 'dutch', 'nederlands', 'niederländisch', 'néerlandais'],
  de: ['de', 'german', 'duits', 'deutsch', 'allemand'],
  fr: ['fr', 'french', 'frans', 'französisch', 'français'],
}

export const languageCodes = Object.keys(languageNames) as Language[]

/** A language by its code, whatever follows it (`nl-NL`), or by its name in any language. */
export function languageOf(text: string): Language | undefined {
  const word = text.toLowerCase()
  const code = word.split(/[-_]/)[0] ?? ''
  return languageCodes.find((language) => language === code || languageNames[language].includes(word))
}

/**
 * A day as `YYYY-MM-DD`, whatever time of it is said; undefined when it is none, or when it is not plain which of two it is
 * (`05/06/2026`).
 */
export function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text)
  if (iso) return validDay(iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})[-.](\d{1,2})[-.](\d{4})(?:,? \d{1,2}:\d\d.*)?$/.exec(text)
  if (dotted) return validDay(dotted[3], dotted[2], dotted[1])
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? \d{1,2}:\d\d.*)?$/.exec(text)
  if (!slashed) return undefined
  const [, first, second, year] = slashed
  if (first === second || Number(first) > 12) return validDay(year, second, first)
  return Number(second) > 12 ? validDay(year, first, second) : undefined
}

/** From 1 January 1900 to 1 January 1904, and to 1 January 1970, as spreadsheet programs count. */
const [daysTo1904, daysTo1970] = [1462, 25_569]
const millisecondsOfDay = 86_400_000

/**
 * A day in digits alone: as HR systems write it (`20260531`), or one that lost its format in a spreadsheet and is the number
 * by which programs know it (`46173`, with a time of day behind the point); undefined when that is no day of our times.
 */
export function dayOfDigits(text: string, { from1904 }: { from1904: boolean }): string | undefined {
  const together = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(text)
  if (together) return validDay(together[1], together[2], together[3])
  if (!/^\d{5}(\.\d+)?$/.test(text)) return undefined
  const days = Math.trunc(Number(text)) + (from1904 ? daysTo1904 : 0) - daysTo1970
  const day = new Date(days * millisecondsOfDay).toISOString().slice(0, 10)
  return day >= '1950-01-01' && day < '2100-01-01' ? day : undefined
}

function validDay(year = '', month = '', day = ''): string | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${written}T00:00:00Z`)
  const isOne = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written)
  return isOne && written >= '1900-01-01' && written < '2200-01-01' ? written : undefined
}

/** Several names in one cell, apart by semicolons or line breaks. */
export function namesIn(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
