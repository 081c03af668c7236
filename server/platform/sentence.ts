import type { ToSay } from './contract.ts'

// Sentences that people read are declared, each with a key, in English: the API answers them as they are, with the key and what
// they are about, and a screen says them in its own language.

/** What a sentence is about, by its places: a name, a number or a day, or several of them and how many more there are. */
type About = ToSay['about']
type Several = Exclude<About[string], string | number>

/** A whole sentence, and how to say it in another language. */
export type Said = Readonly<ToSay & { text: string }>

/** `{{name}}` is filled with `name`, `{{Thing}}` with `thing` as a sentence begins with it. */
type PlacesOf<Text extends string> = Text extends `${string}{{${infer Place}}}${infer Rest}`
  ? Uncapitalize<Place> | PlacesOf<Rest>
  : never
type AboutOf<Text extends string> = {
  readonly [Place in PlacesOf<Text>]: Place extends 'thing' ? Thing : About[string]
}

/** What a sentence can call by its kind, `There is no such team`, so that every language has a word for it. */
export const things = [
  'academy',
  'batch',
  'company',
  'department',
  'enrollment',
  'function',
  'group',
  'import',
  'language',
  'learning activity',
  'message',
  'part of the organisation',
  'preview',
  'qualification',
  'rule',
  'team',
  'user',
] as const
export type Thing = (typeof things)[number]

/** Every sentence there is, by its key, for whoever holds the languages to it. */
export const sentences = new Map<string, string>()

/**
 * Declares a sentence. What it answers says it of something.
 *
 *     const archived = sentence('unit.archived', '{{Thing}} "{{name}}" is archived. Restore it first.')
 *     throw conflict('archived', archived({ thing: 'team', name }))
 */
export function sentence<const Text extends string>(
  key: string,
  text: Text,
): (...about: Record<never, never> extends AboutOf<Text> ? [] : [AboutOf<Text>]) => Said {
  if (sentences.has(key)) throw new Error(`two sentences have the key ${key}`)
  sentences.set(key, text)
  return (about: About = {}) => ({ key, about, text: fill(text, about) })
}

/** The first of some things, for a sentence. A long list is cut. */
export function several(all: ReadonlyArray<string | number>, most = 10): Several {
  return { shown: all.slice(0, most), more: Math.max(0, all.length - most) }
}

/** Several sentences, one after the other. */
export function textOf(said: Said | readonly Said[]): string {
  return [said]
    .flat()
    .map(({ text }) => text)
    .join(' ')
}

function fill(text: string, about: About): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => {
    const name = place.charAt(0).toLowerCase() + place.slice(1)
    const words = inWords(about[name] ?? '')
    return name === place ? words : words.charAt(0).toUpperCase() + words.slice(1)
  })
}

/** Numbers as a sentence says that none of them is there, `7, 8 or 9`; names as they follow each other. */
function inWords(value: About[string]): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value.toLocaleString('en')
  const parts = [...value.shown.map(String), ...(value.more > 0 ? [`${value.more} more`] : [])]
  const word = typeof value.shown[0] === 'number' ? 'or' : 'and'
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}` : parts.join('')
}
