import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, createTestApp, signedIn, type TestApp } from '../../test/client.ts'
import { createTestDatabase } from '../../test/database.ts'
import { type Story, tellStory } from '../../test/story.ts'
import { type Change, change } from '../change.ts'
import { moveToday } from '../enrollment/calendar.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../facts.ts'
import * as organization from '../organization/contract.ts'
import type { Db } from '../platform/database/database.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'

let db: Db
let app: TestApp
let story: Story
let ada: Client
const opened: Array<() => Promise<unknown>> = []

beforeEach(async () => {
  const database = await createTestDatabase()
  db = database.db
  app = await createTestApp(db)
  const { http } = app
  opened.push(async () => {
    await http.close()
    await database.drop()
  })
  story = await tellStory(db)
  ada = await signedIn(app, story.people.ada.id)
})
afterAll(async () => {
  for (const close of opened) await close()
})

const idOf = (who: keyof Story['people']) => story.people[who].id
const as = (who: keyof Story['people']) => signedIn(app, idOf(who))
const why = (who: keyof Story['people'], activityId: number, client = ada) =>
  client.call(contract.explain, { params: { userId: idOf(who), activityId } })
const act = (kind: string, command: (tx: Change) => Promise<unknown>) =>
  change(db, { kind, author: story.author }, command)
const byAda = () => ({ kind: 'user', user: { id: idOf('ada'), name: 'Ada Okafor' } })

const team = () => audience('team', story.teams.nightShift)
const teamCause = () => ({ kind: 'team', audience: { id: story.teams.nightShift, name: 'Night shift' }, through: null })

/** Links the night shift, in which Ann and Daan are. */
async function assignToTeam(targetId: number): Promise<number> {
  const params = { unit: 'teams' as const, unitId: story.teams.nightShift }
  const { items } = await ada.call(enrollment.editAssignments, { params, body: { add: [{ targetId }] } })
  return items.find(({ target }) => target.id === targetId)?.id ?? 0
}

async function endAssignment(assignmentId: number): Promise<void> {
  const params = { unit: 'teams' as const, unitId: story.teams.nightShift }
  await ada.call(enrollment.editAssignments, { params, body: { remove: [assignmentId] } })
}

describe('why an enrollment ended', () => {
  test('the user left a team, by whose hand and when', async () => {
    const { forklift } = story.activities
    await assignToTeam(forklift)
    await ada.call(organization.teams.removeMembers, {
      params: { unitId: story.teams.nightShift },
      body: { userIds: [idOf('ann')] },
    })
    const { state, causes, transitions } = await why('ann', forklift)
    expect({ state, causes }).toEqual({ state: 'withdrawn', causes: [] })
    const left = { what: 'left', kind: 'team', audience: { id: story.teams.nightShift, name: 'Night shift' } }
    expect(transitions).toMatchObject({
      total: 2,
      items: [
        {
          from: 'active',
          to: 'withdrawn',
          act: { kind: 'team.removeMembers', author: byAda() },
          reasons: [{ ...left, causes: [teamCause()] }],
        },
        {
          from: 'none',
          to: 'active',
          act: { kind: 'assignment.edit', author: byAda() },
          reasons: [{ what: 'assigned', causes: [teamCause()] }],
        },
      ],
    })
  })

  test('the assignment was ended; of two that end together, only the one that led this user here is named', async () => {
    const { conduct } = story.activities
    const assignmentId = await assignToTeam(conduct)
    const { result } = await act('assignment.edit', (tx) =>
      insertFacts(tx, 'assignments', [
        { audience_id: audience('company', story.companies.logistics), target_id: conduct },
      ]),
    )
    await act('assignment.edit', (tx) =>
      removeFacts(tx, 'assignments', [{ id: assignmentId }, { id: (result as number[])[0] ?? 0 }]),
    )
    const [last] = (await why('ann', conduct)).transitions.items
    expect(last).toMatchObject({ to: 'kept', reasons: [{ what: 'assignment-ended', causes: [teamCause()] }] })
    expect(last?.reasons[0]?.causes).toHaveLength(1)
  })

  test('the user moved from one department to another', async () => {
    await ada.call(users.editUser, {
      params: { userId: idOf('femke') },
      body: { departmentId: story.departments.finance },
    })
    const [last] = (await why('femke', story.activities.fireSafety)).transitions.items
    expect(last).toMatchObject({
      to: 'withdrawn',
      reasons: [
        {
          what: 'changed',
          kind: 'department',
          from: { name: 'Night dock' },
          to: { name: 'Finance' },
          causes: [{ kind: 'department-below', audience: { name: 'Warehouse' } }],
        },
      ],
    })
  })

  test('a department above the user moved away', async () => {
    const { rotterdam, office } = story.departments
    await act('department.edit', (tx) => editFacts(tx, 'departments', [{ id: rotterdam, parent_id: office }]))
    const [last] = (await why('femke', story.activities.fireSafety)).transitions.items
    expect(last?.reasons).toMatchObject([
      {
        what: 'department-moved',
        department: { name: 'Rotterdam' },
        from: { name: 'Warehouse' },
        to: { name: 'Office' },
      },
    ])
  })

  test('an activity was taken out of a qualification that somebody has through their team', async () => {
    const { firstAid } = story.activities
    const { bhv } = story.qualifications
    await act('qualification.edit', (tx) =>
      removeFacts(tx, 'target_activities', [{ target_id: bhv, activity_id: firstAid }]),
    )
    const [last] = (await why('daan', firstAid)).transitions.items
    expect(last?.reasons).toMatchObject([
      {
        what: 'taken-out',
        qualification: { id: bhv, name: 'BHV' },
        causes: [{ kind: 'team', audience: { name: 'First aiders' }, through: { name: 'BHV' } }],
      },
    ])
  })

  test('what it ended through was archived', async () => {
    const { forklift } = story.activities
    await assignToTeam(forklift)
    await act('team.archive', (tx) => editFacts(tx, 'teams', [{ id: story.teams.nightShift, archived: true }]))
    const [last] = (await why('ann', forklift)).transitions.items
    expect(last?.reasons).toMatchObject([
      { what: 'archived', kind: 'team', thing: { name: 'Night shift' }, causes: [teamCause()] },
    ])
  })

  test('removed by hand, from a list or where nothing required it any more', async () => {
    const { privacy, conduct } = story.activities
    const params = (activityId: number) => ({ userId: idOf('bo'), activityId })
    await ada.call(enrollment.enrollUser, { params: { userId: idOf('bo') }, body: { activityIds: [privacy, conduct] } })
    await ada.call(enrollment.endEnrollment, { params: params(privacy) })
    const [ended] = (await why('bo', privacy)).transitions.items
    expect(ended?.reasons).toMatchObject([{ what: 'left', kind: 'by-hand', causes: [{ kind: 'by-hand' }] }])

    await act('enrollment.end', (tx) =>
      leaveAudience(tx, { audienceId: audience('byHand', conduct), userIds: [idOf('bo')] }),
    )
    await ada.call(enrollment.endEnrollment, { params: params(conduct) })
    const { items } = (await why('bo', conduct)).transitions
    expect(items.map(({ from, to }) => [from, to])).toEqual([
      ['kept', 'withdrawn'],
      ['active', 'kept'],
      ['none', 'active'],
    ])
    expect(items[0]?.reasons).toEqual([{ what: 'by-hand', causes: [] }])
  })

  test('the user was excluded, and why; when that ends with its day, the calendar brings them back', async () => {
    const { fireSafety } = story.activities
    await act('exclusion.add', (tx) =>
      insertFacts(tx, 'exclusions', [
        { user_id: idOf('bo'), activity_id: fireSafety, reason: 'Wears a pacemaker.', until: '2030-05-03' },
      ]),
    )
    const { state, exclusion, causes, transitions } = await why('bo', fireSafety)
    expect(exclusion).toMatchObject({ reason: 'Wears a pacemaker.', until: '2030-05-03', by: { name: 'Ada Okafor' } })
    expect({ state, causes }).toEqual({ state: 'withdrawn', causes: [] })
    expect(transitions.items[0]?.reasons).toEqual([{ what: 'excluded', text: 'Wears a pacemaker.', causes: [] }])

    await moveToday(db, { now: new Date('2030-05-04T12:00:00Z') })
    const after = await why('bo', fireSafety)
    expect(after).toMatchObject({ state: 'active', exclusion: null })
    expect(after.transitions.items[0]).toMatchObject({
      act: { kind: 'calendar.day', author: { kind: 'calendar', user: null } },
      reasons: [{ what: 'exclusion-ended' }],
    })
  })

  test('nothing ended for somebody who was made inactive: it is suspended, and by whom', async () => {
    await ada.call(users.editUser, { params: { userId: idOf('bo') }, body: { status: 'inactive' } })
    const { state, causes, suspended, transitions } = await why('bo', story.activities.fireSafety)
    expect({ state, causes, total: transitions.total }).toEqual({ state: 'active', causes: [], total: 1 })
    expect(suspended).toMatchObject({ kind: 'user.edit', author: byAda() })
    expect((await why('ann', story.activities.fireSafety)).suspended).toBeNull()
  })

  test('what is told stays true when people and assignments have moved on since', async () => {
    const { forklift } = story.activities
    const assignmentId = await assignToTeam(forklift)
    await endAssignment(assignmentId)
    await act('team.removeMembers', (tx) => leaveAudience(tx, { audienceId: team(), userIds: [idOf('ann')] }))
    await act('team.addMembers', (tx) => joinAudience(tx, { audienceId: team(), userIds: [idOf('ann'), idOf('zoe')] }))
    await assignToTeam(forklift)
    const [again, ended, first] = (await why('ann', forklift)).transitions.items
    expect(again?.reasons).toMatchObject([{ what: 'assigned', causes: [teamCause()] }])
    expect(ended?.reasons).toMatchObject([{ what: 'assignment-ended', causes: [{ ...teamCause(), assignmentId }] }])
    expect(first?.reasons).toMatchObject([{ what: 'assigned', causes: [{ ...teamCause(), assignmentId }] }])
  })
})

describe('why a rule no longer enrolls somebody', () => {
  const forklift = () => story.activities.forklift

  /** Who is in the night shift and speaks Dutch. */
  async function activateRule(dates: { within_days?: number } = {}): Promise<number> {
    const speaksDutch = audience('language', 2)
    const { result } = await act('rule.create', async (tx) => {
      const [id = 0] = await insertFacts(tx, 'rules', [
        {
          name: 'Forklift NL',
          state: 'active',
          criteria: '[]',
          query: `${team()}&${speaksDutch}`,
          audience_ids: [team(), speaksDutch],
          anchors: [team()],
          ...dates,
        },
      ])
      await insertFacts(tx, 'assignments', [{ audience_id: audience('rule', id), target_id: forklift() }])
      return id
    })
    return result as number
  }
  const rule = (id: number) => ({ id, name: 'Forklift NL' })
  const ruleCause = { kind: 'rule', audience: { name: 'Forklift NL' } }

  test('a fact of the user changed that one of its criteria asks for', async () => {
    await activateRule()
    await ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { language: 'en' } })
    const [last] = (await why('ann', forklift())).transitions.items
    expect(last?.reasons).toMatchObject([
      { what: 'changed', kind: 'language', from: { name: 'nl' }, to: { name: 'en' }, causes: [ruleCause] },
    ])
  })

  test('the rule was edited', async () => {
    const id = await activateRule()
    await act('rule.edit', (tx) =>
      editFacts(tx, 'rules', [{ id, query: `${audience('team', story.teams.worksCouncil)}` }]),
    )
    const [last, first] = (await why('ann', forklift())).transitions.items
    expect(last?.reasons).toMatchObject([{ what: 'rule-edited', rule: rule(id), causes: [ruleCause] }])
    expect(first?.reasons).toMatchObject([{ what: 'rule-activated', rule: rule(id), causes: [ruleCause] }])
  })

  test('the rule was ended, also when it had been paused and the user has long stopped matching it', async () => {
    const id = await activateRule()
    await act('rule.edit', (tx) => editFacts(tx, 'rules', [{ id, state: 'paused' }]))
    await ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { language: 'en' } })
    expect((await why('ann', forklift())).transitions.total).toBe(1)
    await act('rule.edit', (tx) => editFacts(tx, 'rules', [{ id, state: 'ended' }]))
    for (const who of ['ann', 'daan'] as const) {
      const [last] = (await why(who, forklift())).transitions.items
      expect(last?.reasons).toMatchObject([{ what: 'rule-ended', rule: rule(id), causes: [ruleCause] }])
    }
  })

  test('the day passed: the user was added too long ago', async () => {
    await act('user.edit', (tx) => editFacts(tx, 'users', [{ id: idOf('ann'), added_on: '2030-05-01' }]))
    await moveToday(db, { now: new Date('2030-05-03T12:00:00Z') })
    await activateRule({ within_days: 30 })
    await moveToday(db, { now: new Date('2030-06-03T12:00:00Z') })
    const [last] = (await why('ann', forklift())).transitions.items
    expect(last).toMatchObject({
      act: { author: { kind: 'calendar' } },
      reasons: [{ what: 'day-passed', from: '2030-05-03', to: '2030-06-03', causes: [ruleCause] }],
    })
  })
})

describe('who is told', () => {
  test('a manager about their people, and a learner about what they are or were enrolled in', async () => {
    const { fireSafety, privacy } = story.activities
    const [ruth, femke] = [await as('ruth'), await as('femke')]
    expect(await why('femke', privacy, ruth)).toMatchObject({
      state: 'none',
      changedAt: null,
      transitions: { total: 0 },
    })
    expect(await why('femke', fireSafety, femke)).toMatchObject({ state: 'active', user: { name: 'Femke Bakker' } })
    const params = { userId: idOf('femke'), activityId: privacy }
    expect(await femke.refusal(contract.explain, { params })).toMatchObject({ status: 404 })
    expect(await ada.refusal(contract.explain, { params: { ...params, activityId: 100_000_000 } })).toMatchObject({
      status: 404,
    })
  })
})
