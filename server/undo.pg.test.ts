import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { expectNothingDue, expectReplayed, heldIn } from '../test/invariants.ts'
import { type Story, tellStory } from '../test/story.ts'
import { type Change, change, commit } from './change.ts'
import { applyNextChunk, audience, planNextJob } from './enrollment/engine/index.ts'
import type { Stay } from './enrollment/engine/marks.ts'
import { workOff } from './enrollment/jobs.ts'
import { listNames } from './enrollment/previews.ts'
import { omit } from './fact/fact.ts'
import { editFacts, endByHand, insertFacts, joinAudience, leaveAudience, removeFacts } from './facts.ts'
import { archiveUnit, restoreUnit } from './organization/archive.ts'
import { createDepartments } from './organization/departments.ts'
import { preview } from './preview.ts'
import { undoBatch } from './undo.ts'

let database: TestDatabase
let db: TestDatabase['db']
let story: Story
beforeEach(async () => {
  database = await createTestDatabase()
  db = database.db
  story = await tellStory(db)
})
afterEach(() => database.drop())

const act = { kind: 'test', author: { kind: 'demo' } } as const

async function did(command: (tx: Change) => Promise<unknown>): Promise<number> {
  const { outcome } = await change(db, act, command)
  await workOff(db)
  return outcome.batchId
}

async function undo(batchId: number, withdrawStarted = false) {
  const changed = await change(db, { ...act, kind: 'undo' }, (tx) => undoBatch(tx, { batchId, withdrawStarted }))
  await workOff(db)
  await expectRight()
  return { ...changed.result, batchId: changed.outcome.batchId }
}

async function expectRight() {
  await expectNothingDue(db)
  await expectReplayed(db)
}

/** Active and kept enrollments: what somebody is in. Withdrawn ones are as if they had never been. */
async function enrolled() {
  return [...(await heldIn(db))].filter(([, { state }]) => state !== 3).map(([key, { state }]) => `${key} ${state}`)
}

/** What the preview of an undo says of somebody, a row for each cause that it names. */
async function foreseenOf(userId: number, batchId: number) {
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
async function factsNow() {
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

async function rule(tx: Change, input: { teamId: number; targetId: number; onLeaving?: number }): Promise<number> {
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

test('what was changed since stays and is named; the rest goes back', async () => {
  const { ann, zoe } = story.people
  const team = audience('team', story.teams.nightShift)
  const batchId = await did(async (tx) => {
    await editFacts(tx, 'users', [
      { id: ann.id, language: 'de' },
      { id: zoe.id, language: 'de' },
    ])
    await joinAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, language: 'fr' }]))
  await did((tx) => leaveAudience(tx, { audienceId: team, userIds: [zoe.id] }))
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([
    { fact: 'memberships', key: team, userIds: [zoe.id] },
    { fact: 'users', key: ann.id, userIds: [] },
  ])
  const { rows } = await sql<{ id: number; language: string }>`
    select id, language from users where id in (${ann.id}, ${zoe.id}) order by id`.execute(db)
  expect(new Map(rows.map((row) => [row.id, row.language])).get(ann.id)).toBe('fr')
  expect(new Map(rows.map((row) => [row.id, row.language])).get(zoe.id)).not.toBe('de')
})

test('what a batch set and set back, and others set since, is not set once more', async () => {
  const { ann, zoe } = story.people
  const team = audience('team', story.teams.nightShift)
  const { result: id } = await change(db, act, (tx) =>
    rule(tx, { teamId: story.teams.nightShift, targetId: story.activities.privacy }),
  )
  const grants = [{ user_id: ann.id, audience_id: team }]
  await did((tx) => insertFacts(tx, 'grants', grants))
  await did((tx) => joinAudience(tx, { audienceId: team, userIds: [zoe.id] }))
  const batchId = await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id, state: 'paused', name: 'Paused' }])
    await editFacts(tx, 'rules', [{ id, state: 'active' }])
    await removeFacts(tx, 'grants', grants)
    await insertFacts(tx, 'grants', grants)
    await leaveAudience(tx, { audienceId: team, userIds: [zoe.id] })
    await joinAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  await did(async (tx) => {
    await editFacts(tx, 'rules', [{ id, state: 'paused' }])
    await removeFacts(tx, 'grants', grants)
    await leaveAudience(tx, { audienceId: team, userIds: [zoe.id] })
  })
  const facts = await factsNow()
  const { stays } = await undo(batchId)
  expect(await factsNow()).toEqual(facts)
  expect(stays).toMatchObject([
    { fact: 'memberships', key: team, userIds: [zoe.id] },
    { fact: 'grants', key: ann.id },
    { fact: 'rules', key: id },
  ])
})

describe('what a batch made and went on to edit', () => {
  const exclusion = () => ({ user_id: story.people.ann.id, activity_id: story.activities.privacy })
  const untilOf = async () => {
    const { rows } = await sql<{ until: string }>`
      select until::text from exclusions where user_id = ${story.people.ann.id}`.execute(db)
    return rows.map(({ until }) => until)
  }
  const excludeAndEdit = () =>
    did(async (tx) => {
      await insertFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Ours', until: '2126-01-01' }])
      await editFacts(tx, 'exclusions', [{ ...exclusion(), until: '2126-02-02' }])
    })

  test('goes whole, and comes back as the batch left it', async () => {
    const { batchId } = await undo(await excludeAndEdit())
    expect(await untilOf()).toEqual([])
    expect((await undo(batchId)).stays).toEqual([])
    expect(await untilOf()).toEqual(['2126-02-02'])
  })

  test('stays whole when others have changed it since: never as it was in the middle of the batch', async () => {
    const batchId = await excludeAndEdit()
    await did((tx) => editFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Theirs' }]))
    expect((await undo(batchId)).stays).toMatchObject([{ fact: 'exclusions', key: story.people.ann.id }])
    expect(await untilOf()).toEqual(['2126-02-02'])
  })

  test('is not what others have made in its place, though it says the same', async () => {
    const batchId = await excludeAndEdit()
    const edited = await did((tx) => editFacts(tx, 'exclusions', [{ ...exclusion(), until: '2126-03-03' }]))
    await did((tx) => removeFacts(tx, 'exclusions', [exclusion()]))
    await did((tx) => insertFacts(tx, 'exclusions', [{ ...exclusion(), reason: 'Ours', until: '2126-03-03' }]))
    for (const batch of [edited, batchId]) {
      expect((await undo(batch)).stays).toMatchObject([{ fact: 'exclusions', key: story.people.ann.id }])
    }
    expect(await untilOf()).toEqual(['2126-03-03'])
  })
})

test('what a batch set twice goes back to what it was before the batch, or stays as the batch left it', async () => {
  const { ann } = story.people
  const dayOf = async () => {
    const { rows } = await sql<{ day: string }>`select added_on::text as day from users where id = ${ann.id}`.execute(
      db,
    )
    return rows[0]?.day
  }
  const before = await dayOf()
  const setTwice = () =>
    did(async (tx) => {
      await editFacts(tx, 'users', [{ id: ann.id, added_on: '2020-02-02', language: 'de' }])
      await editFacts(tx, 'users', [{ id: ann.id, added_on: '2021-01-01' }])
    })
  const { batchId } = await undo(await setTwice())
  expect(await dayOf()).toBe(before)
  await undo(batchId)
  expect(await dayOf()).toBe('2021-01-01')
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, added_on: before as never, language: 'en' }]))
  const again = await setTwice()
  await did((tx) => editFacts(tx, 'users', [{ id: ann.id, language: 'fr' }]))
  expect((await undo(again)).stays).toMatchObject([{ fact: 'users', key: ann.id }])
  expect(await dayOf()).toBe('2021-01-01')
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

test('a name that somebody else has by now stays theirs', async () => {
  const { ann } = story.people
  const batchId = await did((tx) => editFacts(tx, 'users', [{ id: ann.id, email: 'anna@example.com', language: 'de' }]))
  await did((tx) =>
    insertFacts(tx, 'users', [
      {
        name: 'Other Ann',
        email: ann.email,
        company_id: Object.values(story.companies)[0] ?? 0,
        language: 'en',
        added_on: '2026-01-01',
      },
    ]),
  )
  const { stays } = await undo(batchId)
  expect(stays).toMatchObject([{ fact: 'personal', key: ann.id, userIds: [] }])
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

describe('what stands below something archived', () => {
  const archive = (...units: Array<['companies' | 'departments', number]>) =>
    did(async (tx) => {
      for (const [kind, id] of units) await archiveUnit(tx, { kind, id })
    })
  const archived = async () => {
    const { rows } = await sql<{ name: string }>`
      select name from departments where archived
      union all select name from companies where archived order by name`.execute(db)
    return rows.map(({ name }) => name)
  }
  const nameOf = (id: number) => Object.entries(story.departments).find(([, one]) => one === id)?.[0]
  const namesOf = (stays: readonly Stay[]) => stays.map(({ fact, key }) => [fact, nameOf(key) ?? key])

  test('stays archived when an older archive is taken back, and is named', async () => {
    const { venlo, warehouse } = story.departments
    const older = await archive(['departments', venlo])
    await archive(['departments', warehouse])
    const { stays } = await undo(older)
    expect(namesOf(stays)).toEqual([['departments', 'venlo']])
    expect(await archived()).toEqual(['Night dock', 'Rotterdam', 'Venlo', 'Warehouse'])
  })

  test('stays archived in an archived company, with all that the older archive took along', async () => {
    const { rakema } = story.companies
    const older = await archive(['departments', story.departments.office])
    await archive(['companies', rakema])
    expect(namesOf((await undo(older)).stays).sort()).toEqual([
      ['departments', 'finance'],
      ['departments', 'office'],
    ])
    expect((await archived()).length).toBe(7)
  })

  test('keeps nothing else from coming back, whichever is tried first', async () => {
    const { rotterdam, finance, office } = story.departments
    const older = await archive(['departments', rotterdam], ['departments', finance])
    await archive(['departments', office])
    expect(namesOf((await undo(older)).stays)).toEqual([['departments', 'finance']])
    expect(await archived()).toEqual(['Finance', 'Office'])
  })

  test('is moved nowhere that was archived since', async () => {
    const { nightDock, rotterdam, office } = story.departments
    const moved = await did((tx) => editFacts(tx, 'departments', [{ id: nightDock, parent_id: office }]))
    await archive(['departments', rotterdam])
    expect(namesOf((await undo(moved)).stays)).toEqual([['departments', 'nightDock']])
    expect(await archived()).toEqual(['Rotterdam'])
  })

  test('is not there: what others placed something below is not put away', async () => {
    const made = await did((tx) =>
      createDepartments(tx, { departments: [{ name: 'Yard', companyId: story.companies.rakema, parentId: null }] }),
    )
    const { rows } = await sql<{ id: number }>`select id from departments where name = 'Yard'`.execute(db)
    const parentId = rows[0]?.id ?? 0
    const below = await did((tx) =>
      createDepartments(tx, { departments: [{ name: 'Gate', companyId: story.companies.rakema, parentId }] }),
    )
    const first = await undo(made)
    expect(namesOf(first.stays)).toEqual([['departments', parentId]])
    expect(await archived()).toEqual([])
    await undo(below)
    expect(await archived()).toEqual(['Gate'])
  })

  test('is archived again with it when a restoring is taken back', async () => {
    const { warehouse } = story.departments
    await archive(['departments', warehouse])
    const restored = await did((tx) => restoreUnit(tx, { kind: 'departments', id: warehouse }))
    expect((await undo(restored)).stays).toEqual([])
    expect(await archived()).toEqual(['Night dock', 'Rotterdam', 'Venlo', 'Warehouse'])
  })
})

describe('batches whose taking back is under way', () => {
  const privacy = () => audience('byHand', story.activities.privacy)
  const zoeEnrolled = () => did((tx) => joinAudience(tx, { audienceId: privacy(), userIds: [story.people.zoe.id] }))
  const takenBack = async () =>
    (
      await sql<{
        batch_id: number
        by_batch_id: number
      }>`select batch_id, by_batch_id from batches_taken_back`.execute(db)
    ).rows
  const maybe = async () =>
    (await sql<{ id: number }>`select id from batches where is_taking_back order by id`.execute(db)).rows.map(
      ({ id }) => id,
    )

  test('are those of undos that owe something, and who undoes next forgets those that are done', async () => {
    const first = await zoeEnrolled()
    const undone = await commit(db, act, (tx) => undoBatch(tx, { batchId: first, withdrawStarted: false }))
    expect(await takenBack()).toEqual([{ batch_id: first, by_batch_id: undone.batchId }])
    const second = await zoeEnrolled()
    expect([await takenBack(), await maybe()]).toEqual([[], [undone.batchId]])
    const { batchId } = await undo(second)
    expect([await takenBack(), await maybe()]).toEqual([[], [batchId]])
  })

  test('cost what is under way, and not the hundred thousand that were taken back before', async () => {
    const batchId = await zoeEnrolled()
    await sql`
      with done as (insert into batches (kind, author) select 'test', 'demo' from generate_series(1, 100000) returning id)
      insert into batches (kind, author, undoes) select 'undo', 'demo', id from done`.execute(db)
    await sql`analyze batches`.execute(db)
    const undone = await commit(db, act, (tx) => undoBatch(tx, { batchId, withdrawStarted: false }))
    expect(await takenBack()).toEqual([{ batch_id: batchId, by_batch_id: undone.batchId }])
    expect(await rowsRead('select * from batches_taken_back')).toBeLessThan(20)
    expect(await rowsRead('select * from batches_taken_back', { loops: false })).toBeLessThan(20)
    expect(await rowsRead(`select * from batches_taken_back where batch_id = ${batchId}`)).toBeLessThan(20)
  })
})

type Node = {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}

/** How many rows of tables and indexes a query looks at; `loops`: whether its plan may loop, which those of chunks may not. */
async function rowsRead(query: string, { loops = true } = {}): Promise<number> {
  const { rows } = await db.transaction().execute(async (tx) => {
    await sql.raw(`set local enable_nestloop = ${loops ? 'on' : 'off'}`).execute(tx)
    return sql.raw<{ 'QUERY PLAN': [{ Plan: Node }] }>(`explain (analyze, format json) ${query}`).execute(tx)
  })
  const read = (node: Node): number => {
    const own = node['Node Type'].includes('Scan')
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0
    return own + (node.Plans ?? []).reduce((sum, plan) => sum + read(plan), 0)
  }
  const [plan] = rows[0]?.['QUERY PLAN'] ?? []
  if (!plan) throw new Error('there is no plan')
  return read(plan.Plan)
}
