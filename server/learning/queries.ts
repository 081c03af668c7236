import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { onLeavingWord } from '../enrollment/engine/onLeaving.ts'
import { findByName } from '../platform/database/byName.ts'
import type { Db } from '../platform/database/database.ts'
import { shownWith } from '../platform/database/given.ts'
import { containsWords, keysetPage, type List, type Page } from '../platform/database/page.ts'
import { notFound } from '../platform/problem.ts'
import {
  type Activity,
  type ActivityListItem,
  type ActivityRef,
  type Language,
  type listActivities as listOperation,
  mostActivities,
} from './contract.ts'

type ListQuery = z.output<typeof listOperation.query>

/** Learning activities by title, type or number of participants; `forUser` marks what that user is enrolled in already. */
export function listActivities(
  db: Db,
  input: { query: ListQuery; language: Language },
): Promise<Page<ActivityListItem>> {
  const { query, language } = input
  const titled = sql.ref('titled.activity_id')
  const order = orderOf(query.sort ?? 'title', language)
  const where = [
    sql`titled.language = ${language}`,
    ...shownWith(query.archived, sql`titled.archived`),
    ...(query.type ? [sql`titled.type = ${query.type}`] : []),
    ...(query.search ? [hasTitleWith(query.search, titled)] : []),
  ]
  return keysetPage<ActivityListItem>(db, {
    ...order,
    id: titled,
    where,
    // Whatever is asked but a search, an index of the order knows.
    ...(!query.search && { few: sql`${order.rows} where ${sql.join(where, sql` and `)}` }),
    asked: query,
    items: sql`
      select activity.id, titled.title, activity.type,
        array(
          select text.language from learning_activity_texts as text join languages on languages.code = text.language
          where text.activity_id = activity.id order by languages.id) as languages,
        participants_of(activity.id) as participants, ${hasAlready(query.forUser)} as already,
        ${isExcluded(query.forUser)} as excluded, activity.archived
      from page
      join learning_activities as activity on activity.id = page.id
      join activity_titles as titled on titled.activity_id = page.id and titled.language = ${language}`,
  })
}

/** All that match and the user is neither enrolled in already nor excluded from, by title, as many as one act takes. */
export async function findActivityMatches(
  db: Db,
  input: { search?: string | undefined; forUser?: number | undefined; language: Language },
): Promise<{ items: ActivityRef[]; more: boolean }> {
  const { search = '', forUser, language } = input
  const titled = sql.ref('titled.activity_id')
  const { rows } = await sql<ActivityRef>`
    select titled.activity_id as id, titled.title, titled.type
    from activity_titles as titled
    where titled.language = ${language} and not titled.archived
      and ${hasTitleWith(search, titled)} and not ${hasAlready(forUser, titled)}
      and not ${isExcluded(forUser, titled)}
    order by titled.title collate "und-x-icu", titled.activity_id
    limit ${mostActivities + 1}`.execute(db)
  return { items: rows.slice(0, mostActivities), more: rows.length > mostActivities }
}

type Marked = ActivityRef & Pick<ActivityListItem, 'already' | 'excluded'>

/** Those that the lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function findActivitiesByTitle(
  db: Db,
  input: { titles: readonly string[]; forUser?: number | undefined; language: Language },
): Promise<{ items: Marked[]; ambiguous: string[]; unknown: string[] }> {
  const { titles, forUser, language } = input
  const { found, ...rest } = await findByName(db, {
    names: titles,
    things: sql`
      select 'activity' as kind, activity.id, text.title as name
      from learning_activities as activity join learning_activity_texts as text on text.activity_id = activity.id
      where not activity.archived`,
  })
  const { rows } = await sql<Marked>`
    select activity.id, activity_title(activity.id, ${language}) as title, activity.type,
      ${hasAlready(forUser)} as already, ${isExcluded(forUser)} as excluded
    from unnest(${found.map(({ id }) => id)}::int[]) with ordinality as given (id, position)
    join learning_activities as activity on activity.id = given.id
    order by given.position`.execute(db)
  return { items: rows, ...rest }
}

export async function readActivity(db: Db, input: { id: number; language: Language }): Promise<Activity> {
  const { rows } = await sql<Omit<Activity, 'onLeaving'> & { onLeaving: number | null }>`
    select activity.id, activity_title(activity.id, ${input.language}) as title, activity.type,
      activity.on_leaving as "onLeaving", activity.valid_months as "validMonths",
      activity.self_completion as "selfCompletion", participants_of(activity.id) as participants, activity.archived,
      (
        select jsonb_agg(jsonb_build_object(
          'language', text.language, 'title', text.title, 'description', text.description, 'link', text.link
        ) order by languages.id)
        from learning_activity_texts as text join languages on languages.code = text.language
        where text.activity_id = activity.id
      ) as texts
    from learning_activities as activity where activity.id = ${input.id}`.execute(db)
  const [found] = rows
  if (!found) throw notFound('learning activity')
  return { ...found, onLeaving: onLeavingWord(found.onLeaving) }
}

function orderOf(asked: string, language: Language): Pick<List, 'rows' | 'order' | 'sort' | 'descending'> {
  const rows = sql`activity_titles as titled`
  const title = { by: sql`titled.title collate "und-x-icu"`, type: 'text' } as const
  const descending = asked.startsWith('-')
  const order = descending ? asked.slice(1) : asked
  // The language is part of the order: a cursor made before somebody changed theirs points to another place.
  if (order === 'type') {
    const sort = [{ by: sql`titled.type`, type: 'text' as const }, title]
    return { rows, order: `type ${language}`, sort, descending }
  }
  if (order === 'participants') {
    const counted = sql`${rows} left join (
      select activity_id, sum(n)::int as participants from participant_tallies group by activity_id
    ) as enrolled on enrolled.activity_id = titled.activity_id`
    // Whichever come first, those with as many are by title from A to Z.
    const sign = sql.raw(descending ? '-' : '')
    const sort = [{ by: sql`${sign}coalesce(enrolled.participants, 0)`, type: 'int' as const }, title]
    return { rows: counted, order: `${asked} ${language}`, sort, descending: false }
  }
  return { rows, order: `title ${language}`, sort: [title], descending }
}

/** The user is enrolled in the activity of this id. */
function hasAlready(userId: number | undefined, id = sql.ref('activity.id')): RawBuilder<unknown> {
  return sql`exists (
    select from enrollments
    where user_id = ${userId ?? null}::int and enrollments.activity_id = ${id} and state in (1, 2))`
}

function isExcluded(userId: number | undefined, id = sql.ref('activity.id')): RawBuilder<unknown> {
  return sql`exists (
    select from exclusions where user_id = ${userId ?? null}::int and exclusions.activity_id = ${id})`
}

/** The condition under which the activity of this id is found: one of its titles, in whichever language, has every word. */
export function hasTitleWith(search: string, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const words = containsWords(sql`lower(text.title)`, search)
  if (words.length === 0) return sql`true`
  return sql`${id} in (select text.activity_id from learning_activity_texts as text where ${sql.join(words, sql` and `)})`
}

/** Who completed it is asked for one by one where they are fewer than such a share of the participants. */
const fewAre = 0.25

/** How many of the participants of each activity have validly completed it, of those given that are there. */
export async function countCompleted(
  db: Db,
  { activityIds, few = fewAre }: { activityIds: readonly number[]; few?: number },
): Promise<Array<{ id: number; completed: number }>> {
  const done = sql`(select distinct user_id from valid_completions where activity_id = activity.id offset 0) as done`
  const isTheirs = sql`enrolled.activity_id = activity.id and enrolled.user_id = done.user_id and enrolled.state in (1, 2)`
  // PostgreSQL would go through all participants for the few who completed it, four times as long. `offset 0` has it ask for each.
  const { rows } = await sql<{ id: number; completed: number }>`
    select activity.id, case
      when (select count(*) from completions where activity_id = activity.id) < ${few}::float8 * participants_of(activity.id)
        then (select count(*) from ${done} cross join lateral (select from enrollments as enrolled where ${isTheirs} offset 0) as one)
      else (select count(*) from ${done} join enrollments as enrolled on ${isTheirs})
    end::int as completed
    from learning_activities as activity where activity.id = any (${activityIds}::int[])
    order by activity.id`.execute(db)
  return rows
}
