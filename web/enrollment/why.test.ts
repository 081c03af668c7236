import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Cause, causeKind } from '../../server/enrollment/contract.ts'
import { type ScreenLanguage, screenLanguages } from '../kit/language.ts'
import german from '../locales/de/enrollment.json' with { type: 'json' }
import english from '../locales/en/enrollment.json' with { type: 'json' }
import french from '../locales/fr/enrollment.json' with { type: 'json' }
import dutch from '../locales/nl/enrollment.json' with { type: 'json' }
import { whyEnrolled, whyStill, wordsOf } from './why.ts'

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: {
      en: { enrollment: english },
      nl: { enrollment: dutch },
      de: { enrollment: german },
      fr: { enrollment: french },
    },
    interpolation: { escapeValue: false },
  }),
)

const cause = (kind: Cause['kind'], given: Partial<Cause> = {}): Cause => ({
  assignmentId: 1,
  kind,
  audience: { id: 4, name: 'Warehouse' },
  through: null,
  since: '2020-05-03T10:00:00Z',
  by: null,
  heldSince: null,
  ...given,
})

const bo = { id: 9, name: 'Bo Smit' }
const bhv = { id: 3, name: 'BHV' }
const enrolled = { state: 'active', enrolledAt: '2020-05-03T10:00:00Z', changedAt: '2020-06-01T10:00:00Z' } as const
const telling = (language: ScreenLanguage = 'en', subject: 'they' | 'you' = 'they') => ({
  t: i18next.getFixedT(language),
  language,
  subject,
  links: true,
})

const said = (causes: Cause[], language: ScreenLanguage = 'en', subject: 'they' | 'you' = 'they') =>
  spaced(wordsOf(whyEnrolled({ ...enrolled, causes }, telling(language, subject)), language))

/** Days are held together by spaces that do not break. */
const spaced = (words: string) => words.replaceAll('\u00a0', ' ')

describe('why someone is enrolled', () => {
  it('names every cause, in one sentence', () => {
    expect(said([cause('team'), cause('by-hand', { audience: null, by: bo })])).toBe(
      'Enrolled because they are in team Warehouse (since 3 May 2020) and Bo Smit enrolled them by hand on 3 May 2020.',
    )
  })

  it('is said to the person themselves with you', () => {
    expect(said([cause('company'), cause('by-manager', { audience: null, by: bo })], 'en', 'you')).toBe(
      'Enrolled because you are in company Warehouse (since 3 May 2020) and Bo Smit, a manager, enrolled you on 3 May 2020.',
    )
  })

  it('names the qualification and what it came through', () => {
    expect(said([cause('department-below', { through: bhv })])).toBe(
      'Enrolled because they have qualification BHV through department Warehouse and those below (since 3 May 2020).',
    )
  })

  it('orders the words as Dutch does', () => {
    expect(said([cause('team'), cause('function', { through: bhv })], 'nl')).toBe(
      'Ingeschreven via team Warehouse (sinds 3 mei 2020) en via functie Warehouse met kwalificatie BHV (sinds 3 mei 2020).',
    )
  })

  it('orders the words as German and French do', () => {
    const causes = [cause('team'), cause('by-hand', { audience: null, by: bo })]
    expect(said(causes, 'de')).toBe(
      'Eingeschrieben über Team Warehouse (seit 3. Mai 2020) und von Hand durch Bo Smit am 3. Mai 2020.',
    )
    expect(said(causes, 'fr')).toBe(
      'Inscription par l’équipe Warehouse (depuis le 3 mai 2020) et à la main par Bo Smit le 3 mai 2020.',
    )
  })

  it('does without a day and without a name where there is none', () => {
    expect(said([cause('rule', { since: null }), cause('import', { audience: null, since: null })])).toBe(
      'Enrolled because they match the rule Warehouse and an import enrolled them.',
    )
  })

  it.each(causeKind.options)('leaves no place open for a cause of the kind %s, in any language', (kind) => {
    // A language is named by its code.
    const audience = { id: 1, name: 'de' }
    const causes = [
      cause(kind, { audience }),
      cause(kind, { audience: null }),
      cause(kind, { audience, by: bo }),
      cause(kind, { audience, through: bhv }),
      cause(kind, { audience, since: null }),
    ]
    for (const language of screenLanguages) expect(said(causes, language)).not.toMatch(/[{}]|why\./)
  })

  it('says since when it is kept, or withdrawn, in place of causes', () => {
    const words = (state: 'kept' | 'withdrawn') =>
      spaced(wordsOf(whyEnrolled({ ...enrolled, state, causes: [] }, telling()), 'en'))
    expect(words('kept')).toBe('Kept since 1 Jun 2020: nothing requires it any more.')
    expect(words('withdrawn')).toBe('Withdrawn on 1 Jun 2020.')
  })

  it('names what keeps an enrollment alive that was ended by hand', () => {
    expect(wordsOf(whyStill([cause('team', { since: null })], telling()), 'en')).toBe(
      'Still enrolled because they are in team Warehouse.',
    )
  })

  it('links what has a page, and only for those who may open it', () => {
    const linked = (links: boolean) =>
      JSON.stringify(whyEnrolled({ ...enrolled, causes: [cause('company', { by: bo })] }, { ...telling(), links }))
    expect(linked(true)).toContain('"to":"/organise/companies/4"')
    expect(linked(false)).not.toContain('"to"')
  })
})
