import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { screenLanguages } from './language.ts'

const web = fileURLToPath(new URL('..', import.meta.url))
/** Read from disk, so that a language that is begun is held to the others before it is spoken. */
const languages = readdirSync(join(web, 'locales'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const others = languages.filter((language) => language !== 'en')
type Texts = { [key: string]: string | Texts }

const rooms = [...new Set(languages.flatMap((language) => readdirSync(join(web, 'locales', language))))]

function keysOf(language: string, room: string): string[] {
  return flat(JSON.parse(readFileSync(join(web, 'locales', language, room), 'utf8')) as Texts)
}

function flat(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [prefix + key] : flat(text, `${prefix}${key}.`),
  )
}

function placesOf(language: string, room: string): Map<string, string[]> {
  const texts = JSON.parse(readFileSync(join(web, 'locales', language, room), 'utf8')) as Texts
  const at = (key: string) =>
    key.split('.').reduce<Texts | string>((found, part) => (found as Texts)[part] ?? '', texts)
  // A language may begin with the thing that English names further on.
  const places = (text: string) => text.replaceAll('{{Thing}}', '{{thing}}').match(/\{\{?\w+/g)
  return new Map(flat(texts).map((key) => [key, [...new Set(places(String(at(key))))].toSorted()]))
}

/** Words for a person that some languages leave out: where English says "they are in team X", Dutch says "via team X". */
const pronouns = ['{{they', '{{them']

/** The keys that a language needs for English ones: one for each form in which it counts. */
function formsOf(english: readonly string[], language: string): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
  const counted = new Set(english.filter((key) => key.endsWith('_other')).map((key) => key.replace(/_other$/, '')))
  return [
    ...english.filter((key) => !counted.has(key.replace(/_(one|other)$/, ''))),
    ...[...counted].flatMap((key) => pluralCategories.map((form) => `${key}_${form}`)),
  ]
}

/** Without the plural: `added_one` and `added_other` are used as `added`. */
const plain = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')

const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('gallery') && !path.endsWith('.test.ts'))
  // Docstrings show examples with texts of rooms.
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '') }))
const names = rooms.map((room) => room.replace('.json', '')).join('|')
const wholeKey = new RegExp(`['"\`](${names}):([\\w.-]+)['"\`]`, 'g')
const builtKey = new RegExp(`\`(${names}):([\\w.-]*)\\$\\{`, 'g')

describe.each(rooms)('the texts of %s', (room) => {
  const english = keysOf('en', room)
  const name = room.replace('.json', '')

  it.each(languages)('are there in %s, in every form in which it counts, and no others', (language) => {
    expect(keysOf(language, room).toSorted()).toEqual(formsOf(english, language).toSorted())
  })

  it.each(others)('fill the same places in %s as in English', (language) => {
    const inEnglish = placesOf('en', room)
    const differing = [...placesOf(language, room)].flatMap(([key, places]) => {
      const asked = inEnglish.get(key) ?? inEnglish.get(`${plain(key)}_other`) ?? []
      const strange = places.filter((place) => !asked.includes(place))
      const lost = asked.filter((place) => !places.includes(place) && !pronouns.includes(place))
      return [...strange.map((place) => `${key}: strange ${place}`), ...lost.map((place) => `${key}: lost ${place}`)]
    })
    expect(differing).toEqual([])
  })

  it('are all used somewhere', () => {
    const used = new Set<string>()
    const beginnings: string[] = []
    for (const { text } of sources) {
      for (const [, of, key] of text.matchAll(wholeKey)) if (of === name && key) used.add(key)
      for (const [, of, beginning] of text.matchAll(builtKey)) if (of === name) beginnings.push(beginning ?? '')
    }
    const idle = english.filter(
      (key) => !used.has(plain(key)) && !used.has(key) && !beginnings.some((one) => key.startsWith(one)),
    )
    expect(idle).toEqual([])
  })
})

describe('the screens', () => {
  it('use no text that does not exist', () => {
    const known = new Set(
      rooms.flatMap((room) => keysOf('en', room).map((key) => `${room.replace('.json', '')}:${plain(key)}`)),
    )
    const missing = sources.flatMap(({ path, text }) => [
      ...[...text.matchAll(wholeKey)]
        .filter(([, of, key]) => !known.has(`${of}:${key}`) && !known.has(`${of}:${plain(key ?? '')}`))
        .map(([key]) => `${path}: ${key}`),
      ...[...text.matchAll(builtKey)]
        .filter(([, of, beginning]) => ![...known].some((key) => key.startsWith(`${of}:${beginning}`)))
        .map(([key]) => `${path}: ${key}`),
    ])
    expect(missing).toEqual([])
  })

  it('write a sentence as each language does', () => {
    const texts = (language: string) =>
      rooms.flatMap((room) => readFileSync(join(web, 'locales', language, room), 'utf8').split('\n'))
    // French sets a space before high signs, which may not break, and curls its apostrophes; German turns its quotes.
    expect(texts('fr').filter((line) => /\w'\w| [;?»]| : |« /.test(line.replace(/^ *"[^"]*": /, '')))).toEqual([])
    expect(texts('de').filter((line) => /“[^”]*”|\bbitte\b/i.test(line))).toEqual([])
    // Words that belong to a program, such as `after`, and the marks of a sheet are as they are.
    const lapses = /!|\.\.\.|\p{L}'|'\p{L}|\\"|\S {2}\S|(\d|\}\}) (MB|Mo|%)(?!\p{L})/u
    for (const language of languages) expect(texts(language).filter((line) => lapses.test(line))).toEqual([])
  })

  it('count one thing as one', () => {
    const ofOne = languages.flatMap((language) =>
      rooms.flatMap((room) => readFileSync(join(web, 'locales', language, room), 'utf8').split('\n')),
    )
    const several = /_one": ".*\}\} (days|people|dagen|mensen|personen|Tagen|Personen|jours|personnes)\b/
    expect(ofOne.filter((line) => several.test(line))).toEqual([])
  })

  it('speak every language that is claimed', () => {
    expect(rooms.length).toBeGreaterThan(0)
    expect(languages.toSorted()).toEqual(screenLanguages.toSorted())
    for (const language of languages)
      expect(readdirSync(join(web, 'locales', language)).toSorted()).toEqual(rooms.toSorted())
  })
})
