import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { audience } from '../enrollment/engine/index.ts'
import { onLeavingWord } from '../enrollment/engine/onLeaving.ts'
import type { OnLeaving } from '../learning/contract.ts'
import type { Db } from '../platform/database/database.ts'
import { containsWords, keysetPage, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Criterion, listRules as listOperation, NamedThing, Rule, RuleListItem, RuleState } from './contract.ts'
import { audiencesOf, leavesWithTime } from './criteria.ts'
import { findNamed, readLanguages, thingOf } from './named.ts'

const shownTargets = 10
const shownValues = 5

export async function listRules(
  db: Db,
  input: { query: z.output<typeof listOperation.query>; language: string },
): Promise<Page<RuleListItem>> {
  const { query, language } = input
  const page = await keysetPage<ItemRow>(db, {
    rows: sql`rules as rule`,
    id: sql.ref('rule.id'),
    where: [
      ...containsWords(sql`lower(rule.name)`, query.search ?? ''),
      ...(query.state ? [sql`rule.state = ${query.state}`] : []),
      ...(query.frozen === undefined ? [] : [sql`(${isFrozen}) = ${query.frozen}::boolean`]),
    ],
    order: 'name',
    sort: [{ by: sql`rule.name collate "und-x-icu"`, type: 'text' }],
    descending: query.sort?.startsWith('-') ?? false,
    asked: query,
    items: itemsOf(language, shownTargets),
  })
  const rules = page.items.map(({ criteria }) => criteria)
  const described = await describeAll(db, rules, { shownValues })
  return { ...page, items: page.items.map((row, nth) => itemOf(row, described[nth] ?? [])) }
}

export async function readRule(db: Db, input: { id: number; language: string }): Promise<Rule> {
  const { id, language } = input
  const { rows } = await sql<ItemRow & WholeRow>`
    with page as (select ${id}::int as id), item as (${itemsOf(language, null)})
    select item.*, (${lastStateAt}) as since, (${duplicatesOf}) as duplicates
    from item join rules as rule on rule.id = item.id`.execute(db)
  const [found] = rows
  if (!found) throw notFound('rule')
  return {
    ...itemOf(found, await describe(db, found.criteria)),
    since: found.since.toISOString(),
    leavesWithTime: leavesWithTime(found.criteria),
    duplicates: found.duplicates,
  }
}

/** Criteria with the names of what they refer to, each in the order it is written. */
export async function describe(db: Db, criteria: readonly Criterion[]): Promise<Rule['criteria']> {
  const [described = []] = await describeAll(db, [criteria])
  return described
}

/** The same for the criteria of several rules; of each criterion at most so many values are named. */
export async function describeAll(
  db: Db,
  several: ReadonlyArray<readonly Criterion[]>,
  { shownValues = Number.POSITIVE_INFINITY } = {},
): Promise<Array<Rule['criteria']>> {
  if (several.length === 0) return []
  const languages = await readLanguages(db)
  const shown = (criterion: Criterion) => audiencesOf(criterion, languages).slice(0, shownValues)
  const named = await findNamed(db, several.flat().flatMap(shown))
  return several.map((criteria) =>
    criteria.map((criterion) => ({
      criterion,
      values: shown(criterion).flatMap((audienceId) => named.get(audienceId) ?? []),
    })),
  )
}

type ItemRow = {
  id: number
  name: string
  state: RuleState
  frozen: boolean
  held_since: string | Date | null
  on_leaving: number | null
  archived: Array<{ audience_id: number; name: string }>
  targets: RuleListItem['targets']
  target_count: number
  criteria: Criterion[]
}

type WholeRow = { since: Date; duplicates: Rule['duplicates'] }

const isFrozen = sql`
  rule.state = 'active' and exists (select from frozen_rules frozen where frozen.rule_id = rule.id)`

/** What lists show of the rules in `page`; of their targets at most so many, or (null) all. */
function itemsOf(language: string, mostTargets: number | null): RawBuilder<unknown> {
  return sql`
    select rule.id, rule.name, rule.state, (${isFrozen}) as frozen, hold.since as held_since, rule.on_leaving,
      rule.criteria,
      coalesce((
        select jsonb_agg(jsonb_build_object('audience_id', one.audience_id, 'name', audience_name(one.audience_id))
          order by one.audience_id)
        from archived_audiences as one
        where one.audience_id = any (rule.audience_ids)
      ), '[]') as archived,
      coalesce(led.targets, '[]') as targets, coalesce(led.target_count, 0)::int as target_count
    from page
    join rules as rule on rule.id = page.id
    left join holds as hold on hold.rule_id = rule.id
    left join lateral (
      select max(target.n) as target_count,
        jsonb_agg(
          jsonb_build_object('kind', target.kind, 'id', target.id, 'name', target.name, 'type', target.type,
            'archived', target.archived)
          order by target.nth) as targets
      from (
        select named.*, row_number() over (order by kind desc, name collate "und-x-icu", id) as nth, count(*) over () as n
        from (
          select t.kind, t.id, coalesce(q.name, activity_title(t.id, ${language}), '') as name, la.type,
            coalesce(q.archived, la.archived) as archived
          from assignments a
          join targets t on t.id = a.target_id
          left join learning_activities la on la.id = t.id
          left join qualifications q on q.id = t.id
          where a.audience_id = ${audience('rule', 0)} | rule.id
        ) as named
      ) as target
      where target.nth <= coalesce(${mostTargets}::int, target.n)
    ) as led on true`
}

function itemOf(row: ItemRow, criteria: RuleListItem['criteria']): RuleListItem {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    criteria,
    frozen: row.frozen,
    archived: row.archived.map(({ audience_id, name }): NamedThing => thingOf(audience_id, name, true)),
    heldSince: row.held_since && new Date(row.held_since).toISOString(),
    onLeaving: onLeavingWord(row.on_leaving) satisfies OnLeaving | null,
    targets: row.targets,
    targetCount: row.target_count,
  }
}

const lastStateAt = sql`
  select b.at from changes c join batches b on b.id = c.batch_id
  where c.fact = 'rules' and c.key = rule.id and c.after ? 'state'
  order by c.id desc limit 1`

/** Rules whose criteria come down to the same, and whether they lead to the same as well. */
const duplicatesOf = sql`
  select coalesce(jsonb_agg(
    jsonb_build_object('id', other.id, 'name', other.name, 'state', other.state, 'sameTargets',
      (select array_agg(target_id order by target_id) from assignments where audience_id = audience(11, other.id))
      is not distinct from
      (select array_agg(target_id order by target_id) from assignments where audience_id = audience(11, rule.id)))
    order by other.name collate "und-x-icu"), '[]')
  from rules as other
  where other.id <> rule.id and other.audience_ids = rule.audience_ids and other.query::text = rule.query::text
    and (other.added_from, other.added_to, other.within_days, other.after_days)
      is not distinct from (rule.added_from, rule.added_to, rule.within_days, rule.after_days)`
