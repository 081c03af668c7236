import i18next from 'i18next'
import type { ToSay } from '../../server/platform/contract.ts'
import { formatIn } from './format.ts'

/** What the server says, in the language of the screen; in English what this screen has no words for, being older. */
export function say(said: readonly ToSay[], english: string): string {
  if (said.length === 0 || !said.every(({ key }) => i18next.exists(`said:${key}`))) return english
  return said.map(({ key, about }) => i18next.t(`said:${key}`, placesOf(about))).join(' ')
}

/** `{{thing}}` has its word in every language, and stands at the beginning of a sentence as `{{Thing}}`. */
function placesOf(about: ToSay['about']): Record<string, string> {
  const words = Object.entries(about).map(([place, value]) => [
    place,
    place === 'thing' ? wordFor(value) : inWords(value),
  ])
  const thing = wordFor(about.thing ?? '')
  return { ...Object.fromEntries(words), Thing: thing.charAt(0).toLocaleUpperCase(i18next.language) + thing.slice(1) }
}

const wordFor = (thing: ToSay['about'][string]) =>
  i18next.t(`said:thing.${String(thing)}`, { defaultValue: String(thing) })

/** Of numbers a sentence says that none of them is there; of names, that they all are. */
function inWords(value: ToSay['about'][string]): string {
  const { number, day, list, anyOf } = formatIn(i18next.language)
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value
  const more = value.more > 0 ? [i18next.t('said:more', { shown: number(value.more) })] : []
  return (typeof value.shown[0] === 'number' ? anyOf : list)([...value.shown.map(String), ...more])
}
