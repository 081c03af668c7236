import { sql } from 'kysely'
import type { Language } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import type { KeptIn } from './contract.ts'

/** So many activities are told; whoever cleans up begins where there is most. */
const mostTold = 500

/** In which learning activities enrollments are kept though nothing requires them any more, those with the most first. */
export async function listKept(db: Db, input: { language: Language }): Promise<{ items: KeptIn[]; total: number }> {
  const { rows } = await sql<KeptIn & { total: number }>`
    select jsonb_build_object('id', a.id, 'title', activity_title(a.id, ${input.language}), 'type', a.type) as activity,
      counted.kept, counted.total
    from (
      select activity_id, count(*)::int as kept, sum(count(*)) over ()::int as total
      from enrollments where state = 2
      group by activity_id
      order by kept desc, activity_id
      limit ${mostTold}
    ) as counted
    join learning_activities as a on a.id = counted.activity_id
    order by counted.kept desc, a.id`.execute(db)
  return { items: rows.map(({ activity, kept }) => ({ activity, kept })), total: rows[0]?.total ?? 0 }
}
