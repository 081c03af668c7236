import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const web = fileURLToPath(new URL('..', import.meta.url))
const languages = ['en', 'nl'] as const
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
  return new Map(flat(texts).map((key) => [key, [...new Set(String(at(key)).match(/\{\{?\w+/g))].toSorted()]))
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
  const [english, dutch] = languages.map((language) => keysOf(language, room)) as [string[], string[]]
  const name = room.replace('.json', '')

  it('are the same in every language', () => {
    expect(dutch.toSorted()).toEqual(english.toSorted())
  })

  it('leave no place to fill that the English one has not', () => {
    const english = placesOf('en', room)
    const strange = [...placesOf('nl', room)].flatMap(([key, places]) =>
      places.filter((place) => !english.get(key)?.includes(place)).map((place) => `${key}: ${place}`),
    )
    expect(strange).toEqual([])
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

  it('speak every language that is claimed', () => {
    expect(rooms.length).toBeGreaterThan(0)
    for (const language of languages)
      expect(readdirSync(join(web, 'locales', language)).toSorted()).toEqual(rooms.toSorted())
  })
})
