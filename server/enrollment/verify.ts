import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Change, change } from '../change.ts'
import { lockFor } from '../fact/locks.ts'
import { rewriteRules } from '../fact/touch.ts'
import { leaveAudience } from '../facts.ts'
import type { Db } from '../platform/database/database.ts'
import type { Outcome } from './contract.ts'
import { objectOfAudience } from './engine/audience.ts'
import { type Difference, type DifferenceKind, differenceKinds, findDifferences, readOutcome } from './engine/index.ts'
import { workOnce } from './jobs.ts'

/** How many differences of one kind, and the first of them by name. */
export type Tally = {
  readonly kind: DifferenceKind
  readonly count: number
  readonly first: readonly NamedDifference[]
}

export type NamedDifference = Difference & {
  readonly user: { name: string; email: string } | null
  readonly activity: string | null
  readonly audience: { kind: number; name: string | null } | null
}

export type Verification = {
  readonly users: number
  /** Differences that work already owed is going to make right. */
  readonly onTheirWay: number
  /** What differs; after a repair, what still does. */
  readonly differences: readonly Tally[]
  /** What a repair found and did; null when none was asked for, or none was needed. */
  readonly repaired: { readonly differences: readonly Tally[]; readonly outcome: Outcome } | null
}

export type Progress = (told: { step: 'verify' | 'repair' | 'verify again'; done: number }) => void

/** Differences of one kind that are told by name. */
const named = 20

/**
 * Compares the whole academy with what its facts give. `repair` makes right whatever differs, through the same marks and
 * drains as everything else, and compares once more. Both may run while the academy does.
 */
export async function verifyAcademy(
  db: Db,
  options: { repair?: boolean; onProgress?: Progress } = {},
): Promise<Verification> {
  const { repair = false, onProgress = () => undefined } = options
  const first = await look(db, (done) => onProgress({ step: 'verify', done }))
  const users = await countUsers(db)
  const found = await tally(db, first.differences)
  if (!repair || found.length === 0) {
    return { users, onTheirWay: first.onTheirWay, differences: found, repaired: null }
  }
  const outcome = await repairDifferences(db, first.differences, (done) => onProgress({ step: 'repair', done }))
  const second = await look(db, (done) => onProgress({ step: 'verify again', done }))
  return {
    users,
    onTheirWay: second.onTheirWay,
    differences: await tally(db, second.differences),
    repaired: { differences: found, outcome },
  }
}

async function look(db: Db, onProgress: (done: number) => void) {
  const differences: Difference[] = []
  let onTheirWay = 0
  for await (const found of findDifferences(db)) {
    for (const difference of found.differences) differences.push(difference)
    onTheirWay += found.onTheirWay
    onProgress(found.done)
  }
  return { differences, onTheirWay }
}

/** A batch whose marks and jobs cover what differs, worked off here and now, whoever else is working. */
async function repairDifferences(
  db: Db,
  differences: readonly Difference[],
  onProgress: (done: number) => void,
): Promise<Outcome> {
  const act = { kind: 'academy.repair', author: { kind: 'repair' } } as const
  let { outcome } = await change(db, act, (tx) => cover(tx, differences))
  while (outcome.state === 'running') {
    onProgress(outcome.progress)
    if (!(await workOnce(db, settledAfter))) await pause(50)
    outcome = (await readOutcome(db, outcome.batchId)) ?? outcome
  }
  onProgress(1)
  return outcome
}

/** What requests are draining themselves at this moment is theirs. */
const settledAfter = 2

async function cover(tx: Change, differences: readonly Difference[]): Promise<void> {
  const of = (...kinds: DifferenceKind[]) => differences.filter(({ kind }) => kinds.includes(kind))
  const leads = of('lead-missing', 'lead-extra', 'lead-stale')
  const rules = of('hold-missing', 'hold-extra', 'held-match-extra', 'anchor-missing', 'anchor-extra')
  if (leads.length + rules.length > 0) await lockFor(tx, 'rules', 'edit')
  for (const activityId of idsOf(leads, 'activityId')) tx.touched.activities.add(activityId)
  await rewriteRules(tx, idsOf(rules, 'audienceId').map(objectOfAudience))
  const strays = of('membership-of-nothing', 'membership-of-nobody')
  for (const audienceId of idsOf(strays, 'audienceId')) {
    const members = strays.filter((stray) => stray.audienceId === audienceId)
    await leaveAudience(tx, { audienceId, userIds: idsOf(members, 'userId') })
  }
  const torn = of('enrollment-lost', 'enrollment-of-nobody', 'history-differs')
  if (torn.length > 0) await sql`select mend_history(${tx.batchId}, ${idsOf(torn, 'userId')}::int[])`.execute(tx.db)
  // What was mended now counts, and what is undecided still counts as it is stored.
  await sql`select mend_tallies()`.execute(tx.db)
  const undecided = of(
    ...(['profile-missing', 'profile-stale', 'profile-extra', 'enrollment-lost', 'enrollment-missing'] as const),
    ...(['enrollment-extra', 'kept-extra', 'on-leaving-stale'] as const),
  )
  for (const userId of idsOf(undecided, 'userId')) tx.touched.users.add(userId)
}

/** Each id once, ascending. */
function idsOf(differences: readonly Difference[], name: 'userId' | 'activityId' | 'audienceId'): number[] {
  const ids = differences.map((difference) => difference[name]).filter((id) => id !== null)
  return [...new Set(ids)].sort((a, b) => a - b)
}

async function tally(db: Db, differences: readonly Difference[]): Promise<Tally[]> {
  const byKind = Map.groupBy(differences, ({ kind }) => kind)
  const tallies = differenceKinds.flatMap((kind) => {
    const all = (byKind.get(kind) ?? []).toSorted(byNumber)
    return all.length === 0 ? [] : [{ kind, count: all.length, first: all.slice(0, named) }]
  })
  const names = await nameDifferences(
    db,
    tallies.flatMap(({ first }) => first),
  )
  return tallies.map((one) => ({ ...one, first: names.splice(0, one.first.length) }))
}

/** The first that are told are the same every time, in whatever order they were found. */
function byNumber(one: Difference, other: Difference): number {
  const numbers = (difference: Difference) => [difference.userId, difference.activityId, difference.audienceId]
  const others = numbers(other)
  for (const [nth, number] of numbers(one).entries()) {
    const difference = (number ?? 0) - (others[nth] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The same, in the same order, with the names that a person knows them by. */
async function nameDifferences(db: Db, differences: readonly Difference[]): Promise<NamedDifference[]> {
  const { rows } = await sql<Pick<NamedDifference, 'user' | 'activity' | 'audience'>>`
    select
      case when u.id is not null then jsonb_build_object('name', u.name, 'email', u.email) end as "user",
      activity_title(d."activityId", academy.language) as activity,
      case when d."audienceId" is not null then
        jsonb_build_object('kind', audience_kind(d."audienceId"), 'name', audience_name(d."audienceId"))
      end as audience
    from rows from (
      jsonb_to_recordset(${JSON.stringify(differences)}) as ("userId" int, "activityId" int, "audienceId" int)
    ) with ordinality as d
    left join users u on u.id = d."userId"
    left join academy on true
    order by d.ordinality`.execute(db)
  return differences.map((difference, nth) => ({ ...difference, ...(rows[nth] ?? nameless) }))
}

const nameless = { user: null, activity: null, audience: null }

async function countUsers(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from users`.execute(db)
  return rows[0]?.n ?? 0
}
