import { causeKindOf, objectOfAudience } from '../enrollment/engine/index.ts'
import type { Named } from '../platform/contract.ts'
import type { Link, Reason } from './contract.ts'

type Row = Record<string, unknown>

/** One entry of the journal with the causes it bears on, as `reasons` (reasons.sql) gives it. */
export type ReasonRow = {
  part: string | null
  began: boolean | null
  is_certain: boolean
  fact: string
  before: Row | null
  after: Row | null
  subject: number | null
  subject_name: string | null
  from_id: number | null
  from_name: string | null
  to_id: number | null
  to_name: string | null
  causes: Array<{
    assignmentId: number
    audienceId: number
    name: string | null
    throughId: number | null
    throughName: string | null
  }>
}

/** What these facts meant, in the words of the contract; what is said by several of them is said once. */
export function tellReasons(rows: readonly ReasonRow[]): Reason[] {
  const alike = Map.groupBy(rows.map(reasonOf), (reason) => JSON.stringify({ ...reason, causes: [] }))
  return [...alike.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, causes: eachOnce([first, ...others].flatMap(({ causes }) => causes)) }] : [],
  )
}

function eachOnce(links: readonly Link[]): Link[] {
  return [...new Map(links.map((link) => [link.assignmentId, link])).values()]
}

function reasonOf(row: ReasonRow): Reason {
  const causes = row.causes.map(linkOf)
  const [made, ended] = [row.before === null, row.after === null]
  const isArchived = row.after !== null && 'archived' in row.after && row.before !== null
  if (isArchived) return { what: row.after?.archived ? 'archived' : 'restored', ...archived(row), causes }
  const subject = named(row.subject, row.subject_name) ?? nobody
  switch (row.fact) {
    case 'memberships':
      return { what: ended ? 'left' : 'joined', ...audienceOf(row), causes }
    case 'users':
      return { ...changeOf(row), causes }
    case 'grants':
      return { what: ended ? 'no-longer-manager' : 'became-manager', causes }
    case 'departments':
      return { what: 'department-moved', department: subject, ...fromTo(row), causes }
    case 'assignments':
      return { what: ended ? 'assignment-ended' : 'assigned', causes }
    case 'target_activities':
      return { what: ended ? 'taken-out' : 'included', qualification: subject, causes }
    case 'rules':
      return { what: ruleWord(row, made), rule: subject, causes }
    case 'holds':
      return { what: 'rule-resumed', rule: subject, causes }
    case 'exclusions':
      return {
        what: ended ? 'exclusion-ended' : 'excluded',
        text: String((row.after ?? row.before)?.reason ?? ''),
        causes,
      }
    case 'academy':
      return { what: 'day-passed', from: String(row.before?.today), to: String(row.after?.today), causes }
    default:
      throw new RangeError(`no reason is a fact of the kind ${row.fact}`)
  }
}

const nobody: Named = { id: 0, name: '' }

/** The change of one column of somebody's row: the user's own, a manager's above, or that of somebody below. */
function changeOf(row: ReasonRow) {
  const { part, before, after, began } = row
  switch (part) {
    case 'company_id':
      return { what: 'changed', kind: 'company', ...fromTo(row) } as const
    case 'department_id':
      return { what: 'changed', kind: 'department', ...fromTo(row) } as const
    case 'language':
      return { what: 'changed', kind: 'language', ...fromTo(row) } as const
    case 'manager_id':
      return { what: 'changed', kind: 'manager', ...fromTo(row) } as const
    case 'above':
      return { what: 'manager-changed', user: named(row.subject, row.subject_name) ?? nobody, ...fromTo(row) } as const
    case 'below':
      return { what: began ? 'became-manager' : 'no-longer-manager' } as const
    case 'added_on':
      return { what: 'day-added-changed', from: String(before?.added_on), to: String(after?.added_on) } as const
    default:
      return { what: before === null ? 'added' : 'reactivated' } as const
  }
}

function ruleWord({ before, after }: ReasonRow, made: boolean) {
  if (!made && !(before && 'state' in before)) return 'rule-edited'
  switch (after?.state) {
    case 'active':
      return 'rule-activated'
    case 'paused':
      return 'rule-paused'
    case 'ended':
      return 'rule-ended'
    default:
      return 'rule-edited'
  }
}

const archivedKinds = {
  learning_activities: 'activity',
  qualifications: 'qualification',
  companies: 'company',
  departments: 'department',
  teams: 'team',
  job_functions: 'function',
  groups: 'group',
} as const

function archived({ fact, subject, subject_name }: ReasonRow) {
  return { kind: archivedKinds[fact as keyof typeof archivedKinds], thing: named(subject, subject_name) }
}

function fromTo(row: ReasonRow) {
  return { from: named(row.from_id, row.from_name), to: named(row.to_id, row.to_name) }
}

/** An audience as a cause names it; one that its kind says all about (everyone, managers) has no name. */
function audienceOf({ subject, subject_name }: Pick<ReasonRow, 'subject' | 'subject_name'>) {
  if (subject === null) throw new RangeError('nobody joins or leaves no audience')
  const id = objectOfAudience(subject)
  return { kind: causeKindOf(subject >> 27, id), audience: named(id, subject_name) }
}

function linkOf({ assignmentId, audienceId, name, throughId, throughName }: ReasonRow['causes'][number]): Link {
  return {
    assignmentId,
    ...audienceOf({ subject: audienceId, subject_name: name }),
    through: throughId === null ? null : { id: throughId, name: throughName ?? '' },
  }
}

/** Named by the id of an audience, or of its object. */
function named(id: number | null, name: string | null): Named | null {
  return id === null || name === null ? null : { id: objectOfAudience(id), name }
}
