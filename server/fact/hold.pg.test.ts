import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { expectNothingDue, heldIn } from '../../test/invariants.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience } from '../facts.ts'
import { compileCriteria } from '../rule/criteria.ts'
import { undoBatch } from '../undo.ts'

const act = { kind: 'test', author: { kind: 'demo' } } as const
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function did<Result>(command: (tx: Change) => Promise<Result>): Promise<Result & { batchId: number }> {
  const { result, outcome } = await change(database.db, act, command)
  expect(outcome.state).toBe('done')
  return { ...result, batchId: outcome.batchId }
}

/** Whoever is in one of these teams. */
function wordsFor(teamIds: number[]) {
  const criteria = [{ kind: 'team' as const, negated: false, ids: teamIds }]
  return { criteria: criteria as never, ...compileCriteria(criteria, { languages: new Map() }) }
}

/** Ann in one team, Bob in the other, and an activity that a rule leads to. */
async function found(shift = '') {
  return did(async (tx) => {
    if (shift === '')
      await insertFacts(tx, 'academy', [{ name: 'Academy', language: 'en', time_zone: 'Europe/Amsterdam' }])
    const [companyId = 0] = await insertFacts(tx, 'companies', [{ name: `Rakema${shift}` }])
    const people = ['Ann', 'Bob'].map((name) => ({ name, email: `${name}${shift}@example.com`, company_id: companyId }))
    const users = await insertFacts(
      tx,
      'users',
      people.map((person) => ({ ...person, language: 'en', added_on: '2026-01-01' })),
    )
    const [ann = 0, bob = 0] = users
    const [day = 0, night = 0] = await insertFacts(tx, 'teams', [{ name: `Day${shift}` }, { name: `Night${shift}` }])
    await joinAudience(tx, { audienceId: audience('team', day), userIds: [ann] })
    await joinAudience(tx, { audienceId: audience('team', night), userIds: [bob] })
    const [activityId = 0] = await insertFacts(tx, 'learning_activities', [{ type: 'exam' }])
    return { ann, bob, day, night, activityId }
  })
}

test('a rule that comes to name something archived keeps whoever is in it, and adds nobody', async () => {
  const { ann, bob, day, night, activityId } = await found()
  const states = async () => [...(await heldIn(database.db))].map(([key, { state }]) => `${key} ${state}`)
  const enrolled = (userId: number) => `${userId}:${activityId} 1`
  const ended = (userId: number) => `${userId}:${activityId} 3`

  const { ruleId } = await did(async (tx) => {
    const rule = { name: 'Shifts', state: 'active', ...wordsFor([day, night]) }
    const [ruleId = 0] = await insertFacts(tx, 'rules', [rule])
    await insertFacts(tx, 'assignments', [{ audience_id: audience('rule', ruleId), target_id: activityId }])
    return { ruleId }
  })
  expect(await states()).toEqual([enrolled(ann), enrolled(bob)])

  const narrowed = await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id: ruleId, ...wordsFor([day]) }])
    return {}
  })
  expect(await states()).toEqual([enrolled(ann), ended(bob)])

  await did(async (tx) => ({ edited: await editFacts(tx, 'teams', [{ id: night, archived: true }]) }))
  await did((tx) => undoBatch(tx, { batchId: narrowed.batchId, withdrawStarted: false }))
  expect(await states()).toEqual([enrolled(ann), ended(bob)])

  await did(async (tx) => ({ edited: await editFacts(tx, 'teams', [{ id: night, archived: false }]) }))
  expect(await states()).toEqual([enrolled(ann), enrolled(bob)])
  await expectNothingDue(database.db)
})

test('a rule that was let go and had held nobody holds nobody again when that is taken back', async () => {
  const { ann, day, night, activityId } = await found(' again')
  const isIn = async () => (await heldIn(database.db)).get(`${ann}:${activityId}`)?.state ?? 0
  const { ruleId } = await did(async (tx) => {
    const rule = { name: 'Nobody yet', state: 'paused', ...wordsFor([night + 1000]) }
    const [ruleId = 0] = await insertFacts(tx, 'rules', [rule])
    await insertFacts(tx, 'assignments', [{ audience_id: audience('rule', ruleId), target_id: activityId }])
    return { ruleId }
  })
  await did(async (tx) => ({ edited: await editFacts(tx, 'rules', [{ id: ruleId, ...wordsFor([day]) }]) }))
  expect(await isIn()).toBe(0)
  const resumed = await did(async (tx) => ({ edited: await editFacts(tx, 'rules', [{ id: ruleId, state: 'active' }]) }))
  expect(await isIn()).toBe(1)
  await did(async (tx) => ({ stays: await undoBatch(tx, { batchId: resumed.batchId, withdrawStarted: false }) }))
  expect(await isIn()).toBe(3)
  await expectNothingDue(database.db)
})
