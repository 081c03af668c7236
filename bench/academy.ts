import { sql } from 'kysely'
import { change, commit } from '../server/change.ts'
import { audience } from '../server/enrollment/engine/index.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import { insertFacts } from '../server/facts.ts'
import type { Db } from '../server/platform/database/database.ts'

/** What the benchmarks are made over: ids run from 1, and every table is as dense as a real academy's. */
export type BenchAcademy = { users: number; departments: number; spareActivities: number[] }

const author = { kind: 'demo' } as const
const activities = 120

/**
 * An academy of so many users: a company per 2,500, departments of about 50 two deep, five memberships each, 120
 * activities of which each unit leads to one or two, so that a user has about nine enrollments. Facts come from set statements, for 100,000
 * people in seconds; what follows from them comes from the engine.
 */
export async function buildAcademy(db: Db, users: number): Promise<BenchAcademy> {
  const companies = Math.max(2, Math.round(users / 2500))
  const tops = Math.max(8, Math.round(users / 500))
  const departments = tops * 10
  const units = Math.max(20, Math.round(users / 100))
  const { result } = await commit(db, { kind: 'bench', author }, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Bench', language: 'en', time_zone: 'Europe/Amsterdam' }])
    await insertFacts(tx, 'companies', named('Company', companies))
    await insertFacts(tx, 'teams', named('Team', units))
    await insertFacts(tx, 'job_functions', named('Function', units))
    await insertFacts(tx, 'groups', named('Group', units))
    const ids = await insertFacts(
      tx,
      'learning_activities',
      Array.from({ length: activities + 12 }, () => ({ type: 'e-learning' })),
    )
    await sql`
      insert into departments (company_id, parent_id, name)
      select 1 + (n - 1) % ${companies}::int, null, 'Department ' || n from generate_series(1, ${tops}::int) n`.execute(
      tx.db,
    )
    await sql`
      insert into departments (company_id, parent_id, name)
      select d.company_id, d.id, d.name || '.' || n from generate_series(1, 9) n cross join departments d order by n, d.id
    `.execute(tx.db)
    await sql`
      insert into users (name, email, company_id, department_id, language, manager_id, added_on)
      select 'User ' || n, 'user' || n || '@example.com', d.company_id, d.id,
        (array['en', 'nl', 'de', 'fr'])[1 + n % 4], nullif(n / 10, 0), date '2016-01-01' + n % 3650
      from generate_series(1, ${users}::int) n
      join departments d on d.id = 1 + (n * 7919::bigint) % ${departments}::int
      order by n`.execute(tx.db)
    await sql`
      insert into memberships (user_id, audience_id, batch_id)
      select distinct n, audience(kind, (1 + (n * 31::bigint * kind + nth * 17) % ${units}::int)::int), ${tx.batchId}::bigint
      from generate_series(1, ${users}::int) n
      cross join (values (4, 1), (4, 2), (5, 1), (6, 1), (6, 2)) as membership (kind, nth)
      order by 1, 2`.execute(tx.db)
    return ids
  })
  await link(db, result.slice(0, activities), { companies, departments, units })
  await sql`analyze`.execute(db)
  await deriveAll(db, users)
  await sql`vacuum analyze`.execute(db)
  return { users, departments, spareActivities: result.slice(activities) }
}

/** Makes links without applying them: the enrollments of everybody are derived at once, afterwards. */
async function link(db: Db, ids: number[], { companies, departments, units }: Record<string, number>): Promise<void> {
  const kinds = [
    ['company', companies ?? 1, 2 * (companies ?? 1)],
    ['departmentBelow', departments ?? 1, departments ?? 1],
    ['team', units ?? 1, units ?? 1],
    ['function', units ?? 1, units ?? 1],
    ['group', units ?? 1, units ?? 1],
  ] as const
  const rows = kinds.flatMap(([kind, many, links]) =>
    Array.from({ length: links }, (_, nth) => ({
      audience_id: audience(kind, 1 + ((nth * 13) % many)),
      target_id: ids[(nth * 29 + Math.floor(nth / many) + many) % ids.length] ?? 1,
    })),
  )
  const once = [...new Map(rows.map((row) => [`${row.audience_id} ${row.target_id}`, row])).values()]
  await commit(db, { kind: 'bench', author }, (tx) => insertFacts(tx, 'assignments', once))
  await sql`truncate column_jobs, column_chunks, dirty_users`.execute(db)
}

async function deriveAll(db: Db, users: number): Promise<void> {
  for (let first = 1; first <= users; first += 2000) {
    const range = sql`array(select generate_series(${first}::int, ${Math.min(users, first + 1999)}::int))`
    await sql`select count(*) from apply_due(1, ${range}, refresh_profiles(${range}), null, 0)`.execute(db)
  }
  await sql`truncate events, outbox`.execute(db)
}

const named = (name: string, many: number) => Array.from({ length: many }, (_, nth) => ({ name: `${name} ${nth + 1}` }))

/** A change and everything that follows from it, chunks that workers would take included. */
export async function throughTheEngine(db: Db, command: Parameters<typeof commit>[2]): Promise<void> {
  await change(db, { kind: 'bench', author }, command)
  await workOff(db)
}
