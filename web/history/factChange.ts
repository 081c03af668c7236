import type { FactChange, FieldValue, Thing, ThingKind } from '../../server/history/contract.ts'
import { type Reason, wordsOf } from '../enrollment/why.ts'
import { formatIn } from '../kit/format.ts'
import type { Part } from '../kit/Why.tsx'
import { criteriaSentence } from '../rule/sentence.ts'
import { fieldWord, isThing } from './act.ts'
import { nameOf, nounOf, type Telling } from './things.ts'

/** What became of one fact, as a sentence: "Ann de Vries joined team Night shift." */
export function factSentence({ fact, happened, about }: FactChange, telling: Telling): Reason {
  const { t } = telling
  const [first] = about
  const room = fact === 'memberships' ? `memberships.${memberOf(first?.kind)}` : fact
  const sentence = t(`history:fact.${room}.${happened}`, { defaultValue: '' }) || t(`history:fact.other.${happened}`)
  const parts = partsOf(about, telling)
  const [, opening] = /^\{(\w+)\}/.exec(sentence) ?? []
  return { sentence, parts: opening === undefined ? parts : { ...parts, [opening]: capital(parts[opening]) } }
}

/** A noun as a sentence begins with it; a name as it is. */
function capital(part: Part | undefined): Part {
  if (Array.isArray(part)) return part.map((one, nth) => (nth === 0 ? capital(one) : one))
  if (typeof part !== 'object' || !('sentence' in part)) return part ?? ''
  return { ...part, sentence: part.sentence.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) }
}

/** A person is in a part of the organisation, holds a qualification, or is on the list of an activity. */
function memberOf(kind: ThingKind | undefined): 'activity' | 'qualification' | 'function' | 'unit' {
  return kind === 'activity' || kind === 'qualification' || kind === 'function' ? kind : 'unit'
}

function partsOf(about: readonly Thing[], telling: Telling): Record<string, Part> {
  const of = (...kinds: ThingKind[]): Part => {
    const found = about.find(({ kind }) => kinds.includes(kind))
    return found ? nameOf(found, telling) : telling.t('history:some.thing')
  }
  const noun = (thing: Thing | undefined): Part =>
    thing ? nounOf(thing.kind, [thing], 1, telling) : telling.t('history:some.thing')
  return {
    user: of('user'),
    activity: of('activity'),
    qualification: of('qualification'),
    rule: of('rule'),
    thing: noun(about[0]),
    other: noun(about[1]),
    things: about.map(noun),
  }
}

/** One field of a fact: its name, and what it was and became. Nothing was there before a fact was made. */
export type FieldChange = { name: string; before: string | null; after: string | null }

export function fieldChanges({ fields, happened }: FactChange, telling: Telling): FieldChange[] {
  return fields
    .toSorted((one, other) => placeOf(one.field) - placeOf(other.field))
    .flatMap(({ field, before, after }) => {
      const [was, is] = [valueWords(field, before, telling), valueWords(field, after, telling)]
      // What a new fact does not have, it never had.
      if (happened !== 'changed' && was === null && is === null) return []
      return [{ name: fieldWord(field, telling), before: was, after: is }]
    })
}

/** What identifies comes first; fields that are not here follow in their own order. */
const order = [
  'name',
  'title',
  'email',
  'employeeNumber',
  'company',
  'department',
  'manager',
  'language',
  'description',
]

function placeOf(field: string): number {
  const place = order.indexOf(field)
  return place === -1 ? order.length : place
}

const words = ['status', 'role', 'state', 'onLeaving', 'type'] as const

/** A value as a person reads it; null where there is none. */
export function valueWords(field: string, value: FieldValue, telling: Telling): string | null {
  const { t, language } = telling
  if (value === null || value === '') return null
  if (typeof value === 'boolean') return t(`history:value.${value ? 'yes' : 'no'}`)
  if (typeof value === 'number') return formatIn(language).number(value)
  if (Array.isArray(value)) return wordsOf(criteriaSentence(value, { t, language }), language)
  if (isThing(value)) return value.name
  if ((words as readonly string[]).includes(field)) return t(`history:value.${field}.${value}`, { defaultValue: value })
  if (field === 'language') return new Intl.DisplayNames(language, { type: 'language' }).of(value) ?? value
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? formatIn(language).day(value) : value
}
