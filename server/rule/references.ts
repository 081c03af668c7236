import { sql } from 'kysely'
import { type Change, editFacts, insertFacts, removeFacts } from '../facts.ts'
import type { UnitKind } from '../organization/contract.ts'
import type { Criterion } from './contract.ts'
import { compileCriteria } from './criteria.ts'
import { readLanguages } from './named.ts'

// What refers to one thing refers to another instead, once: where it refers to the other already, that stays as it is.

/** What is put in the place of what, by the numbers of audiences or targets. */
type Instead = ReadonlyMap<number, number>

/** Assignments lead from, or to, another from now on, with the *on leaving* that they have. Lists lead where they led. */
export async function rewriteAssignments(
  tx: Change,
  { end, instead }: { end: 'audience_id' | 'target_id'; instead: Instead },
): Promise<void> {
  const column = (name: typeof end) => (name === end ? sql.ref('given.other') : sql.ref(`a.${name}`))
  const { rows } = await sql<{
    id: number
    audience_id: number
    target_id: number
    on_leaving: number | null
    is_there: boolean
  }>`
    select a.id, ${column('audience_id')} as audience_id, ${column('target_id')} as target_id, a.on_leaving,
      present.id is not null as is_there
    from ${pairsOf(instead)} as given (one, other)
    join assignments a on ${sql.ref(`a.${end}`)} = given.one and a.audience_id < first_list()
    left join assignments present
      on present.audience_id = ${column('audience_id')} and present.target_id = ${column('target_id')}
    order by a.id`.execute(tx.db)
  await removeFacts(
    tx,
    'assignments',
    rows.map((row) => ({ id: row.id })),
  )
  await insertFacts(
    tx,
    'assignments',
    rows
      .filter(({ is_there }) => !is_there)
      .map(({ audience_id, target_id, on_leaving }) => ({ audience_id, target_id, on_leaving })),
  )
}

/** A rule that names both names the other once. */
export async function rewriteRules(
  tx: Change,
  { instead, ...succession }: { kind: UnitKind; id: number; byId: number; instead: Instead },
): Promise<void> {
  const languages = await readLanguages(tx.db)
  const { rows } = await sql<{ id: number; criteria: Criterion[] }>`
    select id, criteria from rules
    where audience_ids && ${[...instead.keys()]}::int[] order by id for update`.execute(tx.db)
  await editFacts(
    tx,
    'rules',
    rows.map((rule) => {
      const criteria = rule.criteria.map((criterion) => named(criterion, succession))
      return {
        id: rule.id,
        criteria: criteria as never,
        ...compileCriteria(criteria, { languages }),
      }
    }),
  )
}

const criterionOf = {
  companies: 'company',
  departments: 'department',
  teams: 'team',
  functions: 'function',
  groups: 'group',
} as const satisfies Record<UnitKind, Criterion['kind']>

function named(criterion: Criterion, { kind, id, byId }: { kind: UnitKind; id: number; byId: number }): Criterion {
  if (criterion.kind !== criterionOf[kind]) return criterion
  return { ...criterion, ids: [...new Set(criterion.ids.map((one) => (one === id ? byId : one)))] }
}

/** The rights on the people of one are on those of the other. */
export async function rewriteGrants(tx: Change, instead: Instead): Promise<void> {
  const { rows } = await sql<{ user_id: number; one: number; other: number; is_there: boolean }>`
    select g.user_id, given.one, given.other, present.user_id is not null as is_there
    from ${pairsOf(instead)} as given (one, other)
    join grants g on g.audience_id = given.one
    left join grants present on present.audience_id = given.other and present.user_id = g.user_id
    order by g.user_id, given.one`.execute(tx.db)
  await removeFacts(
    tx,
    'grants',
    rows.map(({ user_id, one }) => ({ user_id, audience_id: one })),
  )
  await insertFacts(
    tx,
    'grants',
    rows.filter(({ is_there }) => !is_there).map(({ user_id, other }) => ({ user_id, audience_id: other })),
  )
}

function pairsOf(instead: Instead) {
  return sql`unnest(${[...instead.keys()]}::int[], ${[...instead.values()]}::int[])`
}
