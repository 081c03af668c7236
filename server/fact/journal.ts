import { type RawBuilder, sql } from 'kysely'
import { ahead, prepared } from '../platform/database/prepared.ts'
import { type Change, type Fact, type FactName, facts, omit, pick, type Written } from './fact.ts'

/**
 * Writes down what was and what is, in one statement with the write `along` if that is given. Names and addresses stand
 * apart, where erasing a person empties them.
 */
export async function journal(
  tx: Change,
  name: FactName,
  written: readonly Written[],
  along: RawBuilder<unknown> = sql`select`,
): Promise<void> {
  if (written.length === 0) return
  tx.wrote.facts += written.length
  const fact: Fact = facts[name]
  const personal = fact.personal ?? []
  const entries = written.map(({ before, after }) => ({
    key: name === 'academy' ? 1 : (after ?? before)?.[fact.key],
    before: before && omit(before, personal),
    after: after && omit(after, personal),
  }))
  await sql`${ahead}
    with done as (${along})
    insert into changes (batch_id, fact, key, before, after)
    select ${tx.batchId}, ${name}, entry.key, entry.before, entry.after
    from jsonb_to_recordset(${JSON.stringify(entries)}) as entry (key int, before jsonb, after jsonb)`.execute(tx.db)
  if (personal.length === 0) return
  const named = written.flatMap(({ before, after }) => {
    const values = { before: before && pick(before, personal), after: after && pick(after, personal) }
    const says = [values.before, values.after].some((side) => side !== null && Object.keys(side).length > 0)
    return says ? [{ user_id: (after ?? before)?.id, ...values }] : []
  })
  if (named.length === 0) return
  await sql`${prepared}
    insert into personal_changes as present (batch_id, user_id, before, after)
    select ${tx.batchId}, entry.user_id, entry.before, entry.after
    from jsonb_to_recordset(${JSON.stringify(named)}) as entry (user_id int, before jsonb, after jsonb)
    on conflict (user_id, batch_id) do update set
      before = case when present.before is null then null else excluded.before || present.before end,
      after = case when excluded.after is null then null else coalesce(present.after, '{}') || excluded.after end
  `.execute(tx.db)
}

/** Many users of whom the same became or ceased to be true: one entry, however many they are. */
export type Company = { fact: 'memberships' | 'held_matches'; key: number; userIds: readonly number[] } & (
  | { before: null; after: object }
  | { before: object; after: null }
)

/** Writes down who came into or left a set of users. */
export async function journalCompanies(tx: Change, companies: readonly Company[]): Promise<void> {
  if (companies.length === 0) return
  for (const { userIds } of companies) tx.wrote.facts += userIds.length
  // All users as one list, of which each entry is a stretch: as JSON, half a million would take longer than being written.
  let last = 0
  const entries = companies.map(({ fact, key, userIds, before, after }) => {
    const first = last + 1
    last += userIds.length
    return { fact, key, before, after, first, last }
  })
  const users = companies.map(({ userIds }) => userIds.join()).filter(Boolean)
  await sql`${prepared}
    insert into changes (batch_id, fact, key, before, after, user_ids)
    select ${tx.batchId}, entry.fact, entry.key, entry.before, entry.after,
      (${`{${users.join()}}`}::int[])[entry.first : entry.last]
    from jsonb_to_recordset(${JSON.stringify(entries)})
      as entry (fact text, key int, before jsonb, after jsonb, first int, last int)`.execute(tx.db)
}
