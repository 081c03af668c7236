import { sql } from 'kysely'
import { keepsAnAdministrator } from '../access/commands.ts'
import { endGivenPairs } from '../enrollment/endings.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { keepStill } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, joinAudiences, leaveAudiences, type Members } from '../facts.ts'
import type { Created, Edited, Managed, Work } from './resolved.ts'

/** Makes what rows come down to: all of it in one change. */
export async function applyRows(tx: Change, works: AsyncIterable<Work> | Iterable<Work>): Promise<void> {
  await keepStill(tx)
  const managed: Managed[] = []
  for await (const work of works) {
    await applyWork(tx, work)
    managed.push(...(work.managed ?? []))
  }
  await giveManagers(tx, managed)
}

async function applyWork(tx: Change, work: Work): Promise<void> {
  await createUsers(tx, work.created ?? [])
  await editUsers(tx, work.edited ?? [])
  await joinAudiences(tx, work.joins ?? [])
  await leaveAudiences(tx, work.leaves ?? [])
  await endGivenPairs(tx, work.unenrolled ?? [])
  await recordCompletions(tx, work.completions ?? [])
}

async function createUsers(tx: Change, created: readonly Created[]): Promise<void> {
  if (created.length === 0) return
  const ids = await insertFacts(
    tx,
    'users',
    created.map(({ user }) => ({ ...user, role: 'learner', manager_id: null })),
  )
  const members = new Map<number, number[]>()
  for (const [nth, { audienceIds, activityIds }] of created.entries()) {
    const lists = activityIds.map((activityId) => audience('import', activityId))
    for (const audienceId of [...audienceIds, ...lists]) {
      const there = members.get(audienceId) ?? []
      there.push(ids[nth] ?? 0)
      members.set(audienceId, there)
    }
  }
  await joinAudiences(
    tx,
    [...members].map(([audienceId, userIds]): Members => ({ audienceId, userIds })),
  )
}

/** Somebody deactivated is signed out everywhere. */
async function editUsers(tx: Change, edited: readonly Edited[]): Promise<void> {
  if (edited.length === 0) return
  await editFacts(tx, 'users', edited)
  const inactive = edited.filter(({ status }) => status === 'inactive').map(({ id }) => id)
  if (inactive.length === 0) return
  await sql`delete from sessions where user_id = any (${inactive}::int[])`.execute(tx.db)
  await keepsAnAdministrator(tx)
}

/** By now whoever comes in with the file is there. */
async function giveManagers(tx: Change, managed: readonly Managed[]): Promise<void> {
  if (managed.length === 0) return
  const { rows } = await sql<{ id: number; manager_id: number | null }>`
    select u.id, coalesce(given.manager_id, by_number.id, by_email.id) as manager_id
    from jsonb_to_recordset(${JSON.stringify(
      managed.map(({ email, managerId, managerText }) => ({
        email,
        manager_id: managerText === null ? managerId : null,
        manager_text: managerText,
      })),
    )}) as given (email text, manager_id int, manager_text text)
    join users u on lower(u.email) = lower(given.email)
    left join users by_number on lower(by_number.employee_number) = lower(given.manager_text)
    left join users by_email on lower(by_email.email) = lower(given.manager_text)`.execute(tx.db)
  await editFacts(tx, 'users', rows)
}

/** Whoever completed something had begun it, at the latest that day. */
async function recordCompletions(tx: Change, completions: NonNullable<Work['completions']>): Promise<void> {
  if (completions.length === 0) return
  const userIds = [...new Set(completions.map(({ userId }) => userId))]
  if (!tx.isRehearsal) await sql`select lock_buckets(${userIds}::int[])`.execute(tx.db)
  const { rows: fresh } = await sql<{ user_id: number; activity_id: number; started_at: string }>`
    select given.user_id, given.activity_id, min(given.day)::text || 'T12:00:00Z' as started_at
    from unnest(
      ${completions.map(({ userId }) => userId)}::int[], ${completions.map(({ activityId }) => activityId)}::int[],
      ${completions.map(({ day }) => day)}::date[]
    ) as given (user_id, activity_id, day)
    where not exists (
      select from progress p where p.user_id = given.user_id and p.activity_id = given.activity_id)
    group by given.user_id, given.activity_id
    order by 1, 2`.execute(tx.db)
  await insertFacts(tx, 'progress', fresh)
  await insertFacts(
    tx,
    'completions',
    completions.map(({ userId, activityId, day }) => ({ user_id: userId, activity_id: activityId, completed_on: day })),
  )
}
