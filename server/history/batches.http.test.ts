import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { ada, as, database, idOf, story, type Who } from '../../test/served/once.ts'
import { change, commit } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as enrollment from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/index.ts'
import { workOff } from '../enrollment/jobs.ts'
import { insertFacts, joinAudience } from '../facts.ts'
import * as organization from '../organization/contract.ts'
import * as rules from '../rule/contract.ts'
import { createUsers } from '../user/commands.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'

const edit = (who: Who, body: z.input<typeof users.editUser.body>) =>
  ada.call(users.editUser, { params: { userId: idOf(who) }, body })
const latest = async (client = ada) => {
  const { items } = await client.call(contract.listBatches, { query: { limit: 1 } })
  if (!items[0]) throw new Error('nothing has happened')
  return items[0]
}

describe('the history of the academy', () => {
  test('tells who did what when, what followed and what it was about', async () => {
    await edit('femke', { departmentId: story.departments.office })
    expect(await latest()).toMatchObject({
      kind: 'user.edit',
      author: { kind: 'user', id: idOf('ada'), name: 'Ada Okafor' },
      state: 'done',
      progress: 1,
      enrolled: 0,
      withdrawn: 1,
      facts: 1,
      about: {
        things: [{ kind: 'user', id: idOf('femke'), name: 'Femke Bakker' }],
        more: 0,
        kinds: [{ kind: 'user', count: 1 }],
      },
    })
  })

  test('tells the facts themselves where there are few, so that one sentence says what was done', async () => {
    await edit('femke', { departmentId: story.departments.finance, teamIds: [story.teams.worksCouncil] })
    const { facts, told } = await latest()
    expect(facts).toBe(2)
    expect(told.map(({ fact, happened }) => [fact, happened])).toEqual([
      ['users', 'changed'],
      ['memberships', 'made'],
    ])
    expect(told[0]?.fields).toMatchObject([
      { field: 'department', before: { name: 'Office' }, after: { kind: 'department', name: 'Finance' } },
    ])
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity.create' } })
    expect(items[0]?.facts).toBeGreaterThan(3)
    expect(items[0]?.told).toEqual([])
  })

  test('names a team and who joined it, by name also where several did', async () => {
    const params = { unitId: story.teams.nightShift }
    await ada.call(organization.teams.addMembers, { params, body: { userIds: [idOf('bo')] } })
    const team = { kind: 'team', id: story.teams.nightShift, name: 'Night shift' }
    expect((await latest()).about).toEqual({
      things: [team, { kind: 'user', id: idOf('bo'), name: 'Bo Smit' }],
      more: 0,
      isWhole: true,
      kinds: [
        { kind: 'team', count: 1 },
        { kind: 'user', count: 1 },
      ],
    })
    const userIds = [idOf('zoe'), idOf('wei'), idOf('femke')]
    await ada.call(organization.teams.addMembers, { params, body: { userIds } })
    const { about, facts } = await latest()
    expect([facts, ...about.things.map(({ name }) => name)]).toEqual([
      3,
      'Night shift',
      'Femke Bakker',
      'Zoë Janssen',
      '李伟',
    ])
    expect(about).toMatchObject({ more: 0, kinds: [{ kind: 'team' }, { kind: 'user', count: 3 }] })
  })

  test('names the unit and what was assigned to it, also when only the policy of the assignment was edited', async () => {
    const params = { unit: 'teams' as const, unitId: story.teams.firstAiders }
    const { items } = await ada.call(assignments.listAssignments, { params })
    const assignmentId = items[0]?.id ?? 0
    const body = { edit: [{ assignmentId, onLeaving: 'keep' as const }] }
    await ada.call(assignments.editAssignments, { params, body })
    expect((await latest()).about.things).toEqual([
      { kind: 'team', id: story.teams.firstAiders, name: 'First aiders' },
      { kind: 'qualification', id: story.qualifications.bhv, name: 'BHV' },
    ])
  })

  test('says that a new activity is about the activity, and nothing of what is made with it', async () => {
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity' } })
    expect(items[0]).toMatchObject({ kind: 'activity.create', about: { more: 3 } })
    expect(items[0]?.about.things.map(({ kind, name }) => [kind, name])).toEqual([
      ['activity', 'Forklift basics'],
      ['activity', 'First aid'],
      ['activity', 'Fire safety'],
    ])
  })

  test('names things in the language of the one who reads', async () => {
    await edit('ada', { language: 'nl' })
    const { items } = await ada.call(contract.listBatches, { query: { kind: 'activity.create' } })
    expect(items[0]?.about.things[0]?.name).toBe('Heftruck: de basis')
    await edit('ada', { language: 'en' })
  })

  test('is found by author, by act and by time', async () => {
    await (await as('ann')).call(enrollment.startActivity, {
      params: { userId: idOf('ann'), activityId: story.activities.fireSafety },
    })
    const list = (query: Partial<z.input<typeof contract.listBatches.query>>) =>
      ada.call(contract.listBatches, { query })
    const kinds = async (query: Parameters<typeof list>[0]) => (await list(query)).items.map(({ kind }) => kind)
    expect(await kinds({ authorId: idOf('ann') })).toEqual(['progress.start'])
    expect(await kinds({ authorKind: 'setup' })).toEqual(['academy.setUp'])
    expect(await kinds({ kind: 'user.create' })).toEqual(['user.create'])
    expect([...new Set(await kinds({ kind: 'user' }))]).toEqual(['user.edit', 'user.create'])
    expect(await kinds({ kind: 'use' })).toEqual([])
    const { items, total } = await list({})
    const middle = items[4]?.at ?? ''
    const before = await list({ to: middle })
    const after = await list({ from: middle })
    expect(before.total + after.total).toBe(total)
    expect(after.items.at(-1)?.at).toBe(middle)
  })

  test('is found by the rule it was about, or whose targets it changed', async () => {
    const body = { name: 'Told', criteria: [], targetIds: [story.activities.privacy] }
    const { rule } = await ada.call(rules.createRule, { body })
    await ada.call(rules.createRule, { body: { ...body, name: 'Another' } })
    const params = { ruleId: rule.id }
    await ada.call(rules.editRule, { params, body: { targetIds: [] } })
    await ada.call(rules.editRule, { params, body: { state: 'ended' } })
    const { items, total } = await ada.call(contract.listBatches, { query: { ruleId: rule.id } })
    expect(items.map(({ kind }) => kind)).toEqual(['rule.end', 'rule.edit', 'rule.create'])
    expect(total).toBe(3)
  })

  test('goes page by page, each batch once', async () => {
    const { items } = await ada.call(contract.listBatches)
    const walked: number[] = []
    let after: string | undefined
    do {
      const page = await ada.call(contract.listBatches, { query: { limit: 3, after } })
      walked.push(...page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(walked).toEqual(items.map(({ id }) => id))
  })

  test('says how far a batch is that still runs, alone and in the list', async () => {
    const everyone = audience('everyone', 0)
    const { batchId } = await commit(database.db, { kind: 'assignment.edit', author: story.author }, (tx) =>
      insertFacts(tx, 'assignments', [
        { audience_id: everyone, target_id: story.activities.conduct },
        { audience_id: everyone, target_id: story.activities.privacy },
      ]),
    )
    expect(await latest()).toMatchObject({ id: batchId, state: 'running', progress: 0, enrolled: 0 })
    await workOff(database.db)
    const done = await ada.call(contract.describeBatch, { params: { batchId } })
    expect(done).toMatchObject({ state: 'done', progress: 1, enrolled: 2 * 11 })
    expect(done.about.things.map(({ kind, name }) => [kind, name])).toEqual([
      ['academy', 'Rakema'],
      ['activity', 'Code of conduct'],
      ['activity', 'Data privacy'],
    ])
    expect(await latest()).toEqual(done)
  })
})

describe('an act upon very many', () => {
  test('names none of them, rather than those whom it did something more with', async () => {
    const { loads, conduct } = story.activities
    const newcomers = Array.from({ length: 1_100 }, (_, nth) =>
      users.newUser.parse({
        name: `New ${nth}`,
        email: `new.${nth}@example.com`,
        companyId: story.companies.logistics,
      }),
    )
    const { result } = await change(database.db, { kind: 'user.create', author: story.author }, (tx) =>
      createUsers(tx, { users: newcomers }),
    )
    const lists = [
      { audienceId: audience('byHand', loads), userIds: result },
      { audienceId: audience('byHand', conduct), userIds: [idOf('zoe')] },
    ]
    await change(database.db, { kind: 'import.enroll', author: story.author }, async (tx) => {
      for (const list of lists) await joinAudience(tx, list)
    })
    const { facts, about } = await latest()
    expect([facts, about.kinds]).toEqual([1_101, [{ kind: 'activity', count: 2 }]])
    expect(about).toMatchObject({ things: [{ kind: 'activity' }, { kind: 'activity' }], more: 0 })
  })
})

describe('an undo', () => {
  test('and what it undid name each other, and it tells what that was, through any number of undos', async () => {
    await edit('wei', { departmentId: story.departments.transport })
    const { undone: none, ...edited } = await latest()
    expect(none).toBeNull()
    const undo = async (batchId: number) => {
      await ada.call(contract.undoBatch, { params: { batchId }, body: {} })
      return latest()
    }
    const first = await undo(edited.id)
    const { undone, ...told } = await ada.call(contract.describeBatch, { params: { batchId: edited.id } })
    expect({ undone, told }).toEqual({ undone: null, told: { ...edited, undoneBy: first.id, stands: false } })
    expect(first).toMatchObject({ kind: 'undo', undoes: told.id, undoneBy: null })
    expect(first.undone).toEqual({ act: told, isBack: false })
    const second = await undo(first.id)
    expect(second).toMatchObject({ undoes: first.id, undone: { act: { ...told, stands: true }, isBack: true } })
    const third = await undo(second.id)
    expect(third).toMatchObject({ undoes: second.id, undone: { act: told, isBack: false } })
  })

  test('is told so in the histories of whom it touched, of their managers and of the activity', async () => {
    const activityId = story.activities.loads
    const userIds = [idOf('bo'), idOf('zoe')]
    const { batchId } = await ada.call(enrollment.addParticipants, { params: { activityId }, body: { userIds } })
    await ada.call(contract.undoBatch, { params: { batchId }, body: {} })
    const newest = { query: { limit: 2 } }
    const ofBo = await ada.call(contract.listUserHistory, { params: { userId: idOf('bo') }, ...newest })
    const ofTeam = await (await as('ruth')).call(contract.listTeamHistory, newest)
    const ofActivity = await ada.call(contract.listActivityHistory, { params: { activityId }, ...newest })
    for (const { items } of [ofBo, ofTeam, ofActivity]) {
      const [undo, act] = items
      expect(act?.batch).toMatchObject({ id: batchId, undoneBy: undo?.batch.id, undone: null })
      expect(undo?.batch).toMatchObject({ undoes: batchId, undone: { act: { id: batchId }, isBack: false } })
    }
    const names = (told: contract.FactChange[] | undefined) => told?.map(({ about }) => about.map(({ name }) => name))
    expect(names(ofBo.items[0]?.batch.undone?.act.told)).toEqual([['Lading zekeren', 'Bo Smit']])
    // Zoë is nobody of Ruth's.
    expect(ofTeam.items[0]?.batch.undone?.act.about.things.map(({ name }) => name)).toEqual([
      'Lading zekeren',
      'Bo Smit',
    ])
    expect(ofActivity.items[0]?.batch.undone?.act.facts).toBe(2)
  })
})
