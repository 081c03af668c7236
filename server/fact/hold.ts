import { sql } from 'kysely'
import type { Change, Row } from './fact.ts'
import { journal, journalCompanies } from './journal.ts'

type Standing = { id: number; is_held: boolean; is_to_hold: boolean }

/**
 * Writes down whom rules lead on that are to be held from now on, and lets go those that are not: decided by what the facts
 * say now (rules.sql). Holding a rule changes nothing for anybody at that moment; while it is held nothing changes either.
 * So it is whom a rule matched `before` it was edited, if it was active, who stay: edited may mean that it names something
 * archived from now on. `before` gives, by rule, the columns that were edited, as they were.
 */
export async function settleHolds(
  tx: Change,
  ruleIds: readonly number[],
  before: ReadonlyMap<number, Row> = new Map(),
): Promise<void> {
  if (ruleIds.length === 0) return
  const found = await sql<Standing>`
    select r.id, h.rule_id is not null as is_held, t.rule_id is not null as is_to_hold
    from rules r
    left join holds h on h.rule_id = r.id
    left join rules_to_hold t on t.rule_id = r.id
    where r.id = any (${ruleIds}::int[])
    order by r.id`.execute(tx.db)
  await hold(tx, idsOf(found.rows.filter((rule) => rule.is_to_hold && !rule.is_held)), before)
  await release(tx, idsOf(found.rows.filter((rule) => rule.is_held && !rule.is_to_hold)))
  await sql`select refresh_anchors(${ruleIds}::int[])`.execute(tx.db)
}

async function hold(tx: Change, ruleIds: readonly number[], before: ReadonlyMap<number, Row>): Promise<void> {
  if (ruleIds.length === 0) return
  const given = ruleIds.map((rule_id) => ({ rule_id, was: before.get(rule_id) ?? {} }))
  const written = await sql<{ rule_id: number; user_ids: number[] }>`
    with moving as materialized (
      select coalesce(array_agg(user_id), '{}') as user_ids
      from (select user_id from dirty_users union select unnest(${[...tx.touched.users]}::int[])) m (user_id)
    ),
    matched as materialized (
      select held.rule_id, m.user_id
      from jsonb_to_recordset(${JSON.stringify(given)}) as held (rule_id int, was jsonb)
      join rules on rules.id = held.rule_id
      cross join lateral jsonb_populate_record(rules, held.was) as rule
      cross join moving
      cross join lateral matches_of(rule, moving.user_ids) m
      where rule.state in ('active', 'paused')
    ),
    kept as (
      insert into held_matches (rule_id, user_id) select rule_id, user_id from matched order by rule_id, user_id
    )
    select rule_id, array_agg(user_id order by user_id) as user_ids from matched group by rule_id`.execute(tx.db)
  await sql`
    insert into holds (rule_id, batch_id) select rule_id, ${tx.batchId} from unnest(${ruleIds}::int[]) as held (rule_id)
  `.execute(tx.db)
  await journal(
    tx,
    'holds',
    ruleIds.map((rule_id) => ({ before: null, after: { rule_id } })),
  )
  await journalCompanies(
    tx,
    written.rows.map(({ rule_id, user_ids }) => ({
      fact: 'held_matches' as const,
      key: rule_id,
      before: null,
      after: {},
      userIds: user_ids,
    })),
  )
}

async function release(tx: Change, ruleIds: readonly number[]): Promise<void> {
  if (ruleIds.length === 0) return
  // Their words hold again: some who stayed meanwhile go, and some who waited come.
  for (const id of ruleIds) tx.touched.rules.add(id)
  await dropMatches(tx, ruleIds)
  await sql`delete from holds where rule_id = any (${ruleIds}::int[])`.execute(tx.db)
  await journal(
    tx,
    'holds',
    ruleIds.map((rule_id) => ({ before: { rule_id }, after: null })),
  )
}

/** Lets go matches of rules that are not held: only a hand behind our back can have written them. */
export async function dropStrayMatches(tx: Change, ruleIds: readonly number[]): Promise<void> {
  const loose = await sql<{ id: number }>`
    select id from unnest(${ruleIds}::int[]) as asked (id) where id not in (select rule_id from holds)`.execute(tx.db)
  await dropMatches(
    tx,
    loose.rows.map(({ id }) => id),
  )
}

async function dropMatches(tx: Change, ruleIds: readonly number[]): Promise<void> {
  const letGo = await sql<{ rule_id: number; user_ids: number[] }>`
    with gone as (delete from held_matches where rule_id = any (${ruleIds}::int[]) returning rule_id, user_id)
    select rule_id, array_agg(user_id order by user_id) as user_ids from gone group by rule_id`.execute(tx.db)
  await journalCompanies(
    tx,
    letGo.rows.map(({ rule_id, user_ids }) => ({
      fact: 'held_matches' as const,
      key: rule_id,
      before: {},
      after: null,
      userIds: user_ids,
    })),
  )
}

const idsOf = (rules: readonly Standing[]) => rules.map(({ id }) => id)
