import { afterEach, describe, expect, test } from 'vitest'
import { ada, app, database, story } from '../../test/served/anew.ts'
import { change } from '../change.ts'
import { editAssignments, listAssignments } from '../enrollment/assignment/contract.ts'
import { listParticipants } from '../enrollment/contract.ts'
import { audience } from '../enrollment/engine/audience.ts'
import { previewOf } from '../enrollment/preview/contract.ts'
import { insertFacts } from '../facts.ts'
import { describeBatch, listActivityHistory, listBatches, listUserHistory, undoBatch } from '../history/contract.ts'
import { departments, teams } from '../organization/contract.ts'
import { readUser } from '../user/contract.ts'
import { createRule, mergeUnit, readRule, replaceUnit } from './contract.ts'

afterEach(async () => {
  await app.http.close()
  await database.drop()
})

const participants = async (activityId: number) => {
  const { items } = await ada.call(listParticipants, { params: { activityId }, query: {} })
  return items.map(({ user }) => user.name)
}
const assigned = async (unit: 'teams' | 'departments' | 'companies', unitId: number) => {
  const { items } = await ada.call(listAssignments, { params: { unit, unitId }, query: {} })
  return items.map(({ target }) => target.name)
}
const members = async (unitId: number) =>
  (await ada.call(teams.members, { params: { unitId }, query: {} })).items.map(({ name }) => name)

/** The night shift leads to *Forklift basics*, a rule names it, and Ruth was granted its people. */
async function nameNightShift(): Promise<number> {
  const { nightShift } = story.teams
  await ada.call(editAssignments, {
    params: { unit: 'teams', unitId: nightShift },
    body: { add: [{ targetId: story.activities.forklift, onLeaving: 'keep' }] },
  })
  await change(database.db, { kind: 'grant.add', author: story.author }, (tx) =>
    insertFacts(tx, 'grants', [{ user_id: story.people.ruth.id, audience_id: audience('team', nightShift) }]),
  )
  const criteria = [{ kind: 'team' as const, ids: [nightShift, story.teams.worksCouncil] }]
  const { rule } = await ada.call(createRule, {
    body: { name: 'Night', criteria, targetIds: [story.activities.conduct], state: 'active' },
  })
  return rule.id
}

const state = async (ruleId: number) => ({
  night: await assigned('teams', story.teams.nightShift),
  council: await assigned('teams', story.teams.worksCouncil),
  inNight: await members(story.teams.nightShift),
  inCouncil: await members(story.teams.worksCouncil),
  forklift: await participants(story.activities.forklift),
  conduct: await participants(story.activities.conduct),
  criteria: (await ada.call(readRule, { params: { ruleId } })).criteria.map(({ values }) => values),
  grants: await database.db.selectFrom('grants').select(['user_id', 'audience_id']).execute(),
  archived: (await ada.call(teams.read, { params: { unitId: story.teams.nightShift } })).archived,
})

const council = () => ({
  params: { unit: 'teams' as const, unitId: story.teams.nightShift },
  body: { byId: story.teams.worksCouncil },
})

/** As history tells it. */
const inItsPlace = () => ({
  replaced: { kind: 'team', id: story.teams.nightShift, name: 'Night shift' },
  by: { kind: 'team', id: story.teams.worksCouncil, name: 'Works council' },
})

describe('a team', () => {
  test('is merged into another: people, assignments, rules and rights go there, as previewed; an undo brings all back', async () => {
    const ruleId = await nameNightShift()
    const before = await state(ruleId)
    const foreseen = await ada.call(previewOf(mergeUnit), council())
    expect(await state(ruleId)).toEqual(before)

    const { batchId, enrolled, kept, withdrawn } = await ada.call(mergeUnit, council())
    expect(await ada.call(describeBatch, { params: { batchId } })).toMatchObject({ succession: inItsPlace() })
    const { forklift } = story.activities
    const ofDaan = await ada.call(listUserHistory, { params: { userId: story.people.daan.id }, query: {} })
    const ofForklift = await ada.call(listActivityHistory, { params: { activityId: forklift }, query: {} })
    for (const [newest] of [ofDaan.items, ofForklift.items])
      expect(newest?.batch).toMatchObject({ id: batchId, succession: inItsPlace() })
    expect({ enrolled, kept, withdrawn }).toEqual({
      enrolled: foreseen.counts.enrolled.enrollments,
      kept: foreseen.counts.kept.enrollments,
      withdrawn: foreseen.counts.withdrawn.enrollments,
    })
    const everyone = ['Ann de Vries', 'Daan Visser', 'Zoë Janssen']
    expect(await state(ruleId)).toMatchObject({
      night: [],
      council: ['Forklift basics'],
      inNight: [],
      inCouncil: everyone,
      forklift: everyone,
      conduct: everyone,
      criteria: [[{ kind: 'team', name: 'Works council', archived: false }]],
      grants: [{ user_id: story.people.ruth.id, audience_id: audience('team', story.teams.worksCouncil) }],
      archived: true,
    })
    await ada.call(undoBatch, { params: { batchId }, body: {} })
    const after = await state(ruleId)
    expect({ ...after, grants: after.grants.length }).toEqual({ ...before, grants: before.grants.length })
  })

  test('is replaced by another: what names it names the other, and its people stay', async () => {
    const ruleId = await nameNightShift()
    const before = await state(ruleId)
    const { batchId } = await ada.call(replaceUnit, council())
    expect(await state(ruleId)).toMatchObject({
      night: [],
      council: ['Forklift basics'],
      inNight: ['Ann de Vries', 'Daan Visser'],
      inCouncil: ['Zoë Janssen'],
      // The assignment said keep.
      forklift: ['Ann de Vries', 'Daan Visser', 'Zoë Janssen'],
      criteria: [[{ kind: 'team', name: 'Works council', archived: false }]],
      archived: false,
    })
    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await state(ruleId)).toEqual(before)
  })

  test('is replaced once by two who do it at the same moment: the later one is told that nothing refers to it any more', async () => {
    const ruleId = await nameNightShift()
    const both = await Promise.allSettled([ada.call(replaceUnit, council()), ada.call(replaceUnit, council())])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await state(ruleId)).toMatchObject({ night: [], council: ['Forklift basics'] })
    expect(await ada.refusal(replaceUnit, council())).toMatchObject({
      status: 409,
      code: 'nothing-refers',
      detail: expect.stringMatching(/^Nothing refers to "Night shift"/),
    })
    expect(await ada.refusal(previewOf(replaceUnit), council())).toMatchObject({ code: 'nothing-refers' })
    const { items } = await ada.call(listBatches, { query: { kind: 'team.replace' } })
    expect(items.map(({ succession }) => succession)).toEqual([inItsPlace()])
  })

  test('never takes its own place, nor does what is archived or not there', async () => {
    const { nightShift, worksCouncil } = story.teams
    const params = { unit: 'teams' as const, unitId: nightShift }
    const refused = (byId: number) => ada.refusal(mergeUnit, { params, body: { byId } })
    expect(await refused(nightShift)).toMatchObject({ status: 422, errors: [{ field: 'byId' }] })
    expect(await refused(99_999)).toMatchObject({ status: 422, errors: [{ field: 'byId' }] })
    await ada.call(teams.archive, { params: { unitId: worksCouncil } })
    expect(await refused(worksCouncil)).toMatchObject({
      status: 422,
      errors: [{ message: '"Works council" is archived. Restore it first, or choose another.' }],
    })
  })
})

describe('a department or a company', () => {
  test('is merged with those below it, in one company or across companies', async () => {
    const { rotterdam, transport, office } = story.departments
    const params = { unit: 'departments' as const, unitId: rotterdam }
    const { batchId } = await ada.call(mergeUnit, { params, body: { byId: transport } })
    const { company, department } = await ada.call(readUser, { params: { userId: story.people.ann.id } })
    expect([company.name, department?.name]).toEqual(['Rakema Logistics', 'Transport'])
    const { items } = await ada.call(departments.list, { query: { belowId: transport, sort: 'place' } })
    expect(items.map(({ name }) => name)).toEqual(['Lorries', 'Night dock'])
    await ada.call(undoBatch, { params: { batchId }, body: {} })
    expect(await ada.call(readUser, { params: { userId: story.people.ann.id } })).toMatchObject({
      company: { name: 'Rakema' },
      department: { name: 'Rotterdam' },
    })
    const above = await ada.refusal(mergeUnit, {
      params: { unit: 'departments', unitId: story.departments.warehouse },
      body: { byId: rotterdam },
    })
    expect(above).toMatchObject({ status: 422, errors: [{ field: 'byId' }] })
    expect(await assigned('departments', office)).toEqual([])
  })

  test('of a company everybody and every department go to the other', async () => {
    const { rakema, logistics } = story.companies
    await ada.call(mergeUnit, { params: { unit: 'companies', unitId: logistics }, body: { byId: rakema } })
    expect(await ada.call(readUser, { params: { userId: story.people.jurgen.id } })).toMatchObject({
      company: { name: 'Rakema' },
      department: { name: 'Lorries' },
    })
    expect(await ada.call(readUser, { params: { userId: story.people.wei.id } })).toMatchObject({
      company: { name: 'Rakema' },
      department: null,
    })
  })
})
