import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FactChange, Thing, ThingKind } from '../../server/history/contract.ts'
import { wordsOf } from '../enrollment/why.ts'
import english from '../locales/en/history.json' with { type: 'json' }
import dutch from '../locales/nl/history.json' with { type: 'json' }
import { factSentence, fieldChanges } from './factChange.ts'

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: { en: { history: english }, nl: { history: dutch } },
    interpolation: { escapeValue: false },
  }),
)

const telling = (language: 'en' | 'nl') => ({ t: i18next.getFixedT(language), language, links: false })
const thing = (kind: ThingKind, name: string): Thing => ({ kind, id: 7, name })
const ann = thing('user', 'Ann')
const team = thing('team', 'Night shift')
const forklift = thing('activity', 'Forklift basics')

const said = (fact: string, happened: FactChange['happened'], ...about: Thing[]) =>
  (['en', 'nl'] as const).map((language) =>
    wordsOf(factSentence({ fact, happened, about, fields: [] }, telling(language)), language),
  )

describe('a fact in words', () => {
  it('says who joined what, and what was done by hand', () => {
    expect(said('memberships', 'made', team, ann)).toEqual([
      'Ann joined team Night shift.',
      'Ann kwam bij team Night shift.',
    ])
    expect(said('memberships', 'ended', forklift, ann)[0]).toBe(
      'Ann is no longer enrolled in Forklift basics by a person or a file.',
    )
    expect(said('memberships', 'made', thing('function', 'Driver'), ann)[0]).toBe('Ann got function Driver.')
  })

  it('says what leads where', () => {
    expect(said('assignments', 'made', team, forklift)).toEqual([
      'Forklift basics was assigned to team Night shift.',
      'Forklift basics werd toegewezen aan team Night shift.',
    ])
  })

  it('is a readable line for a fact that is not known here', () => {
    expect(said('badges', 'ended', team)).toEqual([
      'Team Night shift was removed.',
      'Team Night shift werd verwijderd.',
    ])
  })
})

describe('the fields of a fact', () => {
  const edit: FactChange = {
    fact: 'users',
    happened: 'changed',
    about: [ann],
    fields: [
      { field: 'addedOn', before: '2020-05-03', after: '2020-05-04' },
      { field: 'department', before: thing('department', 'Office'), after: null },
      { field: 'language', before: 'en', after: 'nl' },
      { field: 'name', before: 'Ann', after: 'Anna' },
      { field: 'status', before: 'active', after: 'inactive' },
      { field: 'shoeSize', before: 1040, after: true },
    ],
  }

  it('are told with what was before and after, what identifies first', () => {
    expect(fieldChanges(edit, telling('en'))).toEqual([
      { name: 'name', before: 'Ann', after: 'Anna' },
      { name: 'department', before: 'Office', after: null },
      { name: 'language', before: 'English', after: 'Dutch' },
      { name: 'day added', before: '3 May 2020', after: '4 May 2020' },
      { name: 'status', before: 'active', after: 'inactive' },
      { name: 'shoe size', before: '1,040', after: 'yes' },
    ])
  })

  it('leave out what a new fact never had', () => {
    const made = { ...edit, happened: 'made' as const, fields: [{ field: 'manager', before: null, after: null }] }
    expect(fieldChanges(made, telling('en'))).toEqual([])
  })
})
