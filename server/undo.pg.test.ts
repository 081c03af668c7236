import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { heldIn } from '../test/invariants.ts'
import { act, db, did, enrolled, expectRight, factsNow, foreseenOf, rule, story, undo } from '../test/undoing.ts'
import { type Change, change, commit } from './change.ts'
import { applyNextChunk, audience, planNextJob } from './enrollment/engine/index.ts'
import { workOff } from './enrollment/jobs.ts'
import { listNames } from './enrollment/preview/previews.ts'
import { editFacts, endByHand, insertFacts, joinAudience, leaveAudience, removeFacts } from './facts.ts'
import { archiveUnit } from './organization/archive.ts'
import { preview } from './preview.ts'
import { undoBatch } from './undo.ts'

describe('what an undo brings back', () => {
  const acts: Record<string, (tx: Change) => Promise<unknown>> = {
    'enrolling by hand': (tx) =>
      joinAudience(tx, {
        audienceId: audience('byHand', story.activities.privacy),
        userIds: [story.people.ann.id, story.people.zoe.id],
      }),
    'joining a team': (tx) =>
      joinAudience(tx, { audienceId: audience('team', story.teams.firstAiders), userIds: [story.people.zoe.id] }),
    'leaving a team': (tx) =>
      leaveAudience(tx, {
        audienceId: audience('team', story.teams.firstAiders),
        userIds: Object.values(story.people).map(({ id }) => id),
      }),
    'a move to another department': (tx) => editFacts(tx, 'users', [{ id: story.people.ann.id, department_id: null }]),
    'a link under keep': (tx) =>
      insertFacts(tx, 'assignments', [
        { audience_id: audience('everyone', 0), target_id: story.activities.privacy, on_leaving: 3 },
      ]),
    'the end of links': async (tx) => {
      const { rows } = await sql<{ id: number }>`select id from assignments where audience_id < first_list()`.execute(
        tx.db,
      )
      await removeFacts(tx, 'assignments', rows)
    },
    'an exclusion': (tx) =>
      insertFacts(tx, 'exclusions', [
        { user_id: story.people.ann.id, activity_id: story.activities.fireSafety, reason: 'x' },
      ]),
    'a team that is archived': (tx) => editFacts(tx, 'teams', [{ id: story.teams.firstAiders, archived: true }]),
    'an activity that is archived': (tx) =>
      editFacts(tx, 'learning_activities', [{ id: story.activities.fireSafety, archived: true }]),
    'a company that is archived, with its departments': (tx) =>
      archiveUnit(tx, { kind: 'companies', id: story.companies.rakema }),
    'a qualification that is archived': (tx) =>
      editFacts(tx, 'qualifications', [{ id: story.qualifications.bhv, archived: true }]),
    'a department that moves, with those below it': (tx) =>
      editFacts(tx, 'departments', [{ id: story.departments.rotterdam, parent_id: story.departments.office }]),
    'another policy of the academy, an activity and a link': async (tx) => {
      await editFacts(tx, 'academy', [{ id: true, on_leaving: 1 }])
      await editFacts(tx, 'learning_activities', [{ id: story.activities.firstAid, on_leaving: 3 }])
      const { rows } = await sql<{ id: number }>`select id from assignments where audience_id < first_list()`.execute(
        tx.db,
      )
      await editFacts(
        tx,
        'assignments',
        rows.map(({ id }) => ({ id, on_leaving: 2 })),
      )
    },
    'somebody who is deactivated': (tx) => editFacts(tx, 'users', [{ id: story.people.ann.id, status: 'inactive' }]),
    'a new name': (tx) =>
      editFacts(tx, 'users', [{ id: story.people.ann.id, name: 'Anna', email: 'anna@example.com' }]),
    'several things at once': async (tx) => {
      await editFacts(tx, 'users', [{ id: story.people.ann.id, name: 'Anna', language: 'nl', manager_id: null }])
      await editFacts(tx, 'users', [{ id: story.people.ann.id, department_id: null }])
      await leaveAudience(tx, { audienceId: audience('team', story.teams.firstAiders), userIds: [story.people.ann.id] })
      await joinAudience(tx, { audienceId: audience('team', story.teams.nightShift), userIds: [story.people.zoe.id] })
      await insertFacts(tx, 'assignments', [
        { audience_id: audience('team', story.teams.nightShift), target_id: story.activities.privacy, on_leaving: 3 },
      ])
      await removeFacts(tx, 'target_activities', [
        { target_id: story.qualifications.bhv, activity_id: story.activities.fireSafety },
      ])
    },
  }
  test.each(Object.entries(acts))('%s, and taken back again', (_, command) => comesBack(command))

  const words = (teamId: number) => ({
    query: `${audience('team', teamId)}`,
    audience_ids: [audience('team', teamId)],
  })
  const ofRule: Record<string, (tx: Change, id: number) => Promise<unknown>> = {
    'a rule that asks for others': (tx, id) => editFacts(tx, 'rules', [{ id, ...words(story.teams.firstAiders) }]),
    'a rule that is paused': (tx, id) => editFacts(tx, 'rules', [{ id, state: 'paused' }]),
    'a rule that is ended': (tx, id) => editFacts(tx, 'rules', [{ id, state: 'ended' }]),
    'a rule that names what is archived': (tx) =>
      editFacts(tx, 'teams', [{ id: story.teams.nightShift, archived: true }]),
    'a rule that is paused, and then asks for others': async (tx, id) => {
      await editFacts(tx, 'rules', [{ id, state: 'paused' }])
      await editFacts(tx, 'rules', [{ id, ...words(story.teams.firstAiders) }])
    },
  }
  test.each(Object.entries(ofRule))('%s, and taken back again', async (_, command) => {
    const { result: id } = await change(db, act, (tx) =>
      rule(tx, { teamId: story.teams.nightShift, targetId: story.activities.conduct, onLeaving: 1 }),
    )
    await workOff(db)
    await comesBack((tx) => command(tx, id))
  })

  async function comesBack(command: (tx: Change) => Promise<unknown>): Promise<void> {
    const [facts, before] = [await factsNow(), await enrolled()]
    const batchId = await did(command)
    const [factsAfter, after] = [await factsNow(), await enrolled()]
    const undone = await undo(batchId)
    expect(undone.stays).toEqual([])
    expect(await factsNow()).toEqual(facts)
    expect(await enrolled()).toEqual(before)
    const again = await undo(undone.batchId)
    expect(again.stays).toEqual([])
    expect(await factsNow()).toEqual(factsAfter)
    expect(await enrolled()).toEqual(after)
  }

  test('its preview is what it then does', async () => {
    const batchId = await did(acts['several things at once'] as (tx: Change) => Promise<unknown>)
    const foreseen = await preview(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
    const { outcome } = await change(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
    expect(outcome).toMatchObject({
      enrolled: foreseen.counts.enrolled.enrollments,
      resumed: foreseen.counts.resumed.enrollments,
      kept: foreseen.counts.kept.enrollments,
      withdrawn: foreseen.counts.withdrawn.enrollments,
    })
    expect(foreseen.people).toBeGreaterThan(1)
  })
})

test('people who were added are put away, and come back', async () => {
  const before = await enrolled()
  const batchId = await did((tx) =>
    insertFacts(tx, 'users', [
      {
        name: 'New',
        email: 'new@example.com',
        company_id: Object.values(story.companies)[0] ?? 0,
        department_id: story.departments.warehouse,
        language: 'en',
        added_on: '2026-01-01',
      },
    ]),
  )
  const after = await enrolled()
  expect(after.length).toBeGreaterThan(before.length)
  const undone = await undo(batchId)
  expect(await enrolled()).toEqual(before)
  await undo(undone.batchId)
  expect(await enrolled()).toEqual(after)
})

test('a kept enrollment that was removed by hand is kept again', async () => {
  const { ann } = story.people
  const listId = audience('byHand', story.activities.privacy)
  await did((tx) => editFacts(tx, 'learning_activities', [{ id: story.activities.privacy, on_leaving: 3 }]))
  await did((tx) => joinAudience(tx, { audienceId: listId, userIds: [ann.id] }))
  await did((tx) => leaveAudience(tx, { audienceId: listId, userIds: [ann.id] }))
  const kept = await enrolled()
  expect(kept).toContain(`${ann.id}:${story.activities.privacy} 2`)
  const batchId = await did(async (tx) => endByHand(tx, { activityId: story.activities.privacy, userIds: [ann.id] }))
  expect(await enrolled()).not.toEqual(kept)
  const undone = await undo(batchId)
  expect(await enrolled()).toEqual(kept)
  await undo(undone.batchId)
  expect(await enrolled()).not.toContain(`${ann.id}:${story.activities.privacy} 2`)
})

test('somebody who came back by mistake has suspended again what they had', async () => {
  const { ann } = story.people
  const { privacy } = story.activities
  const team = audience('team', story.teams.firstAiders)
  const stateOf = async () => (await heldIn(db)).get(`${ann.id}:${privacy}`)?.state
  const turn = (status: string) => (tx: Change) => editFacts(tx, 'users', [{ id: ann.id, status }])
  await did((tx) => insertFacts(tx, 'assignments', [{ audience_id: team, target_id: privacy, on_leaving: 1 }]))
  await did((tx) => joinAudience(tx, { audienceId: team, userIds: [ann.id] }))
  await did(turn('inactive'))
  const { rows } = await sql<{
    id: number
  }>`select id from assignments where target_id = ${privacy} and audience_id = ${team}`.execute(db)
  await did((tx) => removeFacts(tx, 'assignments', rows))
  expect(await stateOf()).toBe(1)
  const batchId = await did(turn('active'))
  expect(await stateOf()).toBe(3)
  const foreseen = await preview(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
  expect(foreseen.counts.resumed.enrollments).toBe(1)
  await undo(batchId)
  expect(await stateOf()).toBe(1)
})

test('nothing is the reason of what somebody inactive has again, but that it is taken back', async () => {
  const { ann } = story.people
  const { privacy } = story.activities
  const byHand = audience('byHand', privacy)
  await did((tx) => joinAudience(tx, { audienceId: byHand, userIds: [ann.id] }))
  const batchId = await did((tx) => leaveAudience(tx, { audienceId: byHand, userIds: [ann.id], byHand: true }))
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, status: 'inactive' }]))
  const { previewId } = await preview(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
  const { items } = await listNames(db, { previewId, language: 'en', asked: { limit: 50 } })
  expect(items.map(({ user, kind, because, causes }) => ({ user: user.id, kind, because, causes }))).toEqual([
    { user: ann.id, kind: 'resumed', because: 'taken-back', causes: [] },
  ])
  await undo(batchId)
})

test('somebody inactive has suspended again what was ended, though excluded by then, whoever decides it first', async () => {
  const { ann } = story.people
  const { result } = await change(db, act, (tx) => insertFacts(tx, 'learning_activities', [{ type: 'e-learning' }]))
  const [activity_id = 0] = result
  const enrollment = { user_id: ann.id, activity_id }
  const byHand = { audienceId: audience('byHand', activity_id), userIds: [ann.id] }
  await did((tx) => joinAudience(tx, byHand))
  const completion = { ...enrollment, completed_on: '2026-01-01' }
  let completionIds: number[] = []
  await did(async (tx) => {
    completionIds = await insertFacts(tx, 'completions', [completion])
  })
  const ended = await did((tx) => leaveAudience(tx, byHand))
  await did((tx) => insertFacts(tx, 'exclusions', [enrollment]))
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, status: 'inactive' }]))
  await did((tx) => removeFacts(tx, 'completions', completionIds.map((id) => ({ id })) as never))
  expect((await heldIn(db)).get(`${ann.id}:${activity_id}`)).toMatchObject({ state: 2, was: 1 })
  // Her mark is drained before what the undo lists.
  await commit(db, act, (tx) => undoBatch(tx, { batchId: ended, withdrawStarted: false }))
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, language: 'fr' }]))
  expect((await heldIn(db)).get(`${ann.id}:${activity_id}`)).toMatchObject({ state: 1, was: 2 })
  await expectRight()
})

test('who has started since stays, unless it is said otherwise', async () => {
  const { ann, zoe } = story.people
  const activity_id = story.activities.privacy
  const link = () =>
    did((tx) =>
      insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: activity_id, on_leaving: 3 }]),
    )
  const first = await link()
  await did((tx) =>
    insertFacts(tx, 'progress', [{ user_id: ann.id, activity_id, started_at: new Date().toISOString() }]),
  )
  await undo(first)
  expect((await heldIn(db)).get(`${ann.id}:${activity_id}`)?.state).toBe(2)
  expect((await heldIn(db)).get(`${zoe.id}:${activity_id}`)?.state).toBe(3)
  await did(async (tx) => endByHand(tx, { activityId: activity_id, userIds: [ann.id] }))
  const second = await link()
  await did((tx) => editFacts(tx, 'progress', [{ user_id: ann.id, activity_id, started_at: new Date() }]))
  await undo(second, true)
  expect((await heldIn(db)).get(`${ann.id}:${activity_id}`)?.state).toBe(3)
})

test('a rule that a batch resumed and paused again holds those whom it held before', async () => {
  const { ann } = story.people
  const { teams, activities } = story
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: teams.nightShift, targetId: activities.privacy, onLeaving: 1 }),
  )
  await did((tx) => editFacts(tx, 'rules', [{ id, state: 'paused' }]))
  await did((tx) => leaveAudience(tx, { audienceId: audience('team', teams.nightShift), userIds: [ann.id] }))
  const [facts, held] = [await factsNow(), await enrolled()]
  const batchId = await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id, state: 'active' }])
    await editFacts(tx, 'rules', [{ id, state: 'paused' }])
  })
  expect(await factsNow()).not.toEqual(facts)
  await undo(batchId)
  expect(await factsNow()).toEqual(facts)
  expect(await enrolled()).toEqual(held)
})

test('a rule that held nobody holds nobody again, though the batch that let it go held some by it afterwards', async () => {
  const { teams, activities } = story
  await did((tx) => editFacts(tx, 'teams', [{ id: teams.nightShift, archived: true }]))
  await did((tx) => rule(tx, { teamId: teams.nightShift, targetId: activities.privacy, onLeaving: 1 }))
  const [facts, held] = [await factsNow(), await enrolled()]
  const batchId = await did(async (tx) => {
    for (const archived of [false, true, false, true])
      await editFacts(tx, 'teams', [{ id: teams.nightShift, archived }])
  })
  expect(await factsNow()).not.toEqual(facts)
  await undo(batchId)
  expect(await factsNow()).toEqual(facts)
  expect(await enrolled()).toEqual(held)
})

test('a batch that still runs is stopped, and what it did is taken back', async () => {
  const before = await enrolled()
  const { batchId } = await commit(db, act, (tx) =>
    insertFacts(tx, 'assignments', [
      { audience_id: audience('everyone', 0), target_id: story.activities.privacy, on_leaving: 3 },
      { audience_id: audience('everyone', 0), target_id: story.activities.conduct, on_leaving: 3 },
    ]),
  )
  await planNextJob(db, { batchId })
  await applyNextChunk(db, { batchId })
  expect((await enrolled()).length).toBeGreaterThan(before.length)
  await undo(batchId)
  expect(await enrolled()).toEqual(before)
})

test('a rule that resumed is paused again with those whom it held', async () => {
  const { ann } = story.people
  const { teams, activities } = story
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: teams.nightShift, targetId: activities.privacy, onLeaving: 1 }),
  )
  await did((tx) => editFacts(tx, 'rules', [{ id, state: 'paused' }]))
  await did((tx) => leaveAudience(tx, { audienceId: audience('team', teams.nightShift), userIds: [ann.id] }))
  const [facts, held] = [await factsNow(), await enrolled()]
  const resumed = await did((tx) => editFacts(tx, 'rules', [{ id, state: 'active' }]))
  expect(await enrolled()).not.toEqual(held)
  await undo(resumed)
  expect(await factsNow()).toEqual(facts)
  expect(await enrolled()).toEqual(held)
})

test('whom a rule holds again, though it asks for others by now, come in by it: the preview says so', async () => {
  const { ann } = story.people
  const { teams, activities } = story
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: teams.nightShift, targetId: activities.privacy, onLeaving: 3 }),
  )
  await did((tx) => editFacts(tx, 'rules', [{ id, state: 'paused' }]))
  const resumed = await did((tx) => editFacts(tx, 'rules', [{ id, state: 'active' }]))
  const others = audience('team', teams.firstAiders)
  await did((tx) => editFacts(tx, 'rules', [{ id, query: `${others}`, audience_ids: [others] }] as never))
  expect(await enrolled()).not.toContain(`${ann.id}:${activities.privacy} 1`)
  expect(await foreseenOf(ann.id, resumed)).toEqual([
    { kind: 'required-again', because: null, audience_id: audience('rule', id) },
  ])
  await undo(resumed)
  expect(await enrolled()).toContain(`${ann.id}:${activities.privacy} 1`)
})

test('who comes in again does not come by the list that they are taken off: the preview says so', async () => {
  const { ann } = story.people
  const activity_id = story.activities.privacy
  const everyone = audience('everyone', 0)
  await did((tx) => insertFacts(tx, 'assignments', [{ audience_id: everyone, target_id: activity_id }]))
  const batchId = await did(async (tx) => {
    await joinAudience(tx, { audienceId: audience('byHand', activity_id), userIds: [ann.id] })
    await insertFacts(tx, 'exclusions', [{ user_id: ann.id, activity_id }])
  })
  expect(await foreseenOf(ann.id, batchId)).toEqual([{ kind: 'resumed', because: null, audience_id: everyone }])
})

test('nothing is taken back twice, nor a day that has passed', async () => {
  const batchId = await did((tx) =>
    joinAudience(tx, { audienceId: audience('team', story.teams.nightShift), userIds: [story.people.zoe.id] }),
  )
  await undo(batchId)
  await expect(undo(batchId)).rejects.toMatchObject({ code: 'undone-already' })
  const { outcome } = await change(db, { kind: 'calendar.day', author: { kind: 'calendar' } }, async () => undefined)
  await expect(undo(outcome.batchId)).rejects.toMatchObject({ code: 'not-undoable' })
})
