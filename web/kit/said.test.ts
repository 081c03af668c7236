import { beforeAll, expect, it } from 'vitest'
import type { ToSay } from '../../server/platform/contract.ts'
import { speak } from './language.ts'
import { say } from './said.ts'

beforeAll(() => void Object.assign(globalThis, { document: { documentElement: {} } }))

it('says what the server says in the language of the screen, with its word for the thing', async () => {
  const archived = [{ key: 'given.archived', about: { thing: 'department', name: 'Lager' } }]
  await speak('de')
  expect(say(archived, 'in English')).toBe(
    'Abteilung „Lager“ ist archiviert. Zuerst wiederherstellen oder etwas anderes wählen.',
  )
  await speak('nl')
  expect(say(archived, 'in English')).toMatch(/^Afdeling “Lager” is gearchiveerd\./)
})

it('writes days, numbers and lists as the language does', async () => {
  await speak('de')
  expect(say([{ key: 'exclusion.past', about: { until: '2020-05-03', today: '2020-05-04' } }], '')).toContain(
    '3. Mai 2020',
  )
  expect(say([{ key: 'rule.many-values', about: { given: 12_345, most: 10_000 } }], '')).toContain('12.345 Werte')
  expect(say([{ key: 'given.unknown-user', about: { ids: { shown: [1007, 8], more: 2 } } }], '')).toBe(
    'Eine Person mit der Nummer 1007, 8 oder 2 weitere gibt es nicht. Aus der Liste wählen.',
  )
  expect(say([{ key: 'enrollment.inactive', about: { names: { shown: ['Ann', 'Bo'], more: 0 } } }], '')).toContain(
    'Ann und Bo',
  )
})

it('says several sentences one after the other, and in English what it has no words for', async () => {
  await speak('fr')
  const both: ToSay[] = [
    { key: 'access.many-sign-ins', about: {} },
    { key: 'request.in-minutes', about: { minutes: 9 } },
  ]
  expect(say(both, '')).toBe('Il y a eu trop de tentatives de connexion. Réessayez dans 9 minutes.')
  expect(say([...both, { key: 'of.a-newer-server', about: {} }], 'Whatever it was.')).toBe('Whatever it was.')
})
