import { expect, test } from 'vitest'
import { daysAfter, daysBefore } from './calendar.ts'
import { decisions } from './decisions.ts'
import { founding } from './founding.ts'
import { handwork } from './handwork.ts'
import { people } from './people.ts'
import { progressing } from './progress.ts'
import { signIns } from './signIns.ts'
import { staffing } from './staffing.ts'

const days = ['2024-02-29', '2026-11-23', '2027-01-01', '2027-03-07', '2030-12-31']

test.each(days)('on %s, 2,500 people work or worked at Marevelt, and none comes tomorrow', (today) => {
  const all = people(today)
  expect(all).toHaveLength(2500)
  expect(new Set(all.map(({ email }) => email)).size).toBe(2500)
  expect(new Set(all.map(({ name }) => name)).size).toBe(2500)
  expect(all.every(({ addedOn }) => addedOn < today && addedOn > daysBefore(today, 3700))).toBe(true)
  expect(all.every(({ leftOn, addedOn }) => leftOn === null || (leftOn > addedOn && leftOn < today))).toBe(true)
  for (const { key, email } of signIns) expect(all.find((person) => person.key === key)?.email).toBe(email)
})

test.each(days)('on %s, every act lies in the past, and whom it names was told of before', (today) => {
  const all = people(today)
  const told = new Map<string, string>()
  const acts = [...founding(today), ...staffing(today, all), ...decisions(today, all), ...handwork(today, all)]
  for (const { at } of [...acts, ...progressing(today)]) expect(at < `${today}T00:00:00Z`).toBe(true)
  const kinds = Map.groupBy(acts, ({ kind }) => kind)
  expect(kinds.get('user.import')?.length).toBeGreaterThan(50)
  const begin =
    kinds
      .get('user.import')
      ?.map(({ at }) => at)
      .toSorted()[0] ?? ''
  expect(kinds.get('enrollment.add')?.every(({ at }) => at > begin)).toBe(true)
  for (const { key, managerKey } of all) {
    expect(managerKey === null || told.has(managerKey)).toBe(true)
    told.set(key, managerKey ?? '')
  }
})

test('the same day has the same people, and the next day nearly the same', () => {
  expect(people('2026-11-23')).toEqual(people('2026-11-23'))
  const names = new Set(people('2026-11-23').map(({ name }) => name))
  const still = people(daysAfter('2026-11-23', 1)).filter(({ name }) => names.has(name))
  expect(still.length).toBeGreaterThan(2300)
})
