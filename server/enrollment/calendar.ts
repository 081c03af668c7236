import { sql } from 'kysely'
import { type Change, change } from '../change.ts'
import { editFacts, removeFacts } from '../facts.ts'
import type { Bell } from '../platform/bell.ts'
import type { Db } from '../platform/database/database.ts'
import { anchorOutgrown } from './anchors.ts'

/**
 * Moves the academy's stored day to the day it is at `now` in its time zone: straight to it, however long nobody was here,
 * and never back. Exclusions whose last day is over end with it; users whom a rule, or the end of a completion, reaches or
 * leaves by the date are marked. One batch of the calendar's, whole or not at all. Answers the new day, or null when it is
 * still the same, or when there is no academy yet.
 */
export async function moveToday(db: Db, input: { now?: Date; bell?: Bell } = {}): Promise<string | null> {
  const now = input.now ?? new Date()
  if ((await dayAhead(db, now)) === null) return null
  const act = { kind: 'calendar.day', author: { kind: 'calendar' } } as const
  try {
    const { result } = await change(db, act, (tx) => moveOrLeave(tx, now), input.bell)
    await anchorOutgrown(db, { wait: true })
    return result
  } catch (error) {
    if (error instanceof MovedMeanwhile) return null
    throw error
  }
}

/** Of several processes that notice midnight one moves the day; the others leave no batch behind that did nothing. */
async function moveOrLeave(tx: Change, now: Date): Promise<string> {
  const day = await passDays(tx, { now })
  if (day === null) throw new MovedMeanwhile()
  return day
}

class MovedMeanwhile extends Error {}

/** The command of it. */
export async function passDays(tx: Change, { now }: { now: Date }): Promise<string | null> {
  // Declarations, and where people stand, keep still until the day is committed: otherwise somebody who joins at this
  // moment is decided by the day before, and marked by nobody.
  await sql`select pg_advisory_xact_lock(8, 1), pg_advisory_xact_lock(8, 2)`.execute(tx.db)
  const today = await dayAhead(tx.db, now)
  if (today === null) return null
  await editFacts(tx, 'academy', [{ id: true, today }])
  const over = await sql<{ user_id: number; activity_id: number }>`
    select user_id, activity_id from exclusions where until < ${today}::date order by user_id, activity_id
  `.execute(tx.db)
  await removeFacts(tx, 'exclusions', over.rows)
  return today
}

/** The day in the academy's zone when it is later than the stored one. */
async function dayAhead(db: Db, now: Date): Promise<string | null> {
  const { rows } = await sql<{ day: string }>`
    select academy_day(${now.toISOString()}::timestamptz) as day
    from academy where academy_day(${now.toISOString()}::timestamptz) > today`.execute(db)
  return rows[0]?.day ?? null
}
