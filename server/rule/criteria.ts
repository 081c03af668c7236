import { type AudienceKind, audience } from '../enrollment/engine/audience.ts'
import { invalid } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'
import { type Criterion, mostValues } from './contract.ts'

/** What criteria come down to, in the columns of `rules`: one query over a profile's audiences, and days. */
export type Compiled = {
  query: string
  audience_ids: number[]
  added_from: string | null
  added_to: string | null
  within_days: number | null
  after_days: number | null
}

/** Languages are audiences by their number. */
export type Languages = ReadonlyMap<string, number>

/**
 * Compiles criteria. The same criteria in another order come down to the same. Throws a Problem when dates exclude each
 * other, so that nobody could ever match, and when more values are named than a rule can hold.
 */
export function compileCriteria(criteria: readonly Criterion[], { languages }: { languages: Languages }): Compiled {
  const audiences = (negated: boolean) =>
    criteria
      .filter((criterion) => criterion.kind !== 'added' && criterion.negated === negated)
      .map((criterion) => audiencesOf(criterion, languages))
  const [asked, refused] = [audiences(false), ascending(audiences(true).flat())]
  const audienceIds = ascending([...asked.flat(), ...refused])
  if (audienceIds.length > mostValues) throw tooManyValues(audienceIds.length)
  // `0` is everyone: without it a query of negations alone would not reach the index.
  const clauses = asked.length > 0 ? [...new Set(asked.map(anyOf))].sort() : ['0']
  const query = [...clauses, ...(refused.length > 0 ? [`!${anyOf(refused)}`] : [])].join('&')
  return { query, audience_ids: audienceIds, ...compileDates(criteria) }
}

/** The audiences of a criterion: in any of them, it is met; or, negated, in none. Dates have none. */
export function audiencesOf(criterion: Criterion, languages: Languages): number[] {
  switch (criterion.kind) {
    case 'added':
      return []
    case 'language':
      return ascending(criterion.codes.map((code) => audience('language', numberOf(code, languages))))
    case 'user':
      return criterion.is === 'manager' ? [audience('managers', 0)] : named(userAudiences[criterion.is], criterion.ids)
    case 'department':
      return named(criterion.below ? 'departmentBelow' : 'department', criterion.ids)
    default:
      return named(criterion.kind, criterion.ids)
  }
}

/** Somebody as criteria see them: the audiences of their profile, the day they were added, and what day it is. */
export type Seen = { audienceIds: ReadonlySet<number>; addedOn: string; today: string }

/** Whether somebody meets one criterion. All of a rule's met is what the engine's `matches` says of its compiled query. */
export function isMet(criterion: Criterion, seen: Seen, languages: Languages): boolean {
  if (criterion.kind === 'added') {
    const { from, to } = daysOf(criterion, seen.today)
    return (from === null || seen.addedOn >= from) && (to === null || seen.addedOn <= to)
  }
  const isIn = audiencesOf(criterion, languages).some((audienceId) => seen.audienceIds.has(audienceId))
  return isIn !== criterion.negated
}

/** Days that somebody may have been added on, while today is `today`; null leaves a side open. */
type Days = { from: string | null; to: string | null }

/** A date criterion meets the days from … to, both included. */
function daysOf(criterion: Added, today: string): Days {
  switch (criterion.is) {
    case 'before':
      return { from: null, to: plusDays(criterion.day, -1) }
    case 'after':
      return { from: plusDays(criterion.day, 1), to: null }
    case 'on':
      return { from: criterion.day, to: criterion.day }
    case 'between':
      return { from: criterion.from, to: criterion.to }
    case 'in-last-days':
      return { from: plusDays(today, 1 - criterion.days), to: today }
    case 'at-least-days-ago':
      return { from: null, to: plusDays(today, -criterion.days) }
  }
}

/** People leave what these criteria match only because days pass: "added in the last 30 days". */
export function leavesWithTime(criteria: readonly Criterion[]): boolean {
  return criteria.some((criterion) => criterion.kind === 'added' && criterion.is === 'in-last-days')
}

type Added = Extract<Criterion, { kind: 'added' }>
type Dates = Pick<Compiled, 'added_from' | 'added_to' | 'within_days' | 'after_days'>

/** Several dates all have to be met: the narrowest of each side holds. */
function compileDates(criteria: readonly Criterion[]): Dates {
  const added = criteria.filter((criterion) => criterion.kind === 'added')
  const fixed = added.flatMap((criterion) => ('days' in criterion ? [] : [daysOf(criterion, '')]))
  const days = (is: 'in-last-days' | 'at-least-days-ago') =>
    ascending(added.flatMap((criterion) => (criterion.is === is ? [criterion.days] : [])))
  const dates: Dates = {
    added_from:
      fixed
        .flatMap(({ from }) => from ?? [])
        .sort()
        .at(-1) ?? null,
    added_to:
      fixed
        .flatMap(({ to }) => to ?? [])
        .sort()
        .at(0) ?? null,
    within_days: days('in-last-days').at(0) ?? null,
    after_days: days('at-least-days-ago').at(-1) ?? null,
  }
  if (isImpossible(dates)) throw impossible(criteria)
  return dates
}

/** No day, whatever today is, could meet these. */
function isImpossible({ added_from, added_to, within_days, after_days }: Dates): boolean {
  if (added_from !== null && added_to !== null && added_from > added_to) return true
  return within_days !== null && after_days !== null && after_days >= within_days
}

function impossible(criteria: readonly Criterion[]) {
  const added = criteria.flatMap((criterion, nth) => (criterion.kind === 'added' ? [{ criterion, nth }] : []))
  const words = added.map(({ criterion }) => inWords(criterion)).join(', and ')
  const text = `Nobody can have been added ${words}. Change one of these dates, or leave it out.`
  const message = { ...impossibleDates(), text }
  return invalid([{ field: `criteria.${added.at(-1)?.nth ?? 0}`, message }])
}

/** The API quotes the criteria; on the screen they stand above it. */
const impossibleDates = sentence(
  'rule.impossible-dates',
  'Nobody can meet all of these dates. Change one of them, or leave it out.',
)

function inWords(criterion: Added): string {
  switch (criterion.is) {
    case 'between':
      return `between ${criterion.from} and ${criterion.to}`
    case 'in-last-days':
      return `in the last ${inDays(criterion.days)}`
    case 'at-least-days-ago':
      return `at least ${inDays(criterion.days)} ago`
    default:
      return `${criterion.is} ${criterion.day}`
  }
}

const inDays = (days: number) => (days === 1 ? '1 day' : `${days} days`)

function tooManyValues(given: number) {
  return invalid([{ field: 'criteria', message: manyValues({ given, most: mostValues }) }])
}

const manyValues = sentence(
  'rule.many-values',
  'The criteria name {{given}} values together; at most {{most}} are allowed. Make a group of these people, and name the group.',
)

const userAudiences = { reports: 'allReports', 'reports-directly': 'reports', exactly: 'everyone' } as const

function named(kind: AudienceKind, ids: readonly number[]): number[] {
  return ascending(ids.map((id) => audience(kind, id)))
}

function numberOf(code: string, languages: Languages): number {
  const found = languages.get(code)
  if (found === undefined) throw new RangeError(`no language has the code ${code}`)
  return found
}

const anyOf = (audienceIds: readonly number[]) =>
  audienceIds.length === 1 ? `${audienceIds[0]}` : `(${audienceIds.join('|')})`

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}

function plusDays(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}
