import type { AudienceKind } from '../enrollment/engine/audience.ts'
import type { Thing } from '../platform/sentence.ts'
import type { UnitKind } from './contract.ts'

type Unit = {
  readonly table: 'companies' | 'departments' | 'teams' | 'job_functions' | 'groups'
  readonly one: Thing
  readonly audience: AudienceKind
  /** Every audience that assignments of this unit are made to. */
  readonly audiences: readonly AudienceKind[]
}

/** The parts of the organisation, as tables, sentences and audiences call them. */
export const units = {
  companies: { table: 'companies', one: 'company', audience: 'company', audiences: ['company'] },
  departments: {
    table: 'departments',
    one: 'department',
    audience: 'department',
    audiences: ['department', 'departmentBelow'],
  },
  teams: { table: 'teams', one: 'team', audience: 'team', audiences: ['team'] },
  functions: { table: 'job_functions', one: 'function', audience: 'function', audiences: ['function'] },
  groups: { table: 'groups', one: 'group', audience: 'group', audiences: ['group'] },
} as const satisfies Record<UnitKind, Unit>

/** Units that are joined and left; companies and departments are moved to by editing the user. */
export type JoinedKind = 'teams' | 'functions' | 'groups'
