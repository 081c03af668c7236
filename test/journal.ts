import { sql } from 'kysely'
import { type Fact, type FactName, facts, omit, type Row } from '../server/fact/fact.ts'
import type { Db } from '../server/platform/database/database.ts'
import { expectSame } from './invariants.ts'

type Entry = { fact: string; key: number; before: Row | null; after: Row | null; user_ids: number[] | null }

/** What no entry says: since when a rule is held, and who has seen which version of a row. */
const unsaid: Partial<Record<FactName, readonly string[]>> = { holds: ['since', 'batch_id'] }

/**
 * Every fact is what its entries in the journal come to, first one first: nothing was written that the journal does not say, and
 * an entry begins where the one before it ended. Names stand in a journal of their own.
 */
export async function expectJournaled(db: Db): Promise<void> {
  const entries = await sql<Entry>`
    select fact, key, before, after, user_ids from changes order by id`.execute(db)
  const replayed = new Map<string, Row>()
  for (const entry of entries.rows) {
    for (const [row, before, after] of stepsOf(entry)) {
      const stood = replayed.get(row)
      expectSame(
        'what stood of',
        new Map([[row, before ? only(stood, before) : stood]]),
        new Map([[row, before ?? undefined]]),
      )
      if (after) replayed.set(row, before ? { ...stood, ...after } : after)
      else replayed.delete(row)
    }
  }
  expectSame('journaled', await readStored(db), replayed)
}

const only = (row: Row | undefined, columns: Row): Row | undefined =>
  row && Object.fromEntries(Object.keys(columns).map((column) => [column, row[column]]))

/** A row, as it was and as it is; of an entry about many users, the row of each. */
function* stepsOf({ fact, key, before, after, user_ids }: Entry): Generator<[string, Row | null, Row | null]> {
  if (user_ids) {
    for (const userId of user_ids) yield [`${fact} ${key} ${userId}`, before && {}, after && {}]
    return
  }
  const { identity }: Fact = facts[fact as FactName]
  const said = after ?? before ?? {}
  yield [[fact, ...identity.map((column) => said[column])].join(' '), before, after]
}

async function readStored(db: Db): Promise<Map<string, Row>> {
  const stored = new Map<string, Row>()
  for (const name of Object.keys(facts) as FactName[]) {
    const { identity, personal = [] }: Fact = facts[name]
    const { rows } = await sql<{ row: Row }>`select to_jsonb(t) as row from ${sql.table(name)} t`.execute(db)
    for (const { row } of rows) {
      const key = [name, ...identity.map((column) => row[column])].join(' ')
      stored.set(key, omit(row, [...personal, ...(unsaid[name] ?? [])]))
    }
  }
  const sets = await sql<{ key: string }>`
    select concat_ws(' ', 'memberships', audience_id, user_id) as key from memberships
    union all select concat_ws(' ', 'held_matches', rule_id, user_id) from held_matches`.execute(db)
  for (const { key } of sets.rows) stored.set(key, {})
  return stored
}
