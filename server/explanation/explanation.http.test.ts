import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { assignToTeam, createRule, editRule, ruleCause, why } from '../../test/explained.ts'
import { ada, database, idOf, story } from '../../test/served/anew.ts'
import { type Change, change } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import { moveToday } from '../enrollment/calendar.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience, leaveAudience, removeFacts } from '../facts.ts'
import * as organization from '../organization/contract.ts'
import * as users from '../user/contract.ts'

const act = (kind: string, command: (tx: Change) => Promise<unknown>) =>
  change(database.db, { kind, author: story.author }, command)
const byAda = () => ({ kind: 'user', id: idOf('ada'), name: 'Ada Okafor' })

const team = () => audience('team', story.teams.nightShift)
const teamCause = () => ({ kind: 'team', audience: { id: story.teams.nightShift, name: 'Night shift' }, through: null })

async function endAssignment(assignmentId: number): Promise<void> {
  const params = { unit: 'teams' as const, unitId: story.teams.nightShift }
  await ada.call(assignments.editAssignments, { params, body: { remove: [assignmentId] } })
}

describe('why', () => {
  const ada = () => ({ id: idOf('ada'), name: 'Ada Okafor' })
  const moment = (of: string | null | undefined) => new Date(of ?? 0).getTime()

  test('since the user came into the unit, by whoever put them there; since and by the link when that came later', async () => {
    const { forklift, privacy } = story.activities
    const ruth = { kind: 'user', userId: idOf('ruth') } as const
    await assignToTeam(forklift)
    const joining = { audienceId: team(), userIds: [idOf('zoe')] }
    const { outcome } = await change(database.db, { kind: 'team.addMembers', author: ruth }, (tx) =>
      joinAudience(tx, joining),
    )
    await assignToTeam(privacy)
    const [joined, linked] = [await why('zoe', forklift), await why('zoe', privacy)]
    expect(joined.causes).toMatchObject([{ ...teamCause(), by: { name: 'Ruth de Wit' }, heldSince: null }])
    expect(linked.causes).toMatchObject([{ ...teamCause(), by: ada() }])
    const { rows } = await sql<{ at: Date }>`select at from batches where id = ${outcome.batchId}`.execute(database.db)
    expect(moment(joined.causes[0]?.since)).toBe(rows[0]?.at.getTime())
    expect(moment(linked.causes[0]?.since)).toBeGreaterThan(moment(joined.causes[0]?.since))
  })

  test('since a move to a department, by whoever moved them; and nobody, where no person did', async () => {
    const { fireSafety, privacy } = story.activities
    await change(database.db, { kind: 'user.edit', author: { kind: 'user', userId: idOf('ruth') } }, (tx) =>
      editFacts(tx, 'users', [{ id: idOf('zoe'), department_id: story.departments.venlo }]),
    )
    const [moved] = (await why('zoe', fireSafety)).causes
    expect(moved).toMatchObject({ kind: 'department-below', by: { name: 'Ruth de Wit' } })
    await change(database.db, { kind: 'assignment.edit', author: { kind: 'demo' } }, (tx) =>
      insertFacts(tx, 'assignments', [{ audience_id: audience('everyone', 0), target_id: privacy }]),
    )
    expect((await why('zoe', privacy)).causes).toMatchObject([{ kind: 'everyone', by: null }])
  })

  test('by a rule, named, since they are enrolled; and since when it is held', async () => {
    const { forklift } = story.activities
    const id = await createRule({ targetIds: [story.qualifications.bhv] })
    const { causes, changedAt } = await why('ann', story.activities.firstAid)
    expect(causes).toMatchObject([
      { ...ruleCause, through: { name: 'BHV' }, since: changedAt, by: ada(), heldSince: null },
    ])
    await createRule({ name: 'Other', targetIds: [forklift] })
    await editRule(id, { state: 'paused' })
    const paused = (await why('ann', story.activities.firstAid)).causes[0]
    expect(moment(paused?.heldSince)).toBeGreaterThan(moment(paused?.since))
    expect((await why('ann', forklift)).causes[0]?.heldSince).toBeNull()
  })
})

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

    await moveToday(database.db, { now: new Date('2030-05-04T12:00:00Z') })
    const after = await why('bo', fireSafety)
    expect(after).toMatchObject({ state: 'active', exclusion: null })
    expect(after.transitions.items[0]).toMatchObject({
      act: { kind: 'calendar.day', author: { kind: 'calendar', id: null, name: null } },
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

describe('why an enrollment began', () => {
  test('of two rules that ask for a language, by the one whose day of being added is met, too', async () => {
    const { forklift } = story.activities
    const speak = (language: 'en' | 'nl') =>
      ada.call(users.editUser, { params: { userId: idOf('zoe') }, body: { language } })
    const dutch = { kind: 'language' as const, codes: ['nl' as const] }
    await speak('en')
    await createRule({ criteria: [dutch] })
    await createRule({ name: 'Long here', criteria: [dutch, { kind: 'added', is: 'before', day: '1990-01-01' }] })
    await speak('nl')
    const [last] = (await why('zoe', forklift)).transitions.items
    expect(last).toMatchObject({ to: 'active', reasons: [{ what: 'changed', kind: 'language', causes: [ruleCause] }] })
  })

  test('by a rule that counts days as they stood then, however many have passed since', async () => {
    const { forklift } = story.activities
    await act('user.edit', (tx) => editFacts(tx, 'users', [{ id: idOf('zoe'), added_on: '2030-05-01' }]))
    await moveToday(database.db, { now: new Date('2030-05-03T12:00:00Z') })
    await assignToTeam(forklift)
    const criteria = [
      { kind: 'team' as const, ids: [story.teams.nightShift] },
      { kind: 'added' as const, is: 'in-last-days' as const, days: 30 },
    ]
    await createRule({ criteria })
    await act('team.addMembers', (tx) => joinAudience(tx, { audienceId: team(), userIds: [idOf('zoe')] }))
    const toldOf = async () => (await why('zoe', forklift)).transitions.items.find(({ to }) => to === 'active')?.reasons
    const told = await toldOf()
    expect(told?.flatMap(({ causes }) => causes)).toMatchObject([teamCause(), ruleCause])
    await moveToday(database.db, { now: new Date('2030-07-03T12:00:00Z') })
    await act('user.edit', (tx) => editFacts(tx, 'users', [{ id: idOf('zoe'), added_on: '2020-05-01' }]))
    expect(await toldOf()).toEqual(told)
  })

  test('not by reporting to oneself, where managers go round in a loop', async () => {
    const { forklift } = story.activities
    const [one, other] = [idOf('zoe'), idOf('bo')]
    await act('loop', async (tx) => {
      await insertFacts(tx, 'assignments', [
        { audience_id: audience('allReports', one), target_id: forklift },
        { audience_id: audience('allReports', other), target_id: forklift },
      ])
      await editFacts(tx, 'users', [{ id: other, manager_id: one }])
    })
    await act('user.edit', (tx) => editFacts(tx, 'users', [{ id: one, manager_id: other }]))
    const reporting = { kind: 'all-reports', audience: { id: other } }
    expect((await why('zoe', forklift)).transitions.items[0]?.reasons).toMatchObject([{ causes: [reporting] }])
    await act('archive', (tx) => editFacts(tx, 'learning_activities', [{ id: forklift, archived: true }]))
    const [last] = (await why('zoe', forklift)).transitions.items
    expect(last?.reasons).toMatchObject([{ what: 'archived', causes: [reporting] }])
  })

  test('not by what one act put somebody into and out of again', async () => {
    const { forklift } = story.activities
    await assignToTeam(forklift)
    const listed = { audienceId: audience('import', forklift), userIds: [idOf('zoe')] }
    await act('import', async (tx) => {
      await joinAudience(tx, listed)
      await joinAudience(tx, { audienceId: team(), userIds: [idOf('zoe')] })
      await leaveAudience(tx, listed)
    })
    const [last] = (await why('zoe', forklift)).transitions.items
    expect(last?.reasons).toMatchObject([{ what: 'joined', kind: 'team', causes: [teamCause()] }])
    expect(last?.reasons).toHaveLength(1)
  })
})

describe('why a rule no longer enrolls somebody', () => {
  const named = (id: number) => ({ id, name: 'Forklift NL' })

  test('a fact of the user changed that one of its criteria asks for', async () => {
    const { forklift } = story.activities
    await createRule()
    await ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { language: 'en' } })
    const [last] = (await why('ann', forklift)).transitions.items
    expect(last?.reasons).toMatchObject([
      { what: 'changed', kind: 'language', from: { name: 'nl' }, to: { name: 'en' }, causes: [ruleCause] },
    ])
  })

  test('the rule was edited', async () => {
    const { forklift } = story.activities
    const id = await createRule()
    await editRule(id, { criteria: [{ kind: 'team', ids: [story.teams.worksCouncil] }] })
    const [last, first] = (await why('ann', forklift)).transitions.items
    expect(last?.reasons).toMatchObject([{ what: 'rule-edited', rule: named(id), causes: [ruleCause] }])
    expect(first?.reasons).toMatchObject([{ what: 'rule-activated', rule: named(id), causes: [ruleCause] }])
  })

  test('the rule was ended, also when it had been paused and the user has long stopped matching it', async () => {
    const { forklift } = story.activities
    const id = await createRule()
    await editRule(id, { state: 'paused' })
    await ada.call(users.editUser, { params: { userId: idOf('ann') }, body: { language: 'en' } })
    expect((await why('ann', forklift)).transitions.total).toBe(1)
    await editRule(id, { state: 'ended' })
    for (const who of ['ann', 'daan'] as const) {
      const [last] = (await why(who, forklift)).transitions.items
      expect(last?.reasons).toMatchObject([{ what: 'rule-ended', rule: named(id), causes: [ruleCause] }])
    }
  })

  test('the day passed: the user was added too long ago', async () => {
    const { forklift } = story.activities
    await act('user.edit', (tx) => editFacts(tx, 'users', [{ id: idOf('ann'), added_on: '2030-05-01' }]))
    await moveToday(database.db, { now: new Date('2030-05-03T12:00:00Z') })
    await createRule({ criteria: [{ kind: 'added', is: 'in-last-days', days: 30 }], onLeaving: 'withdraw' })
    await moveToday(database.db, { now: new Date('2030-06-03T12:00:00Z') })
    const [last] = (await why('ann', forklift)).transitions.items
    expect(last).toMatchObject({
      to: 'withdrawn',
      act: { author: { kind: 'calendar' } },
      reasons: [{ what: 'day-passed', from: '2030-05-03', to: '2030-06-03', causes: [ruleCause] }],
    })
  })
})
