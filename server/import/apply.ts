import { sql } from 'kysely'
import { keepsAnAdministrator } from '../access/commands.ts'
import { endGivenPairs } from '../enrollment/endings.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { keepStill } from '../fact/locks.ts'
import { type Change, editFacts, insertFacts, joinAudiences, leaveAudiences, type Members } from '../facts.ts'
import type { Amended, Created, Edit, Managed, Patch, Work } from './resolved.ts'

/**
 * Makes what rows come down to: all of it in one change, and only when all rows are read: what one row does is not to change how
 * the next is understood.
 */
export async function applyRows(tx: Change, works: readonly Work[]): Promise<void> {
  await keepStill(tx)
  for (const work of works) await createUsers(tx, work.created ?? [])
  await editUsers(
    tx,
    works.flatMap(({ edited = [] }) => edited),
  )
  await amendUsers(
    tx,
    works.flatMap(({ amended = [] }) => amended),
  )
  for (const { joins, leaves, unenrolled, completions } of works) {
    await joinAudiences(tx, joins ?? [])
    await leaveAudiences(tx, leaves ?? [])
    await endGivenPairs(tx, unenrolled ?? [])
    await recordCompletions(tx, completions ?? [])
  }
  await giveManagers(
    tx,
    works.flatMap(({ managed = [] }) => managed),
  )
}

async function createUsers(tx: Change, created: readonly Created[]): Promise<void> {
  if (created.length === 0) return
  const ids = await insertFacts(
    tx,
    'users',
    created.map(({ user }) => ({ ...user, role: 'learner', manager_id: null })),
  )
  await join(
    tx,
    created.map((one, nth) => ({ ...one, id: ids[nth] ?? 0 })),
  )
}

type Joining = { id: number; audienceIds: readonly number[]; activityIds: readonly number[] }

async function join(tx: Change, joining: readonly Joining[]): Promise<void> {
  const members = new Map<number, number[]>()
  for (const { id, audienceIds, activityIds } of joining) {
    const lists = activityIds.map((activityId) => audience('import', activityId))
    for (const audienceId of [...audienceIds, ...lists]) {
      const there = members.get(audienceId)
      if (there) there.push(id)
      else members.set(audienceId, [id])
    }
  }
  await joinAudiences(
    tx,
    [...members].map(([audienceId, userIds]): Members => ({ audienceId, userIds })),
  )
}

/** Somebody deactivated is signed out everywhere. */
async function editUsers(tx: Change, edits: readonly Edit[]): Promise<void> {
  const whole = new Map<number, Patch>()
  for (const { id, patch } of edits) whole.set(id, { ...whole.get(id), ...patch })
  // Facts are edited by the same columns at a time: there are as many ways as rows say the same things.
  const alike = Map.groupBy(whole, ([, patch]) => Object.keys(patch).toSorted().join())
  for (const rows of alike.values()) {
    await editFacts(
      tx,
      'users',
      rows.map(([id, patch]) => ({ id, ...patch })),
    )
  }
  const inactive = [...whole].filter(([, { status }]) => status === 'inactive').map(([id]) => id)
  if (inactive.length === 0) return
  await sql`delete from sessions where user_id = any (${inactive}::int[])`.execute(tx.db)
  await keepsAnAdministrator(tx)
}

async function amendUsers(tx: Change, amended: readonly Amended[]): Promise<void> {
  if (amended.length === 0) return
  const { rows } = await sql<{ id: number; email: string }>`
    select id, lower(email) as email from users
    where lower(email) = any (${amended.map(({ email }) => email.toLowerCase())}::text[])`.execute(tx.db)
  const ids = new Map(rows.map(({ id, email }) => [email, id]))
  const known = amended.map((one) => ({ ...one, id: ids.get(one.email.toLowerCase()) ?? 0 }))
  await editUsers(
    tx,
    known.filter(({ patch }) => Object.keys(patch).length > 0),
  )
  await join(tx, known)
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
