import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Author, Batch, FactChange, Thing, ThingKind } from '../../server/history/contract.ts'
import { wordsOf } from '../enrollment/why.ts'
import english from '../locales/en/history.json' with { type: 'json' }
import dutch from '../locales/nl/history.json' with { type: 'json' }
import { type Act, actSentence } from './act.ts'

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: { en: { history: english }, nl: { history: dutch } },
    interpolation: { escapeValue: false },
  }),
)

const ada: Author = { kind: 'user', id: 1, name: 'Ada' }
const thing = (kind: ThingKind, name: string, id = 7): Thing => ({ kind, id, name })
const ann = thing('user', 'Ann')
const forklift = thing('activity', 'Forklift basics')
const nightShift = thing('team', 'Night shift')
const packing = thing('department', 'Packing', 8)
const warehouse = thing('department', 'Warehouse', 9)

/** A batch about these things; `others` counts those that are not named. */
const did = (
  kind: string,
  things: readonly Thing[] = [],
  given: Partial<Act> & { others?: Partial<Record<ThingKind, number>> } = {},
): Act => {
  const { others = {}, ...rest } = given
  const kinds = [...new Set([...things.map((one) => one.kind), ...(Object.keys(others) as ThingKind[])])].map(
    (one) => ({ kind: one, count: things.filter(({ kind: its }) => its === one).length + (others[one] ?? 0) }),
  )
  const more = Object.values(others).reduce((sum, one) => sum + one, 0)
  return {
    id: 12,
    kind,
    author: ada,
    at: '2026-05-03T10:00:00Z',
    facts: 1,
    told: [],
    about: { things: [...things], more, isWhole: true, kinds },
    ...rest,
  }
}

const said = (act: Act, language: 'en' | 'nl' = 'en') =>
  wordsOf(actSentence(act, { t: i18next.getFixedT(language), language, links: false }), language)
const both = (act: Act) => [said(act), said(act, 'nl')]

const edited = (about: Thing, fields: FactChange['fields']): FactChange => ({
  fact: 'users',
  happened: 'changed',
  about: [about],
  fields,
})
const feed: Author = { kind: 'feed', id: null, name: null }
const enrolled = did('import.enroll', [forklift, ann], { author: feed })
const enrolledIn = (one: Thing): FactChange => ({
  fact: 'memberships',
  happened: 'made',
  about: [forklift, one],
  fields: [],
})
const moved = (field: string, before: Thing | string | null, after: Thing | string | null) => ({ field, before, after })

describe('what somebody did', () => {
  it.each<[string, string, Act]>([
    [
      'Ada enrolled Ann in Forklift basics.',
      'Ada schreef Ann in voor Forklift basics.',
      did('enrollment.add', [forklift, ann]),
    ],
    [
      'Ada enrolled Ann and Bo in Forklift basics.',
      'Ada schreef Ann en Bo in voor Forklift basics.',
      did('enrollment.add', [forklift], { facts: 2, told: [ann, thing('user', 'Bo', 8)].map(enrolledIn) }),
    ],
    [
      'Ada enrolled 412 people in Forklift basics.',
      'Ada schreef 412 personen in voor Forklift basics.',
      did('enrollment.add', [forklift], { facts: 412 }),
    ],
    [
      'Ada ended the enrollment of Ann in Forklift basics.',
      'Ada beëindigde de inschrijving van Ann voor Forklift basics.',
      did('enrollment.end', undefined, { here: { activity: forklift, people: { named: [ann], total: 1 } } }),
    ],
    [
      'Ada ended the enrollments of 12 people in Forklift basics, by a file.',
      'Ada beëindigde de inschrijvingen van 12 personen voor Forklift basics, met een bestand.',
      did('import.unenroll', undefined, { here: { activity: forklift, people: { named: [], total: 12 } } }),
    ],
    [
      'Ada excluded Ann and 2 more from Forklift basics.',
      'Ada sloot Ann en nog 2 uit van Forklift basics.',
      did('exclusion.add', [ann, forklift], { others: { user: 2 } }),
    ],
    [
      'Ada enrolled 412 people in Forklift basics, by a file.',
      'Ada schreef 412 personen in voor Forklift basics, met een bestand.',
      did('import.enroll', [forklift], { facts: 412 }),
    ],
    [
      'The command line added or updated Ann and 998 more, by a file.',
      'De opdrachtregel voegde Ann en nog 998 toe of werkte bij, met een bestand.',
      did('import.users', [ann], { others: { user: 998 }, author: feed }),
    ],
    [
      'Ada changed who is in the teams Night shift and 4 more, by a file.',
      'Ada wijzigde wie in de teams Night shift en nog 4 zit, met een bestand.',
      did('import.teams', [nightShift, ann], { others: { team: 4 } }),
    ],
    ['Ada made team Night shift.', 'Ada maakte team Night shift.', did('team.create', [nightShift])],
    [
      'Ada archived the teams Night shift and 4 more.',
      'Ada archiveerde de teams Night shift en nog 4.',
      did('team.archive', [nightShift], { others: { team: 4 } }),
    ],
    [
      'Ada added Ann to team Night shift.',
      'Ada voegde Ann toe aan team Night shift.',
      did('team.addMembers', [nightShift, ann]),
    ],
    [
      'Ada replaced department Packing by Warehouse.',
      'Ada verving afdeling Packing door Warehouse.',
      did('department.replace', [forklift], { succession: { replaced: packing, by: warehouse } }),
    ],
    [
      'Ada merged department Packing into Warehouse.',
      'Ada liet afdeling Packing opgaan in Warehouse.',
      did('department.merge', [packing, warehouse], { succession: { replaced: packing, by: warehouse } }),
    ],
    [
      'Ada merged the departments Packing and Warehouse.',
      'Ada voegde de afdelingen Packing en Warehouse samen.',
      did('department.merge', [packing, warehouse], { succession: null }),
    ],
    [
      'Ada edited rule Forklift NL.',
      'Ada bewerkte regel Forklift NL.',
      did('rule.edit', [thing('rule', 'Forklift NL')]),
    ],
    [
      'The calendar moved on to 25 Nov 2020.',
      'De kalender ging naar 25 nov 2020.',
      did('calendar.day', [thing('academy', 'Rakema')], {
        told: [
          {
            fact: 'academy',
            happened: 'changed',
            about: [thing('academy', 'Rakema')],
            fields: [moved('today', '2020-11-24', '2020-11-25')],
          },
        ],
      }),
    ],
    [
      'A write from outside changed Ann and team Night shift.',
      'Een wijziging van buiten veranderde Ann en team Night shift.',
      did('academy.outside', [ann, nightShift], { author: { kind: 'outside write', id: null, name: null } }),
    ],
    [
      'Ada undid “The command line enrolled Ann in Forklift basics, by a file”.',
      'Ada maakte ongedaan: “De opdrachtregel schreef Ann in voor Forklift basics, met een bestand”.',
      did('undo', [forklift, ann], { undone: { act: enrolled, isBack: false } }),
    ],
    [
      'Ada brought back “The command line enrolled Ann in Forklift basics, by a file”.',
      'Ada herstelde wat ongedaan was gemaakt: “De opdrachtregel schreef Ann in voor Forklift basics, met een bestand”.',
      did('undo', [forklift, ann], { undone: { act: enrolled, isBack: true } }),
    ],
  ])('is said in both languages: %s', (en, nl, act) => {
    expect(both(act)).toEqual([en, nl])
  })

  it('names where somebody was moved to, where that is all', () => {
    const rakema = thing('company', 'Rakema')
    const edit = (...fields: FactChange['fields']) => said(did('user.edit', [ann], { told: [edited(ann, fields)] }))
    expect(edit(moved('department', null, warehouse))).toBe('Ada moved Ann to department Warehouse.')
    expect(edit(moved('department', warehouse, null))).toBe('Ada took Ann out of their department.')
    expect(edit(moved('company', null, rakema), moved('department', null, warehouse))).toBe(
      'Ada moved Ann to department Warehouse of Rakema.',
    )
    expect(edit(moved('manager', null, thing('user', 'Ruth', 8)))).toBe('Ada made Ruth the manager of Ann.')
    expect(edit(moved('status', 'active', 'inactive'))).toBe('Ada made Ann inactive.')
    expect(edit(moved('department', null, warehouse), moved('email', 'a@b.c', 'b@b.c'))).toBe(
      'Ada changed the department and e-mail address of Ann.',
    )
  })

  it('says of an edit of assignments whether it assigned or ended', () => {
    const linked = (happened: FactChange['happened']) =>
      said(
        did('assignment.edit', [nightShift, forklift], {
          told: [{ fact: 'assignments', happened, about: [nightShift, forklift], fields: [] }],
        }),
      )
    expect(linked('made')).toBe('Ada assigned Forklift basics to team Night shift.')
    expect(linked('ended')).toBe('Ada ended the assignment of Forklift basics to team Night shift.')
    expect(linked('changed')).toBe('Ada edited what is assigned to team Night shift.')
  })

  it('tells whoever completes something themselves from whoever records it of another', () => {
    const own = { author: { kind: 'user', id: ann.id, name: 'Ann' } as const }
    expect(said(did('completion.add', [ann, forklift], own))).toBe('Ann completed Forklift basics.')
    expect(said(did('completion.add', [ann, forklift]))).toBe('Ada recorded that Ann completed Forklift basics.')
  })

  it('says only that there were some where no name is known', () => {
    expect(said(did('assignment.assign', [forklift, nightShift], { others: { qualification: 1 } }))).toBe(
      'Ada assigned Forklift basics and qualifications to team Night shift.',
    )
  })

  it('says that it was one of its kind where a reader is not told which', () => {
    expect(both(did('rule.create'))).toEqual(['Ada made a rule.', 'Ada maakte een regel.'])
    expect(both(did('qualification.edit', [ann]))).toEqual([
      'Ada edited a qualification.',
      'Ada bewerkte een kwalificatie.',
    ])
    expect(both(did('team.archive'))).toEqual(['Ada archived a team.', 'Ada archiveerde een team.'])
    expect(both(did('activity.edit'))).toEqual(['Ada edited a learning activity.', 'Ada bewerkte een leeractiviteit.'])
  })

  it('is a readable line for a kind of act that is not known here', () => {
    expect(both(did('badge.give', [ann]))).toEqual(['Ada changed Ann.', 'Ada veranderde Ann.'])
    expect(both(did('badge.give'))).toEqual([
      'Ada did something that is not told here (badge.give).',
      'Ada deed iets dat hier niet wordt verteld (badge.give).',
    ])
  })

  it('is a readable line where only the head of the batch is known', () => {
    const { id, kind, author, at } = did('enrollment.add')
    expect(said({ id, kind, author, at })).toBe('Ada enrolled people in learning activities.')
    expect(said({ id, kind: 'assignment.edit', author, at })).toBe('Ada edited assignments.')
    expect(said({ id, kind, author: { kind: 'user', id: 4, name: null }, at })).toBe(
      'Someone who was erased enrolled people in learning activities.',
    )
  })
})

describe('an edit', () => {
  const editedIn = (about: Thing, ...fields: FactChange['fields']) =>
    both(did(`${about.kind}.edit`, [about], { told: [edited(about, fields)] }))
  it('says what became of a thing where there is a word for it, and else what of it was changed', () => {
    expect(editedIn(nightShift, moved('name', 'Late shift', 'Night shift'))).toEqual([
      'Ada renamed team Late shift to Night shift.',
      'Ada hernoemde team Late shift tot Night shift.',
    ])
    expect(editedIn(packing, moved('parent', null, warehouse))).toEqual([
      'Ada moved department Packing below Warehouse.',
      'Ada verplaatste afdeling Packing onder Warehouse.',
    ])
    expect(editedIn(packing, moved('parent', warehouse, null))[0]).toBe(
      'Ada moved department Packing to the top level.',
    )
    // Its people go along, each with a fact of their own; and it stands below nothing there.
    const toRakema = moved('company', thing('company', 'Logistics', 2), thing('company', 'Rakema'))
    const along = edited(thing('user', 'Bo', packing.id), [toRakema])
    const told = [edited(packing, [toRakema, moved('parent', warehouse, null)]), along]
    expect(said(did('department.edit', [packing], { told }))).toBe('Ada moved department Packing to company Rakema.')
    const assigned: FactChange = { fact: 'assignments', happened: 'made', about: [packing, forklift], fields: [] }
    expect(said(did('department.edit', [packing], { told: [...told, assigned] }))).toBe(
      'Ada edited department Packing.',
    )
    // Of a text that was changed its language is told too, which was not.
    expect(editedIn(forklift, moved('language', 'en', 'en'), moved('title', 'Forklift', 'Forklift basics'))).toEqual([
      'Ada edited Forklift basics: title.',
      'Ada bewerkte Forklift basics: titel.',
    ])
    expect(editedIn(thing('rule', 'Loads'), moved('criteria', null, null))[0]).toBe('Ada edited rule Loads.')
  })
})

describe('an act that changed nothing', () => {
  const nothing = { state: 'done', enrolled: 0, resumed: 0, requiredAgain: 0, kept: 0, withdrawn: 0, facts: 0 } as const
  it.each([
    [
      'enrollment.add',
      'Ada enrolled nobody new: nothing changed.',
      'Ada schreef niemand nieuw in: er veranderde niets.',
    ],
    [
      'enrollment.endAndExclude',
      'Ada ended no enrollment: nothing changed.',
      'Ada beëindigde geen inschrijving: er veranderde niets.',
    ],
    ['import.enroll', 'Ada imported a file that changed nothing.', 'Ada importeerde een bestand dat niets veranderde.'],
    [
      'qualification.replace',
      'Ada replaced something that nothing referred to: nothing changed.',
      'Ada verving iets waar niets naar verwees: er veranderde niets.',
    ],
    [
      'user.edit',
      'Ada saved something that was already so: nothing changed.',
      'Ada sloeg op wat al zo was: er veranderde niets.',
    ],
  ])('says so: %s', (kind, en, nl) => {
    expect(both(did(kind, [], nothing))).toEqual([en, nl])
  })

  it('may be an undo, of what is told all the same', () => {
    expect(both(did('undo', [], { ...nothing, undone: { act: enrolled, isBack: false } }))).toEqual([
      'Ada undid “The command line enrolled Ann in Forklift basics, by a file”, of which nothing was left: nothing changed.',
      'Ada maakte ongedaan waarvan niets over was: “De opdrachtregel schreef Ann in voor Forklift basics, met een bestand”. Er veranderde niets.',
    ])
  })

  it('is not one that moved enrollments without a fact, that still runs, or of which a part is told', () => {
    expect(said(did('enrollment.end', [], { ...nothing, kept: 1 }))).not.toContain('nothing')
    expect(said(did('enrollment.end', [], { ...nothing, state: 'running' }))).not.toContain('nothing')
    expect(said(did('enrollment.add', [], { facts: 0 }))).not.toContain('nothing')
    expect(said(did('user.invite', [], nothing))).toBe('Ada invited someone.')
    expect(said(did('user.invite', [ann], nothing))).toBe('Ada invited Ann.')
  })
})

describe('an act with more facts than are read', () => {
  it('does not count what there is much of', () => {
    const many = did('user.import', [ann], { others: { user: 998 } })
    expect(said(many)).toContain('and 998 more')
    const about = { ...many.about, isWhole: false } as Batch['about']
    expect(said({ ...many, about })).toContain('and many more')
  })
})
