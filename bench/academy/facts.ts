import { sql } from 'kysely'
import { commit } from '../../server/change.ts'
import { type Change, insertFacts } from '../../server/facts.ts'
import type { Db } from '../../server/platform/database/database.ts'
import { author, departmentsOf, shape } from './shape.ts'

/** The academy, its organisation and its people: set statements past the journal's door, a million people in seconds. */
export async function insertOrganisation(db: Db, users: number): Promise<void> {
  await commit(db, { kind: 'bench', author }, async (tx) => {
    await insertFacts(tx, 'academy', [{ name: 'Bench', language: 'en', time_zone: 'Europe/Amsterdam' }])
    await insertFacts(tx, 'companies', named('Company', shape.companies))
    await insertFacts(tx, 'teams', named('Team', shape.teams))
    await insertFacts(tx, 'job_functions', named('Function', shape.functions))
    await insertFacts(tx, 'groups', named('Group', shape.groups))
    await insertDepartments(tx, users)
  })
}

async function insertDepartments({ db }: Change, users: number): Promise<void> {
  await sql`
    insert into departments (company_id, parent_id, name)
    select 1 + (n - 1) % ${shape.companies}::int, null, 'Department ' || n
    from generate_series(1, ${shape.topDepartments}::int) n`.execute(db)
  await sql`
    insert into departments (company_id, parent_id, name)
    select top.company_id, top.id, top.name || '.' || n
    from generate_series(${shape.topDepartments + 1}::int, ${departmentsOf(users)}::int) n
    join departments top on top.id = 1 + n % ${shape.topDepartments}::int
    order by n`.execute(db)
}

/** Users `first` to `last`, each with a manager of a tenth of their number, and their journal as their making wrote it. */
export async function insertUsers({ db, batchId }: Change, range: Range): Promise<void> {
  const departments = departmentsOf(range.of)
  await sql`
    insert into users (name, email, company_id, department_id, language, manager_id, added_on)
    select 'User ' || n, 'user' || n || '@example.com', d.company_id, d.id,
      (array['en', 'nl', 'de', 'fr'])[1 + n % 4], nullif(n / 10, 0), date '2016-01-01' + n % 3650
    from generate_series(${range.first}::int, ${range.last}::int) n
    join departments d on d.id = 1 + (n * 7919::bigint) % ${departments}::int
    order by n`.execute(db)
  await sql`
    insert into changes (batch_id, fact, key, after)
    select ${batchId}, 'users', u.id, to_jsonb(u) - array['name', 'email', 'employee_number']
    from users u where u.id between ${range.first} and ${range.last} order by u.id`.execute(db)
}

/** Two teams, a function and two groups each; where two draws fall together, one less. */
export async function insertMemberships({ db, batchId }: Change, range: Range): Promise<void> {
  await sql`
    insert into memberships (user_id, audience_id, batch_id)
    select distinct n, audience(kind, (1 + (n * 31::bigint * kind + nth * (17 + n / 800)) % many)::int), ${batchId}::bigint
    from generate_series(${range.first}::int, ${range.last}::int) n
    cross join (values
      (4, 1, ${shape.teams}::int), (4, 2, ${shape.teams}::int), (5, 1, ${shape.functions}::int),
      (6, 1, ${shape.groups}::int), (6, 2, ${shape.groups}::int)
    ) as membership (kind, nth, many)
    order by 1, 2`.execute(db)
}

/** Users by their numbers, in an academy of so many. */
export type Range = { readonly first: number; readonly last: number; readonly of: number }

const named = (name: string, many: number) => Array.from({ length: many }, (_, nth) => ({ name: `${name} ${nth + 1}` }))
