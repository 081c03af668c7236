import '../server/app.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { personField } from '../server/import/contract.ts'
import { refusalSentences } from '../server/import/file/refusal.ts'
import { refusals } from '../server/import/refused.ts'
import { headers } from '../server/import/vocabulary.ts'
import { actionNames } from '../server/import/words.ts'
import { sentences, things } from '../server/platform/sentence.ts'

type Texts = { [key: string]: string | Texts }

const root = join(import.meta.dirname, '..')
const languages = ['en', 'nl', 'de', 'fr'] as const
const textsIn = (language: string, room = 'said') =>
  JSON.parse(readFileSync(join(root, `web/locales/${language}/${room}.json`), 'utf8')) as Texts
const textAt = (texts: Texts, key: string) =>
  key.split('.').reduce<Texts | string | undefined>((found, part) => (found as Texts | undefined)?.[part], texts)
/** As the API says it: the screen sets its quotes and spaces. */
const plain: Record<string, string> = { '“': '"', '”': '"', '’': "'", '\u00a0': ' ' }
const straight = (text: unknown) => String(text).replace(/[“”’\u00a0]/g, (sign) => plain[sign] ?? sign)
const placesIn = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, place = '']) => place.charAt(0).toLowerCase() + place.slice(1))
    .toSorted()
const flat = (texts: Texts, prefix = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? prefix + key : flat(text, `${prefix}${key}.`),
  )

const sources = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
)

/** All that says a sentence is in the server's sources: what is not imported by the app would be missed otherwise. */
const declared = sources
  .filter((path) => path !== 'platform/sentence.ts')
  .flatMap((path) => [...readFileSync(join(root, 'server', path), 'utf8').matchAll(/\bsentence\(\s*'([^']+)'/g)])
  .map(([, key = '']) => key)

it('every sentence of the sources is known to the app', () => {
  expect(declared.toSorted()).toEqual([...sentences.keys()].toSorted())
})

describe.each(languages)('what the server says, in %s', (language) => {
  const texts = textsIn(language)

  it('is there for every sentence and thing that the server has, and for no other', () => {
    const known = [...sentences.keys(), ...things.map((thing) => `thing.${thing}`), 'more']
    expect(flat(texts).toSorted()).toEqual(known.toSorted())
  })

  it('names the same things as the sentence of the API', () => {
    const differing = [...sentences].flatMap(([key, text]) => {
      const said = String(textAt(texts, key))
      return placesIn(said).join() === placesIn(text).join() ? [] : [`${key}: ${said}`]
    })
    expect(differing).toEqual([])
  })
})

it('the English screen says what the API says', () => {
  const texts = textsIn('en')
  const differing = [...sentences].filter(([key, text]) => straight(textAt(texts, key)) !== text)
  expect(differing).toEqual([])
})

describe('what is said of files', () => {
  it('when one is refused, is the same on the English screen and in the answer, and is there in every language', () => {
    const known: Texts = { ...refusalSentences, ...refusals }
    const texts = JSON.stringify(textsIn('en', 'import').refusal).replaceAll('\u00a0', ' ')
    expect(JSON.parse(texts)).toMatchObject(known)
    for (const language of languages) {
      const said = Object.keys(textsIn(language, 'import').refusal ?? {})
      expect(said).toEqual(expect.arrayContaining(Object.keys(known)))
    }
  })

  it.each(languages)(
    'as the name of a column or of an action, is the same in a file and on the screen, in %s',
    (language) => {
      const texts = textsIn(language, 'import')
      for (const field of personField.options) {
        expect(textAt(texts, `field.${field}`)).toBe(headers[field][language])
      }
      for (const [action, names] of Object.entries(actionNames)) {
        const onScreen = String(textAt(texts, `action.${action}`))
        // A sheet has a name of 31 characters at most.
        if (onScreen.length <= 31) expect(names[language]).toBe(onScreen)
        else expect(names[language].length).toBeLessThanOrEqual(31)
      }
    },
  )
})

it('what files and mails say in French is set as French is', () => {
  const french = sources.flatMap((path) => {
    const text = readFileSync(join(root, 'server', path), 'utf8')
    return path.endsWith('texts.fr.ts')
      ? text.split('\n')
      : [...text.matchAll(/\bfr:\s+(['"`].*)/g)].map(([, said = '']) => said)
  })
  expect(french.length).toBeGreaterThan(100)
  // The apostrophe is curled; what stands before a high sign may not break.
  const lapses = /\p{L}'\p{L}|[ \u00a0][;?!](?! [`'])|[\p{L}}] :(?! [`'])|\p{L}[;?!]\s|« /u
  expect(french.filter((said) => lapses.test(said))).toEqual([])
})
