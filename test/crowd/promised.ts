import { sql } from 'kysely'
import type { Db } from '../../server/platform/database/database.ts'
import type { Administrator, Deed } from './administrator.ts'

/**
 * What is wrong with what administrators were told: what was told to be done must be there, whole; what nobody knows may be there
 * or not, wholly or not at all; and what was refused, or only asked for, is not.
 */
export async function brokenPromises(db: Db, administrators: readonly Administrator[]): Promise<string[]> {
  const broken = await Promise.all(administrators.map((one) => promisedTo(db, one)))
  return broken.flat()
}

async function promisedTo(db: Db, { userId, deeds }: Administrator): Promise<string[]> {
  const own = await sql<{ id: number }>`select id from batches where author_id = ${userId}`.execute(db)
  const there = new Set(own.rows.map(({ id }) => id))
  const told = deeds.flatMap(({ batchId }) => batchId ?? [])
  const unknown = deeds.length - told.length
  const untold = there.difference(new Set(told)).size
  const sizes = await sizesOf(db, deeds)
  return [
    ...deeds
      .filter(({ batchId }) => batchId !== null && !there.has(batchId))
      .map((deed) => `${say(deed)} is not there`),
    ...(untold > unknown ? [`${untold} batches of ${userId} are there, and ${unknown} acts were not answered`] : []),
    ...deeds.flatMap((deed) => {
      const found = sizes.get(deed.mark) ?? 0
      if (deed.size === null || found === deed.size || (deed.batchId === null && found === 0)) return []
      return [`${say(deed)} is there with ${found} facts of ${deed.size}`]
    }),
  ]
}

const say = ({ what, mark, batchId }: Deed) =>
  `${what} ${mark} (${batchId === null ? 'not answered' : `batch ${batchId}`})`

/** How many facts there are of each thing that was made, by its mark, in the journal of the batch that made it. */
async function sizesOf(db: Db, deeds: readonly Deed[]): Promise<Map<string, number>> {
  const marks = deeds.filter(({ size }) => size !== null).map(({ mark, what, batchId }) => ({ mark, what, batchId }))
  const { rows } = await sql<{ mark: string; n: number }>`
    with marked as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(marks)}) as m (mark text, what text, "batchId" bigint)
    ),
    made as (
      select m.mark, p.batch_id
      from marked m
      join personal_changes p on p.before is null
        and p.after ->> 'email' = m.mark || case when m.what = 'import' then '.1' else '' end || '@example.com'
      where m.what in ('hire', 'import')
      union all
      select m.mark, c.batch_id
      from marked m join changes c on c.fact = 'rules' and c.before is null and c.after ->> 'name' = m.mark
      where m.what = 'rule'
      union all
      select m.mark, m."batchId" from marked m where m.what = 'exclude'
    )
    select made.mark, count(*)::int as n
    from made join changes c on c.batch_id = made.batch_id
    where c.fact in ('users', 'memberships', 'rules', 'assignments', 'exclusions')
    group by made.mark`.execute(db)
  return new Map(rows.map(({ mark, n }) => [mark, n]))
}
