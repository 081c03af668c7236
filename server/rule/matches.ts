import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../access/person.ts'
import { type AudienceKind, kindOfAudience } from '../enrollment/engine/audience.ts'
import type { Db } from '../platform/database/database.ts'
import { keysetPage, type List, mostCounted, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import type {
  Criterion,
  compareUser as compareOperation,
  listRuleMatches as listOperation,
  Match,
  RuleState,
  UserMatch,
} from './contract.ts'
import { audiencesOf, type Compiled, compileCriteria, isMet, type Languages } from './criteria.ts'
import { findNamed, readLanguages } from './named.ts'

// Whom rules match, by profiles as they stand: users whose facts changed a moment ago are what they were.

type MatchesQuery = z.output<typeof listOperation.query>

/** How many people meet criteria. Throws the Problems of compiling them. */
export async function countMatches(db: Db, input: { criteria: readonly Criterion[] }): Promise<number> {
  const matched = await byCriteria(db, input.criteria)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from profiles as profile where ${matched}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Who meets criteria, by name. */
export async function listMatches(
  db: Db,
  input: { criteria: readonly Criterion[]; query: MatchesQuery },
): Promise<Page<Match>> {
  return pageOfMatches(db, { matched: await byCriteria(db, input.criteria), query: input.query })
}

/** Whom a rule matches, or, of a held rule, whom it holds. */
export async function listRuleMatches(db: Db, input: { id: number; query: MatchesQuery }): Promise<Page<Match>> {
  const rule = await readCompiled(db, input.id)
  const matched = rule.held_since
    ? sql`profile.user_id in (select user_id from held_matches where rule_id = ${input.id})`
    : isMatch(rule, await readToday(db))
  return pageOfMatches(db, { matched, query: input.query })
}

/** How many people each rule matches or, held, holds. Ids of no rule are passed over. */
export async function countRules(
  db: Db,
  input: { ruleIds: readonly number[] },
): Promise<Array<{ id: number; count: number }>> {
  const { rows } = await sql<{ id: number; count: number }>`
    select rule.id, case
      when exists (select from holds where holds.rule_id = rule.id) then (
        select count(*) from held_matches as held join profiles using (user_id) where held.rule_id = rule.id
      )
      else (
        select count(*) from profiles as profile, (select today from academy) as now
        where matches(profile.audience_ids, profile.added_on, rule, now.today)
      )
    end::int as count
    from rules as rule where rule.id = any (${input.ruleIds}::int[])
    order by rule.id`.execute(db)
  return rows
}

/** Whether a rule matches a user, and what of it fails: what the rule asks, and what the user has. */
export async function readMatch(db: Db, { id, userId }: { id: number; userId: number }): Promise<UserMatch> {
  const matches = await readMatches(db, { ids: [id], userId })
  const match = matches.get(id)
  if (!match) throw notFound('rule')
  return match
}

/** The same of several rules. Of a criterion with more values than `shownValues` so many are named, what the user has first. */
export async function readMatches(
  db: Db,
  input: { ids: readonly number[]; userId: number; shownValues?: number },
): Promise<Map<number, UserMatch>> {
  const { ids, userId, shownValues = Number.POSITIVE_INFINITY } = input
  const [user, rules] = [await readUser(db, input), await readRules(db, ids)]
  const [today, languages] = [await readToday(db), await readLanguages(db)]
  const criteria = rules.map((rule) => rule.criteria)
  const compared = await compareAll(db, { criteria, user, today, languages, shownValues })
  return new Map(
    rules.map((rule, nth) => [
      rule.id,
      {
        rule: { id: rule.id, name: rule.name, state: rule.state },
        user: { id: userId, name: user.name },
        standing: standingOf(rule, user, today, languages),
        heldSince: rule.held_since?.toISOString() ?? null,
        criteria: compared[nth] ?? [],
      },
    ]),
  )
}

/** Whether a user meets criteria that are being written. Throws the Problems of compiling them. */
export async function compareUser(
  db: Db,
  { criteria, userId }: { criteria: readonly Criterion[]; userId: number },
): Promise<z.output<typeof compareOperation.response>> {
  const user = await readUser(db, { ids: [], userId })
  const [today, languages] = [await readToday(db), await readLanguages(db)]
  compileCriteria(criteria, { languages })
  const shownValues = Number.POSITIVE_INFINITY
  const [compared = []] = await compareAll(db, { criteria: [criteria], user, today, languages, shownValues })
  const isMatched = compared.every(({ met }) => met)
  return {
    user: { id: userId, name: user.name },
    standing: user.audience_ids === null ? 'inactive' : isMatched ? 'matched' : 'not-matched',
    criteria: compared,
  }
}

type StoredRule = Compiled & {
  id: number
  name: string
  state: RuleState
  criteria: Criterion[]
  held_since: Date | null
}

async function readCompiled(db: Db, id: number): Promise<StoredRule> {
  const [rule] = await readRules(db, [id])
  if (!rule) throw notFound('rule')
  return rule
}

async function readRules(db: Db, ids: readonly number[]): Promise<StoredRule[]> {
  const { rows } = await sql<StoredRule>`
    select rule.id, rule.name, rule.state, rule.criteria, rule.query::text as query, rule.audience_ids, rule.added_from,
      rule.added_to, rule.within_days, rule.after_days, hold.since as held_since
    from rules as rule
    left join holds as hold on hold.rule_id = rule.id
    where rule.id = any (${ids}::int[])`.execute(db)
  return rows
}

/** A user as rules see them. Inactive users have no profile, and match nothing. */
type User = { name: string; audience_ids: number[] | null; added_on: string; held: number[] }

async function readUser(db: Db, { ids, userId }: { ids: readonly number[]; userId: number }): Promise<User> {
  const { rows } = await sql<User>`
    select users.name, profile.audience_ids, coalesce(profile.added_on, users.added_on) as added_on,
      array(select rule_id from held_matches where user_id = users.id and rule_id = any (${ids}::int[])) as held
    from users
    left join profiles as profile on profile.user_id = users.id
    where users.id = ${userId}`.execute(db)
  const [user] = rows
  if (!user) throw notFound('user')
  return user
}

function standingOf(rule: StoredRule, user: User, today: string, languages: Languages): UserMatch['standing'] {
  if (user.audience_ids === null) return 'inactive'
  if (rule.state === 'draft' || rule.state === 'ended') return rule.state
  if (rule.held_since) return user.held.includes(rule.id) ? 'held' : 'not-held'
  const person = { audienceIds: new Set(user.audience_ids), addedOn: user.added_on, today }
  return rule.criteria.every((criterion) => isMet(criterion, person, languages)) ? 'matched' : 'not-matched'
}

async function compareAll(
  db: Db,
  input: {
    criteria: ReadonlyArray<readonly Criterion[]>
    user: User
    today: string
    languages: Languages
    shownValues: number
  },
): Promise<Array<UserMatch['criteria']>> {
  const { audience_ids, added_on: addedOn } = input.user
  if (audience_ids === null) return []
  const { today, languages, shownValues } = input
  const person = { audienceIds: new Set(audience_ids), addedOn, today }
  const all = input.criteria.map((criteria) =>
    criteria.map((criterion) => {
      const asked = audiencesOf(criterion, languages)
      const own = asked.filter((audienceId) => person.audienceIds.has(audienceId))
      return {
        criterion,
        asked: asked.length > shownValues ? [...new Set([...own, ...asked])].slice(0, shownValues) : asked,
        had: audience_ids.filter((audienceId) => kindOfAudience(audienceId) === kindOf(criterion)),
      }
    }),
  )
  const named = await findNamed(
    db,
    all.flat().flatMap(({ asked, had }) => [...asked, ...had]),
  )
  const names = (audienceIds: readonly number[]) => audienceIds.flatMap((audienceId) => named.get(audienceId) ?? [])
  return all.map((sides) =>
    sides.map(({ criterion, asked, had }) => ({
      criterion,
      values: names(asked),
      met: isMet(criterion, person, languages),
      has: names(had),
      addedOn: criterion.kind === 'added' ? addedOn : null,
    })),
  )
}

/** Of the audiences somebody is in, a criterion is about those of one kind. A department is one's own, not those above it. */
function kindOf(criterion: Criterion): AudienceKind | null {
  if (criterion.kind === 'added') return null
  return criterion.kind === 'user' ? userKinds[criterion.is] : criterion.kind
}

const userKinds = {
  manager: 'managers',
  reports: 'allReports',
  'reports-directly': 'reports',
  exactly: 'everyone',
} as const

async function byCriteria(db: Db, criteria: readonly Criterion[]): Promise<RawBuilder<unknown>> {
  return isMatch(compileCriteria(criteria, { languages: await readLanguages(db) }), await readToday(db))
}

/** The engine's predicate with the criteria as values, so that the plan knows them and can reach the index. */
function isMatch({ query, added_from, added_to, within_days, after_days }: Compiled, today: string) {
  return sql`matches(
    profile.audience_ids, profile.added_on,
    ${query}::query_int, ${added_from}::date, ${added_to}::date, ${within_days}::int, ${after_days}::int, ${today}::date
  )`
}

async function readToday(db: Db): Promise<string> {
  const { rows } = await sql<{ today: string }>`select today from academy`.execute(db)
  return rows[0]?.today ?? ''
}

async function pageOfMatches(
  db: Db,
  { matched, query }: { matched: RawBuilder<unknown>; query: MatchesQuery },
): Promise<Page<Match>> {
  const rows = sql`users join profiles as profile on profile.user_id = users.id`
  return keysetPage<Match>(db, {
    ...(query.search
      ? { rows, where: [matched, ...matchesSearch(query.search)] }
      : await findMatched(db, { rows, matched })),
    id: sql.ref('users.id'),
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: query.sort?.startsWith('-') ?? false,
    asked: query,
    items: sql`
      select users.id, users.name, users.email, jsonb_build_object('id', company.id, 'name', company.name) as company,
        case when department.id is not null
          then jsonb_build_object('id', department.id, 'name', department.name) end as department
      from page
      join users on users.id = page.id
      join companies as company on company.id = users.company_id
      left join departments as department on department.id = users.department_id`,
  })
}

/** Profiles alone say how many there are. Few are found first and then sorted; of many, everybody is gone through by name. */
async function findMatched(
  db: Db,
  { rows, matched }: { rows: RawBuilder<unknown>; matched: RawBuilder<unknown> },
): Promise<Pick<List, 'rows' | 'where' | 'total'>> {
  const counted = await sql<{ n: number }>`
    select count(*)::int as n
    from (select from profiles as profile where ${matched} limit ${mostCounted + 1}) as counted`.execute(db)
  const n = counted.rows[0]?.n ?? 0
  return n > mostCounted
    ? { rows, where: [matched], total: 'more than counted' }
    : { rows: sql`(select users.* from ${rows} where ${matched} offset 0) as users`, total: n }
}
