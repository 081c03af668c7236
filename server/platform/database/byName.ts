import { type RawBuilder, sql } from 'kysely'
import { tidyLine } from '../tidy.ts'
import type { Db } from './database.ts'

export type Thing = { kind: string; id: number }

/**
 * Which things the lines of a pasted column name, each once and in the order of the lines; the case does not count, and spaces
 * do only between words. A line that several are called by, and one that nothing is called by, come back as they were given.
 * `things` selects every thing that can be meant (`kind`, `id`, `name`), one row for each name it has.
 */
export async function findByName(
  db: Db,
  input: { names: readonly string[]; things: RawBuilder<unknown> },
): Promise<{ found: Thing[]; ambiguous: string[]; unknown: string[] }> {
  const given = input.names.map((text) => ({ text, name: tidyLine(text) })).filter(({ name }) => name !== '')
  const { rows } = await sql<{ first: number; called: Thing[] }>`
    with given as materialized (
      select lower(name) as name, min(position)::int - 1 as first
      from unnest(${given.map(({ name }) => name)}::text[]) with ordinality as element (name, position)
      group by lower(name)
    ),
    called as (
      select distinct given.first, thing.kind, thing.id
      from given join (${input.things}) as thing on lower(thing.name) = given.name
    )
    select given.first,
      coalesce(jsonb_agg(jsonb_build_object('kind', called.kind, 'id', called.id)) filter (where called.id is not null), '[]')
        as called
    from given left join called on called.first = given.first
    group by given.first
    order by given.first`.execute(db)
  const textOf = ({ first }: { first: number }) => given[first]?.text.trim() ?? ''
  const found = rows.flatMap(({ called: [only, ...others] }) => (only && others.length === 0 ? [only] : []))
  return {
    found: [...new Map(found.map((thing) => [`${thing.kind} ${thing.id}`, thing])).values()],
    ambiguous: rows.filter(({ called }) => called.length > 1).map(textOf),
    unknown: rows.filter(({ called }) => called.length === 0).map(textOf),
  }
}
