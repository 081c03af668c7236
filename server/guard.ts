import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Lead, Touched } from './enrollment/engine/marks.ts'
import { countGoverned, countMoves, movesOf, type PlanCounts, type Planned } from './enrollment/engine/plan.ts'
import { compare } from './enrollment/engine/preview.ts'
import type { confirm } from './platform/contract.ts'
import type { Tx } from './platform/database/database.ts'
import { ConfirmProblem } from './platform/problem.ts'
import { type Said, sentence } from './platform/sentence.ts'

/** How many people somebody agreed to enroll, in how many enrollments, and how many to end; and which preview showed them. */
export type Confirm = NonNullable<z.output<typeof confirm>>

/** People enrolled beyond which, and enrollments ended from which on, an act needs its numbers confirmed. */
const many = { enrolls: 500, ends: 500, share: { ends: 50, of: 0.1 }, all: 10 } as const

/** Enrollments up to which an act is held to the names of its preview; of more, nobody has read them all. */
const mostNamed = 1000

/**
 * Refuses a change that would do much and was not confirmed, or that would by now do more than was, however little: more than
 * the numbers, or what the preview did not show. Asked in the change's own transaction, when all is written: what is counted
 * here is what would be committed.
 */
export async function guard(tx: Tx, change: Guarded, confirmed: Confirm | null | undefined): Promise<void> {
  const planned = await planBeyond(tx, change, confirmed)
  if (!planned) return
  const counts = { ...planned, governs: await countGoverned(tx, change.touched, planned.ends) }
  // What other acts still owe the same people is counted along; of little it cannot be told from what this one does.
  if (!isMuch(counts) && (!confirmed || (await othersAreUnderWay(tx, change)))) return
  throw new ConfirmProblem({ ...planned, isMuch: isMuch(counts) }, askFor(counts, confirmed))
}

/** How much a change does that is not what was agreed to; undefined where it is. */
async function planBeyond(
  tx: Tx,
  change: Guarded,
  confirmed: Confirm | null | undefined,
): Promise<Planned | undefined> {
  const { touched } = change
  if (confirmed?.previewId && isNamed(confirmed)) {
    const seen = { ...confirmed, previewId: confirmed.previewId }
    // Of what only begins to lead somewhere it is plain whom to, without deciding everybody who is there already.
    if (onlyBegins(touched) && !(await movesBeyond(tx, change, seen, reachingOf(touched.leads)))) return undefined
    return movesBeyond(tx, change, seen, movesOf(touched))
  }
  if (await isSmall(tx, touched, confirmed ?? unconfirmed)) return undefined
  const planned = await countMoves(tx, movesOf(touched))
  return confirmed && isWithin(planned, confirmed) ? undefined : planned
}

/** How much these moves are, where they are more than the numbers or not in the preview. */
async function movesBeyond(
  tx: Tx,
  { batchId }: Guarded,
  seen: Confirm & { previewId: number },
  moves: RawBuilder<unknown>,
): Promise<Planned | undefined> {
  const { planned, isShown } = await compare(tx, { previewId: seen.previewId, batchId, moves })
  return isShown && isWithin(planned, seen) ? undefined : planned
}

/** What nobody has to agree to. */
const unconfirmed: Confirm = { enrolls: many.enrolls, ends: many.all - 1 }

/** Whether somebody agreed to so little that it was to names. */
const isNamed = ({ enrolls, begins = enrolls, ends }: Confirm) => begins + ends <= mostNamed

type Guarded = { batchId: number; touched: Touched }

/** Whether these numbers have to be typed by whoever does it. */
export function isMuch({ enrolls, ends, governs }: PlanCounts): boolean {
  return (
    enrolls > many.enrolls ||
    ends >= many.ends ||
    (ends >= many.share.ends && ends >= many.share.of * governs) ||
    (ends >= many.all && ends >= governs)
  )
}

/** Whether something does no more than was agreed to. */
const isWithin = (
  does: Required<Omit<Confirm, 'previewId'>>,
  { enrolls, begins = Number.POSITIVE_INFINITY, ends }: Confirm,
) => does.enrolls <= enrolls && does.begins <= begins && does.ends <= ends

/** Whether it is plain, without deciding anybody, that a change does no more than that. */
async function isSmall(tx: Tx, touched: Touched, most: Confirm): Promise<boolean> {
  const { users, activities, listed, leads } = touched
  if (activities.size === 0) {
    const lists = listed.flatMap(({ userIds }) => userIds)
    const people = users.union(new Set(lists))
    // Whatever may lead somebody anywhere may lead to many things.
    const begins = users.size === 0 ? lists.length : Number.POSITIVE_INFINITY
    if (!isWithin({ enrolls: people.size, begins, ends: 0 }, most)) return false
    return (await countLive(tx, touched)) <= most.ends
  }
  return onlyBegins(touched) && isWithin(await countMoves(tx, reachingOf(leads)), most)
}

/** Whether all that a change does is that something begins to lead to activities. */
function onlyBegins({ users, activities, listed, rules, leads }: Touched): boolean {
  return activities.size > 0 && users.size + listed.length + rules.size === 0 && leads.every(({ began }) => began)
}

/** The enrollments that a change of people could end. */
async function countLive(tx: Tx, { users, listed }: Touched): Promise<number> {
  const activityIds = [...new Set(listed.map(({ activityId }) => activityId))]
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from enrollments where user_id = any (${[...users]}::int[]) and state = 1)::int
      + (
        select count(*) from enrollments
        where activity_id = any (${activityIds}::int[]) and state in (1, 2)
          and user_id = any (${listed.flatMap(({ userIds }) => userIds)}::int[])
      )::int as n`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Whom something begins to lead to that they are not enrolled in, as moves: as many at most as it enrolls. */
function reachingOf(leads: readonly Lead[]): RawBuilder<unknown> {
  const audienceIds = leads.map(({ audienceId }) => audienceId)
  const activityIds = leads.map(({ activityId }) => activityId)
  return sql`(
    select member.user_id, lead.activity_id, 1 as next
    from members_of(${[...new Set(audienceIds)]}::int[], '{}') as member
    join (
      select distinct * from unnest(${audienceIds}::int[], ${activityIds}::int[]) as lead (audience_id, activity_id)
    ) as lead on lead.audience_id = member.audience_id
    left join enrollments e on e.user_id = member.user_id and e.activity_id = lead.activity_id and e.state = 1
    where e.user_id is null
  )`
}

/** Whether other acts are not done yet that may move the same people. */
async function othersAreUnderWay(tx: Tx, { batchId, touched }: Guarded): Promise<boolean> {
  const { users, activities, listed } = touched
  const people = users.union(new Set(listed.flatMap(({ userIds }) => userIds)))
  const { rows } = await sql<{ are: boolean }>`
    select exists (
        select from dirty_users
        where batch_id <> ${batchId} and (${activities.size > 0} or user_id = any (${[...people]}::int[]))
      )
      or exists (select from column_jobs where batch_id <> ${batchId})
      or exists (select from column_chunks where batch_id <> ${batchId}) as are`.execute(tx)
  return rows[0]?.are ?? false
}

function askFor({ enrolls, ends }: PlanCounts, confirmed: Confirm | null | undefined): Said {
  const does = [
    ...(enrolls > 0 ? [`enrolls ${people(enrolls)}`] : []),
    ...(ends > 0 ? [`ends ${ends === 1 ? '1 enrollment' : `${format(ends)} enrollments`}`] : []),
  ].join(' and ')
  return confirmed
    ? {
        ...notAsConfirmed({ enrolls, ends }),
        text: `By now this ${does}, which is not what was confirmed. Nothing was changed; look at it again.`,
      }
    : {
        ...confirmFirst({ enrolls, ends }),
        text: `This ${does}. Nothing was changed yet: confirm the numbers to do it.`,
      }
}

// The API names only what there is; a screen shows the numbers beside the button that confirms them.
const confirmFirst = sentence(
  'guard.confirm',
  'People enrolled: {{enrolls}}; enrollments ended: {{ends}}. Nothing was changed yet: confirm the numbers to do it.',
)
const notAsConfirmed = sentence(
  'guard.other',
  'By now, people enrolled: {{enrolls}}; enrollments ended: {{ends}}. This is not what was confirmed. Nothing was changed; look at it again.',
)

const format = (n: number) => n.toLocaleString('en')
const people = (n: number) => (n === 1 ? '1 person' : `${format(n)} people`)
