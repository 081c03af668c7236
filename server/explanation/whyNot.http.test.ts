import { describe, expect, test } from 'vitest'
import { assignToTeam, createRule, editRule, ruleCause, why } from '../../test/explained.ts'
import { ada, as, database, idOf, story } from '../../test/served/anew.ts'
import { type Change, change } from '../change.ts'
import { audience } from '../enrollment/engine/index.ts'
import { editFacts, insertFacts, joinAudience } from '../facts.ts'
import * as contract from './contract.ts'

const act = (kind: string, command: (tx: Change) => Promise<unknown>) =>
  change(database.db, { kind, author: story.author }, command)

describe('why not', () => {
  test('units and qualifications that lead there, in which the user is not', async () => {
    const { firstAid } = story.activities
    const { bhv } = story.qualifications
    const { state, ways, transitions } = await why('zoe', firstAid)
    expect({ state, transitions }).toEqual({ state: 'none', transitions: { total: 0, items: [] } })
    expect(ways).toMatchObject({
      total: 2,
      byKind: [
        { kind: 'team', count: 1 },
        { kind: 'qualification', count: 1 },
      ],
      items: [
        { kind: 'team', audience: { name: 'First aiders' }, through: { id: bhv }, obstacles: [{ what: 'not-in' }] },
        { kind: 'qualification', audience: { id: bhv, name: 'BHV' }, through: null, obstacles: [{ what: 'not-in' }] },
      ],
    })
    expect((await why('daan', firstAid)).ways).toBeNull()
  })

  test('the criteria of a rule that the user does not meet, and what the user has instead', async () => {
    const { forklift } = story.activities
    await createRule({
      criteria: [
        { kind: 'team', ids: [story.teams.nightShift, story.teams.firstAiders] },
        { kind: 'language', codes: ['nl'], negated: true },
        { kind: 'company', ids: [story.companies.rakema] },
        { kind: 'added', is: 'after', day: '2025-01-01' },
      ],
    })
    const { ways } = await why('zoe', forklift)
    expect(ways?.items).toMatchObject([
      {
        ...ruleCause,
        obstacles: [
          {
            what: 'criterion',
            criterion: { kind: 'team', negated: false },
            values: [{ name: 'Night shift' }, { name: 'First aiders' }],
            more: 0,
            has: [{ name: 'Works council' }],
          },
          { what: 'criterion', criterion: { kind: 'language', negated: true }, has: [{ name: 'nl' }] },
          { what: 'criterion', criterion: { kind: 'added', is: 'after' }, addedOn: '2024-01-08' },
        ],
      },
    ])
  })

  test('a rule without effect: a draft, ended, paused or frozen, with since when those who matched are held', async () => {
    const { forklift, privacy, conduct, loads } = story.activities
    const wardens = { criteria: [{ kind: 'group' as const, ids: [story.groups.wardens] }] }
    const rules = {
      draft: await createRule({ ...wardens, name: 'Draft', state: 'draft', targetIds: [forklift] }),
      ended: await createRule({ ...wardens, name: 'Ended', targetIds: [privacy] }),
      paused: await createRule({ ...wardens, name: 'Paused', targetIds: [conduct] }),
      frozen: await createRule({ ...wardens, name: 'Frozen', targetIds: [loads] }),
    }
    await editRule(rules.ended, { state: 'ended' })
    await editRule(rules.paused, { state: 'paused' })
    await act('group.archive', (tx) => editFacts(tx, 'groups', [{ id: story.groups.wardens, archived: true }]))
    await act('group.restore', (tx) =>
      joinAudience(tx, { audienceId: audience('group', story.groups.wardens), userIds: [idOf('zoe')] }),
    )
    const obstacles = async (activityId: number) => (await why('zoe', activityId)).ways?.items[0]?.obstacles
    expect(await obstacles(forklift)).toEqual([{ what: 'rule', state: 'draft', heldSince: null }])
    expect(await obstacles(privacy)).toEqual([{ what: 'rule', state: 'ended', heldSince: null }])
    expect(await obstacles(conduct)).toMatchObject([{ what: 'rule', state: 'paused', heldSince: expect.any(String) }])
    expect(await obstacles(loads)).toMatchObject([{ what: 'rule', state: 'frozen', heldSince: expect.any(String) }])
    // Bo was among those who matched.
    expect(await why('bo', conduct)).toMatchObject({ state: 'active', causes: [{ kind: 'rule' }], ways: null })
  })

  test('what is archived: the activity, the qualification it is in, or the unit', async () => {
    const { firstAid, forklift, conduct } = story.activities
    await assignToTeam(forklift)
    await assignToTeam(conduct)
    await act('archive', async (tx) => {
      await editFacts(tx, 'qualifications', [{ id: story.qualifications.bhv, archived: true }])
      await editFacts(tx, 'learning_activities', [{ id: forklift, archived: true }])
      await editFacts(tx, 'teams', [{ id: story.teams.nightShift, archived: true }])
    })
    expect((await why('daan', firstAid)).ways?.items).toMatchObject([
      { kind: 'team', obstacles: [{ what: 'archived', kind: 'qualification', thing: { name: 'BHV' } }] },
      { kind: 'qualification', obstacles: [{ what: 'archived', kind: 'qualification' }, { what: 'not-in' }] },
    ])
    expect((await why('ann', conduct)).ways?.items).toMatchObject([
      { kind: 'team', obstacles: [{ what: 'archived', kind: 'team', thing: { name: 'Night shift' } }] },
    ])
    expect((await why('ann', forklift)).activity).toMatchObject({ archived: true })
  })

  test('of somebody excluded, what would enroll them; of somebody inactive, only how many ways there are', async () => {
    const { fireSafety } = story.activities
    await act('exclusion.add', (tx) =>
      insertFacts(tx, 'exclusions', [{ user_id: idOf('bo'), activity_id: fireSafety, reason: 'On leave.' }]),
    )
    const { exclusion, ways } = await why('bo', fireSafety)
    expect(exclusion).toMatchObject({ reason: 'On leave.', until: null })
    expect(ways?.items[0]).toMatchObject({ kind: 'department-below', audience: { name: 'Warehouse' }, obstacles: [] })
    expect((await why('ole', fireSafety)).ways).toMatchObject({ total: 3, items: [] })
  })

  test('of many ways, the nearest are told and all are counted; who else has it in person is not told', async () => {
    const { privacy } = story.activities
    await act('assignment.edit', async (tx) => {
      const teams = await insertFacts(
        tx,
        'teams',
        Array.from({ length: 30 }, (_, nth) => ({ name: `Team ${nth}` })),
      )
      const audiences = [
        ...teams.map((id) => audience('team', id)),
        audience('everyone', idOf('marta')),
        audience('everyone', idOf('femke')),
      ]
      await insertFacts(
        tx,
        'assignments',
        audiences.map((audience_id) => ({ audience_id, target_id: privacy })),
      )
    })
    await createRule({ targetIds: [privacy] })
    const { ways } = await why('zoe', privacy)
    expect(ways).toMatchObject({
      total: 33,
      byKind: [
        { kind: 'team', count: 30 },
        { kind: 'user', count: 2 },
        { kind: 'rule', count: 1 },
      ],
    })
    expect(ways?.items).toHaveLength(20)
    expect(ways?.items[0]).toMatchObject({ kind: 'team', obstacles: [{ what: 'not-in' }] })
  })

  test('of a criterion with hundreds of values the first are named, and what the user has before others', async () => {
    const { forklift } = story.activities
    const { result } = await act('team.create', (tx) =>
      insertFacts(
        tx,
        'teams',
        Array.from({ length: 400 }, (_, nth) => ({ name: `Team ${nth}` })),
      ),
    )
    const criterion = { kind: 'team' as const, negated: true, ids: [...(result as number[]), story.teams.worksCouncil] }
    await createRule({ criteria: [criterion] })
    const obstacle = (await why('zoe', forklift)).ways?.items[0]?.obstacles[0]
    expect(obstacle).toMatchObject({ what: 'criterion', more: 391, has: [{ name: 'Works council' }] })
    if (obstacle?.what !== 'criterion') throw new Error('a criterion fails')
    expect(obstacle.values[0]).toMatchObject({ name: 'Works council' })
    expect(obstacle.values).toHaveLength(10)
    expect(obstacle.criterion).toMatchObject({ ids: obstacle.values.map(({ id }) => id) })
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
