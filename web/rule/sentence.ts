import type { TFunction } from 'i18next'
import type { z } from 'zod'
import type { Criterion, criterionMatch, NamedThing } from '../../server/rule/contract.ts'
import type { Reason } from '../enrollment/why.ts'
import { formatIn } from '../kit/formatIn.ts'
import type { Part } from '../kit/Why.tsx'

/** A criterion, with the names of what it refers to; of a list perhaps only of the first. */
export type Told = { criterion: Criterion; values: readonly NamedThing[] }

type Telling = {
  t: TFunction
  language: string
  /** Whether what is named is linked, for those who may open it. */
  links?: boolean
  /** Whether what is archived is said to be. */
  marksArchived?: boolean
  /** How many values of one criterion are named, before "and 12 others". */
  shown?: number
  /** Whether a day is told with its year in that year, too: in a file, which is read later. */
  withYears?: boolean
}

/** What a criterion asks, in the order in which each language says it: "in department Warehouse or below". */
export function criterionPhrase(told: Told, telling: Telling): Reason {
  const { t } = telling
  const [word, form] = [wordOf(told.criterion), told.criterion.negated ? 'not' : 'is']
  const key =
    word === 'department' && told.criterion.kind === 'department' && told.criterion.below ? 'departmentBelow' : word
  return { sentence: t(`rule:criterion.${key}.${form}`), parts: { values: asked(told, telling) } }
}

/** Whom criteria match, as one sentence: "Everyone in company Rakema and added in the last 30 days." */
export function criteriaSentence(
  criteria: readonly Told[],
  { shownCriteria = criteria.length, ...telling }: Telling & { shownCriteria?: number },
): Reason {
  const { t } = telling
  if (criteria.length === 0) return { sentence: t('rule:sentence.everyone'), parts: {} }
  const named = criteria.length <= shownCriteria + 1 ? criteria : criteria.slice(0, shownCriteria)
  const count = criteria.length - named.length
  const phrases: Part[] = named.map((told) => criterionPhrase(told, telling))
  const more = count > 0 ? [t('rule:sentence.more', { count })] : []
  return { sentence: t('rule:sentence.some'), parts: { criteria: [...phrases, ...more] } }
}

export type CriterionMatch = z.output<typeof criterionMatch>

/** Why somebody does not meet a criterion: "language is German, the rule asks Dutch". */
export function whyNot(match: CriterionMatch, telling: Telling): Reason {
  const { t } = telling
  const negated = match.criterion.negated
  const parts = {
    has: whatTheyHave(match, telling),
    asked: wordOf(match.criterion) === 'manager' ? t('rule:whyNot.managers') : asked(match, telling),
  }
  return { sentence: negated ? t('rule:whyNot.leavesOut') : t('rule:whyNot.asks'), parts }
}

/** What somebody has of the kind that a criterion is about: "is in team Office and Works council". */
export function whatTheyHave({ criterion, has, met, addedOn }: CriterionMatch, telling: Telling): Reason {
  const { t } = telling
  const word = wordOf(criterion)
  // Whoever manages others has no name to show for it.
  const isIt = word === 'manager' ? met !== criterion.negated : word === 'added' || has.length > 0
  if (!isIt) return { sentence: t(`rule:hasNo.${word}`), parts: {} }
  const names = word === 'added' ? dayIn(telling, addedOn ?? '') : nameSome(has, has.length, telling)
  return { sentence: t(`rule:has.${word}`), parts: { has: names } }
}

/** All that fails, as one sentence: "Not matched: language is German, the rule asks Dutch; is in no team, …". */
export function whyNotMatched(matches: readonly CriterionMatch[], telling: Telling): Reason {
  const failed = matches.filter(({ met }) => !met).map((match) => whyNot(match, telling))
  const places = failed.map((_, place) => `{reason${place}}`).join('; ')
  const parts = Object.fromEntries(failed.map((reason, place) => [`reason${place}`, reason]))
  return { sentence: telling.t('rule:whyNot.whole', { reasons: places }), parts }
}

/** The word under which a criterion's texts stand. */
export function wordOf(criterion: Criterion) {
  return criterion.kind === 'user' ? criterion.is : criterion.kind
}

function asked({ criterion, values }: Told, telling: Telling): Part {
  const { t, language } = telling
  if (criterion.kind === 'added') return { text: when(criterion, telling) }
  if (criterion.kind === 'language')
    return anyOf(
      criterion.codes.map((code) => ({ text: languageName(code, language) })),
      telling,
    )
  if (!('ids' in criterion)) return ''
  const names = nameSome(values, criterion.ids.length, telling)
  return anyOf(criterion.kind === 'department' && criterion.below ? [...names, t('rule:below')] : names, telling)
}

type Added = Extract<Criterion, { kind: 'added' }>

function when(criterion: Added, telling: Telling): string {
  const { t, language } = telling
  switch (criterion.is) {
    case 'between':
      return t('rule:when.between', { from: dayIn(telling, criterion.from), to: dayIn(telling, criterion.to) })
    case 'in-last-days':
    case 'at-least-days-ago':
      if (!Number.isInteger(criterion.days)) return t('rule:unfinished')
      return t(`rule:when.${criterion.is}`, { count: criterion.days, shown: formatIn(language).number(criterion.days) })
    default:
      return t(`rule:when.${criterion.is}`, { day: dayIn(telling, criterion.day) })
  }
}

/** Values that are not chosen yet are three dots, so that the sentence says what it waits for. */
function anyOf(parts: Part[], { t }: Telling): Part {
  const named = parts.filter((part) => typeof part !== 'string')
  return named.length === 0 ? t('rule:unfinished') : { anyOf: parts }
}

/** The first of many, and how many more there are. One more takes no more room than to say that there is one. */
function nameSome(things: readonly NamedThing[], count: number, telling: Telling): Part[] {
  const { t, language, links = false, shown = 4 } = telling
  const named = count <= shown + 1 ? things : things.slice(0, shown)
  const others = count - named.length
  return [
    ...named.map((thing): Part => {
      const text = nameOf(thing, telling)
      return links && thing.kind !== 'language' ? { text, to: pageOf(thing) } : { text }
    }),
    ...(others > 0 ? [{ text: t('rule:others', { count: others, shown: formatIn(language).number(others) }) }] : []),
  ]
}

function nameOf({ kind, name, archived }: NamedThing, { t, language, marksArchived = false }: Telling): string {
  if (kind === 'language') return languageName(name, language)
  return archived && marksArchived ? t('rule:archivedName', { name }) : name
}

const pages: Record<Exclude<NamedThing['kind'], 'language'>, string> = {
  user: '/users',
  company: '/organise/companies',
  department: '/organise/departments',
  team: '/organise/teams',
  function: '/organise/functions',
  group: '/organise/groups',
}

/** Where what a criterion names has its page. */
export function pageOf({ kind, id }: NamedThing): string {
  return kind === 'language' ? '' : `${pages[kind]}/${id}`
}

/** A day that is not torn apart at the end of a line; one that is not chosen yet is three dots. */
function dayIn({ t, language, withYears = false }: Telling, day: string): string {
  if (day === '') return t('rule:unfinished')
  const format = formatIn(language)
  return (withYears ? format.dayWithYear(day) : format.day(day)).replaceAll(' ', '\u00a0')
}

export function languageName(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
}
