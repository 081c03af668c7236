import type { AudienceKind } from '../enrollment/engine/audience.ts'
import type { Thing } from '../platform/sentence.ts'
import type { UnitKind } from './contract.ts'

type Unit = {
  readonly table: 'companies' | 'departments' | 'teams' | 'job_functions' | 'groups'
  readonly one: Thing
  readonly audience: AudienceKind
  /** The audience whose members it shows: a department has its own people and those of the departments below it. */
  readonly counted: AudienceKind
  /** Every audience that assignments of this unit are made to. */
  readonly audiences: readonly AudienceKind[]
}

/** The parts of the organisation, as tables, sentences and audiences call them. */
export const units = {
  companies: { table: 'companies', one: 'company', audience: 'company', counted: 'company', audiences: ['company'] },
  departments: {
    table: 'departments',
    one: 'department',
    audience: 'department',
    counted: 'departmentBelow',
    audiences: ['department', 'departmentBelow'],
  },
  teams: { table: 'teams', one: 'team', audience: 'team', counted: 'team', audiences: ['team'] },
  functions: {
    table: 'job_functions',
    one: 'function',
    audience: 'function',
    counted: 'function',
    audiences: ['function'],
  },
  groups: { table: 'groups', one: 'group', audience: 'group', counted: 'group', audiences: ['group'] },
} as const satisfies Record<UnitKind, Unit>

/** Units that are joined and left; companies and departments are moved to by editing the user. */
export type JoinedKind = 'teams' | 'functions' | 'groups'
