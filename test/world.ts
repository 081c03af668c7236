import { sql } from 'kysely'
import type { Db, Tx } from '../server/platform/database/database.ts'
import type { Criterion } from '../server/rule/contract.ts'

/**
 * The facts as they stand in their tables, for the oracle. Nothing here is derived, except by the plainest loop: the day on
 * which a completion runs out is counted by hand, not by PostgreSQL.
 */
export type World = {
  today: string
  onLeaving: number
  users: Person[]
  departments: Map<number, { parentId: number | null }>
  languages: Map<string, number>
  memberships: Array<{ userId: number; audienceId: number }>
  grants: Set<number>
  activities: Map<number, { onLeaving: number | null; validMonths: number | null }>
  contents: Array<{ targetId: number; activityId: number }>
  assignments: Array<{ id: number; audienceId: number; targetId: number; onLeaving: number | null }>
  rules: Map<number, Rule>
  /** Everything that is archived, by its table and number: see `thing`. */
  archived: Set<string>
  excluded: Set<string>
  /** When, in microseconds. */
  started: Map<string, number>
  completed: Set<string>
}

export type Person = {
  id: number
  active: boolean
  companyId: number
  departmentId: number | null
  language: string
  managerId: number | null
  addedOn: string
}

export type Rule = {
  id: number
  state: 'draft' | 'active' | 'paused' | 'ended'
  onLeaving: number | null
  criteria: Criterion[]
}

/** `user:activity`. */
export const pair = (userId: number, activityId: number) => `${userId}:${activityId}`

export const userOf = (key: string) => Number(key.split(':')[0])

/** `teams 3`. */
export const thing = (table: string, id: number) => `${table} ${id}`

export const archivable = [
  'companies',
  'departments',
  'teams',
  'job_functions',
  'groups',
  'learning_activities',
  'qualifications',
] as const

const tables = [
  ...archivable,
  'academy',
  'users',
  'languages',
  'memberships',
  'grants',
  'target_activities',
  'assignments',
  'rules',
  'exclusions',
  'progress',
  'completions',
] as const

export async function readWorld(db: Db | Tx): Promise<World> {
  const stored = await readTables(db)
  const [academy] = stored.academy
  if (!academy) throw new Error('there is no academy')
  const activities = new Map(
    stored.learning_activities.map((row) => [row.id, { onLeaving: row.on_leaving, validMonths: row.valid_months }]),
  )
  const isValid = ({ activity_id, completed_on }: Tables['completions']) => {
    const months = activities.get(activity_id)?.validMonths ?? null
    return months === null || monthsLater(completed_on, months) > academy.today
  }
  return {
    today: academy.today,
    onLeaving: academy.on_leaving,
    users: stored.users.map(personOf),
    departments: new Map(stored.departments.map((row) => [row.id, { parentId: row.parent_id }])),
    languages: new Map(stored.languages.map((row) => [row.code, row.id])),
    memberships: stored.memberships.map((row) => ({ userId: row.user_id, audienceId: row.audience_id })),
    grants: new Set(stored.grants.map((row) => row.user_id)),
    activities,
    contents: stored.target_activities.map((row) => ({ targetId: row.target_id, activityId: row.activity_id })),
    assignments: stored.assignments.map((row) => ({
      id: row.id,
      audienceId: row.audience_id,
      targetId: row.target_id,
      onLeaving: row.on_leaving,
    })),
    rules: new Map(
      stored.rules.map((row) => [
        row.id,
        { id: row.id, state: row.state, onLeaving: row.on_leaving, criteria: row.criteria },
      ]),
    ),
    archived: new Set(
      archivable.flatMap((table) => stored[table].filter((row) => row.archived).map((row) => thing(table, row.id))),
    ),
    excluded: new Set(stored.exclusions.map((row) => pair(row.user_id, row.activity_id))),
    started: new Map(stored.progress.map((row) => [pair(row.user_id, row.activity_id), microseconds(row.started_at)])),
    completed: new Set(stored.completions.filter(isValid).map((row) => pair(row.user_id, row.activity_id))),
  }
}

function personOf(row: Tables['users']): Person {
  return {
    id: row.id,
    active: row.status === 'active',
    companyId: row.company_id,
    departmentId: row.department_id,
    language: row.language,
    managerId: row.manager_id,
    addedOn: row.added_on,
  }
}

/** All of them in one statement, so that they are of one moment. */
async function readTables(db: Db | Tx): Promise<{ [Table in keyof Tables]: Array<Tables[Table]> }> {
  const columns = tables.map(
    (table) => sql`(select coalesce(jsonb_agg(to_jsonb(t)), '[]') from ${sql.table(table)} t) as ${sql.ref(table)}`,
  )
  const { rows } = await sql<{ [Table in keyof Tables]: Array<Tables[Table]> }>`select ${sql.join(columns)}`.execute(db)
  const [stored] = rows
  if (!stored) throw new Error('the tables were not read')
  return stored
}

/** A moment as PostgreSQL writes it in JSON. */
export function microseconds(moment: string): number {
  const [, whole = '', fraction = '', zone = ''] = /^([^.+]+)(?:\.(\d+))?(.*)$/.exec(moment) ?? []
  return Date.parse(whole + zone) * 1000 + Number(fraction.padEnd(6, '0'))
}

/** The same day so many months later, or the last day of that month when it is shorter. */
function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}

type Thing = { id: number; archived: boolean }
type Tables = {
  academy: { on_leaving: number; today: string }
  companies: Thing
  departments: Thing & { parent_id: number | null }
  teams: Thing
  job_functions: Thing
  groups: Thing
  learning_activities: Thing & { on_leaving: number | null; valid_months: number | null }
  qualifications: Thing
  users: {
    id: number
    status: string
    company_id: number
    department_id: number | null
    language: string
    manager_id: number | null
    added_on: string
  }
  languages: { id: number; code: string }
  memberships: { user_id: number; audience_id: number }
  grants: { user_id: number }
  target_activities: { target_id: number; activity_id: number }
  assignments: { id: number; audience_id: number; target_id: number; on_leaving: number | null }
  rules: { id: number; state: Rule['state']; on_leaving: number | null; criteria: Criterion[] }
  exclusions: { user_id: number; activity_id: number }
  progress: { user_id: number; activity_id: number; started_at: string }
  completions: { user_id: number; activity_id: number; completed_on: string }
}
