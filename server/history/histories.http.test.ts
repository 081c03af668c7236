import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Client } from '../../test/client.ts'
import { ada, as, database, idOf, story, type Who } from '../../test/served/once.ts'
import { change } from '../change.ts'
import * as assignments from '../enrollment/assignment/contract.ts'
import * as enrollment from '../enrollment/contract.ts'
import * as exclusions from '../enrollment/exclusion/contract.ts'
import * as learning from '../learning/contract.ts'
import * as organization from '../organization/contract.ts'
import { createUsers } from '../user/commands.ts'
import * as users from '../user/contract.ts'
import * as contract from './contract.ts'
import { countBatches } from './counted.ts'

/** What an act says of the user whose history it stands in. */
const ownFacts = ({ about, told }: contract.UserHistoryItem['batch']) => (about === null ? told : [])

describe('the history of a user', () => {
  type Query = Partial<z.input<typeof contract.listUserHistory.query>>
  const of = (who: Who, client = ada, query: Query = {}) =>
    client.call(contract.listUserHistory, { params: { userId: idOf(who) }, query })
  const told = ({ items }: z.output<typeof contract.listUserHistory.response>) =>
    items.map(({ batch, enrollments }) => ({
      act: batch.kind,
      by: batch.author.name,
      enrollments: enrollments.map(({ kind, activity }) => `${kind}: ${activity.title}`),
      facts: ownFacts(batch).map(({ happened, about }) => `${happened}: ${about.map(({ name }) => name).join(', ')}`),
    }))

  test('tells each act with what it changed of them and what followed, newest first', async () => {
    const { fireSafety, forklift } = story.activities
    const femke = await as('femke')
    const own = { userId: idOf('femke') }
    await femke.call(enrollment.completeActivity, { params: { ...own, activityId: fireSafety }, body: {} })
    const daan = await as('daan')
    await daan.call(enrollment.enrollUser, { params: own, body: { activityIds: [forklift] } })
    await ada.call(users.editUser, {
      params: own,
      body: { departmentId: story.departments.office, name: 'Femke de Boer', teamIds: [story.teams.worksCouncil] },
    })
    await ada.call(organization.teams.addMembers, {
      params: { unitId: story.teams.nightShift },
      body: { userIds: [idOf('bo'), idOf('femke'), idOf('wei')] },
    })
    const history = await of('femke')
    expect(told(history)).toEqual([
      { act: 'team.addMembers', by: 'Ada Okafor', enrollments: [], facts: ['made: Night shift, Femke de Boer'] },
      {
        act: 'user.edit',
        by: 'Ada Okafor',
        enrollments: ['kept: Fire safety'],
        facts: ['changed: Femke de Boer', 'made: Works council, Femke de Boer'],
      },
      {
        act: 'enrollment.add',
        by: 'Daan Visser',
        enrollments: ['enrolled: Forklift basics'],
        facts: ['made: Forklift basics, Femke de Boer'],
      },
      {
        act: 'completion.add',
        by: 'Femke de Boer',
        enrollments: [],
        facts: ['made: Femke de Boer, Fire safety', 'made: Femke de Boer, Fire safety'],
      },
      { act: 'user.create', by: 'Ada Okafor', enrollments: ['enrolled: Fire safety'], facts: ['made: Femke de Boer'] },
    ])
    expect(history.items[1]?.batch.told[0]?.fields).toEqual([
      {
        field: 'department',
        before: expect.objectContaining({ name: 'Night dock' }),
        after: expect.objectContaining({ name: 'Office' }),
      },
      { field: 'name', before: 'Femke Bakker', after: 'Femke de Boer' },
    ])
  })

  test('goes page by page', async () => {
    const { items } = await of('femke')
    const first = await of('femke', ada, { limit: 2 })
    const second = await of('femke', ada, { limit: 2, after: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual(items.slice(0, 4))
    expect(second).toMatchObject({ total: 5, from: 3 })
    expect((await of('femke', ada, { sort: 'at' })).items).toEqual(items.toReversed())
  })

  test('is told to the user and their managers too', async () => {
    for (const who of ['femke', 'daan', 'ruth'] as const) {
      // Activities are told in the language of whoever reads.
      const { language } = await ada.call(users.readUser, { params: { userId: idOf(who) } })
      await ada.call(users.editUser, { params: { userId: idOf('ada') }, body: { language } })
      const { items } = await of('femke', await as(who))
      expect(items.map(({ batch }) => batch)).toEqual((await of('femke')).items.map(({ batch }) => batch))
    }
    await ada.call(users.editUser, { params: { userId: idOf('ada') }, body: { language: 'en' } })
    const ann = await as('ann')
    expect(await ann.refusal(contract.listUserHistory, { params: { userId: idOf('femke') } })).toMatchObject({
      status: 404,
    })
  })

  test('does not tell users of exclusions from what they never knew', async () => {
    const { fireSafety, privacy } = story.activities
    const excluding = {
      userIds: [idOf('ann')],
      activityIds: [fireSafety, privacy],
      reason: 'Holds the certificate of another school',
    }
    await ada.call(exclusions.exclude, { body: excluding })
    const excluded = async (client: Client) => {
      const [latest] = (await of('ann', client)).items
      return latest?.batch.told.map(({ about }) => about[1]?.name)
    }
    expect(await excluded(ada)).toEqual(['Fire safety', 'Data privacy'])
    expect(await excluded(await as('ruth'))).toHaveLength(2)
    expect(await excluded(await as('ann'))).toEqual(['Brandveiligheid'])
  })
})

describe('the history of a manager’s people', () => {
  type Query = Partial<z.input<typeof contract.listTeamHistory.query>>
  const of = (client: Client, query: Query = {}) => client.call(contract.listTeamHistory, { query })
  const told = ({ items }: z.output<typeof contract.listTeamHistory.response>) =>
    items.map(({ batch, people, enrolled, withdrawn }) => ({
      act: batch.kind,
      people: people.named.map(({ name }) => name),
      total: people.total,
      about: batch.about.things.map(({ name }) => name),
      facts: batch.facts,
      told: batch.told.map(({ happened, about }) => `${happened}: ${about.map(({ name }) => name).join(', ')}`),
      moved: [enrolled, withdrawn],
    }))

  test('tells of acts only what they did to them, newest first', async () => {
    const { privacy } = story.activities
    const daan = await as('daan')
    const before = await of(daan)
    // Zoë and Wei are nobody of Daan's.
    const userIds = [idOf('zoe'), idOf('femke'), idOf('wei')]
    await ada.call(enrollment.addParticipants, { params: { activityId: privacy }, body: { userIds } })
    await ada.call(organization.groups.addMembers, {
      params: { unitId: story.groups.newHires },
      body: { userIds: [idOf('zoe'), idOf('femke')] },
    })
    await ada.call(enrollment.addParticipants, { params: { activityId: privacy }, body: { userIds: [idOf('bo')] } })
    const [joined, enrolled, ...rest] = told(await of(daan))
    expect(joined).toEqual({
      act: 'group.addMembers',
      people: ['Femke de Boer'],
      total: 1,
      about: ['New hires', 'Femke de Boer'],
      facts: 1,
      told: ['made: New hires, Femke de Boer'],
      moved: [0, 0],
    })
    expect(enrolled).toEqual({
      act: 'enrollment.add',
      people: ['Femke de Boer'],
      total: 1,
      about: ['Data privacy', 'Femke de Boer'],
      facts: 1,
      told: ['made: Data privacy, Femke de Boer'],
      moved: [1, 0],
    })
    expect(rest).toEqual(told(before))
  })

  test('counts what is many, and names the first of them', async () => {
    const ruth = await as('ruth')
    const userIds = [idOf('femke'), idOf('bo'), idOf('daan'), idOf('ann'), idOf('zoe'), idOf('jurgen')]
    const params = { activityId: story.activities.loads }
    await ada.call(enrollment.addParticipants, { params, body: { userIds } })
    const [item] = told(await of(ruth, { limit: 1 }))
    expect(item).toEqual({
      act: 'enrollment.add',
      people: ['Ann de Vries', 'Bo Smit', 'Daan Visser'],
      total: 4,
      about: ['Lading zekeren', 'Daan Visser', 'Ann de Vries'],
      facts: 4,
      told: [],
      moved: [4, 0],
    })
  })

  test('tells of each of them what their own history tells, and goes page by page', async () => {
    const ruth = await as('ruth')
    const whole = await of(ruth, { limit: 200 })
    const { items: people } = await ruth.call(users.listTeamMembers, { query: {} })
    const own = await Promise.all(
      people.map(async ({ id, name }) => {
        const { items } = await ruth.call(contract.listUserHistory, { params: { userId: id }, query: { limit: 200 } })
        return items.map(({ batch, enrollments }) => ({
          id: batch.id,
          name,
          moved: enrollments.length,
          facts: ownFacts(batch).length,
        }))
      }),
    )
    const byBatch = Map.groupBy(own.flat(), ({ id }) => id)
    expect(new Set(whole.items.map(({ batch }) => batch.id))).toEqual(new Set(byBatch.keys()))
    for (const { batch, people, enrolled, resumed, requiredAgain, kept, withdrawn } of whole.items) {
      const each = byBatch.get(batch.id) ?? []
      expect(people.total).toBe(each.length)
      expect(batch.facts).toBe(each.reduce((sum, { facts }) => sum + facts, 0))
      const moved = enrolled + resumed + requiredAgain + kept + withdrawn
      expect(moved).toBe(each.reduce((sum, one) => sum + one.moved, 0))
    }
    const first = await of(ruth, { limit: 2 })
    const second = await of(ruth, { limit: 2, after: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual(whole.items.slice(0, 4))
    expect(first.total).toBe(whole.total)
  })

  test('tells the same where a manager has very many people, and of what was done to them all that it was much', async () => {
    const ruth = await as('ruth')
    const before = await of(ruth, { limit: 200 })
    const names = Array.from({ length: 3_200 }, (_, nth) => `Newcomer ${nth + 1}`)
    const newcomers = names.map((name, nth) =>
      users.newUser.parse({
        name,
        email: `${name.toLowerCase().replace(' ', '.')}@example.com`,
        companyId: story.companies.rakema,
        managerId: idOf(nth === 0 ? 'daan' : 'ruth'),
      }),
    )
    await change(database.db, { kind: 'user.create', author: story.author }, (tx) =>
      createUsers(tx, { users: newcomers }),
    )
    const [latest, ...rest] = (await of(ruth, { limit: 200 })).items
    expect(rest).toEqual(before.items)
    expect(latest).toMatchObject({ people: { total: 3_200 }, batch: { about: { isWhole: false } } })
    const first = await of(ruth, { limit: 2 })
    const second = await of(ruth, { limit: 2, after: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual([latest, ...rest].slice(0, 4))
    expect(first.total).toBe(before.total + 1)
    // Of those only one is Daan's, who is Ruth's himself.
    const [ofDaan] = told(await of(await as('daan')))
    expect(ofDaan).toMatchObject({ people: ['Newcomer 1'], total: 1, facts: 1, about: ['Newcomer 1'] })
  })

  test('is no learner’s to read', async () => {
    const bo = await as('bo')
    expect(await bo.refusal(contract.listTeamHistory, { query: {} })).toMatchObject({ status: 403 })
  })
})

describe('the history of a learning activity', () => {
  const of = (activityId: number, query: Partial<z.input<typeof contract.listActivityHistory.query>> = {}) =>
    ada.call(contract.listActivityHistory, { params: { activityId }, query })

  test('tells the acts that moved people in it, with how many, and those that changed it', async () => {
    const { conduct, privacy } = story.activities
    const assigning = { unit: 'teams' as const, unitId: story.teams.firstAiders }
    const add = [{ targetId: conduct }, { targetId: privacy }]
    const { items: assigned } = await ada.call(assignments.editAssignments, { params: assigning, body: { add } })
    const link = assigned.find(({ target }) => target.id === conduct)?.id ?? 0
    await ada.call(assignments.editAssignments, {
      params: assigning,
      body: { edit: [{ assignmentId: link, onLeaving: 'withdraw' }] },
    })
    await ada.call(learning.editActivity, { params: { activityId: conduct }, body: { validMonths: 12 } })
    const activityIds = [story.activities.firstAid, story.activities.fireSafety, conduct]
    const bhv = { qualificationId: story.qualifications.bhv }
    await ada.call(learning.editQualification, { params: bhv, body: { activityIds } })
    await ada.call(enrollment.addParticipants, {
      params: { activityId: conduct },
      body: { userIds: [idOf('zoe'), idOf('wei'), idOf('daan')] },
    })
    await ada.call(assignments.editAssignments, { params: assigning, body: { remove: [link] } })
    await ada.call(enrollment.endEnrollment, { params: { userId: idOf('zoe'), activityId: conduct } })

    const { items, total } = await of(conduct)
    expect(total).toBe(8)
    const told = items.map(({ batch, enrolled, withdrawn, facts }) => ({
      act: batch.kind,
      moved: [enrolled, withdrawn],
      facts: facts.map(({ happened, about }) => `${happened}: ${about.map(({ name }) => name).join(', ')}`),
    }))
    expect(told).toEqual([
      { act: 'enrollment.end', moved: [0, 1], facts: [] },
      { act: 'assignment.edit', moved: [0, 0], facts: ['ended: First aiders, Code of conduct'] },
      { act: 'enrollment.add', moved: [2, 0], facts: [] },
      { act: 'qualification.edit', moved: [0, 0], facts: ['made: BHV, Code of conduct'] },
      { act: 'activity.edit', moved: [0, 0], facts: ['changed: Code of conduct'] },
      { act: 'assignment.edit', moved: [0, 0], facts: ['changed: First aiders, Code of conduct'] },
      { act: 'assignment.edit', moved: [1, 0], facts: ['made: First aiders, Code of conduct'] },
      {
        act: 'activity.create',
        moved: [0, 0],
        facts: ['made: Code of conduct', 'made: Code of conduct', 'made: Code of conduct'],
      },
    ])
    const moved = items.map(({ people }) => [people.total, ...people.named.map(({ name }) => name)])
    expect(moved[0]).toEqual([1, 'Zoë Janssen'])
    expect(moved[1]).toEqual([0])
    expect(moved[2]).toEqual([2, 'Zoë Janssen', '李伟'])
  })

  test('goes page by page', async () => {
    const { conduct } = story.activities
    const { items } = await of(conduct)
    const first = await of(conduct, { limit: 3 })
    const second = await of(conduct, { limit: 3, after: first.next ?? '' })
    expect([...first.items, ...second.items]).toEqual(items.slice(0, 6))
    expect((await of(conduct, { limit: 3, before: second.previous ?? '' })).items).toEqual(first.items)
  })

  test('tells the same of large acts as they are done and once they are written down', async () => {
    const { db } = database
    const { conduct, privacy } = story.activities
    const told = async () => [await of(conduct), await of(privacy), await of(conduct, { limit: 3 })]
    const before = await told()
    await sql`update batches set is_large = true where kind in ('assignment.edit', 'enrollment.add')`.execute(db)
    expect(await told()).toEqual(before)
    expect(await countBatches(db)).toBeGreaterThan(2)
    expect(await told()).toEqual(before)
  })
})
