import type { Cause, CauseKind } from '../enrollment/contract.ts'
import type { Act, Link, Obstacle, Reason, Way } from '../explanation/contract.ts'
import type { Criterion, NamedThing } from '../rule/contract.ts'
import type { Home } from './home.ts'

// What the screens say, in the words of a terminal: one person, spoken of as "they".

type Said = { kind: CauseKind; audience: { name: string } | null; through: { name: string } | null }

const inside: Record<CauseKind, string> = {
  'by-hand': 'were enrolled by hand',
  'by-manager': 'were enrolled by a manager',
  import: 'were enrolled by an import',
  everyone: 'are in the academy, as everyone',
  user: 'are assigned it personally',
  company: 'are in company',
  department: 'are in department',
  'department-below': 'are in or below department',
  team: 'are in team',
  function: 'have the function',
  group: 'are in group',
  language: 'have the language',
  managers: 'manage others',
  reports: 'report directly to',
  'all-reports': 'report to',
  rule: 'match the rule',
  qualification: 'hold qualification',
}

const nameless: readonly CauseKind[] = ['by-hand', 'by-manager', 'import', 'everyone', 'user', 'managers']

/** What leads there: "are in team Warehouse". */
export function causeWords({ kind, audience, through }: Said): string {
  const where = nameless.includes(kind) || !audience ? inside[kind] : `${inside[kind]} ${audience.name}`
  return through ? `${where}, which leads to qualification ${through.name}` : where
}

/** Why: "are in team Warehouse (since 3 May 2026, by Ada Okafor)". */
export function causeLine(cause: Cause, home: Home): string {
  const { since, by, heldSince } = cause
  const parts = [
    ...(since ? [`since ${home.day(since)}${by ? `, by ${by.name}` : ''}`] : []),
    ...(heldSince ? [`held since ${home.day(heldSince)}`] : []),
  ]
  return `${causeWords(cause)}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`
}

/** Why a way does not lead somebody there: "they are not in team Warehouse". */
export function wayLines({ kind, audience, through, obstacles }: Way, home: Home): string[] {
  const name = audience ? ` ${audience.name}` : ''
  const leading = through ? `, which leads to qualification ${through.name}` : ''
  if (obstacles.length === 0)
    return [`  – they ${causeWords({ kind, audience, through })} now; what follows is on its way`]
  const criteria = obstacles.filter((obstacle) => obstacle.what === 'criterion')
  const others = obstacles.filter((obstacle) => obstacle.what !== 'criterion')
  return [
    ...others.map(
      (obstacle) =>
        `  – ${obstacleLine(obstacle, home, `they ${outside[kind] ?? `are not in ${kind}`}${name}${leading}`, `rule${name}`)}`,
    ),
    ...(criteria.length > 0 ? [`  – they do not match rule${name}${leading}:`] : []),
    ...criteria.map(({ criterion, values, more, has, addedOn }) => {
      return `      ${asked(criterion, values)}${more > 0 ? ` or one of ${more} more` : ''}; ${own(criterion, has, addedOn)}`
    }),
  ]
}

function obstacleLine(
  obstacle: Exclude<Obstacle, { what: 'criterion' }>,
  home: Home,
  notIn: string,
  rule: string,
): string {
  switch (obstacle.what) {
    case 'not-in':
      return notIn
    case 'archived':
      return `${obstacle.kind} ${obstacle.thing.name} is archived`
    default:
      if (obstacle.heldSince === null) return `${rule} is ${obstacle.state === 'draft' ? 'a draft' : obstacle.state}`
      return `${rule} has been ${obstacle.state} since ${home.day(obstacle.heldSince)}, and they did not match then`
  }
}

const outside: Partial<Record<CauseKind, string>> = {
  user: 'are not',
  'department-below': 'are not in or below department',
  function: 'do not have the function',
  language: 'do not have the language',
  managers: 'do not manage others',
  reports: 'do not report directly to',
  'all-reports': 'do not report to',
  qualification: 'do not hold qualification',
}

/** What a criterion asks of somebody. */
export function asked(criterion: Criterion, values: readonly NamedThing[]): string {
  const names = values.map(({ name }) => name).join(' or ')
  const negated = criterion.negated ? 'not ' : ''
  switch (criterion.kind) {
    case 'added':
      return `added ${addedWords(criterion)}`
    case 'user':
      return {
        manager: `is ${negated}a manager`,
        reports: `does ${negated}report to ${names}`,
        'reports-directly': `does ${negated}report directly to ${names}`,
        exactly: `is ${negated}${names}`,
      }[criterion.is]
    case 'department':
      return `is ${negated}in ${criterion.below ? 'or below ' : ''}department ${names}`
    case 'language':
    case 'function':
      return `has ${negated}the ${criterion.kind} ${names}`
    default:
      return `is ${negated}in ${criterion.kind} ${names}`
  }
}

function addedWords(criterion: Extract<Criterion, { kind: 'added' }>): string {
  switch (criterion.is) {
    case 'between':
      return `from ${criterion.from} to ${criterion.to}`
    case 'in-last-days':
      return `in the last ${criterion.days} days`
    case 'at-least-days-ago':
      return `at least ${criterion.days} days ago`
    default:
      return `${criterion.is} ${criterion.day}`
  }
}

function own({ kind }: Criterion, has: readonly NamedThing[], addedOn: string | null): string {
  if (kind === 'added') return `they were added on ${addedOn}`
  if (has.length === 0) return 'they have none'
  return `they have ${has.map(({ name }) => name).join(', ')}`
}

const parted: Partial<Record<CauseKind, string>> = {
  'by-hand': 'the list of those enrolled by hand',
  'by-manager': 'the list of those enrolled by managers',
  import: 'the list of those enrolled by import',
  qualification: 'the holders of qualification',
}

/** One fact that began or ended an enrollment: "they left team Warehouse". */
export function reasonLine(reason: Reason): string {
  const causes = reason.causes.map((cause: Link) => causeWords(cause)).join('; ')
  const from = (name: { name: string } | null) => name?.name ?? 'none'
  switch (reason.what) {
    case 'joined':
    case 'left':
      return `they ${reason.what} ${[parted[reason.kind] ?? reason.kind, reason.audience?.name].filter(Boolean).join(' ')}`
    case 'changed':
      return `their ${reason.kind} changed from ${from(reason.from)} to ${from(reason.to)}`
    case 'manager-changed':
      return `the manager of ${reason.user.name} changed from ${from(reason.from)} to ${from(reason.to)}`
    case 'department-moved':
      return `department ${reason.department.name} moved from ${from(reason.from)} to ${from(reason.to)}`
    case 'became-manager':
      return 'they began to manage others'
    case 'no-longer-manager':
      return 'they manage nobody any more'
    case 'day-added-changed':
      return `the day they were added changed from ${reason.from} to ${reason.to}`
    case 'added':
      return 'they were added'
    case 'reactivated':
      return 'they were reactivated'
    case 'assigned':
      return `it was assigned: they ${causes}`
    case 'assignment-ended':
      return `what it was assigned to ended: they ${causes}`
    case 'included':
      return `it was included in qualification ${reason.qualification.name}`
    case 'taken-out':
      return `it was taken out of qualification ${reason.qualification.name}`
    case 'archived':
    case 'restored':
      return `${reason.thing ? `${reason.kind} ${reason.thing.name}` : 'it'} was ${reason.what}`
    case 'excluded':
      return `they were excluded${reason.text ? `: “${reason.text}”` : ''}`
    case 'exclusion-ended':
      return 'their exclusion ended'
    case 'day-passed':
      return `the day moved from ${reason.from} to ${reason.to}`
    case 'by-hand':
      return 'it was ended by hand'
    default:
      return `rule ${reason.rule.name} was ${reason.what.slice('rule-'.length)}`
  }
}

/** Who did what: "assignment.edit by Ada Okafor, batch 81". */
export function actLine({ id, kind, author, undoes }: Act): string {
  const by = author.name ?? (author.kind === 'outside write' ? 'a write from outside' : `the ${author.kind}`)
  return `${undoes === null ? kind : `undo of batch ${undoes}`} by ${by}, batch ${id}`
}
