import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import { matchesSearch } from '../../access/person.ts'
import type { Change } from '../../change.ts'
import { lockDay } from '../../fact/locks.ts'
import { editFacts, insertFacts, removeFacts } from '../../facts.ts'
import type { Db } from '../../platform/database/database.ts'
import { keysetPage, type Page, type PageAsked } from '../../platform/database/page.ts'
import { conflict, invalid } from '../../platform/problem.ts'
import { sentence } from '../../platform/sentence.ts'
import { enrollPairs } from '../commands.ts'
import type { NewExclusion, Pair } from '../contract.ts'
import {
  checkActivities,
  checkUsers,
  findExcluded,
  namesOf,
  type Pairs,
  type PerActivity,
  perActivity,
} from '../given.ts'
import type { Exclusion } from './contract.ts'

/**
 * Excludes users from learning activities: from now on nothing enrolls them, by hand neither. What they are enrolled in is
 * withdrawn, or kept where it is completed. Who is excluded already stays so with the first reason, and is named.
 */
export async function exclude(
  tx: Change,
  input: Pairs & NewExclusion & { actor: Actor },
): Promise<{ excluded: number; already: { total: number; items: Pair[] } }> {
  const { actor, userIds, activityIds } = input
  await checkUsers(tx, { actor, userIds })
  await checkActivities(tx, activityIds)
  return excludePairs(tx, { ...input, pairs: activityIds.map((activityId) => ({ activityId, userIds })) })
}

/** The same for users of each activity's own, all of whom there are. */
export async function excludePairs(
  tx: Change,
  input: NewExclusion & { actor: Actor; pairs: PerActivity },
): Promise<{ excluded: number; already: { total: number; items: Pair[] } }> {
  const { actor, pairs, reason, until } = input
  await checkUntil(tx, until)
  const asked = pairs.flatMap(({ activityId, userIds }) =>
    userIds.map((userId) => ({ user_id: userId, activity_id: activityId })),
  )
  const standing = new Set(
    (
      await findExcluded(tx, {
        userIds: [...new Set(asked.map(({ user_id }) => user_id))],
        activityIds: pairs.map(({ activityId }) => activityId),
      })
    ).map(keyOf),
  )
  const fresh = asked.filter((one) => !standing.has(keyOf(one)))
  const already = asked.filter((one) => standing.has(keyOf(one)))
  await insertFacts(
    tx,
    'exclusions',
    fresh.map((one) => ({ ...one, reason, until })),
  )
  const items = await namesOf(tx.db, { pairs: already, language: actor.language })
  return { excluded: fresh.length, already: { total: already.length, items } }
}

/** Gives exclusions another reason or another last day. Who is not excluded is passed over. Answers how many changed. */
export async function editExclusions(
  tx: Change,
  input: Pairs & { reason?: string | undefined; until?: string | null | undefined },
): Promise<number> {
  const { reason, until } = input
  const found = await findStanding(tx, input)
  if (until !== undefined) await checkUntil(tx, until)
  return editFacts(
    tx,
    'exclusions',
    found.map((one) => ({ ...one, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) })),
  )
}

/**
 * Lifts exclusions, so that whatever else is true of the users leads to the activities again; `enroll` also enrolls them by
 * hand. Who is not excluded is passed over. Answers how many were lifted.
 */
export async function liftExclusions(tx: Change, input: Pairs & { actor: Actor; enroll: boolean }): Promise<number> {
  const found = await findStanding(tx, input)
  await removeFacts(tx, 'exclusions', found)
  if (input.enroll) {
    await enrollPairs(tx, { actor: input.actor, pairs: perActivity(found) })
  }
  return found.length
}

/** What a user is excluded from, by title. */
export async function findExclusions(db: Db, input: { userId: number; language: string }): Promise<Exclusion[]> {
  const found = await sql<Exclusion>`
    select ${columns(input.language)} ${tables} where x.user_id = ${input.userId}
    order by activity_title(a.id, ${input.language}) collate "und-x-icu", a.id`.execute(db)
  return found.rows
}

/** Who is excluded from an activity, a page of them. */
export async function listExclusions(
  db: Db,
  input: {
    activityId: number
    language: string
    asked: PageAsked & { search?: string | undefined; sort?: string | undefined }
  },
): Promise<Page<Exclusion>> {
  const { activityId, language, asked } = input
  const since = asked.sort?.replace('-', '') === 'since'
  return keysetPage<Exclusion>(db, {
    rows: sql`exclusions as x join users on users.id = x.user_id`,
    id: sql`users.id`,
    where: [sql`x.activity_id = ${activityId}`, ...matchesSearch(asked.search)],
    order: since ? 'since' : 'name',
    sort: since
      ? [{ by: sql`x.since`, type: 'timestamptz' }]
      : [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: asked.sort?.startsWith('-') ?? false,
    asked,
    items: sql`
      select page.id, ${columns(language)} ${tables} join page on page.id = x.user_id where x.activity_id = ${activityId}`,
  })
}

function columns(language: string): RawBuilder<unknown> {
  return sql`
    jsonb_build_object('id', u.id, 'name', u.name) as user,
    jsonb_build_object('id', a.id, 'title', activity_title(a.id, ${language}), 'type', a.type) as activity,
    x.reason, to_jsonb(x.since) as since, x.until,
    case when author.id is not null then jsonb_build_object('id', author.id, 'name', author.name) end as by`
}

const tables = sql`
  from exclusions as x
  join users u on u.id = x.user_id
  join learning_activities a on a.id = x.activity_id
  join batches b on b.id = x.batch_id
  left join users author on author.id = b.author_id`

const keyOf = ({ user_id, activity_id }: { user_id: number; activity_id: number }) => `${user_id} ${activity_id}`

async function findStanding(tx: Change, pairs: Pairs) {
  const found = await findExcluded(tx, pairs)
  if (found.length > 0) return found
  throw conflict('lifted-already', liftedAlready())
}

const liftedAlready = sentence(
  'exclusion.lifted-already',
  'None of these people is excluded here any more. Look at the list again.',
)

/** The last day counts as a whole, so it may be today. The day does not move between this question and the commit. */
async function checkUntil(tx: Change, until: string | null): Promise<void> {
  if (until === null) return
  const today = await lockDay(tx)
  if (until >= today) return
  throw invalid([{ field: 'until', message: untilPast({ until, today }) }])
}

const untilPast = sentence(
  'exclusion.past',
  'The last day of an exclusion is today or later; {{until}} was given. Today is {{today}}.',
)
