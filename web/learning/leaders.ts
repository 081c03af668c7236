import type { LeaderKind, Leading } from '../../server/enrollment/assignment/contract.ts'
import type { CauseKind } from '../../server/enrollment/contract.ts'
import type { OnLeaving } from '../../server/learning/contract.ts'
import type { Named } from '../../server/platform/contract.ts'

/** What leads somewhere, saved or not yet. */
export type Leader = {
  id: string
  kind: CauseKind
  objectId: number | null
  name: string | null
  through: Named | null
  onLeaving: OnLeaving | null
  since?: string
  assignmentId?: number
  /** Whether it is ended here: what leads through a qualification or a rule is changed there. */
  mayEnd: boolean
  /** What is to lead here from now on. */
  adds?: { kind: LeaderKind; id: number }
}

/** How causes call the kinds; departments lead those below them too, unless somebody says otherwise there. */
export const causeKindOf = {
  companies: 'company',
  departments: 'department-below',
  teams: 'team',
  functions: 'function',
  groups: 'group',
  qualifications: 'qualification',
} as const satisfies Record<LeaderKind, CauseKind>

const endable: readonly CauseKind[] = ['company', 'department', 'department-below', 'team', 'function', 'group']

export function savedLeader({ assignmentId, kind, audience, through, onLeaving, since }: Leading): Leader {
  const isOwn = through === null && endable.includes(kind)
  return {
    id: isOwn || kind === 'qualification' ? leaderId(kind, audience?.id ?? 0) : `assignment ${assignmentId}`,
    kind,
    objectId: audience?.id ?? null,
    name: audience?.name ?? null,
    through,
    onLeaving,
    since,
    assignmentId,
    mayEnd: isOwn,
  }
}

export function leaderId(kind: CauseKind, objectId: number): string {
  return `${kind} ${objectId}`
}
