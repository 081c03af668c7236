import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database/database.ts'
import { Problem } from '../platform/problem.ts'
import { sentence } from '../platform/sentence.ts'

/** What can be edited by two people at once, and the facts of which it consists. */
const consistsOf = {
  academy: ['academy'],
  user: ['users'],
  companies: ['companies'],
  departments: ['departments'],
  teams: ['teams'],
  functions: ['job_functions'],
  groups: ['groups'],
  activity: ['learning_activities', 'learning_activity_texts'],
  qualification: ['qualifications', 'target_activities'],
  rule: ['rules'],
} as const

export type Versioned = keyof typeof consistsOf
type Thing = { of: Versioned; key: number }

/**
 * The version of a thing, as an entity tag: the latest entry of the journal about it. A user's place in teams, functions and
 * groups belongs to the user; that the academy's day went on is nobody's edit.
 */
export async function versionOf(db: Db, { of, key }: Thing): Promise<string> {
  const { rows } = await sql<{ latest: number | null }>`
    select max(latest) as latest
    from (
      select max(id) as latest from changes
      where fact = any (${[...consistsOf[of]]}::text[]) and key = ${key}
        and (fact <> 'academy' or before - '{id,today}'::text[] is distinct from '{}')
      union all
      select max(id) from changes where fact = 'memberships' and user_ids @> array[${key}::int] and ${of === 'user'}
    ) as entry`.execute(db)
  return `"${rows[0]?.latest ?? 0}"`
}

/**
 * Refuses to go on when the thing is no longer as its editor saw it. Whoever edits the same thing at the same moment, and says
 * which version they saw, waits here for the other to commit.
 */
export async function expectVersion(tx: Tx, thing: Thing, seen: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`version ${thing.of}`}), ${thing.key})`.execute(tx)
  if ((await versionOf(tx, thing)) === seen) return
  throw new Problem(412, 'changed-meanwhile', changedMeanwhile())
}

const changedMeanwhile = sentence(
  'change.changed-meanwhile',
  'Somebody else has changed this since you opened it. Nothing of yours was saved: look at what is there now, then save again.',
)
