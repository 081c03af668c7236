import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { matchesSearch } from '../../access/person.ts'
import type { Change } from '../../change.ts'
import { joinAudience, leaveAudience } from '../../facts.ts'
import type { Db } from '../../platform/database/database.ts'
import { unfitIds } from '../../platform/database/given.ts'
import { keysetPage, mostCounted, type Page } from '../../platform/database/page.ts'
import { conflict, notFound } from '../../platform/problem.ts'
import { sentence } from '../../platform/sentence.ts'
import { audience, causeKindOf } from '../engine/index.ts'
import { checkUsers } from '../given.ts'
import type { Holder, listHolders as listOperation } from './contract.ts'

/** Gives a qualification to users directly. Whom this enrolls in what is not decided here. Answers how many are new. */
export async function addHolders(
  tx: Change,
  input: { actor: Actor; qualificationId: number; userIds: readonly number[] },
): Promise<number> {
  const { actor, qualificationId, userIds } = input
  const { unknown, archived } = await unfitIds(tx.db, { table: 'qualifications', ids: [qualificationId] })
  if (unknown.length > 0) throw notFound('qualification')
  for (const { name } of archived) {
    throw conflict('archived', givenToNobody({ name }))
  }
  await checkUsers(tx, { actor, userIds })
  const joined = await joinAudience(tx, { audienceId: audience('holders', qualificationId), userIds })
  return joined.length
}

const givenToNobody = sentence(
  'qualification.given-to-nobody',
  'Qualification "{{name}}" is archived, so nobody can be given it. Restore it first.',
)

/** Takes a qualification from users who were given it directly; who was not is passed over. Answers from how many. */
export async function removeHolders(
  tx: Change,
  input: { qualificationId: number; userIds: readonly number[] },
): Promise<number> {
  const left = await leaveAudience(tx, {
    audienceId: audience('holders', input.qualificationId),
    userIds: input.userIds,
  })
  return left.length
}

/** The active users who hold a qualification, a page of them: directly or through what, and how far they are. */
export async function listHolders(
  db: Db,
  input: { qualificationId: number; asked: z.output<typeof listOperation.query> },
): Promise<Page<Holder>> {
  const { qualificationId, asked } = input
  const list = audience('holders', qualificationId)
  const limits = [
    ...(asked.direct === undefined ? [] : [sql`exists (${givenDirectly(list)}) = ${asked.direct}::boolean`]),
    ...matchesSearch(asked.search),
  ]
  const { isHolder, members } = await readLeading(db, qualificationId)
  const page = await keysetPage<HolderRow>(db, {
    rows: sql`users join profiles profile on profile.user_id = users.id`,
    id: sql`users.id`,
    where: [isHolder, ...limits],
    // Among all who hold it nobody has to be looked for; where only some of them are asked for, these are.
    ...(limits.length === 0 && members > mostCounted && { total: 'more than counted' as const }),
    ...(limits.length === 0 && {
      few: sql`holders_of(${qualificationId}, ${mostCounted + 1}) as holding left join users on users.id = holding.user_id`,
    }),
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: asked.sort?.startsWith('-') ?? false,
    asked,
    items: sql`
      select page.id, u.name, u.email, jsonb_build_object('id', c.id, 'name', c.name) as company,
        case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end as department,
        given.since, coalesce(led.through, '[]') as through, (${doneOf(qualificationId)}) as completed,
        (${contained(qualificationId, sql`count(*)`)})::int as total
      from page
      join users u on u.id = page.id
      join companies c on c.id = u.company_id
      left join departments d on d.id = u.department_id
      left join memberships given on given.user_id = page.id and given.audience_id = ${list}
      left join (${throughWhat(qualificationId, list)}) as led on led.user_id = page.id`,
  })
  return { ...page, items: page.items.map(holderOf) }
}

/** SQL: of one user what `holders_of` says of everybody; and how many members the largest unit that leads to it has. */
async function readLeading(
  db: Db,
  qualificationId: number,
): Promise<{ isHolder: RawBuilder<unknown>; members: number }> {
  const { rows } = await sql<Leading>`
    select members_of(led.audience_id) as members, led.audience_id as "audienceId", audience_kind(led.audience_id) = 11 as "isRule",
      holds.rule_id is not null as "isHeld", audience_object(led.audience_id) as "objectId"
    from leading_assignments led
    left join holds on audience_kind(led.audience_id) = 11 and holds.rule_id = audience_object(led.audience_id)
    where led.target_id = ${qualificationId}`.execute(db)
  const rules = rows.filter(({ isRule }) => isRule)
  const ids = (isHeld: boolean) => rules.filter((rule) => rule.isHeld === isHeld).map(({ objectId }) => objectId)
  const ways = [
    sql`profile.audience_ids && ${rows.map(({ audienceId }) => audienceId)}::int[]`,
    sql`exists (${givenDirectly(audience('holders', qualificationId))})`,
    sql`exists (
      select from rules where rules.id = any (${ids(false)}::int[])
        and matches(profile.audience_ids, profile.added_on, rules, (select today from academy)))`,
    sql`exists (
      select from held_matches held where held.user_id = users.id and held.rule_id = any (${ids(true)}::int[]))`,
  ]
  return { isHolder: sql`(${sql.join(ways, sql` or `)})`, members: Math.max(0, ...rows.map(({ members }) => members)) }
}

type Leading = { members: number; audienceId: number; isRule: boolean; isHeld: boolean; objectId: number }

type HolderRow = Pick<Holder['user'], 'id' | 'name' | 'email' | 'company' | 'department'> & {
  since: string | null
  through: Array<{ assignment_id: number; kind: number; object_id: number; object_name: string | null }>
  completed: number
  total: number
}

function holderOf({ id, name, email, company, department, ...row }: HolderRow): Holder {
  return {
    user: { id, name, email, company, department },
    since: row.since,
    through: row.through.map((one) => ({
      assignmentId: one.assignment_id,
      kind: causeKindOf(one.kind, one.object_id),
      audience: one.object_name === null ? null : { id: one.object_id, name: one.object_name },
    })),
    completed: row.completed,
    total: row.total,
  }
}

const givenDirectly = (list: number) => sql`
  select from memberships given where given.user_id = users.id and given.audience_id = ${list}`

const throughWhat = (qualificationId: number, list: number) => sql`
  select r.user_id, jsonb_agg(
    jsonb_build_object('assignment_id', l.id, 'kind', audience_kind(l.audience_id),
      'object_id', audience_object(l.audience_id), 'object_name', audience_name(l.audience_id))
    order by l.audience_id) as through
  from (select array_agg(p) as profiles from profiles p join page on page.id = p.user_id) as people
  cross join lateral reached(people.profiles) r
  join leading_assignments l on l.audience_id = r.audience_id and l.target_id = ${qualificationId}
  where l.audience_id <> ${list}
  group by r.user_id`

/** What is archived is asked of nobody. */
const contained = (qualificationId: number, selected: RawBuilder<unknown>) => sql`
  select ${selected}
  from target_activities content
  join learning_activities activity on activity.id = content.activity_id and not activity.archived
  where content.target_id = ${qualificationId}`

const doneOf = (qualificationId: number) => sql`
  select count(distinct done.activity_id)::int
  from valid_completions done
  where done.user_id = page.id and done.activity_id in (${contained(qualificationId, sql`activity.id`)})`
