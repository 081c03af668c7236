import { sql } from 'kysely'
import { afterEach, beforeEach } from 'vitest'
import { type Change, change } from '../server/change.ts'
import { audience } from '../server/enrollment/engine/index.ts'
import { workOff } from '../server/enrollment/jobs.ts'
import { omit } from '../server/fact/fact.ts'
import { insertFacts } from '../server/facts.ts'
import { preview } from '../server/preview.ts'
import { undoBatch } from '../server/undo.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { expectNothingDue, expectReplayed, heldIn } from './invariants.ts'
import { type Story, tellStory } from './story.ts'

// The company in which undos are tried, told anew before each test of whichever file imports this, and what they are compared by.

let database: TestDatabase
export let db: TestDatabase['db']
export let story: Story
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  story = await tellStory(db)
})
afterEach(() => database.drop())

export const act = { kind: 'test', author: { kind: 'demo' } } as const

export async function did(command: (tx: Change) => Promise<unknown>): Promise<number> {
  const { outcome } = await change(db, act, command)
  await workOff(db)
  return outcome.batchId
}

export async function undo(batchId: number, withdrawStarted = false) {
  const changed = await change(db, { ...act, kind: 'undo' }, (tx) => undoBatch(tx, { batchId, withdrawStarted }))
  await workOff(db)
  await expectRight()
  return { ...changed.result, batchId: changed.outcome.batchId }
}

export async function expectRight() {
  await expectNothingDue(db)
  await expectReplayed(db)
}

/** Active and kept enrollments: what somebody is in. Withdrawn ones are as if they had never been. */
export async function enrolled() {
  return [...(await heldIn(db))].filter(([, { state }]) => state !== 3).map(([key, { state }]) => `${key} ${state}`)
}

/** What the preview of an undo says of somebody, a row for each cause that it names. */
export async function foreseenOf(userId: number, batchId: number) {
  const { previewId } = await preview(db, { ...act, kind: 'undo' }, (tx) =>
    undoBatch(tx, { batchId, withdrawStarted: false }),
  )
  const { rows } = await sql`
    select p.kind, p.because, a.audience_id
    from preview_parts p, unnest(p.assignment_ids) as cause (id), assignments a
    where p.preview_id = ${previewId} and ${userId} = any (p.user_ids) and a.id = cause.id`.execute(db)
  return rows
}

/** Facts as they stand, journal and history aside. */
export async function factsNow() {
  const tables = [
    'users',
    'memberships',
    'assignments',
    'exclusions',
    'target_activities',
    'academy',
    'companies',
    'departments',
    'learning_activities',
    'qualifications',
    'rules',
    'holds',
    'held_matches',
    'teams',
    'grants',
  ]
  const all = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ row: Record<string, unknown> }>`
        select to_jsonb(t) as row from ${sql.table(table)} t order by to_jsonb(t)::text`.execute(db)
      // Whoever holds a rule again holds it since then.
      const since = table === 'holds' ? ['since', 'batch_id'] : []
      return [table, rows.map(({ row }) => omit(row, since))] as const
    }),
  )
  return Object.fromEntries(all)
}

export async function rule(
  tx: Change,
  input: { teamId: number; targetId: number; onLeaving?: number },
): Promise<number> {
  const team = audience('team', input.teamId)
  const [id = 0] = await insertFacts(tx, 'rules', [
    {
      name: 'Rule',
      state: 'active',
      criteria: JSON.stringify([]),
      query: `${team}`,
      audience_ids: [team],
      on_leaving: input.onLeaving ?? null,
    },
  ] as never)
  await insertFacts(tx, 'assignments', [{ audience_id: audience('rule', id), target_id: input.targetId }])
  return id
}
