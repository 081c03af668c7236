import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { expectNothingDue } from '../../../test/invariants.ts'
import { ada, database, idsOf, story } from '../../../test/served/once.ts'
import { change } from '../../change.ts'
import * as learning from '../../learning/contract.ts'
import * as organization from '../../organization/contract.ts'
import { createRule } from '../../rule/commands.ts'
import { editRule, listRules, newRule } from '../../rule/contract.ts'
import * as assignments from '../assignment/contract.ts'
import * as enrollment from '../contract.ts'
import * as previews from '../preview/contract.ts'
import * as contract from './contract.ts'

const ofBhv = () => ({ params: { qualificationId: story.qualifications.bhv } })

async function holders(query: { search?: string; direct?: 'true' | 'false'; limit?: number; after?: string } = {}) {
  return ada.call(contract.listHolders, { ...ofBhv(), query: query as never })
}

/** Each by name, with what leads there: `direct`, or the unit or rule. */
const told = (items: contract.Holder[]) =>
  items.map(({ user, since, through }) => [
    user.name,
    ...(since === null ? [] : ['direct']),
    ...through.map(({ kind, audience }) => audience?.name ?? kind),
  ])

describe('a qualification', () => {
  test('is given to many at once, previewed, and taken from them again', async () => {
    const body = { userIds: idsOf('zoe', 'emile', 'daan') }
    const foreseen = await ada.call(previews.previewOf(contract.addHolders), { ...ofBhv(), body })
    expect(foreseen.counts).toMatchObject({ enrolled: { people: 2, enrollments: 4 } })
    expect(await ada.call(contract.addHolders, { ...ofBhv(), body })).toMatchObject({ added: 3, enrolled: 4 })
    expect(await ada.call(contract.addHolders, { ...ofBhv(), body })).toMatchObject({ added: 0, enrolled: 0 })
    const taken = { ...ofBhv(), body: { userIds: idsOf('zoe', 'daan', 'ann') } }
    // Daan holds it as a first aider still.
    expect(await ada.call(contract.removeHolders, taken)).toMatchObject({ removed: 2, withdrawn: 2 })
    expect(told((await holders()).items)).toEqual([
      ['Daan Visser', 'First aiders'],
      ['Émile Dubois', 'direct'],
    ])
    await expectNothingDue(database.db)
  })

  test('is held by everybody to whom a unit, a rule or somebody’s word leads, each named once with all of it', async () => {
    const { teams, departments } = story
    const rule = {
      name: 'Rotterdam',
      criteria: [{ kind: 'department', ids: [departments.rotterdam] }],
      targetIds: [story.qualifications.bhv],
      state: 'active',
    }
    await change(database.db, { kind: 'rule.create', author: story.author }, (tx) =>
      createRule(tx, newRule.parse(rule)),
    )
    await ada.call(contract.addHolders, { ...ofBhv(), body: { userIds: idsOf('daan') } })
    const page = await holders()
    expect(page.total).toBe(5)
    expect(told(page.items)).toEqual([
      ['Ann de Vries', 'Rotterdam'],
      ['Bo Smit', 'Rotterdam'],
      ['Daan Visser', 'direct', 'First aiders', 'Rotterdam'],
      ['Émile Dubois', 'direct'],
      ['Femke Bakker', 'Rotterdam'],
    ])
    expect(page.items[2]).toMatchObject({
      user: { company: { name: 'Rakema' }, department: { name: 'Rotterdam' } },
      through: [
        { kind: 'team', audience: { id: teams.firstAiders } },
        { kind: 'rule', audience: { name: 'Rotterdam' } },
      ],
    })
  })

  test('pages, is searched, and tells apart who was given it directly', async () => {
    expect(told((await holders({ direct: 'true' })).items)).toEqual([
      ['Daan Visser', 'direct', 'First aiders', 'Rotterdam'],
      ['Émile Dubois', 'direct'],
    ])
    expect((await holders({ direct: 'false' })).total).toBe(3)
    const first = await holders({ limit: 2 })
    const second = await holders({ limit: 2, after: first.next ?? '' })
    expect([...first.items, ...second.items].map(({ user }) => user.name)).toEqual([
      'Ann de Vries',
      'Bo Smit',
      'Daan Visser',
      'Émile Dubois',
    ])
    expect(told((await holders({ search: 'bakker' })).items)).toEqual([['Femke Bakker', 'Rotterdam']])
  })

  test('has the same holders where a unit that leads to it is so large that they are not counted', async () => {
    const { items } = await holders()
    const add = (n: number) =>
      sql`insert into member_tallies values (audience(4, ${story.teams.firstAiders}), ${n}::int)`.execute(database.db)
    await add(20_000)
    const first = await holders({ limit: 2 })
    expect(first).toMatchObject({ total: 10_000, uncounted: true })
    const second = await holders({ limit: 3, after: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual(items)
    await add(-20_000)
  })

  test('stays with whomever a rule brought it to while that is paused', async () => {
    const { items } = await ada.call(listRules, { query: {} as never })
    const ofRule = { params: { ruleId: items.find(({ name }) => name === 'Rotterdam')?.id ?? 0 } }
    await ada.call(editRule, { ...ofRule, body: { state: 'paused' } })
    expect((await holders()).total).toBe(5)
    expect(told((await holders({ direct: 'false' })).items).map(([name]) => name)).toEqual([
      'Ann de Vries',
      'Bo Smit',
      'Femke Bakker',
    ])
    await ada.call(editRule, { ...ofRule, body: { state: 'active' } })
  })

  test('says how far each is: what is validly completed, of what is asked for today', async () => {
    const { firstAid, fireSafety, privacy } = story.activities
    const complete = (activityId: number, completedOn: string) =>
      ada.call(enrollment.completeActivity, {
        params: { userId: story.people.daan.id, activityId },
        body: { completedOn },
      })
    await complete(fireSafety, '2026-02-02')
    await complete(firstAid, '2020-01-31')
    const daan = async () => (await holders({ search: 'daan' })).items[0]
    expect(await daan()).toMatchObject({ completed: 1, total: 2 })
    await ada.call(learning.editQualification, { ...ofBhv(), body: { activityIds: [firstAid, fireSafety, privacy] } })
    expect(await daan()).toMatchObject({ completed: 1, total: 3 })
    await ada.call(learning.archiveActivity, { params: { activityId: fireSafety } })
    expect(await daan()).toMatchObject({ completed: 0, total: 2 })
    await ada.call(learning.restoreActivity, { params: { activityId: fireSafety } })
  })

  test('that is archived leads nobody anywhere, and keeps whom it was given to', async () => {
    await ada.call(learning.archiveQualification, ofBhv())
    expect(told((await holders()).items)).toEqual([
      ['Daan Visser', 'direct'],
      ['Émile Dubois', 'direct'],
    ])
    const body = { userIds: idsOf('zoe') }
    expect(await ada.refusal(contract.addHolders, { ...ofBhv(), body })).toMatchObject({
      status: 409,
      code: 'archived',
      detail: 'Qualification "BHV" is archived, so nobody can be given it. Restore it first.',
    })
    await ada.call(learning.restoreQualification, ofBhv())
    expect((await holders()).total).toBe(5)
  })

  test('is given to people who exist', async () => {
    const body = { userIds: [99_998] }
    expect(await ada.refusal(contract.addHolders, { ...ofBhv(), body })).toMatchObject({
      errors: [{ field: 'userIds', message: 'There is no user with the number 99998. Choose from the list.' }],
    })
  })
})

describe('the assignments of another unit', () => {
  test('are copied with their on leaving; what is here already stays, and what is archived is passed over', async () => {
    const { conduct, privacy, loads, forklift } = story.activities
    const { nightShift, worksCouncil } = story.teams
    const at = (unitId: number) => ({ params: { unit: 'teams' as const, unitId } })
    await ada.call(assignments.editAssignments, {
      ...at(nightShift),
      body: {
        add: [
          { targetId: conduct, onLeaving: 'keep' },
          { targetId: privacy, onLeaving: 'withdraw' },
          { targetId: loads },
          { targetId: forklift },
        ],
      },
    })
    await ada.call(assignments.editAssignments, {
      ...at(worksCouncil),
      body: { add: [{ targetId: privacy, onLeaving: 'keep' }] },
    })
    await ada.call(learning.archiveActivity, { params: { activityId: loads } })
    const copying = { ...at(worksCouncil), body: { from: { unit: 'teams' as const, unitId: nightShift } } }
    const foreseen = await ada.call(previews.previewOf(assignments.copyAssignments), copying)
    expect(foreseen.counts).toMatchObject({ enrolled: { people: 1, enrollments: 2 } })
    const answer = await ada.call(assignments.copyAssignments, copying)
    expect(answer).toMatchObject({ copied: 2, already: 1, outcome: { enrolled: 2 } })
    expect(answer.items.map(({ target, onLeaving }) => [target.name, onLeaving])).toEqual([
      ['Code of conduct', 'keep'],
      ['Data privacy', 'keep'],
      ['Forklift basics', null],
    ])
    expect(await ada.call(assignments.copyAssignments, copying)).toMatchObject({ copied: 0, already: 3 })
  })

  test('say of departments whether those below are meant, and of others need not', async () => {
    const { office, finance } = story.departments
    const { wardens } = story.groups
    const { conduct, privacy } = story.activities
    const department = (unitId: number) => ({ params: { unit: 'departments' as const, unitId } })
    await ada.call(assignments.editAssignments, {
      ...department(office),
      body: {
        add: [
          { targetId: conduct, includesBelow: true },
          { targetId: privacy, includesBelow: false },
        ],
      },
    })
    const from = { unit: 'departments' as const, unitId: office }
    const copied = await ada.call(assignments.copyAssignments, { ...department(finance), body: { from } })
    expect(copied.items.map(({ target, includesBelow }) => [target.name, includesBelow])).toEqual([
      ['Code of conduct', true],
      ['Data privacy', false],
    ])
    const group = await ada.call(assignments.copyAssignments, {
      params: { unit: 'groups', unitId: wardens },
      body: { from },
    })
    expect(group).toMatchObject({ copied: 2, already: 0 })
  })

  test('are neither its own, nor of nobody, nor for what is archived', async () => {
    const { nightShift, firstAiders } = story.teams
    const copy = (unitId: number, from: number) =>
      ada.refusal(assignments.copyAssignments, {
        params: { unit: 'teams', unitId },
        body: { from: { unit: 'teams', unitId: from } },
      })
    expect(await copy(nightShift, nightShift)).toMatchObject({ status: 422, errors: [{ field: 'from' }] })
    expect(await copy(nightShift, 99_998)).toMatchObject({ status: 404 })
    await ada.call(organization.teams.archive, { params: { unitId: firstAiders } })
    expect(await copy(firstAiders, nightShift)).toMatchObject({ status: 409, code: 'archived' })
    await expectNothingDue(database.db)
  })
})
