import { sql } from 'kysely'
import type { Tx } from '../../platform/database/database.ts'
import { ahead } from '../../platform/database/prepared.ts'

/**
 * How an enrollment ends when nothing requires it any more: as `on leaving` says; at once, because somebody said so; or by
 * going back to what it was, because the batch that made it so is taken back.
 */
export const ending = { factsChanged: 0, byHand: 1, takenBack: 2 } as const
export type Ending = (typeof ending)[keyof typeof ending]

/** What a change touched, gathered while its command runs. */
export type Touched = {
  /** Users whose facts changed: everything of theirs is decided anew. */
  readonly users: Set<number>
  /** Activities whose declarations changed: everybody in them is decided anew. */
  readonly activities: Set<number>
  /** Activities to which something new may lead that nobody is in yet. */
  readonly declared: Set<number>
  /** Users who joined or left a list of one activity. */
  readonly listed: Array<{ activityId: number; userIds: readonly number[]; ending: Ending }>
  /** Users whose mail is to be looked at again: of whom something was done, or was not after all, or who came or went. */
  readonly doubted: Set<number>
  /** Rules whose words changed: what they lead to leads there still, for other people. */
  readonly rules: Set<number>
  /** Whom somebody put into, or took out of, a unit or list by name; also those who were in it already. */
  readonly joining: Members[]
  readonly leaving: Members[]
  /** What an undo leaves as it is, for it was changed since. */
  readonly stays: Stay[]
  /** A rehearsed undo: in how many enrollments of what it takes back people have started since. */
  startedSince: number
  /** What began and ceased to lead where: known when all is written, see `declare`. */
  readonly leads: Lead[]
}

/** An entry of a journal that an undo leaves: somebody changed it since, or something else stands in its place. */
export type Stay = { changeId: number | null; fact: string; key: number; userIds: readonly number[] }

type Members = { audienceId: number; userIds: readonly number[] }

/** One thing that began, or ceased, to lead to an activity. */
export type Lead = { audienceId: number; activityId: number; assignmentId: number; began: boolean }

export function nothingTouched(): Touched {
  return {
    users: new Set(),
    activities: new Set(),
    declared: new Set(),
    listed: [],
    doubted: new Set(),
    rules: new Set(),
    joining: [],
    leaving: [],
    stays: [],
    startedSince: 0,
    leads: [],
  }
}

export function isNothing({ users, activities, listed }: Touched): boolean {
  return users.size + activities.size + listed.length === 0
}

/**
 * Users in one chunk: 2 or 3 buckets when ids are dense. Whoever changes something of one of them meanwhile waits for the
 * whole chunk, some 25 ms; four times as many save 2 % of the work and hold people up for 100 ms.
 */
export const chunkSize = 2048

/** Users whom a request decides before it answers; more are left to the workers. */
export const requestSize = 8192

/** Writes down anew what leads to the activities whose declarations a change touched, in the change's own transaction. */
export async function declare(tx: Tx, touched: Touched): Promise<void> {
  const activities = [...touched.activities.union(touched.declared)]
  if (activities.length === 0) return
  const { rows } = await sql<Lead>`
    select audience_id as "audienceId", activity_id as "activityId", assignment_id as "assignmentId", began
    from refresh_leads(${activities}::int[])`.execute(tx)
  touched.leads.push(...rows)
}

/**
 * Writes what the engine owes for a change, in the change's own transaction. Append-only: a mark that exists already
 * may be in the hands of a drain that began before these facts.
 */
export async function owe(tx: Tx, input: { batchId: number; touched: Touched }): Promise<void> {
  const { batchId, touched } = input
  const users = ascending(touched.users)
  const activities = ascending(touched.activities)
  const chunks = chunksOf(touched)
  if (touched.doubted.size > 0) {
    await sql`insert into mail_doubts (user_ids) values (${ascending(touched.doubted)}::int[])`.execute(tx)
  }
  const work = users.length + activities.length + chunks.length
  if (work === 0) return
  if (work === users.length && work <= requestSize) return mark(tx, { batchId, users })
  await sql`
    with marks as (
      insert into dirty_users (user_id, batch_id)
      select user_id, ${batchId} from unnest(${users}::int[]) as touched (user_id)
    ),
    jobs as (
      insert into column_jobs (batch_id, activity_id)
      select ${batchId}, activity_id from unnest(${activities}::int[]) as touched (activity_id)
    ),
    chunks as (
      insert into column_chunks (batch_id, activity_id, ending, user_ids)
      select ${batchId}, c.activity_id, c.ending, c.user_ids
      from jsonb_to_recordset(${JSON.stringify(chunks)}) as c (activity_id int, ending smallint, user_ids int[])
    )
    update batches set work = ${work} where id = ${batchId}`.execute(tx)
}

/** The everyday case, which its request drains at once: nobody will ask how far it is. */
async function mark(tx: Tx, input: { batchId: number; users: readonly number[] }): Promise<void> {
  await sql`${ahead}
    insert into dirty_users (user_id, batch_id)
    select user_id, ${input.batchId} from unnest(${input.users}::int[]) as touched (user_id)`.execute(tx)
}

/** The lists of a change, each user once in an activity and ending, ascending, in chunks as column_chunks holds them. */
export function chunksOf(touched: Touched): Array<{ activity_id: number; ending: Ending; user_ids: number[] }> {
  const lists = Map.groupBy(touched.listed, ({ activityId, ending }) => `${activityId} ${ending}`)
  return [...lists.values()].flatMap((lists) => {
    const [{ activityId, ending } = { activityId: 0, ending: 0 as Ending }] = lists
    const users = ascending(new Set(lists.flatMap(({ userIds }) => userIds)))
    return Array.from({ length: Math.ceil(users.length / chunkSize) }, (_, nth) => ({
      activity_id: activityId,
      ending,
      user_ids: users.slice(nth * chunkSize, (nth + 1) * chunkSize),
    }))
  })
}

export function ascending(ids: ReadonlySet<number>): number[] {
  return [...ids].sort((a, b) => a - b)
}
