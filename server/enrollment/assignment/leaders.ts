import { type RawBuilder, sql } from 'kysely'
import { units } from '../../organization/unit.ts'
import { findByName } from '../../platform/database/byName.ts'
import type { Db } from '../../platform/database/database.ts'
import { containsWords } from '../../platform/database/page.ts'
import { type FoundLeader, type LeaderKind, leaderKind, mostAssigned } from './contract.ts'

/**
 * The parts of the organisation and the qualifications that can lead to learning, archived ones aside: kind by kind, each by name
 * and at most so many of each. `total` counts all that match.
 */
export async function findLeaders(
  db: Db,
  input: { search?: string | undefined; kinds?: readonly LeaderKind[] | undefined; each: number },
): Promise<{ items: FoundLeader[]; total: number }> {
  const { search = '', kinds = leaderKind.options, each } = input
  const words = containsWords(sql`lower(one.name)`, search)
  const { rows } = await sql<{ total: number; items: FoundLeader[] }>`
    with matched as materialized (
      select * from (${leaders(kinds)}) as one where ${sql.join([sql`true`, ...words], sql` and `)}
    ),
    first as (
      select named.*
      from unnest(${[...kinds]}::text[]) as asked (kind)
      cross join lateral (
        select * from matched where matched.kind = asked.kind order by name collate "und-x-icu", id limit ${each}
      ) as named
      order by place, name collate "und-x-icu", id
      limit ${mostAssigned}
    ),
    item as (
      select ${columns}, row_number() over (order by named.place, named.name collate "und-x-icu", named.id) as nth
      from first as named ${joins}
    )
    select (select count(*)::int from matched) as total,
      (select coalesce(jsonb_agg(to_jsonb(item) - 'nth' order by nth), '[]') from item) as items`.execute(db)
  return rows[0] ?? { items: [], total: 0 }
}

/** Those that the lines of a pasted column name, in the order of the lines: see findByName. */
export async function findLeadersByName(
  db: Db,
  input: { names: readonly string[]; kinds?: readonly LeaderKind[] | undefined },
): Promise<{ items: FoundLeader[]; ambiguous: string[]; unknown: string[] }> {
  const { found, ...rest } = await findByName(db, { names: input.names, things: leaders(input.kinds) })
  const { rows } = await sql<FoundLeader>`
    select ${columns}
    from jsonb_to_recordset(${JSON.stringify(found.map((one, position) => ({ ...one, position })))})
      as given (kind text, id int, position int)
    join (${leaders(input.kinds)}) as named on named.kind = given.kind and named.id = given.id ${joins}
    order by given.position`.execute(db)
  return { items: rows, ...rest }
}

/** Every leader of these kinds (`kind`, `place` of the kind, `id`, `name`). */
function leaders(kinds: readonly LeaderKind[] = leaderKind.options): RawBuilder<unknown> {
  const ofKind = kinds.map((kind) => {
    const table = kind === 'qualifications' ? kind : units[kind].table
    const place = leaderKind.options.indexOf(kind)
    return sql`select ${kind}::text as kind, ${place}::int as place, id, name from ${sql.table(table)} where not archived`
  })
  return sql.join(ofKind, sql` union all `)
}

const columns = sql`
  named.kind, named.id, named.name,
  case when company.id is not null then jsonb_build_object('id', company.id, 'name', company.name) end as company,
  coalesce((
    with recursive above as (
      select next.id, next.name, next.parent_id, 1 as steps from departments as next where next.id = department.parent_id
      union all
      select next.id, next.name, next.parent_id, above.steps + 1
      from above join departments as next on next.id = above.parent_id
    )
    select jsonb_agg(jsonb_build_object('id', above.id, 'name', above.name) order by above.steps desc) from above), '[]')
    as above`

/** Of a department: what it stands in. */
const joins = sql`
  left join departments as department on named.kind = 'departments' and department.id = named.id
  left join companies as company on company.id = department.company_id`
