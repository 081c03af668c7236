import { sql } from 'kysely'
import { audience } from '../enrollment/engine/index.ts'
import type { Db } from '../platform/database/database.ts'
import type { Criterion } from './contract.ts'
import { audiencesOf, type Languages } from './criteria.ts'

/** Beyond so many people a criterion is not selective, and counting on would only cost. */
const countedUpTo = 20_001

/**
 * Where to look for a rule: the audiences of its most selective criterion. Whoever matches is in one of them, and the fewer
 * are, the fewer have the rule asked about them. Everyone, when no criterion says whom it wants.
 */
export async function anchorsOf(
  db: Db,
  input: { criteria: readonly Criterion[]; languages: Languages },
): Promise<number[]> {
  const choices = input.criteria
    .filter(({ kind, negated }) => kind !== 'added' && !negated)
    .map((criterion) => audiencesOf(criterion, input.languages))
  const [first, ...others] = choices
  if (!first) return [audience('everyone', 0)]
  if (others.length === 0) return first
  const people = await countPeople(db, choices)
  const bySelectivity = choices
    .map((audienceIds, nth) => ({ audienceIds, people: people[nth] ?? countedUpTo }))
    .toSorted((a, b) => a.people - b.people || a.audienceIds.length - b.audienceIds.length)
  return bySelectivity[0]?.audienceIds ?? first
}

/** Each counted by a query of its own, whose plan knows the audiences: an index for few people, a short scan for many. */
async function countPeople(db: Db, choices: ReadonlyArray<readonly number[]>): Promise<number[]> {
  const counts = choices.map(
    (audienceIds, nth) => sql`
      select ${nth}::int as nth, (
        select count(*)::int from (
          select from profiles where audience_ids && ${audienceIds}::int[] limit ${countedUpTo}
        ) as counted) as people`,
  )
  const { rows } = await sql<{ nth: number; people: number }>`
    ${sql.join(counts, sql` union all `)} order by nth`.execute(db)
  return rows.map(({ people }) => people)
}
