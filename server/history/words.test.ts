import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { actWords } from './words.ts'

const server = join(import.meta.dirname, '..')
const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  // What a route allows is written alike.
  .map((path) => readFileSync(join(server, path), 'utf8').replace(/\ballow: '[^']+'/g, ''))

/** Every kind of act that some source writes: `kind: 'user.edit'`, one of two after a question, or of any unit. */
const kinds = new Set(
  sources.flatMap((text) => [
    ...[...text.matchAll(/\bkind: '([a-z]+\.[A-Za-z]+)'/g)].map(([, kind = '']) => kind),
    ...[...text.matchAll(/[?:] '((?:rule|enrollment|exclusion)\.[A-Za-z]+)'/g)].map(([, kind = '']) => kind),
    ...[...text.matchAll(/kind: `\$\{[^}]+\}\.([A-Za-z]+)`/g)].flatMap(([, verb = '']) =>
      ['company', 'department', 'team', 'function', 'group'].map((unit) => `${unit}.${verb}`),
    ),
  ]),
)

test('every kind of act has words in every language, for those who read the history as a file', () => {
  expect(kinds.size).toBeGreaterThan(40)
  const coded = [...kinds, 'undo'].filter((kind) => Object.values(actWords(kind)).includes(kind))
  expect(coded).toEqual([])
})

test('an act says of what kind of thing it is and what was done; one that is not known stays as it is', () => {
  expect(actWords('team.addMembers')).toMatchObject({ en: 'Team: members added', nl: 'Team: leden toegevoegd' })
  expect(actWords('of.another-version').de).toBe('of.another-version')
})
