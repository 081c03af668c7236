import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/database.ts'
import { anyHistory } from '../../../test/history.ts'
import { live } from '../../../test/live.ts'
import { seed } from '../../../test/seed.ts'
import { commit } from '../../change.ts'
import { joinAudiences, type Members } from '../../facts.ts'
import type { Db } from '../../platform/database/database.ts'
import { audience } from './index.ts'
import { type PlanPart, planJoining, planOf } from './plan.ts'

class RolledBack extends Error {}

/** The plan of the change itself, as a preview asks for it. */
async function planned(db: Db, lists: Members[]): Promise<PlanPart[]> {
  let parts: PlanPart[] = []
  const act = {
    kind: 'test',
    author: { kind: 'demo' },
    expect: async (open: Parameters<typeof joinAudiences>[0]) => {
      parts = await planOf(open.db, open.touched)
      throw new RolledBack()
    },
  } as const
  await commit(db, act, (tx) => joinAudiences(tx, lists)).catch((error) => {
    if (!(error instanceof RolledBack)) throw error
  })
  return parts
}

/** What becomes of each enrollment, and by what if somebody comes in. */
const told = (parts: readonly PlanPart[]) =>
  parts.flatMap(({ kind, activityId, userIds }) => userIds.map((userId) => `${userId}:${activityId} ${kind}`)).sort()

/** Half of the active users, on the list of import of each activity that is not archived. */
async function someLists(db: Db, nth: number): Promise<Members[]> {
  const { rows } = await sql<{ id: number; user_ids: number[] }>`
    select a.id, array(
      select u.id from users u where u.status = 'active' and (u.id * 7 + a.id * 13 + ${nth}) % 2 = 0 order by u.id
    ) as user_ids
    from learning_activities a where not a.archived order by a.id`.execute(db)
  return rows
    .filter(({ user_ids }) => user_ids.length > 0)
    .map(({ id, user_ids }) => ({ audienceId: audience('import', id), userIds: user_ids }))
}

test(`what joining lists would do is planned without them as it is with them, whatever happened before (MUSTER_SEED=${seed})`, {
  timeout: 120_000,
}, async () => {
  const kinds = new Set<string>()
  for (const [nth, history] of fc.sample(anyHistory, { seed, numRuns: 6 }).entries()) {
    const database = await createTestDatabase()
    try {
      await live(database.db, history)
      const lists = await someLists(database.db, nth)
      const foreseen = await planJoining(database.db, lists)
      expect(told(foreseen)).toEqual(told(await planned(database.db, lists)))
      for (const { kind } of foreseen) kinds.add(kind)
    } finally {
      await database.drop()
    }
  }
  expect(kinds).toContain('enrolled')
  expect(kinds).toContain('already')
})
