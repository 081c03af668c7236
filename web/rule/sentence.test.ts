import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Criterion, criterion as criterionShape, type NamedThing } from '../../server/rule/contract.ts'
import { wordsOf } from '../enrollment/why.ts'
import english from '../locales/en/rule.json' with { type: 'json' }
import dutch from '../locales/nl/rule.json' with { type: 'json' }
import { type CriterionMatch, criteriaSentence, criterionPhrase, whyNot, whyNotMatched } from './sentence.ts'

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: { en: { rule: english }, nl: { rule: dutch } },
    interpolation: { escapeValue: false },
  }),
)

const telling = (language: 'en' | 'nl') => ({ t: i18next.getFixedT(language), language })

const named = (kind: NamedThing['kind'], ...names: string[]): NamedThing[] =>
  names.map((name, place) => ({ kind, id: place + 1, name, archived: false }))

/** A criterion about things of these names. */
const told = (given: Record<string, unknown>, values: NamedThing[] = []) => ({
  criterion: criterionShape.parse({ ...given, ...(values.length > 0 && { ids: values.map(({ id }) => id) }) }),
  values,
})

const both = (given: { criterion: Criterion; values: NamedThing[] }) =>
  (['en', 'nl'] as const).map((language) => spaced(wordsOf(criterionPhrase(given, telling(language)), language)))

/** Days are held together by spaces that do not break. */
const spaced = (words: string) => words.replaceAll('\u00a0', ' ')

describe('a criterion in words', () => {
  const warehouse = named('department', 'Warehouse', 'Office')
  const ruth = named('user', 'Ruth de Wit')

  it.each<[string, string, { criterion: Criterion; values: NamedThing[] }]>([
    ['in company A', 'die bij bedrijf A hoort', told({ kind: 'company' }, named('company', 'A'))],
    [
      'not in company A or B',
      'die niet bij bedrijf A of B hoort',
      told({ kind: 'company', negated: true }, named('company', 'A', 'B')),
    ],
    [
      'in department Warehouse, Office or below',
      'die in afdeling Warehouse, Office of daaronder zit',
      told({ kind: 'department' }, warehouse),
    ],
    [
      'directly in department Warehouse or Office',
      'die rechtstreeks in afdeling Warehouse of Office zit',
      told({ kind: 'department', below: false }, warehouse),
    ],
    ['in team Night', 'die in team Night zit', told({ kind: 'team' }, named('team', 'Night'))],
    [
      'without function Driver',
      'die geen functie Driver heeft',
      told({ kind: 'function', negated: true }, named('function', 'Driver')),
    ],
    ['in group Wardens', 'die in groep Wardens zit', told({ kind: 'group' }, named('group', 'Wardens'))],
    [
      'with language Dutch or German',
      'die als taal Nederlands of Duits heeft',
      told({ kind: 'language', codes: ['nl', 'de'] }),
    ],
    [
      'with a language other than French',
      'die niet als taal Frans heeft',
      told({ kind: 'language', negated: true, codes: ['fr'] }),
    ],
    ['who is a manager', 'die leidinggevende is', told({ kind: 'user', is: 'manager' })],
    ['who is not a manager', 'die geen leidinggevende is', told({ kind: 'user', is: 'manager', negated: true })],
    [
      'reporting to Ruth de Wit at any depth',
      'die direct of indirect onder Ruth de Wit valt',
      told({ kind: 'user', is: 'reports' }, ruth),
    ],
    [
      'not reporting directly to Ruth de Wit',
      'die niet direct onder Ruth de Wit valt',
      told({ kind: 'user', is: 'reports-directly', negated: true }, ruth),
    ],
    ['who is Ruth de Wit', 'die Ruth de Wit is', told({ kind: 'user', is: 'exactly' }, ruth)],
    ['except Ruth de Wit', 'die niet Ruth de Wit is', told({ kind: 'user', is: 'exactly', negated: true }, ruth)],
    [
      'added before 3 May 2020',
      'die vóór 3 mei 2020 is toegevoegd',
      told({ kind: 'added', is: 'before', day: '2020-05-03' }),
    ],
    [
      'added after 3 May 2020',
      'die na 3 mei 2020 is toegevoegd',
      told({ kind: 'added', is: 'after', day: '2020-05-03' }),
    ],
    ['added on 3 May 2020', 'die op 3 mei 2020 is toegevoegd', told({ kind: 'added', is: 'on', day: '2020-05-03' })],
    [
      'added between 3 May 2020 and 1 Jul 2021',
      'die tussen 3 mei 2020 en 1 jul 2021 is toegevoegd',
      told({ kind: 'added', is: 'between', from: '2020-05-03', to: '2021-07-01' }),
    ],
    [
      'added in the last 30 days',
      'die in de laatste 30 dagen is toegevoegd',
      told({ kind: 'added', is: 'in-last-days', days: 30 }),
    ],
    ['added today', 'die vandaag is toegevoegd', told({ kind: 'added', is: 'in-last-days', days: 1 })],
    [
      'added at least 1,000 days ago',
      'die minstens 1.000 dagen geleden is toegevoegd',
      told({ kind: 'added', is: 'at-least-days-ago', days: 1000 }),
    ],
  ])('is: %s', (en, nl, given) => {
    expect(both(given)).toEqual([en, nl])
  })

  it('names the first of many, and how many more there are', () => {
    const many = told({ kind: 'team' }, named('team', 'A', 'B', 'C', 'D', 'E', 'F', 'G'))
    expect(both(many)[0]).toBe('in team A, B, C, D or 3 others')
    // A list brings the names of the first only; the criterion knows how many it has.
    expect(both({ ...many, values: many.values.slice(0, 3) })[1]).toBe('die in team A, B, C of 4 andere zit')
  })

  it('shows three dots for what is not chosen yet', () => {
    expect(both({ criterion: { kind: 'department', negated: false, ids: [], below: true }, values: [] })[0]).toBe(
      'in department …',
    )
    expect(both({ criterion: { kind: 'added', is: 'on', negated: false, day: '' }, values: [] })[1]).toBe(
      'die op … is toegevoegd',
    )
    expect(
      both({ criterion: { kind: 'added', is: 'in-last-days', negated: false, days: Number.NaN }, values: [] })[0],
    ).toBe('added …')
  })

  it('says what is archived, where that matters', () => {
    const gone = told({ kind: 'team' }, [{ kind: 'team', id: 1, name: 'Night', archived: true }])
    expect(both(gone)[0]).toBe('in team Night')
    expect(wordsOf(criterionPhrase(gone, { ...telling('en'), marksArchived: true }), 'en')).toBe(
      'in team Night (archived)',
    )
  })

  it('links what it names, for those who may open it', () => {
    expect(criterionPhrase(told({ kind: 'team' }, named('team', 'Night')), { ...telling('en'), links: true })).toEqual({
      sentence: 'in team {values}',
      parts: { values: { anyOf: [{ text: 'Night', to: '/organise/teams/1' }] } },
    })
  })
})

describe('criteria as a sentence', () => {
  const said = (criteria: Parameters<typeof criteriaSentence>[0], language: 'en' | 'nl' = 'en') =>
    wordsOf(criteriaSentence(criteria, telling(language)), language)

  it('are everyone when there are none', () => {
    expect([said([]), said([], 'nl')]).toEqual(['Everyone.', 'Iedereen.'])
  })

  it('are joined, since all have to be met', () => {
    const criteria = [
      told({ kind: 'company' }, named('company', 'Rakema')),
      told({ kind: 'department' }, named('department', 'Warehouse')),
      told({ kind: 'added', is: 'in-last-days', days: 30 }),
    ]
    expect(said(criteria)).toBe(
      'Everyone in company Rakema, in department Warehouse or below and added in the last 30 days.',
    )
    const few = criteriaSentence([...criteria, ...criteria], { ...telling('en'), shownCriteria: 2 })
    expect(wordsOf(few, 'en')).toBe('Everyone in company Rakema, in department Warehouse or below and 4 more criteria.')
    expect(said(criteria, 'nl')).toBe(
      'Iedereen die bij bedrijf Rakema hoort, die in afdeling Warehouse of daaronder zit en die in de laatste 30 dagen is toegevoegd.',
    )
  })
})

describe('why somebody is not matched', () => {
  const match = (
    given: Record<string, unknown>,
    { values = [], has = [], met = false, addedOn = null }: Partial<Omit<CriterionMatch, 'criterion'>> = {},
  ): CriterionMatch => ({ ...told(given, values), met, has, addedOn })
  const said = (given: CriterionMatch, language: 'en' | 'nl' = 'en') =>
    spaced(wordsOf(whyNot(given, telling(language)), language))
  const german = match({ kind: 'language', codes: ['nl'] }, { has: named('language', 'de') })
  const office = named('department', 'Office')

  it('says what they have and what the rule asks', () => {
    expect(said(german)).toBe('language is German, the rule asks Dutch')
    expect(said(german, 'nl')).toBe('taal is Duits, de regel vraagt Nederlands')
    expect(said(match({ kind: 'department' }, { values: named('department', 'Warehouse'), has: office }))).toBe(
      'department is Office, the rule asks Warehouse or below',
    )
    expect(said(match({ kind: 'added', is: 'in-last-days', days: 30 }, { addedOn: '2020-05-03' }))).toBe(
      'was added on 3 May 2020, the rule asks in the last 30 days',
    )
  })

  it('says so where they have nothing of the kind', () => {
    expect(said(match({ kind: 'team' }, { values: named('team', 'Night') }))).toBe('is in no team, the rule asks Night')
    expect(said(match({ kind: 'user', is: 'reports' }, { values: named('user', 'Ruth') }))).toBe(
      'reports to nobody, the rule asks Ruth',
    )
    expect(said(match({ kind: 'user', is: 'manager' }))).toBe('is not a manager, the rule asks managers')
  })

  it('says what is left out, for criteria that are negated', () => {
    expect(said(match({ kind: 'department', negated: true }, { values: office, has: office }))).toBe(
      'department is Office, the rule leaves out Office or below',
    )
    expect(said(match({ kind: 'user', is: 'manager', negated: true }), 'nl')).toBe(
      'is leidinggevende, de regel sluit leidinggevenden uit',
    )
  })

  it('tells everything that fails in one sentence, and nothing that does not', () => {
    const met = match({ kind: 'company' }, { values: named('company', 'Rakema'), met: true })
    const noTeam = match({ kind: 'team' }, { values: named('team', 'Night') })
    expect(wordsOf(whyNotMatched([german, met, noTeam], telling('en')), 'en')).toBe(
      'Not matched: language is German, the rule asks Dutch; is in no team, the rule asks Night.',
    )
  })
})
