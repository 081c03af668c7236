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
  return keysetPage<ActivityListItem>(db, {
    ...orderOf(query.sort ?? 'title', language),
    id: sql.ref('activity.id'),
    where: [
      ...shownWith(query.archived, sql`activity.archived`),
      ...(query.type ? [sql`activity.type = ${query.type}`] : []),
      ...(query.search ? [hasTitleWith(query.search)] : []),
    ],
    asked: query,
    items: sql`
      select activity.id, activity_title(activity.id, ${language}) as title, activity.type,
        array(
          select text.language from learning_activity_texts as text join languages on languages.code = text.language
          where text.activity_id = activity.id order by languages.id) as languages,
        counted.participants, counted.completed,
        ${hasAlready(query.forUser)} as already,
        activity.archived
      from page
      join learning_activities as activity on activity.id = page.id
      join (${participation(sql`select id from page`)}) as counted on counted.id = page.id`,
  })
}

/** All that match and the user is not enrolled in already, by title, as many as one act takes. */
export async function findActivityMatches(
  db: Db,
  input: { search?: string | undefined; forUser?: number | undefined; language: Language },
): Promise<{ items: ActivityRef[]; more: boolean }> {
  const { search = '', forUser, language } = input
  const { rows } = await sql<ActivityRef>`
    select activity.id, shown.title, activity.type
    from learning_activities as activity
    cross join lateral (select activity_title(activity.id, ${language}) as title) as shown
    where not activity.archived and ${hasTitleWith(search)} and not ${hasAlready(forUser)}
    order by shown.title collate "und-x-icu", activity.id
    limit ${mostActivities + 1}`.execute(db)
  return { items: rows.slice(0, mostActivities), more: rows.length > mostActivities }
}

/** Those that the lines of a pasted column name, in whatever language, in the order of the lines: see findByName. */
export async function findActivitiesByTitle(
  db: Db,
  input: { titles: readonly string[]; forUser?: number | undefined; language: Language },
): Promise<{ items: Array<ActivityRef & { already: boolean }>; ambiguous: string[]; unknown: string[] }> {
  const { titles, forUser, language } = input
  const { found, ...rest } = await findByName(db, {
    names: titles,
    things: sql`
      select 'activity' as kind, activity.id, text.title as name
      from learning_activities as activity join learning_activity_texts as text on text.activity_id = activity.id
      where not activity.archived`,
  })
  const { rows } = await sql<ActivityRef & { already: boolean }>`
    select activity.id, activity_title(activity.id, ${language}) as title, activity.type, ${hasAlready(forUser)} as already
    from unnest(${found.map(({ id }) => id)}::int[]) with ordinality as given (id, position)
    join learning_activities as activity on activity.id = given.id
    order by given.position`.execute(db)
  return { items: rows, ...rest }
}

export async function readActivity(db: Db, input: { id: number; language: Language }): Promise<Activity> {
  const { rows } = await sql<Omit<Activity, 'onLeaving'> & { onLeaving: number | null }>`
    select activity.id, activity_title(activity.id, ${input.language}) as title, activity.type,
      activity.on_leaving as "onLeaving", activity.valid_months as "validMonths",
      activity.self_completion as "selfCompletion", counted.participants, counted.completed, activity.archived,
      (
        select jsonb_agg(jsonb_build_object(
          'language', text.language, 'title', text.title, 'description', text.description, 'link', text.link
        ) order by languages.id)
        from learning_activity_texts as text join languages on languages.code = text.language
        where text.activity_id = activity.id
      ) as texts
    from learning_activities as activity
    join (${participation(sql`select ${input.id}::int as id`)}) as counted on counted.id = activity.id`.execute(db)
  const [found] = rows
  if (!found) throw notFound('learning activity')
  return { ...found, onLeaving: onLeavingWord(found.onLeaving) }
}

function orderOf(asked: string, language: Language): Pick<List, 'rows' | 'order' | 'sort' | 'descending'> {
  const titled = sql`learning_activities as activity
    cross join lateral (select activity_title(activity.id, ${language}) as title) as shown`
  const title = { by: sql`shown.title collate "und-x-icu"`, type: 'text' } as const
  const descending = asked.startsWith('-')
  const order = descending ? asked.slice(1) : asked
  // The language is part of the order: a cursor made before somebody changed theirs points to another place.
  if (order === 'type') {
    const sort = [{ by: sql`activity.type`, type: 'text' as const }, title]
    return { rows: titled, order: `type ${language}`, sort, descending }
  }
  if (order === 'participants') {
    const rows = sql`${titled} left join (
      select activity_id, count(*)::int as participants from enrollments where state in (1, 2) group by activity_id
    ) as enrolled on enrolled.activity_id = activity.id`
    const sort = [{ by: sql`coalesce(enrolled.participants, 0)`, type: 'int' as const }, title]
    return { rows, order: `participants ${language}`, sort, descending }
  }
  return { rows: titled, order: `title ${language}`, sort: [title], descending }
}

/** The user is enrolled in the activity at hand. */
function hasAlready(userId: number | undefined): RawBuilder<unknown> {
  return sql`exists (
    select from enrollments
    where user_id = ${userId ?? null}::int and activity_id = activity.id and state in (1, 2))`
}

/** The condition under which an `activity` is found: one of its titles, in whichever language, has every word. */
export function hasTitleWith(search: string): RawBuilder<unknown> {
  const words = containsWords(sql`lower(text.title)`, search)
  return sql`activity.id in (
    select text.activity_id from learning_activity_texts as text where ${sql.join([sql`true`, ...words], sql` and `)})`
}

/** Who is enrolled in the activities that `of` selects (`id`), and how many of those have validly completed it. */
function participation(of: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select one.id, count(enrolled.user_id)::int as participants, count(done.user_id)::int as completed
    from (${of}) as one
    left join enrollments as enrolled on enrolled.activity_id = one.id and enrolled.state in (1, 2)
    left join (
      select distinct valid.user_id, valid.activity_id from valid_completions as valid where valid.activity_id in (${of})
    ) as done on done.activity_id = enrolled.activity_id and done.user_id = enrolled.user_id
    group by one.id`
}
