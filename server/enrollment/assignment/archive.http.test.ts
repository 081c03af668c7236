import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { expectNothingDue } from '../../../test/invariants.ts'
import { ada, as, database, story, type Who } from '../../../test/served/anew.ts'
import { change } from '../../change.ts'
import { insertFacts } from '../../facts.ts'
import * as learning from '../../learning/contract.ts'
import * as organization from '../../organization/contract.ts'
import { createRule as createRuleCommand } from '../../rule/commands.ts'
import { newRule, readRule } from '../../rule/contract.ts'
import * as users from '../../user/contract.ts'
import * as enrollment from '../contract.ts'
import { audience } from '../engine/index.ts'
import * as previews from '../preview/contract.ts'
import * as contract from './contract.ts'

const { companies, departments, teams } = organization
const unit = (unitId: number) => ({ params: { unitId } })
const outcomeOf = (batchId: number) => ada.call(enrollment.readBatch, { params: { batchId } })
const names = (items: ReadonlyArray<{ name: string }>) => items.map(({ name }) => name)

async function statesOf(who: Who) {
  const { items } = await ada.call(enrollment.listUserEnrollments, { params: { userId: story.people[who].id } })
  return items.map(({ activity, state }) => `${activity.title} ${state}`).sort()
}

async function createRule(given: object): Promise<number> {
  const act = { kind: 'rule.create', author: story.author, notify: false }
  const { result } = await change(database.db, act, (tx) => createRuleCommand(tx, newRule.parse(given)))
  return result.id
}

describe('an archived team', () => {
  test('leads nowhere, and leads again when it is restored; nobody leaves it by that', async () => {
    const { firstAiders } = story.teams
    expect(await statesOf('daan')).toEqual(['Fire safety active', 'First aid active'])
    const archived = await ada.call(teams.archive, unit(firstAiders))
    expect(archived).toMatchObject({ archived: true, members: 1 })
    expect(await outcomeOf(archived.batchId)).toMatchObject({ withdrawn: 1, kept: 0 })
    expect(await statesOf('daan')).toEqual(['Fire safety active', 'First aid withdrawn'])
    const restored = await ada.call(teams.restore, unit(firstAiders))
    expect(restored).toMatchObject({ archived: false, members: 1 })
    expect(await outcomeOf(restored.batchId)).toMatchObject({ resumed: 1 })
    await expectNothingDue(database.db)
  })

  test('is previewed', async () => {
    const foreseen = await ada.call(previews.previewOf(teams.archive), unit(story.teams.firstAiders))
    expect(foreseen.counts).toMatchObject({ withdrawn: { enrollments: 1 } })
    expect(await ada.call(teams.read, unit(story.teams.firstAiders))).toMatchObject({ archived: false })
  })

  test('is not among the others unless one asks for it', async () => {
    await ada.call(teams.archive, unit(story.teams.nightShift))
    const list = async (archived?: 'with' | 'only') =>
      names((await ada.call(teams.list, { query: archived ? { archived } : {} })).items)
    expect(await list()).toEqual(['First aiders', 'Works council'])
    expect(await list('only')).toEqual(['Night shift'])
    expect(await list('with')).toEqual(['First aiders', 'Night shift', 'Works council'])
  })

  test('takes nobody in, nor anything assigned to it; who is in it may leave, and stay while something else is edited', async () => {
    const { nightShift, firstAiders } = story.teams
    const { ann, zoe } = story.people
    await ada.call(teams.archive, unit(nightShift))
    expect(await ada.refusal(teams.addMembers, { ...unit(nightShift), body: { userIds: [zoe.id] } })).toMatchObject({
      status: 409,
      code: 'archived',
      detail: 'Team "Night shift" is archived, so nobody can be added. Restore it first.',
    })
    const assigning = { params: { unit: 'teams', unitId: nightShift } } as const
    const body = { add: [{ targetId: story.activities.conduct }] }
    expect(await ada.refusal(contract.editAssignments, { ...assigning, body })).toMatchObject({
      status: 409,
      code: 'archived',
    })
    const edit = (who: { id: number }, teamIds: number[]) => ({ params: { userId: who.id }, body: { teamIds } })
    expect(await ada.refusal(users.editUser, edit(zoe, [nightShift]))).toMatchObject({
      errors: [{ field: 'teamIds', message: 'Team "Night shift" is archived. Restore it first, or choose another.' }],
    })
    const stays = await ada.call(users.editUser, edit(ann, [nightShift, firstAiders]))
    expect(names(stays.teams)).toEqual(['First aiders', 'Night shift'])
    await ada.call(teams.removeMembers, { ...unit(nightShift), body: { userIds: [ann.id] } })
    expect(names((await ada.call(users.readUser, { params: { userId: ann.id } })).teams)).toEqual(['First aiders'])
  })

  test('keeps its name, and who wants it is told so', async () => {
    await ada.call(teams.archive, unit(story.teams.nightShift))
    expect(await ada.refusal(teams.create, { body: { name: 'night shift' } })).toMatchObject({
      errors: [
        {
          field: 'name',
          message: 'There is a team "night shift" already, which is archived. Restore that, or choose another name.',
        },
      ],
    })
  })

  test('is archived once and restored once, and what does not exist is not found', async () => {
    const { nightShift } = story.teams
    expect(await ada.refusal(teams.restore, unit(nightShift))).toMatchObject({ status: 409, code: 'restored-already' })
    await ada.call(teams.archive, unit(nightShift))
    expect(await ada.refusal(teams.archive, unit(nightShift))).toMatchObject({ status: 409, code: 'archived-already' })
    expect(await ada.refusal(teams.archive, unit(99_999))).toMatchObject({ status: 404 })
  })

  test('holds the rules that name it: who is in stays in, and who comes waits until it is restored', async () => {
    const { nightShift } = story.teams
    const { conduct } = story.activities
    const ruleId = await createRule({
      name: 'Night people',
      criteria: [{ kind: 'team', ids: [nightShift] }],
      targetIds: [conduct],
      state: 'active',
      onLeaving: 'withdraw',
    })
    expect(await statesOf('ann')).toContain('Code of conduct active')
    await ada.call(teams.archive, unit(nightShift))
    expect(await ada.call(readRule, { params: { ruleId } })).toMatchObject({ frozen: true })
    await ada.call(teams.removeMembers, { ...unit(nightShift), body: { userIds: [story.people.ann.id] } })
    expect(await statesOf('ann')).toContain('Code of conduct active')
    await ada.call(teams.restore, unit(nightShift))
    expect(await statesOf('ann')).toContain('Code of conduct withdrawn')
    expect(await statesOf('daan')).toContain('Code of conduct active')
  })
})

describe('an archived department', () => {
  test('takes those below it along, and brings back those that it took', async () => {
    const { warehouse, rotterdam, venlo, nightDock } = story.departments
    const archivedOnes = async () => names((await ada.call(departments.list, { query: { archived: 'only' } })).items)
    await ada.call(departments.archive, unit(venlo))
    await ada.call(departments.archive, unit(warehouse))
    expect(await archivedOnes()).toEqual(['Night dock', 'Rotterdam', 'Venlo', 'Warehouse'])
    expect(await statesOf('femke')).toEqual(['Fire safety withdrawn'])
    for (const [below, above] of [
      [rotterdam, 'Warehouse'],
      [nightDock, 'Rotterdam'],
    ] as const) {
      expect(await ada.refusal(departments.restore, unit(below))).toMatchObject({
        status: 409,
        code: 'archived-above',
        detail: expect.stringContaining(`is below "${above}", which is archived. Restore that department first.`),
      })
    }
    await ada.call(departments.restore, unit(warehouse))
    expect(await archivedOnes()).toEqual(['Venlo'])
    expect(await statesOf('femke')).toEqual(['Fire safety active'])
    await ada.call(departments.restore, unit(venlo))
    expect(await archivedOnes()).toEqual([])
    await expectNothingDue(database.db)
  })

  test('takes in neither people nor departments, and its name beside it stays taken', async () => {
    const { office, finance, nightDock } = story.departments
    const { rakema } = story.companies
    await ada.call(departments.archive, unit(office))
    const sentence = 'Department "Office" is archived. Restore it first, or choose another.'
    const creating = { body: { name: 'Legal', companyId: rakema, parentId: office } }
    expect(await ada.refusal(departments.create, creating)).toMatchObject({
      errors: [{ field: 'parentId', message: sentence }],
    })
    const moving = { ...unit(nightDock), body: { parentId: office } }
    expect(await ada.refusal(departments.edit, moving)).toMatchObject({
      errors: [{ field: 'parentId', message: sentence }],
    })
    const edit = (body: object) => ({ params: { userId: story.people.zoe.id }, body })
    expect(await ada.refusal(users.editUser, edit({ departmentId: office }))).toMatchObject({
      errors: [{ field: 'departmentId', message: 'Department "Office" is archived. Choose one of Rakema, or none.' }],
    })
    // Zoë is in Finance, which went along: whatever else is edited, she stays there.
    expect(await ada.call(users.editUser, edit({ departmentId: finance, name: 'Zoë J.' }))).toMatchObject({
      department: { name: 'Finance' },
    })
    expect(await ada.refusal(departments.create, { body: { name: 'office', companyId: rakema } })).toMatchObject({
      errors: [{ field: 'name', message: expect.stringContaining('in Rakema already, which is archived.') }],
    })
    expect(await ada.call(departments.edit, { ...unit(finance), body: { name: 'Money' } })).toMatchObject({
      name: 'Money',
    })
  })
})

describe('an archived company', () => {
  test('takes its departments along, and takes in nobody; they come back with it', async () => {
    const { logistics } = story.companies
    const { lorries } = story.departments
    const before = await ada.call(companies.archive, unit(logistics))
    expect(before).toMatchObject({ archived: true, members: 3 })
    const list = async (archived: 'only' | 'without') =>
      names((await ada.call(departments.list, { query: { companyId: logistics, archived } })).items)
    expect([await list('only'), await list('without')]).toEqual([['Lorries', 'Transport'], []])
    const moving = { params: { userId: story.people.zoe.id }, body: { companyId: logistics } }
    expect(await ada.refusal(users.editUser, moving)).toMatchObject({
      errors: [
        { field: 'companyId', message: 'Company "Rakema Logistics" is archived. Restore it first, or choose another.' },
      ],
    })
    const hired = { name: 'New', email: 'new@example.com', companyId: logistics }
    expect(await ada.refusal(users.createUser, { body: hired })).toMatchObject({ errors: [{ field: 'companyId' }] })
    expect(await ada.refusal(departments.create, { body: { name: 'Yard', companyId: logistics } })).toMatchObject({
      errors: [{ field: 'companyId' }],
    })
    expect(await ada.refusal(departments.restore, unit(lorries))).toMatchObject({
      detail: '"Lorries" belongs to company "Rakema Logistics", which is archived. Restore the company first.',
    })
    await ada.call(companies.restore, unit(logistics))
    expect(await list('only')).toEqual([])
  })
})

describe('an archived learning activity', () => {
  const params = () => ({ params: { activityId: story.activities.fireSafety } })

  test('is required by nothing; what becomes of enrollments follows on leaving', async () => {
    const { fireSafety } = story.activities
    const ann = await as('ann')
    await ann.call(enrollment.startActivity, { params: { userId: story.people.ann.id, activityId: fireSafety } })
    const archived = await ada.call(learning.archiveActivity, params())
    expect(archived).toMatchObject({ archived: true, participants: 1 })
    expect(await outcomeOf(archived.batchId)).toMatchObject({ withdrawn: 4, kept: 1 })
    const { batchId } = await ada.call(learning.restoreActivity, params())
    expect(await outcomeOf(batchId)).toMatchObject({ resumed: 4, requiredAgain: 1 })
    await expectNothingDue(database.db)
  })

  test('takes in nobody by hand, is assigned to nothing and put into no qualification', async () => {
    const { fireSafety, conduct } = story.activities
    const { bhv } = story.qualifications
    await ada.call(learning.archiveActivity, params())
    const enrolling = { params: { userId: story.people.zoe.id }, body: { activityIds: [fireSafety, conduct] } }
    expect(await ada.refusal(enrollment.enrollUser, enrolling)).toMatchObject({
      errors: [
        {
          field: 'activityIds',
          message: 'Nobody can be enrolled in what is archived: Fire safety. Restore it first.',
        },
      ],
    })
    const assigning = { params: { unit: 'teams', unitId: story.teams.nightShift } } as const
    expect(
      await ada.refusal(contract.editAssignments, { ...assigning, body: { add: [{ targetId: fireSafety }] } }),
    ).toMatchObject({
      errors: [{ field: 'add', message: '"Fire safety" is archived. Restore it first, or choose another.' }],
    })
    const creating = { body: { name: 'Fire warden', activityIds: [fireSafety] } }
    expect(await ada.refusal(learning.createQualification, creating)).toMatchObject({
      errors: [{ field: 'activityIds', message: '"Fire safety" is archived. Restore it first, or choose another.' }],
    })
    // BHV contains it since before, and keeps it whatever else is edited.
    const editing = { params: { qualificationId: bhv }, body: { activityIds: [fireSafety, conduct] } }
    const { activities } = await ada.call(learning.editQualification, editing)
    expect(activities.map(({ title, archived }) => [title, archived])).toEqual([
      ['Code of conduct', false],
      ['Fire safety', true],
    ])
    expect(await statesOf('daan')).toContain('Code of conduct active')
  })

  test('is in no list and no search unless one asks for it', async () => {
    await ada.call(learning.archiveActivity, params())
    const list = async (archived?: 'only') =>
      (await ada.call(learning.listActivities, { query: { search: 'fire', ...(archived && { archived }) } })).total
    expect([await list(), await list('only')]).toEqual([0, 1])
    expect(await ada.call(contract.listTargets, { query: { search: 'fire' } })).toMatchObject({ total: 0 })
    expect(await ada.call(contract.assignedTo, params())).toEqual({ items: [] })
    const unitOf = { params: { unit: 'departments', unitId: story.departments.warehouse } } as const
    expect(await ada.call(contract.listAssignments, unitOf)).toEqual({ items: [] })
    expect(await ada.call(contract.listAssignments, { ...unitOf, query: { archived: 'only' } })).toMatchObject({
      items: [{ target: { name: 'Fire safety', archived: true } }],
    })
    expect(await ada.call(departments.read, unit(story.departments.warehouse))).toMatchObject({ assignments: 0 })
    const qualifications = await ada.call(learning.listQualifications, { query: {} })
    expect(qualifications.items).toMatchObject([{ name: 'BHV', activities: 1, archived: false }])
  })
})

describe('an archived qualification', () => {
  test('leads to nothing, takes in neither activities nor holders, and leads again when it is restored', async () => {
    const { bhv } = story.qualifications
    const { conduct, firstAid, fireSafety } = story.activities
    const params = { qualificationId: bhv }
    const archived = await ada.call(learning.archiveQualification, { params })
    expect(archived).toMatchObject({ archived: true })
    expect(await outcomeOf(archived.batchId)).toMatchObject({ withdrawn: 1 })
    expect(await statesOf('daan')).toEqual(['Fire safety active', 'First aid withdrawn'])
    const adding = { params, body: { activityIds: [firstAid, fireSafety, conduct] } }
    expect(await ada.refusal(learning.editQualification, adding)).toMatchObject({ status: 409, code: 'archived' })
    await ada.call(learning.editQualification, { params, body: { activityIds: [firstAid], name: 'First responder' } })
    const giving = { params: { userId: story.people.zoe.id }, body: { qualificationIds: [bhv] } }
    expect(await ada.refusal(users.editUser, giving)).toMatchObject({ errors: [{ field: 'qualificationIds' }] })
    const list = async (archived?: 'only') =>
      (await ada.call(learning.listQualifications, { query: archived ? { archived } : {} })).total
    expect([await list(), await list('only')]).toEqual([0, 1])
    await ada.call(learning.restoreQualification, { params })
    expect(await statesOf('daan')).toEqual(['Fire safety active', 'First aid active'])
    await expectNothingDue(database.db)
  })
})

describe('what refers to a thing', () => {
  test('of a department are its people, what is assigned, rules and grants, with those below it', async () => {
    const { warehouse, rotterdam, nightDock } = story.departments
    const { zoe } = story.people
    await createRule({ name: 'Night dock', criteria: [{ kind: 'department', ids: [nightDock], below: false }] })
    await change(database.db, { kind: 'user.edit', author: story.author }, (tx) =>
      insertFacts(tx, 'grants', [{ user_id: zoe.id, audience_id: audience('departmentBelow', rotterdam) }]),
    )
    const found = await ada.call(contract.unitReferences, { params: { unit: 'departments', unitId: warehouse } })
    expect(names(found.people.items)).toEqual(['Ann de Vries', 'Bo Smit', 'Daan Visser', 'Femke Bakker', 'Ruth de Wit'])
    expect(names(found.departments.items)).toEqual(['Night dock', 'Rotterdam', 'Venlo'])
    expect(found.assignments).toMatchObject({
      total: 1,
      items: [{ kind: 'department-below', audience: { name: 'Warehouse' }, target: { name: 'Fire safety' } }],
    })
    expect(names(found.rules.items)).toEqual(['Night dock'])
    expect(names(found.grants.items)).toEqual([zoe.name])
    expect(found.qualifications).toEqual({ total: 0, items: [] })
  })

  test('of a company and a team', async () => {
    const company = await ada.call(contract.unitReferences, {
      params: { unit: 'companies', unitId: story.companies.logistics },
    })
    expect(names(company.people.items)).toEqual(['Jürgen Krause', 'Marta Kowalska', '李伟'])
    expect(company.departments.items).toMatchObject([
      { name: 'Lorries', place: 'Rakema Logistics · Transport' },
      { name: 'Transport', place: 'Rakema Logistics' },
    ])
    const team = await ada.call(contract.unitReferences, {
      params: { unit: 'teams', unitId: story.teams.firstAiders },
    })
    expect(names(team.people.items)).toEqual(['Daan Visser'])
    expect(team.assignments.items).toMatchObject([{ target: { kind: 'qualification', name: 'BHV' } }])
    expect(await ada.refusal(contract.unitReferences, { params: { unit: 'groups', unitId: 99_999 } })).toMatchObject({
      status: 404,
    })
  })

  test('of an activity and a qualification', async () => {
    const { fireSafety } = story.activities
    const { bhv } = story.qualifications
    await createRule({ name: 'Everyone', criteria: [], targetIds: [fireSafety, bhv] })
    const activity = await ada.call(contract.activityReferences, { params: { activityId: fireSafety } })
    expect(activity).toMatchObject({ people: { total: 5 }, departments: { total: 0 }, grants: { total: 0 } })
    expect(activity.assignments.items.map(({ audience: of }) => of)).toMatchObject([
      { name: 'Warehouse', place: 'Rakema' },
    ])
    expect(names(activity.rules.items)).toEqual(['Everyone'])
    expect(names(activity.qualifications.items)).toEqual(['BHV'])
    // Where there are very many they are found in another way, and are the same.
    await sql`insert into participant_tallies values (${fireSafety}, 20000)`.execute(database.db)
    const asOfMany = await ada.call(contract.activityReferences, { params: { activityId: fireSafety } })
    expect(asOfMany.people).toEqual({ ...activity.people, total: 20_005 })
    await sql`insert into participant_tallies values (${fireSafety}, -20000)`.execute(database.db)
    // Whoever is inactive stays enrolled, and is not among them.
    const [{ id: first = 0 } = {}, ...others] = activity.people.items
    const setStatus = (status: 'active' | 'inactive') =>
      ada.call(users.editUser, { params: { userId: first }, body: { status } })
    await setStatus('inactive')
    const without = await ada.call(contract.activityReferences, { params: { activityId: fireSafety } })
    expect(without.people).toEqual({ total: 4, items: others })
    await setStatus('active')
    await ada.call(users.editUser, { params: { userId: story.people.zoe.id }, body: { qualificationIds: [bhv] } })
    const qualification = await ada.call(contract.qualificationReferences, { params: { qualificationId: bhv } })
    expect(names(qualification.people.items)).toEqual([story.people.zoe.name])
    expect(qualification.assignments.items).toMatchObject([
      { kind: 'team', audience: { name: 'First aiders', place: null } },
    ])
    expect(names(qualification.rules.items)).toEqual(['Everyone'])
  })
})
