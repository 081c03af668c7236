import type {
  ActivityHistoryItem,
  Batch,
  BatchHead,
  FactChange,
  MoveCounts,
  Thing,
  ThingKind,
} from '../../server/history/contract.ts'
import type { Reason } from '../enrollment/why.ts'
import { formatIn } from '../kit/format.ts'
import type { Part } from '../kit/Why.tsx'
import { movesOf } from './moves.ts'
import { nameOf, namesOf, nounOf, type Telling } from './things.ts'

/** What is known of a batch when it is told: at least its head. */
export type Act = BatchHead &
  Partial<Pick<Batch, 'succession' | 'told' | 'facts' | 'state'> & MoveCounts> & {
    about?: Batch['about'] | null
    /** Of an undo. */
    undone?: { act: Act; isBack: boolean } | null
    /** In the history of one activity: the activity, and whom the act moved in it. */
    here?: { activity: Thing; people: ActivityHistoryItem['people'] } | undefined
  }

type Known = { things: readonly Thing[]; counts: ReadonlyMap<ThingKind, number>; facts: number }

/** Where not all was read, whatever there is much of may be more. */
const uncounted = Number.POSITIVE_INFINITY
const few = 3

const units = ['company', 'department', 'team', 'function', 'group'] as const satisfies ThingKind[]

/**
 * What somebody did, as a sentence: "Ada Okafor moved Ann de Vries to department Warehouse." Of an act that is not known
 * here it says what it was about.
 */
export function actSentence(act: Act, telling: Telling): Reason {
  const known = knownOf(act)
  const clause =
    ofUndo(act, telling) ??
    ofNothing(act, telling) ??
    ofSuccession(act, telling) ??
    ofPerson(act, telling) ??
    ofAssignment(act, known, telling) ??
    ofEdit(act, telling) ??
    ofKind(act, known, telling)
  return { sentence: clause.sentence, parts: { ...partsOf(act, known, telling), ...clause.parts } }
}

function knownOf({ kind, about, told = [], facts, here }: Act): Known {
  if (here && isUponEnrollments(kind)) return knownHere(here)
  // A fact that says something of several people names none of them, where not all of them are told.
  if (about && told.length === 0) {
    const counts = new Map(
      about.kinds.map(({ kind, count }) => [kind, about.isWhole || count <= few ? count : uncounted]),
    )
    return { things: about.things, counts, facts: facts ?? 0 }
  }
  const all = told.flatMap((fact) => fact.about)
  const things = all.filter((one, nth) => nth === all.findIndex(({ kind, id }) => one.kind === kind && one.id === id))
  const counts = new Map([...Map.groupBy(things, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]))
  const named = [...Map.groupBy(things, ({ kind }) => kind).values()].flatMap((alike) => alike.slice(0, 3))
  return { things: named, counts, facts: told.length }
}

/** What such an act did to enrollments is what it was about; by another, these only followed. */
const isUponEnrollments = (kind: string) => /^(enrollment\.|import\.(enroll|unenroll)$)/.test(kind)

/** People who are not named are told by their number: see peopleOf. */
function knownHere({ activity, people: { named, total } }: NonNullable<Act['here']>): Known {
  const people = named.map(({ id, name }): Thing => ({ kind: 'user', id, name }))
  const counts = new Map<ThingKind, number>([['activity', 1]])
  if (people.length > 0) counts.set('user', total)
  return { things: [...people, activity], counts, facts: total }
}

/** Who did it, and the things of each kind: what an act is about, a sentence may leave out. */
function partsOf(act: Act, known: Known, telling: Telling): Record<string, Part> {
  const { t } = telling
  const named = (kind: ThingKind) => known.things.filter((thing) => thing.kind === kind)
  const all = (kind: ThingKind): Part => {
    const count = known.counts.get(kind) ?? 0
    if (named(kind).length > 0) return namesOf(named(kind), count, telling)
    // Whoever may not see all of them is not told which.
    return kind === 'user' && Number.isFinite(count) ? numberOf(count, telling) : t(`history:some.${kind}`)
  }
  const nouns = (kinds: readonly ThingKind[]): Part => {
    const present = kinds.filter((kind) => known.counts.has(kind))
    return present.length > 0
      ? // Of a kind whose names are not known it says only that there were some.
        present.map((kind) =>
          named(kind).length > 0
            ? nounOf(kind, named(kind), known.counts.get(kind) ?? 0, telling)
            : t(`history:some.${kind}`),
        )
      : t('history:some.thing')
  }
  return {
    who: authorOf(act.author, telling),
    user: known.counts.has('user') ? all('user') : peopleOf(known, telling),
    activity: all('activity'),
    qualification: ownOf('qualification', known, telling),
    qualifications: all('qualification'),
    rule: ownOf('rule', known, telling),
    target: nouns(['activity', 'qualification']),
    unit: nouns([...units, 'academy', 'rule', 'user']),
    things: nouns([...known.counts.keys()]),
  }
}

/** What an act is an act upon, as its kind says; where a reader is not told which, that there was one, or several. */
function ownOf(kind: ThingKind, { things, counts }: Known, telling: Telling): Part {
  const named = things.filter((thing) => thing.kind === kind)
  if (named.length > 0) return nounOf(kind, named, counts.get(kind) ?? 1, telling)
  return telling.t(`history:${counts.has(kind) ? 'some' : 'one'}.${kind}`)
}

/** Who did something, by name; where no person did, what did. */
export function authorOf({ kind, id, name }: Act['author'], telling: Telling): Part {
  if (kind !== 'user') return { text: telling.t(`history:author.${kind.replace(' ', '-')}`) }
  if (name === null) return telling.t('history:author.erased')
  return nameOf({ kind: 'user', id: id ?? 0, name }, telling)
}

/** People who are not named, by their number where it can be told: in one activity each fact is one person. */
function peopleOf({ counts, facts }: Known, telling: Telling): Part {
  const others = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return others === 1 && facts > 0 ? numberOf(facts, telling) : telling.t('history:some.user')
}

const numberOf = (count: number, { t, language }: Telling): Part =>
  t('history:people', { count, shown: formatIn(language).number(count) })

/** Of an act after which all was as before, that it was so. */
function ofNothing(act: Act, { t }: Telling): Reason | undefined {
  const { kind, author } = act
  const isPersons = author.kind === 'user' || author.kind === 'feed'
  if (!changedNothing(act) || !isPersons) return undefined
  const [noun = '', verb = 'any'] = kind.split('.')
  const keys = [`${noun}.${verb}`, `${noun}.any`, `any.${verb}`, 'any.any']
  return said(t(keys.map((key) => `history:nothing.${key}`)))
}

/** After it, all was as before. An invitation is no fact, and goes out all the same. */
export const changedNothing = (act: Act) =>
  act.facts === 0 && act.state === 'done' && movesOf(act) === 0 && act.kind !== 'user.invite'

/** What an undo undid, in the words of that act. */
function ofUndo(act: Act, telling: Telling): Reason | undefined {
  const { undone } = act
  if (!undone) return undefined
  const { sentence, parts } = actSentence(undone.act, telling)
  const what = changedNothing(act) ? 'nothing' : undone.isBack ? 'back' : 'of'
  return said(telling.t(`history:act.undo.${what}`), { act: { sentence: sentence.replace(/\.$/, ''), parts } })
}

/** Which took the place of which. Of older acts that is not known, and both are named. */
function ofSuccession({ kind, succession }: Act, telling: Telling): Reason | undefined {
  if (!succession) return undefined
  const { replaced, by } = succession
  const parts = { replaced: nounOf(replaced.kind, [replaced], 1, telling), by: nameOf(by, telling) }
  return said(telling.t(`history:act.succession.${kind.endsWith('.merge') ? 'merge' : 'replace'}`), parts)
}

/** An edit of one person, where its facts say all of it: one thing as a sentence of its own, several as a list. */
function ofPerson({ kind, told = [] }: Act, telling: Telling): Reason | undefined {
  if (kind !== 'user.edit' || told.length === 0) return undefined
  const [first] = told
  if (told.length === 1 && first?.fact === 'memberships') return ofMembership(first, telling)
  if (told.length === 1 && first?.fact === 'users') {
    const whole = ofMove(first, telling)
    if (whole) return whole
  }
  const fields = told.flatMap((fact) =>
    fact.fact === 'users' ? fact.fields.map(({ field }) => field) : [fact.about[0]?.kind ?? 'other'],
  )
  const words = [...new Set(fields)].map((field) => fieldWord(field, telling))
  return { sentence: telling.t('history:act.user.editFields'), parts: { fields: words } }
}

/** A field of a fact as a word in a sentence; one that is not known here by its own name. */
export function fieldWord(field: string, { t }: Telling): string {
  return t(`history:field.${field}`, { defaultValue: field.replace(/([A-Z])/g, ' $1').toLowerCase() })
}

function ofMembership({ happened, about: [unit] }: FactChange, telling: Telling): Reason | undefined {
  if (!unit) return undefined
  const parts = { unit: nounOf(unit.kind, [unit], 1, telling) }
  return { sentence: telling.t(`history:act.member.${happened === 'made' ? 'add' : 'remove'}`), parts }
}

/** One field of one person, where there is a verb for it. */
function ofMove({ fields }: FactChange, telling: Telling): Reason | undefined {
  const { t } = telling
  const after = (name: string) => fields.find(({ field }) => field === name)?.after
  const is = (...names: string[]) =>
    fields.length === names.length && names.every((name) => fields.some(({ field }) => field === name))
  const to = (name: string): Part => {
    const value = after(name)
    return isThing(value) ? nameOf(value, telling) : ''
  }
  const [department, company, manager] = [to('department'), to('company'), to('manager')]
  const parts = { department, company, manager }
  if (is('department')) return said(t(`history:act.user.${department === '' ? 'moveOut' : 'move'}`), parts)
  if (is('company', 'department') && department !== '') return said(t('history:act.user.moveAway'), parts)
  if (is('company') || is('company', 'department')) return said(t('history:act.user.moveCompany'), parts)
  if (is('manager')) return said(t(`history:act.user.${manager === '' ? 'unmanage' : 'manage'}`), parts)
  if (is('status')) return said(t(`history:act.user.${after('status') === 'active' ? 'activate' : 'deactivate'}`))
  if (is('role')) return said(t(`history:act.user.${after('role') === 'administrator' ? 'promote' : 'demote'}`))
  return undefined
}

/** An edit of one thing that is no person: as a sentence of its own where there is a verb for it, else what of it was changed. */
function ofEdit({ kind, told = [] }: Act, telling: Telling): Reason | undefined {
  const { t } = telling
  const [noun, verb] = kind.split('.')
  const ofIt = told.filter(
    ({ happened, about }) => happened === 'changed' && about.length === 1 && about[0]?.kind === noun,
  )
  // Who is in a department goes along with it.
  const others = told.filter((fact) => !ofIt.includes(fact) && fact.fact !== 'users')
  const thing = ofIt[0]?.about[0]
  if (verb !== 'edit' || noun === 'user' || noun === 'academy' || !thing || others.length > 0) return undefined
  const fields = ofIt.flatMap((fact) => fact.fields).filter(({ before, after }) => before !== after)
  const changed = (...names: string[]) => fields.length > 0 && fields.every(({ field }) => names.includes(field))
  const fieldOf = (name: string) => fields.find(({ field }) => field === name)
  const parts = { thing: nounOf(thing.kind, [thing], 1, telling) }
  const { before, after } = fieldOf('name') ?? {}
  if (changed('name') && typeof before === 'string' && typeof after === 'string') {
    const was = nounOf(thing.kind, [{ ...thing, name: before }], 1, telling)
    return said(t('history:act.edit.rename'), { thing: was, name: { text: after } })
  }
  const company = fieldOf('company')?.after
  if (changed('company', 'parent') && isThing(company)) {
    return said(t('history:act.edit.company'), { ...parts, company: nameOf(company, telling) })
  }
  const parent = fieldOf('parent')?.after
  if (changed('parent') && isThing(parent)) {
    return said(t('history:act.edit.below'), { ...parts, parent: nameOf(parent, telling) })
  }
  if (changed('parent')) return said(t('history:act.edit.top'), parts)
  if (fields.length === 0) return undefined
  const words = [...new Set(fields.map(({ field }) => fieldWord(field, telling)))]
  return said(t('history:act.edit.fields'), { ...parts, fields: words })
}

function said(sentence: string, parts: Record<string, Part> = {}): Reason {
  return { sentence, parts }
}

export function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value
}

/** An edit of assignments that only assigned, or only ended, says so. */
function ofAssignment({ kind, told = [] }: Act, known: Known, telling: Telling): Reason | undefined {
  if (kind !== 'assignment.edit') return undefined
  if (known.counts.size === 0) return said(telling.t('history:act.assignment.some'))
  if (told.length === 0) return undefined
  const happened = new Set(told.map((fact) => fact.happened))
  if (happened.size !== 1) return undefined
  const verb = { made: 'assign', ended: 'unassign', changed: 'edit' }[told[0]?.happened ?? 'changed']
  return said(telling.t(`history:act.assignment.${verb}`))
}

/** The units that an import assigns, by what it is called. */
const importedUnits: Record<string, ThingKind> = { teams: 'team', functions: 'function', groups: 'group' }

/** The sentence of a kind of act, else what it was about. */
function ofKind(act: Act, known: Known, telling: Telling): Reason {
  const { t } = telling
  const [noun = '', verb = ''] = act.kind.split('.')
  const isUnit = (units as readonly string[]).includes(noun)
  const about = isUnit ? (noun as ThingKind) : noun === 'import' ? importedUnits[verb] : undefined
  const people = known.counts.get('user') ?? Math.max(known.facts, 1)
  const isCompletion = noun === 'completion' || act.kind === 'import.completions'
  // Of completions the verb is plural where the people are; else what they have.
  const count = isCompletion ? people : people * (known.counts.get('activity') ?? 1)
  if (act.kind === 'calendar.day') return ofDay(act, telling)
  const isOwn = act.kind === 'completion.add' && act.author.id === onlyUser(known)
  const key = `history:act.${isUnit ? 'unit' : noun}.${isOwn ? 'addOwn' : verb || 'plain'}`
  const sentence = t(key, { count, defaultValue: '' })
  const own: Record<string, Part> = {
    ...(about && { unit: ownOf(about, known, telling) }),
    ...(noun === 'activity' && { activity: ownOf('activity', known, telling) }),
    // Of older invitations it was not written down whom they went to; and not everybody is told.
    ...(act.kind === 'user.invite' && !known.counts.has('user') && { user: t('history:one.user') }),
  }
  if (sentence !== '') return said(sentence, own)
  if (known.counts.size > 0) return said(t('history:act.unknown.things'))
  return said(t('history:act.unknown.nothing', { kind: act.kind }))
}

function onlyUser({ things, counts }: Known): number | undefined {
  return counts.get('user') === 1 ? things.find(({ kind }) => kind === 'user')?.id : undefined
}

function ofDay({ told = [] }: Act, { t, language }: Telling): Reason {
  const today = told.flatMap(({ fields }) => fields).find(({ field }) => field === 'today')?.after
  const day = typeof today === 'string' ? formatIn(language).day(today) : undefined
  return said(day ? t('history:act.calendar.day', { day }) : t('history:act.calendar.someDay'))
}
