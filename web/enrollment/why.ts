import type { TFunction } from 'i18next'
import type { Cause, Enrollment } from '../../server/enrollment/contract.ts'
import { formatIn } from '../kit/formatIn.ts'
import type { Part } from '../kit/Why.tsx'

/** A sentence with places for links, as `Why` of the kit draws it and `wordsOf` says it. */
export type Reason = { sentence: string; parts: Record<string, Part> }

/** Of whom it is said: to the person ("you are in team …") or about them ("they are in team …"). */
export type Subject = 'you' | 'they'

type Telling = {
  t: TFunction
  language: string
  subject: Subject
  /** Whether what is named is linked: only for those who may open it. */
  links: boolean
}

/** Why an enrollment is as it is: "Enrolled because they are in team Warehouse (since 3 May) and …". */
export function whyEnrolled(
  {
    state,
    enrolledAt,
    changedAt,
    causes,
  }: Pick<Enrollment, 'state' | 'enrolledAt' | 'causes'> & { changedAt?: string },
  telling: Telling,
): Reason {
  const { t, language } = telling
  const day = dayIn(language, changedAt ?? enrolledAt)
  if (state === 'withdrawn') return said(t('enrollment:why.withdrawn', { day }))
  if (state === 'kept') return said(t('enrollment:why.kept', { day }))
  if (causes.length === 0) return said(t('enrollment:why.since', { day: dayIn(language, enrolledAt) }))
  return { sentence: t('enrollment:why.active'), parts: { causes: reasonsOf(causes, telling) } }
}

/** What keeps an enrollment alive after it was ended by hand: "Still enrolled because …". */
export function whyStill(causes: readonly Cause[], telling: Telling): Reason {
  return { sentence: telling.t('enrollment:why.still'), parts: { causes: reasonsOf(causes, telling) } }
}

/** The same sentence in words alone, for a toast. */
export function wordsOf({ sentence, parts }: Reason, language: string): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const part = parts[name]
    return part === undefined ? whole : wordsOfPart(part, language)
  })
}

function wordsOfPart(part: Part, language: string): string {
  if (typeof part === 'string') return part
  if (Array.isArray(part)) return formatIn(language).list(part.map((one) => wordsOfPart(one, language)))
  if ('anyOf' in part) return formatIn(language).anyOf(part.anyOf.map((one) => wordsOfPart(one, language)))
  return 'sentence' in part ? wordsOf(part, language) : part.text
}

function said(sentence: string): Reason {
  return { sentence, parts: {} }
}

/** Each cause by itself: "they are in team Warehouse (since 3 May)". */
export function reasonsOf(causes: readonly Cause[], telling: Telling): Reason[] {
  return causes.map((cause) => reasonOf(cause, telling))
}

function reasonOf(cause: Cause, telling: Telling): Reason {
  const { t, language, subject } = telling
  const day = cause.since === null ? '' : dayIn(language, cause.since)
  const words = {
    they: t(`enrollment:why.subject.${subject}`),
    them: t(`enrollment:why.object.${subject}`),
    since: day && t('enrollment:why.sinceDay', { day }),
    on: day && t('enrollment:why.onDay', { day }),
  }
  const parts = { unit: named(cause, telling), who: by(cause, telling) }
  if (cause.through) {
    const through = { text: cause.through.name, ...to(telling, `${pages.qualification}/${cause.through.id}`) }
    return { sentence: t('enrollment:why.through', words), parts: { through, source: sourceOf(cause, telling) } }
  }
  const byNobody = cause.by === null && ['by-hand', 'by-manager', 'import'].includes(cause.kind)
  const key = byNobody ? `enrollment:why.unnamed.${cause.kind}` : `enrollment:why.cause.${cause.kind}`
  return { sentence: t(key, words), parts }
}

/** A day that is not torn apart at the end of a line. */
function dayIn(language: string, moment: string): string {
  return formatIn(language).day(moment).replaceAll(' ', '\u00a0')
}

type Source = Pick<Cause, 'kind' | 'audience'> & Partial<Pick<Cause, 'by'>>

/** What leads somewhere, as a noun: "team Warehouse", "the function Forklift driver". */
export function sourceOf(cause: Source, telling: Omit<Telling, 'subject'>): Reason {
  const parts = { unit: named(cause, telling), who: by(cause, telling) }
  return { sentence: telling.t(`enrollment:why.source.${cause.kind}`), parts }
}

/** Where what a cause names has its page; what has none yet is named without a link. */
export const pages: Partial<Record<Cause['kind'], string>> = {
  user: '/users',
  company: '/organise/companies',
  department: '/organise/departments',
  'department-below': '/organise/departments',
  team: '/organise/teams',
  function: '/organise/functions',
  group: '/organise/groups',
  qualification: '/organise/qualifications',
  rule: '/organise/rules',
  reports: '/users',
  'all-reports': '/users',
}

function named({ kind, audience }: Source, telling: Omit<Telling, 'subject'>): Part {
  if (!audience) return ''
  if (kind === 'language') return { text: languageName(audience.name, telling.language) }
  const page = pages[kind]
  return { text: audience.name, ...(page && to(telling, `${page}/${audience.id}`)) }
}

function by({ by: author }: Source, telling: Omit<Telling, 'subject'>): Part {
  return author ? { text: author.name, ...to(telling, `/users/${author.id}`) } : ''
}

function to({ links }: Pick<Telling, 'links'>, page: string): { to?: string } {
  return links ? { to: page } : {}
}

function languageName(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
}
