import fc from 'fast-check'
import { sql } from 'kysely'
import type { Change } from '../server/change.ts'
import { audience, audienceKind } from '../server/enrollment/engine/index.ts'
import { editFacts, endByHand, insertFacts, joinAudience, leaveAudience, removeFacts } from '../server/facts.ts'
import { pair } from './oracle.ts'

/** One random act: what, and numbers that choose to whom and with what among whatever exists by then. */
export type Step = { act: keyof typeof acts; a: number; b: number; c: number }

/** Acts for random worlds: every kind of fact that the engine derives from. Each answers the pairs it ended by hand. */
export const acts = {
  addUsers: async (tx, { a, b, c }) => {
    const companyId = pick(await ids(tx, 'companies'), a)
    const departmentId = await departmentOf(tx, companyId, b)
    const managerId = pick([null, ...(await ids(tx, 'users'))], c)
    const rows = Array.from({ length: 1 + (a % 3) }, (_, nth) => ({
      name: `User ${nth}`,
      email: `${tx.batchId}.${a}.${b}.${c}.${nth}@example.com`,
      company_id: companyId,
      department_id: departmentId,
      manager_id: managerId,
      language: pick(['en', 'nl'], b),
      added_on: '2026-01-01',
    }))
    await insertFacts(tx, 'users', rows)
  },
  moveUser: async (tx, { a, b, c }) => {
    const companyId = pick(await ids(tx, 'companies'), b)
    const id = pick(await ids(tx, 'users'), a)
    await editFacts(tx, 'users', [{ id, company_id: companyId, department_id: await departmentOf(tx, companyId, c) }])
  },
  changeManager: async (tx, { a, b }) => {
    const users = await ids(tx, 'users')
    const id = pick(users, a)
    await editFacts(tx, 'users', [{ id, manager_id: pick([null, ...users.filter((other) => other !== id)], b) }])
  },
  changeLanguage: async (tx, { a, b }) => {
    await editFacts(tx, 'users', [{ id: pick(await ids(tx, 'users'), a), language: pick(['en', 'nl'], b) }])
  },
  changeStatus: async (tx, { a, b }) => {
    await editFacts(tx, 'users', [{ id: pick(await ids(tx, 'users'), a), status: pick(['active', 'inactive'], b) }])
  },
  moveDepartment: async (tx, { a, b }) => {
    const id = pick(await ids(tx, 'departments'), a)
    const siblings = await sql<{ id: number }>`
      select d.id from departments d join departments self on self.company_id = d.company_id
      where self.id = ${id} and d.id <> ${id} order by d.id`.execute(tx.db)
    await editFacts(tx, 'departments', [{ id, parent_id: pick([null, ...siblings.rows.map((row) => row.id)], b) }])
  },
  join: async (tx, { a, b, c }) => {
    await joinAudience(tx, { audienceId: await joinable(tx, a), userIds: await some(tx, b, c) })
  },
  leave: async (tx, { a, b, c }) => {
    await leaveAudience(tx, { audienceId: await joinable(tx, a), userIds: await some(tx, b, c) })
  },
  enrollByHand: async (tx, { a, b, c }) => {
    await joinAudience(tx, { audienceId: await list(tx, a), userIds: await some(tx, b, c) })
  },
  endByHand: async (tx, { a, b, c }) => {
    const activityId = pick(await ids(tx, 'learning_activities'), a)
    const userIds = await some(tx, b, c)
    for (const kind of lists) await leaveAudience(tx, { audienceId: audience(kind, activityId), userIds, byHand: true })
    endByHand(tx, { activityId, userIds })
    return userIds.map((userId) => pair(userId, activityId))
  },
  assign: async (tx, { a, b, c }) => {
    const row = {
      audience_id: await assignable(tx, a),
      target_id: pick(await ids(tx, 'targets'), b),
      on_leaving: policy(c),
    }
    const present = await sql`
      select from assignments where audience_id = ${row.audience_id} and target_id = ${row.target_id}`.execute(tx.db)
    if (present.rows.length === 0) await insertFacts(tx, 'assignments', [row])
  },
  unassign: async (tx, { a }) => {
    const id = await anyAssignment(tx, a)
    if (id !== undefined) await removeFacts(tx, 'assignments', [{ id }])
  },
  reassign: async (tx, { a, b }) => {
    const id = await anyAssignment(tx, a)
    if (id !== undefined) await editFacts(tx, 'assignments', [{ id, on_leaving: policy(b) }])
  },
  changeContent: async (tx, { a, b }) => {
    const row = {
      target_id: pick(await ids(tx, 'qualifications'), a),
      activity_id: pick(await ids(tx, 'learning_activities'), b),
    }
    if ((await removeFacts(tx, 'target_activities', [row])) === 0) await insertFacts(tx, 'target_activities', [row])
  },
  changeExclusion: async (tx, { a, b }) => {
    const row = { user_id: pick(await ids(tx, 'users'), a), activity_id: pick(await ids(tx, 'learning_activities'), b) }
    if ((await removeFacts(tx, 'exclusions', [row])) === 0) await insertFacts(tx, 'exclusions', [row])
  },
  changeActivity: async (tx, { a, b }) => {
    await editFacts(tx, 'learning_activities', [
      { id: pick(await ids(tx, 'learning_activities'), a), on_leaving: policy(b) },
    ])
  },
  changeAcademy: async (tx, { a }) => {
    await editFacts(tx, 'academy', [{ id: true, on_leaving: 1 + (a % 3) }])
  },
  addActivity: async (tx, { a }) => {
    await insertFacts(tx, 'learning_activities', [{ type: 'exam', valid_months: pick([null, 12], a) }])
  },
  start: async (tx, { a }) => {
    const held = await anyHeld(tx, a)
    if (!held) return
    const present = await sql`
      select from progress where user_id = ${held.user_id} and activity_id = ${held.activity_id}`.execute(tx.db)
    if (present.rows.length === 0) await insertFacts(tx, 'progress', [{ ...held, started_at: '2026-01-02T00:00:00Z' }])
  },
  complete: async (tx, { a, b }) => {
    const held = await anyHeld(tx, a)
    if (held) await insertFacts(tx, 'completions', [{ ...held, completed_on: pick(['2020-02-29', '2026-11-01'], b) }])
  },
  grant: async (tx, { a, b }) => {
    const row = {
      user_id: pick(await ids(tx, 'users'), a),
      audience_id: audience('team', pick(await ids(tx, 'teams'), b)),
    }
    if ((await removeFacts(tx, 'grants', [row])) === 0) await insertFacts(tx, 'grants', [row])
  },
} satisfies Record<string, (tx: Change, step: Omit<Step, 'act'>) => Promise<string[] | undefined | undefined>>

export async function perform(tx: Change, step: Step): Promise<string[]> {
  const act: (tx: Change, step: Step) => Promise<string[] | undefined | undefined> = acts[step.act]
  return (await act(tx, step)) ?? []
}

const number = fc.nat({ max: 997 })
export const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...(Object.keys(acts) as Array<keyof typeof acts>)),
  a: number,
  b: number,
  c: number,
})

/** A small world in which acts often meet: everything is near everything else. */
export async function buildWorld(tx: Change): Promise<void> {
  await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
  const [first = 0, second = 0] = await insertFacts(tx, 'companies', [{ name: 'First' }, { name: 'Second' }])
  const [top = 0] = await insertFacts(tx, 'departments', [{ name: 'Top', company_id: first }])
  const [middle = 0] = await insertFacts(tx, 'departments', [{ name: 'Middle', company_id: first, parent_id: top }])
  await insertFacts(tx, 'departments', [{ name: 'Bottom', company_id: first, parent_id: middle }])
  await insertFacts(tx, 'departments', [{ name: 'Other', company_id: second }])
  for (const table of ['teams', 'job_functions', 'groups'] as const) {
    await insertFacts(tx, table, [{ name: `${table} 1` }, { name: `${table} 2` }])
  }
  await insertFacts(tx, 'learning_activities', [
    { type: 'exam', valid_months: null },
    { type: 'video', valid_months: 12 },
    { type: 'document', valid_months: null },
  ])
  const [one = 0, two = 0] = await insertFacts(tx, 'qualifications', [{ name: 'One' }, { name: 'Two' }])
  const activities = await ids(tx, 'learning_activities')
  await insertFacts(tx, 'target_activities', [
    { target_id: one, activity_id: activities[0] ?? 0 },
    { target_id: two, activity_id: activities[1] ?? 0 },
  ])
  await acts.addUsers(tx, { a: 2, b: 1, c: 0 })
  await acts.addUsers(tx, { a: 5, b: 2, c: 1 })
}

const lists = ['byHand', 'byManager', 'import'] as const

/** Ids in order; `targets` and the rest of the named tables are small in these worlds. */
async function ids(tx: Change, table: string): Promise<number[]> {
  const found = await sql<{ id: number }>`select id from ${sql.table(table)} order by id`.execute(tx.db)
  return found.rows.map((row) => row.id)
}

function pick<Value>(from: readonly Value[], nth: number): Value {
  return from[nth % from.length] as Value
}

async function departmentOf(tx: Change, companyId: number, nth: number): Promise<number | null> {
  const found = await sql<{
    id: number
  }>`select id from departments where company_id = ${companyId} order by id`.execute(tx.db)
  return pick([null, ...found.rows.map((row) => row.id)], nth)
}

async function some(tx: Change, first: number, count: number): Promise<number[]> {
  const users = await ids(tx, 'users')
  return Array.from({ length: 1 + (count % 3) }, (_, nth) => pick(users, first + nth))
}

const list = async (tx: Change, nth: number) =>
  audience(pick(lists, nth), pick(await ids(tx, 'learning_activities'), nth >> 2))

async function joinable(tx: Change, nth: number): Promise<number> {
  const kind = pick(['team', 'function', 'group', 'holders'] as const, nth)
  const table = { team: 'teams', function: 'job_functions', group: 'groups', holders: 'qualifications' }[kind]
  return audience(kind, pick(await ids(tx, table), nth >> 2))
}

async function assignable(tx: Change, nth: number): Promise<number> {
  const kinds = Object.keys(audienceKind).filter(
    (kind) => !['rule', 'byHand', 'byManager', 'import', 'holders'].includes(kind),
  )
  const kind = pick(kinds, nth) as keyof typeof tables
  const table = tables[kind]
  if (kind === 'everyone' || kind === 'managers' || !table) return audience(kind, 0)
  return audience(kind, pick(await ids(tx, table), nth >> 4))
}

const tables = {
  everyone: null,
  managers: null,
  company: 'companies',
  department: 'departments',
  departmentBelow: 'departments',
  team: 'teams',
  function: 'job_functions',
  group: 'groups',
  language: 'languages',
  reports: 'users',
  allReports: 'users',
} as const

const policy = (nth: number) => pick([null, 1, 2, 3], nth)

/** Any assignment but the lists that every activity and qualification has. */
async function anyAssignment(tx: Change, nth: number): Promise<number | undefined> {
  const found = await sql<{
    id: number
  }>`select id from assignments where audience_id < ${audience('byHand', 0)} order by id`.execute(tx.db)
  return found.rows.length === 0 ? undefined : pick(found.rows, nth).id
}

async function anyHeld(tx: Change, nth: number): Promise<{ user_id: number; activity_id: number } | undefined> {
  const found = await sql<{ user_id: number; activity_id: number }>`
    select user_id, activity_id from enrollments where state in (1, 2) order by user_id, activity_id`.execute(tx.db)
  return found.rows.length === 0 ? undefined : pick(found.rows, nth)
}
