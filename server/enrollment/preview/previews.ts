import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { matchesSearch } from '../../access/person.ts'
import type { Db } from '../../platform/database/database.ts'
import { keysetPage, mostCounted } from '../../platform/database/page.ts'
import { explain } from '../engine/explain.ts'
import { previewFrom, readSummary } from '../engine/preview.ts'
import type { listPreviewNames, Preview } from './contract.ts'

/** A preview made a while ago. */
export async function findPreview(db: Db, input: { previewId: number }): Promise<Preview> {
  const stored = await readSummary(db, input.previewId)
  return previewFrom(stored, stored.summary)
}

type Names = z.output<typeof listPreviewNames.query>
type Name = z.output<typeof listPreviewNames.response>['items'][number]

/** Whom a planned act would touch, by name, and why. */
export async function listNames(db: Db, input: { previewId: number; language: string; asked: Names }) {
  const { previewId, language, asked } = input
  const { summary } = await readSummary(db, previewId)
  const people = summary.hasNewcomers ? withNewcomers(previewId) : sql`users`
  const parts = sql.join(
    [
      sql`part.preview_id = ${previewId}`,
      ...(asked.kind ? [sql`part.kind = ${asked.kind}`] : []),
      ...(asked.activityId ? [sql`part.activity_id = ${asked.activityId}`] : []),
    ],
    sql` and `,
  )
  const found = matchesSearch(asked.search)
  const total = found.length === 0 ? await countNames(db, parts) : undefined
  const areMany = total === undefined || total > mostCounted
  const page = await keysetPage<Omit<Name, 'causes'> & { assignmentIds: number[] }>(db, {
    rows: sql`
      preview_parts part
      cross join lateral unnest(part.user_ids) with ordinality as member (user_id, nth)
      join ${people} as users on users.id = member.user_id`,
    id: sql`(part.first + member.nth::int - 1)`,
    where: [parts, ...found],
    ...(total !== undefined && { total }),
    // Nobody who is to come stands in the order of those who are there.
    ...(areMany &&
      !summary.hasNewcomers && {
        people: { of: sql.ref('member.user_id'), id: sql.ref('users.id'), from: peopleIn(parts, found) },
      }),
    order: 'name',
    sort: [{ by: sql`users.name collate "und-x-icu"`, type: 'text' }],
    descending: asked.sort?.startsWith('-') ?? false,
    asked,
    items: sql`
      select page.id, part.kind, part.because, part.assignment_ids as "assignmentIds",
        jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email,
          'company', jsonb_build_object('id', c.id, 'name', c.name),
          'department', case when d.id is not null then jsonb_build_object('id', d.id, 'name', d.name) end) as user,
        jsonb_build_object('id', a.id, 'title', activity_title(a.id, ${language}), 'type', a.type) as activity
      from page
      join preview_parts part on part.preview_id = ${previewId}
        and page.id >= part.first and page.id < part.first + cardinality(part.user_ids)
      join ${people} as u on u.id = part.user_ids[page.id - part.first + 1]
      join companies c on c.id = u.company_id
      left join departments d on d.id = u.department_id
      join learning_activities a on a.id = part.activity_id`,
  })
  const causes = new Map(summary.causes.map((cause) => [cause.assignmentId, cause]))
  const standing = await explainStanding(db, page.items)
  return {
    ...page,
    items: page.items.map(({ assignmentIds, ...name }) => ({
      ...name,
      causes: standing(name) ?? assignmentIds.flatMap((id) => causes.get(id) ?? []),
    })),
  }
}

/** Whoever is in already is so by what leads there now, and not by what would be added to it. */
async function explainStanding(
  db: Db,
  names: ReadonlyArray<Pick<Name, 'kind' | 'user' | 'activity'>>,
): Promise<(name: Pick<Name, 'kind' | 'user' | 'activity'>) => Name['causes'] | undefined> {
  const already = names.filter(({ kind }) => kind === 'already')
  if (already.length === 0) return () => undefined
  const explained = await explain(db, {
    userIds: [...new Set(already.map(({ user }) => user.id))],
    activityIds: [...new Set(already.map(({ activity }) => activity.id))],
  })
  const causes = Map.groupBy(explained, ({ userId, activityId }) => `${userId} ${activityId}`)
  return ({ kind, user, activity }) =>
    kind === 'already' ? causes.get(`${user.id} ${activity.id}`)?.map(({ cause }) => cause) : undefined
}

async function countNames(db: Db, parts: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce(sum(cardinality(part.user_ids)), 0)::int as total from preview_parts part where ${parts}`.execute(
    db,
  )
  return rows[0]?.total ?? 0
}

/** `is true` has them asked one after the other, along whatever order, instead of gathered and sorted. */
const peopleIn = (parts: RawBuilder<unknown>, found: readonly RawBuilder<unknown>[]) => sql`
  users where ${sql.join(
    [sql`(users.id in (select unnest(part.user_ids) from preview_parts part where ${parts})) is true`, ...found],
    sql` and `,
  )}`

/** Everybody, and whom the act would add. */
const withNewcomers = (previewId: number) => sql`(
  select id, name, email, employee_number, company_id, department_id from users
  union all
  select user_id, name, email, employee_number, company_id, department_id from preview_newcomers
  where preview_id = ${previewId}
)`
