import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Reason as Fact, Obstacle, Way } from '../../server/explanation/contract.ts'
import { wordsOf } from '../enrollment/why.ts'
import englishEnrollment from '../locales/en/enrollment.json' with { type: 'json' }
import english from '../locales/en/explanation.json' with { type: 'json' }
import englishRule from '../locales/en/rule.json' with { type: 'json' }
import dutchEnrollment from '../locales/nl/enrollment.json' with { type: 'json' }
import dutch from '../locales/nl/explanation.json' with { type: 'json' }
import dutchRule from '../locales/nl/rule.json' with { type: 'json' }
import { factWords, obstacleWords, stepKey, wayWords } from './words.ts'

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: {
      en: { enrollment: englishEnrollment, explanation: english, rule: englishRule },
      nl: { enrollment: dutchEnrollment, explanation: dutch, rule: dutchRule },
    },
    interpolation: { escapeValue: false },
  }),
)

const telling = (language: 'en' | 'nl' = 'en') => ({
  t: i18next.getFixedT(language),
  language,
  links: false,
  name: 'Ann',
})
const warehouse = { id: 4, name: 'Warehouse' }
const way = (kind: Way['kind'], ...obstacles: Obstacle[]): Way => ({
  assignmentId: 1,
  kind,
  audience: warehouse,
  through: null,
  obstacles,
})
const said = (given: Way, language: 'en' | 'nl' = 'en') =>
  obstacleWords(given, telling(language)).map((reason) => wordsOf(reason, language))
const notIn: Obstacle = { what: 'not-in' }

describe('what keeps somebody out', () => {
  it('is where they are not, or what they have not', () => {
    expect(said(way('team', notIn))).toEqual(['Ann is not in team Warehouse.'])
    expect(said(way('team', notIn), 'nl')).toEqual(['Ann zit niet in team Warehouse.'])
    expect(said(way('function', notIn))).toEqual(['Ann does not have the function Warehouse.'])
    expect(said(way('reports', notIn))).toEqual(['Ann does not report to Warehouse.'])
  })

  it('of a rule is each criterion that fails, beside what stops the rule itself', () => {
    const language: Obstacle = {
      what: 'criterion',
      criterion: { kind: 'language', negated: false, codes: ['nl'] },
      values: [],
      more: 0,
      has: [{ kind: 'language', id: 1, name: 'de', archived: false }],
      addedOn: null,
    }
    const paused: Obstacle = { what: 'rule', state: 'paused', heldSince: '2020-05-03T10:00:00Z' }
    expect(said(way('rule', paused, language))).toEqual([
      'The rule has been paused since 3 May 2020, and Ann did not match then.',
      'Not matched: language is German, the rule asks Dutch.',
    ])
  })

  it('counts the values of a long criterion that the server did not name', () => {
    const names = Array.from({ length: 10 }, (_, nth) => ({
      kind: 'team' as const,
      id: nth + 1,
      name: `T${nth + 1}`,
      archived: false,
    }))
    const teams: Obstacle = {
      what: 'criterion',
      criterion: { kind: 'team', negated: false, ids: names.map(({ id }) => id) },
      values: names,
      more: 90,
      has: [],
      addedOn: null,
    }
    expect(said(way('rule', teams))[0]).toContain('T4 or 96 others')
  })

  it('is nothing where it leads there by now', () => {
    expect(said(way('team'))).toEqual(['Leads here now; what follows is on its way.'])
    const [reason] = obstacleWords(way('team'), { ...telling(), isExcluded: true })
    expect(reason?.sentence).toBe('Would enroll Ann, were it not for the exclusion.')
  })

  it('names the qualification that a way goes through', () => {
    const through = { ...way('team', notIn), through: { id: 3, name: 'BHV' } }
    expect(wordsOf(wayWords(through, telling()), 'en')).toBe('team Warehouse, by qualification BHV')
  })
})

describe('what began or ended an enrollment', () => {
  const fact = (given: Fact, language: 'en' | 'nl' = 'en') => wordsOf(factWords(given, telling(language)), language)
  const led = { assignmentId: 1, kind: 'team' as const, audience: warehouse, through: null }

  it('is told by name, with what was before and after', () => {
    expect(fact({ what: 'left', kind: 'team', audience: warehouse, causes: [] })).toBe('Ann left team Warehouse')
    expect(fact({ what: 'joined', kind: 'by-hand', audience: null, causes: [] })).toBe('enrolled by hand')
    expect(fact({ what: 'changed', kind: 'department', from: warehouse, to: null, causes: [] })).toBe(
      'department changed from Warehouse to none',
    )
    expect(fact({ what: 'assigned', causes: [led] }, 'nl')).toBe('het werd toegewezen aan team Warehouse')
    expect(fact({ what: 'excluded', text: 'on leave', causes: [] })).toBe('excluded: “on leave”')
    expect(fact({ what: 'archived', kind: 'activity', thing: null, causes: [] })).toBe('it was archived')
    expect(fact({ what: 'rule-paused', rule: { id: 1, name: 'Forklift NL' }, causes: [] })).toBe(
      'rule Forklift NL was paused',
    )
  })

  it('is one of five steps', () => {
    const steps = [
      ['none', 'active'],
      ['withdrawn', 'active'],
      ['kept', 'active'],
      ['active', 'kept'],
      ['kept', 'withdrawn'],
    ] as const
    expect(steps.map(([from, to]) => stepKey({ from, to }))).toEqual([
      'enrolled',
      'resumed',
      'required-again',
      'kept',
      'withdrawn',
    ])
  })
})
