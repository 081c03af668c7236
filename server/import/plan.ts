import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Change } from '../change.ts'
import { type PlanPart, planJoining, planOf } from '../enrollment/engine/plan.ts'
import { nameCauses, readNewcomers, storePreview } from '../enrollment/engine/preview.ts'
import type { Preview } from '../enrollment/preview/contract.ts'
import type { Members } from '../facts.ts'
import { isMuch } from '../guard.ts'
import type { Db, Tx } from '../platform/database/database.ts'

/**
 * Plans what coming onto lists in activities does, without writing anything first: the same plan, in a tenth of the time, and
 * what is imported most is that.
 */
export async function planEnrolling(
  db: Db,
  input: { authorId: number | null; lists: readonly Members[] },
): Promise<Preview> {
  const { authorId, lists } = input
  const parts = await planJoining(db, [...lists])
  const enrolled = new Set(parts.filter(({ kind }) => !stays.has(kind)).flatMap(({ userIds }) => userIds))
  const counts = { enrolls: enrolled.size, ends: 0, governs: 0 }
  return storePreview(db, {
    authorId,
    parts,
    counts,
    causes: await nameCauses(db, { batchId: 0, parts }),
    stays: [],
    newcomers: [],
    isMuch: isMuch(counts),
  })
}

const stays: ReadonlySet<string> = new Set(['already', 'excluded'])

/**
 * People whom a plan would have told by mail: as compose.sql tells, not of what they have completed, nor again of what they
 * were without for a short while only.
 */
export async function countMails(db: Db, previewId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with part as materialized (
      select * from preview_parts
      where preview_id = ${previewId} and kind in ('enrolled', 'resumed', 'required-again')
    ),
    done as materialized (
      select distinct user_id, activity_id from valid_completions
      where activity_id = any (array(select activity_id from part))
    ),
    told_lately as materialized (
      select e.user_id, e.activity_id from part
      cross join lateral unnest(part.user_ids) as member (id)
      join enrollments e on e.user_id = member.id and e.activity_id = part.activity_id
      join messages t on t.user_id = e.user_id and t.kind = 'enrolled' and t.state not in ('dropped', 'failed')
        and t.activity_ids @> array[e.activity_id]
      where part.kind = 'resumed' and e.changed_at > now() - interval '30 days'
    ),
    -- What nobody is spared is not looked at one by one.
    spared as materialized (
      select activity_id, array_agg(user_id) as user_ids
      from (select * from done union select * from told_lately) s group by activity_id
    ),
    told as (
      select unnest(case when s.user_ids is null then part.user_ids else part.user_ids - s.user_ids end) as user_id
      from part left join spared s on s.activity_id = part.activity_id
    )
    select count(*)::int as n from (select distinct user_id from told) people
  `.execute(db)
  return rows[0]?.n ?? 0
}

/** What a plan comes to, to be compared: of each kind how many, and who in what. Who is only to come has no number yet. */
export type Foreseen = ReadonlyMap<string, { readonly enrollments: number; readonly digest: string }>

export function foresee(parts: readonly PlanPart[], newcomers: ReadonlySet<number>): Foreseen {
  return new Map(
    [...Map.groupBy(parts, ({ kind }) => kind)].map(([kind, own]) => {
      const hash = createHash('sha1')
      const activities = Map.groupBy(own, ({ activityId }) => activityId)
      for (const [activityId, those] of [...activities].sort(([a], [b]) => a - b)) {
        const known = those.flatMap(({ userIds }) => userIds.filter((id) => !newcomers.has(id)))
        hash.update(`${activityId}:${known.sort((a, b) => a - b).join()};`)
      }
      const enrollments = own.reduce((sum, { userIds }) => sum + userIds.length, 0)
      return [kind, { enrollments, digest: hash.digest('base64') }]
    }),
  )
}

/** What somebody saw of a plan, as long as its names are kept; undefined afterwards. */
export async function foreseen(db: Db | Tx, previewId: number | null): Promise<Foreseen | undefined> {
  if (previewId === null) return undefined
  const { rows } = await sql<PlanPart & { isThere: boolean }>`
    select part.kind, part.because, part.activity_id as "activityId", part.assignment_ids as "assignmentIds",
      part.user_ids as "userIds"
    from previews left join preview_parts part on part.preview_id = previews.id
    where previews.id = ${previewId}`.execute(db)
  if (rows.length === 0) return undefined
  const newcomers = await sql<{ id: number }>`
    select user_id as id from preview_newcomers where preview_id = ${previewId}`.execute(db)
  return foresee(
    rows.filter(({ kind }) => kind !== null),
    new Set(newcomers.rows.map(({ id }) => id)),
  )
}

/** What a change that is written and not committed comes to. */
export async function foreseeChange({ db, batchId, touched }: Change): Promise<Foreseen> {
  const newcomers = await readNewcomers(db, batchId)
  return foresee(await planOf(db, touched), new Set(newcomers.map(({ user_id }) => user_id)))
}

export type Drift = Array<{ what: string; before: number; now: number }>

/** How two plans differ: in numbers, or in whom they name. */
export function planDrift(before: Foreseen, now: Foreseen): Drift {
  const kinds = new Set([...before.keys(), ...now.keys()])
  const numbers = [...kinds].flatMap((kind) => {
    const [one, other] = [before.get(kind)?.enrollments ?? 0, now.get(kind)?.enrollments ?? 0]
    return one === other ? [] : [{ what: `plan.${kind}`, before: one, now: other }]
  })
  const isOther = [...kinds].some((kind) => before.get(kind)?.digest !== now.get(kind)?.digest)
  return numbers.length > 0 || !isOther ? numbers : [{ what: 'plan.names', before: 0, now: 1 }]
}
