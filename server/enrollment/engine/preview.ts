import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../platform/database/database.ts'
import { notFound } from '../../platform/problem.ts'
import type { CauseKind } from '../contract.ts'
import { type Preview, type PreviewKind, previewKind, type StayNamed } from '../preview/contract.ts'
import { causeKindOf } from './explain.ts'
import type { Stay } from './marks.ts'
import { countsOfMoves, type PlanCounts, type Planned, type PlanPart, peopleIn } from './plan.ts'

/** For how long the names of a preview can be asked for, in milliseconds. */
const keptFor = 60 * 60 * 1000

type CauseName = {
  assignmentId: number
  kind: CauseKind
  audience: { id: number; name: string } | null
  through: { id: number; name: string } | null
}

/**
 * The names of all causes that a plan speaks of. Asked in the rehearsal, where those exist that the act would make; those
 * that it would end are found in its journal.
 */
export async function nameCauses(
  tx: Db | Tx,
  input: { batchId: number; parts: readonly PlanPart[] },
): Promise<CauseName[]> {
  const ids = [...new Set(input.parts.flatMap(({ assignmentIds }) => assignmentIds))]
  if (ids.length === 0) return []
  const { rows } = await sql<{
    id: number
    kind: number
    object_id: number
    object_name: string | null
    through: { id: number; name: string } | null
  }>`
    select named.id, audience_kind(named.audience_id) as kind, audience_object(named.audience_id) as object_id,
      audience_name(named.audience_id) as object_name,
      case when q.id is not null and audience_kind(named.audience_id) <> 15
        then jsonb_build_object('id', q.id, 'name', q.name) end as through
    from (
      select id, audience_id, target_id from assignments where id = any (${ids}::int[])
      union
      select (before ->> 'id')::int, (before ->> 'audience_id')::int, (before ->> 'target_id')::int
      from changes
      where batch_id = ${input.batchId} and fact = 'assignments' and after is null
        and (before ->> 'id')::int = any (${ids}::int[])
    ) named
    left join qualifications q on q.id = named.target_id`.execute(tx)
  return rows.map((row) => ({
    assignmentId: row.id,
    kind: causeKindOf(row.kind, row.object_id),
    audience: row.object_name === null ? null : { id: row.object_id, name: row.object_name },
    through: row.through,
  }))
}

/** What an undo leaves, by name; in the language of whoever takes it back. */
export async function nameStays(
  db: Db | Tx,
  input: { stays: readonly Stay[]; readerId: number | null },
): Promise<StayNamed[]> {
  if (input.stays.length === 0) return []
  const given = input.stays.map(({ changeId, fact, key, userIds }, nth) => ({
    nth,
    changeId,
    fact,
    key,
    people: userIds.length,
  }))
  const { rows } = await sql<StayNamed>`
    select stays.fact, stays.people, coalesce(named.about, '[]') as about
    from jsonb_to_recordset(${JSON.stringify(given)})
      as stays (nth int, "changeId" bigint, fact text, key int, people int)
    cross join (
      select coalesce((select language from users where id = ${input.readerId}), (select language from academy)) as language
    ) reader
    left join lateral (
      select jsonb_agg(
        jsonb_build_object('kind', about.kind, 'id', about.id, 'name', thing_name(about.kind, about.id, reader.language))
        order by about.position) as about
      from (
        select t.position, t.kind, t.id from change_things t where t.change_id = stays."changeId"
        union all
        select 1, 'user', stays.key where stays."changeId" is null
      ) about
    ) named on true
    order by stays.nth`.execute(db)
  return rows
}

/** Somebody whom an act would add. */
export type Newcomer = {
  user_id: number
  name: string
  email: string
  employee_number: string | null
  company_id: number
  department_id: number | null
}

/** Whom an act adds. Asked in the rehearsal: afterwards they were never there. */
export async function readNewcomers(tx: Tx, batchId: number): Promise<Newcomer[]> {
  const { rows } = await sql<Newcomer>`
    select u.id as user_id, u.name, u.email, u.employee_number, u.company_id, u.department_id
    from changes c
    join users u on u.id = c.key
    where c.batch_id = ${batchId} and c.fact = 'users' and c.before is null`.execute(tx)
  return rows
}

type Summary = Omit<Preview, 'previewId' | 'expiresAt' | 'confirm'> & {
  confirm: Omit<Preview['confirm'], 'begins'>
  causes: CauseName[]
  hasNewcomers?: boolean
}

/** Keeps a plan for an hour, and answers what there is to say of it without names. */
export async function storePreview(
  db: Db,
  input: {
    authorId: number | null
    parts: readonly PlanPart[]
    counts: PlanCounts
    causes: CauseName[]
    stays: StayNamed[]
    startedSince?: number
    newcomers: readonly Newcomer[]
    isMuch: boolean
  },
): Promise<Preview> {
  const { authorId, parts, counts, causes, stays, startedSince = 0, newcomers, isMuch } = input
  const summary: Summary = {
    ...summaryOf(parts),
    confirm: { enrolls: counts.enrolls, ends: counts.ends, isNeeded: isMuch },
    stays,
    startedSince,
    causes,
    hasNewcomers: newcomers.length > 0,
  }
  const { rows } = await sql<{ id: number; at: Date }>`
    with outdated as (delete from previews where at < now() - make_interval(secs => ${keptFor / 1000}))
    insert into previews (author_id, summary) values (${authorId}, ${JSON.stringify(summary)})
    returning id, at`.execute(db)
  const [stored] = rows
  if (!stored) throw new Error('a preview was not stored')
  // All users as one list, of which each part is a stretch: as JSON, a million would take a second.
  await sql`
    insert into preview_parts (preview_id, first, kind, because, activity_id, assignment_ids, user_ids)
    select ${stored.id}, part.first, part.kind, part.because, part.activity_id, part.assignment_ids,
      (${`{${parts
        .map(({ userIds }) => userIds.join())
        .filter(Boolean)
        .join()}}`}::int[])[part.first : part.last]
    from jsonb_to_recordset(${JSON.stringify(rowsOf(parts))})
      as part (first int, last int, kind text, because text, activity_id int, assignment_ids int[])`.execute(db)
  if (newcomers.length > 0) {
    await sql`
      insert into preview_newcomers (preview_id, user_id, name, email, employee_number, company_id, department_id)
      select ${stored.id}, n.user_id, n.name, n.email, n.employee_number, n.company_id, n.department_id
      from jsonb_populate_recordset(null::preview_newcomers, ${JSON.stringify(newcomers)}) as n`.execute(db)
  }
  return previewFrom(stored, summary)
}

/**
 * How much a batch does by these moves (user_id, activity_id, next), and whether a preview showed everybody whom it enrolls or
 * withdraws; false where it is not kept any more. Whoever the batch adds had another number in the preview: of them it is
 * compared what they come to.
 */
export async function compare(
  tx: Tx,
  { previewId, batchId, moves }: { previewId: number; batchId: number; moves: RawBuilder<unknown> },
): Promise<{ planned: Planned; isShown: boolean }> {
  const { rows } = await sql<Planned & { isShown: boolean }>`
    with move as materialized (select user_id, activity_id, next from ${moves} as move where next in (1, 3))
    select ${countsOfMoves}, not exists (
      select case when added.key is null then move.user_id end, move.activity_id, move.next
      from move
      left join changes added
        on added.batch_id = ${batchId} and added.fact = 'users' and added.key = move.user_id and added.before is null
      except
      select case when added.user_id is null then shown.user_id end, part.activity_id,
        case part.kind when 'withdrawn' then 3 else 1 end
      from preview_parts part
      cross join unnest(part.user_ids) as shown (user_id)
      left join preview_newcomers added on added.preview_id = part.preview_id and added.user_id = shown.user_id
      where part.preview_id = ${previewId} and part.kind in ('enrolled', 'resumed', 'required-again', 'withdrawn')
    ) as "isShown"
    from move`.execute(tx)
  const [found] = rows
  if (!found) throw new Error('a count without rows')
  const { isShown, ...planned } = found
  return { planned, isShown }
}

/** A preview kept, with the names of its causes. Throws when there is none, or none any more. */
export async function readSummary(db: Db, previewId: number): Promise<{ id: number; at: Date; summary: Summary }> {
  const { rows } = await sql<{ id: number; at: Date; summary: Summary }>`
    select id, at, summary from previews where id = ${previewId}`.execute(db)
  const [stored] = rows
  if (!stored) throw notFound('preview')
  return stored
}

/** A preview as it is answered. */
export function previewFrom({ id, at }: { id: number; at: Date }, summary: Summary): Preview {
  const { causes: _, hasNewcomers: __, ...said } = summary
  const { enrolled, resumed, 'required-again': again } = said.counts
  const begins = enrolled.enrollments + resumed.enrollments + again.enrollments
  return {
    ...said,
    confirm: { ...said.confirm, begins },
    previewId: id,
    expiresAt: new Date(at.getTime() + keptFor).toISOString(),
  }
}

function summaryOf(parts: readonly PlanPart[]): Pick<Summary, 'counts' | 'people' | 'activities'> {
  const moving = parts.filter(({ kind }) => kind !== 'already' && kind !== 'excluded')
  const tally = (kind: PreviewKind) => {
    const own = parts.filter((part) => part.kind === kind)
    return { people: peopleIn(own), enrollments: own.reduce((sum, { userIds }) => sum + userIds.length, 0) }
  }
  return {
    counts: Object.fromEntries(previewKind.options.map((kind) => [kind, tally(kind)])) as Summary['counts'],
    people: peopleIn(moving),
    activities: new Set(moving.map(({ activityId }) => activityId)).size,
  }
}

function rowsOf(parts: readonly PlanPart[]) {
  let first = 1
  return parts.map(({ kind, because, activityId, assignmentIds, userIds }) => {
    const last = first + userIds.length - 1
    const row = { first, last, kind, because, activity_id: activityId, assignment_ids: assignmentIds }
    first = last + 1
    return row
  })
}
